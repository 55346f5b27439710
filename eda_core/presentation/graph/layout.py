"""Where every state and every transition of a graph is drawn, in pixels.

A level is the states of one machine or branch. A state with branches inside is a group: its
branches are laid out first, side by side, and the box around them takes part in the level above
like any other. Lines pass between boxes, never through one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from eda_core.presentation.graph.layers import (
    MAX_KNOTS,
    Grid,
    Pair,
    grid_of,
    knots_needed,
    layers_of,
)
from eda_core.presentation.graph.ranks import columns, reduce_crossings
from eda_core.presentation.graph.routes import EdgeRoute, Extents, routes

LABEL_HEIGHT: Final = 15
RANK_GAP: Final = 16
MARGIN: Final = 12
TURN_ROOM: Final = 12
GROUP_HEAD: Final = 32
GROUP_PADDING: Final = 12
BRANCH_GAP: Final = 14


@dataclass(frozen=True, slots=True)
class Item:
    """A state to be placed: the size of its box, and room kept free above and below it.

    With levels ``inside`` it is a group; its size is then the least it may have.
    """

    name: str
    width: float
    height: float
    above: float = 0
    below: float = 0
    inside: "tuple[Level, ...]" = ()


@dataclass(frozen=True, slots=True)
class Level:
    """States that are drawn together. ``rooms`` has each line and the width of what is on it."""

    start: str
    items: tuple[Item, ...]
    rooms: Mapping[Pair, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a state stands: its centre and its size."""

    x: float
    y: float
    width: float
    height: float
    is_group: bool = False

    @property
    def top(self) -> float:
        """The y of its upper edge."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height / 2

    @property
    def left(self) -> float:
        """The x of its left edge."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width / 2

    def moved(self, x: float, y: float) -> "Box":
        """This box, moved by so much."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by state name, a group before what is inside it; routes by their ends; the size."""

    boxes: Mapping[str, Box]
    routes: Mapping[Pair, EdgeRoute]
    width: float
    height: float


def size_fault(level: Level) -> str:
    """Return why this level cannot be drawn in a time anybody would wait; empty if it can."""
    names = [item.name for item in level.items]
    needed = knots_needed(layers_of(level.start, names, level.rooms), level.rooms)
    if needed > MAX_KNOTS:
        return f"Its {len(level.rooms)} transitions pass too many states to be drawn."
    inner = (size_fault(below) for item in level.items for below in item.inside)
    return next(filter(None, inner), "")


def layout(level: Level) -> Layout:
    """Place the states and transitions of this level and of those inside it."""
    insides = {item.name: _branches(item) for item in level.items if item.inside}
    items = [_sized(item, insides.get(item.name)) for item in level.items]
    flat = _flat(level, items)
    boxes, lines = dict[str, Box](), dict(flat.routes)
    for name, box in flat.boxes.items():
        inside = insides.get(name)
        boxes[name] = replace(box, is_group=inside is not None)
        if inside is not None:
            down = box.top + GROUP_HEAD
            across = box.x - inside.width / 2
            boxes |= {inner: each.moved(across, down) for inner, each in inside.boxes.items()}
            lines |= {ends: route.moved(across, down) for ends, route in inside.routes.items()}
    return Layout(boxes, lines, flat.width, flat.height)


def _branches(group: Item) -> Layout:
    """Return the levels inside a group side by side, from the left edge of the first and
    its top.
    """
    boxes, lines = dict[str, Box](), dict[Pair, EdgeRoute]()
    across, height = 0.0, 0.0
    for level in group.inside:
        each = layout(level)
        boxes |= {name: box.moved(across, 0) for name, box in each.boxes.items()}
        lines |= {ends: route.moved(across, 0) for ends, route in each.routes.items()}
        across += each.width + BRANCH_GAP
        height = max(height, each.height)
    return Layout(boxes, lines, across - BRANCH_GAP, height)


def _sized(item: Item, inside: Layout | None) -> Item:
    if inside is None:
        return item
    width = max(item.width, inside.width + 2 * GROUP_PADDING)
    return replace(item, width=width, height=GROUP_HEAD + inside.height + GROUP_PADDING)


def _flat(level: Level, items: Sequence[Item]) -> Layout:
    """Return one level, its groups as plain boxes."""
    layers = layers_of(level.start, [item.name for item in items], level.rooms)
    grid = grid_of(layers, {item.name: item.width for item in items}, level.rooms)
    reduce_crossings(grid)
    extents = _extents(grid, items)
    x = [MARGIN + centre for centre in columns(grid)]
    boxes = {
        item.name: Box(
            x[grid.number[item.name]],
            extents.middle(grid.rank[grid.number[item.name]]),
            item.width,
            item.height,
        )
        for item in items
    }
    width = max(x[n] + w / 2 for n, w in enumerate(grid.widths)) + MARGIN
    leaves_aside = {item.name for item in items if item.below}
    return Layout(
        boxes, routes(grid, x, boxes, extents, leaves_aside), width, extents.height + _margin(grid)
    )


def _margin(grid: Grid) -> float:
    """Room above and below a level: more where a line turns round there."""
    turns = any(chain.back for chain in grid.chains)
    return TURN_ROOM if turns else 0.0


def _extents(grid: Grid, items: Iterable[Item]) -> Extents:
    """From where to where each rank reaches, and the line on which its boxes are centred."""
    up, down = [0.0] * len(grid.ranks), [0.0] * len(grid.ranks)
    for item in items:
        rank = grid.rank[grid.number[item.name]]
        up[rank] = max(up[rank], item.height / 2 + item.above)
        down[rank] = max(down[rank], item.height / 2 + item.below)
    for rank in range(1, len(grid.ranks), 2):
        if any(grid.widths[number] for number in grid.ranks[rank]):
            up[rank] = down[rank] = LABEL_HEIGHT / 2
    tops, middles, bottoms = list[float](), list[float](), list[float]()
    y = _margin(grid)
    for above, below in zip(up, down, strict=True):
        tops.append(y)
        middles.append(y + above)
        bottoms.append(y + above + below)
        y = bottoms[-1] + RANK_GAP
    return Extents(tuple(tops), tuple(middles), tuple(bottoms))
