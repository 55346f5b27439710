"""One experiment on both kinds of bus, in two simulators apart, and what sets the runs apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from eda_core.domain.settings import BusKind
from eda_core.experiments.bus_catalog import BusExperiment
from eda_core.experiments.bus_figures import TITLES, BusRun, run_of
from eda_core.experiments.bus_scripts import MOST_STRUCK, BusScript
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.demo_orders import demo_orders

START_MS: Final = 1_767_225_600_000
"""Both worlds begin at 2026-01-01T00:00:00Z, so that a seed gives the same figures always."""

OVER_LIMIT: Final = 0.3

Report = Callable[[float], None]
"""Hears the share of the work that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One figure of both runs; ``reason`` is the key of a statement, where they differ."""

    name: str
    classic: int
    custom: int
    reason: str = ""

    @property
    def title(self) -> str:
        """What is counted."""
        return TITLES[self.name]

    @property
    def differs(self) -> bool:
        """Whether the two runs differ here."""
        return self.classic != self.custom


@dataclass(frozen=True, slots=True)
class BothRuns:
    """An experiment and its two runs, each with so many orders."""

    experiment: BusExperiment
    orders: int
    classic: BusRun
    custom: BusRun

    @property
    def rows(self) -> tuple[ComparedRow, ...]:
        """Every figure that is not zero on both sides."""
        return tuple(row for row in self._rows() if row.classic or row.custom)

    def _rows(self) -> Iterator[ComparedRow]:
        for name in TITLES:
            first, second = self.classic.figures[name], self.custom.figures[name]
            yield ComparedRow(name, first, second, self._reason(name) if first != second else "")

    def _reason(self, name: str) -> str:
        """Return why a figure differs; notifications overtake each other anyway."""
        by_chance = "unordered-none" if name == "mixed" else ""
        return self.experiment.reasons.get(name, by_chance)

    @property
    def struck(self) -> int:
        """At how many orders something was broken."""
        return min(MOST_STRUCK, -(-self.orders // 10))


def side_by_side(
    experiment: BusExperiment, orders: int, seed: int = 0, report: Report = lambda _: None
) -> BothRuns:
    """Run an experiment on both kinds of bus, with the same orders and the same seed."""
    classic = run_on(experiment, BusKind.CLASSIC, orders, seed, lambda share: report(share / 2))
    custom = run_on(experiment, BusKind.CUSTOM, orders, seed, lambda share: report((1 + share) / 2))
    return BothRuns(experiment, orders, classic, custom)


def run_on(
    experiment: BusExperiment, kind: BusKind, orders: int, seed: int, report: Report
) -> BusRun:
    """Run an experiment on one kind of bus."""
    world = World(experiment.prepare(demo_stack(kind)), START_MS, seed)
    placed = tuple(demo_orders(1, orders, OVER_LIMIT, seed))
    script = BusScript(world, placed, report)
    experiment.script(script)
    world.run_to_end()
    return run_of(world, range(1, orders + 1), script.answers)
