"""What the grid says on a custom bus: by the delivery records and the subscribers' places."""

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.presentation.rules.delivery_marks import DeliveryFacts, with_deliveries
from eda_core.presentation.rules.event_matrix import rule_matrix
from eda_core.presentation.rules.subscriber_detail import subscriber_detail
from eda_core.presentation.rules.subscriber_list import subscriber_list
from eda_core.read_model.event_search import EventFilter
from eda_core.stack import demo_stack
from tests.rooms import Room

MAIL, UPDATE = "notification-service", "order-service-filtering-payments"
STACK = demo_stack(BusKind.CUSTOM)


def grid_of(room):
    room.model.refresh()
    judged = room.model.grid(EventFilter(), 30)
    known = {
        record.event.id: room.model.ask(lambda t, r=record: t.deliveries.of_event(r))
        for record in judged.records
    }
    facts = DeliveryFacts(known, room.model.stack, room.model.instant.bus)
    return with_deliveries(rule_matrix(judged, room.model.stack, None), judged, facts)


def marks_of(room, rule):
    """The marks of one subscriber by order and detail-type."""
    grid = grid_of(room)
    at = [column["key"] for column in grid["columns"]].index(rule)
    return {f"{row['order']} {row['label']}": row["cells"][at]["mark"] for row in grid["rows"]}


@pytest.fixture
def room():
    return Room(seed=3, bus=BusKind.CUSTOM)


def test_what_was_delivered_is_told_from_what_a_filter_missed(room):
    room.place(1, seconds=10)
    assert marks_of(room, UPDATE) == {
        "1 OrderCreated": "missed",
        "1 PaymentSucceeded": "taken",
        "1 OrderCompleted": "missed",
    }
    assert [entry["mark"] for entry in grid_of(room)["legend"]] == ["taken", "missed"]


def test_what_a_paused_subscriber_has_not_come_to_waits(room):
    room.place(1, seconds=10)
    room.backend.subscribers.set_running(MAIL, False)
    room.place(2, seconds=10)
    marks = marks_of(room, MAIL)
    assert (marks["1 OrderCompleted"], marks["2 OrderCreated"]) == ("taken", "waits")
    column = next(each for each in grid_of(room)["columns"] if each["key"] == MAIL)
    assert (column["count"], column["state"]) == ("3, 3 to come", "paused")


def test_what_was_skipped_is_neither_missed_nor_waits(room):
    room.backend.subscribers.set_running(MAIL, False)
    room.place(1, seconds=10)
    room.backend.subscribers.set_running(MAIL, True, skip=True)
    assert set(marks_of(room, MAIL).values()) == {"off"}


def test_a_failing_event_holds_its_order_and_no_other(room):
    fault = Fault(FaultKind.TARGET_THROWS, STACK.update_order, next_n=None, share=1.0, order=1)
    room.backend.faults.arm(fault)
    room.place(1, seconds=10)
    room.place(2, seconds=10)
    marks = marks_of(room, UPDATE)
    assert (marks["1 PaymentSucceeded"], marks["2 PaymentSucceeded"]) == ("failing", "taken")
    room.let_pass(3600)
    assert marks_of(room, UPDATE)["1 PaymentSucceeded"] == "lost"


def test_a_replay_that_is_on_its_way_has_still_to_come_to_the_newest(room):
    for number in range(1, 60):
        room.place(number, seconds=1)
    room.let_pass(10)
    room.backend.subscribers.replay(MAIL, "again", None)
    room.let_pass(0)
    marks = marks_of(room, "again")
    assert marks["59 OrderCompleted"] == "to-come"
    room.let_pass(10)
    assert set(marks_of(room, "again").values()) == {"taken"}


def test_what_came_before_a_subscriber_was_made_was_missed_by_no_filter(room):
    room.place(1, seconds=10)
    room.editor.put_rule("mine", '{"source": ["payment-service"]}', STACK.update_order)
    room.place(2, seconds=10)
    marks = marks_of(room, "mine")
    assert {mark for name, mark in marks.items() if name[0] == "1"} == {"off"}
    assert (marks["2 OrderCreated"], marks["2 PaymentSucceeded"]) == ("missed", "taken")


def test_a_replay_says_of_what_came_before_it_was_made_what_its_filter_missed(room):
    room.place(1, seconds=10)
    room.backend.subscribers.replay(UPDATE, "again", None)
    room.let_pass(10)
    assert marks_of(room, "again") == {
        "1 OrderCreated": "missed",
        "1 PaymentSucceeded": "taken",
        "1 OrderCompleted": "missed",
    }


def test_the_list_has_a_place_for_each_on_one_axis(room):
    room.place(1, seconds=10)
    room.backend.subscribers.set_running(MAIL, False)
    room.let_pass(60)
    room.place(2, seconds=10)
    data = subscriber_list(room.model.stack, room.model.instant.bus, MAIL)
    rows = {row["key"]: row for row in data["rows"]}
    assert rows[UPDATE]["at"] == 1.0
    assert rows[MAIL]["at"] < 1
    assert (rows[MAIL]["state"], rows[MAIL]["backlog"], rows[MAIL]["note"]) == (
        "paused",
        "3",
        "waiting",
    )


def test_the_detail_has_a_filter_for_each_scope_and_says_what_waits(room):
    room.backend.subscribers.set_running(MAIL, False)
    room.place(1, seconds=10)
    data = subscriber_detail(room.model.stack, room.model.instant.bus, MAIL, room.now_ms)
    assert [each["scope"] for each in data["filters"]] == ["DATA", "METADATA", "SYSTEM_METADATA"]
    assert [bool(each["pattern"]) for each in data["filters"]] == [True, False, False]
    assert data["about"] == "3 events on the bus to come, the oldest 10 s old"


def test_one_that_is_not_there_any_more_is_none(room):
    data = subscriber_detail(room.model.stack, room.model.instant.bus, "gone", room.now_ms)
    assert data["empty"]
