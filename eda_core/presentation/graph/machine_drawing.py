"""A state machine as a drawing: boxes, groups and lines with their words, alike for all orders."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NotRequired, TypedDict
from unicodedata import east_asian_width

from eda_core.asl import State, StateMachine, Transition, is_terminal, transitions
from eda_core.asl.model import Branch, MapState, ParallelState
from eda_core.presentation.graph.layers import Pair
from eda_core.presentation.graph.layout import Box, Item, Layout, Level, layout, size_fault
from eda_core.read_model.identity import Same

BOX_HEIGHT: Final = 30
LINE_HEIGHT: Final = 13
BOX_PADDING: Final = 26
MIN_BOX: Final = 92
MAX_BOX: Final = 220
MAX_GROUP: Final = 420
KIND_ROOM: Final = 60
TERMINAL_GAP: Final = 14
TERMINAL_ROOM: Final = 22
MIN_LABEL: Final = 60
MAX_LABEL: Final = 170
LABEL_PADDING: Final = 12
COUNT_ROOM: Final = 38
MIN_WIDTH: Final = 292
MAX_STATES: Final = 250
MAX_TITLE: Final = 600


@dataclass(frozen=True, slots=True)
class Line:
    """One or more transitions between the same two states, drawn as one line.

    ``label`` is short, ``title`` has all of them; ``kind`` is that of the first.
    """

    ends: Pair
    label: str
    title: str
    kind: str


Terminal = tuple[float, float, str]
"""Where the dot of the start or of an end is, and the state it belongs to."""


class NodeData(TypedDict):
    """A state: the lines of its name, its centre and size, and whether it is around others."""

    id: str
    lines: list[str]
    kind: str
    x: float
    y: float
    w: float
    h: float
    group: bool


class EdgeData(TypedDict):
    """A line as an SVG path, and the middle and width of the room for the words beside it."""

    id: str
    path: str
    kind: str
    label_x: float
    label_y: float
    room: float
    label: NotRequired[str]
    title: NotRequired[str]


class GraphData(TypedDict):
    """A drawing in its own units; all of it is moved to the right by ``shift``."""

    width: float
    height: float
    shift: NotRequired[float]
    nodes: list[NodeData]
    edges: list[EdgeData]
    start: Terminal | None
    end: list[Terminal]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn and where, and its lines by id; ``fault`` says why nothing is, if so."""

    graph: GraphData
    lines: Mapping[str, Line]
    fault: str = ""


def edge_id(source: str, target: str) -> str:
    """Return the id of the line between two states."""
    return f"{source}>{target}"


def machine_drawing(machine: StateMachine, counted: bool = False) -> Drawing:
    """Return the drawing of this machine; ``counted`` leaves room for a figure on every line.

    A machine that is too large to be read comes empty, with the reason.
    """
    return _machine_drawing(Same(machine), counted)


@lru_cache(maxsize=32)
def _machine_drawing(held: Same[StateMachine], counted: bool) -> Drawing:
    machine = held.held
    if len(machine.every_state) > MAX_STATES:
        return _nothing(f"Its {len(machine.every_state)} states are too many to be drawn.")
    level = _level(machine, counted, outermost=True)
    fault = size_fault(level)
    return _nothing(fault) if fault else drawing(level, machine.every_state, _moves_of(machine))


def _nothing(reason: str) -> Drawing:
    empty: GraphData = {
        "width": MIN_WIDTH,
        "height": 1,
        "nodes": [],
        "edges": [],
        "start": None,
        "end": [],
    }
    return Drawing(empty, {}, reason)


def branches_of(state: State) -> Sequence[Branch]:
    """Return the branches inside a Parallel or Map state; none for any other."""
    if isinstance(state, ParallelState):
        return state.branches
    return (state.item_processor,) if isinstance(state, MapState) else ()


def _moves_of(part: StateMachine | Branch) -> Iterator[Transition]:
    """Yield the transitions of a machine or branch and of everything inside it."""
    yield from transitions(part)
    for state in part.states.values():
        for branch in branches_of(state):
            yield from _moves_of(branch)


def _level(part: StateMachine | Branch, counted: bool, outermost: bool = False) -> Level:
    items = []
    for name, state in part.states.items():
        above = TERMINAL_ROOM if outermost and name == part.start_at else 0
        below = TERMINAL_ROOM if outermost and is_terminal(state) else 0
        inside = tuple(_level(branch, counted) for branch in branches_of(state))
        items.append(state_item(state, above, below, inside))
    lines = merged(transitions(part))
    return Level(part.start_at, tuple(items), {line.ends: room(line, counted) for line in lines})


def state_item(
    state: State, above: float = 0, below: float = 0, inside: tuple[Level, ...] = ()
) -> Item:
    """Return a state as something to be placed, as wide as its name needs."""
    lines = [state.name] if inside else name_lines(state.name)
    padding = BOX_PADDING + (KIND_ROOM if inside else 0)
    width = max(map(text_width, lines)) + padding
    height = BOX_HEIGHT + LINE_HEIGHT * (len(lines) - 1)
    most = MAX_GROUP if inside else MAX_BOX
    return Item(state.name, min(most, max(MIN_BOX, width)), height, above, below, inside)


def merged(moves: Iterable[Transition]) -> list[Line]:
    """Return the transitions as lines: those between the same states are one, in the order met."""
    found: dict[Pair, list[Transition]] = {}
    for move in moves:
        found.setdefault((move.source, move.target), []).append(move)
    return [_line(ends, alike) for ends, alike in found.items()]


def _line(ends: Pair, alike: Sequence[Transition]) -> Line:
    labels = [short_rule(move.label) for move in alike if move.label]
    more = f" +{len(labels) - 1}" if len(labels) > 1 else ""
    title = " or ".join(move.label for move in alike if move.label)
    return Line(ends, f"{labels[0]}{more}" if labels else "", title[:MAX_TITLE], alike[0].kind)


def room(line: Line, counted: bool) -> float:
    """Return how much room the words on a line and its figure take."""
    words = 0.0
    if line.label:
        wanted = text_width(line.label, SMALL_LETTER) + LABEL_PADDING
        words = min(MAX_LABEL, max(MIN_LABEL, wanted))
    return words + (COUNT_ROOM if counted else 0)


def drawing(
    level: Level, states: Mapping[str, State], moves: Iterable[Transition], least: float = MIN_WIDTH
) -> Drawing:
    """Lay out a level and say in plain JSON what is drawn where, at least ``least`` wide."""
    placed = layout(level)
    lines = {edge_id(*line.ends): line for line in merged(moves)}
    width = max(least, placed.width)
    start = placed.boxes[level.start]
    ends = (item.name for item in level.items if item.below)
    graph: GraphData = {
        "width": width,
        "height": placed.height,
        "shift": (width - placed.width) / 2,
        "nodes": [_node(states[name], box) for name, box in placed.boxes.items()],
        "edges": [_edge(name, line, placed, level) for name, line in lines.items()],
        "start": (start.x, start.top - TERMINAL_GAP, level.start) if _has_start(level) else None,
        "end": [
            (placed.boxes[name].x, placed.boxes[name].bottom + TERMINAL_GAP, name) for name in ends
        ],
    }
    return Drawing(graph, lines)


def _has_start(level: Level) -> bool:
    return any(item.above for item in level.items)


def _node(state: State, box: Box) -> NodeData:
    retries = " ↻" if getattr(state, "retry", ()) else ""
    return {
        "id": state.name,
        "lines": [state.name] if box.is_group else name_lines(state.name),
        "kind": f"{state.kind}{retries}",
        "x": round(box.x, 1),
        "y": round(box.y, 1),
        "w": round(box.width, 1),
        "h": round(box.height, 1),
        "group": box.is_group,
    }


def _edge(name: str, line: Line, placed: Layout, level: Level) -> EdgeData:
    route = placed.routes[line.ends]
    x, y = route.label
    return {
        "id": name,
        "path": route.path,
        "kind": line.kind,
        "label_x": round(x, 1),
        "label_y": round(y, 1),
        "room": round(_rooms(level)[line.ends], 1),
    }


def _rooms(level: Level) -> Mapping[Pair, float]:
    """Return the room on every line, those inside groups included."""
    rooms = dict(level.rooms)
    for item in level.items:
        for inner in item.inside:
            rooms |= _rooms(inner)
    return rooms


LETTER: Final = 6.4
"""Mean width of a letter of a state's name, in bold."""

SMALL_LETTER: Final = 5.7
"""The same of what is written on a line."""

WIDEST_LINE: Final = 168
_WIDE: Final = frozenset("WF")
_BREAKS: Final = re.compile(r"(?<=[\s_./:-])(?=\S)|(?<=[a-z0-9])(?=[A-Z])")
_WAY: Final = re.compile(r"(?<!\$)\$\.(?:[\w-]+\.)*(?=[\w-])")


def text_width(text: str, letter: float = LETTER) -> float:
    """Return how wide a text is, in pixels; letters of East Asia take almost double."""
    return sum(1.8 * letter if east_asian_width(each) in _WIDE else letter for each in text)


def name_lines(name: str) -> list[str]:
    """Return a state's name on one line, or on two of about the same length if one would be too
    wide.
    """
    if text_width(name) <= WIDEST_LINE:
        return [name]
    half = len(name) / 2
    breaks = [match.start() for match in _BREAKS.finditer(name)]
    middle = min(breaks, key=lambda at: abs(at - half), default=0)
    if not len(name) / 4 <= middle <= 3 * len(name) / 4:
        middle = round(half)
    return [name[:middle].rstrip(), name[middle:].lstrip()]


def short_rule(rule: str) -> str:
    """Return a rule without the way to its variable: ``amount > 500``."""
    return _WAY.sub("", rule)
