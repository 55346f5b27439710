"""The picture of a world at an earlier moment: the same questions to the same tables.

A moment is a prefix of what came, so nothing is folded for it: an order of which nothing came
later stands as it does now, and the others are judged by what had come. What other sources tell
now is cut at the moment as well.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from eda_core.asl import Execution, ExecutionStatus
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.errors import InvalidEvent
from eda_core.domain.events import LogRecord, epoch_ms
from eda_core.domain.orders import OrderId
from eda_core.ports import Executions, LoggedExecution, LoggedExecutions, Orders
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.event_search import Searches
from eda_core.read_model.event_steps import DeliveryColumns, EventDeliveries, Trouble
from eda_core.read_model.event_table import NO_EVENT
from eda_core.read_model.flow import Flow
from eda_core.read_model.live import ReadModel
from eda_core.read_model.log_view import LogView
from eda_core.read_model.order_index_at import OrderIndexAt
from eda_core.read_model.order_status import Known, ended_ms
from eda_core.read_model.order_table import Totals
from eda_core.read_model.reading import Reading
from eda_core.read_model.state_traffic import StateTraffic
from eda_core.read_model.step_reader import ReadSteps, StepReader
from eda_core.read_model.tables import (
    PATTERNS_KEPT,
    SEARCHES_KEPT,
    LiveTables,
    Tables,
)

_STATE_ENTERED: Final = "StateEntered"
_PARTS_AT_HAND: Final = 6
"""A moment reads three parts of steps; the next one mostly the same."""


class DeliveriesAt:
    """What had become of events by a moment."""

    def __init__(self, book: DeliveryBook, steps: StepReader, at_ms: int) -> None:
        self._book = book
        self._steps = steps
        self._at_ms = at_ms

    def of_event(self, record: LogRecord) -> EventDeliveries:
        """Return what had become of one event."""
        return self._book.of_event_at(record, self._at_ms, self._steps.of_event)

    def columns(self) -> DeliveryColumns:
        """Return what has become of all events, also what came later."""
        return self._book.columns()

    def is_settled(self, number: int) -> bool:
        """Return whether every target meant for the event with this number had taken it at once."""
        return self._book.is_settled(number) and self._book.answered_ms(number) <= self._at_ms

    def answered_ms(self, number: int) -> int:
        """Return when the last step of an event was, also where that was later."""
        return self._book.answered_ms(number)

    def count(self, trouble: Trouble) -> int:
        """Return how many deliveries stood like this."""
        return self._book.count(trouble, self._at_ms)

    def was_kept(self, event_id: str) -> bool:
        """Return whether the event was kept as a dead letter by then."""
        return self._book.was_kept(event_id, self._at_ms)


class TablesAt(Tables):
    """The tables as they stood at ``at_ms`` (epoch milliseconds).

    ``before`` are those of another moment; where this one is later, the searches and the traffic
    go on from there. ``read_steps`` reads steps in place of what the tables read them by.
    """

    index: OrderIndexAt

    def __init__(
        self,
        live: LiveTables,
        at_ms: int,
        before: "TablesAt | None" = None,
        read_steps: ReadSteps | None = None,
    ) -> None:
        self.at_ms = at_ms
        self._live = live
        self.events, self.messages, self.marks = live.events, live.messages, live.marks
        self.progress = live.progress
        self.log = LogView(live.events, at_ms)
        self.stacks = live.stacks.until(at_ms)
        self._reader = StepReader(read_steps or live.read_steps, live.steps, at_ms)
        self.deliveries = DeliveriesAt(live.deliveries, self._reader, at_ms)
        failed = [each for each in live.failed if ended_ms(each[1]) <= at_ms]
        self.executions_failed = len(failed)
        self.failed_executions = {order: each for order, each in failed if order is not None}
        self.known = Known(
            live.events, live.orders, self.deliveries, self.failed_executions, self.stacks, at_ms
        )
        is_other_stack = self.stacks.now is not live.stacks.now
        self.index = OrderIndexAt(live.index, self.known, at_ms, open_too=is_other_stack)
        self._flow: Flow | None = None
        self.searches, self.patterns = Searches(SEARCHES_KEPT), Searches(PATTERNS_KEPT)
        self._traffic, self._traffic_read = StateTraffic(self.stacks), 0
        self._read = len(self.log)
        self.version = 0
        if before is not None:
            self._follow(before)

    def _follow(self, before: "TablesAt") -> None:
        """Go on with the searches and the traffic of another moment, if this one is later."""
        self.version = before.version + 1
        is_same_stack = self.stacks.changes == before.stacks.changes
        if self.at_ms < before.at_ms or not self.events.arrivals.is_plain or not is_same_stack:
            return
        self._traffic, self._traffic_read = before._traffic, before._traffic_read
        if not len(before.searches) and not len(before.patterns):
            return
        self.searches, self.patterns = before.searches, before.patterns
        for record in self.log.between(before._read, self._read):
            self.searches.fold(record)
            self.patterns.fold(record)

    @property
    def flow(self) -> Flow:
        """What had gone over the lines of the architecture."""
        if self._flow is None:
            self._flow = Flow(self._live.first_stack, self.events, self.at_ms)
            self._flow.steps = self._live.steps.at(self.at_ms, self._reader.later())
            self._flow.follow(self.log, self._reader.newest())
        return self._flow

    @property
    def greatest_number(self) -> int:
        """The greatest number of an order that had come."""
        return self.index.greatest_number()

    def totals(self) -> Totals:
        """Return the totals."""
        origins = self.events.origin_counts(self.at_ms)
        malformed = origins.pop(NO_EVENT)
        outcomes, durations = self.index.outcomes(), self.index.durations()
        return Totals(
            orders=sum(outcomes.values()),
            by_outcome=outcomes,
            events=sum(origins.values()),
            malformed=malformed,
            median_ms=_quantile(durations, 0.5),
            p95_ms=_quantile(durations, 0.95),
        )

    def traffic(self) -> StateTraffic:
        """Return the traffic through the state machine, which is told all that had come."""
        read, self._traffic_read = self._traffic_read, self._read
        self._traffic.note(self.events, self.log.numbers(read, self._read))
        return self._traffic


def _quantile(ordered: Sequence[int], share: float) -> int | None:
    """Return the smallest value that at least this share of the values, in order, do not exceed."""
    place = max(0, math.ceil(share * len(ordered)) - 1)
    return ordered[place] if ordered else None


class MomentModel(Reading):
    """What was to be seen at ``at_ms`` (epoch milliseconds, of the world).

    With ``at_hand`` each execution, each order's items, and the steps of neighbouring moments are
    asked for once: for a look at many moments of a world that may be far away.
    """

    def __init__(self, live: ReadModel, at_ms: int, *, at_hand: bool = False) -> None:
        with live.at_one_instant():
            self._read_steps = _steps_at_hand(live.tables) if at_hand else None
            tables = TablesAt(live.tables, at_ms, read_steps=self._read_steps)
            super().__init__(live.backend, tables, live.lock)
            self._shown = (at_ms, live.tables.version)
        self.live = live
        self.at_ms = at_ms
        orders, executions = live.backend.orders, live.backend.executions
        if at_hand:
            orders, executions = _OrdersAtHand(orders), _ExecutionsAtHand(executions)
        self._backend = replace(
            live.backend,
            orders=_OrdersUntil(orders, self),
            executions=_ExecutionsUntil(executions, self),
            logged=_LoggedUntil(live.backend.logged, self),
        )

    def show(self, at_ms: int) -> None:
        """Show this moment, with all that is known of it by now."""
        with self._lock:
            wanted = (at_ms, self.live.tables.version)
            if wanted != self._shown and isinstance(self._tables, TablesAt):
                self._tables = TablesAt(self.live.tables, at_ms, self._tables, self._read_steps)
            self._shown, self.at_ms = wanted, at_ms

    def _shown_ms(self) -> int:
        return self.at_ms


def _steps_at_hand(live: LiveTables) -> ReadSteps:
    """Return what reads steps, and keeps the parts that were read last."""

    @lru_cache(_PARTS_AT_HAND)
    def read(after: int, most: int) -> Sequence[DeliveryRecord]:
        return live.read_steps(after, most)

    return read


@dataclass(frozen=True, slots=True)
class _OrdersAtHand:
    """The orders table, each order read once."""

    orders: Orders
    known: dict[OrderId, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def history(self, order: OrderId) -> Sequence[Mapping[str, Any]]:
        """See `eda_core.ports.Orders`."""
        if order not in self.known:
            self.known[order] = self.orders.history(order)
        return self.known[order]


@dataclass(frozen=True, slots=True)
class _ExecutionsAtHand:
    """Executions, each read once."""

    executions: Executions
    known: dict[str, Execution | None] = field(default_factory=dict)

    def by_arn(self, arn: str) -> Execution | None:
        """See `eda_core.ports.Executions`."""
        if arn not in self.known:
            self.known[arn] = self.executions.by_arn(arn)
        return self.known[arn]


@dataclass(frozen=True, slots=True)
class _OrdersUntil:
    """The orders table as it stood at the moment that is shown."""

    orders: Orders
    shown: MomentModel

    def history(self, order: OrderId) -> Sequence[Mapping[str, Any]]:
        """See `eda_core.ports.Orders`; an item whose timestamp cannot be read is left out."""
        items = self.orders.history(order)
        return tuple(item for item in items if _stamped_ms(item) <= self.shown.at_ms)


@dataclass(frozen=True, slots=True)
class _ExecutionsUntil:
    """Executions as they stood at the moment that is shown."""

    executions: Executions
    shown: MomentModel

    def by_arn(self, arn: str) -> Execution | None:
        """See `eda_core.ports.Executions`."""
        execution = self.executions.by_arn(arn)
        return None if execution is None else execution_at(execution, self.shown.at_ms)


@dataclass(frozen=True, slots=True)
class _LoggedUntil:
    """The executions of a log as they stood at the moment that is shown."""

    logged: LoggedExecutions | None
    shown: MomentModel

    def newest(self, most: int) -> Sequence[LoggedExecution]:
        """See `eda_core.ports.LoggedExecutions`."""
        found = () if self.logged is None else self.logged.newest(most)
        return tuple(each for each in map(self._until, found) if each is not None)

    def of_order(self, order: OrderId) -> LoggedExecution | None:
        """See `eda_core.ports.LoggedExecutions`."""
        found = None if self.logged is None else self.logged.of_order(order)
        return None if found is None else self._until(found)

    def _until(self, found: LoggedExecution) -> LoggedExecution | None:
        execution = execution_at(found.execution, self.shown.at_ms)
        return None if execution is None else replace(found, execution=execution)


def execution_at(execution: Execution, at_ms: int) -> Execution | None:
    """Return the execution as it stood at ``at_ms``, epoch milliseconds; None before it was
    started.
    """
    if execution.started_ms > at_ms:
        return None
    if execution.ended_ms is not None and execution.ended_ms <= at_ms:
        return execution
    events = tuple(event for event in execution.history if event.timestamp_ms <= at_ms)
    entered = (event.state_name for event in events if event.type.endswith(_STATE_ENTERED))
    return replace(
        execution,
        status=ExecutionStatus.RUNNING,
        output=None,
        error=None,
        cause=None,
        ended_ms=None,
        path_taken=tuple(name for name in entered if name is not None),
        source=events,
    )


def _stamped_ms(item: Mapping[str, Any]) -> float:
    """Return when an item was put, epoch milliseconds; never where it does not say so."""
    try:
        return epoch_ms(str(item.get("timestamp")))
    except InvalidEvent:
        return float("inf")
