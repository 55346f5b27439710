"""How a state fails: an error name, a cause, and whether a Catch may have it.

The names are those of the AWS page *Handling errors in Step Functions workflows*.
"""

from typing import Final

from eda_core.domain.errors import EdaError

ALL: Final = "States.ALL"
DATA_LIMIT_EXCEEDED: Final = "States.DataLimitExceeded"
HEARTBEAT_TIMEOUT: Final = "States.HeartbeatTimeout"
INTRINSIC_FAILURE: Final = "States.IntrinsicFailure"
EXCEED_TOLERATED_FAILURE_THRESHOLD: Final = "States.ExceedToleratedFailureThreshold"
ITEM_READER_FAILED: Final = "States.ItemReaderFailed"
QUERY_EVALUATION_ERROR: Final = "States.QueryEvaluationError"
REFERENCE_PATH_CONFLICT: Final = "States.ReferencePathConflict"
RUNTIME: Final = "States.Runtime"
TASK_FAILED: Final = "States.TaskFailed"
TIMEOUT: Final = "States.Timeout"

NEEDS_MOCK: Final = "NEEDS_MOCK"
"""What an execution ends with where a task would have to be mocked; no word of AWS."""

MAX_CAUSE: Final = 32_768
"""Longest cause in characters (AWS: *ExecutionFailedEventDetails*)."""

_PLACED: Final = frozenset((RUNTIME, INTRINSIC_FAILURE, QUERY_EVALUATION_ERROR))


class StateFailed(EdaError):
    """A state failed: what the execution fails with unless a Retry or Catch has it.

    ``error`` and ``cause`` are None where a Fail state names none. ``fatal`` failures end the
    execution whatever its Retry and Catch say (``States.Runtime``, *Handling errors*).
    """

    def __init__(self, error: str | None, cause: str | None, *, fatal: bool = False) -> None:
        super().__init__(f"{error or 'failed'}: {cause or 'no cause given'}")
        self.error = error
        self.cause = cause
        self.fatal = fatal or error == RUNTIME


class MockNeeded(StateFailed):
    """A state calls a resource without a mock: the execution ends there, and nothing catches it.

    ``state_name`` is the state, ``resource`` what it calls.
    """

    def __init__(self, state_name: str, resource: str, cause: str | None) -> None:
        super().__init__(NEEDS_MOCK, cause, fatal=True)
        self.state_name = state_name
        self.resource = resource


class ReplayEnded(EdaError):
    """An execution that is run again asks what it has not been told yet: its history ends here."""


class EvaluationFailed(EdaError):
    """A path, template, expression, function or comparison failed; in which state is not known yet.

    The interpreter makes a ``StateFailed`` of it, whose cause says where and ends in ``reason``.
    ``location`` is the field of a JSONata expression, such as ``Output/total``.
    """

    def __init__(self, reason: str, error: str = RUNTIME, location: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.error = error
        self.location = location


def cause_of(failure: EvaluationFailed, state_name: str, entered_id: int) -> str:
    """Return how AWS words ``failure`` once the state, and the event of entering it, are known.

    As recorded; other errors are worded where they arise.
    """
    cause = failure.reason
    if failure.error == DATA_LIMIT_EXCEEDED:
        cause = (
            f"The state/task '{state_name}' returned a result with a size exceeding "
            "the maximum number of bytes service limit."
        )
    elif failure.error in _PLACED:
        place = f"state '{state_name}' (entered at the event id #{entered_id})"
        cause = f"An error occurred while executing the {place}. {failure.reason}"
    return cause if len(cause) <= MAX_CAUSE else cause[: MAX_CAUSE - 1] + "…"
