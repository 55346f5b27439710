"""One order's events in the order of cause and effect.

EventBridge gives an event's time in whole seconds, so within a second the choreography decides:
an order is created before it is paid, and paid before it ends. What is left is ordered by when
the log received it. Events that cannot be told apart in time are marked as tied.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from eda_core.domain.events import AnyRecord, Event, LogRecord
from eda_core.domain.orders import DetailType

_STAGE: Final = {
    DetailType.ORDER_CREATED.value: 0,
    DetailType.PAYMENT_SUCCEEDED.value: 1,
    DetailType.PAYMENT_FAILED.value: 1,
    DetailType.ORDER_COMPLETED.value: 2,
    DetailType.ORDER_CANCELLED.value: 2,
}
_LAST_STAGE: Final = 3


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of an order.

    ``at_ms`` is when the log first received it; ``tied`` says that its place among its neighbours
    is the choreography's and not a clock's.
    ``again_ms`` are the times at which the log received copies of it.
    """

    event: Event
    at_ms: int
    tied: bool
    again_ms: tuple[int, ...] = ()


def timeline(records: Iterable[AnyRecord]) -> tuple[TimelineEntry, ...]:
    """Return the events of these records, each once, in the order of cause and effect."""
    copies = _by_event(records)
    ordered = sorted((found[0] for found in copies.values()), key=_place)
    arrivals = Counter(record.ingested_ms for record in ordered)
    return tuple(
        TimelineEntry(
            event=record.event,
            at_ms=record.ingested_ms,
            tied=arrivals[record.ingested_ms] > 1,
            again_ms=tuple(copy.ingested_ms for copy in copies[record.event.id][1:]),
        )
        for record in ordered
    )


def _by_event(records: Iterable[AnyRecord]) -> dict[str, list[LogRecord]]:
    """Return the records of each event by its id, in the order in which the log received them."""
    found: dict[str, list[LogRecord]] = {}
    for record in records:
        if isinstance(record, LogRecord):
            found.setdefault(record.event.id, []).append(record)
    return {event: sorted(copies, key=_arrival) for event, copies in found.items()}


_arrival = attrgetter("arrival")


def _place(record: LogRecord) -> tuple[int, int, int, int]:
    event = record.event
    stage = _STAGE.get(event.detail_type, _LAST_STAGE)
    return event.time_ms, stage, record.ingested_ms, record.sequence
