"""The records of a large log, and searches in it, as the read model has them of one in memory."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from eda_core.domain.events import AnyRecord
from eda_core.large_logs import kept_answers, statements
from eda_core.large_logs.engines import Engine
from eda_core.large_logs.record_columns import record_from
from eda_core.large_logs.statements import Row
from eda_core.read_model.event_search import (
    KEPT,
    EventFilter,
    EventSearch,
    Query,
    Searches,
    SearchResult,
)
from eda_core.read_model.log_view import LogView
from eda_core.read_model.order_fields import text_for_table

STEP: Final = 25_000
"""Records that are read at once to be tried one by one."""

TEXT_STEP: Final = 2_000_000
"""Records whose text is looked through at once: about a second."""

NEAR: Final = 1_000_000
"""Records at the end in which the newest that fit are looked for first."""

MOST_APART: Final = 20_000
"""Records farther from each other are asked for one by one."""

AT_ONCE: Final = 500
"""Records asked for by their numbers in one statement."""

MOST_NARROWED: Final = 100_000
"""Records of an export that are tried one by one: those that may fit, the newest."""


class AskedLog(LogView):
    """All records, in the order of their times; a record's number is its place there, from 1."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        ((count,),) = engine.ask(kept_answers.RECORDS)
        self._count = int(count)
        ((first_ms, last_ms),) = engine.ask(kept_answers.ENDS)
        self._last_ms = int(last_ms) if self._count else None
        self.first_ms: int = int(first_ms) if self._count else 0
        self._kinds: Sequence[tuple[str, str]] | None = None

    def __len__(self) -> int:
        return self._count

    def get(self, number: int) -> AnyRecord | None:
        """Return the record with this sequence number, or None if there is none."""
        return next(iter(self.read(number, number)), None)

    def numbers(self, first: int, last: int) -> Sequence[int]:
        """Return the sequence numbers of the records from place ``first`` up to ``last``."""
        return range(max(0, first) + 1, min(last, self._count) + 1)

    def between(self, first: int, last: int) -> Iterator[AnyRecord]:
        """Return the records from place ``first`` up to ``last``, which is left out."""
        end = min(last, self._count)
        for begin in range(max(0, first), end, STEP):
            yield from self.read(begin + 1, min(begin + STEP, end))

    def read(self, first: int, last: int) -> Sequence[AnyRecord]:
        """Return the records from this number to that, at once."""
        if last < 1 or first > self._count:
            return ()
        return records_of(self.engine.ask(statements.records_between(first, last)))

    def newest(self, wanted: EventFilter, first: int, last: int, most: int) -> Sequence[AnyRecord]:
        """Return the newest records that the columns say may fit, of those with these numbers.

        The newest are first. Mostly they are near the end, so that is where they are looked for.
        """
        if wanted == EventFilter():
            return self.read(max(first, last - most + 1), last)[::-1]
        near, numbers = max(first, last - NEAR + 1), list[int]()
        for begin, end in ((near, last), (first, near - 1)):
            if begin <= end and len(numbers) < most:
                asked = statements.found_numbers(wanted, begin, end, most - len(numbers))
                numbers += [int(number) for (number,) in self.engine.ask(asked)]
        return self.among(numbers)[::-1]

    def count(self, wanted: EventFilter, first: int, last: int) -> int:
        """Return how many of the records with these numbers fit, as the columns say."""
        if wanted == EventFilter():
            return last - first + 1
        is_whole = first == 1 and last == self._count
        named = EventFilter(source=wanted.source, detail_type=wanted.detail_type)
        kinds = self.engine.ask(kept_answers.KINDS) if is_whole and wanted == named else ()
        if 0 < len(kinds) < kept_answers.MOST_KINDS:
            fits = (text_for_table(wanted.source), text_for_table(wanted.detail_type))
            return sum(int(row[2]) for row in kinds if _is_of(row, *fits))
        ((count,),) = self.engine.ask(statements.count_records(wanted, first, last))
        return int(count)

    def among(self, numbers: Sequence[int]) -> Sequence[AnyRecord]:
        """Return these records, the oldest first."""
        found: list[AnyRecord] = []
        for near in _near(sorted(numbers)):
            if len(near) * 4 > near[-1] - near[0]:
                wanted = {*near}
                found += (r for r in self.read(near[0], near[-1]) if r.sequence in wanted)
                continue
            for begin in range(0, len(near), AT_ONCE):
                asked = statements.records_among(near[begin : begin + AT_ONCE])
                found += records_of(self.engine.ask(asked))
        return found

    def last_number(self) -> int:
        """Return the greatest sequence number, 0 where there is no record."""
        return self._count

    def last_ms(self) -> int | None:
        """Return when the newest record was received (epoch milliseconds)."""
        return self._last_ms

    def kinds(self) -> Sequence[tuple[str, str]]:
        """Return the sources and detail-types that events have had, of very many the commonest."""
        if self._kinds is None:
            self._kinds = [(row[0], row[1]) for row in self.engine.ask(kept_answers.KINDS)]
        return self._kinds


def records_of(rows: Sequence[Row]) -> list[AnyRecord]:
    """Return the records of rows of the table ``log``."""
    return [record_from(*row) for row in rows]


def _is_of(kind: Row, source: str, detail_type: str) -> bool:
    return source in ("", kind[0]) and detail_type in ("", kind[1])


def _near(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield these rising numbers in groups, split where there is a wide gap."""
    begin = 0
    for place, (one, following) in enumerate(pairwise(numbers), 1):
        if following - one > MOST_APART:
            yield numbers[begin:place]
            begin = place
    if numbers:
        yield numbers[begin:]


class AskedSearch(EventSearch):
    """A search that SQL does, as far as it has gone: what fits of the records after ``skipped``."""

    def __init__(self, wanted: EventFilter, log: AskedLog) -> None:
        super().__init__(wanted, len(log))
        self._filter, self._log = wanted, log
        self._rows: list[AnyRecord] = []
        self._fitting = 0

    def go_on(self, skipped: int) -> None:
        """Look through the records after ``skipped``, too; a search in text goes a step at most."""
        reach = max(skipped, self.skipped - TEXT_STEP) if self._filter.text else 0
        while self.skipped > reach:
            first = max(reach, self.skipped - TEXT_STEP) if self._filter.text else reach
            self._look(first + 1, self.skipped)
            self.skipped = first

    def _look(self, first: int, last: int) -> None:
        wanted, count = self._filter, self._log.count(self._filter, first, last)
        self._fitting += count
        lacking = KEPT - len(self._rows)
        if count and lacking > 0:
            self._rows += self._log.newest(wanted, first, last, lacking)

    def found(self) -> SearchResult:
        """Return what fits so far: at most `KEPT` records, and the count of all."""
        return SearchResult(list(self._rows), self._fitting)


class AskedSearches(Searches):
    """Searches in a large log; it does not grow, so what was found once holds."""

    def __init__(self, kept: int, log: AskedLog) -> None:
        super().__init__(kept)
        self._kept_most = kept
        self._log = log
        self._found: OrderedDict[Query, EventSearch] = OrderedDict()
        self._all_amounts: bool | None = None

    def skipped(self, wanted: Query) -> int | None:
        """Return how many records the search for ``wanted`` has not looked at; None if there is
        none.
        """
        search = self._found.get(wanted)
        return None if search is None else search.skipped

    def search(self, wanted: Query, log: LogView, skipped: int = 0) -> EventSearch:  # noqa: ARG002 - there is one log
        """Return the search for ``wanted``, gone on to the records after ``skipped``.

        Where the columns tell all, it may have gone farther.
        """
        search = self._found.get(wanted)
        if search is None:
            search = self._found[wanted] = self._begun(wanted)
        if isinstance(search, AskedSearch):
            reach = max(0, search.skipped - TEXT_STEP)
            search.go_on(min(skipped, reach))
        elif skipped < search.skipped:
            for record in self._may_fit(wanted, skipped, search.skipped):
                search.fold(record)
            search.skipped = skipped
        self._found.move_to_end(wanted)
        while len(self._found) > self._kept_most:
            self._found.popitem(last=False)
        return search

    def newest(self, wanted: EventFilter, log: LogView, most: int) -> tuple[AnyRecord, ...]:  # noqa: ARG002 - there is one log
        """Return the newest records that fit, at most ``most``, the oldest first.

        Where they must be tried one by one, it is the newest `MOST_NARROWED` that are.
        """
        tried = most if self._fits_columns(wanted) else MOST_NARROWED
        found = self._log.newest(wanted, 1, len(self._log), tried)
        return tuple([record for record in found if wanted.takes(record)][:most][::-1])

    def _begun(self, wanted: Query) -> EventSearch:
        if isinstance(wanted, EventFilter) and self._fits_columns(wanted):
            return AskedSearch(wanted, self._log)
        return EventSearch(wanted, len(self._log))

    def _fits_columns(self, wanted: EventFilter) -> bool:
        if self._all_amounts is None:
            ((odd,),) = self._log.engine.ask(kept_answers.ODD_AMOUNTS)
            self._all_amounts = not odd
        return statements.fits_columns(wanted, all_amounts=self._all_amounts)

    def _may_fit(self, wanted: Query, first: int, last: int) -> Iterator[AnyRecord]:
        """Return the records from place ``first`` up to ``last`` that may fit, as columns tell."""
        if not isinstance(wanted, EventFilter):
            yield from self._log.between(first, last)
            return
        for begin in range(first, last, STEP):
            end = min(begin + STEP, last)
            yield from self._log.newest(wanted, begin + 1, end, STEP)
