"""A running execution: its clock, its events, what it was told, and its branches.

An execution is a pure function of its input and of the answers it got from outside: results of
tasks, random numbers, UUIDs. Those answers are all it keeps; its history is worked out again from
them when somebody looks (see ``execution``).
"""

import base64
import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar, cast

from eda_core.asl.environment import Environment
from eda_core.asl.execution import MAX_EVENTS, Entry
from eda_core.asl.failure import (
    QUERY_EVALUATION_ERROR,
    RUNTIME,
    EvaluationFailed,
    ReplayEnded,
    StateFailed,
    cause_of,
)
from eda_core.asl.model import Branch, State, TaskState
from eda_core.asl.payload import MISSING, Json
from eda_core.asl.scope import Allowance
from eda_core.asl.tasks import waits_for_token
from eda_core.asl.timestamps import to_timestamp

T = TypeVar("T")

LAST_EVENT: Final = MAX_EVENTS - 1
"""Most events before the one that ends the history."""

MAX_WORK: Final = 4 * MAX_EVENTS
"""Most events outside the history: those of a distributed Map, and retries that leave none."""

RETRYING: Final = frozenset(("Map", "Parallel", "Task"))
"""The state types that have Retry, and so a RetryCount."""

PAUSING: Final = RETRYING | {"Wait"}
"""The state types in which a branch can be ended from outside."""

_BRANCHING: Final = frozenset(("Map", "Parallel"))

Steps: TypeAlias = Generator[int, None, T]
"""Work that may pause: it yields when it is due again, in epoch milliseconds, and returns."""

Walk: TypeAlias = Callable[["BranchRun", Mapping[str, State], str, Json], Steps[Json]]
"""Runs the states of a branch from the one named, and returns the output of the last."""


@dataclass(slots=True)
class Journal:
    """What one execution does and is told while it runs.

    ``answers`` grows with every answer from outside; with ``replayed``, answers are taken from
    there. ``entries`` is the history, kept only while somebody wants to see it.
    """

    environment: Environment
    arn: str
    input: Json
    started_ms: int
    walk: Walk
    path: list[str] = field(default_factory=list)
    answers: list[Json] = field(default_factory=list)
    now_ms: int = 0
    replayed: Iterator[Json] | None = None
    entries: list[Entry] | None = None
    events: int = 0
    work: int = 0
    allowance: Allowance | None = None

    def __post_init__(self) -> None:
        self.now_ms = self.started_ms

    def ask(self, question: Callable[[], T]) -> T:
        """Return the answer to ``question``, which only the outside world can give.

        Raises ``ReplayEnded`` where the answers to be replayed are used up.
        """
        if self.replayed is None:
            answer = question()
            self.answers.append(answer)
            return answer
        for known in self.replayed:
            self.answers.append(known)
            return cast(T, known)
        raise ReplayEnded("There is no answer yet.")

    def count_work(self) -> None:
        """Count one step that leaves no event. Raises ``StateFailed`` beyond ``MAX_WORK``."""
        self.work += 1
        if self.work > MAX_WORK:
            raise StateFailed(RUNTIME, f"The execution took more than {MAX_WORK} steps.")

    def context(self) -> dict[str, Json]:
        """Return what the context object says of the execution (recorded)."""
        context: dict[str, Json] = {
            "Id": self.arn,
            "Input": self.input,
            "StartTime": to_timestamp(self.started_ms),
            "Name": self.arn.rpartition(":")[2],
            "RoleArn": self.environment.role_arn,
        }
        if ":express:" not in self.arn:  # only a standard execution can be redriven
            context["RedriveCount"] = 0
        return context

    def add(self, kind: str, previous: int, values: tuple[Json, ...]) -> int:
        """Add an event and return its id.

        Raises ``StateFailed`` where only the last event of the history still fits.
        """
        if self.events >= LAST_EVENT:
            reason = f"The execution reached the maximum number of history events ({MAX_EVENTS})."
            raise StateFailed(RUNTIME, reason)
        return self.add_last(kind, previous, values)

    def add_last(self, kind: str, previous: int, values: tuple[Json, ...]) -> int:
        """Add the event that ends the history, and return its id."""
        self.events += 1
        if self.entries is not None:
            self.entries.append((kind, previous, self.now_ms, values))
        return self.events


class BranchRun:
    """One thread of states: the machine itself, a branch of a Parallel, or an item of a Map.

    It is the scope of the paths in its states, and what carries data from one to the next.
    ``previous`` is the id of its latest event. A ``hidden`` branch leaves no events.
    """

    __slots__ = (
        "assigned",
        "before_id",
        "entered_id",
        "entered_ms",
        "hidden",
        "item",
        "journal",
        "previous",
        "retries",
        "started",
        "state",
        "variables",
        "weight",
    )

    def __init__(self, journal: Journal, previous: int, weight: int) -> None:
        self.journal = journal
        self.previous = previous
        self.weight = weight
        self.variables: Mapping[str, Json] = {}
        self.item: tuple[int, Json] | None = None
        self.hidden = False
        self.assigned: Mapping[str, Json] | None = None
        self.retries = 0
        self.started = False
        self.state: State | None = None
        self.before_id = 0
        self.entered_id = 0
        self.entered_ms = 0

    def child(self, previous: int, weight: int) -> "BranchRun":
        """Return a branch below this one; it sees these variables and sets its own."""
        child = BranchRun(self.journal, previous, weight)
        child.variables = self.variables
        child.item = self.item
        child.hidden = self.hidden
        return child

    def walk(self, branch: Branch, data: Json) -> Steps[Json]:
        """Run the states of ``branch`` on ``data``."""
        return self.journal.walk(self, branch.states, branch.start_at, data)

    def enter(self, state: State, data: Json) -> None:
        """Note that ``state`` is entered with ``data``."""
        journal = self.journal
        self.before_id = self.previous
        self.record(state.entered, (state.name, data))
        if not self.hidden:
            journal.path.append(state.name)
        self.state = state
        self.entered_id = self.previous
        self.entered_ms = journal.now_ms

    def begin(self, kind: str, values: tuple[Json, ...] = ()) -> None:
        """Note that the branches of the state begin; from here on the state itself can fail."""
        self.record(kind, values)
        self.started = True

    def abort_state(self) -> None:
        """Note that this branch ends inside a state, because another branch failed."""
        state = self.state
        if state is not None and state.kind in PAUSING:
            self.record(f"{state.kind}StateAborted")

    def exit(self, state: State, output: Json) -> None:
        """Note that ``state`` is left with ``output``; what it assigned is set from here on."""
        assigned = self.assigned
        self.record(state.exited, (state.name, output, assigned))
        if assigned is not None:
            self.variables = {**self.variables, **assigned}
            self.assigned = None

    def record(self, kind: str, values: tuple[Json, ...] = ()) -> None:
        """Add an event after this branch's latest. Raises ``StateFailed`` at the limit."""
        journal = self.journal
        if self.hidden:
            journal.count_work()
        elif journal.entries is None and journal.events < LAST_EVENT:
            journal.events += 1  # `add`, where nobody wants to see the history
            self.previous = journal.events
        else:
            self.previous = journal.add(kind, self.previous, values)

    def record_aside(self, kind: str, values: tuple[Json, ...] = ()) -> int:
        """Add an event that the next event of this branch does not follow; return its id."""
        previous = self.previous
        self.record(kind, values)
        aside, self.previous = self.previous, previous
        return aside

    def assign(self, values: dict[str, Json]) -> None:
        """Set workflow variables once the state is left."""
        self.assigned = values

    def allowance(self) -> Allowance:
        """Return what the expressions of the execution may still spend."""
        journal = self.journal
        if journal.allowance is None:
            journal.allowance = Allowance()
        return journal.allowance

    def now_ms(self) -> int:
        """Return the time on the clock of the execution, in epoch milliseconds."""
        return self.journal.now_ms

    def draw(self) -> float:
        """Return a random number in [0, 1) from outside."""
        draw = self.journal.environment.draw
        if draw is None:
            raise EvaluationFailed("No source of random numbers was given to the execution.")
        return self.journal.ask(draw)

    def new_uuid(self) -> str:
        """Return a UUID from outside."""
        new_uuid = self.journal.environment.new_uuid
        if new_uuid is None:
            raise EvaluationFailed("No source of UUIDs was given to the execution.")
        return self.journal.ask(new_uuid)

    def context(self) -> Json:
        """Return the context object (AWS: *Accessing execution data from the Context object*)."""
        parts = {name: part_of(self) for name, part_of in _CONTEXT_PARTS.items()}
        return {name: part for name, part in parts.items() if part is not MISSING}

    def context_part(self, name: str) -> Json:
        """Return one part of the context object, ``MISSING`` where it has none of this name."""
        part_of = _CONTEXT_PARTS.get(name)
        return MISSING if part_of is None else part_of(self)

    def _machine_context(self) -> Json:
        environment = self.journal.environment
        return {"Id": environment.state_machine_arn, "Name": environment.state_machine_name}

    def _item_context(self) -> Json:
        if self.item is None:
            return MISSING
        index, value = self.item
        return {"Item": {"Index": index, "Value": value}}

    def _task_context(self) -> Json:
        """Return the token of this attempt: text that nobody would confuse with another's."""
        if not isinstance(self.state, TaskState) or not waits_for_token(self.state.resource):
            return MISSING
        index = None if self.item is None else self.item[0]
        attempt = f"{self.journal.arn} {self.entered_id} {self.retries} {index}"
        return {"Token": base64.b64encode(hashlib.sha256(attempt.encode()).digest()).decode()}

    def _state_context(self) -> dict[str, Json]:
        state = self.state
        context: dict[str, Json] = {
            "Name": state.name if state else "",
            "EnteredTime": to_timestamp(self.entered_ms),
        }
        if state is not None and state.kind in RETRYING:
            context["RetryCount"] = self.retries
        return context

    def locate(self, failure: EvaluationFailed | StateFailed) -> StateFailed:
        """Return ``failure`` as AWS words it once the state is known (recorded)."""
        if isinstance(failure, StateFailed):
            return failure
        name = self.state.name if self.state else ""
        cause = cause_of(failure, name, self.entered_id)
        if failure.error == QUERY_EVALUATION_ERROR:
            self._record_evaluation(name, cause, failure.location)
        return StateFailed(failure.error, cause)

    def _record_evaluation(self, name: str, cause: str, location: str | None) -> None:
        """Add the event of a failed evaluation.

        One at the start of a state follows what the state followed (recorded), and begins the end
        of a Map or Parallel (recorded for Map).
        """
        if self.previous == self.entered_id:
            self.previous = self.before_id
        values = (name, QUERY_EVALUATION_ERROR, cause, location)
        self.record("EvaluationFailed", values)
        self.started = self.state is not None and self.state.kind in _BRANCHING


_CONTEXT_PARTS: Final[Mapping[str, Callable[[BranchRun], Json]]] = {
    "Execution": lambda run: run.journal.context(),
    "StateMachine": BranchRun._machine_context,
    "State": BranchRun._state_context,
    "Task": BranchRun._task_context,
    "Map": BranchRun._item_context,
}
"""The context object, part by part: a path mostly asks for one."""
