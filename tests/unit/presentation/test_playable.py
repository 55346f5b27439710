"""What plays without the world: true to what the screens say at each moment, masked, and capped."""

import json
from array import array
from base64 import b64decode
from collections import Counter
from dataclasses import replace

import pytest

from eda_core.presentation.live.flow_map import Play, flow_map, flow_picture
from eda_core.presentation.order.card import order_summary
from eda_core.presentation.recording import card_stories, playable
from eda_core.presentation.recording.playable import Span, played
from eda_core.read_model import MomentModel, ReadModel
from eda_core.recordings import Act
from tests.rooms import START_MS

ACCOUNT = "123456789012"


def played_now(room, span=Span.MINUTE):
    return played(room.model, span, room.now_ms)


def as_json(value):
    return json.loads(json.dumps(value))


def maps_of(data):
    """The map at each moment, whole."""
    shown = {}
    for moment in data["moments"]:
        shown = shown | moment["map"]
        yield moment["at"], shown


def times_of(data):
    (marks,) = data["timeline"]["slices"]
    return list(array("d", b64decode(marks["columns"])[: 8 * marks["count"]]))


def test_a_world_in_which_nothing_happened_plays_nothing(room):
    assert played_now(room) is None


def test_the_map_is_that_of_the_screen_at_each_moment(room):
    room.place(101, 100, 2)
    room.place(102, 900, 2)
    found = list(maps_of(played_now(room)))
    assert len(found) > 5
    for at, shown in found:
        tables_at = MomentModel(room.model, at)
        picture = tables_at.ask(lambda tables: flow_picture(tables))
        wanted = flow_map(picture, Play(at), "", "")
        assert as_json({name: wanted[name] for name in shown}) == as_json(shown)


def test_each_hop_is_told_once(room):
    room.place(101, 900, 2)
    hops = [tuple(hop[:2]) for moment in played_now(room)["moments"] for hop in moment["hops"]]
    now = room.model.ask(lambda tables: flow_map(flow_picture(tables), Play(room.now_ms), "", ""))
    assert sorted(hops) == sorted({tuple(hop[:2]) for hop in now["hops"]})


def test_a_story_is_the_card_of_its_moment(room):
    room.place(101, 900, 2)
    data = played_now(room)
    (order,) = data["orders"]
    words = []
    for at, place, *_ in order["stories"]:
        shown = data["texts"][place]
        view = MomentModel(room.model, at).order(101)
        assert shown == as_json(order_summary(view, at))
        words.append(shown["word"])
    assert words[-1] == "CANCELLED"
    assert "WAITING" in words


def test_what_came_before_the_span_is_counted_and_not_played(room):
    room.place(101, 100, 300)
    room.place(102, 100, 2)
    data = played_now(room)
    assert [order["label"] for order in data["orders"]] == ["102"]
    assert data["begins"] == room.now_ms - 60_000 <= min(times_of(data))
    assert data["moments"][0]["map"]["note"][0] == 3
    both = played_now(room, Span.ALL)
    assert [order["label"] for order in both["orders"]] == ["102", "101"]


def test_after_a_rest_it_is_the_minute_up_to_the_last_event(room):
    room.place(101, 100, 600)
    data = played_now(room)
    assert data["timeline"]["total"] > 3
    assert data["ends"] == room.model.last_event_ms() + playable.REST_MS


def test_an_act_is_its_part_of_the_log(room):
    for order, amount in ((101, 100), (102, 900), (103, 100)):
        room.place(order, amount, 10)
    act = Act(f"Over the limit on {ACCOUNT}", START_MS + 10_000, START_MS + 20_000)
    data = played(room.model, act, room.now_ms)
    assert [order["label"] for order in data["orders"]] == ["102"]
    assert START_MS + 10_000 <= data["begins"] <= data["ends"] == START_MS + 20_000
    assert data["title"].startswith("Over the limit on ")
    assert ACCOUNT not in data["title"]
    assert played(room.model, Act("Before", 0, START_MS - 1), room.now_ms) is None


def test_how_far_the_making_has_come_is_told(room):
    room.place(101, 900, 2)
    shares = []
    played(room.model, Span.MINUTE, room.now_ms, shares.append)
    assert shares == sorted(shares)
    assert (shares[0], len(shares) > 5, shares[-1] < 1) == (0, True, True)


@pytest.mark.unmeasured
def test_steps_of_neighbouring_moments_are_read_once(room, monkeypatch):
    for order in range(101, 131):
        room.place(order, 100, 0.5)
    reads = Counter()
    read = room.model._read_steps
    monkeypatch.setattr(
        room.model.tables, "read_steps", lambda *part: (reads.update([part]), read(*part))[1]
    )
    assert played_now(room)["moments"]
    assert max(reads.values()) == 1


def test_sources_that_may_be_far_away_are_asked_once_for_each_order(room):
    room.place(101, 900, 2)
    room.place(102, 100, 2)
    asked = Counting(room.backend.executions, room.backend.orders)
    backend = replace(room.backend, executions=asked, orders=asked)
    model = ReadModel(backend, room.stack)
    assert len(played(model, Span.MINUTE, room.now_ms)["orders"]) == 2
    assert sorted(asked.orders_asked) == [101, 102]
    assert len(asked.executions_asked) == len(set(asked.executions_asked)) == 2


class Counting:
    """Executions and the orders table of a world, and what they were asked for."""

    def __init__(self, executions, orders):
        self.executions, self.orders = executions, orders
        self.executions_asked, self.orders_asked = [], []

    def by_arn(self, arn):
        self.executions_asked.append(arn)
        return self.executions.by_arn(arn)

    def history(self, order):
        self.orders_asked.append(order)
        return self.orders.history(order)


def test_nothing_private_is_in_it(room):
    room.put('{"id": "anna@example.com", "amount": 5}')
    room.place(101, 900, 2)
    assert ACCOUNT in repr(room.order(101).timeline)
    text = json.dumps(played_now(room))
    assert ACCOUNT not in text
    assert "anna@example.com" not in text


def test_a_number_split_between_words_of_a_row_is_masked():
    assert ACCOUNT not in "".join(
        words for words, _ in card_stories._masked([["123456", True], ["789012", False]])
    )


def test_what_does_not_fit_is_left_out_and_said(room, monkeypatch):
    monkeypatch.setattr(playable, "MOST_STORIES", 2)
    monkeypatch.setattr(playable, "MOST_MARKS", 12)
    for order in range(101, 105):
        room.place(order, 100, 2)
    data = played_now(room, Span.ALL)
    assert [order["label"] for order in data["orders"]] == ["104", "103"]
    assert data["timeline"]["total"] <= 12
    assert any("more does not fit" in sentence for sentence in data["left_out"])


def test_marks_are_those_of_the_span_in_whatever_order_they_were_read(room):
    for order in range(101, 131):
        room.backend.api.place(f'{{"id": {order}, "amount": 100}}')
        room.now_ms += 10_000
    room.model.refresh()  # at once: all events come before all messages
    data = played_now(room)
    times = times_of(data)
    assert times == sorted(times)
    assert data["begins"] <= times[0] < times[-1] <= data["ends"]
    assert {order["label"] for order in data["orders"]} == {str(n) for n in range(125, 131)}
    assert len(times) == 6 * 6
    assert data["left_out"] == []


def test_a_log_that_is_ahead_of_the_clock_is_played_to_its_end(room):
    room.place(101, 100, 2)
    for span in Span:
        data = played(room.model, span, room.now_ms - 3_600_000)
        assert [order["label"] for order in data["orders"]] == ["101"]
        assert data["ends"] >= room.model.last_event_ms()


def test_an_odd_event_is_a_mark_without_an_order(room):
    room.place(101, 100, 2)
    room.put('{"id": {"odd": [1]}, "amount": null}', seconds=2)
    room.put("{}", "A\u0000 <b>", "x" * 300, seconds=2)
    data = played_now(room)
    assert [order["label"] for order in data["orders"]] == ["101"]
    assert data["timeline"]["total"] >= 8


def test_stories_stop_where_the_page_would_grow_too_large(room, monkeypatch):
    for order in range(101, 105):
        room.place(order, 100, 2)
    letters = sum(len(json.dumps(text)) for text in played_now(room)["texts"])
    monkeypatch.setattr(card_stories, "MOST_STORY_LETTERS", letters // 2)
    data = played_now(room)
    assert 0 < len(data["orders"]) < 4
    assert data["left_out"] == [
        f"4 orders took part; the newest {len(data['orders'])} have a story."
    ]


def test_a_long_log_has_so_many_moments_at_most(room, monkeypatch):
    monkeypatch.setattr(playable, "MOST_MOMENTS", 20)
    for order in range(101, 121):
        room.place(order, 100, 3)
    data = played_now(room, Span.ALL)
    assert 8 < len(data["moments"]) <= 20
    assert data["begins"] == data["moments"][0]["at"] > room.now_ms - 40_000
    (sentence,) = data["left_out"]
    assert sentence.startswith("Only the last ")
