"""What went over every line of the architecture: how often, and the newest of it one by one.

A *hop* is one event going over one edge. Hops onto the bus come from the log, by the source an
event names; hops from the bus on come from delivery records. Folding only counts and keeps: what
a record means for the edges is worked out when somebody asks.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple, Protocol

from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.events import LogRecord
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.read_model.flow_elements import (
    EDGES_ONTO_BUS,
    Edge,
    Element,
    Origin,
    origin_of,
    target_elements,
)
from eda_core.read_model.flow_steps import SENT, is_failure, moves, step_of
from eda_core.read_model.log_view import LogView
from eda_core.read_model.step_counts import StepCounts
from eda_core.stack import Stack

EVENTS_KEPT: Final = 1024
"""Events whose hops are kept one by one; of older ones only the counts are."""

EVENTS_FOLLOWED: Final = 256
"""Events of an earlier moment that are followed by their steps: a picture shows some sixty hops.
Twice as many are by their records, which come before their steps.
"""

STEPS_KEPT: Final = 32
"""Delivery records kept of one event: one that is retried for a day has hundreds."""


class Hop(NamedTuple):
    """One event on one edge. ``key`` is the same in every fold of the same log.

    ``at_ms`` is epoch milliseconds. ``failed``: the target did not take it, or failed on it.
    ``inferred``: nobody reported it; rules or a later event say that it must have been.
    """

    key: int
    at_ms: int
    edge: Edge
    failed: bool = False
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class EventHops:
    """The hops of one event, each after those it needs; ``record`` is None until it is logged."""

    event_id: str
    record: LogRecord | None
    order: OrderId | None
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """What has gone over every edge so far.

    ``failed`` counts failures by target, ``dropped`` what a target never took and nobody kept;
    ``failing`` names targets whose last step failed. ``inferred`` is how many hops were, ``logged``
    how many are known from a bus log. Of the elements in ``least`` the log lacks something that
    came to them: there were more.
    """

    edges: Mapping[Edge, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    failing: frozenset[str] = frozenset()
    inferred: int = 0
    logged: int = 0
    least: frozenset[str] = frozenset()

    def into(self, element: str) -> int:
        """Return how many hops have come to an element."""
        return sum(count for (_, end), count in self.edges.items() if end == element)

    def out_of(self, element: str) -> int:
        """Return how many hops have left an element."""
        return sum(count for (start, _), count in self.edges.items() if start == element)


@dataclass(slots=True)
class _Trace:
    record: LogRecord | None = None
    steps: list[DeliveryRecord] = field(default_factory=list)


class OriginCounts(Protocol):
    """Says how many events there are of each origin."""

    def origin_counts(self, until_ms: float | None = None) -> Mapping[int, int]:
        """Return how many there are of each origin, or were by ``until_ms``, without copies."""


class Flow:
    """Folds log records, in any order, and delivery records, in theirs, into hops.

    ``events`` says how many events there are of each origin.
    """

    def __init__(self, stack: Stack, events: OriginCounts, until_ms: int | None = None) -> None:
        self._targets = target_elements(stack)
        self._events = events
        self._until_ms = until_ms
        self._traces: OrderedDict[str, _Trace] = OrderedDict()
        self.steps = StepCounts()

    def follow(self, log: LogView, steps: Sequence[DeliveryRecord]) -> None:
        """Follow the newest events of a log one by one, by these steps of theirs, in the order of
        their times.
        """
        records = [
            record
            for record in log.between(len(log) - 2 * EVENTS_FOLLOWED, len(log))
            if isinstance(record, LogRecord) and record.sequence not in log.events.original
        ]
        wanted = {record.event.id for record in records} | _newest_events(steps)
        seen: list[tuple[int, int, LogRecord | DeliveryRecord]] = [
            (record.ingested_ms, 0, record) for record in records
        ]
        seen += [(step.at_ms, 1, step) for step in steps if step.event_id in wanted]
        for _, _, each in sorted(seen, key=itemgetter(0, 1)):
            if isinstance(each, LogRecord):
                self.note_event(each)
            else:
                self.note_step(each)

    def note_event(self, record: LogRecord) -> None:
        """Take an event into account that the log has not had before."""
        self._trace(record.event.id).record = record

    def note_step(self, record: DeliveryRecord) -> None:
        """Take a step of a delivery into account."""
        trace = self._trace(record.event_id)
        if record.takes_back:
            trace.steps = [s for s in trace.steps if s.sequence != record.takes_back]
            return
        steps = trace.steps
        steps.append(record)
        if len(steps) > STEPS_KEPT:
            del steps[0]

    def _trace(self, event_id: str) -> _Trace:
        trace = self._traces.get(event_id)
        if trace is None:
            trace = self._traces[event_id] = _Trace()
            if len(self._traces) > EVENTS_KEPT:
                self._traces.popitem(last=False)
        else:
            self._traces.move_to_end(event_id)
        return trace

    def counts(self) -> FlowCounts:
        """Return the counts now."""
        edges: Counter[Edge] = Counter()
        failed: Counter[str] = Counter()
        dropped: Counter[str] = Counter()
        origins = self._events.origin_counts(self._until_ms)
        for origin in Origin:
            edges.update(dict.fromkeys(EDGES_ONTO_BUS[origin], origins[origin]))
        for step, count in self.steps.counts.items():
            made, target = moves(step, self._targets), self._targets.get(step.target, step.target)
            edges.update(dict.fromkeys(made.edges, count))
            edges.subtract(dict.fromkeys(made.back, count))
            failed[target] += count * made.failed
            dropped[target] += count * made.lost
        steps = self.steps.counts.items()
        inferred = sum(count for step, count in steps if step.inferred)
        logged = sum(count for step, count in steps if step.bus_log and not step.inferred)
        return FlowCounts(+edges, +failed, +dropped, self._failing(), inferred, logged)

    def _failing(self) -> frozenset[str]:
        last = self.steps.last.items()
        return frozenset(self._targets.get(name, name) for name, step in last if is_failure(step))

    def newest(self, most: int) -> tuple[EventHops, ...]:
        """Return the events of which something was told last, oldest first.

        There are as many as have ``most`` hops together, but at least one. An event the log does
        not have yet is left out until something has come of it.
        """
        found: list[EventHops] = []
        for event_id, trace in reversed(self._traces.items()):
            event_hops = self._hops_of(event_id, trace)
            most -= len(event_hops.hops)
            if most < 0 and found:
                break
            if event_hops.hops:
                found.append(event_hops)
        return tuple(sorted(found, key=_start))

    def unlogged(self) -> Mapping[Edge, int]:
        """Return how many hops are those of events that `newest` leaves out, by edge."""
        left_out = (
            hop.edge
            for trace in self._traces.values()
            if trace.record is None and _is_waiting(hops := self._delivered(trace.steps))
            for hop in hops
        )
        return Counter(left_out)

    def _hops_of(self, event_id: str, trace: _Trace) -> EventHops:
        """Return the hops of an event in the order of their causes: onto the bus, to rules, to
        targets.
        """
        delivered = self._delivered(trace.steps)
        if trace.record is None:
            hops = () if _is_waiting(delivered) else tuple(delivered)
            return EventHops(event_id, None, None, hops)
        record, origin = trace.record, origin_of(trace.record.event)
        start_ms = min([record.ingested_ms, *(hop.at_ms for hop in delivered)])
        key = 2 * record.sequence + 1
        published = (Hop(key, start_ms, edge) for edge in EDGES_ONTO_BUS[origin])
        order = order_id_of(record.event.detail)
        return EventHops(event_id, record, order, (*published, *delivered))

    def _delivered(self, steps: Iterable[DeliveryRecord]) -> list[Hop]:
        hops: list[Hop] = []
        for record in steps:
            made = moves(step_of(record), self._targets)
            for edge in made.back:
                _take_back(hops, edge)
            at = (2 * record.sequence, record.at_ms)
            hops += (Hop(*at, edge, made.failed, _is_inferred(record, edge)) for edge in made.edges)
        return sorted(hops, key=_at)


def _is_waiting(hops: Sequence[Hop]) -> bool:
    """Return whether an event that is not logged yet has gone no further than to rules."""
    return all(hop.edge[0] == Element.BUS for hop in hops)


def _newest_events(steps: Sequence[DeliveryRecord]) -> set[str]:
    """Return the events of which the last steps tell."""
    found: set[str] = set()
    for step in reversed(steps):
        found.add(step.event_id)
        if len(found) >= EVENTS_FOLLOWED:
            break
    return found


def _is_inferred(record: DeliveryRecord, edge: Edge) -> bool:
    """Return whether nobody reported a hop; of a mail, no bus log tells."""
    return record.inferred or (record.bus_log and edge == SENT)


def _take_back(hops: list[Hop], edge: Edge) -> None:
    """Forget the last hop over this edge."""
    at = next((n for n in reversed(range(len(hops))) if hops[n].edge == edge), None)
    if at is not None:
        del hops[at]


_at = attrgetter("at_ms")


def _start(event_hops: EventHops) -> int:
    return event_hops.hops[0].at_ms
