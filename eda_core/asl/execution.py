"""The frozen record of an execution, whether it ran here or on AWS."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from eda_core.asl.history import HistoryEvent
from eda_core.asl.payload import Json


class ExecutionStatus(StrEnum):
    """How an execution stands, in AWS's words; ``NEEDS_MOCK`` is ours.

    It says that the execution came to a task that nothing here can answer, and ended there.
    """

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    NEEDS_MOCK = "NEEDS_MOCK"

    @property
    def is_failure(self) -> bool:
        """Whether the execution ended, and not by succeeding."""
        return self not in (ExecutionStatus.RUNNING, ExecutionStatus.SUCCEEDED)


class HistorySource(Protocol):
    """What can tell the history of an execution."""

    def history_of(self, execution: "Execution") -> tuple[HistoryEvent, ...]:
        """Return the events of ``execution`` so far, oldest first."""


@dataclass(frozen=True, slots=True)
class UnansweredTask:
    """The state at which an execution ended for want of a mock, and the resource it calls."""

    state_name: str
    resource: str


@dataclass(frozen=True, slots=True)
class Execution:
    """An execution, running or ended.

    ``input`` and ``output`` are JSON values; ``output`` is None unless it succeeded. Times are
    epoch milliseconds, ``ended_ms`` None while it runs. ``path_taken`` names the states entered,
    in order. ``source`` is where the history comes from; the events themselves will do.
    ``unanswered`` is set where a mock is needed.
    """

    arn: str
    status: ExecutionStatus
    input: Json
    output: Json
    error: str | None
    cause: str | None
    started_ms: int
    ended_ms: int | None
    path_taken: tuple[str, ...]
    source: HistorySource | tuple[HistoryEvent, ...] = field(default=(), compare=False, repr=False)
    unanswered: UnansweredTask | None = None

    @property
    def name(self) -> str:
        """The name of the execution, the end of its ARN."""
        return self.arn.rpartition(":")[2]

    @property
    def history(self) -> tuple[HistoryEvent, ...]:
        """The events so far, oldest first.

        They may be worked out anew each time: keep them while you use them.
        """
        return self.source if isinstance(self.source, tuple) else self.source.history_of(self)
