"""How a state fails: an error name, a cause, and whether a Catch may have it.

The names are those of the AWS page *Handling errors in Step Functions workflows*.
"""

from typing import Final

from eda_core.errors import EdaError

ALL: Final = "States.ALL"
DATA_LIMIT_EXCEEDED: Final = "States.DataLimitExceeded"
HEARTBEAT_TIMEOUT: Final = "States.HeartbeatTimeout"
INTRINSIC_FAILURE: Final = "States.IntrinsicFailure"
REFERENCE_PATH_CONFLICT: Final = "States.ReferencePathConflict"
RUNTIME: Final = "States.Runtime"
TASK_FAILED: Final = "States.TaskFailed"
TIMEOUT: Final = "States.Timeout"


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


class ReplayEnded(EdaError):
    """An execution that is run again asks what it has not been told yet: its history ends here."""


class EvaluationFailed(EdaError):
    """A path, template, function or comparison failed; in which state is not known yet.

    The interpreter makes a ``StateFailed`` of it, whose cause says where and ends in ``reason``.
    """

    def __init__(self, reason: str, error: str = RUNTIME) -> None:
        super().__init__(reason)
        self.reason = reason
        self.error = error
