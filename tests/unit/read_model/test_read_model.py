import json

import pytest

from eda_core.domain.orders import MAX_NUMBER
from eda_core.read_model import FIRST_ORDER, MomentModel, ReadModel
from eda_core.read_model.event_search import KEPT, EventFilter
from eda_core.read_model.tables import SEARCHES_KEPT
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000


class Room:
    def __init__(self):
        self.now_ms = START_MS
        self.backend = simulated_backend(World(demo_stack(), START_MS, 7), lambda: self.now_ms)
        self.model = ReadModel(self.backend, demo_stack())

    def place(self, *amounts):
        for amount in amounts:
            body = {"id": self.model.next_order_number(), "amount": amount}
            self.backend.api.place(json.dumps(body))
            self.now_ms += 60_000
            self.model.refresh()


@pytest.fixture
def room():
    return Room()


def test_an_empty_world_proposes_the_first_order(room):
    assert room.model.next_order_number() == FIRST_ORDER
    assert room.model.last_event_ms() is None


def test_a_refresh_reads_only_what_is_new(room, monkeypatch):
    room.place(100)
    read, source = [], type(room.backend.news)
    after = source.after

    def noted(self, cursor, **how):
        read.append(cursor.log)
        return after(self, cursor, **how)

    monkeypatch.setattr(source, "after", noted)
    room.model.refresh()
    assert read == [3]


def test_the_next_number_is_above_the_greatest(room):
    room.place(100, 900)
    assert room.model.next_order_number() == FIRST_ORDER + 2


@pytest.mark.parametrize("number", [MAX_NUMBER, MAX_NUMBER - 10])
def test_a_number_that_leaves_none_for_the_next_is_not_gone_on_from(room, number):
    room.backend.api.place(json.dumps({"id": number, "amount": 1}))
    room.now_ms += 60_000
    room.model.refresh()
    assert room.model.next_order_number() == FIRST_ORDER
    assert MomentModel(room.model, room.now_ms).next_order_number() == FIRST_ORDER


def test_the_newest_orders_come_first(room):
    room.place(100, 900, 500)
    orders = [trail.row.order for trail in room.model.newest_orders(2)]
    assert orders == [FIRST_ORDER + 2, FIRST_ORDER + 1]


def test_a_filter_goes_on_finding_what_comes_later(room):
    wanted = EventFilter(detail_type="OrderCancelled")
    assert room.model.find(wanted).total == 0
    room.place(900, 100, 900)
    assert room.model.find(wanted).total == 2


def test_a_search_shows_so_many_and_counts_all(room):
    room.place(*[100] * (KEPT // 3 + 5))
    found = room.model.find(EventFilter())
    assert (len(found.records), found.total) == (KEPT, 3 * (KEPT // 3 + 5))


def test_a_forgotten_search_is_made_anew(room):
    room.place(900)
    wanted = EventFilter(detail_type="OrderCancelled")
    room.model.find(wanted)
    for number in range(SEARCHES_KEPT + 1):
        room.model.find(EventFilter(text=str(number)))
    assert room.model.find(wanted).total == 1


def test_what_was_said_so_far_can_be_filtered_by(room):
    room.place(900)
    sources, kinds = room.model.vocabulary()
    assert sources == ("order-service", "payment-service")
    assert kinds == ("OrderCancelled", "OrderCreated", "PaymentFailed")


def test_a_change_of_the_rules_is_seen(room):
    room.backend.editor.set_rule_enabled("notification-service", False)
    room.place(100)
    assert [change.what for change in room.model.changes()] == [
        "rule notification-service disabled"
    ]
    assert room.model.order(FIRST_ORDER).grid.taken == 5


def test_the_grid_shows_the_newest_events(room):
    room.place(100, 900)
    grid = room.model.grid(EventFilter(), 3).grid
    assert [row.event.detail["id"] for row in grid.rows] == [FIRST_ORDER + 1] * 3


def test_what_many_ask_is_worked_out_once_until_something_comes(room):
    asked = []

    def orders(tables):
        asked.append(tables.version)
        return tables.totals().orders

    assert [room.model.ask_once("orders", orders) for _ in range(3)] == [0, 0, 0]
    room.place(100)
    assert [room.model.ask_once("orders", orders) for _ in range(3)] == [1, 1, 1]
    assert len(asked) == 2


def test_what_depends_on_something_else_is_another_question(room):
    asked = {key: room.model.ask_once(("key", key), lambda _, key=key: key) for key in range(200)}
    assert asked == {key: key for key in range(200)}


def test_an_order_ran_through_the_definition_of_its_time(room):
    room.place(900)
    definition = json.dumps(demo_stack().machine.definition).replace("500", "1000")
    room.backend.editor.put_definition(definition)
    room.place(900)
    before, after = (room.model.order(FIRST_ORDER + n).path.choices[0].sentence for n in (0, 1))
    assert "900 > 500 is true" in before
    assert "900 > 1000 is false" in after


def test_two_failures_are_counted(room):
    room.backend.bus.put_events(
        [
            {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": 7}'},
            {"Source": "payment-service", "DetailType": "PaymentFailed", "Detail": '{"id": 8}'},
        ]
    )
    room.now_ms += 60_000
    room.model.refresh()
    troubles = room.model.troubles()
    assert (troubles.executions, troubles.retrying) == (1, 1)
