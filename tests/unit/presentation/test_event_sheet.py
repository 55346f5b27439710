"""One event as JSON, hop by hop: what is known, what is worked out, and what changed between."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.events import MalformedRecord
from eda_core.domain.masking import masked
from eda_core.presentation.live.event_hops import EventFacts
from eda_core.presentation.live.event_sheet import MOST_RAW, NOT_YET, event_sheet, folded, raw_sheet
from eda_core.presentation.live.shape_changes import ShapeLine, Sign
from eda_core.read_model.flow_elements import Element
from tests import news
from tests.rooms import Room

ACCOUNT = "123456789012"


def same(text):
    return text


def facts(room, detail_type, order=101, **changes):
    """What is known of the first event of this kind."""
    records = news.all_news(room.backend).log
    record = next(each for each in records if each.event.detail_type == detail_type)
    notifications = room.model.ask(lambda tables: tables.messages_of(order))
    (row,) = room.model.grid_of(record.sequence).grid.rows
    view = changes.pop("view", room.order(order))
    known = EventFacts(record.event, record.ingested_ms, row, room.model.stack, view, notifications)
    return replace(known, **changes)


def sheet(room, detail_type, screen=same, **changes):
    return event_sheet(facts(room, detail_type, **changes), "1", screen)


def titles(shown):
    return [hop["title"] for hop in shown["hops"]]


def hop(shown, title):
    return next(each for each in shown["hops"] if each["title"] == title)


def lit(shown):
    return {line["text"].strip(): line["sign"] for line in shown["lines"] if line["sign"]}


@pytest.fixture
def cancelled(room):
    room.place(101, 900)
    return room


def test_an_order_created_is_shown_from_the_request_to_the_message(cancelled):
    shown = sheet(cancelled, "OrderCreated")
    assert titles(shown) == [
        *("Request body", "Table item", "Bus entry", "Envelope"),
        *("Execution input", "State output", "Bus entry", "Message"),
    ]
    assert titles(shown)[shown["start"]] == "Envelope"
    assert shown["title"] == "OrderCreated of order 101"


def test_a_payment_is_shown_from_the_state_to_the_item_it_brings(cancelled):
    shown = sheet(cancelled, "PaymentFailed")
    assert titles(shown) == [
        *("State output", "Bus entry", "Envelope"),
        *("Table item", "Bus entry", "Message"),
    ]


def test_an_end_is_shown_from_its_item_to_the_message(cancelled):
    shown = sheet(cancelled, "OrderCancelled")
    assert titles(shown) == ["Table item", "Bus entry", "Envelope", "Message"]
    assert '"status": "OrderCancelled",' in lit(shown["hops"][0])
    assert '"amount": 900,' not in lit(shown["hops"][0])


def test_what_is_kept_nowhere_is_inferred(cancelled):
    shown = sheet(cancelled, "OrderCreated")
    known = {each["title"]: each["known"] for each in shown["hops"][:4]}
    assert known == {
        "Request body": False,
        "Table item": True,
        "Bus entry": False,
        "Envelope": True,
    }


def test_what_the_world_does_not_tell_is_inferred(cancelled):
    view = replace(cancelled.order(101), items=(), deliveries={})
    shown = sheet(cancelled, "OrderCreated", view=view, notifications=())
    assert not any(hop(shown, title)["known"] for title in ("Table item", "Message"))
    assert "kept nowhere" in hop(shown, "Message")["note"]
    assert json.loads(hop(shown, "Message")["raw"])["order"] == 101
    assert not any(rule["known"] for rule in shown["asked"])


def test_a_message_that_is_reported_and_has_not_come_is_not_made_up(room):
    room.place(101, 900, seconds=0.08)
    assert "Message" not in titles(sheet(room, "OrderCreated"))


def test_the_field_that_decides_is_framed(cancelled):
    given = hop(sheet(cancelled, "OrderCreated"), "Execution input")
    assert [line["text"].strip() for line in given["lines"] if line["framed"]] == ['"amount": 900']
    assert "900 > 500 is true" in given["note"]


def test_no_field_is_framed_where_the_one_that_decides_is_not_there(room):
    room.put('{"id": 101}')
    given = hop(sheet(room, "OrderCreated"), "Execution input")
    assert not any(line["framed"] for line in given["lines"])
    assert "framed" not in given["note"]
    assert given["note"].endswith("fails with States.Runtime.")


def test_the_order_goes_as_text_into_the_entry_and_comes_out_in_the_envelope(cancelled):
    shown = sheet(cancelled, "OrderCreated")
    assert lit(hop(shown, "Bus entry"))['"Detail": "{\\"id\\": 101, \\"amount\\": 900}",'] == "→"
    assert lit(hop(shown, "Envelope"))['"detail": {"id": 101, "amount": 900}'] == "→"
    assert lit(hop(shown, "Envelope"))['"detail-type": "OrderCreated",'] == "~"


def test_each_hop_says_how_long_after_the_request_it_was(cancelled):
    whens = [each["when"] for each in sheet(cancelled, "OrderCreated")["hops"]]
    assert whens[:4] == ["+0.00 s", "+0.00 s", "time not told", "+0.07 s"]


def test_who_else_was_asked_is_told_with_the_reason(cancelled):
    asked = {each["rule"]: each for each in sheet(cancelled, "OrderCreated")["asked"]}
    assert [each["taken"] for each in asked.values()].count(True) == 3
    missed = asked["order-service-filtering-payments"]
    assert not missed["known"]
    assert "the pattern wants payment-service" in missed["why"]
    assert asked["cw-catch-all"]["known"]


def test_one_event_leads_to_the_next(cancelled):
    first, last = sheet(cancelled, "OrderCreated"), sheet(cancelled, "OrderCancelled")
    assert (first["earlier"], first["later"]["name"]) == (None, "PaymentFailed")
    assert (last["earlier"]["name"], last["later"]) == ("PaymentFailed", None)


def test_no_account_is_named_where_texts_are_masked(cancelled):
    assert ACCOUNT in json.dumps(sheet(cancelled, "PaymentFailed"))
    assert ACCOUNT not in json.dumps(sheet(cancelled, "PaymentFailed", masked))


@pytest.mark.parametrize("before", range(MOST_RAW - 40, MOST_RAW + 240, 20))
def test_no_account_is_named_where_a_long_text_is_cut(before):
    text = "x" * before + f" {ACCOUNT} " + "x" * MOST_RAW
    shown = json.dumps(raw_sheet(MalformedRecord(7, 0, text, "No."), "7", masked))
    assert ACCOUNT[:4] not in shown


def test_a_long_text_is_not_looked_through_beyond_what_is_shown(room):
    seen = []

    def screen(text):
        seen.append(len(text))
        return text

    room.put(json.dumps({"id": 101, "text": "x" * 200_000}))
    sheet(room, "OrderCreated", screen)
    assert sum(seen) < 20 * MOST_RAW


def test_an_event_put_by_hand_has_no_way_onto_the_bus(room):
    room.put('{"note": "hello"}', "Greeting", "somebody")
    shown = sheet(room, "Greeting", view=None)
    assert titles(shown) == ["Envelope"]
    assert shown["hops"][0]["note"] == "Nobody tells how it came onto the bus."
    assert [each["taken"] for each in shown["asked"]] == [True, False, False, False]


def test_a_record_that_is_no_event_is_shown_as_it_is():
    text = "<b>not</b> an event\nof " + "x" * MOST_RAW
    shown = raw_sheet(MalformedRecord(7, 0, text, "Not JSON."), "7", same)
    (only,) = shown["hops"]
    assert only["lines"][0]["text"] == "<b>not</b> an event"
    assert only["raw"].endswith("\n… and more")
    assert "Not JSON." in only["note"]


def test_an_event_that_has_not_come_is_not_shown():
    assert raw_sheet(None, "7", same)["empty"] == NOT_YET


def test_long_runs_of_unchanged_lines_are_folded():
    lines = [ShapeLine(Sign.SAME, str(at)) for at in range(8)]
    said = [line.text for line in folded([*lines, ShapeLine(Sign.NEW, "new")])]
    assert said == ["0", "1", "… 5 lines as before", "7", "new"]


NUMBERS = st.integers(-(10**12), 10**12)
DETAILS = st.dictionaries(
    st.text(max_size=8) | st.sampled_from(["id", "amount"]),
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.lists(NUMBERS),
    max_size=4,
)


@given(DETAILS, st.sampled_from(["OrderCreated", "PaymentFailed", "OrderCompleted", "Other"]))
def test_any_event_has_a_sheet(detail, detail_type):
    source = "payment-service" if detail_type == "PaymentFailed" else "order-service"
    room = Room()
    room.put(json.dumps(detail), detail_type, source)
    order = detail.get("id") if isinstance(detail.get("id"), int | str) else None
    view = None if order is None or isinstance(order, bool) else room.order(order)
    assert "Envelope" in titles(sheet(room, detail_type, view=view))


@pytest.mark.parametrize(
    ("kind", "element", "title"),
    [
        ("OrderCreated", "api", "Request body"),
        ("OrderCreated", "table", "Table item"),
        ("OrderCreated", "create-order", "Bus entry"),
        ("OrderCreated", "bus", "Envelope"),
        ("OrderCreated", "payment", "Execution input"),
        ("OrderCreated", "notification", "Message"),
        ("OrderCreated", "topic", "Message"),
        ("OrderCreated", "rule/cw-catch-all", "Envelope"),
        ("OrderCreated", "update-order", "Envelope"),
        ("PaymentFailed", "update-order", "Table item"),
        ("PaymentFailed", "bus", "Envelope"),
        ("OrderCancelled", "table", "Table item"),
    ],
)
def test_a_sheet_is_opened_at_the_hop_of_a_part_of_the_map(cancelled, kind, element, title):
    shown = event_sheet(facts(cancelled, kind), "1", same, element)
    assert titles(shown)[shown["start"]] == title


def test_every_hop_stands_for_a_part_of_the_map(cancelled):
    for kind in ("OrderCreated", "PaymentFailed", "OrderCancelled"):
        assert {hop["element"] for hop in sheet(cancelled, kind)["hops"]} <= {*Element}
    order = [hop["element"] for hop in sheet(cancelled, "OrderCreated")["hops"]]
    assert order == [
        "api",
        "table",
        "create-order",
        "bus",
        "payment",
        "payment",
        "payment",
        "topic",
    ]
