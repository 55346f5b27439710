"""Runs executions on the clock of the caller.

::

    run = start_execution(machine, data, Environment(tasks), arn=arn, now_ms=now)
    due_ms = run.advance(now)     # None once it has ended, else when to call again
    run.execution                 # a frozen Execution, at any time

An execution is a pure function of its input and of the answers it got from outside, so it keeps
those and works its history out again when asked for it. That is why a million executions fit in
memory, and why a history costs nothing until somebody looks.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from eda_core.asl.environment import Environment
from eda_core.asl.execution import (
    Entry,
    Execution,
    ExecutionStatus,
    HistoryEvent,
    UnansweredTask,
    to_history,
)
from eda_core.asl.failure import EvaluationFailed, MockNeeded, ReplayEnded, StateFailed
from eda_core.asl.model import StateMachine
from eda_core.asl.payload import Json, weigh_received
from eda_core.asl.running.run import BranchRun, Journal, Steps
from eda_core.asl.running.state_types import walk
from eda_core.domain.errors import InvalidRequest

_END_EVENTS: Final = {
    ExecutionStatus.SUCCEEDED: "ExecutionSucceeded",
    ExecutionStatus.FAILED: "ExecutionFailed",
    ExecutionStatus.TIMED_OUT: "ExecutionTimedOut",
    ExecutionStatus.NEEDS_MOCK: "ExecutionAborted",
}


def start_execution(
    machine: StateMachine,
    data: Json,
    environment: Environment | None = None,
    *,
    arn: str = "",
    now_ms: int = 0,
) -> "Run":
    """Start an execution of ``machine`` on the JSON value ``data`` at ``now_ms``, epoch ms.

    Nothing has happened yet: call ``advance``. Raises ``InvalidRequest`` for an input longer than
    256 KiB or nested too deep (AWS: *StartExecution*).
    """
    shared = environment or Environment()
    try:
        weight = weigh_received(data)
    except EvaluationFailed as failure:
        raise InvalidRequest("InvalidExecutionInput", failure.reason) from failure
    name = arn or shared.execution_arn("execution")
    return Run(machine, Journal(shared, name, data, now_ms, walk), weight)


def resume_execution(replay: "Replay", data: Json, *, arn: str, started_ms: int) -> "Run":
    """Take an execution up again where it stood, ended or not, from what it was told so far.

    ``replay`` is the ``source`` of its ``Execution``, or made of the same four parts; the rest is
    what it was started with. Raises what ``start_execution`` does.
    """
    try:
        weight = weigh_received(data)
    except EvaluationFailed as failure:
        raise InvalidRequest("InvalidExecutionInput", failure.reason) from failure
    journal = Journal(
        replay.environment, arn, data, started_ms, walk, replayed=iter(replay.answers)
    )
    run = Run(replay.machine, journal, weight)
    with suppress(ReplayEnded):  # it asked, and what it asked broke: it never goes on
        run.advance(replay.until_ms)
    journal.replayed = None
    return run


def execute(
    machine: StateMachine,
    data: Json,
    environment: Environment | None = None,
    *,
    arn: str = "",
    now_ms: int = 0,
) -> Execution:
    """Run an execution from its start to its end, letting its clock jump to what is due next.

    Takes and raises what ``start_execution`` does.
    """
    run = start_execution(machine, data, environment, arn=arn, now_ms=now_ms)
    due_ms = run.advance(now_ms)
    while due_ms is not None:
        due_ms = run.advance(due_ms)
    return run.execution


class Run:
    """An execution under way, or ended; its ``Execution`` is made when somebody looks.

    To go on elsewhere it takes what it was started with and told, which ``journal`` has, the
    ``machine``, and ``until_ms``, up to when everything due was done.
    """

    __slots__ = (
        "_deadline_ms",
        "_ended",
        "_execution",
        "_steps",
        "_trunk",
        "_unanswered",
        "due_ms",
        "journal",
        "machine",
        "status",
        "until_ms",
    )

    def __init__(self, machine: StateMachine, journal: Journal, weight: int) -> None:
        self.machine = machine
        self.journal = journal
        self._execution: Execution | None = None
        self._unanswered: UnansweredTask | None = None
        self.status = ExecutionStatus.RUNNING
        self._ended: tuple[Json, str | None, str | None] = (None, None, None)
        self.due_ms: int | None = journal.now_ms
        """When there is something to do next, in epoch milliseconds; None once ended."""
        self.until_ms = journal.now_ms - 1  # nothing has been done yet
        self._deadline_ms = journal.now_ms + 1000 * machine.timeout_seconds
        journal.add("ExecutionStarted", 0, (journal.input, journal.environment.role_arn))
        self._trunk = BranchRun(journal, 0, weight)
        self._steps: Steps[Json] = walk(
            self._trunk, machine.states, machine.start_at, journal.input
        )

    @property
    def execution(self) -> Execution:
        """The execution as it is now; once it has ended, the same each time."""
        if self._execution is not None:
            return self._execution
        execution = self._snapshot()
        if self.status is not ExecutionStatus.RUNNING:
            self._execution = execution
        return execution

    def _snapshot(self) -> Execution:
        journal = self.journal
        return Execution(
            journal.arn,
            self.status,
            journal.input,
            *self._ended,
            journal.started_ms,
            None if self.status is ExecutionStatus.RUNNING else journal.now_ms,
            tuple(journal.path),
            Replay(self.machine, journal.environment, tuple(journal.answers), self.until_ms),
            self._unanswered,
        )

    def advance(self, now_ms: int) -> int | None:
        """Do everything due up to ``now_ms``; return when something is due next, None once ended.

        Whatever is done happens at the time it was due, however late this is called. What a task
        handler raises, other than ``TaskFailed``, comes through; nothing is due any more then, and
        the execution stays ``RUNNING``.
        """
        while self.due_ms is not None and self.due_ms <= now_ms:
            self._proceed(self.due_ms)
        return self.due_ms

    def _proceed(self, due_ms: int) -> None:
        self.journal.now_ms = self.until_ms = due_ms
        self.due_ms = None
        if due_ms >= self._deadline_ms:
            self._end(ExecutionStatus.TIMED_OUT)
            return
        try:
            self.due_ms = min(next(self._steps), self._deadline_ms)
        except StopIteration as end:
            self._end(ExecutionStatus.SUCCEEDED, output=end.value)
        except MockNeeded as needed:
            self._unanswered = UnansweredTask(needed.state_name, needed.resource)
            self._end(ExecutionStatus.NEEDS_MOCK, error=needed.error, cause=needed.cause)
        except StateFailed as failed:
            self._end(ExecutionStatus.FAILED, error=failed.error, cause=failed.cause)

    def _end(
        self,
        status: ExecutionStatus,
        output: Json = None,
        error: str | None = None,
        cause: str | None = None,
    ) -> None:
        succeeded = status is ExecutionStatus.SUCCEEDED
        values = (output,) if succeeded else (error, cause)
        self.journal.add_last(_END_EVENTS[status], self._trunk.previous, values)
        self.status, self._ended = status, (output, error, cause)
        self._steps.close()
        del self._trunk, self._steps


@dataclass(frozen=True, slots=True)
class Replay:
    """The history of an execution, to be worked out: what it ran, what it was told, until when."""

    machine: StateMachine
    environment: Environment
    answers: tuple[Json, ...]
    until_ms: int

    def history_of(self, execution: Execution) -> tuple[HistoryEvent, ...]:
        """Run ``execution`` again on the answers it got, and return its events."""
        entries: list[Entry] = []
        journal = Journal(
            self.environment,
            execution.arn,
            execution.input,
            execution.started_ms,
            walk,
            replayed=iter(self.answers),
            entries=entries,
        )
        with suppress(ReplayEnded):
            Run(self.machine, journal, weigh_received(execution.input)).advance(self.until_ms)
        return to_history(entries)
