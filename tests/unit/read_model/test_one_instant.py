"""Clock and events of one look never contradict each other, whatever happens meanwhile."""

import json
from threading import Event, Thread

import pytest

from eda_core.ports import Pace
from tests.news import all_news
from tests.rooms import START_MS, Room

ORDERS = 150
LOOKS = 150


def placing(room, first, done):
    for number in range(first, first + ORDERS):
        room.backend.api.place(json.dumps({"id": number, "amount": 100}))
        room.now_ms += 7
    done.append(first)


def later_than_clock(news):
    now_ms = news.instant.time.now_ms
    times = [r.ingested_ms for r in news.log] + [r.at_ms for r in news.deliveries]
    return [at_ms for at_ms in times if at_ms > now_ms]


@pytest.mark.unmeasured
def test_no_look_under_load_shows_an_event_after_its_clock():
    room, done = Room(), []
    threads = [Thread(target=placing, args=(room, 1_000 * n, done)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    looks = 0
    while len(done) < len(threads) or looks < LOOKS:
        assert later_than_clock(all_news(room.backend)) == []
        room.model.refresh()
        with room.model.at_one_instant():
            last_ms = room.model.last_event_ms() or START_MS
            assert last_ms <= room.model.instant.time.now_ms
        looks += 1
    for thread in threads:
        thread.join()


def test_the_picture_stays_while_a_page_asks():
    """Another viewer's refresh waits until all that belongs to one look has been asked."""
    room = Room()
    room.place(101)
    began, refreshed = Event(), Event()

    def refresh():
        began.set()
        room.place(102)
        refreshed.set()

    with room.model.at_one_instant():
        before = room.model.totals()
        other = Thread(target=refresh)
        other.start()
        began.wait()
        assert not refreshed.wait(0.05)
        assert room.model.totals() == before
    other.join()
    assert room.model.totals().orders == before.orders + 1


def test_pace_and_armed_faults_are_of_the_same_look():
    room = Room()
    room.backend.time.set_pace(Pace.SLOW, 250)
    instant = all_news(room.backend).instant
    assert (instant.time.pace, instant.time.hop_ms, instant.faults) == (Pace.SLOW, 250, ())
