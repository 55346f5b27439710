"""Every order in a table that can be filtered, sorted and paged, however many there are.

The table is SQLite's, in memory: a row costs some hundred bytes. What is folded marks orders as
changed; their rows are written anew when somebody asks, or when `settle` is called.
"""

import math
import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId, label_of, order_from_label, order_id_of
from eda_core.read_model.order_query import (
    FATES,
    ORDERED_BY_TIME,
    FoundOrders,
    OrderCounts,
    OrderQuery,
    condition_of,
    counts_of,
    order_by,
)
from eda_core.read_model.order_status import Fate, Known, OrderStanding, standing_of

BATCH: Final = 10_000
"""Rows written in one go."""

MOST_WORDS: Final = 60
"""Characters of an amount that are looked at for a text."""

_ODD: Final = 8
"""Added to the number of a fate where the order is odd."""

_SCHEMA: Final = """
CREATE TABLE orders (
    number INTEGER PRIMARY KEY, label TEXT, id, amount, fate INTEGER, execution TEXT,
    duration INTEGER, events INTEGER, duplicates INTEGER, first_ms INTEGER, last_ms INTEGER,
    odd INTEGER, late_from INTEGER, note TEXT, words TEXT
);
CREATE INDEX by_arrival ON orders (first_ms);
CREATE INDEX by_lateness ON orders (late_from) WHERE late_from IS NOT NULL;
"""
_WRITE: Final = "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ARRIVALS: Final = """
SELECT (SELECT min(first_ms) FROM orders), (SELECT max(first_ms) FROM orders)
"""
_OPEN: Final = "SELECT label FROM orders WHERE fate IN (?, ?)"
_ENDED: Final = """
SELECT label FROM orders WHERE fate IN (?, ?) AND fate != ? AND first_ms {} ?
ORDER BY first_ms {} LIMIT 1
"""


class OrderIndex:
    """Folds what is new of orders into a table of them."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._changed: set[OrderId] = set()
        self._marks = bytearray(1)
        self._counts: Counter[int] = Counter()
        self._table = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._table.executescript(_SCHEMA)
        weakref.finalize(self, self._table.close)

    def fold(self, record: AnyRecord) -> None:
        """Take one record of the log into account."""
        if isinstance(record, LogRecord):
            self.mark(order_id_of(record.event.detail))

    def fold_delivery(self, record: DeliveryRecord) -> None:
        """Take a step of a delivery into account."""
        self.mark(self._known.book.order_of(record.event_id))

    def fold_change(self) -> None:
        """Take into account that other rules apply: they decide what an order waits for."""
        self.settle()
        fates = (FATES.index(Fate.WAITING), FATES.index(Fate.STUCK))
        for (label,) in self._table.execute(_OPEN, fates):
            self.mark(order_from_label(label))

    def mark(self, order: OrderId | None) -> None:
        """Have the row of an order written anew."""
        if order is not None:
            self._changed.add(order)

    def settle(self) -> None:
        """Write the rows of the orders that have changed."""
        while self._changed:
            batch = [self._changed.pop() for _ in range(min(BATCH, len(self._changed)))]
            rows = list(self._rows(batch))
            with self._table:
                self._table.execute("BEGIN")
                self._table.executemany(_WRITE, rows)

    def _rows(self, orders: list[OrderId]) -> Iterator[tuple[Any, ...]]:
        for order in orders:
            standing = standing_of(self._known, order)
            if standing is not None:
                yield self._row(self._known.book.number_of(order), standing)

    def _row(self, number: int, standing: OrderStanding) -> tuple[Any, ...]:
        row, fate = standing.row, FATES.index(standing.fate)
        label = text_for_table(label_of(row.order))
        self._count(number, fate + 1 + _ODD * standing.is_odd)
        return (
            number,
            label,
            _number(row.order),
            _number(row.amount),
            fate,
            standing.execution,
            row.duration_ms,
            row.events,
            standing.duplicates,
            row.first_ms,
            row.last_ms,
            standing.is_odd,
            standing.late_from,
            text_for_table(standing.note) or None,
            text_for_table(f"{label} {_amount_words(row.amount)} {standing.note}").casefold(),
        )

    def _count(self, number: int, mark: int) -> None:
        """Keep the counts of all orders up to date: a byte an order says how it was counted."""
        if number >= len(self._marks):
            self._marks.extend(bytes(max(BATCH, number)))
        self._counts[self._marks[number]] -= 1
        self._counts[mark] += 1
        self._marks[number] = mark

    def find(self, query: OrderQuery, now_ms: int) -> FoundOrders:
        """The orders that fit, a page of them in the order wanted, at ``now_ms`` of the world."""
        self.settle()
        counts = self._all_counts(now_ms) if query.takes_all else self._counted(query, now_ms)
        fitting = counts.of(query.show)
        first = query.first(fitting)
        return FoundOrders(self._page(query, first, fitting, now_ms), first, fitting, counts)

    def stuck(self) -> int:
        """How many orders wait for what will not come."""
        self.settle()
        return self._of_fate(FATES.index(Fate.STUCK))

    def _of_fate(self, at: int) -> int:
        return self._counts[at + 1] + self._counts[at + 1 + _ODD]

    def _all_counts(self, now_ms: int) -> OrderCounts:
        late = "SELECT count(*) FROM orders WHERE late_from IS NOT NULL AND late_from <= ?"
        ((late_now,),) = self._table.execute(late, (now_ms,))
        odd = sum(count for mark, count in self._counts.items() if mark > _ODD) + late_now
        fates = {fate: self._of_fate(at) for at, fate in enumerate(FATES)}
        return counts_of(fates, odd)

    def _counted(self, query: OrderQuery, now_ms: int) -> OrderCounts:
        where, values = self._condition(query, now_ms, shown=False)
        fates = ", ".join(f"count(*) FILTER (WHERE fate = {at})" for at in range(len(FATES)))
        odd = "count(*) FILTER (WHERE odd OR late_from <= ?)"
        sql = f"SELECT {fates}, {odd} FROM orders WHERE {where}"  # noqa: S608 - words of our own
        ((*counts, odd_count),) = self._table.execute(sql, (now_ms, *values))
        return counts_of(dict(zip(FATES, counts, strict=True)), odd_count)

    def _page(
        self, query: OrderQuery, first: int, fitting: int, now_ms: int
    ) -> tuple[OrderStanding, ...]:
        if not fitting:
            return ()
        where, values = self._condition(query, now_ms, shown=True)
        sql = f"SELECT label FROM orders WHERE {where} {order_by(query)} LIMIT ? OFFSET ?"  # noqa: S608 - words of our own
        if query.sort == ORDERED_BY_TIME and self._is_rare(first + query.size, fitting):
            sql = sql.replace("ORDER BY first_ms", "ORDER BY +first_ms")
        found = self._table.execute(sql, (*values, query.size, first)).fetchall()
        orders = (order_from_label(label) for (label,) in found)
        standings = (standing_of(self._known, order) for order in orders if order is not None)
        return tuple(standing for standing in standings if standing is not None)

    def _condition(self, query: OrderQuery, now_ms: int, *, shown: bool) -> tuple[str, list[Any]]:
        """The condition of a query; to read most rows by their arrival takes longer than all."""
        where, values = condition_of(query, now_ms, shown=shown)
        ((first_ms, last_ms),) = self._table.execute(_ARRIVALS)
        if query.since_ms is not None and query.since_ms < ((first_ms or 0) + (last_ms or 0)) / 2:
            where = where.replace("first_ms >=", "+first_ms >=")
        return where, values

    def _is_rare(self, wanted: int, fitting: int) -> bool:
        """Whether reading all rows finds these sooner than reading them in their order would."""
        return wanted * sum(self._counts.values()) > 100_000 * max(1, fitting)

    def nearest_otherwise(self, order: OrderId) -> OrderId | None:
        """The order nearest in time that ended, and otherwise than this one; None without one."""
        self.settle()
        standing = standing_of(self._known, order)
        if standing is None:
            return None
        first_ms = standing.row.first_ms
        ended = (FATES.index(Fate.COMPLETED), FATES.index(Fate.CANCELLED))
        values = (*ended, FATES.index(standing.fate), first_ms)
        sides = (_ENDED.format("<=", "DESC"), _ENDED.format(">", "ASC"))
        labels = (row[0] for sql in sides for row in self._table.execute(sql, values))
        others = [other for label in labels if (other := order_from_label(label)) is not None]
        return min(others, key=lambda other: self._distance(other, first_ms), default=None)

    def _distance(self, order: OrderId, first_ms: int) -> int:
        row = self._known.book.row(order)
        return 0 if row is None else abs(row.first_ms - first_ms)


def text_for_table(text: str) -> str:
    """Text as the table can keep it: half of a surrogate pair is written out, as JSON would."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("ascii", "backslashreplace").decode()
    return text


def _amount_words(amount: Any) -> str:
    """An amount as one would look for it."""
    if isinstance(amount, float) and amount.is_integer():
        return str(int(amount))
    try:
        return str(amount)[:MOST_WORDS]
    except (RecursionError, ValueError):
        return ""


def _number(value: Any) -> int | float | None:
    """A number the table can compare; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int) and abs(value) >= 2**63:
        return math.inf if value > 0 else -math.inf
    return value
