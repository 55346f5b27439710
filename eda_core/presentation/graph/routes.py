"""The lines of a layered drawing: straight inside a rank, curved between ranks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from eda_core.presentation.graph.layers import Chain, Grid, Pair

TURN: Final = 15
"""How far a line that turns round swings out, at the control points of its curve."""

ASIDE: Final = 16
"""How far beside the middle of a box a line ends where the middle is taken."""


class Placed(Protocol):
    """A box as routes need to know it."""

    @property
    def x(self) -> float:
        """Its centre."""

    @property
    def top(self) -> float:
        """Its upper edge."""

    @property
    def bottom(self) -> float:
        """Its lower edge."""


@dataclass(frozen=True, slots=True)
class Extents:
    """From where to where each rank reaches, and the line on which its boxes are centred."""

    tops: tuple[float, ...]
    middles: tuple[float, ...]
    bottoms: tuple[float, ...]

    @property
    def height(self) -> float:
        """The lower end of the last rank."""
        return self.bottoms[-1]

    def middle(self, rank: int) -> float:
        """Return the line on which the boxes of a rank are centred."""
        return self.middles[rank]


@dataclass(frozen=True, slots=True)
class EdgeRoute:
    """A line from the edge of one box to the edge of another.

    ``stops`` are straight pieces ``(x, from y, to y)`` in the order it passes them, joined by
    curves. What is written on it is centred on ``label``. ``back`` says that it turns round.
    """

    stops: tuple[tuple[float, float, float], ...]
    label: tuple[float, float]
    back: bool

    def moved(self, x: float, y: float) -> "EdgeRoute":
        """This route, moved by so much."""
        stops = tuple((at + x, first + y, last + y) for at, first, last in self.stops)
        return replace(self, stops=stops, label=(self.label[0] + x, self.label[1] + y))

    @property
    def path(self) -> str:
        """The line as an SVG path."""
        x, first, last = self.stops[0]
        slopes = self._slopes()
        parts = [f"M{x:.1f} {first:.1f}", _straight(first, last)]
        final = len(self.stops) - 1
        for at, (to_x, enter, leave) in enumerate(self.stops[1:], start=1):
            turns = self.back and at in (1, final)
            bend = _turn(at == 1) if turns else (enter - last) / 2
            other = last + bend if turns else enter - bend
            before, after = slopes[at - 1] * bend, slopes[at] * bend
            parts.append(
                f"C{x + before:.1f} {last + bend:.1f} {to_x - after:.1f} {other:.1f} "
                f"{to_x:.1f} {enter:.1f}"
            )
            parts.append(_straight(enter, leave))
            x, last = to_x, leave
        return "".join(parts)

    def _slopes(self) -> list[float]:
        """Return how far the line goes aside for each pixel down, where it passes each stop.

        Upright on a straight piece and at a turning point; else between the slopes on both sides,
        so that it swings no further out than it must.
        """
        slopes = [0.0] * len(self.stops)
        for at, (x, top, bottom) in enumerate(self.stops[1:-1], start=1):
            (old_x, _, old_y), (new_x, new_y, _) = self.stops[at - 1], self.stops[at + 1]
            if top == bottom and old_y != top != new_y:
                one, other = (x - old_x) / (top - old_y), (new_x - x) / (new_y - top)
                slopes[at] = 2 * one * other / (one + other) if one * other > 0 else 0.0
        return slopes


def _straight(first: float, last: float) -> str:
    """Return a straight piece; none of no length, which would turn an arrow head to the side."""
    return "" if first == last else f"V{last:.1f}"


def _turn(leaving: bool) -> float:
    return TURN if leaving else -TURN


def routes(
    grid: Grid,
    x: Sequence[float],
    boxes: Mapping[str, Placed],
    extents: Extents,
    aside: Collection[str],
) -> dict[Pair, EdgeRoute]:
    """Return a route for every chain; lines leave the states in ``aside`` beside their middle."""
    router = _Router(x, boxes, extents, grid, frozenset(aside))
    return {chain.ends: router.route(chain) for chain in grid.chains}


@dataclass(frozen=True, slots=True)
class _Router:
    x: Sequence[float]
    boxes: Mapping[str, Placed]
    extents: Extents
    grid: Grid
    aside: frozenset[str]

    def route(self, chain: Chain) -> EdgeRoute:
        source, target = (self.boxes[name] for name in chain.ends)
        first, last = (self.grid.rank[self.grid.number[name]] for name in chain.ends)
        leave = source.x + (ASIDE if chain.back or chain.ends[0] in self.aside else 0)
        enter = target.x + (ASIDE if chain.back else 0)
        stops = (
            (leave, source.bottom, self.extents.bottoms[first]),
            *self._knots(chain),
            (enter, self.extents.tops[last], target.top),
        )
        return EdgeRoute(stops, self._label(chain), chain.back)

    def _knots(self, chain: Chain) -> list[tuple[float, float, float]]:
        """Return the knots as straight pieces, but for ranks in which nothing stands.

        Among words a piece has no length, so that the curves to it have all the room there is.
        """
        tops, bottoms = self.extents.tops, self.extents.bottoms
        pieces = []
        for knot in chain.knots:
            rank = self.grid.rank[knot]
            top, bottom = tops[rank], bottoms[rank]
            if top < bottom:
                words = rank % 2 == 1
                middle = self.extents.middle(rank)
                ends = (middle, middle) if words else (top, bottom)
                pieces.append((self.x[knot], *(reversed(ends) if chain.back else ends)))
        return pieces

    def _label(self, chain: Chain) -> tuple[float, float]:
        knot = chain.knots[0]
        rank = self.grid.rank[knot]
        return self.x[knot], (self.extents.tops[rank] + self.extents.bottoms[rank]) / 2
