import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.presentation.live.totals import BAR_MS, BARS, NO_VALUE, recent_orders, totals_strip


def strip(room, recent=()):
    tiles = totals_strip(room.model.totals(), room.model.troubles(), recent)["tiles"]
    return {tile["key"]: tile for tile in tiles}


def recent(room, now_ms):
    return room.model.ask(lambda tables: recent_orders(tables, now_ms))


def test_failures_are_counted_apart_from_outcomes(room):
    room.put('{"id": 7}')
    room.put('{"id": 9}', "PaymentFailed", "payment-service")
    tile = strip(room)["failed"]
    assert (tile["value"], tile["tone"]) == ("2", "stuck")
    parts = ("failed executions: 1", "deliveries tried again: 1", "dropped: 0", "recovered: 0")
    assert tile["title"] == ", ".join(parts)


def test_a_failure_that_was_made_good_is_still_told(room):
    room.backend.faults.arm(Fault(FaultKind.TARGET_THROWS, "eda-demo-notification"))
    room.place(101, seconds=600)
    tile = strip(room)["failed"]
    assert (tile["value"], tile["label"], tile["tone"]) == ("0", "failures · 1 recovered", "none")


def test_what_nobody_submitted_as_far_as_is_known_is_not_called_submitted(room):
    """Of another system's log each id is taken for an order's."""
    room.place(101, 100)
    assert strip(room)["submitted"]["label"] == "submitted"
    room.put('{"id": "A-9"}', "StockReserved", "com.acme.inventory")
    tile = strip(room)["submitted"]
    assert (tile["value"], tile["label"]) == ("2", "orders · 1 not known")


def test_an_order_that_will_not_end_is_stuck_and_does_not_wait(room):
    room.put('{"id": 7}')
    tile = strip(room)["waiting"]
    assert (tile["value"], tile["label"]) == ("0", "waiting · 1 stuck")


def test_dead_letters_have_a_tile_of_their_own(room):
    room.put('{"id": 9}', "PaymentFailed", "payment-service", seconds=600)
    tiles = strip(room)
    assert (tiles["dead"]["value"], tiles["failed"]["value"]) == ("1", "0")


def test_times_to_outcome_are_summed_up(room):
    for order_id in range(101, 121):
        room.place(order_id, 100)
    assert strip(room)["time"]["label"].startswith("median")


def test_no_time_is_told_before_the_first_outcome(room):
    assert strip(room)["time"]["value"] == NO_VALUE


def test_the_sparkline_counts_orders_as_they_came(room):
    start_ms = room.now_ms
    room.place(101, seconds=5)
    room.place(102, seconds=1)
    bars = recent(room, start_ms + 6_000)
    assert (len(bars), sum(bars)) == (BARS, 2)


def test_the_sparkline_is_the_same_within_one_bar(room):
    room.place(101, seconds=5)
    later_ms = room.now_ms // BAR_MS * BAR_MS
    assert recent(room, later_ms) == recent(room, later_ms + BAR_MS - 1)


@pytest.mark.parametrize("idle_s", [0, 61])
def test_an_order_longer_ago_than_a_minute_is_in_no_bar(room, idle_s):
    room.place(101, seconds=1)
    assert sum(recent(room, room.now_ms + idle_s * 1000)) == (1 if idle_s == 0 else 0)


def test_no_bars_are_drawn_where_no_order_came(room):
    assert "bars" not in strip(room, (0,) * BARS)["submitted"]
