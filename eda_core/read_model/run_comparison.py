"""Two runs of the same orders, compared by outcome: who would have ended otherwise.

The first run is a log, with its orders ready to be run again: how they began, and how they ended.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from eda_core.domain.events import LogRecord
from eda_core.domain.orders import DetailType, OrderId, Outcome, Source, order_id_of
from eda_core.read_model.order_table import OrderTable
from eda_core.read_model.tables import Tables
from eda_core.stack import Stack

MOST_ORDERS: Final = 10_000
"""Orders run again at most, the newest: each run keeps its whole world in memory."""


@dataclass(frozen=True, slots=True)
class RecordedOrders:
    """Orders as a log has them: their OrderCreated records, oldest first, and how they ended.

    ``in_all`` is how many orders the log has; ``lacking`` of those looked at have no OrderCreated.
    """

    created: tuple[LogRecord, ...]
    outcomes: Mapping[OrderId, Outcome]
    lacking: int
    in_all: int

    def created_of(self, order: OrderId) -> tuple[LogRecord, ...]:
        """Return the OrderCreated records of one order, oldest first."""
        return tuple(r for r in self.created if order_id_of(r.event.detail) == order)


def recorded_orders(tables: Tables, most: int = MOST_ORDERS) -> RecordedOrders:
    """Return the newest orders of a log, at most ``most``."""
    rows = tuple(tables.newest(most))
    created = {row.order: _created(tables.records_of(row.order)) for row in rows}
    records = sorted((r for found in created.values() for r in found), key=_arrival)
    outcomes = {row.order: row.outcome for row in rows if created[row.order]}
    lacking = len(rows) - len(outcomes)
    return RecordedOrders(tuple(records), outcomes, lacking, tables.totals().orders)


def _created(records: Sequence[LogRecord]) -> list[LogRecord]:
    wanted = (Source.ORDER_SERVICE.value, DetailType.ORDER_CREATED.value)
    return [r for r in records if (r.event.source, r.event.detail_type) == wanted]


def _arrival(record: LogRecord) -> tuple[int, int]:
    return record.arrival


class ChangeKind(StrEnum):
    """What an experiment may change of a stack."""

    LIMIT = "Limit"
    DEFINITION = "Definition"
    RULES = "Rules"


@dataclass(frozen=True, slots=True)
class Change:
    """The changed stack, what of it was changed, and the text that says to what."""

    kind: ChangeKind
    text: str
    stack: Stack = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Fork:
    """One order: how it ended in the log, how with the stack as it is, and how with the changed.

    An order that waits after a run waits for ever: everything has happened by then.
    """

    order: OrderId
    amount: Any
    recorded: Outcome
    unchanged: Outcome
    changed: Outcome

    @property
    def is_otherwise(self) -> bool:
        """Whether the change decides it."""
        return self.unchanged is not self.changed

    @property
    def deviates(self) -> bool:
        """Whether it ended in the log otherwise than an undisturbed run of the same stack ends."""
        return self.recorded is not self.unchanged


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Every order that was run, in the order they were created."""

    forks: tuple[Fork, ...]
    recorded: RecordedOrders

    @property
    def otherwise(self) -> tuple[Fork, ...]:
        """The orders that the change decides."""
        return tuple(fork for fork in self.forks if fork.is_otherwise)

    @property
    def moves(self) -> Mapping[tuple[Outcome, Outcome], int]:
        """How many orders went from which outcome to which, those that stay included."""
        return Counter((fork.unchanged, fork.changed) for fork in self.forks)


def compared_runs(recorded: RecordedOrders, before: OrderTable, after: OrderTable) -> WhatIf:
    """Return every recorded order with its outcome in both runs."""
    amounts: dict[OrderId | None, Any] = {}
    for record in recorded.created:
        amounts[order_id_of(record.event.detail)] = record.event.detail.get("amount")
    forks = (
        Fork(order, amount, recorded.outcomes[order], _end(before, order), _end(after, order))
        for order, amount in amounts.items()
        if order is not None and order in recorded.outcomes
    )
    return WhatIf(tuple(forks), recorded)


def _end(orders: OrderTable, order: OrderId) -> Outcome:
    row = orders.row(order)
    return Outcome.WAITING if row is None else row.outcome
