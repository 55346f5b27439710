"""The orders of a large log: the questions of `OrderQuestions`, put to an engine."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from eda_core.asl import ExecutionStatus
from eda_core.domain.orders import OrderId, Outcome
from eda_core.large_logs import kept_answers, statements
from eda_core.large_logs.engines import Engine
from eda_core.large_logs.record_columns import EXACT, order_from
from eda_core.large_logs.statements import AskedAt, Row, Statement
from eda_core.read_model.expected_next import OVERDUE_TIMES
from eda_core.read_model.order_index import OrderQuestions
from eda_core.read_model.order_query import (
    EVERY,
    FATES,
    ORDERED_BY_TIME,
    FoundOrders,
    OrderCells,
    OrderCounts,
    OrderQuery,
    counts_of,
)
from eda_core.read_model.order_status import Fate, OrderVerdict
from eda_core.read_model.order_table import OrderRow

MOST_ROWS: Final = 2_000
"""Rows of orders that are kept."""

CELLS: Final = "order_id, order_key, number, amount, fate, first_ms, duration"


class AskedOrders(OrderQuestions):
    """Every order of a log that does not grow. ``late_ms`` is from when on a hop is late."""

    def __init__(self, engine: Engine, late_ms: int) -> None:
        self._engine = engine
        self._late_ms = late_ms
        self._rows: dict[OrderId, Row] = {}
        self._now: dict[Fate, int] = {}
        self._known_counts: dict[tuple[Any, ...], OrderCounts] = {}

    def flush(self) -> None:
        """A large log does not change."""

    def find(self, query: OrderQuery, now_ms: int) -> FoundOrders:
        """See `OrderQuestions`."""
        counts = self.counts(query, now_ms)
        fitting = counts.of(query.show)
        rows = self._note(self._whole_rows(query, fitting, now_ms))
        return FoundOrders(tuple(map(verdict_from, rows)), query.first(fitting), fitting, counts)

    def find_rows(self, query: OrderQuery, now_ms: int) -> tuple[Sequence[OrderCells], OrderCounts]:
        """See `OrderQuestions`."""
        counts = self.counts(query, now_ms)
        rows = self._rows_of(query, counts.of(query.show), now_ms, CELLS)
        return [_cells(row) for row in rows], counts

    def counts(self, query: OrderQuery, now_ms: int) -> OrderCounts:
        """Return how many orders fit whatever is shown of them, counted once for each question."""
        bounds = (query.amount_from, query.amount_to, query.since_ms)
        asked = (query.text, query.among, *bounds, now_ms)
        if asked not in self._known_counts:
            if len(self._known_counts) > 64:
                self._known_counts.clear()
            self._known_counts[asked] = self._counted(query, now_ms)
        return self._known_counts[asked]

    def _counted(self, query: OrderQuery, now_ms: int) -> OrderCounts:
        if query.takes_all:
            later = self._count(statements.count_odd_later(self.clock(now_ms)))
            odd = self._count(kept_answers.ODD_AT_LAST) - later
            return counts_of(self.fates(), self.overdue(now_ms), odd)
        ((*by_fate, odd, overdue),) = self._engine.ask(
            statements.count_orders(query, self.clock(now_ms))
        )
        return counts_of(dict(zip(FATES, by_fate, strict=True)), overdue, odd)

    def _whole_rows(self, query: OrderQuery, fitting: int, now_ms: int) -> Sequence[Row]:
        """Return all columns of a page: of these rows alone, once it is known which they are."""
        numbers = [number for (number,) in self._rows_of(query, fitting, now_ms, "number")]
        if not numbers:
            return ()
        asked = statements.orders_among(numbers, self.clock(now_ms))
        by_number = {row[_AT["number"]]: row for row in self._engine.ask(asked)}
        return [by_number[number] for number in numbers]

    def _rows_of(self, query: OrderQuery, fitting: int, now_ms: int, columns: str) -> Sequence[Row]:
        if not fitting:
            return ()
        first = query.first(fitting)
        if query.takes_all and (query.show, query.sort) == (EVERY, ORDERED_BY_TIME):
            query = self._bounded(query, first, fitting)
        return self._engine.ask(
            statements.page_of_orders(query, self.clock(now_ms), first, columns)
        )

    def _bounded(self, query: OrderQuery, first: int, fitting: int) -> OrderQuery:
        """Return the query with the time before which no order is on the page.

        Orders are numbered as they came, so that an engine need not sort all of them.
        """
        reach = fitting - first - query.size
        if not query.descending or reach < 1:
            return query
        ((since_ms,),) = self._engine.ask(statements.first_ms_of(reach))
        return replace(query, since_ms=int(since_ms))

    def _count(self, statement: Statement) -> int:
        ((count,),) = self._engine.ask(statement)
        return int(count)

    def clock(self, now_ms: int) -> AskedAt:
        """Return the time of the world as statements take it."""
        return AskedAt(now_ms, now_ms - (OVERDUE_TIMES - 1) * self._late_ms)

    def row(self, order: OrderId) -> Row | None:
        """Return what the table has of an order, or None if the log does not know it."""
        if order not in self._rows:
            self._note(self._engine.ask(statements.of_order(order)))
        return self._rows.get(order)

    def _note(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Keep the rows of orders, for who asks for one of them next."""
        if len(self._rows) > MOST_ROWS:
            self._rows.clear()
        self._rows.update((order_of(row), row) for row in rows)
        return rows

    def newest_rows(self, count: int) -> Sequence[Row]:
        """Return what the table has of the orders whose first record came last, newest first."""
        orders = self._count(kept_answers.COUNT)
        return self._note(self._engine.ask(statements.orders_after(orders - count)))

    def newest(self, count: int) -> Sequence[OrderId]:
        """See `OrderQuestions`."""
        return [order_of(row) for row in self.newest_rows(count)]

    def fates(self) -> dict[Fate, int]:
        """Return the orders by their fate."""
        if not self._now:
            self._now = dict.fromkeys(FATES, 0)
            for at, count in self._engine.ask(kept_answers.FATES_NOW):
                self._now[FATES[at]] = int(count)
        return self._now

    def overdue(self, now_ms: int) -> int:
        """See `OrderQuestions`."""
        later = self._count(statements.count_overdue_later(self.clock(now_ms)))
        return self._count(kept_answers.OVERDUE_AT_LAST) - later

    def lacks(self, what: int) -> bool:
        """See `OrderQuestions`."""
        return any(lacks & what for (lacks,) in self._engine.ask(kept_answers.LACKS))

    def arrivals(self, first_ms: int, length_ms: int, count: int) -> Sequence[int]:
        """See `OrderQuestions`."""
        asked = statements.arrivals(first_ms, length_ms, count)
        found = {int(place): number for place, number in self._engine.ask(asked)}
        return [int(found.get(place, 0)) for place in range(count)]

    def arrivals_by_fate(
        self, first_ms: int, length_ms: int, count: int
    ) -> dict[Fate, Sequence[int]]:
        """Return the same for each fate that an order has."""
        asked = statements.arrivals(first_ms, length_ms, count, by_fate=True)
        found = {fate: [0] * count for fate in FATES}
        for place, fate, number in self._engine.ask(asked):
            found[FATES[fate]][int(place)] = int(number)
        return {fate: numbers for fate, numbers in found.items() if any(numbers)}

    def nearest_otherwise(self, order: OrderId) -> OrderId | None:
        """See `OrderQuestions`."""
        row = self.row(order)
        if row is None:
            return None
        verdict = verdict_from(row)
        fate, first_ms = FATES.index(verdict.fate), verdict.row.first_ms
        sides = (statements.nearest_ended(fate, first_ms, before=side) for side in (True, False))
        found = [row for side in sides for row in self._engine.ask(side)]
        nearest = min(found, key=lambda row: abs(row[2] - first_ms), default=None)
        return None if nearest is None else _order(nearest)

    def paid_among(self, rows: Sequence[OrderCells]) -> frozenset[int]:
        """Return the numbers of those of these orders without an outcome that have a payment."""
        numbers = [row.number for row in rows]
        if not numbers:
            return frozenset()
        asked = statements.paid_among(min(numbers), max(numbers))
        return frozenset(number for (number,) in self._engine.ask(asked))

    def greatest_number(self) -> int:
        """Return the greatest number to go on from of an order, 0 if none has one."""
        ((greatest,),) = self._engine.ask(kept_answers.GREATEST)
        return max(0, int(greatest or 0))

    def durations(self) -> tuple[int | None, int | None]:
        """Return the shortest times that half, and 95 of 100, of the orders did not exceed."""
        ((median, p95),) = self._engine.ask(kept_answers.DURATIONS)
        return None if median is None else int(median), None if p95 is None else int(p95)


_COLUMNS: Final = tuple(statements.ORDER.split(", "))
_AT: Final = {name: place for place, name in enumerate(_COLUMNS)}


def _order(row: Row) -> OrderId:
    """Return the order whose two columns a row begins with."""
    order = order_from(row[0], row[1])
    assert order is not None  # noqa: S101 - a row of the table is an order's
    return order


def _cells(row: Row) -> OrderCells:
    """Return the row of `CELLS`; an engine may write an amount as a text, such as ``inf``."""
    number, amount, *rest = row[2:]
    return OrderCells(_order(row), number, None if amount is None else float(amount), *rest)


def order_of(row: Row) -> OrderId:
    """Return the order of a row of the table."""
    return _order(row[_AT["order_id"] :])


def sequences_of(row: Row) -> Sequence[int]:
    """Return the numbers of all records of an order."""
    return [int(number) for number in row[_AT["records"]]]


def row_from(row: Row) -> OrderRow:
    """Return the row of an order as the read model has it."""
    fate = FATES[row[_AT["fate"]]]
    is_open = fate in (Fate.STUCK, Fate.OVERDUE)
    return OrderRow(
        order=order_of(row),
        amount=_amount(row[_AT["amount"]], row[_AT["amount_json"]]),
        outcome=Outcome.WAITING if is_open else Outcome(fate.value),
        events=int(row[_AT["events"]]),
        first_ms=int(row[_AT["first_ms"]]),
        last_ms=int(row[_AT["last_ms"]]),
        duration_ms=row[_AT["duration"]],
    )


def _amount(amount: float | None, as_it_came: str | None) -> Any:
    if as_it_came is not None:
        return json.loads(as_it_came)
    is_whole = amount is not None and abs(amount) < EXACT and float(amount).is_integer()
    return int(amount) if amount is not None and is_whole else amount


def verdict_from(row: Row) -> OrderVerdict:
    """Return how an order stands at a glance."""
    execution = row[_AT["execution"]]
    return OrderVerdict(
        row=row_from(row),
        fate=FATES[row[_AT["fate"]]],
        execution=None if execution is None else ExecutionStatus(execution),
        duplicates=int(row[_AT["duplicates"]]),
        is_odd=bool(row[_AT["odd"]]),
        late_from=row[_AT["late_from"]],
        note=row[_AT["note"]] or "",
    )
