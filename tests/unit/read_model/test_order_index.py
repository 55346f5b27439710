"""The table of orders says what a plain recount of the log says, however the records arrive."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.events import Event, LogRecord
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome, label_of
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_query import ODD, SHOWS, SORTS, OrderQuery, condition_of
from eda_core.read_model.order_status import (
    HOPELESS,
    Fate,
    at_this_time,
    expectation_of,
    verdict_of,
)
from eda_core.stack.demo_orders import demo_orders
from tests.examples import examples
from tests.rooms import Room
from tests.unit.read_model.conftest import tables_of

EVERY_ORDER = OrderQuery(size=10_000)
FAULTS = (
    Fault(FaultKind.DROP, next_n=None, share=0.04),
    Fault(FaultKind.DUPLICATE, next_n=None, share=0.04, delay_ms=900),
    Fault(FaultKind.DELAY, next_n=None, share=0.04, delay_ms=4_000),
    Fault(FaultKind.TARGET_THROWS, next_n=None, share=0.06),
    Fault(FaultKind.TASK_FAILS, next_n=None, share=0.04),
    Fault(FaultKind.RULE_DISABLED, next_n=None, share=0.02),
)


def troubled_room():
    room = Room(seed=5)
    for fault in FAULTS:
        room.world.arm(fault)
    for order in demo_orders(1, 400, 0.4, 2):
        room.world.advance(room.world.scheduler.now_ms + 30)
        room.world.place(order.to_body())
        if order.id % 100 == 0:
            room.now_ms = room.world.scheduler.now_ms
            room.model.refresh()
    room.put('{"id": "A7", "amount": 5}', seconds=0)
    room.put('{"id": 7.5}', seconds=0)
    room.now_ms = room.world.scheduler.now_ms + 1_000
    room.model.refresh()
    return room


@pytest.fixture(scope="module")
def room():
    return troubled_room()


@pytest.fixture(scope="module")
def tables(room):
    return room.model.ask(lambda tables: tables)


def found(tables, query, now_ms):
    return [label_of(each.row.order) for each in tables.index.find(query, now_ms).rows]


def expected_rows(tables, now_ms):
    """How each order stands by `expected_next`, asked anew for every order."""
    rows = {}
    for verdict in tables.index.find(EVERY_ORDER, now_ms).rows:
        order = verdict.row.order
        expected = expectation_of(tables.known, order, now_ms)
        stuck = verdict.row.outcome is Outcome.WAITING and expected.progress in HOPELESS
        fate = Fate.STUCK if stuck else Fate(verdict.row.outcome)
        if fate is Fate.WAITING and expected.progress is OrderProgress.OVERDUE:
            fate = Fate.OVERDUE
        odd = expected.progress not in (OrderProgress.DONE, OrderProgress.WAITING)
        rows[order] = (fate, odd)
    return rows


@pytest.mark.parametrize("later_ms", [0, 1_500, 3_000, 60_000])
@pytest.mark.unmeasured
def test_every_order_stands_as_expected_next_says(room, tables, later_ms):
    now_ms = room.now_ms + later_ms
    rows = expected_rows(tables, now_ms)
    odd = found(tables, replace(EVERY_ORDER, show=ODD), now_ms)
    assert set(odd) == {label_of(order) for order, (_, is_odd) in rows.items() if is_odd}
    for order, (fate, _) in rows.items():
        verdict = verdict_of(tables.known, order)
        assert at_this_time(tables.known, verdict, now_ms).fate is fate, order


def test_there_is_trouble_of_many_kinds_to_test_with(room, tables):
    counts = tables.index.find(EVERY_ORDER, room.now_ms).counts
    assert all(counts.by_fate[fate] for fate in Fate)
    assert counts.odd > 30


def test_counts_are_those_of_a_recount(room, tables):
    rows = expected_rows(tables, room.now_ms)
    counts = tables.index.find(EVERY_ORDER, room.now_ms).counts
    assert Counter(fate for fate, _ in rows.values()) == Counter(counts.by_fate)
    assert counts.odd == sum(odd for _, odd in rows.values())
    assert counts.total == len(rows) == tables.totals().orders


def test_an_order_is_late_when_time_has_passed_and_nothing_else(room):
    quiet = Room()
    quiet.world.arm(Fault(FaultKind.DROP, "payment-service-filtering-orders"))
    quiet.place(101, 100, seconds=1)
    tables = quiet.model.ask(lambda tables: tables)
    assert found(tables, OrderQuery(show=ODD), quiet.now_ms) == []
    assert found(tables, OrderQuery(show=ODD), quiet.now_ms + 5_000) == ["101"]


def naive(tables, query, now_ms):
    """The same question, answered by looking at every order."""
    rows = expected_rows(tables, now_ms)
    kept = []
    for verdict in tables.index.find(EVERY_ORDER, now_ms).rows:
        fate, odd = rows[verdict.row.order]
        amount = verdict.row.amount
        fits = query.show in ("all", fate.value.lower()) or (query.show == ODD and odd)
        for limit, sign in ((query.amount_from, 1), (query.amount_to, -1)):
            fits = fits and (limit is None or (amount is not None and sign * (amount - limit) >= 0))
        fits = fits and (query.since_ms is None or verdict.row.first_ms >= query.since_ms)
        text = " ".join((label_of(verdict.row.order), str(amount), verdict.note)).casefold()
        fits = fits and query.text.casefold() in text
        kept += [label_of(verdict.row.order)] if fits else []
    return kept


QUERIES = st.builds(
    OrderQuery,
    show=st.sampled_from(SHOWS),
    text=st.sampled_from(["", "7", "41", "OrderC", "A7", "never", "'; DROP TABLE orders --"]),
    amount_from=st.none() | st.integers(0, 900).map(float),
    amount_to=st.none() | st.integers(100, 1000).map(float),
    since_ms=st.none() | st.integers(0, 12_000).map(lambda ms: 1_769_860_800_000 + ms),
    sort=st.sampled_from(tuple(SORTS)),
    descending=st.booleans(),
    size=st.just(10_000),
)


@given(QUERIES)
@settings(max_examples=examples(40))
def test_a_query_finds_what_looking_at_every_order_finds(room, tables, query):
    answer = tables.index.find(query, room.now_ms)
    labels = [label_of(each.row.order) for each in answer.rows]
    assert sorted(labels) == sorted(naive(tables, query, room.now_ms))
    assert answer.fitting == len(labels)


@given(QUERIES, st.integers(1, 60))
@settings(max_examples=examples(20))
def test_pages_are_the_whole_in_pieces(room, tables, query, size):
    whole = found(tables, query, room.now_ms)
    pages = [
        found(tables, replace(query, size=size, page=page), room.now_ms)
        for page in range((len(whole) + size - 1) // size)
    ]
    assert [label for page in pages for label in page] == whole


@pytest.mark.parametrize("show", ["waiting", "overdue", "stuck"])
def test_the_few_that_have_not_ended_are_not_looked_for_among_all(tables, show):
    """Every refresh of the Live page asks for them, in a world of a million orders, too."""
    where, values = condition_of(OrderQuery(show=show), 0, 0, shown=True)
    with closing(sqlite3.connect(":memory:")) as copy:
        copy.deserialize(tables.index.serialized())
        plan = copy.execute(f"EXPLAIN QUERY PLAN SELECT number FROM orders WHERE {where}", values)
        assert "INDEX by_fate" in plan.fetchone()[-1]


def test_a_page_beyond_the_end_is_the_last(room, tables):
    answer = tables.index.find(OrderQuery(page=9_999), room.now_ms)
    assert answer.rows
    assert answer.first + len(answer.rows) == answer.fitting


@pytest.mark.parametrize("column", ["amount", "time", "events"])
def test_a_sort_leaves_what_has_no_value_to_the_end(room, tables, column):
    values = {"amount": "amount", "time": "duration_ms", "events": "events"}
    for descending in (True, False):
        query = replace(EVERY_ORDER, sort=column, descending=descending)
        rows = tables.index.find(query, room.now_ms).rows
        got = [getattr(each.row, values[column]) for each in rows]
        known = [value for value in got if value is not None]
        assert known == sorted(known, reverse=descending)
        assert got[len(known) :] == [None] * (len(got) - len(known))


@given(st.randoms(use_true_random=False), st.data())
@settings(max_examples=examples(15))
def test_any_arrival_gives_the_same_table(room, random, data):
    log = list(room.world.log)[:120]
    again = data.draw(st.lists(st.sampled_from(log), max_size=20))
    records = [*log, *again]
    random.shuffle(records)
    query = replace(EVERY_ORDER, sort="order")
    want, got = (tables_of(each).index.find(query, room.now_ms) for each in (log, records))
    assert got.rows == want.rows
    assert got.counts == want.counts


def test_a_row_is_written_anew_when_its_order_goes_on():
    room = Room()
    room.place(101, 100, seconds=0.05)
    tables = room.model.ask(lambda tables: tables)
    assert tables.index.find(OrderQuery(), room.now_ms).counts.by_fate[Fate.COMPLETED] == 0
    room.let_pass(60)
    assert tables.index.find(OrderQuery(), room.now_ms).counts.by_fate[Fate.COMPLETED] == 1


def test_another_rule_shows_in_what_an_order_waits_for():
    room = Room()
    room.editor.set_rule_enabled("order-service-filtering-payments", enabled=False)
    room.place(101, 100)
    tables = room.model.ask(lambda tables: tables)
    (before,) = tables.index.find(OrderQuery(), room.now_ms).rows
    assert before.fate is Fate.STUCK


def record_of(detail, number=1, kind="OrderCreated"):
    event = Event(f"e{number}", kind, "order-service", "", "2026-01-31T12:00:00Z", "", (), detail)
    return LogRecord(number, 1_769_860_800_000 + number, event)


HOSTILE = [
    {"id": "\ud800", "amount": "\udfff"},
    {"id": 10**400, "amount": 10**400},
    {"id": -(2**63) - 1, "amount": float("nan")},
    {"id": "x\u0000y", "amount": [1, {"a": None}]},
    {"id": "", "amount": float("inf")},
]


@pytest.mark.parametrize("detail", HOSTILE)
def test_a_hostile_id_or_amount_is_a_row_like_others(detail):
    tables = tables_of([record_of(detail)])
    (row,) = tables.index.find(OrderQuery(text=""), 0).rows
    assert row.row.order == detail["id"]
    assert tables.index.find(OrderQuery(text="\ud800"), 0).fitting == 0


def test_the_nearest_that_ended_otherwise_is_the_nearest(room, tables):
    rows = {each.row.order: each for each in tables.index.find(EVERY_ORDER, room.now_ms).rows}
    ended = (Fate.COMPLETED, Fate.CANCELLED)
    for order in list(rows)[::37]:
        found = tables.index.nearest_otherwise(order)
        mine = rows[order]
        others = [
            each for each in rows.values() if each.fate in ended and each.fate is not mine.fate
        ]
        nearest = min(abs(each.row.first_ms - mine.row.first_ms) for each in others)
        assert abs(rows[found].row.first_ms - mine.row.first_ms) == nearest


def test_there_is_no_twin_in_a_world_of_one_order():
    room = Room()
    room.place(101, 100)
    assert room.model.ask(lambda tables: tables.index.nearest_otherwise(101)) is None


def test_messages_are_kept_by_order():
    room = Room()
    room.place(101, 100)
    told = room.model.ask(lambda tables: tables.messages_of(101))
    assert [json.loads(each.message)["event"] for each in told] == [
        "OrderCreated",
        "PaymentSucceeded",
        "OrderCompleted",
    ]
