"""The model of a world as it is now.

`refresh` takes what is new in the world at one look into the tables, once for everybody, so a
refresh costs the new records only.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import Any, Final

from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.errors import BackendError
from eda_core.domain.faults import Fault
from eda_core.domain.garbage import collector_at_rest
from eda_core.ports import Backend, Cursor, Instant, News, StackChange
from eda_core.read_model.kept_tables import MISFITS, parts_of, restored, version_of
from eda_core.read_model.reading import Lock, Reading
from eda_core.read_model.stack_history import StackPeriod
from eda_core.read_model.tables import LiveTables
from eda_core.stack import Stack, machine_from, rules_from

KEPT_SHARE: Final = 20
"""Tables are kept again when a room is left, from one event in so many on that is new."""

FAULTS_KEPT: Final = 200
"""Faults that were armed are remembered, the newest."""

KEPT_EVERY_EVENTS: Final = 60_000
"""New events from which on tables are kept again while a room is open, or half as many again."""


class ReadModel(Reading):
    """A log that grows."""

    def __init__(self, backend: Backend, stack: Stack) -> None:
        self._live = LiveTables(stack, self._read_steps)
        super().__init__(backend, self._live)
        self.instant = Instant()
        """How the world stood at the last look; what is folded was all there was then."""
        self.faults_seen: dict[int, tuple[int, Fault]] = {}
        """Faults that were armed at a look, by their number: since when, and which."""
        self._cursor = Cursor()
        self._kept = 0
        self.is_restored = False
        """Whether the tables began with what was kept of them."""

    @property
    def backend(self) -> Backend:
        """The world this is the model of."""
        return self._backend

    @property
    def lock(self) -> Lock:
        """The lock to hold while the tables are asked."""
        return self._lock

    @property
    def tables(self) -> LiveTables:
        """The tables; hold the lock."""
        return self._live

    def _read_steps(self, after: int, most: int) -> Sequence[DeliveryRecord]:
        """Read steps of deliveries again, which the tables have counted."""
        news = self._backend.news.after(replace(self._cursor, deliveries=after), most)
        if news.failure is not None:
            raise news.failure
        return news.deliveries

    def event_after(self, at_ms: int) -> int | None:
        """Return when the log next received something after this moment."""
        with self._lock:
            return self._live.events.arrivals.after(at_ms)

    def event_before(self, at_ms: int) -> int | None:
        """Return when the log last received something before this moment."""
        with self._lock:
            return self._live.events.arrivals.before(at_ms)

    def refresh(self, progress: Callable[[int], None] | None = None) -> None:
        """Fold what is new; ``progress`` hears after each slice how much has been folded so far.

        What could be read is folded whatever became of the rest; then the `BackendError` is
        raised, so that one panel can say it while the others show what they have.
        """
        with self._lock:
            news = self._backend.news.after(self._cursor, packed=True)
            is_large = news.is_more
            with collector_at_rest() if is_large else nullcontext():
                self._fold(news)
                while news.is_more and news.failure is None:
                    if progress is not None:
                        progress(self._live.version)
                    news = self._backend.news.after(self._cursor, packed=True)
                    self._fold(news)
                    self._live.flush_older()
            self._live.flush()
            self.instant = news.instant
            self._note_faults()
            new = len(self._live.events) - self._kept
            if not is_large and new > max(KEPT_EVERY_EVENTS, self._kept // 2):
                self.keep()  # not while somebody waits for the first picture
        if news.failure is not None:
            raise news.failure

    def _note_faults(self) -> None:
        """Note what is armed: the world forgets a fault once it has struck."""
        time = self.instant.time
        if time is not None:
            for armed in self.instant.faults:
                self.faults_seen.setdefault(armed.number, (time.now_ms, armed.fault))
        while len(self.faults_seen) > FAULTS_KEPT:
            del self.faults_seen[next(iter(self.faults_seen))]

    def restore(self) -> bool:
        """Begin with the tables that the world has kept; returns whether there were any that fit.

        To be called before anything is folded. What came since is then folded by `refresh`.
        """
        store = self._backend.columns
        if store is None or self._cursor != Cursor():
            return False
        with self._lock, suppress(*MISFITS, BackendError), collector_at_rest():
            kept = store.read(version_of(self._live.first_stack))
            if kept is not None:
                self._take(restored(self._live.first_stack, self._read_steps, kept), kept.until)
        return self.is_restored

    def _take(self, tables: LiveTables, until: Cursor) -> None:
        self._live = self._tables = tables
        self._cursor = replace(until, failed=0, changes=0)
        self._kept, self.is_restored = len(tables.events), True

    def keep(self) -> bool:
        """Have the world keep the tables where enough has come since; returns whether it did.

        It can always be done without: where the world cannot keep them, it keeps none.
        """
        store = self._backend.columns
        if store is None:
            return False
        with self._lock:
            new = len(self._live.events) - self._kept
            if new * KEPT_SHARE < max(1, self._kept):
                return False
            self._live.flush()
            self._kept += new  # also where it fails: not to be tried again at each refresh
            with suppress(BackendError):
                version = version_of(self._live.first_stack)
                store.keep(version, self._cursor, parts_of(self._live))
                return True
        return False

    def _fold(self, news: News) -> None:
        tables, self._cursor = self._live, news.cursor
        turns: tuple[tuple[Callable[[Any], None], Sequence[Any]], ...] = (
            (tables.fold_chunk, news.packed.log),
            (tables.fold, news.log),
            (tables.fold_failed, news.failed),
            (tables.fold_steps, news.packed.deliveries),
            (tables.fold_step, news.deliveries),
            (tables.fold_messages, news.packed.notifications),
            (tables.fold_message, news.notifications),
        )
        for change in news.changes:  # first, for they say which subscribers there are
            tables.fold_change(self._period(change))
        for fold, records in turns:
            for each in records:
                fold(each)

    def _period(self, change: StackChange) -> StackPeriod:
        rules, machine = rules_from(change.rules), machine_from(change.definition)
        stack = replace(
            self._live.stacks.now,
            rules=rules,
            machine=machine,
            idempotent=change.idempotent,
            unpacks=change.unpacks,
        )
        return StackPeriod(change.at_ms, change.what, stack)
