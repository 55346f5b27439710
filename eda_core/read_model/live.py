"""The model of a world as it is now.

`refresh` reads what is new in the backend and folds it into every projection, once for everybody,
so a refresh costs the new records only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from eda_core.errors import BackendError
from eda_core.ports import SLICE, Backend
from eda_core.projections.folds import Folds
from eda_core.projections.stack_history import StackPeriod
from eda_core.read_model.reading import Reading
from eda_core.stack import Stack, machine_from, rules_from

Record = TypeVar("Record")


class ReadModel(Reading):
    """A log that grows, folded."""

    def __init__(self, backend: Backend, stack: Stack) -> None:
        super().__init__(backend, Folds(stack))

    def refresh(self) -> None:
        """Fold what is new.

        Each source is read whatever became of the others; the first `BackendError` is raised in
        the end, so that one panel can say it while the others show what they have.
        """
        sources = (self._read_log, self._read_failed, self._read_deliveries, self._read_changes)
        with self._lock:
            failures = [failure for read in sources if (failure := _failure_of(read))]
        if failures:
            raise failures[0]

    def _read_log(self) -> None:
        read = self._backend.log.read_after
        for record in _all(lambda: read(self._folds.last_sequence)):
            self._folds.fold(record)

    def _read_failed(self) -> None:
        read = self._backend.executions.failed_after
        for execution in _all(lambda: read(self._folds.executions_failed)):
            self._folds.fold_failed(execution)

    def _read_deliveries(self) -> None:
        read = self._backend.deliveries.read_after
        for record in _all(lambda: read(self._folds.deliveries.last_sequence)):
            self._folds.fold_delivery(record)

    def _read_changes(self) -> None:
        editor, known = self._backend.editor, len(self._folds.stacks.changes)
        for change in () if editor is None else editor.changes_after(known):
            rules, machine = rules_from(change.rules), machine_from(change.definition)
            stack = replace(self._folds.stacks.now, rules=rules, machine=machine)
            self._folds.fold_change(StackPeriod(change.at_ms, change.what, stack))


def _failure_of(read: Callable[[], None]) -> BackendError | None:
    try:
        read()
    except BackendError as failure:
        return failure
    return None


def _all(read: Callable[[], Sequence[Record]]) -> Iterator[Record]:
    """Everything there is to read, slice by slice; each must be folded before the next is read."""
    records = read()
    yield from records
    while len(records) >= SLICE:
        records = read()
        yield from records
