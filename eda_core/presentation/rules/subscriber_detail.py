"""One subscriber of a custom bus: its filters, how it delivers, where it stands."""

from typing import Final, TypedDict

from eda_core.domain.bus_state import CustomBusState, SubscriberState
from eda_core.domain.durations import elapsed_text
from eda_core.presentation.rules.json_layout import on_one_line
from eda_core.presentation.rules.subscriber_list import UNKNOWN, batch_text, state_word
from eda_core.presentation.wording import clock_time, counted
from eda_core.stack import Stack, Subscriber, TargetKind
from eda_core.stack.subscribers import FilterScope, Invocation


class FilterOfScope(TypedDict):
    """What a subscriber wants of one part of an event; ``pattern`` is empty where it has none."""

    scope: str
    pattern: str


class DeliveryFact(TypedDict):
    """One thing of how a subscriber delivers, and what there is to know of it."""

    name: str
    value: str
    note: str


class KnownBy(TypedDict):
    """How well something is known: ``documented``, ``seen`` by others, or ``assumed``."""

    grade: str
    words: str


class SubscriberDetailData(TypedDict):
    """The component ``subscriber``; ``state`` as in the list."""

    name: str
    state: str
    about: str
    filters: list[FilterOfScope]
    facts: list[DeliveryFact]
    known: list[KnownBy]
    empty: str


GATHERS: Final = "gathers the events that come for its next call"
NOT_TOLD: Final = "position and backlog are not known here"
CHOOSE: Final = "Choose a subscriber to see its filters, and where it is on the bus."

_KINDS: Final = {
    TargetKind.LOG_GROUP: "by the API action PutLogEvents",
    TargetKind.STATE_MACHINE: "by the API action StartExecution",
    TargetKind.FUNCTION: "Lambda",
}
_WAITED_FOR: Final = {
    Invocation.UNIVERSAL: "",
    Invocation.EVENT: ", EVENT: handed over, not waited for",
    Invocation.REQUEST_RESPONSE: ", REQUEST_RESPONSE: waited for",
}
_KNOWN: Final[list[KnownBy]] = [
    {"grade": "documented", "words": "a paused subscriber keeps its place"},
    {"grade": "seen", "words": "a replay starts 5 minutes back at least"},
    {"grade": "assumed", "words": "it goes on at once, and what waited is LIVE"},
]


def subscriber_detail(
    stack: Stack, bus: CustomBusState | None, name: str, now_ms: int
) -> SubscriberDetailData:
    """Return one subscriber as it stands at this time (epoch milliseconds), where that is known."""
    subscriber = next((each for each in stack.subscribers if each.name == name), None)
    if subscriber is None:
        return _nothing()
    state = None if bus is None else bus.of(name) or SubscriberState(name, subscriber.enabled)
    return {
        "name": name,
        "state": UNKNOWN if state is None else state_word(state),
        "about": NOT_TOLD if state is None else _about(state, subscriber, now_ms),
        "filters": [_filter(subscriber, scope) for scope in FilterScope],
        "facts": _facts(subscriber, stack),
        "known": [] if state is None else _KNOWN,
        "empty": "",
    }


def _nothing() -> SubscriberDetailData:
    return {
        "name": "",
        "state": "",
        "about": "",
        "filters": [],
        "facts": [],
        "known": [],
        "empty": CHOOSE,
    }


def _about(state: SubscriberState, subscriber: Subscriber, now_ms: int) -> str:
    waits = f"{counted(state.backlog, 'event', 'events')} on the bus to come"
    if state.position_ms is not None and state.backlog:
        age = elapsed_text(max(0, now_ms - state.position_ms))
        waits = f"{waits}, the oldest {age} old"
    held = f"{counted(state.held, 'event', 'events')} behind a failing one of the same order"
    said = (
        (state.replaying, "reads events from before it was made"),
        (state.ended, "has read all it was made for, and takes nothing more"),
        (state.backlog > 0, waits),
        (state.held > 0, held),
        (state.gathered > 0, f"{counted(state.gathered, 'event', 'events')} gathered for a batch"),
        (not state.running and not state.backlog, "nothing has come since"),
    )
    takes = "takes each event as it comes" if subscriber.batch_size == 1 else GATHERS
    return " · ".join(words for is_so, words in said if is_so) or takes


def _filter(subscriber: Subscriber, scope: FilterScope) -> FilterOfScope:
    found = subscriber.filter_of(scope)
    pattern = "" if found is None else on_one_line(found.pattern_text)
    return {"scope": scope.value, "pattern": pattern}


def _facts(subscriber: Subscriber, stack: Stack) -> list[DeliveryFact]:
    kind = _KINDS[subscriber.target.kind]
    called = f"{kind}{_WAITED_FOR[subscriber.invocation]}"
    age, tries = elapsed_text(1000 * subscriber.most_age_s), subscriber.most_retries
    letters = f"a record in {stack.dead_letter_queue}, not the event"
    then = letters if subscriber.dead_letters else "dropped: it has no dead-letter queue"
    array = "one event goes as an object" if subscriber.batch_size == 1 else "a JSON array"
    return [
        _fact("target", subscriber.target.name, called),
        _fact("order", _order(subscriber), "fixed when it is made"),
        _fact("batch", batch_text(subscriber), array),
        _fact("shape", subscriber.transformer.value, ""),
        _fact("retries", f"{tries}, or {age}", "each failure is retried, also a permanent one"),
        _fact("then", then, ""),
        _fact("starts", _start(subscriber), ""),
    ]


def _order(subscriber: Subscriber) -> str:
    return "FIFO by order (event group)" if subscriber.is_fifo else "UNORDERED"


def _start(subscriber: Subscriber) -> str:
    start = subscriber.start
    if start is None:
        return "LATEST: with what comes after it was made"
    begins = "the oldest event kept" if start.from_s is None else _clock(start.from_s)
    ends = "then live" if start.until_s is None else f"until {_clock(start.until_s)}"
    return f"POINT_IN_TIME: from {begins}, {ends}"


def _clock(at_s: int) -> str:
    return clock_time(1000 * at_s)[:8]


def _fact(name: str, value: str, note: str) -> DeliveryFact:
    return {"name": name, "value": value, "note": note}


FROM_OLDEST: Final = "From the oldest event kept"
FROM_TIME: Final = "From minutes ago"
REPLAY_STARTS: Final = (FROM_OLDEST, FROM_TIME)
THEN_LIVE: Final = "then live"
THEN: Final = (THEN_LIVE, "until now")

WORKS_AGAIN: Final = (
    "A running subscriber cannot be set back: a replay is a subscriber of its own, **{name}**, "
    "with the same filter and target. It alone sees the past, and its target does its work again."
)
_LONGEST: Final = 64


RESUME_WORDS: Final = {
    False: "From where it stopped: all that waits, oldest first",
    True: "From the newest: skip what waits",
}
"""Where a paused subscriber may go on, by whether its backlog is skipped."""


def paused_answer(name: str, skipped: int | None) -> str:
    """Return what a pause did; ``skipped`` is None where it was paused already, as by another."""
    if skipped is None:
        return f"{name} was paused (STOPPED) already."
    return f"{name} is paused (STOPPED). The bus keeps for it what is published from now on."


def resumed_answer(name: str, skipped: int | None, *, skip: bool) -> str:
    """Return what going on did, in AWS's word for it; ``skipped`` is None where it went on
    already, as by another.
    """
    if skipped is None:
        return f"{name} was going on already; nothing is skipped."
    if skip:
        are = "is" if skipped == 1 else "are"
        events = counted(skipped, "event", "events")
        return f"{name} goes on at the newest (LATEST); {events} {are} skipped."
    return f"{name} goes on from where it stopped (LAST_PROCESSED)."


def replayed_answer(name: str) -> str:
    """Return what is said once a subscriber for a replay was made."""
    return f"{name} reads the past now; the other subscribers see nothing of it."


def replay_name(like: str, stack: Stack) -> str:
    """Return a name that no subscriber has, for one that replays what another has taken."""
    taken = {rule.name for rule in stack.rules}
    stem = f"replay-{like[: _LONGEST - 12]}"  # what differs comes first: the map cuts names
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
