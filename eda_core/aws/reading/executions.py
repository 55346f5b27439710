"""Executions of the deployed payment service: failed ones by a slow poll, any other on demand.

ListExecutions says which failed but not of which order, so the history of each is read once and
kept; it has the input, the error and the path. So it is with what the log of executions tells and
no event names. Sources: Step Functions API Reference, ListExecutions (eventually consistent) and
GetExecutionHistory.
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
from eda_core.aws.reading.logged_executions import AwsLoggedExecutions
from eda_core.aws.reading.on_demand import Age, Answers
from eda_core.aws.reading.source import Polled
from eda_core.ports import SLICE

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

    def __init__(self, clients: Clients, clock: Callable[[], int], log: ExecutionLog) -> None:
        self._log = log
        self._answers = Answers[str, Execution](
            lambda arn: history_of(clients, arn), _is_stale, clock
        )

    def by_arn(self, arn: str) -> Execution | None:
        """See `eda_core.ports.Executions`; None as well while the answer is on its way.

        What the log tells whole costs no call, and has no data.
        """
        return self._log.of(arn) or self._answers.get(arn)


def _is_stale(execution: Execution | None, age: Age) -> bool:
    is_over = execution is not None and execution.status is not ExecutionStatus.RUNNING
    return not is_over and age.milliseconds >= RUNNING_MS
