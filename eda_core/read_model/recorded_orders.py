"""Orders as a log has them, ready to be run again: how they began, and how they ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.domain.events import LogRecord
from eda_core.domain.orders import DetailType, OrderId, Outcome, Source, order_id_of
from eda_core.read_model.tables import Tables

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
