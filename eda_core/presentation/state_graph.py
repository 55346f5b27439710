"""The state machine as a picture, with the path of one order on it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from eda_core.asl import (
    ComparisonExplanation,
    ExecutionStatus,
    StateMachine,
    Transition,
    is_terminal,
    transitions,
)
from eda_core.presentation.graph_layout import Box, Layout, layered
from eda_core.presentation.outcomes import OUTCOME_LOOKS
from eda_core.presentation.wording import value_text
from eda_core.projections.order_view import OrderView
from eda_core.projections.paths import PathTaken

TERMINAL_GAP: Final = 14
LABEL_GAP: Final = 12
LABEL_DROP: Final = 12
_WAY: Final = re.compile(r"\$\.(?:[\w-]+\.)*(?=[\w-])")


def state_graph(machine: StateMachine, view: OrderView | None) -> dict[str, Any]:
    """The graph of this machine and, if an order is given, the path it took through it."""
    path = None if view is None else view.path
    return {
        "graph": _graph(machine, _numbers(path)),
        "visited": [] if path is None else list(path.states),
        "taken": [] if path is None else _taken(path),
        "failed": _failed(path),
        "current": _current(path),
        "tone": "none" if view is None else _tone(view),
        "counts": {},
        "caption": "the payment state machine" if path is None else path.origin.value,
        "selected": None,
    }


def _tone(view: OrderView) -> str:
    if view.path is not None and view.path.status is ExecutionStatus.FAILED:
        return "stuck"
    return OUTCOME_LOOKS[view.row.outcome].tone


def _taken(path: PathTaken) -> list[str]:
    return [_edge_id(a, b) for a, b in zip(path.states, path.states[1:], strict=False)]


def _failed(path: PathTaken | None) -> dict[str, str] | None:
    if path is None or path.status is not ExecutionStatus.FAILED or not path.states:
        return None
    return {"id": path.states[-1], "cause": f"{path.error}: {path.cause}"}


def _current(path: PathTaken | None) -> str | None:
    if path is None or path.status is not ExecutionStatus.RUNNING or not path.states:
        return None
    return path.states[-1]


def _edge_id(source: str, target: str) -> str:
    return f"{source}>{target}"


def _numbers(path: PathTaken | None) -> Mapping[str, str]:
    """What the rule that was met says with the order's own values, by the id of its edge."""
    choices = () if path is None else path.choices
    return {
        _edge_id(choice.state_name, choice.target): _compared(choice.rules[-1].comparisons[0])
        for choice in choices
        if choice.target is not None and not choice.by_default and choice.rules[-1].is_single
    }


def _compared(comparison: ComparisonExplanation) -> str:
    """``900 > 500``; nothing for a test of kind, which reads well as it is."""
    if comparison.symbol.startswith("is "):
        return ""
    return f"{value_text(comparison.came)} {comparison.symbol} {value_text(comparison.wanted)}"


def _graph(machine: StateMachine, numbers: Mapping[str, str]) -> dict[str, Any]:
    moves, names = transitions(machine), list(machine.states)
    layout = layered(machine.start_at, names, [(move.source, move.target) for move in moves])
    ends = (layout.boxes[name] for name in names if is_terminal(machine.states[name]))
    start = layout.boxes[machine.start_at]
    return {
        "width": layout.width,
        "height": layout.height,
        "nodes": [_node(name, machine.states[name].kind, layout.boxes[name]) for name in names],
        "edges": [_edge(move, layout, numbers) for move in moves],
        "start": [start.x, start.top - TERMINAL_GAP],
        "end": [[box.x, box.bottom + TERMINAL_GAP] for box in ends],
    }


def _node(name: str, kind: str, box: Box) -> dict[str, Any]:
    return {"id": name, "kind": kind, "x": box.x, "y": box.y, "w": box.width, "h": box.height}


def _edge(move: Transition, layout: Layout, numbers: Mapping[str, str]) -> dict[str, Any]:
    edge = _edge_id(move.source, move.target)
    source, target = layout.boxes[move.source], layout.boxes[move.target]
    left = target.x < source.x
    return {
        "id": edge,
        "path": _curve(source, target),
        "label": numbers.get(edge) or _short(move.label),
        "label_x": (source.x + target.x) / 2 + (-LABEL_GAP if left else LABEL_GAP),
        "label_y": source.bottom + LABEL_DROP,
        "anchor": "end" if left else "start",
    }


def _curve(source: Box, target: Box) -> str:
    """A line from the lower edge of one box to the upper edge of the other, bending midway."""
    middle = (source.bottom + target.top) / 2
    return (
        f"M{source.x} {source.bottom} C{source.x} {middle} {target.x} {middle} "
        f"{target.x} {target.top}"
    )


def _short(label: str) -> str:
    """A rule without the way to its variable: ``amount > 500``."""
    return _WAY.sub("", label)
