"""The state machine as a picture, with the path of one order on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NotRequired, TypedDict

from eda_core.asl import (
    ChoiceExplanation,
    ComparisonExplanation,
    Execution,
    ExecutionStatus,
    StateMachine,
)
from eda_core.presentation.graph.layers import Pair
from eda_core.presentation.graph.machine_drawing import (
    Drawing,
    EdgeData,
    GraphData,
    edge_id,
    machine_drawing,
)
from eda_core.presentation.order.looks import OUTCOME_LOOKS, look_of
from eda_core.presentation.wording import count_text, value_text
from eda_core.read_model.execution_paths import PathTaken
from eda_core.read_model.identity import Same
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.state_traffic import Traffic, states_now
from eda_core.read_model.stays import Stay, failed_state, stays_of

NOT_STARTED: Final = "nothing handed this order to the state machine"

UNSEEN: Final = "what the definition would do: no execution seen yet"


class FailedState(TypedDict):
    """The state an execution failed in, and why."""

    id: str
    cause: str


class StateGraphData(TypedDict):
    """The component ``state_graph``: a graph, and how far an execution has come on it.

    ``visited``, ``current``, ``ended`` and ``selected`` name states, ``taken`` lines; ``focus``
    says that there is a path to be set off from the rest, ``unseen`` that it is only what would
    be: nobody has seen an execution. ``counts``, ``here`` (by state) and
    ``edge_counts`` are figures. ``height`` in pixels is what it may take, ``largest`` and
    ``least`` its scale; ``tools`` are buttons to zoom, and with ``picks`` each state is a button.
    """

    graph: GraphData
    visited: list[str]
    taken: list[str]
    failed: FailedState | None
    current: list[str]
    ended: str | None
    tone: str
    focus: bool
    unseen: bool
    caption: str
    selected: str | None
    counts: dict[str, str]
    edge_counts: dict[str, str]
    here: dict[str, str]
    title: NotRequired[str]
    height: NotRequired[int]
    largest: NotRequired[float]
    least: NotRequired[float]
    tools: NotRequired[bool]
    picks: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class PathProgress:
    """How far an execution has come at a moment: its stays so far, and where it stands.

    ``status`` is None where there is no execution; ``current`` are the states it is in while it
    runs, ``failed`` the state in which it failed. ``is_unseen`` says that this is the way it would
    take: nothing but the definition tells of it.
    """

    stays: tuple[Stay, ...] = ()
    status: ExecutionStatus | None = None
    current: tuple[str, ...] = ()
    failed: str = ""
    is_unseen: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """The states entered, in order, each once."""
        return tuple(dict.fromkeys(stay.state for stay in self.stays))


def progress_along(path: PathTaken | None, now_ms: int | None = None) -> PathProgress:
    """Return how far the execution of an order has come at ``now_ms``, or as far as it is known to
    go.

    A predicted execution waits as the definition says, so what it does later is left out.
    """
    if path is None or path.execution is None or not path.started:
        return PathProgress()
    execution = path.execution
    stays = execution_stays(execution)
    if now_ms is None:
        now_ms = max(execution.ended_ms or 0, *(stay.entered_ms for stay in stays), 0)
    begun = tuple(stay for stay in stays if stay.entered_ms <= now_ms)
    running = path.status is ExecutionStatus.RUNNING or (execution.ended_ms or 0) > now_ms
    if path.is_unseen:
        return PathProgress(begun, ExecutionStatus.RUNNING, is_unseen=True)
    if running:
        return PathProgress(begun, ExecutionStatus.RUNNING, states_now(begun, now_ms))
    failed = "" if path.status is ExecutionStatus.SUCCEEDED else _failed_in(execution, begun)
    return PathProgress(begun, path.status, (), failed)


def _failed_in(execution: Execution, begun: Sequence[Stay]) -> str:
    return failed_state(execution.history) or (begun[-1].state if begun else "")


def execution_stays(execution: Execution) -> tuple[Stay, ...]:
    """Return the stays of an execution; those of one that is looked at again are remembered."""
    return _execution_stays(Same(execution))


@lru_cache(maxsize=64)
def _execution_stays(held: Same[Execution]) -> tuple[Stay, ...]:
    return stays_of(held.held.history)


def state_graph(
    machine: StateMachine,
    view: OrderView | None,
    now_ms: int | None = None,
    traffic: Traffic | None = None,
) -> StateGraphData:
    """Return the graph of the machine of this order's time and the path it took by ``now_ms``.

    Without an order it is the graph of ``machine``. With ``traffic`` every state and line has
    room for its count.
    """
    path, in_force, counts = None if view is None else view.path, machine, traffic or Traffic()
    if path is not None and path.machine is not None:
        machine = path.machine
    drawing = machine_drawing(machine, counted=traffic is not None)
    reached = progress_along(path, now_ms)
    return {
        "graph": {
            **drawing.graph,
            "edges": labelled(drawing, () if path is None else path.choices),
        },
        "visited": list(reached.states),
        "taken": list(dict.fromkeys(lines_taken(reached.stays))),
        "failed": _failed(reached, path),
        "current": list(reached.current),
        "ended": _ended(reached, machine),
        "tone": "none" if view is None else _tone(view, reached, now_ms),
        "focus": view is not None,
        "unseen": reached.is_unseen,
        "caption": drawing.fault or _caption(path, in_force.definition != machine.definition),
        "selected": None,
        "counts": _figures(counts.states),
        "edge_counts": _figures(_by_line(counts.moves)),
        "here": _figures(counts.here),
    }


def _caption(path: PathTaken | None, another: bool) -> str:
    if path is None:
        return "the payment state machine"
    words = NOT_STARTED if not path.started else UNSEEN if path.is_unseen else path.origin.value
    return f"{words} · by the definition of its time" if another else words


def _tone(view: OrderView, reached: PathProgress, now_ms: int | None) -> str:
    if reached.failed or reached.status is ExecutionStatus.TIMED_OUT:
        return "stuck"
    if now_ms is not None:
        return look_of(view, now_ms).tone
    return OUTCOME_LOOKS[view.row.outcome].tone


def lines_taken(stays: Sequence[Stay]) -> list[str]:
    """Return the ids of the lines along which an execution came, in order."""
    return [edge_id(stay.came_from, stay.state) for stay in stays if stay.came_from]


def _failed(reached: PathProgress, path: PathTaken | None) -> FailedState | None:
    if path is None or not reached.failed:
        return None
    return {"id": reached.failed, "cause": ": ".join(filter(None, (path.error, path.cause)))}


def _ended(reached: PathProgress, machine: StateMachine) -> str | None:
    """Return the state in which the execution came to its end, if it did."""
    if reached.status is not ExecutionStatus.SUCCEEDED:
        return None
    outermost = (stay.state for stay in reversed(reached.stays) if stay.state in machine.states)
    return next(outermost, None)


def labelled(drawing: Drawing, choices: Iterable[ChoiceExplanation]) -> list[EdgeData]:
    """Return the lines of a drawing with their words: numbers where a rule was met, else
    the rule.
    """
    met = numbers(choices)
    return [
        {
            **edge,
            "label": met.get(edge["id"]) or drawing.lines[edge["id"]].label,
            "title": drawing.lines[edge["id"]].title,
        }
        for edge in drawing.graph["edges"]
    ]


def numbers(choices: Iterable[ChoiceExplanation]) -> Mapping[str, str]:
    """Return what the rule that was met says with the order's own values, by the id of its line."""
    return {
        edge_id(choice.state_name, choice.target): compared(choice.rules[-1].comparisons[0])
        for choice in choices
        if choice.target is not None and not choice.by_default and choice.rules[-1].is_single
    }


def compared(comparison: ComparisonExplanation) -> str:
    """``900 > 500``; nothing for a test of kind, which reads well as it is."""
    if comparison.symbol.startswith("is "):
        return ""
    return f"{value_text(comparison.came)} {comparison.symbol} {value_text(comparison.wanted)}"


def _by_line(moves: Mapping[Pair, int]) -> dict[str, int]:
    return {edge_id(*ends): count for ends, count in moves.items()}


def _figures(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: count_text(count) for name, count in counts.items()}
