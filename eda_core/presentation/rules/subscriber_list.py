"""The subscribers of a custom bus in a list: what each takes, and where it is on the bus."""

from collections.abc import Mapping
from typing import Final, TypedDict

from eda_core.domain.bus_state import CustomBusState, SubscriberState
from eda_core.presentation.rules.json_layout import on_one_line
from eda_core.presentation.wording import NO_VALUE, clock_time, count_text, counted
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.rule_grid import JudgedRecords
from eda_core.stack import Stack, Subscriber
from eda_core.stack.bus_words import counted_rules

NONE: Final = "No subscribers: nothing takes an event, and the log gets none."
NO_FILTER: Final = "no filter: every event"
MAX_FILTER: Final = 120
UNKNOWN: Final = "unknown"
"""The state of a subscriber in a world where nobody tells how it stands."""

NOTHING_KNOWN: Final = "not known"


class SubscriberRow(TypedDict):
    """A subscriber: ``state`` is one of running, paused, replaying, ended and unknown.

    ``at`` is its place between the oldest event kept and the newest, from 0 to 1; ``place`` says
    it in words, ``note`` what there is to say of its backlog. Of one that is unknown, ``place``
    says what its log tells, and ``at`` nothing.
    """

    key: str
    state: str
    filter: str
    order: str
    batch: str
    at: float
    place: str
    backlog: str
    note: str


class SubscriberListData(TypedDict):
    """The component ``subscribers``; ``oldest`` and ``newest`` are the ends of the axis, empty
    where there is none.
    """

    title: str
    note: str
    oldest: str
    newest: str
    rows: list[SubscriberRow]
    chosen: str
    empty: str


def subscriber_list(stack: Stack, bus: CustomBusState, chosen: str) -> SubscriberListData:
    """Return the subscribers of the bus, in its order, each on the axis of the events kept."""
    first_ms = min(_from_ms(bus), bus.newest_ms)
    days = f"{stack.retention_days} day{'s' if stack.retention_days > 1 else ''}"
    dropped = f", {counted(bus.repeats, 'repeat', 'repeats')} dropped" if bus.repeats else ""
    count = counted_rules(stack.words, len(stack.subscribers))
    published = counted(bus.published, "event", "events")
    return {
        "title": f"Subscribers of {stack.bus}",
        "note": f"{count} · {published}{dropped} · the bus keeps {days}",
        "oldest": clock_time(first_ms)[:8],
        "newest": clock_time(bus.newest_ms)[:8],
        "rows": [_row(each, bus, first_ms) for each in stack.subscribers],
        "chosen": chosen,
        "empty": NONE,
    }


def unplaced_list(stack: Stack, known_ms: Mapping[str, int], chosen: str) -> SubscriberListData:
    """Return the subscribers of a bus that tells nobody where they are.

    ``known_ms`` has when the newest event came (epoch milliseconds) that each was reported to have
    delivered, by its name.
    """
    return {
        "title": f"Subscribers of {stack.bus}",
        "note": counted_rules(stack.words, len(stack.subscribers)),
        "oldest": "",
        "newest": "",
        "rows": [_unplaced(each, known_ms.get(each.name)) for each in stack.subscribers],
        "chosen": chosen,
        "empty": NONE,
    }


def newest_delivered(
    judged: JudgedRecords, deliveries: Mapping[str, EventDeliveries]
) -> dict[str, int]:
    """Return when the newest of these events came (epoch milliseconds) that each subscriber is
    known to have delivered, by its name.
    """
    newest: dict[str, int] = {}
    for record in judged.records:
        known = deliveries.get(record.event.id, EventDeliveries())
        for name in filter(known.is_delivered, known.matched):
            newest[name] = max(newest.get(name, 0), record.ingested_ms)
    return newest


def _unplaced(subscriber: Subscriber, known_ms: int | None) -> SubscriberRow:
    by_log = NOTHING_KNOWN if known_ms is None else f"has {clock_time(known_ms)[:8]}, by its log"
    return {
        **_described(subscriber),
        "state": UNKNOWN,
        "at": 0.0,
        "place": by_log,
        "backlog": NO_VALUE,
        "note": "",
    }


def _from_ms(bus: CustomBusState) -> int:
    """Return where the axis begins: at the oldest event kept, or near what lies far behind."""
    behind = [s.position_ms for s in bus.subscribers if s.position_ms is not None]
    return max(bus.oldest_ms, min([bus.newest_ms - WIDEST_MS, *behind]))


WIDEST_MS: Final = 20 * 60_000
"""The axis shows so long before the newest event, and more only where a subscriber is there."""


def _row(subscriber: Subscriber, bus: CustomBusState, first_ms: int) -> SubscriberRow:
    state = bus.of(subscriber.name) or SubscriberState(subscriber.name, subscriber.enabled)
    at_ms = bus.newest_ms if state.position_ms is None else state.position_ms
    width = max(1, bus.newest_ms - first_ms)
    share = 1.0 if state.backlog == 0 else max(0.0, min(0.97, (at_ms - first_ms) / width))
    return {
        **_described(subscriber),
        "state": state_word(state),
        "at": round(share, 3),
        "place": clock_time(at_ms)[:8] if state.backlog else "newest",
        "backlog": count_text(state.backlog),
        "note": _note(state),
    }


class _Described(TypedDict):
    """What a subscriber is, however it stands."""

    key: str
    filter: str
    order: str
    batch: str


def _described(subscriber: Subscriber) -> _Described:
    return {
        "key": subscriber.name,
        "filter": filter_text(subscriber),
        "order": "FIFO by order" if subscriber.is_fifo else "UNORDERED",
        "batch": batch_text(subscriber),
    }


def state_word(state: SubscriberState) -> str:
    """Return how a subscriber stands, in a word."""
    if not state.running:
        return "paused"
    if state.ended:
        return "ended"
    return "replaying" if state.replaying else "running"


def _note(state: SubscriberState) -> str:
    if state.held:
        return f"{counted(state.holding, 'order', 'orders')} held"
    if state.gathered:
        return f"{state.gathered} gathered"
    if state.ended:
        return "reached its end"
    if not state.backlog:
        return ""
    return "replaying" if state.replaying and state.running else "waiting"


def batch_text(subscriber: Subscriber) -> str:
    """``1 event``, ``up to 10, 5 s``."""
    if subscriber.batch_size == 1:
        return "1 event"
    window = f", {subscriber.batch_window_s} s" if subscriber.batch_window_s else ""
    return f"up to {subscriber.batch_size}{window}"


def filter_text(subscriber: Subscriber) -> str:
    """Return its filters on one line: ``DATA {"source": ["payment-service"]}``."""
    texts = [f"{each.scope} {on_one_line(each.pattern_text)}" for each in subscriber.filters]
    text = " and ".join(texts) or NO_FILTER
    return text if len(text) <= MAX_FILTER else f"{text[:MAX_FILTER]}…"
