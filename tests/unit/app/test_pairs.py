"""Windows in pairs: who has the driver's code drives one window, the one with the follower's."""

import pytest

from eda_core.app.pairs import (
    GONE_MS,
    MOST_CUES,
    MOST_PAIRS,
    Pairs,
    Picture,
    TalkClock,
    code_from,
    follower_code,
    new_code,
)
from eda_core.domain.settings import Settings

CODE, OTHER = "0" * 32, "f" * 32
FOLLOWER = follower_code(CODE)
PICTURE = Picture(Settings(), "live", {"order": "101"})


class Windows:
    def __init__(self):
        self.now_ms = 1_000
        self.pairs = Pairs(lambda: self.now_ms)


@pytest.fixture
def windows():
    return Windows()


def taken(pairs, code, window):
    """All that this window is to do and does, by name and value."""
    cues = []
    while cue := pairs.next_cue(code, window):
        pairs.note_done(code, window, cue.number)
        cues.append((cue.name, cue.value))
    return cues


def test_a_cue_reaches_the_window_of_its_pair_alone_and_once(windows):
    pairs = windows.pairs
    pairs.follow(FOLLOWER, "stage", PICTURE)
    pairs.follow(follower_code(OTHER), "another", PICTURE)
    pairs.give(CODE, "act", 3)
    assert not pairs.look(OTHER).waits
    assert taken(pairs, follower_code(OTHER), "another") == []
    assert taken(pairs, FOLLOWER, "another") == []
    assert taken(pairs, FOLLOWER, "stage") == [("act", 3)]
    assert taken(pairs, FOLLOWER, "stage") == []


def test_a_cue_waits_until_it_is_done_whoever_else_says_so(windows):
    pairs = windows.pairs
    pairs.follow(FOLLOWER, "stage", PICTURE)
    pairs.give(CODE, "act", 3)
    pairs.note_done(FOLLOWER, "another", 1)
    assert pairs.next_cue(FOLLOWER, "stage") == pairs.next_cue(FOLLOWER, "stage")
    assert pairs.look(CODE).waits
    pairs.note_done(FOLLOWER, "stage", 1)
    assert not pairs.look(CODE).waits


def test_the_presenters_view_sees_what_the_window_shows_until_it_is_closed(windows):
    pairs = windows.pairs
    assert pairs.look(CODE).picture is None
    assert pairs.follow(FOLLOWER, "stage", PICTURE).is_mine
    assert (pairs.look(CODE).picture, pairs.look(CODE).follows) == (PICTURE, True)
    windows.now_ms += GONE_MS
    assert (pairs.look(CODE).picture, pairs.look(CODE).follows) == (PICTURE, False)


def test_a_second_window_waits_until_the_first_is_closed_and_then_gets_its_cues(windows):
    pairs = windows.pairs
    pairs.follow(FOLLOWER, "stage", PICTURE)
    elsewhere = Picture(Settings(), "orders", {})
    assert not pairs.follow(FOLLOWER, "loaded again", elsewhere).is_mine
    pairs.give(CODE, "act", 2)
    assert pairs.look(CODE).picture == PICTURE
    windows.now_ms += GONE_MS
    assert pairs.follow(FOLLOWER, "loaded again", elsewhere).is_mine
    assert taken(pairs, FOLLOWER, "loaded again") == [("act", 2)]


def test_a_window_that_leaves_makes_room_at_once(windows):
    pairs = windows.pairs
    pairs.follow(FOLLOWER, "stage", PICTURE)
    pairs.leave(FOLLOWER, "another")
    assert pairs.look(CODE).follows
    pairs.leave(FOLLOWER, "stage")
    assert not pairs.look(CODE).follows
    assert pairs.follow(FOLLOWER, "another", PICTURE).is_mine


def test_a_window_that_said_it_closes_makes_room_and_has_its_place_back_if_it_did_not(windows):
    pairs = windows.pairs
    windows.now_ms += 60_000
    pairs.follow(FOLLOWER, "stage", PICTURE)
    pairs.release(FOLLOWER)
    assert pairs.look(CODE).follows
    pairs.release(CODE)
    assert not pairs.look(CODE).follows
    assert pairs.follow(FOLLOWER, "stage", PICTURE).follows
    pairs.release(CODE)
    assert pairs.follow(FOLLOWER, "loaded again", PICTURE).is_mine


def test_cues_that_nobody_took_are_given_up_and_never_too_many(windows):
    pairs = windows.pairs
    pairs.follow(FOLLOWER, "stage", PICTURE)
    pairs.give(CODE, "act", 1)
    windows.now_ms += 60_000
    assert not pairs.look(CODE).waits
    for act in range(MOST_CUES + 5):
        pairs.give(CODE, "act", act)
    kept = [value for _, value in taken(pairs, FOLLOWER, "stage")]
    assert kept == list(range(5, MOST_CUES + 5))


def test_what_is_asked_is_known_until_the_picture_shows_what_came_of_it(windows):
    pairs = windows.pairs
    pairs.follow(FOLLOWER, "stage", PICTURE)
    pairs.give(CODE, "act", 1)
    pairs.give(CODE, "act", 2)
    pairs.follow(FOLLOWER, "stage", PICTURE)
    assert pairs.look(CODE).asked == {"act": 2}
    assert taken(pairs, FOLLOWER, "stage") == [("act", 1), ("act", 2)]
    assert pairs.look(CODE).asked == {"act": 2}
    pairs.follow(FOLLOWER, "stage", PICTURE)
    assert pairs.look(CODE).asked == {}


def test_who_follows_cannot_drive(windows):
    pairs = windows.pairs
    pairs.follow(FOLLOWER, "stage", PICTURE)
    pairs.give(FOLLOWER, "act", 9)
    assert pairs.look(FOLLOWER).picture is None
    assert pairs.next_cue(FOLLOWER, "stage") is None


def test_the_clock_starts_with_the_first_act_stops_goes_on_and_is_reset(windows):
    pairs = windows.pairs
    pairs.give(CODE, "page", "orders")
    assert pairs.look(CODE).clock == TalkClock()
    pairs.give(CODE, "act", 1)
    windows.now_ms += 90_000
    pairs.set_clock(CODE, TalkClock.stopped)
    windows.now_ms += 5_000
    pairs.give(CODE, "act", 2)
    assert pairs.look(CODE).clock == TalkClock(90_000)
    pairs.set_clock(CODE, TalkClock.started)
    windows.now_ms += 1_000
    assert pairs.look(CODE).clock.elapsed_ms(windows.now_ms) == 91_000
    pairs.set_clock(CODE, TalkClock.reset)
    windows.now_ms += 2_000
    assert pairs.look(CODE).clock.elapsed_ms(windows.now_ms) == 2_000


def test_a_code_is_random_and_what_is_none_is_not_taken(windows):
    assert code_from(new_code())
    assert new_code() != new_code()
    assert [code_from(text) for text in ("", "../x", "F" * 32, CODE + "0", "é" * 32)] == [""] * 5


def test_of_too_many_pairs_the_one_looked_at_longest_ago_is_forgotten(windows):
    for number in range(MOST_PAIRS):
        windows.pairs.follow(f"{number:032x}", "w", PICTURE)
    windows.pairs.follow(FOLLOWER, "stage", PICTURE)
    windows.pairs.give(CODE, "act", 1)
    assert windows.pairs.look(CODE).waits
    assert windows.pairs.next_cue(f"{0:032x}", "w") is None
