"""A layered layout for a graph of states: who stands where, in pixels.

Each state stands one layer below the lowest of those that lead to it, left to right in the order
in which the definition lists them. Transitions back up are left out of the layering.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Edge = tuple[str, str]

BOX_HEIGHT: Final = 30
LAYER_STEP: Final = 62
COLUMN_GAP: Final = 14
MARGIN: Final = 8
TOP: Final = 35
LETTER: Final = 6.4
BOX_PADDING: Final = 26
MIN_BOX: Final = 92
MAX_BOX: Final = 220
MIN_WIDTH: Final = 292


@dataclass(frozen=True, slots=True)
class Box:
    """Where a state stands: its centre and its size."""

    x: float
    y: float
    width: float
    height: float = BOX_HEIGHT

    @property
    def top(self) -> float:
        """The y of its upper edge."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes by state name, and the size of the whole picture."""

    boxes: Mapping[str, Box]
    width: float
    height: float


def layered(start: str, names: Sequence[str], edges: Sequence[Edge]) -> Layout:
    """Place these states; one that cannot be reached from ``start`` gets a layer at the end."""
    layer = _layer_of(start, names, edges)
    layers = _rows({name: layer[name] for name in names})
    widths = [_row_width(row) for row in layers]
    width = max([MIN_WIDTH, *(w + 2 * MARGIN for w in widths)])
    boxes: dict[str, Box] = {}
    for depth, row in enumerate(layers):
        boxes.update(_placed(row, width, TOP + depth * LAYER_STEP))
    return Layout(boxes, width, TOP + (len(layers) - 1) * LAYER_STEP + TOP)


def _layer_of(start: str, names: Sequence[str], edges: Sequence[Edge]) -> Mapping[str, int]:
    order, forward = _forward_edges(start, edges)
    layer = dict.fromkeys(order, 0)
    for source in order:
        for target in forward[source]:
            layer[target] = max(layer[target], layer[source] + 1)
    beyond = max(layer.values()) + 1
    return layer | {name: beyond for name in names if name not in layer}


def _forward_edges(
    start: str, edges: Sequence[Edge]
) -> tuple[Sequence[str], Mapping[str, Sequence[str]]]:
    """Reachable states so that sources come before targets, and the edges that do not lead back."""
    targets: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        targets[source].append(target)
    forward: defaultdict[str, list[str]] = defaultdict(list)
    finished: list[str] = []
    open_states, seen = {start}, {start}
    stack = [(start, iter(targets[start]))]
    while stack:
        source, rest = stack[-1]
        for target in rest:
            if target in open_states:
                continue
            forward[source].append(target)
            if target not in seen:
                seen.add(target)
                open_states.add(target)
                stack.append((target, iter(targets[target])))
                break
        else:
            stack.pop()
            open_states.discard(source)
            finished.append(source)
    return finished[::-1], forward


def _rows(layer: Mapping[str, int]) -> list[list[str]]:
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for name, depth in layer.items():
        rows[depth].append(name)
    return [rows[depth] for depth in sorted(rows)]


def box_width(name: str) -> float:
    """How wide the box of a state is, so that its name has room."""
    return min(MAX_BOX, max(MIN_BOX, len(name) * LETTER + BOX_PADDING))


def _row_width(row: Sequence[str]) -> float:
    return sum(map(box_width, row)) + COLUMN_GAP * (len(row) - 1)


def _placed(row: Sequence[str], width: float, y: float) -> Mapping[str, Box]:
    boxes = {}
    left = (width - _row_width(row)) / 2
    for name in row:
        boxes[name] = Box(left + box_width(name) / 2, y, box_width(name))
        left += box_width(name) + COLUMN_GAP
    return boxes
