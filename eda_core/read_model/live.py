"""The model of a world as it is now.

`refresh` reads what is new in the backend and folds it into every projection, once for everybody,
so a refresh costs the new records only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from eda_core.domain.errors import BackendError
from eda_core.ports import SLICE, Backend
from eda_core.read_model.folds import Folds
from eda_core.read_model.past import Past
from eda_core.read_model.reading import Reading
from eda_core.read_model.stack_history import StackPeriod
from eda_core.stack import Stack, machine_from, rules_from

Record = TypeVar("Record")


class ReadModel(Reading):
    """A log that grows, folded."""

    def __init__(self, backend: Backend, stack: Stack) -> None:
        super().__init__(backend, Folds(stack))
        self.past = Past(backend, self, stack)
        self._progress: Callable[[int], None] | None = None

    def refresh(self, progress: Callable[[int], None] | None = None) -> None:
        """Fold what is new; ``progress`` hears after each slice how much has been folded so far.

        Each source is read whatever became of the others; the first `BackendError` is raised in
        the end, so that one panel can say it while the others show what they have.
        """
        with self._lock:
            self._progress = progress
            failures = [failure for read in self._sources if (failure := _failure_of(read))]
            self._folds.orders.settle()
        if failures:
            raise failures[0]

    @property
    def _sources(self) -> Sequence[Callable[[], None]]:
        return (
            self._read_log,
            self._read_failed,
            self._read_deliveries,
            self._read_notifications,
            self._read_changes,
        )

    def _read_log(self) -> None:
        read = self._backend.log.read_after
        for record in self._all(lambda: read(self._folds.last_sequence)):
            self._folds.fold(record)

    def _read_failed(self) -> None:
        read = self._backend.executions.failed_after
        for execution in self._all(lambda: read(self._folds.executions_failed)):
            self._folds.fold_failed(execution)

    def _read_deliveries(self) -> None:
        read = self._backend.deliveries.read_after
        for record in self._all(lambda: read(self._folds.deliveries.last_sequence)):
            self._folds.fold_delivery(record)

    def _read_notifications(self) -> None:
        read = self._backend.notifications.read_after
        for message in self._all(lambda: read(self._folds.notifications.count)):
            self._folds.fold_notification(message)

    def _read_changes(self) -> None:
        editor, known = self._backend.editor, len(self._folds.stacks.changes)
        for change in () if editor is None else editor.changes_after(known):
            rules, machine = rules_from(change.rules), machine_from(change.definition)
            stack = replace(
                self._folds.stacks.now, rules=rules, machine=machine, idempotent=change.idempotent
            )
            self._folds.fold_change(StackPeriod(change.at_ms, change.what, stack))

    def _all(self, read: Callable[[], Sequence[Record]]) -> Iterator[Record]:
        """All there is to read, slice by slice; each must be folded before the next is read."""
        records = read()
        yield from records
        while len(records) >= SLICE:
            if self._progress is not None:
                self._progress(self._folds.version)
            records = read()
            yield from records


def _failure_of(read: Callable[[], None]) -> BackendError | None:
    try:
        read()
    except BackendError as failure:
        return failure
    return None
