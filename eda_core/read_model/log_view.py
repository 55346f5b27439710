"""The catch-all log as it is seen now or was at a moment, newest record last."""

from collections.abc import Iterator, Sequence

from eda_core.domain.events import AnyRecord
from eda_core.read_model.event_table import EventTable


class LogView:
    """The records of an event table as they were read; with ``until_ms``, as they had come."""

    def __init__(self, events: EventTable, until_ms: int | None = None) -> None:
        self.events = events
        self.until_ms = until_ms

    def __len__(self) -> int:
        if self.until_ms is None:
            return len(self.events)
        return self.events.arrivals.count_until(self.until_ms)

    def get(self, number: int) -> AnyRecord | None:
        """Return the record with this sequence number, or None if there is none by then."""
        record = self.events.records.get(number)
        if record is None or self.until_ms is None or record.ingested_ms <= self.until_ms:
            return record
        return None

    def numbers(self, first: int, last: int) -> Sequence[int]:
        """Return the sequence numbers of the records from place ``first`` up to ``last``."""
        last = min(last, len(self))
        if self.until_ms is None:
            return range(max(0, first) + 1, last + 1)
        return [place + 1 for place in self.events.arrivals.places(first, last)]

    def values(self) -> Iterator[AnyRecord]:
        """Return all records, the oldest first."""
        return self.between(0, len(self))

    def between(self, first: int, last: int) -> Iterator[AnyRecord]:
        """Return the records from place ``first`` up to ``last``, which is left out."""
        found = (self.get(number) for number in self.numbers(first, last))
        return (record for record in found if record is not None)

    def last_number(self) -> int:
        """Return the greatest sequence number, 0 where there is no record."""
        if self.until_ms is None or self.events.arrivals.is_plain:
            return len(self)
        return max(self.numbers(0, len(self)), default=0)

    def last_ms(self) -> int | None:
        """Return when the record with the greatest number was received (epoch milliseconds)."""
        number = self.last_number()
        return int(self.events.at[number - 1]) if number else None

    def kinds(self) -> Sequence[tuple[str, str]]:
        """Return the sources and detail-types that events have had."""
        first_ms = self.events.first_ms.items()
        return [kind for kind, at in first_ms if self.until_ms is None or at <= self.until_ms]
