"""A state machine as parsed: frozen records, and nothing in them left to check.

Names are those of the Amazon States Language. Paths and templates are compiled; a run sees only
these records, never the JSON they came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from eda_core.asl.choice import Rule
from eda_core.asl.definition.payload_template import Template
from eda_core.asl.jsonata.expression import Expression
from eda_core.asl.paths.jsonpath import Path, ReferencePath
from eda_core.asl.payload import Json
from eda_core.asl.scope import Read

Number: TypeAlias = int | Path | Expression
"""A number of a definition, or the path or expression that reads it."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a JSONata state hands on and assigns; each builds from ``$states``.

    ``result_name`` is what the result is called there, ``result`` or ``errorOutput``, None for a
    state that has none. Without a ``template`` the result itself is handed on.
    """

    template: Template | None
    assign: Template | None
    result_name: str | None


@dataclass(frozen=True, slots=True)
class Dataflow:
    """The five fields that shape input and output, in the order they apply, and Assign.

    ``input_path`` and ``output_path`` are None for ``$``; ``result_path`` is None where the result
    is discarded (``"ResultPath": null``). A JSONata state has ``parameters``, its Arguments, and
    ``output`` alone.
    """

    input_path: Path | None
    parameters: Template | None
    result_selector: Template | None
    result_path: ReferencePath | None
    output_path: Path | None
    assign: Template | None
    result_path_weight: int = 0
    output: Output | None = None
    hands_on: bool = field(init=False)
    """Whether a result is handed on as it is: nothing shapes it, and it takes the data's place."""

    def __post_init__(self) -> None:
        shaping = (self.output, self.result_selector, self.assign, self.output_path)
        replaces = self.result_path is not None and not self.result_path.keys
        object.__setattr__(self, "hands_on", replaces and shaping == (None,) * len(shaping))


@dataclass(frozen=True, slots=True)
class Retrier:
    """One entry of Retry. Times are in seconds; ``full_jitter`` draws from 0 up to the delay."""

    error_equals: tuple[str, ...]
    interval_seconds: int
    max_attempts: int
    backoff_rate: float
    max_delay_seconds: int
    full_jitter: bool


@dataclass(frozen=True, slots=True)
class Catcher:
    """One entry of Catch: where to go on, and where the error output is put."""

    error_equals: tuple[str, ...]
    next_name: str
    flow: Dataflow


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of Choices: a rule, and where to go on, with what, where it holds."""

    rule: Rule
    next_name: str
    flow: Dataflow


@dataclass(frozen=True, slots=True)
class PassState:
    """Hands its input, or a fixed result, on."""

    kind: ClassVar[str] = "Pass"
    entered: ClassVar[str] = "PassStateEntered"
    exited: ClassVar[str] = "PassStateExited"
    name: str
    comment: str
    flow: Dataflow
    next_name: str | None
    result: Json
    result_weight: int


@dataclass(frozen=True, slots=True)
class ChoiceState:
    """Goes on where the first of its rules that holds points, or to ``default``.

    Its ``flow`` goes with the default; each choice has its own.
    """

    kind: ClassVar[str] = "Choice"
    entered: ClassVar[str] = "ChoiceStateEntered"
    exited: ClassVar[str] = "ChoiceStateExited"
    name: str
    comment: str
    flow: Dataflow
    choices: tuple[Choice, ...]
    default: str | None


@dataclass(frozen=True, slots=True)
class TaskState:
    """Calls a resource. Timeouts are seconds, or what reads them, or None."""

    kind: ClassVar[str] = "Task"
    entered: ClassVar[str] = "TaskStateEntered"
    exited: ClassVar[str] = "TaskStateExited"
    name: str
    comment: str
    flow: Dataflow
    next_name: str | None
    resource: str
    timeout: Number | None
    heartbeat: Number | None
    retry: tuple[Retrier, ...]
    catch: tuple[Catcher, ...]


@dataclass(frozen=True, slots=True)
class WaitState:
    """Waits for ``seconds`` or until ``timestamp``; one of the two is set.

    Each is a value or what reads one; a fixed ``timestamp`` is in epoch milliseconds.
    """

    kind: ClassVar[str] = "Wait"
    entered: ClassVar[str] = "WaitStateEntered"
    exited: ClassVar[str] = "WaitStateExited"
    name: str
    comment: str
    flow: Dataflow
    next_name: str | None
    seconds: Number | None
    timestamp: Number | None


@dataclass(frozen=True, slots=True)
class SucceedState:
    """Ends its branch with its input as output."""

    kind: ClassVar[str] = "Succeed"
    entered: ClassVar[str] = "SucceedStateEntered"
    exited: ClassVar[str] = "SucceedStateExited"
    name: str
    comment: str
    flow: Dataflow


@dataclass(frozen=True, slots=True)
class FailState:
    """Ends its branch as failed. Error and cause are text, a reader of text, or None."""

    kind: ClassVar[str] = "Fail"
    entered: ClassVar[str] = "FailStateEntered"
    exited: ClassVar[str] = "FailStateExited"
    name: str
    comment: str
    error: str | Read | None
    cause: str | Read | None


@dataclass(frozen=True, slots=True)
class Branch:
    """States of their own inside a Parallel or Map state."""

    start_at: str
    states: Mapping[str, "State"]


@dataclass(frozen=True, slots=True)
class ParallelState:
    """Runs all its branches on the same input; its result is the array of their outputs."""

    kind: ClassVar[str] = "Parallel"
    entered: ClassVar[str] = "ParallelStateEntered"
    exited: ClassVar[str] = "ParallelStateExited"
    name: str
    comment: str
    flow: Dataflow
    next_name: str | None
    branches: tuple[Branch, ...]
    retry: tuple[Retrier, ...]
    catch: tuple[Catcher, ...]


@dataclass(frozen=True, slots=True)
class ItemReader:
    """Where a Map reads its items, and at most how many of them; None or 0 for all."""

    resource: str
    arguments: Template | None
    max_items: Number | None


@dataclass(frozen=True, slots=True)
class ItemBatcher:
    """How many items, or bytes of them, go to one run; None or 0 for no limit.

    ``batch_input`` is what each batch gets beside its items.
    """

    batch_input: Template | None
    max_items: Number | None
    max_bytes: Number | None


@dataclass(frozen=True, slots=True)
class ResultWriter:
    """Where a Map writes its results; without a ``resource`` they are its output as ever.

    ``transformation`` is ``NONE``, ``COMPACT`` or ``FLATTEN``.
    """

    resource: str | None
    arguments: Template | None
    transformation: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a Map has beside its items; nearly all of it matters to a distributed one only.

    A tolerated number of failures is None where it is not given.
    """

    reader: ItemReader | None = None
    batcher: ItemBatcher | None = None
    writer: ResultWriter | None = None
    tolerated_count: Number | None = None
    tolerated_percentage: Number | float | None = None


@dataclass(frozen=True, slots=True)
class MapState:
    """Runs ``item_processor`` for each item; its result is the array of the outputs.

    ``max_concurrency`` 0 means no limit. ``distributed`` runs keep their own history. A JSONata
    state has ``read_items`` instead of a path.
    """

    kind: ClassVar[str] = "Map"
    entered: ClassVar[str] = "MapStateEntered"
    exited: ClassVar[str] = "MapStateExited"
    name: str
    comment: str
    flow: Dataflow
    next_name: str | None
    items_path: Path | None
    item_selector: Template | None
    item_processor: Branch
    max_concurrency: Number
    distributed: bool
    retry: tuple[Retrier, ...]
    catch: tuple[Catcher, ...]
    read_items: Read | None = None
    distribution: Distribution = Distribution()


State: TypeAlias = (
    PassState
    | ChoiceState
    | TaskState
    | WaitState
    | SucceedState
    | FailState
    | ParallelState
    | MapState
)


@dataclass(frozen=True, slots=True)
class StateMachine:
    """A parsed definition.

    ``states`` are those of the top level in the order written, ``every_state`` those inside
    Parallel and Map states too; names are unique over all of them. ``definition`` is the JSON the
    machine was parsed from.
    """

    start_at: str
    states: Mapping[str, State]
    comment: str
    timeout_seconds: int
    every_state: Mapping[str, State]
    definition: Mapping[str, Json]
