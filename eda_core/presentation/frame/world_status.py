"""Which world is shown, how fresh the picture is, and how time stands in it."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.domain.feed import FeedState
from eda_core.ports import Pace, TimeState
from eda_core.presentation.wording import ago_text, count_text, date_text
from eda_core.read_model.identity import Same
from eda_core.stack import Rule, Stack, Subscriber, Target, demo_stack
from eda_core.stack.bus_words import counted_rules

PACES: Final = {
    Pace.REAL_TIME: "Real time",
    Pace.SLOW: "Slow motion",
    Pace.TO_THE_END: "Run to end",
}
PRODUCT: Final = "EDA live"
HOPS_MS: Final = (1000, 250, 500, 2000, 5000)
"""What a hop may take in slow motion; the first is proposed."""


class WorldBarData(TypedDict):
    """The component ``world_bar``: how fresh the picture is, and the world in use.

    ``changed`` says in what the stack is not the demo's by now.
    """

    world: str
    room: str
    status: str
    live: bool
    changed: str


class HeaderData(TypedDict):
    """The component ``header``: the titles of product and page, and how a hall sees it, if so.

    ``driver`` is the code for a presenter's view that drives this window; one in the same browser
    says on the ``channel`` that it has asked for something, if there is a pair.
    """

    product: str
    page: str
    stage: bool
    pinned: bool
    driver: str
    channel: str


def hop_text(hop_ms: int) -> str:
    """``1 s a hop``, ``0.25 s a hop``."""
    return f"{hop_ms / 1000:g} s a hop"


def world_status(
    world: str,
    last_event_ms: int | None,
    now_ms: int,
    time: TimeState | None = None,
    feed: FeedState | None = None,
    *,
    elsewhere: bool = False,
) -> WorldBarData:
    """Return the words of the bar that always names the world in use; its room is left empty.

    ``feed`` is how the reading of a world from afar stands; ``elsewhere`` says that a pause was
    made in another window, for a pause is for all that look at the room.
    """
    last = "no events yet" if last_event_ms is None else f"last event {_age(last_event_ms, now_ms)}"
    return {
        "world": world,
        "room": "",
        "status": " · ".join(
            filter(None, (_pace_note(time, elsewhere), last, *_reading(feed, now_ms)))
        ),
        "live": time is None or not time.paused,
        "changed": "",
    }


def log_status(world: str, last_event_ms: int | None) -> WorldBarData:
    """Return the same of an imported log: nothing more comes, so its newest event has a date."""
    shown = world_status(world, last_event_ms, last_event_ms or 0)
    if last_event_ms is not None:
        shown["status"] = f"newest event {date_text(last_event_ms)}"
    return {**shown, "live": False}


def changes_of_demo(stack: Stack) -> str:
    """Return in what a stack is not the demo's, in a few words, or nothing where it is."""
    return _changes(Same(stack))


@lru_cache(16)
def _changes(held: Same[Stack]) -> str:
    stack, demo = held.held, demo_stack(held.held.kind)
    parts = [
        "custom definition" if stack.machine.definition != demo.machine.definition else "",
        *_rule_changes(stack, demo),
        "idempotent Update Order" if stack.idempotent else "",
        "functions take arrays" if stack.unpacks else "",
    ]
    return " · ".join(filter(None, parts))


def _what(rule: Rule) -> tuple[Any, Target, Any]:
    """Return what a rule takes and where to, however its pattern is written; of a subscriber, too,
    how it delivers.
    """
    how: dict[str, Any] = {}
    if isinstance(rule, Subscriber):
        filters = {each.scope: json.loads(each.pattern_text) for each in rule.filters}
        how = rule.to_json() | {"State": "", "FilterConfiguration": filters}
    return json.loads(rule.pattern_text), rule.target, how


def _rule_changes(stack: Stack, demo: Stack) -> Iterator[str]:
    off = sum(not rule.enabled for rule in stack.rules)
    known = {rule.name: _what(rule) for rule in demo.rules}
    now = {rule.name: _what(rule) for rule in stack.rules}
    changed = sum(known.get(name) != now.get(name) for name in {*known, *now})
    if changed:
        yield f"{counted_rules(stack.words, changed)} changed"
    if off:
        yield f"{counted_rules(stack.words, off)} {stack.words.short_off}"


def _age(at_ms: int, now_ms: int) -> str:
    return ago_text(now_ms - at_ms)


def _reading(feed: FeedState | None, now_ms: int) -> Iterator[str]:
    """When the next look comes, and how long the newest event took to be seen."""
    if feed is not None and feed.next_poll_ms is not None:
        yield f"next look in {max(0, feed.next_poll_ms - now_ms) // 1000} s"
    if feed is not None and feed.lag_ms is not None:
        yield f"lag {duration_text(feed.lag_ms)}"


def _pace_note(time: TimeState | None, elsewhere: bool) -> str:
    if time is None or not (time.paused or time.pace is Pace.SLOW):
        return ""
    paused = "paused in another window" if elsewhere else "paused"
    word = paused if time.paused else "slow motion"
    return f"{word}, {count_text(time.pending)} to come"
