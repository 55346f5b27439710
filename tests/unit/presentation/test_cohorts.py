import json
from dataclasses import replace

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.orders.cohort_figures import BINS, MOST_POINTS, binned, drawn, figure_of
from eda_core.presentation.orders.cohorts import (
    BY_AMOUNT,
    BY_TIME,
    OVER_TIME,
    VIEWS,
    WAITING,
    Group,
    filter_sentence,
    group_picked,
    sample_sentence,
    sentence_of,
    since_sentence,
)
from eda_core.read_model.groups import Cohorts, OrderMark, cohorts, spread_of
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.order_status import Fate
from eda_core.read_model.order_table import OrderTable
from eda_core.read_model.packed_records import PackedRecords
from eda_core.stack.amount_limit import AmountLimit
from tests.rooms import Room

LIMIT = AmountLimit("isFraud", ">", 500)


@pytest.fixture(scope="module")
def room():
    room = Room()
    for number, amount in enumerate((100, 500, 600, 900), start=101):
        room.place(number, amount)
    room.backend.faults.arm(Fault(FaultKind.DROP, "order-service-filtering-payments"))
    room.place(105, 100)
    room.put('{"id": 7}')
    return room


@pytest.fixture(scope="module")
def groups(room):
    return room.model.ask(lambda tables: cohorts(tables, room.now_ms))


def made(*marks, orders=None, limit=LIMIT, changed=False, waits=None):
    return Cohorts(tuple(marks), orders or len(marks), waits or {}, limit, changed, 1)


def mark(order=1, amount=100.0, fate=Fate.COMPLETED, first_ms=0, duration_ms=400):
    return OrderMark(order, amount, fate, first_ms, duration_ms)


def test_orders_are_counted_by_fate(groups):
    assert [groups.count(fate) for fate in Fate] == [2, 2, 0, 1, 1, 0]


def test_waits_are_counted_by_what_is_waited_for(groups):
    assert groups.waits == {
        (Fate.OVERDUE, "OrderCompleted or OrderCancelled"): 1,
        (Fate.STUCK, "a payment event"): 1,
    }


def test_no_order_is_judged_again_for_a_picture(room, monkeypatch):
    """They were judged when they changed: 10,000 more took the model's lock for a long time."""
    asked = []
    monkeypatch.setattr(OrderTable, "judged", lambda *given: asked.append(given))
    monkeypatch.setattr(PackedRecords, "get", lambda *given: asked.append(given))
    drawn_again = room.model.ask(lambda tables: cohorts(tables, room.now_ms))
    assert (drawn_again.looked_at, asked) == (6, [])


def test_only_the_newest_orders_are_looked_at(room):
    few = room.model.ask(lambda tables: cohorts(tables, room.now_ms, most=2))
    assert (few.looked_at, few.orders) == (2, 6)
    assert sample_sentence(few) == "The newest 2 of 6 orders."


def test_groups_are_of_the_orders_that_are_looked_for_whatever_is_shown_of_them(room):
    query = OrderQuery(amount_from=500, show="cancelled", sort="amount", page=3)
    found = room.model.ask(lambda tables: cohorts(tables, room.now_ms, query))
    assert [mark.amount for mark in found.marks] == [500, 600, 900]
    assert {mark.fate for mark in found.marks} == {Fate.COMPLETED, Fate.CANCELLED}


@pytest.mark.parametrize(
    ("filtered", "is_part_shown", "sentence"),
    [
        (False, False, ""),
        (False, True, "Of all orders, whatever the table shows."),
        (True, False, "Of the 1 order that fits the search and ranges of the table."),
        (
            True,
            True,
            "Of the 1 order that fits the search and ranges of the table, of every outcome.",
        ),
    ],
)
def test_it_is_said_which_orders_the_groups_are_of(filtered, is_part_shown, sentence):
    found = replace(made(mark()), filtered=filtered)
    assert filter_sentence(found, is_part_shown) == sentence


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("dark", [False, True])
def test_a_figure_is_one_plotly_can_draw(view, dark, groups):
    figure = go.Figure(figure_of(view, groups, dark))
    assert figure.data
    assert json.loads(figure.to_json())["layout"]["height"] > 0


@pytest.mark.parametrize("view", VIEWS)
def test_a_figure_of_nothing_can_be_drawn(view):
    go.Figure(figure_of(view, made(), False))


@pytest.mark.parametrize("view", VIEWS)
def test_a_point_or_bar_stands_for_a_group(view, groups):
    for trace in figure_of(view, groups, False)["data"]:
        assert all(group_picked(given) is not None for given in trace["customdata"])


def test_the_limit_is_a_line(groups):
    layout = figure_of(BY_AMOUNT, groups, False)["layout"]
    assert layout["shapes"][0]["x0"] == 500
    assert layout["annotations"][0]["text"] == "amount > 500"


def test_without_a_limit_there_is_no_line():
    assert "shapes" not in figure_of(BY_AMOUNT, made(mark(), limit=None), False)["layout"]


def test_every_fate_has_a_shape_of_its_own_and_a_word(groups):
    traces = figure_of(BY_AMOUNT, groups, False)["data"]
    assert len({trace["marker"]["symbol"] for trace in traces}) == len(traces)
    assert [trace["name"] for trace in traces][:2] == ["✓ completed", "✕ cancelled"]


@pytest.mark.unmeasured
def test_many_orders_are_drawn_evenly_taken():
    many = made(*(mark(order=n) for n in range(10_000)))
    points = drawn(many)
    assert MOST_POINTS // 2 < len(points) <= MOST_POINTS
    assert "A sample of " in sample_sentence(many, len(points))


def test_orders_without_an_amount_are_counted_apart():
    some = made(mark(), mark(amount=None))
    assert sample_sentence(some, len(drawn(some))) == (
        "1 order has no amount, and so no place here."
    )


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (made(mark()), "is a cliff at 500: every order"),
        (made(mark(amount=500.0)), "is a cliff at 500: every order"),
        (made(mark(amount=501.0)), "1 order ended on the other side of amount > 500: 1."),
        (made(mark(amount=500.0, fate=Fate.CANCELLED)), "on the other side"),
        (made(mark(amount=900.0, fate=Fate.STUCK)), "every order with an outcome"),
        (made(mark(), limit=None), "compares no amount"),
        (made(mark(), changed=True), "another one once"),
        (made(*(mark(order=n, amount=900.0) for n in range(5))), "0, 1, 2 and 2 more"),
    ],
)
def test_the_sentence_says_whether_the_limit_is_a_cliff(group, words):
    assert words in sentence_of(BY_AMOUNT, group)


def test_times_are_said_for_each_outcome(groups):
    sentence = sentence_of(BY_TIME, groups)
    assert "completed in 0." in sentence
    assert "cancelled in 0." in sentence
    assert sentence_of(BY_TIME, made()) == "No order has ended yet."


def test_waiting_is_said_with_what_is_hopeless(groups):
    assert (
        sentence_of(WAITING, groups)
        == "2 orders have no outcome yet, 1 of them overdue, for 1 of them none will come."
    )
    assert sentence_of(WAITING, made(mark())) == "Every order has an outcome: none waits."


def test_the_time_the_orders_came_is_said(groups):
    assert sentence_of(OVER_TIME, groups).startswith("Orders by when they came, from 12:00:00")


def test_what_came_since_is_said():
    assert [since_sentence(n) for n in (0, 1, 5)] == [
        "",
        "1 record has come since.",
        "5 records have come since.",
    ]


@given(st.lists(st.integers(0, 2**45), min_size=1, max_size=60))
def test_bins_hold_every_order_and_are_few(times):
    step, counts = binned([mark(first_ms=at) for at in times])
    assert sum(counts.values()) == len(times)
    assert (max(times) - min(times)) // step <= BINS


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_a_spread_is_in_order_and_of_the_values(values):
    spread = spread_of(values)
    five = (spread.least, spread.quarter, spread.median, spread.three_quarters, spread.p95)
    assert list(five) == sorted(five)
    assert set(five) <= set(values)


def test_nothing_has_no_spread():
    assert spread_of([]) is None


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists))
def test_any_pick_from_the_browser_is_a_group_or_nothing(given_data):
    found = group_picked(given_data)
    assert found is None or isinstance(found, Group)


def test_a_group_is_a_link():
    group = group_picked(["CANCELLED", 500, 900.5, 0, 1000])
    assert group.address() == {
        "outcome": "cancelled",
        "min": "500",
        "max": "900.5",
        "from": "1970-01-01T00:00:00.000Z",
        "to": "1970-01-01T00:00:01.000Z",
    }


def test_an_amount_that_is_no_number_has_no_place(room):
    room.put('{"id": 8, "amount": "many"}')
    found = room.model.ask(lambda tables: cohorts(tables, room.now_ms))
    assert {m.order for m in found.marks if m.amount is None} >= {7, 8}
