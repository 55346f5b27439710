"""Windows of one server in pairs: a presenter's view, and the window it drives.

Two codes belong to a pair. The *driver's* is random; who has it gives cues. The *follower's* is
made of it, and nobody gets from that back to the first: so the driven window, whose address a hall
may read, can have it in its address. A cue waits here until the driven window has done it, which
looks every second; what the driven window shows waits here for the presenter's view.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from eda_core.domain.settings import BusKind, Settings

MOST_PAIRS: Final = 50
MOST_CUES: Final = 20
GONE_MS: Final = 6_000
"""A window that has not looked for so long is closed, and another may take its place."""

_STALE_MS: Final = 10_000
"""A cue that nobody took for so long is given up: nobody expects it to be done any more."""

_CODE: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is asked of the driven window: by number, from 1, by name, and when (epoch ms)."""

    number: int
    name: str
    value: Any
    at_ms: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What the driven window shows: its world, the page with its address, where its playhead is.

    ``bus`` is the kind of bus of that world, which a recording says by itself.

    ``recording`` names the recording whose acts are walked, in view or ready, and ``act`` the act
    shown, from 1; ``lesson`` and ``step`` (from 1) are those of the lesson that is open. ``paused``
    is None where nothing moves that could be held; ``has_time`` says that the world's time can be.
    """

    settings: Settings
    page: str
    show: Mapping[str, str]
    world: str = ""
    playhead: Any = None
    recording: str = ""
    act: int = 0
    lesson: str = ""
    step: int = 0
    paused: bool | None = None
    has_time: bool = False
    bus: BusKind = BusKind.CLASSIC


@dataclass(frozen=True, slots=True)
class TalkClock:
    """The time of a talk: ``before_ms`` until it was last stopped, and since when it runs (epoch
    milliseconds); None while it is stopped.
    """

    before_ms: int = 0
    since_ms: int | None = None

    def elapsed_ms(self, now_ms: int) -> int:
        """Return how long the talk has taken."""
        return self.before_ms + (0 if self.since_ms is None else now_ms - self.since_ms)

    def started(self, now_ms: int) -> "TalkClock":
        """Return it running."""
        return self if self.since_ms is not None else TalkClock(self.before_ms, now_ms)

    def stopped(self, now_ms: int) -> "TalkClock":
        """Return it stopped."""
        return TalkClock(self.elapsed_ms(now_ms))

    def reset(self, now_ms: int) -> "TalkClock":
        """Return it at nothing; if it runs, it goes on from there."""
        return TalkClock(0, None if self.since_ms is None else now_ms)


@dataclass(frozen=True, slots=True)
class PairState:
    """How a pair is, at ``now_ms`` (epoch milliseconds).

    ``follows`` says whether the driven window is open, ``is_mine`` whether it is the one that
    asks, ``waits`` whether cues wait for it. ``cues`` is how many cues there were so far, and
    ``asked`` the last value of each that the picture does not show yet.
    """

    now_ms: int
    follows: bool = False
    is_mine: bool = False
    waits: bool = False
    cues: int = 0
    asked: Mapping[str, Any] = field(default_factory=dict)
    picture: Picture | None = None
    clock: TalkClock = TalkClock()


@dataclass(slots=True)
class _Pair:
    window: str = ""
    seen_ms: int = 0
    picture: Picture | None = None
    clock: TalkClock = TalkClock()
    waiting: list[Cue] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)
    cues: int = 0


def new_code() -> str:
    """Return the driver's code of a new pair: 128 random bits, which nobody guesses."""
    return secrets.token_hex(16)


def follower_code(code: str) -> str:
    """Return the follower's code of the pair with this driver's code."""
    return sha256(f"follow {code}".encode()).hexdigest()[:32]


def code_from(text: str) -> str:
    """Return the code that an address names; empty for what is none."""
    return text if _CODE.fullmatch(text) else ""


class Pairs:
    """The pairs of a server; of too many the one that was looked at longest ago is forgotten.

    ``clock`` is the one outside, in epoch milliseconds. The driving side names a pair by the
    driver's code, the driven side by the follower's.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._pairs: OrderedDict[str, _Pair] = OrderedDict()

    def look(self, code: str) -> PairState:
        """Return how the pair with this driver's code is; nobody follows one that is unknown."""
        with self._lock:
            pair, now_ms = self._pairs.get(follower_code(code)), self._clock()
            return PairState(now_ms) if pair is None else _state(pair, now_ms)

    def give(self, code: str, name: str, value: Any = None) -> None:
        """Have the driven window do something; the first act it is to show starts the clock."""
        with self._lock:
            pair, now_ms = self._pair(follower_code(code)), self._clock()
            pair.cues += 1
            cue = Cue(pair.cues, name, value, now_ms)
            pair.waiting = [*pair.waiting, cue][-MOST_CUES:]
            pair.asked = {**pair.asked, name: value}
            if name == "act" and pair.clock == TalkClock():
                pair.clock = pair.clock.started(now_ms)

    def set_clock(self, code: str, change: Callable[[TalkClock, int], TalkClock]) -> None:
        """Start, stop or reset the clock: ``change`` is a method of `TalkClock`."""
        with self._lock:
            pair = self._pair(follower_code(code))
            pair.clock = change(pair.clock, self._clock())

    def follow(self, code: str, window: str, picture: Picture) -> PairState:
        """Say what this window shows; the first one with this follower's code is the driven one."""
        with self._lock:
            pair, now_ms = self._pair(code), self._clock()
            is_mine = pair.window in ("", window) or now_ms - pair.seen_ms >= GONE_MS
            if is_mine:
                pair.window, pair.seen_ms, pair.picture = window, now_ms, picture
                pair.asked = pair.asked if _fresh(pair, now_ms) else {}
            return replace(_state(pair, now_ms), is_mine=is_mine)

    def next_cue(self, code: str, window: str) -> Cue | None:
        """Return what waits for this window longest, until it says that it is done."""
        with self._lock:
            pair = self._pairs.get(code)
            waiting = () if pair is None or pair.window != window else _fresh(pair, self._clock())
            return next(iter(waiting), None)

    def note_done(self, code: str, window: str, number: int) -> None:
        """Take it that this window has done what it was asked, up to the cue of this number."""
        with self._lock:
            pair = self._pairs.get(code)
            if pair is not None and pair.window == window:
                pair.waiting = [cue for cue in pair.waiting if cue.number > number]

    def release(self, code: str) -> None:
        """Take it that the driven window is closed; if it is not, it has its place back when it
        looks.
        """
        with self._lock:
            pair = self._pairs.get(follower_code(code))
            if pair is not None:
                pair.seen_ms = 0

    def leave(self, code: str, window: str) -> None:
        """Be driven no more: the place is free at once."""
        with self._lock:
            pair = self._pairs.get(code)
            if pair is not None and pair.window == window:
                pair.window, pair.seen_ms, pair.waiting = "", 0, []

    def _pair(self, code: str) -> _Pair:
        pair = self._pairs.setdefault(code, _Pair())
        self._pairs.move_to_end(code)
        if len(self._pairs) > MOST_PAIRS:
            self._pairs.popitem(last=False)
        return pair


def _fresh(pair: _Pair, now_ms: int) -> list[Cue]:
    return [cue for cue in pair.waiting if now_ms - cue.at_ms < _STALE_MS]


def _state(pair: _Pair, now_ms: int) -> PairState:
    return PairState(
        now_ms,
        follows=bool(pair.window) and now_ms - pair.seen_ms < GONE_MS,
        waits=bool(_fresh(pair, now_ms)),
        cues=pair.cues,
        asked=pair.asked,
        picture=pair.picture,
        clock=pair.clock,
    )
