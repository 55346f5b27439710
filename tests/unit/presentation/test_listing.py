import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.orders.listing import (
    COLUMNS,
    NO_VALUE,
    chips,
    found_orders,
    orders_table,
    query_from,
)
from eda_core.read_model.order_query import DEEPEST, SHOWS, SORTS, OrderQuery


def table(room, query=None, chosen="", twin=""):
    query = query or OrderQuery()
    lines = room.model.ask(lambda tables: found_orders(tables, query, room.now_ms))
    return orders_table(lines, query, chosen, twin)


def rows(room, **query):
    return {row["order"]: row for row in table(room, OrderQuery(**query))["rows"]}


def test_an_empty_world_says_what_to_do(room):
    assert table(room)["empty"].startswith("No orders yet")


def test_a_filter_nothing_fits_says_so(room):
    room.place(101)
    assert table(room, OrderQuery(text="nowhere"))["empty"] == "No order fits this filter."


def test_outcome_is_a_glyph_a_word_and_a_tone(room):
    room.place(101, 900)
    row = rows(room)["101"]
    assert (row["outcome"], row["tone"], row["execution"]) == (
        "✕ CANCELLED",
        "cancelled",
        "SUCCEEDED",
    )


def untold(room, logged=()):
    lines = room.model.ask(lambda tables: found_orders(tables, OrderQuery(), room.now_ms))
    return {
        row["order"]: row
        for row in orders_table(lines, OrderQuery(), "", "", dict(logged).get)["rows"]
    }


def test_an_execution_that_an_event_names_is_inferred_where_not_all_are_told(room):
    room.place(101)
    row = untold(room)["101"]
    assert row["execution"] == "SUCCEEDED"
    assert row["titles"]["execution"].startswith("inferred: the payment event names")


def test_an_execution_that_failed_was_read_where_not_all_are_told(room):
    room.put('{"id": 104}')
    row = untold(room)["104"]
    assert (row["execution"], row["titles"]["execution"]) == ("FAILED", "read from its history")


def test_an_execution_nobody_has_read_says_so(room):
    room.put('{"id": 105}', detail_type="OrderCompleted")
    row = untold(room)["105"]
    assert row["execution"] == "not read"
    assert row["titles"]["execution"].startswith("not read yet")


def test_where_all_executions_are_told_the_cell_is_as_it_was(room):
    room.put('{"id": 105}', detail_type="OrderCompleted")
    row = rows(room)["105"]
    assert (row["execution"], "titles" in row) == (NO_VALUE, False)


def test_an_order_whose_execution_failed_is_stuck(room):
    room.put('{"id": 104}')
    row = rows(room)["104"]
    assert (row["outcome"], row["execution"], row["odd"]) == ("! STUCK", "FAILED", True)
    assert row["next"].startswith("the execution failed with States.Runtime")


def test_an_order_that_ended_has_nothing_to_come(room):
    room.place(101)
    assert rows(room)["101"]["next"] == "–"  # noqa: RUF001 - the dash that is shown


def test_a_late_order_says_how_late(room):
    room.place(101, seconds=0.15)
    assert "should come next" in rows(room)["101"]["next"]


def test_chips_count_what_there_is(room):
    room.place(101, 100)
    room.place(102, 900)
    room.put('{"id": 104}')
    lines = room.model.ask(lambda tables: found_orders(tables, OrderQuery(), room.now_ms))
    counts = {chip["key"]: chip["count"] for chip in chips(lines[0].counts, "all")["chips"]}
    assert counts == {
        "all": "3",
        "completed": "1",
        "cancelled": "1",
        "waiting": "0",
        "stuck": "1",
        "odd": "1",
    }


def test_the_sorted_column_says_which_way(room):
    columns = table(room, OrderQuery(sort="amount", descending=False))["columns"]
    assert {c["key"]: c["sorted"] for c in columns if c["sorted"]} == {"amount": "ascending"}


def test_every_column_can_be_sorted_by():
    assert set(COLUMNS) <= set(SORTS)


def test_the_pager_says_where_it_is(room):
    for order in range(1, 8):
        room.place(order, seconds=0.1)
    pager = table(room, OrderQuery(size=3, page=2))["pager"]
    assert (pager["words"], pager["page"], pager["last"]) == ("7 to 7 of 7", 3, 3)


def test_a_page_can_be_turned_to_the_end_only_as_deep_as_sorting_reaches():
    assert OrderQuery(sort="amount").last_page(10**6) == DEEPEST // 50 - 1
    assert OrderQuery().last_page(10**6) == 10**6 // 50 - 1


@given(
    st.dictionaries(
        st.sampled_from(("show", "text", "from", "to", "since", "sort", "page")), st.text()
    )
)
def test_any_address_is_a_query(values):
    query = query_from(values, 1_000_000)
    assert query.sort in SORTS
    assert query.show in SHOWS
    assert query.page >= 0


def test_an_address_is_read():
    values = {"show": "odd", "from": "10", "to": "20.5", "sort": "-amount", "page": "3"}
    query = query_from(values | {"since": "last minute", "text": " 7 "}, 100_000)
    assert query == OrderQuery("odd", "7", 10, 20.5, 40_000, "amount", True, 2)


def test_a_limit_that_is_no_number_is_left_out():
    assert query_from({"from": "nan", "to": "ten"}, 0) == OrderQuery()


def test_an_execution_that_never_started_is_none(room):
    room.backend.faults.arm(Fault(FaultKind.DROP, "payment-service-filtering-orders"))
    room.place(101)
    room.place(102)
    assert (rows(room)["101"]["execution"], rows(room)["102"]["execution"]) == ("none", "SUCCEEDED")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("1", 0),
        ("3", 2),
        ("0000003", 2),
        ("0", 0),
        ("000", 0),
        ("-1", 0),
        ("\uff12", 0),
        ("9" * 5000, 10**6 - 1),
    ],
)
def test_a_page_is_one_there_can_be(text, page):
    assert query_from({"page": text}, 0).page == page
