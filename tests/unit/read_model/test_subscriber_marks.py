"""Marks of what subscribers of a custom bus did: replayed, taken together, held back."""

import json
from array import array
from dataclasses import replace
from operator import itemgetter

import pytest

from eda_core.domain.chunks import Chunk
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.read_model.columns import NO_AMOUNT
from eda_core.read_model.tables import LiveTables
from eda_core.rooms.packing import pack_steps
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.subscriber_logs import subscriber_logs_of
from tests.unit.read_model.test_bus_log_oracle import told

START_MS = 1_769_860_800_000
UPDATE = "order-service-filtering-payments"
POISON = {"Source": "payment-service", "DetailType": "PaymentRefunded"}
RETRIED_S = 1 + 2 + 4 + 8 + 16
LATE_MS = 500


def with_subscriber(name, **given):
    stack = demo_stack(BusKind.CUSTOM)
    rules = (replace(each, **given) if each.name == name else each for each in stack.rules)
    return replace(stack, rules=tuple(rules))


def poison(order, group):
    system = {"EventGroupId": group} if group else {}
    return {**POISON, "Detail": f'{{"id": {order}}}', "SystemMetadata": system}


def poisoned(stack=None, group="101"):
    """A world in which an event that Update Order cannot take comes before the payment of 101."""
    world = World(stack or demo_stack(BusKind.CUSTOM), START_MS, seed=1)
    world.put_events([poison(101, group)])
    for order in (101, 102):
        world.place(f'{{"id": {order}, "amount": 100}}')
    world.advance(START_MS + 60_000)
    return world


def batched(**more):
    """A world in which Notification takes up to ten events at once, gathered for five seconds."""
    stack = with_subscriber("notification-service", batch_size=10, batch_window_s=5, **more)
    world = World(replace(stack, unpacks=True), START_MS, seed=1)
    world.place('{"id": 101, "amount": 100}')
    world.advance(START_MS + 60_000)
    return world


def tables_of(world, steps=None):
    tables = LiveTables(world.stack)
    for record in world.log:
        tables.fold(record)
    for step in world.deliveries.read_after(0) if steps is None else steps:
        tables.fold_step(step)
    tables.flush()
    return tables


def marks_of(tables):
    """Every mark of what a subscriber did: time, lane, words, order, how many, how long."""
    marks, columns = tables.marks, tables.marks.columns(0, len(tables.marks))
    named = zip(("times", "kinds", "orders", "amounts", "spans"), "dBIII", strict=True)
    at, kinds, orders, sizes, spans = (array(code, getattr(columns, name)) for name, code in named)
    rows = zip(at, (marks.kinds[code] for code in kinds), orders, sizes, spans, strict=True)
    return [
        (at_ms - START_MS, *kind, order, size, span)
        for at_ms, kind, order, size, span in rows
        if kind[1].rpartition(", ")[2] in {"replayed", "in a batch", "held", "no longer held"}
    ]


def test_what_waits_behind_a_failing_event_of_its_order_is_held_and_then_let_go():
    held, released = marks_of(tables_of(poisoned()))
    assert held[1:4] == ("order-service", "PaymentSucceeded, held", 101)
    assert released[2] == "PaymentSucceeded, no longer held"
    assert released[0] - held[0] == released[5]
    assert released[5] == RETRIED_S * 1000


def test_an_event_without_a_group_holds_nothing_up():
    assert marks_of(tables_of(poisoned(group=""))) == []


def test_an_unordered_subscriber_holds_nothing():
    ordering = type(demo_stack(BusKind.CUSTOM).subscribers[0].ordering).UNORDERED
    assert marks_of(tables_of(poisoned(with_subscriber(UPDATE, ordering=ordering)))) == []


def test_events_that_one_call_took_are_marked_with_how_many_they_were():
    marks = marks_of(tables_of(batched()))
    assert [mark[1:5] for mark in marks] == [
        ("notification-service", f"{name}, in a batch", 101, 3)
        for name in ("OrderCreated", "PaymentSucceeded", "OrderCompleted")
    ]
    assert len({mark[0] for mark in marks}) == 1


def test_a_batch_that_fails_is_marked_once_and_not_at_each_try():
    stack = with_subscriber("notification-service", batch_size=10, batch_window_s=5)
    world = World(replace(stack, unpacks=True), START_MS, seed=1)
    world.arm(Fault(FaultKind.TARGET_THROWS, stack.notification, next_n=2))
    world.place('{"id": 101, "amount": 100}')
    world.advance(START_MS + 60_000)
    assert [mark[4] for mark in marks_of(tables_of(world))] == [3, 3, 3]


def test_a_fifo_batch_with_two_events_of_an_order_holds_neither_back_behind_the_other():
    ordering = demo_stack(BusKind.CUSTOM).subscribers[2].ordering
    world = batched(ordering=ordering)
    assert {mark[2].rpartition(", ")[2] for mark in marks_of(tables_of(world))} == {"in a batch"}


@pytest.mark.parametrize("world", [poisoned(), batched()], ids=["held", "batched"])
@pytest.mark.parametrize("size", [1, 3, 7, 4096])
def test_packed_steps_give_the_same_marks(world, size):
    tables = LiveTables(world.stack)
    for record in world.log:
        tables.fold(record)
    journal, first = world.deliveries, 1
    whole = journal.at_ms, journal.event_ids, journal.notes
    part = type(journal)()
    for start in range(0, len(journal.notes), size):
        part.at_ms, part.event_ids, part.notes = (each[start : start + size] for each in whole)
        for count, data in pack_steps(part):
            tables.fold_steps(Chunk(first, count, data))
            first += count
    tables.flush()
    assert sorted(marks_of(tables)) == sorted(marks_of(tables_of(world)))


@pytest.mark.parametrize("world", [poisoned(), batched()], ids=["held", "batched"])
def test_steps_that_are_read_before_their_events_give_the_same_marks(world):
    tables = LiveTables(world.stack)
    steps = [(step.at_ms, tables.fold_step, step) for step in world.deliveries.read_after(0)]
    log = [(record.ingested_ms + LATE_MS, tables.fold, record) for record in world.log]
    for _, fold, each in sorted([*steps, *log], key=itemgetter(0)):
        fold(each)
    tables.flush()
    assert sorted(marks_of(tables)) == sorted(marks_of(tables_of(world)))


@pytest.mark.parametrize("world", [poisoned(), batched()], ids=["held", "batched"])
def test_the_logs_of_subscribers_give_the_same_marks(world):
    steps = world.deliveries.read_after(0)
    logged = told(world.log, subscriber_logs_of(steps))
    assert sorted(marks_of(tables_of(world, logged))) == sorted(marks_of(tables_of(world)))


def test_what_is_no_batch_has_no_size():
    assert {mark[4] for mark in marks_of(tables_of(poisoned()))} == {NO_AMOUNT}


def test_a_hold_ends_alike_where_the_tables_were_kept_and_filled_again_while_it_lasted():
    world = poisoned()
    steps = world.deliveries.read_after(0)
    begun = next(n for n, step in enumerate(steps) if step.attempt == 3)
    before = tables_of(world, steps[:begun])
    tables = LiveTables(world.stack)
    theirs, mine = before.marks.subscribers, tables.marks.subscribers
    for name, column in mine.kept_columns().items():
        column.extend(theirs.kept_columns()[name])
    tables.events = mine._events = before.events
    mine.restore(json.loads(json.dumps(theirs.kept_rest())))
    for step in steps[begun:]:
        list(mine.note_step(step, before.deliveries.number_of(step)))
    whole = tables_of(world).marks.subscribers
    assert (list(mine.at), list(mine.spans)) == (list(whole.at), list(whole.spans))
    assert mine.held.held_at(UPDATE, START_MS + 5_000) == whole.held.held_at(
        UPDATE, START_MS + 5_000
    )
