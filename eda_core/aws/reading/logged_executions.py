"""Executions as their log tells them, each with the order it is of.

The log has no data, so it names no order. The event that an execution published does, in its
``resources``; where no event does, the execution's own input, which its history has: that is asked
for once (`eda_core.aws.reading.executions`), of a failed one at once, of another after a while, as
its event may be on its way.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Final

from eda_core.asl import Execution, ExecutionStatus
from eda_core.aws.reading.execution_log import ExecutionLog
from eda_core.domain.events import Event, execution_arn
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.ports import LoggedExecution

LOOKED_AT: Final = 1_000
"""Executions that are looked at for one that no event names, those begun last."""

UNNAMED_MS: Final = 120_000
"""An execution that has ended is waited for so long: until an event names it."""


class AwsLoggedExecutions:
    """The executions of a log with their orders; the poller's thread writes, everybody reads."""

    def __init__(self, log: ExecutionLog) -> None:
        self._log = log
        self._lock = Lock()
        self._orders: dict[str, OrderId | None] = {}
        self._arns: dict[OrderId, str] = {}
        self._read: dict[str, Execution] = {}
        self._ended: dict[str, int] = {}

    def note_event(self, event: Event) -> None:
        """Take an event into account: it may name the execution that published it."""
        arn, order = execution_arn(event), order_id_of(event.detail)
        if arn and order is not None:
            self._note(arn, order)

    def note_read(self, arn: str, execution: Execution | None) -> None:
        """Take into account what the history of an execution says; None where there is none."""
        given = None if execution is None else execution.input
        order = order_id_of(given.get("detail")) if isinstance(given, dict) else None
        self._note(arn, order)
        if execution is not None:
            with self._lock:
                self._read[arn] = execution

    def _note(self, arn: str, order: OrderId | None) -> None:
        with self._lock:
            self._orders[arn] = order
            if order is not None:
                self._arns[order] = arn

    def unnamed(self, now_ms: int) -> list[str]:
        """Return the executions whose order nothing tells, and should by now, oldest first."""
        return [arn for arn in self._log.newest(LOOKED_AT)[::-1] if self._is_unnamed(arn, now_ms)]

    def _is_unnamed(self, arn: str, now_ms: int) -> bool:
        found = self._log.so_far(arn)
        if arn in self._orders or found is None:
            return False
        status = found[0].status
        if status is ExecutionStatus.RUNNING:
            return False
        return status.is_failure or now_ms - self._ended.setdefault(arn, now_ms) >= UNNAMED_MS

    def newest(self, most: int) -> Sequence[LoggedExecution]:
        """See `eda_core.ports.LoggedExecutions`."""
        return [found for arn in self._log.newest(most) if (found := self._logged(arn)) is not None]

    def of_order(self, order: OrderId) -> LoggedExecution | None:
        """See `eda_core.ports.LoggedExecutions`."""
        with self._lock:
            arn = self._arns.get(order)
        return None if arn is None else self._logged(arn)

    def _logged(self, arn: str) -> LoggedExecution | None:
        found = self._log.so_far(arn)
        with self._lock:
            order, is_asked, read = self._orders.get(arn), arn in self._orders, self._read.get(arn)
        if read is not None and read.status is not ExecutionStatus.RUNNING:
            return LoggedExecution(read, order, is_asked=True, is_read=True)
        if found is None:
            return None
        execution, is_whole = found
        return LoggedExecution(execution, order, is_asked=is_asked, is_whole=is_whole)
