"""A world of which the older part is in a file: read from there first, and then from memory."""

from collections.abc import Sequence
from typing import Any, TypeVar

from eda_core.asl import Execution
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.errors import BackendUnavailable, InvalidDefinition, InvalidRequest
from eda_core.domain.events import AnyRecord
from eda_core.ports import SLICE, Notification, StackChange
from eda_core.rooms.checkpoint import run_from
from eda_core.rooms.definitions import Definitions
from eda_core.rooms.file_errors import damaged
from eda_core.rooms.store import RoomStore, Sequences
from eda_core.rooms.stored_table import RoomTable
from eda_core.simulator.chance import Latencies
from eda_core.simulator.tail import Tail
from eda_core.simulator.world import World
from eda_core.stack import Stack

T = TypeVar("T")


class KeptWorld(World):
    """A world over a room file; it reads there, and leaves the writing to others."""

    table: RoomTable

    def __init__(
        self, stack: Stack, start_ms: int, seed: int, latencies: Latencies, store: RoomStore
    ) -> None:
        self.store = store
        self.definitions = Definitions(store)
        self.closed = False
        super().__init__(stack, start_ms, seed, latencies)

    def _table(self) -> RoomTable:
        return RoomTable(self.store)

    def check_open(self) -> None:
        """Raise `BackendUnavailable` if this room is closed, or must be opened again."""
        if self.closed or self.store.unread:
            why = self.store.unread or f"The room {self.store.path.name} is closed: open it again."
            raise BackendUnavailable(why)

    def _after(self, kind: Sequences, tail: Tail[T], count: int) -> list[T]:
        self.check_open()
        found: list[T] = []
        if count < tail.before:
            found = self.store.read(kind, count)
        return found + list(tail.after(count, SLICE - len(found)))

    def log_after(self, sequence: int) -> Sequence[AnyRecord]:
        """Log records after this one, at most `SLICE`."""
        return self._after(Sequences.LOG, self.log, sequence)

    def deliveries_after(self, sequence: int) -> Sequence[DeliveryRecord]:
        """Delivery records after this one, at most `SLICE`."""
        found: list[DeliveryRecord] = []
        if sequence < self.deliveries.steps.before:
            found = self.store.read(Sequences.DELIVERIES, sequence)
        newer = self.deliveries.read_after(sequence) if len(found) < SLICE else ()
        return [*found, *newer][:SLICE]

    def notifications_after(self, count: int) -> Sequence[Notification]:
        """Notifications after the first ``count``, at most `SLICE`."""
        return self._after(Sequences.NOTIFICATIONS, self.notifications, count)

    def changes_after(self, count: int) -> Sequence[StackChange]:
        """Changes of the stack after the first ``count``, at most `SLICE`."""
        return self._after(Sequences.CHANGES, self.changes, count)

    def failed_after(self, count: int) -> Sequence[Execution]:
        """Executions that failed after the first ``count``, at most `SLICE`."""
        failed = self.payments.failed
        found: list[Execution] = []
        if count < failed.before:
            found = [self._recalled(fields) for fields in self.store.failed_after(count)]
        return found + list(failed.after(count, SLICE - len(found)))

    def execution(self, arn: str) -> Execution | None:
        """The execution with this ARN, or None."""
        known = super().execution(arn)
        if known is not None:
            return known
        rows = self.store.executions_with(key_of(arn))
        return next((each for each in map(self._recalled, rows) if each.arn == arn), None)

    def _recalled(self, fields: Any) -> Execution:
        try:
            return run_from(self, fields, self.definitions).execution
        except (InvalidDefinition, InvalidRequest, ValueError, TypeError, LookupError) as fault:
            raise damaged(self.store.path, f"an execution, {fault!r}") from fault


def key_of(arn: str) -> int:
    """A number to find an execution by, from the start of its name; names that are none have 0."""
    name = arn.rpartition(":")[2].replace("-", "")[:15]
    try:
        return int(name, 16)
    except ValueError:
        return 0
