"""How the orders of a whole log are spread over its time, as bars by what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypedDict

from eda_core.domain.events import iso_milliseconds
from eda_core.presentation.order.looks import FATE_LOOKS
from eda_core.presentation.wording import count_text, counted, date_text
from eda_core.read_model.order_status import Fate

MOST_BARS: Final = 120

_S, _MIN, _H, _DAY = 1000, 60_000, 3_600_000, 86_400_000
LENGTHS_MS: Final = (
    *(_S, 2 * _S, 5 * _S, 10 * _S, 15 * _S, 30 * _S),
    *(_MIN, 2 * _MIN, 5 * _MIN, 10 * _MIN, 15 * _MIN, 30 * _MIN),
    *(_H, 2 * _H, 3 * _H, 6 * _H, 12 * _H, _DAY, 2 * _DAY, 7 * _DAY, 30 * _DAY),
)
"""What a bar may cover; the shortest that makes no more than `MOST_BARS` is taken."""


class DensityData(TypedDict):
    """The component ``density``: bars from left to right.

    A bar has its height, the greatest being 1, the shares of it by the tones of ``legend``, from
    the ground up, and words. ``bar_height`` is in pixels.
    """

    title: str
    note: str
    legend: list[tuple[str, str]]
    bars: list[tuple[float, list[float], str]]
    ends: tuple[str, str]
    bar_height: int


class Arrivals(Protocol):
    """Says how many orders came when."""

    def arrivals_by_fate(
        self, first_ms: int, length_ms: int, count: int
    ) -> Mapping[Fate, Sequence[int]]:
        """Return how many came in each of ``count`` spans of time, by what became of them."""


@dataclass(frozen=True, slots=True)
class Density:
    """Orders by fate in spans of ``length_ms`` from ``first_ms`` on (epoch milliseconds)."""

    first_ms: int
    length_ms: int
    by_fate: Mapping[Fate, Sequence[int]]

    @property
    def sums(self) -> Sequence[int]:
        """Orders of each span."""
        return [sum(numbers) for numbers in zip(*self.by_fate.values(), strict=True)]

    def span(self, place: int) -> tuple[str, str]:
        """Return from when until when a bar is, as the filter of the Event log takes it."""
        from_ms = self.first_ms + place * self.length_ms
        return iso_milliseconds(from_ms), iso_milliseconds(from_ms + self.length_ms)


def density_of(orders: Arrivals, first_ms: int, last_ms: int) -> Density:
    """Return how the orders between two times (epoch milliseconds) are spread."""
    length_ms = next((ms for ms in LENGTHS_MS if _bars(first_ms, last_ms, ms) <= MOST_BARS), 0)
    length_ms = length_ms or -(-(last_ms - first_ms + 1) // (MOST_BARS - 1))
    begin = first_ms // length_ms * length_ms
    count = _bars(first_ms, last_ms, length_ms)
    return Density(begin, length_ms, orders.arrivals_by_fate(begin, length_ms, count))


def _bars(first_ms: int, last_ms: int, length_ms: int) -> int:
    return last_ms // length_ms - first_ms // length_ms + 1


def density_data(density: Density, height: int) -> DensityData:
    """Return the bars as the component draws them."""
    fates = [fate for fate in FATE_LOOKS if fate in density.by_fate]
    sums = density.sums
    most = max(sums, default=0) or 1
    bars = []
    for place, total in enumerate(sums):
        numbers = [density.by_fate[fate][place] for fate in fates]
        shares = [number / max(1, total) for number in numbers]
        bars.append((total / most, shares, _words(density, place, fates, numbers)))
    last_ms = density.first_ms + len(sums) * density.length_ms
    return {
        "title": "Orders over time",
        "note": f"{counted(sum(sums), 'order', 'orders')}, a bar for each {_length(density)}",
        "legend": [(FATE_LOOKS[fate].tone, FATE_LOOKS[fate].word.lower()) for fate in fates],
        "bars": bars,
        "ends": (date_text(density.first_ms), f"{date_text(last_ms)} UTC"),
        "bar_height": height,
    }


def _words(density: Density, place: int, fates: Sequence[Fate], numbers: Sequence[int]) -> str:
    """Return ``1 Jan 2026, 00:00:00: 1 200 orders, 700 completed, 500 cancelled``."""
    at = date_text(density.first_ms + place * density.length_ms)
    each = zip(fates, numbers, strict=True)
    parts = [f"{count_text(n)} {FATE_LOOKS[fate].word.lower()}" for fate, n in each if n]
    return f"{at}: {', '.join([counted(sum(numbers), 'order', 'orders'), *parts])}"


def _length(density: Density) -> str:
    for unit_ms, word in ((_DAY, "day"), (_H, "hour"), (_MIN, "minute")):
        count, rest = divmod(density.length_ms, unit_ms)
        if count and not rest:
            return word if count == 1 else f"{count} {word}s"
    seconds = density.length_ms / _S
    return "second" if seconds == 1 else f"{seconds:g} seconds"
