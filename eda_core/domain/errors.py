"""Every error this project raises on purpose, as one tree.

::

    EdaError
    ├── InvalidOrder         an order request the API would answer with 400
    ├── InvalidEvent         an envelope, or text that should be one, that is not an event
    ├── InvalidRequest       a PutEvents request refused whole, with AWS's error code
    ├── InvalidPattern       an event pattern that does not compile; names the place
    ├── InvalidSubscriber    a subscriber the custom bus would refuse; names place and source
    ├── InvalidDefinition    a state machine definition that does not parse; names the place
    ├── InvalidMocks         a file of mocked tasks that cannot be used; names the place
    ├── InvalidScenario      a scenario or lesson file that cannot be used; names the place
    ├── InvalidLogFile       a file that is no log, or a name no log can have; says what is wrong
    ├── InvalidRecording     a file that is no recording, or one that is damaged; names the place
    ├── InvalidSettings      a setting or a command line argument that cannot be used
    ├── TargetUnavailable    a target that could not take an event now; the bus tries again
    └── BackendError         the backend could not do what was asked
        └── BackendUnavailable   nothing answers; trying again later may help

The states language has more of its own, which never leave an execution: `TaskFailed` for a task
handler to raise, and what carries a failure from a state to its Retry and Catch.

Each message is a sentence a user can act on, so a page may show ``str(error)`` as it is.
"""


class EdaError(Exception):
    """Base of all errors raised here; the message is a sentence for the user."""


class InvalidOrder(EdaError):
    """An order request that the order API refuses, with the reason."""


class InvalidEvent(EdaError):
    """An envelope that is not an event, with the field at fault."""


class InvalidRequest(EdaError):
    """A request refused whole. ``code`` is AWS's error code, such as ``ValidationException``."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class InvalidPattern(EdaError):
    """An event pattern that does not compile.

    ``reason`` is the reason alone, in AWS's words where AWS has been recorded. ``path`` is the
    place of the fault inside the pattern, such as ``detail.amount[0].numeric``; empty when the
    text as a whole is at fault.
    """

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.reason = reason
        self.path = path


class InvalidSubscriber(EdaError):
    """A subscriber of a custom bus that the service would refuse.

    ``path`` is the place of the fault, such as ``notification.BatchConfiguration.MaxBatchSize``,
    ``reason`` the sentence without it, ``source`` where it is said that this is refused.
    """

    def __init__(self, reason: str, path: str, source: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason
        self.path = path
        self.source = source


class InvalidDefinition(EdaError):
    """A state machine definition that does not parse.

    ``path`` is the place of the fault, such as ``States.isFraud.Choices[0].Next``; ``reason`` is
    the sentence without it.
    """

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.reason = reason
        self.path = path


class InvalidScenario(EdaError):
    """A scenario or lesson file that cannot be used, or not where it is to run.

    ``path`` is the place of the fault, such as ``do[2].order.amount``; ``reason`` is the sentence
    without it.
    """

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.reason = reason
        self.path = path


class InvalidMocks(EdaError):
    """A file of mocked tasks that cannot be used, with the place of the fault."""


class InvalidSettings(EdaError):
    """A setting or command line argument that cannot be used, with its name."""


class InvalidLogFile(EdaError):
    """A file that is no log, or a name that no imported log can have."""


class InvalidRecording(EdaError):
    """A file that is no recording, or not a whole one, with the place of the fault."""


class TargetUnavailable(EdaError):
    """A target that could not take an event now, as when it is throttled; the bus tries again."""


class BackendError(EdaError):
    """The backend could not do what was asked; ``remedy`` is what to do, to be copied."""

    remedy: str = ""


class BackendUnavailable(BackendError):
    """Nothing answers at the other end; trying again later may help."""
