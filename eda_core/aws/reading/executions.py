"""Executions of the deployed payment service: failed ones by a slow poll, others by their log or on
demand.

ListExecutions says which failed but not of which order, so the history of each is read once and
kept; it has the input, the error and the path. So it is with what the log of executions tells and
no event names. Sources: Step Functions API Reference, ListExecutions (eventually consistent) and
GetExecutionHistory.

The log of executions has no data, so it names no order. The event that an execution published does,
in its ``resources``; where no event does, the execution's own input, which its history has: that is
asked for once, of a failed one at once, of another after a while, as its event may be on its way.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from eda_core.asl import Execution, ExecutionStatus
from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.reading.execution_history import execution_from, milliseconds_of
from eda_core.aws.reading.execution_log import ExecutionLog
from eda_core.aws.reading.on_demand import Age, Answers, Job, in_thread
from eda_core.aws.reading.source import Polled
from eda_core.domain.events import Event, execution_arn
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.ports import SLICE, LoggedExecution

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


RUNNING_MS: Final = 3_000
"""An execution that runs, or was not known yet, is asked for again after this long."""

MOST_AT_ONCE: Final = 5
"""Histories of failed executions read in one poll; the next poll goes on."""

MOST_PAGES: Final = 5
"""Pages of a list or of a history, the first ones."""

_UNKNOWN: Final = frozenset(("ExecutionDoesNotExist", "InvalidArn", "ValidationException"))


def history_of(clients: Clients, arn: str) -> Execution | None:
    """Return the execution with its history; None if there is none of this ARN."""
    pages = clients.pages(
        "stepfunctions",
        "GetExecutionHistory",
        most=MOST_PAGES,
        executionArn=arn,
        maxResults=1_000,
        includeExecutionData=True,
    )
    try:
        return execution_from(arn, [event for page in pages for event in page.get("events", ())])
    except AwsFailure as failure:
        # The ARN stands in an event, and anybody may put an event on the bus.
        if failure.code in _UNKNOWN:
            return None
        raise


class FailedExecutions:
    """Executions that failed since ``start_ms`` (epoch milliseconds), in the order found.

    ``logged`` is told of each whose history was read.
    """

    def __init__(
        self,
        clients: Clients,
        discovery: Discovery,
        start_ms: int,
        logged: AwsLoggedExecutions,
    ) -> None:
        self._clients = clients
        self._discovery = discovery
        self._start_ms = start_ms
        self._logged = logged
        self._lock = Lock()
        self._asked: set[str] = set()
        self._found: dict[str, Execution] = {}

    def ask(self, now_ms: int) -> Polled:
        """Look for new ones; see `eda_core.aws.reading.source.Ask`."""
        new = list(dict.fromkeys((*self._new_arns(), *self._logged.unnamed(now_ms))))
        for arn in new[:MOST_AT_ONCE]:
            execution = history_of(self._clients, arn)
            self._asked.add(arn)
            self._logged.note_read(arn, execution)
            if execution is not None and execution.status.is_failure:
                with self._lock:
                    self._found[arn] = execution
        return Polled(is_new=bool(new), is_behind=len(new) > MOST_AT_ONCE)

    def after(self, count: int) -> Sequence[Execution]:
        """Return those found, leaving out the first ``count``."""
        with self._lock:
            return list(self._found.values())[count : count + SLICE]

    def _new_arns(self) -> list[str]:
        """Executions not known yet, oldest first; the list begins with the newest."""
        arn = self._discovery.resources().state_machine_arn
        new: list[str] = []
        for page in self._pages(arn) if arn else ():
            listed = [item for item in page if self._is_ours(item)]
            fresh = [item["executionArn"] for item in listed if self._is_new(item)]
            new += fresh
            if len(fresh) < len(page):
                break
        return new[::-1]

    def _pages(self, arn: str) -> Any:
        pages = self._clients.pages(
            "stepfunctions",
            "ListExecutions",
            most=MOST_PAGES,
            stateMachineArn=arn,
            statusFilter=ExecutionStatus.FAILED.value,
            maxResults=100,
        )
        return (page.get("executions", ()) for page in pages)

    def _is_ours(self, item: Any) -> bool:
        return milliseconds_of(item.get("startDate", _NEVER)) >= self._start_ms

    def _is_new(self, item: Any) -> bool:
        return item["executionArn"] not in self._asked


_NEVER: Final = datetime.fromtimestamp(0, UTC)


class AwsExecutions:
    """The executions of the deployed payment service: by their histories, and by their log."""

    def __init__(
        self,
        clients: Clients,
        clock: Callable[[], int],
        log: ExecutionLog,
        run: Callable[[Job], None] = in_thread,
    ) -> None:
        self._log = log
        self._answers = Answers[str, Execution](
            lambda arn: history_of(clients, arn), _is_stale, clock, run
        )

    def by_arn(self, arn: str) -> Execution | None:
        """See `eda_core.ports.Executions`; None as well while the answer is on its way.

        What the log tells whole costs no call, and has no data.
        """
        return self._log.of(arn) or self._answers.get(arn)


def _is_stale(execution: Execution | None, age: Age) -> bool:
    is_over = execution is not None and execution.status is not ExecutionStatus.RUNNING
    return not is_over and age.milliseconds >= RUNNING_MS
