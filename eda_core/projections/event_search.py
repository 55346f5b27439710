"""The newest events that fit a filter, and what there is to filter by."""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.events import AnyRecord, LogRecord
from eda_core.orders import OrderId, order_id_of

KEPT: Final = 200
"""Records a page shows at once; more would slow every refresh."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What to look for; a field left empty lets everything through. ``text`` ignores case."""

    order: OrderId | None = None
    source: str = ""
    detail_type: str = ""
    text: str = ""

    def takes(self, record: AnyRecord) -> bool:
        """Whether a record fits. A malformed record has a text and nothing else to fit."""
        if isinstance(record, LogRecord):
            return self._takes_event(record) and self._takes_text(record)
        return self == EventFilter(text=self.text) and self._takes_text(record)

    def _takes_event(self, record: LogRecord) -> bool:
        event = record.event
        return (
            (not self.source or event.source == self.source)
            and (not self.detail_type or event.detail_type == self.detail_type)
            and (self.order is None or order_id_of(event.detail) == self.order)
        )

    def _takes_text(self, record: AnyRecord) -> bool:
        return not self.text or self.text.casefold() in record.text.casefold()


@dataclass(frozen=True, slots=True)
class Found:
    """Records that fit a filter: the newest of them, newest first, and how many there are."""

    records: Sequence[AnyRecord]
    total: int


class EventSearch:
    """Folds records into the newest ones that fit a filter; counts all that fit."""

    def __init__(self, wanted: EventFilter) -> None:
        self._wanted = wanted
        self._newest: list[tuple[int, int, AnyRecord]] = []
        self._sequences: set[int] = set()

    def fold(self, record: AnyRecord) -> None:
        """Take one record into account; a record seen before changes nothing."""
        if record.sequence in self._sequences or not self._wanted.takes(record):
            return
        self._sequences.add(record.sequence)
        insort(self._newest, (record.ingested_ms, record.sequence, record))
        if len(self._newest) > KEPT:
            del self._newest[0]

    def found(self) -> Found:
        """What fits so far: at most `KEPT` records, and the count of all."""
        return Found([record for _, _, record in reversed(self._newest)], len(self._sequences))


class Vocabulary:
    """Folds records into the sources and detail-types that have been seen."""

    def __init__(self) -> None:
        self._sources: set[str] = set()
        self._detail_types: set[str] = set()

    def fold(self, record: AnyRecord) -> None:
        """Take one record into account."""
        if isinstance(record, LogRecord):
            self._sources.add(record.event.source)
            self._detail_types.add(record.event.detail_type)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources seen, by name."""
        return tuple(sorted(self._sources))

    @property
    def detail_types(self) -> tuple[str, ...]:
        """The detail-types seen, by name."""
        return tuple(sorted(self._detail_types))
