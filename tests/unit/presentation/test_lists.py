"""Feed, world, envelope: what the lists of a page are given."""

import json

import pytest

from eda_core.domain.events import MalformedRecord
from eda_core.domain.feed import FeedState
from eda_core.domain.orders import Outcome
from eda_core.presentation.frame.world_status import changes_of_demo, log_status, world_status
from eda_core.presentation.log.event_rows import event_feed
from eda_core.presentation.order.envelope_fields import MAX_TEXT, envelope_card
from eda_core.presentation.order.looks import OUTCOME_LOOKS
from eda_core.read_model.event_search import EventFilter, SearchResult

MALFORMED = MalformedRecord(3, 1_769_860_800_000, "nonsense", "Not JSON.")


def feed(room, **wanted):
    return event_feed(room.model.find(EventFilter(**wanted)))


def test_every_outcome_has_a_look_of_its_own():
    looks = [(look.glyph, look.word) for look in OUTCOME_LOOKS.values()]
    assert set(OUTCOME_LOOKS) == set(Outcome)
    assert len(set(looks)) == len(looks)


def test_a_row_has_the_shape_of_its_event(room):
    room.place(101, 900)
    shapes = {row["detail_type"]: (row["tone"], row["shape"]) for row in feed(room)["rows"]}
    assert shapes == {
        "OrderCreated": ("none", "hollow"),
        "PaymentFailed": ("cancelled", "square"),
        "OrderCancelled": ("cancelled", "diamond"),
    }


def test_a_malformed_record_is_a_grey_row():
    (row,) = event_feed(SearchResult([MALFORMED], 1))["rows"]
    assert (row["shape"], row["text"]) == ("grey", "Not JSON.")


def test_the_note_says_how_many_more_there_are():
    assert event_feed(SearchResult([MALFORMED], 1000))["note"].startswith("newest 1 of 1\u202f000")


@pytest.mark.parametrize(
    ("last_ms", "status"), [(None, "no events yet"), (5_000, "last event 2 s ago")]
)
def test_the_world_bar_says_how_fresh_the_picture_is(last_ms, status):
    assert world_status("Simulator", last_ms, 7_500)["status"] == status


def test_the_world_bar_says_when_it_looks_again():
    feed = FeedState(next_poll_ms=9_900, lag_ms=1_300)
    status = world_status("AWS", 5_000, 7_500, feed=feed)["status"]
    assert status == "last event 2 s ago · next look in 2 s · lag 1.30 s"


def test_an_envelope_is_shown_whole(room):
    room.place(101, 100)
    card = envelope_card(room.model.record(1))
    assert json.loads(card.text)["detail"]["id"] == 101
    assert card.language == "json"


def test_a_malformed_record_is_shown_as_it_came():
    card = envelope_card(MALFORMED)
    assert (card.text, card.language) == ("nonsense", "text")
    assert "Not an event" in card.caption


def test_a_huge_record_is_cut_and_says_so():
    huge = MalformedRecord(3, 0, "x" * (MAX_TEXT + 5), "Not JSON.")
    assert envelope_card(huge).text.endswith("… and 5 characters more")


def test_no_record_gives_a_hint():
    assert envelope_card(None).text == ""


def test_a_log_of_the_past_names_its_newest_event_by_its_date():
    shown = log_status("exp", 1_767_225_625_000)
    assert (shown["status"], shown["live"]) == ("newest event 1 Jan 2026, 00:00:25", False)


def test_what_is_not_the_demos_is_named(room):
    assert changes_of_demo(room.model.stack) == ""
    room.editor.set_rule_enabled("notification-service", False)
    definition = json.dumps(room.stack.machine.definition).replace("500", "400")
    room.editor.put_definition(definition)
    room.editor.set_idempotent(True)
    room.let_pass(1)
    named = changes_of_demo(room.model.stack)
    assert named == "custom definition · 1 rule off · idempotent Update Order"
    room.editor.restore_rules()
    room.editor.restore_definition()
    room.let_pass(1)
    assert changes_of_demo(room.model.stack) == "idempotent Update Order"
