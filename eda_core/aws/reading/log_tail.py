"""Follow the catch-all log by FilterLogEvents: nothing lost, nothing twice.

A log event may become readable later than one that is newer, and there is no asking by ingestion
time, so each scan starts a minute before what was seen last and drops what is known by its event
id (CloudWatch Logs API Reference, FilterLogEvents). Two log events with one EventBridge id are a
double delivery and stay two records: that is something to see.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.events import AnyRecord, record_from_text

OVERLAP_MS: Final = 60_000
"""How much later than a newer one a log event may become readable and still be found."""

QUIET_MS: Final = 15 * 60_000
"""Where nothing comes, a scan reaches back this far from the one before, and no further.

More than the overlap, as this computer's clock may be 5 minutes ahead before AWS refuses it."""

HISTORY_MS: Final = 7 * 24 * 3_600_000
"""How far back the first scan reaches: the time the log of a deployed stack keeps."""

MAX_PAGES: Final = 5
"""Pages read in one poll; the next one goes on with the token (5 calls a second are allowed in
some Regions: CloudWatch Logs User Guide, "CloudWatch Logs quotas")."""

ReadPage = Callable[..., Mapping[str, Any]]
"""Asks FilterLogEvents once with keyword parameters; raises `AwsFailure`."""

_Key = tuple[str, str]

Entry = TypeVar("Entry")
"""What a log event is made into."""


class Copies:
    """How many log events of one content each way has brought: by page, and by live tail.

    A live tail gives no event ids (API Reference, LiveTailSessionLogEvent), so what both ways bring
    is told apart by counting: the first way to bring an nth copy shows it, the other one does not.
    """

    def __init__(self) -> None:
        self._counts: dict[int, tuple[int, int, int]] = {}

    def is_first(self, content: int, at_ms: int, is_live: bool) -> bool:
        """Count a log event; answers whether the other way has not brought it yet."""
        paged, live, _ = self._counts.get(content, (0, 0, 0))
        paged, live = paged + (not is_live), live + is_live
        self._counts[content] = paged, live, at_ms
        return live > paged if is_live else paged > live

    def forget(self, before_ms: int) -> None:
        """Forget log events from before this time."""
        counts = self._counts
        self._counts = {key: count for key, count in counts.items() if count[2] >= before_ms}


class GroupTail(Generic[Entry]):
    """The log of the first of ``groups`` that exists, from ``start_ms`` (epoch milliseconds) on.

    ``make`` is given the number of a log event, when it was received, and its message.
    ``overlap_ms`` is how much later than a newer one a log event may become readable.

    It has no clock and no thread: `poll` is told the time, and one caller at a time calls it.
    """

    def __init__(
        self,
        read_page: ReadPage,
        groups: Sequence[str],
        start_ms: int,
        make: Callable[[int, int, str], Entry],
        overlap_ms: int = OVERLAP_MS,
    ) -> None:
        self._read_page = read_page
        self._make = make
        self._overlap_ms = overlap_ms
        self.groups = tuple(groups)
        """Names the group may have, looked for in this order; there must be one at least."""
        self._group = ""
        self._start_ms = start_ms
        self._newest_ms = start_ms
        self._scan_began_ms: int | None = None
        self._token = ""
        self._seen: dict[_Key, int] = {}
        self._copies = Copies()
        self._sequence = 0

    @property
    def group(self) -> str:
        """The log group that is read; empty until one has been found."""
        return self._group

    @property
    def is_behind(self) -> bool:
        """Whether there are more pages to read right now."""
        return bool(self._token)

    def poll(self, now_ms: int) -> list[Entry]:
        """Return the records that are new, in the order read; raises `AwsFailure`.

        What came before a failure is answered, and the failure raised by the next poll if it
        persists.
        """
        records: list[Entry] = []
        for _ in range(MAX_PAGES):
            try:
                page = self._page(now_ms)
            except AwsFailure as failure:
                self._let_go(failure)
                if records:
                    return records
                raise
            records += self.take(page.get("events"))
            if not self._goes_on(page):
                break
        return records

    def take(self, events: Any, *, is_live: bool = False) -> list[Entry]:
        """Number these log events as AWS gives them, but for those taken before."""
        entries = events if isinstance(events, list) else ()
        new = (self._record(entry, is_live) for entry in entries if isinstance(entry, Mapping))
        return [record for record in new if record is not None]

    def _page(self, now_ms: int) -> Mapping[str, Any]:
        if self._scan_began_ms is None:
            self._scan_began_ms = now_ms
        token = {"nextToken": self._token} if self._token else {}
        if self._group:
            return self._ask(self._group, token)
        return self._page_of_first()

    def _page_of_first(self) -> Mapping[str, Any]:
        """Return the first page of the first group there is."""
        *others, last = self.groups
        for name in others:
            try:
                return self._try_group(name)
            except AwsFailure as failure:
                if failure.kind is not FailureKind.NOT_DEPLOYED:
                    raise
        return self._try_group(last)

    def _try_group(self, name: str) -> Mapping[str, Any]:
        page = self._ask(name, {})
        self._group = name
        return page

    def _ask(self, group: str, token: Mapping[str, str]) -> Mapping[str, Any]:
        return self._read_page(logGroupName=group, startTime=self._start_ms, **token)

    def _let_go(self, failure: AwsFailure) -> None:
        """A token may have run out (after 24 h), a group may be gone: begin the scan again."""
        if failure.kind is FailureKind.NOT_DEPLOYED:
            self._group = ""
        if failure.kind in (FailureKind.NOT_DEPLOYED, FailureKind.REFUSED):
            self._token = ""

    def _goes_on(self, page: Mapping[str, Any]) -> bool:
        token = page.get("nextToken")
        # A token that leads to itself would be followed for ever.
        self._token = token if isinstance(token, str) and token != self._token else ""
        if not self._token:
            self._end_scan()
        return bool(self._token)

    def _end_scan(self) -> None:
        """Begin the next scan where all that is still to come can be found.

        What came while this scan ran may lie behind where it had read, so it is the scan's
        beginning that counts, and never a clock that was set back.
        """
        began_ms = self._start_ms if self._scan_began_ms is None else self._scan_began_ms
        found = min(self._newest_ms, began_ms) - self._overlap_ms
        self._start_ms = max(self._start_ms, found, began_ms - QUIET_MS)
        self._scan_began_ms = None
        floor_ms = self._start_ms - self._overlap_ms
        self._seen = {key: at_ms for key, at_ms in self._seen.items() if at_ms >= floor_ms}
        self._copies.forget(floor_ms)

    def _record(self, entry: Mapping[str, Any], is_live: bool) -> Entry | None:
        at_ms = _milliseconds(entry.get("timestamp"), self._newest_ms)
        text, stream = str(entry.get("message") or ""), str(entry.get("logStreamName", ""))
        if not is_live and self._is_known((stream, str(entry.get("eventId", ""))), at_ms):
            return None
        self._newest_ms = max(self._newest_ms, at_ms)
        if not self._copies.is_first(hash((stream, at_ms, text)), at_ms, is_live):
            return None
        self._sequence += 1
        ingested_ms = _milliseconds(entry.get("ingestionTime"), at_ms)
        return self._make(self._sequence, ingested_ms, text)

    def _is_known(self, key: _Key, at_ms: int) -> bool:
        known = key in self._seen
        self._seen[key] = at_ms
        return known


class LogTail(GroupTail[AnyRecord]):
    """The catch-all log as records."""

    def __init__(self, read_page: ReadPage, groups: Sequence[str], start_ms: int) -> None:
        super().__init__(read_page, groups, start_ms, record_from_text)


def _milliseconds(value: Any, otherwise: int) -> int:
    """Return a time in epoch milliseconds; emulators give some as fractions, and some not
    at all.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and abs(value) < 2**53 else otherwise
