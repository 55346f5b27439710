import pytest

from eda_core.aws.discovery import Discovery
from eda_core.aws.reading.order_items import LATER_MS, SOON_MS, AwsOrders
from tests.aws.scripted_clients import ScriptedClients

QUERY = ("dynamodb", "Query")
ITEM = {"id": {"N": "101"}, "amount": {"N": "100"}, "status": {"S": "OrderCreated"}}


class Table:
    def __init__(self, answer):
        self.now_ms, self.log_size = 1_000_000, 0
        self.clients = ScriptedClients({QUERY: answer})
        discovery = Discovery(self.clients, self.clock)
        self.orders = AwsOrders(self.clients, discovery, self.clock, lambda: self.log_size)
        self.orders._answers._run = lambda job: job()

    def clock(self):
        return self.now_ms

    def count(self):
        return len(self.clients.asked("Query"))


def test_items_are_plain_values():
    table = Table({"Items": [ITEM]})
    assert list(table.orders.history(101)) == [{"id": 101, "amount": 100, "status": "OrderCreated"}]


def test_items_of_one_order_are_asked_for_oldest_first():
    table = Table({"Items": []})
    table.orders.history(101)
    (asked,) = table.clients.asked("Query")
    assert asked["TableName"] == "eda-demo-orders"
    assert asked["ExpressionAttributeValues"] == {":id": {"N": "101"}}
    assert asked["ScanIndexForward"] is True


def test_items_are_read_page_by_page():
    pages = iter([{"Items": [ITEM], "LastEvaluatedKey": {"id": 1}}, {"Items": [ITEM]}])
    table = Table(lambda **_: next(pages))
    assert len(table.orders.history(101)) == 2
    assert table.clients.asked("Query")[1]["ExclusiveStartKey"] == {"id": 1}


@pytest.mark.parametrize("order", ["101", 10**38, -(10**40)])
def test_what_is_no_number_of_the_table_has_no_items(order):
    table = Table({"Items": [ITEM]})
    assert table.orders.history(order) == ()
    assert table.count() == 0


def test_items_are_not_asked_for_at_every_look():
    table = Table({"Items": []})
    for _ in range(5):
        table.orders.history(101)
        table.now_ms += 1_000
    assert table.count() == 1


def test_items_are_asked_for_again_when_the_log_has_grown():
    table = Table({"Items": []})
    table.orders.history(101)
    table.now_ms, table.log_size = table.now_ms + SOON_MS, 1
    table.orders.history(101)
    assert table.count() == 2


def test_items_are_asked_for_again_after_a_while():
    table = Table({"Items": []})
    table.orders.history(101)
    table.now_ms += LATER_MS
    table.orders.history(101)
    assert table.count() == 2
