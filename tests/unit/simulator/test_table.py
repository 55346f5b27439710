import pytest

from eda_core.simulator.table import OrdersTable


@pytest.fixture
def table():
    table = OrdersTable()
    for timestamp in ("2026-01-02", "2026-01-01", "2026-01-03"):
        table.put({"id": 101, "timestamp": timestamp})
    return table


def test_history_is_oldest_first(table):
    assert [item["timestamp"] for item in table.history(101)] == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-03",
    ]


def test_latest_has_the_greatest_timestamp(table):
    assert table.latest(101)["timestamp"] == "2026-01-03"


def test_an_item_with_the_same_key_is_replaced(table):
    table.put({"id": 101, "timestamp": "2026-01-03", "status": "new"})
    assert len(table.history(101)) == 3
    assert table.latest(101)["status"] == "new"


def test_an_unknown_order_has_no_items(table):
    assert table.latest(7) is None
    assert table.history(7) == []


@pytest.mark.parametrize("key", ["101", None, True, [101], {}])
def test_a_key_must_be_a_number(table, key):
    with pytest.raises(ValueError, match="`id` must be a number"):
        table.latest(key)
