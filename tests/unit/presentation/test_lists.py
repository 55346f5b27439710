"""Lanes, feed, totals, world, envelope: what the lists of a page are given."""

import json

import pytest

from eda_core.events import MalformedRecord
from eda_core.orders import Outcome
from eda_core.presentation.envelope import MAX_TEXT, envelope_card
from eda_core.presentation.feed import event_feed
from eda_core.presentation.lanes import order_lanes
from eda_core.presentation.outcomes import OUTCOME_LOOKS
from eda_core.presentation.totals import totals_strip
from eda_core.presentation.world import world_status
from eda_core.projections.event_search import EventFilter, Found

MALFORMED = MalformedRecord(3, 1_769_860_800_000, "nonsense", "Not JSON.")


def lanes(room):
    return order_lanes(room.model.newest_orders(8), "", room.now_ms)["lanes"]


def feed(room, **wanted):
    return event_feed(room.model.find(EventFilter(**wanted)))


def test_every_outcome_has_a_look_of_its_own():
    looks = [(look.glyph, look.word) for look in OUTCOME_LOOKS.values()]
    assert set(OUTCOME_LOOKS) == set(Outcome)
    assert len(set(looks)) == len(looks)


def test_lanes_are_newest_first(room):
    for order_id in (101, 102, 103):
        room.place(order_id, 100)
    assert [lane["order"] for lane in lanes(room)] == ["103", "102", "101"]


def test_a_lane_shows_how_far_its_order_has_come(room):
    room.place(101, 100, seconds=0.09)
    (lane,) = lanes(room)
    assert [mark["reached"] for mark in lane["marks"]] == [True, False, False]
    assert lane["elapsed"] == "0.02 s"


def test_a_lane_of_an_ended_order_has_three_marks(room):
    room.place(101, 900)
    (lane,) = lanes(room)
    labels = [mark["label"] for mark in lane["marks"]]
    assert labels == ["OrderCreated", "PaymentFailed", "OrderCancelled"]


def test_a_lane_whose_execution_failed_says_so(room):
    room.put('{"id": 7}')
    (lane,) = lanes(room)
    assert lane["word"] == "WAITING"
    assert [mark["label"] for mark in lane["marks"]] == [
        "OrderCreated",
        "execution failed",
        "outcome",
    ]


def test_a_row_has_the_shape_of_its_event(room):
    room.place(101, 900)
    shapes = {row["detail_type"]: (row["tone"], row["shape"]) for row in feed(room)["rows"]}
    assert shapes == {
        "OrderCreated": ("none", "hollow"),
        "PaymentFailed": ("cancelled", "square"),
        "OrderCancelled": ("cancelled", "diamond"),
    }


def test_a_malformed_record_is_a_grey_row():
    (row,) = event_feed(Found([MALFORMED], 1))["rows"]
    assert (row["shape"], row["text"]) == ("grey", "Not JSON.")


def test_the_note_says_how_many_more_there_are():
    assert event_feed(Found([MALFORMED], 1000))["note"].startswith("newest 1 of 1\u202f000")


def test_failures_are_counted_apart_from_outcomes(room):
    room.put('{"id": 7}')
    room.put('{"id": 9}', "PaymentFailed", "payment-service")
    strip = totals_strip(room.model.totals(), room.model.troubles())
    tile = next(tile for tile in strip["tiles"] if tile["key"] == "failed")
    assert (tile["value"], tile["tone"]) == ("2", "stuck")
    assert tile["title"] == (
        "failed executions: 1, deliveries tried again: 1, dead letters: 0, dropped: 0"
    )


def test_times_to_outcome_are_summed_up(room):
    for order_id in range(101, 121):
        room.place(order_id, 100)
    strip = totals_strip(room.model.totals(), room.model.troubles())
    assert strip["tiles"][-1]["label"].startswith("median")


@pytest.mark.parametrize(
    ("last_ms", "status"), [(None, "no events yet"), (5_000, "last event 2 s ago")]
)
def test_the_world_bar_says_how_fresh_the_picture_is(last_ms, status):
    assert world_status("Simulator", last_ms, 7_500)["status"] == status


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
