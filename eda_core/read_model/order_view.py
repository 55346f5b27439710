"""One order: in brief, and whole with its timeline, its path and its rule grid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Self

from eda_core.asl import ExecutionStatus
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.events import LogRecord, execution_arn
from eda_core.domain.orders import Outcome
from eda_core.domain.settings import BusKind
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.execution_paths import PathOrigin, PathTaken, path_taken
from eda_core.read_model.expected_next import Expectation, expected_next, has_started
from eda_core.read_model.order_table import OrderRow
from eda_core.read_model.own_execution import OwnExecution
from eda_core.read_model.repeats import OrderFacts, Repeat, repeats
from eda_core.read_model.rule_grid import RuleGrid, as_delivered, rule_grid
from eda_core.read_model.stack_history import StackHistory
from eda_core.read_model.subscriber_marks import BusNote
from eda_core.read_model.timeline import TimelineEntry, timeline
from eda_core.stack import Stack


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
    table's, oldest first; ``deliveries`` say by event id what became of its events. ``unread``
    says in sentences which source could not be read: what it knows is missing here. ``bus_notes``
    are what subscribers of a custom bus did with its events beside delivering them.
    """

    row: OrderRow
    timeline: tuple[TimelineEntry, ...]
    path: PathTaken | None
    grid: RuleGrid
    items: Sequence[Mapping[str, Any]]
    deliveries: Mapping[str, EventDeliveries]
    stack: Stack
    unread: Sequence[str] = ()
    bus_notes: Sequence[BusNote] = ()

    @property
    def troubles(self) -> Sequence[DeliveryRecord]:
        """The steps of its deliveries that did not go well, oldest first."""
        steps = (step for known in self.deliveries.values() for step in known.troubles)
        return sorted(steps, key=attrgetter("sequence"))

    @property
    def is_inferred(self) -> bool:
        """Whether nobody reports what became of its events: rules and later events tell."""
        return any(known.inferred for known in self.deliveries.values())

    @property
    def is_from_bus_log(self) -> bool:
        """Whether a bus log tells what became of some of its events."""
        return any(known.bus_log for known in self.deliveries.values())

    @property
    def is_at_rest(self) -> bool:
        """Whether all sources were read, and none says more before another event comes."""
        execution = None if self.path is None else self.path.execution
        is_over = execution is None or execution.status is not ExecutionStatus.RUNNING
        return is_over and not self.unread

    @property
    def is_any_matched(self) -> bool:
        """Whether it is reported, or inferred, of any of its events that a rule took it."""
        return any(known.matched for known in self.deliveries.values())

    def by_deliveries(self) -> Self:
        """Return the same with what was delivered in the grid, where patterns do not decide it."""
        if self.stack.kind is BusKind.CLASSIC:
            return self
        return replace(self, grid=as_delivered(self.grid, self.deliveries))

    def is_over_at(self, now_ms: int) -> bool:
        """Return whether it has ended by this time and nothing of it is open, so time changes
        nothing.
        """
        execution = None if self.path is None else self.path.execution
        fresh_ms = now_ms - self.stack.late_ms
        is_open = any(
            known.open_since or (known.again and known.again[-1].at_ms >= fresh_ms)
            for known in self.deliveries.values()
        )
        is_open = is_open or self.expected_next(now_ms).retry_ms is not None
        has_ended = execution is None or (execution.ended_ms or 0) <= now_ms
        return self.row.outcome is not Outcome.WAITING and has_ended and not is_open

    @property
    def again(self) -> Sequence[DeliveryRecord]:
        """The deliveries of its events to targets that had them."""
        return [step for known in self.deliveries.values() for step in known.again]

    def expected_next(self, now_ms: int) -> Expectation:
        """Return what comes next for it, at this time of the world (epoch milliseconds)."""
        return expected_next(self._facts(now_ms))

    def repeats(self, now_ms: int) -> Sequence[Repeat]:
        """Return what came again, as far as it is known at this time (epoch milliseconds)."""
        return repeats(self._facts(now_ms))

    def _facts(self, now_ms: int) -> OrderFacts:
        return OrderFacts(self.row, self.timeline, self.path, self.deliveries, self.stack, now_ms)


def order_view(
    row: OrderRow,
    records: Sequence[LogRecord],
    own: OwnExecution,
    items: Sequence[Mapping[str, Any]],
    deliveries: Mapping[str, EventDeliveries],
    stacks: StackHistory,
) -> OrderView:
    """Return the view of one order from its log records, and what other sources add to them."""
    entries = timeline(records)
    path = path_taken(_without(entries, own.others), own.execution, stacks)
    if path is not None and path.origin is PathOrigin.PREDICTED:
        path = replace(path, is_unseen=not has_started(entries, deliveries, stacks.now))
    grid = rule_grid(((entry.event, entry.at_ms) for entry in entries), stacks)
    return OrderView(
        row=row,
        timeline=entries,
        path=path,
        grid=grid,
        items=items,
        deliveries=deliveries,
        stack=stacks.now,
    )


def _without(entries: Sequence[TimelineEntry], others: Collection[str]) -> Sequence[TimelineEntry]:
    """Return a timeline without the payments of executions that ran on an earlier OrderCreated."""
    return [entry for entry in entries if execution_arn(entry.event) not in others]
