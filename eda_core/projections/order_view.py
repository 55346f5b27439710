"""One order: in brief, and whole with its timeline, its path and its rule grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eda_core.asl import Execution
from eda_core.events import LogRecord
from eda_core.projections.order_book import OrderRow
from eda_core.projections.paths import PathTaken, path_taken
from eda_core.projections.rule_grid import RuleGrid, rule_grid
from eda_core.projections.stack_history import StackHistory
from eda_core.projections.timeline import TimelineEntry, timeline


@dataclass(frozen=True, slots=True)
class OrderTrail:
    """One order in brief: where it stands and how far it has come.

    ``error`` names what failed its execution, if one did: nothing more will come then.
    """

    row: OrderRow
    timeline: tuple[TimelineEntry, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class OrderView:
    """Everything known of one order.

    ``path`` is None when no event of the order starts an execution; ``items`` are the order
    table's, oldest first.
    """

    row: OrderRow
    timeline: tuple[TimelineEntry, ...]
    path: PathTaken | None
    grid: RuleGrid
    items: Sequence[Mapping[str, Any]]


def order_view(
    row: OrderRow,
    records: Sequence[LogRecord],
    execution: Execution | None,
    items: Sequence[Mapping[str, Any]],
    stacks: StackHistory,
) -> OrderView:
    """The view of one order from its log records, and what other sources add to them."""
    entries = timeline(records)
    return OrderView(
        row=row,
        timeline=entries,
        path=path_taken(entries, execution, stacks),
        grid=rule_grid(((entry.event, entry.at_ms) for entry in entries), stacks),
        items=items,
    )
