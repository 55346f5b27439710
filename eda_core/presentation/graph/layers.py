"""Ranks of a layered drawing: which state stands in which row, and what else passes that row.

Even ranks hold states, odd ranks what is written on the lines between them. A line that passes a
rank that is not an end of it gets a place there too, a *knot*, so that it never runs through a
state and no two words share a place. A line that leads back up gets its knots beside both its ends
and everything between, so it is drawn at the side.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

Pair = tuple[str, str]

MAX_KNOTS: Final = 6_000
"""More places for lines than this and a drawing would take seconds, and nobody could read it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A line and its knots in the order it passes them; ``back`` if it leads up or to itself."""

    ends: Pair
    knots: tuple[int, ...]
    back: bool


@dataclass(slots=True)
class Grid:
    """States and knots as numbers, by rank from top to bottom, left to right.

    ``up`` and ``down`` are the neighbours in the ranks next to a place; ``widths`` are pixels.
    ``beside`` has the knots at the side of a state, and that state.
    """

    number: dict[str, int] = field(default_factory=dict)
    widths: list[float] = field(default_factory=list)
    rank: list[int] = field(default_factory=list)
    up: list[list[int]] = field(default_factory=list)
    down: list[list[int]] = field(default_factory=list)
    ranks: list[list[int]] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    beside: dict[int, int] = field(default_factory=dict)

    def add(self, rank: int, width: float) -> int:
        """Make a place at the right end of a rank."""
        number = len(self.widths)
        self.widths.append(width)
        self.rank.append(rank)
        self.up.append([])
        self.down.append([])
        while len(self.ranks) <= rank:
            self.ranks.append([])
        self.ranks[rank].append(number)
        return number

    def join(self, one: int, other: int) -> None:
        """Make two places neighbours; those of one rank cannot be."""
        if self.rank[one] > self.rank[other]:
            one, other = other, one
        if self.rank[one] < self.rank[other]:
            self.down[one].append(other)
            self.up[other].append(one)


def layers_of(start: str, names: Sequence[str], links: Iterable[Pair]) -> Mapping[str, int]:
    """Return the layer of each state, in the order in which a walk from ``start`` meets them.

    A state stands one layer below the lowest of those that lead to it; one that cannot be reached
    gets the last layer.
    """
    met, topological, forward = _walk(start, links)
    layer = dict.fromkeys(met, 0)
    for source in topological:
        for target in forward[source]:
            layer[target] = max(layer[target], layer[source] + 1)
    beyond = max(layer.values()) + 1
    return layer | {name: beyond for name in names if name not in layer}


def _walk(
    start: str, links: Iterable[Pair]
) -> tuple[Sequence[str], Sequence[str], Mapping[str, Sequence[str]]]:
    """States as met, states so that sources come first, and the targets that do not lead back."""
    targets: defaultdict[str, list[str]] = defaultdict(list)
    for source, target in links:
        targets[source].append(target)
    forward: defaultdict[str, list[str]] = defaultdict(list)
    met, under_way, finished = {start: None}, {start}, []
    stack = [(start, iter(targets[start]))]
    while stack:
        source, rest = stack[-1]
        for target in rest:
            if target in under_way:
                continue
            forward[source].append(target)
            if target not in met:
                met[target] = None
                under_way.add(target)
                stack.append((target, iter(targets[target])))
                break
        else:
            stack.pop()
            under_way.discard(source)
            finished.append(source)
    return list(met), finished[::-1], forward


def knots_needed(layers: Mapping[str, int], links: Iterable[Pair]) -> int:
    """Return how many knots a grid of these would have."""
    spans = (layers[target] - layers[source] for source, target in links)
    return sum(2 * span - 1 if span > 0 else 1 - 2 * span for span in spans)


def grid_of(
    layers: Mapping[str, int], widths: Mapping[str, float], rooms: Mapping[Pair, float]
) -> Grid:
    """Return the grid of these states; ``rooms`` has each line and the width of what stands
    on it.
    """
    grid = Grid()
    for name, layer in layers.items():
        grid.number[name] = grid.add(2 * layer, widths[name])
    order = {name: place for place, name in enumerate(layers)}
    forward, back = list[Pair](), list[Pair]()
    for ends in sorted(rooms, key=lambda ends: (order[ends[0]], order[ends[1]])):
        leads_down = layers[ends[1]] > layers[ends[0]]
        (forward if leads_down else back).append(ends)
    for ends in (*forward, *back):  # so that those at the side start at the side
        _add_chain(grid, ends, rooms[ends])
    return grid


def _add_chain(grid: Grid, ends: Pair, room: float) -> None:
    source, target = (grid.number[name] for name in ends)
    first, last = grid.rank[source], grid.rank[target]
    back = last <= first
    passed = range(first, last - 1, -1) if back else range(first + 1, last)
    knots = tuple(grid.add(rank, 0 if at else room) for at, rank in enumerate(passed))
    line = knots if back else (source, *knots, target)
    for one, other in pairwise(line):
        grid.join(one, other)
    if back:
        grid.beside |= {knots[-1]: target, knots[0]: source}
    grid.chains.append(Chain(ends, knots, back))
