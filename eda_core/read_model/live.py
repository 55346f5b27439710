"""The model of a world as it is now.

`refresh` takes what is new in the world at one look into the tables, once for everybody, so a
refresh costs the new records only.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.garbage import collector_at_rest
from eda_core.ports import Backend, Cursor, Instant, News, StackChange
from eda_core.read_model.reading import Lock, Reading
from eda_core.read_model.stack_history import StackPeriod
from eda_core.read_model.tables import LiveTables
from eda_core.stack import Stack, machine_from, rules_from


class ReadModel(Reading):
    """A log that grows."""

    def __init__(self, backend: Backend, stack: Stack) -> None:
        self._live = LiveTables(stack, self._read_steps)
        super().__init__(backend, self._live)
        self.instant = Instant()
        """How the world stood at the last look; what is folded was all there was then."""
        self._cursor = Cursor()

    @property
    def backend(self) -> Backend:
        """The world this is the model of."""
        return self._backend

    @property
    def lock(self) -> Lock:
        """What whoever asks the tables holds."""
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
            with collector_at_rest() if news.is_more else nullcontext():
                self._fold(news)
                while news.is_more and news.failure is None:
                    if progress is not None:
                        progress(self._live.version)
                    news = self._backend.news.after(self._cursor, packed=True)
                    self._fold(news)
                    self._live.flush()
            self._live.flush()
            self.instant = news.instant
        if news.failure is not None:
            raise news.failure

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
        for fold, records in turns:
            for each in records:
                fold(each)
        for change in news.changes:
            tables.fold_change(self._period(change))

    def _period(self, change: StackChange) -> StackPeriod:
        rules, machine = rules_from(change.rules), machine_from(change.definition)
        stack = replace(
            self._live.stacks.now, rules=rules, machine=machine, idempotent=change.idempotent
        )
        return StackPeriod(change.at_ms, change.what, stack)
