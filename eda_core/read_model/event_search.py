"""The newest events that fit a filter or a pattern."""

from bisect import insort
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from eda_core.domain.errors import InvalidEvent
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.patterns import EventPattern
from eda_core.read_model.event_table import MALFORMED, OTHER_KIND, EventTable
from eda_core.read_model.field_terms import FieldTerm
from eda_core.read_model.log_view import LogView

KEPT: Final = 200
"""Records a page shows at once; more would slow every refresh."""


@dataclass(frozen=True, slots=True)
class PatternQuery:
    """What an event pattern takes; two queries of one text are the same query."""

    text: str
    pattern: EventPattern = field(repr=False, compare=False)

    def takes(self, record: AnyRecord) -> bool:
        """Return whether the pattern matches the envelope; what cannot be matched is not taken."""
        if not isinstance(record, LogRecord):
            return False
        try:
            return self.pattern.matches(record.event.to_envelope())
        except InvalidEvent:
            return False


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What to look for; a field left empty lets everything through. ``text`` ignores case.

    ``from_ms`` and ``before_ms`` are about when the log received a record (epoch milliseconds).
    ``terms`` are tests of single fields, ``pattern`` is an event pattern that must match too.
    ``malformed`` looks for what is no event.
    """

    order: OrderId | None = None
    source: str = ""
    detail_type: str = ""
    text: str = ""
    terms: tuple[FieldTerm, ...] = ()
    pattern: PatternQuery | None = None
    from_ms: int | None = None
    before_ms: int | None = None
    malformed: bool = False

    def takes(self, record: AnyRecord) -> bool:
        """Return whether a record fits. A malformed record has a text, a time, and nothing else to
        fit.
        """
        if not self._takes_time(record.ingested_ms):
            return False
        if isinstance(record, LogRecord):
            return not self.malformed and self._takes_event(record) and self._takes_text(record)
        return not self._asks_for_fields() and self._takes_text(record)

    def narrowed(self, events: EventTable, numbers: Sequence[int]) -> Sequence[int]:
        """Return those of these records that may fit, as far as the columns tell."""
        kinds = self._kinds(events)
        if kinds is not None:
            column = events.kinds
            numbers = [number for number in numbers if column[number - 1] in kinds]
        if self.order is not None:
            order, orders = events.numbers.number_of(self.order), events.orders
            numbers = [number for number in numbers if order and orders[number - 1] == order]
        if self.from_ms is not None or self.before_ms is not None:
            at = events.at
            numbers = [number for number in numbers if self._takes_time(int(at[number - 1]))]
        return numbers

    def _kinds(self, events: EventTable) -> frozenset[int] | None:
        """Return the codes of the kinds that may fit; None where all may."""
        if self.malformed:
            return frozenset((events.kind_codes.get(MALFORMED, OTHER_KIND), OTHER_KIND))
        if not self.source and not self.detail_type:
            return None
        fit = (
            code
            for (source, detail_type), code in events.kind_codes.items()
            if self.source in ("", source) and self.detail_type in ("", detail_type)
        )
        return frozenset((*fit, OTHER_KIND))

    def _takes_time(self, at_ms: int) -> bool:
        return (self.from_ms is None or at_ms >= self.from_ms) and (
            self.before_ms is None or at_ms < self.before_ms
        )

    def _asks_for_fields(self) -> bool:
        asked = (self.source, self.detail_type, self.terms, self.pattern)
        return self.order is not None or any(asked)

    def _takes_event(self, record: LogRecord) -> bool:
        event = record.event
        return (
            (not self.source or event.source == self.source)
            and (not self.detail_type or event.detail_type == self.detail_type)
            and (self.order is None or order_id_of(event.detail) == self.order)
            and all(term.takes(event) for term in self.terms)
            and (self.pattern is None or self.pattern.takes(record))
        )

    def _takes_text(self, record: AnyRecord) -> bool:
        return not self.text or self.text.casefold() in record.text.casefold()


Query = EventFilter | PatternQuery


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Records that fit a filter: the newest of them, newest first, and how many there are."""

    records: Sequence[AnyRecord]
    total: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a pattern takes of a log: ``looked_at`` of its ``records`` were tried, the newest."""

    found: SearchResult
    looked_at: int
    records: int


class EventSearch:
    """Folds records into the newest ones that fit a query; counts all that fit.

    ``skipped`` is how many older records it was not shown.
    """

    def __init__(self, wanted: Query, skipped: int = 0) -> None:
        self.skipped = skipped
        self._wanted = wanted
        self._newest: list[tuple[int, int, AnyRecord]] = []
        self._total = 0

    def fold(self, record: AnyRecord) -> None:
        """Take one more record into account."""
        if not self._wanted.takes(record):
            return
        self._total += 1
        insort(self._newest, (record.ingested_ms, record.sequence, record))
        if len(self._newest) > KEPT:
            del self._newest[0]

    def fold_all(self, log: LogView, first: int, last: int) -> None:
        """Take the records from place ``first`` up to ``last`` of a log into account."""
        may_fit = log.numbers(first, last)
        if isinstance(self._wanted, EventFilter):
            may_fit = self._wanted.narrowed(log.events, may_fit)
        for number in may_fit:
            record = log.get(number)
            if record is not None:
                self.fold(record)

    def found(self) -> SearchResult:
        """Return what fits so far: at most `KEPT` records, and the count of all."""
        return SearchResult([record for _, _, record in reversed(self._newest)], self._total)


def fitting(records: Sequence[AnyRecord], wanted: EventFilter, most: int) -> tuple[AnyRecord, ...]:
    """Return the newest of these records that fit, at most ``most``, oldest first."""
    fit = (record for record in reversed(records) if wanted.takes(record))
    return tuple(islice(fit, most))[::-1]


class Searches:
    """Searches kept up to date; of more than ``kept``, the one used longest ago is given up."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._searches: OrderedDict[Query, EventSearch] = OrderedDict()

    def __len__(self) -> int:
        return len(self._searches)

    def fold(self, record: AnyRecord) -> None:
        """Take one record into account in every search."""
        for search in self._searches.values():
            search.fold(record)

    def clear(self) -> None:
        """Give all searches up."""
        self._searches.clear()

    def newest(self, wanted: EventFilter, log: LogView, most: int) -> tuple[AnyRecord, ...]:
        """Return the newest records of a log that fit, at most ``most``, oldest first."""
        return fitting(tuple(log.values()), wanted, most)

    def skipped(self, wanted: Query) -> int | None:
        """Return how many records the search for ``wanted`` was not shown; None if there
        is none.
        """
        search = self._searches.get(wanted)
        return None if search is None else search.skipped

    def search(self, wanted: Query, log: LogView, skipped: int = 0) -> EventSearch:
        """Return the search for ``wanted``, which is shown the records of the log but for
        ``skipped``.
        """
        search = self._searches.get(wanted)
        if search is None:
            search = self._searches[wanted] = EventSearch(wanted, len(log))
        if skipped < search.skipped:
            search.fold_all(log, skipped, search.skipped)
            search.skipped = skipped
        self._searches.move_to_end(wanted)
        while len(self._searches) > self._kept:
            self._searches.popitem(last=False)
        return search
