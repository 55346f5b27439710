"""What AWS is asked to judge, and what it answers: patterns against events, and single states."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StateQuestion:
    """One state of a definition, to be run by AWS on an input. All texts are JSON.

    ``result``, or ``error`` with its ``cause``, is what the state's task is answered: a question
    about a task has one of them, so that nothing is called. ``retries`` is how often the task
    has failed before; ``variables`` are those set when the state is entered, empty for none.
    """

    definition: str
    state: str
    given: str
    variables: str = ""
    result: str | None = None
    error: str | None = None
    cause: str = ""
    retries: int = 0


@dataclass(frozen=True, slots=True)
class StateAnswer:
    """What came of a state: AWS's status, the state after it, and the output as JSON, or the error.

    ``refusal`` is why it was not run at all; all else is empty then.
    """

    status: str = ""
    next_state: str = ""
    output: str = ""
    error: str = ""
    cause: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """Whether a pattern takes an event; ``refusal`` is why nobody can say, and empty otherwise."""

    taken: bool = False
    refusal: str = ""


class Referee(Protocol):
    """AWS's own answer to what is worked out here. Asking changes nothing and calls no target.

    What AWS finds wrong with the input is an answer; `BackendError` is raised where it cannot be
    asked.
    """

    def match(self, pattern: str, event: str) -> MatchAnswer:
        """Ask whether this pattern takes this event; both are JSON texts."""

    def run_state(self, question: StateQuestion) -> StateAnswer:
        """Ask what comes of one state."""
