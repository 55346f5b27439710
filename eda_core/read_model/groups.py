"""Orders as groups, failed against succeeded: what a picture of many orders is drawn from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from eda_core.domain.orders import OrderId
from eda_core.read_model.order_query import EVERY, FATES, ORDERED_BY_TIME, OrderCells, OrderQuery
from eda_core.read_model.order_status import Fate
from eda_core.read_model.tables import Tables
from eda_core.stack.amount_limit import AmountLimit, limit_of

MOST_ORDERS: Final = 10_000
"""Orders a picture is made of at most, the newest."""

PAYMENT: Final = "a payment event"
ENDING: Final = "OrderCompleted or OrderCancelled"
_EVERY_ORDER: Final = OrderQuery()
OPEN: Final = (Fate.WAITING, Fate.OVERDUE, Fate.STUCK)


@dataclass(frozen=True, slots=True)
class OrderMark:
    """One order of a group. ``amount`` is None where it is no number."""

    order: OrderId
    amount: float | None
    fate: Fate
    first_ms: int
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How values are spread: the least, the quartiles, and the value 95 of 100 do not exceed."""

    count: int
    least: int
    quarter: int
    median: int
    three_quarters: int
    p95: int


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The newest orders in groups.

    ``marks`` are ``looked_at`` of ``orders``, oldest first; ``filtered`` says that those are not
    all there are. ``waits`` counts those without an outcome by what they wait for. ``limit`` is
    that of the definition in force now, which was another one once if ``limit_changed``.
    """

    marks: tuple[OrderMark, ...]
    orders: int
    waits: Mapping[tuple[Fate, str], int]
    limit: AmountLimit | None
    limit_changed: bool
    last_sequence: int
    filtered: bool = False

    @property
    def looked_at(self) -> int:
        """How many orders the groups are of."""
        return len(self.marks)

    def count(self, fate: Fate) -> int:
        """Return how many of them stand so."""
        return sum(mark.fate is fate for mark in self.marks)


def cohorts(
    tables: Tables, now_ms: int, query: OrderQuery = _EVERY_ORDER, most: int = MOST_ORDERS
) -> Cohorts:
    """Return the newest orders that fit in groups, at this time of the world (epoch milliseconds).

    What the query shows of them is left alone: the groups are compared, so all of them are there.
    """
    newest = replace(query, show=EVERY, sort=ORDERED_BY_TIME, descending=True, page=0, size=most)
    rows, counts = tables.index.find_rows(newest, now_ms)
    limits = {limit_of(period.stack.machine.definition) for period in tables.stacks.changes}
    limit = limit_of(tables.stacks.now.machine.definition)
    return Cohorts(
        marks=tuple(_mark(row) for row in reversed(rows)),
        orders=counts.total,
        waits=_waits(tables, rows),
        limit=limit,
        limit_changed=bool(limits - {limit}),
        last_sequence=tables.last_sequence,
        filtered=not query.takes_all,
    )


def _mark(row: OrderCells) -> OrderMark:
    amount = row.amount
    is_drawn = amount is not None and abs(amount) <= 2**53
    fate = FATES[row.fate]
    return OrderMark(row.order, amount if is_drawn else None, fate, row.first_ms, row.duration_ms)


def _waits(tables: Tables, rows: Sequence[OrderCells]) -> Counter[tuple[Fate, str]]:
    waiting = [row for row in rows if FATES[row.fate] in OPEN]
    unpaid = tables.waits_for_payment(waiting)
    what = ((FATES[row.fate], PAYMENT if row.number in unpaid else ENDING) for row in waiting)
    return Counter(what)


def spread_of(values: Sequence[int]) -> Spread | None:
    """Return how values are spread, by nearest rank; None if there are none."""
    ordered = sorted(values)
    if not ordered:
        return None
    at = [ordered[_rank(len(ordered), share)] for share in (0.25, 0.5, 0.75, 0.95)]
    return Spread(len(ordered), ordered[0], *at)


def _rank(count: int, share: float) -> int:
    return max(0, min(count - 1, round(share * count + 0.5) - 1))
