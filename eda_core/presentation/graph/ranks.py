"""Order and columns of a layered drawing: few crossings, then lines as straight as they can be.

Both go through the ranks down and up by turns. The order of a rank follows the mean place of the
neighbours (barycentre); the columns come as near to the neighbours as order and gaps allow, which
is a regression on a line that must not fall (pool adjacent violators).
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from eda_core.presentation.graph.layers import Grid

ORDER_SWEEPS: Final = 12
COLUMN_SWEEPS: Final = 12
STATE_GAP: Final = 14
KNOT_GAP: Final = 10
KNOT_PULL: Final = 4
"""How much more a line insists on being straight than a state on its place."""


def reduce_crossings(grid: Grid) -> None:
    """Order every rank of ``grid`` in place; of equally good orders the first found is kept."""
    best, fewest = [list(rank) for rank in grid.ranks], crossings(grid)
    for sweep in range(ORDER_SWEEPS):
        if not fewest:
            break
        _order_ranks(grid, downwards=sweep % 2 == 0)
        count = crossings(grid)
        if count < fewest:
            best, fewest = [list(rank) for rank in grid.ranks], count
    grid.ranks = best


def _order_ranks(grid: Grid, downwards: bool) -> None:
    neighbours = grid.up if downwards else grid.down
    place = dict(_places(grid))
    for rank in _passed(grid, downwards):
        centre = {
            number: _mean([place[other] for other in neighbours[number]], place[number])
            for number in rank
        }
        rank.sort(key=centre.__getitem__)
        place |= {number: at for at, number in enumerate(rank)}


def _passed(grid: Grid, downwards: bool) -> Iterable[list[int]]:
    return grid.ranks[1:] if downwards else grid.ranks[-2::-1]


def _places(grid: Grid) -> Mapping[int, int]:
    return {number: at for rank in grid.ranks for at, number in enumerate(rank)}


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def crossings(grid: Grid) -> int:
    """Return how many pairs of lines cross, all ranks together."""
    place = _places(grid)
    return sum(_crossings_below(grid, rank, place) for rank in grid.ranks)


def _crossings_below(grid: Grid, rank: Sequence[int], place: Mapping[int, int]) -> int:
    """Inversions among the lower ends of the lines, taken by their upper ends from the left."""
    count, seen = 0, list[int]()
    for number in rank:
        lower = sorted(place[other] for other in grid.down[number])
        for end in lower:
            count += len(seen) - bisect_right(seen, end)
        for end in lower:
            insort(seen, end)
    return count


def columns(grid: Grid) -> list[float]:
    """Return the x of every place's centre, the leftmost edge of all at 0."""
    x = [0.0] * len(grid.widths)
    for rank in grid.ranks:
        _place_rank(grid, rank, [0.0] * len(rank), x)
    for sweep in range(COLUMN_SWEEPS):
        downwards = sweep % 2 == 0
        pulls = _pulls(grid, grid.up if downwards else grid.down)
        for rank in _passed(grid, downwards):
            wanted = [_mean([x[other] for other in pulls[n]], x[n]) for n in rank]
            _place_rank(grid, rank, wanted, x)
    left = min(centre - grid.widths[number] / 2 for number, centre in enumerate(x))
    return [centre - left for centre in x]


def _pulls(grid: Grid, neighbours: Sequence[Sequence[int]]) -> Sequence[Sequence[int]]:
    """Return what each place is drawn to: its neighbours, and for a knot beside a state
    that state.
    """
    return [
        [*others, grid.beside[number]] if number in grid.beside else others
        for number, others in enumerate(neighbours)
    ]


def _place_rank(grid: Grid, rank: Sequence[int], wanted: Sequence[float], x: list[float]) -> None:
    """Put a rank as near to where it is wanted as its order and gaps allow."""
    offsets = _offsets(grid, rank)
    blocks: list[tuple[float, float, int]] = []  # weight, mean, members
    for at, number in enumerate(rank):
        block = (_weight(grid, number), wanted[at] - offsets[at], 1)
        while blocks and blocks[-1][1] > block[1]:
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    means = [mean for _, mean, members in blocks for _ in range(members)]
    for at, number in enumerate(rank):
        x[number] = means[at] + offsets[at]


def _weight(grid: Grid, number: int) -> float:
    is_state = number < len(grid.number)  # states come first
    return 1.0 if is_state else KNOT_PULL


def _pooled(
    one: tuple[float, float, int], other: tuple[float, float, int]
) -> tuple[float, float, int]:
    weight = one[0] + other[0]
    return weight, (one[0] * one[1] + other[0] * other[1]) / weight, one[2] + other[2]


def _offsets(grid: Grid, rank: Sequence[int]) -> list[float]:
    """Return how far right of the first each place stands at least."""
    offsets = [0.0]
    for one, other in pairwise(rank):
        gap = STATE_GAP if grid.widths[one] and grid.widths[other] else KNOT_GAP
        offsets.append(offsets[-1] + (grid.widths[one] + grid.widths[other]) / 2 + gap)
    return offsets
