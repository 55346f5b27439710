"""Every order in a table that can be filtered, sorted and paged, however many there are.

The table is SQLite's, in memory: a row costs some hundred bytes. The rows of orders that have
changed are written anew when somebody asks, or when `flush` is called.
"""

import sqlite3
import weakref
from array import array
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Final

from eda_core.domain.chunks import Json
from eda_core.domain.orders import OrderId, Outcome, order_from_label
from eda_core.read_model.columns import Columns, check_lengths
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.order_fields import order_fields
from eda_core.read_model.order_query import (
    FATES,
    IS_OPEN,
    ORDERED_BY_TIME,
    OVERDUE,
    Among,
    FoundOrders,
    OrderCells,
    OrderCounts,
    OrderQuery,
    condition_of,
    counts_of,
    order_by,
)
from eda_core.read_model.order_status import (
    Fate,
    Known,
    at_this_time,
    overdue_before,
    verdict_of,
)
from eda_core.read_model.order_table import OUTCOME_CODES, Judged
from eda_core.read_model.smooth_orders import WRITE_SMOOTH, SmoothOrders, SmoothRow

BATCH: Final = 10_000
"""Rows written in one go."""

_ODD: Final = 8
"""Added to the number of a fate where the order is odd."""

NO_FATE: Final = 255
_FATES_OF_MARKS: Final = bytes(NO_FATE if not mark else (mark - 1) % _ODD for mark in range(256))

_SCHEMA: Final = f"""
CREATE TABLE orders (
    number INTEGER PRIMARY KEY, label TEXT, id, amount, fate INTEGER, execution TEXT,
    duration INTEGER, events INTEGER, duplicates INTEGER, first_ms INTEGER, last_ms INTEGER,
    odd INTEGER, late_from INTEGER, note TEXT, words TEXT, touched_ms INTEGER,
    first_number INTEGER, lacks INTEGER
);
CREATE INDEX by_arrival ON orders (first_ms);
CREATE INDEX by_lateness ON orders (late_from) WHERE late_from IS NOT NULL;
CREATE INDEX by_fate ON orders (fate, first_ms) WHERE {IS_OPEN};
CREATE INDEX by_lack ON orders (lacks) WHERE lacks IS NOT NULL;
"""
_DATABASE: Final = b"SQLite format 3\x00"
"""What a database begins with; its page size and page count follow (SQLite, "File Format")."""

_OWN_SCHEMA: Final = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
WRITE: Final = (
    "INSERT OR REPLACE INTO {} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENDED: Final = """
SELECT label FROM {shown} WHERE fate IN (?, ?) AND fate != ? AND first_ms {side} ?
ORDER BY first_ms {way}, number {way} LIMIT 1
"""


class OrderQuestions:
    """What can be asked of orders: of all in the table named ``shown``."""

    def __init__(self, known: Known, table: sqlite3.Connection, shown: str) -> None:
        self._known = known
        self._table = table
        self._shown = shown
        self._tables_of: weakref.WeakKeyDictionary[Among, str] = weakref.WeakKeyDictionary()

    def flush(self) -> None:
        """Write the rows of the orders that have changed."""
        raise NotImplementedError

    def fates(self) -> dict[Fate, int]:
        """Return the orders by their fate."""
        raise NotImplementedError

    def _odd(self, now_ms: int) -> int:
        raise NotImplementedError

    def fate_codes(self, now_ms: int) -> bytearray:
        """Return how every order stands, as a place in `FATES`, by its number less one; `NO_FATE`
        for one that had not come.
        """
        self.flush()
        found = bytearray([NO_FATE]) * len(self._known.events.numbers.ids)
        for row in self._table.execute(f"SELECT number, fate FROM {self._shown}"):  # noqa: S608 - a name of our own
            found[row[0] - 1] = row[1]
        return self._with_overdue(found, now_ms)

    def _with_overdue(self, found: bytearray, now_ms: int) -> bytearray:
        sql = f"SELECT number FROM {self._shown} WHERE {OVERDUE}"  # noqa: S608 - words of our own
        for (number,) in self._table.execute(sql, (overdue_before(self._known, now_ms),)):
            found[number - 1] = _OVERDUE
        return found

    def numbers(self, query: OrderQuery, now_ms: int) -> Sequence[int]:
        """Return the numbers of all orders that fit, in no order."""
        self.flush()
        where, values = self._condition(query, now_ms, shown=True)
        sql = f"SELECT number FROM {self._shown} WHERE {where}"  # noqa: S608 - words of our own
        return array("I", (number for (number,) in self._table.execute(sql, values)))

    def find(self, query: OrderQuery, now_ms: int) -> FoundOrders:
        """Return a page of the orders that fit, in the order wanted, at ``now_ms`` of the world."""
        rows, counts = self.find_rows(query, now_ms)
        fitting = counts.of(query.show)
        verdicts = (verdict_of(self._known, row.order) for row in rows)
        shown = tuple(at_this_time(self._known, each, now_ms) for each in verdicts if each)
        return FoundOrders(shown, query.first(fitting), fitting, counts)

    def find_rows(self, query: OrderQuery, now_ms: int) -> tuple[Sequence[OrderCells], OrderCounts]:
        """Return what `find` does, but of each order what the table has: none is judged again."""
        self.flush()
        counts = self._all_counts(now_ms) if query.takes_all else self._counted(query, now_ms)
        return self._page(query, counts.of(query.show), now_ms), counts

    def stuck(self) -> int:
        """Return how many orders wait for what will not come."""
        return self.fates()[Fate.STUCK]

    def outcomes(self) -> dict[Outcome, int]:
        """Return the orders by outcome; one that is stuck waits."""
        fates = self.fates()
        found = {outcome: fates[Fate(outcome.value)] for outcome in Outcome}
        found[Outcome.WAITING] += fates[Fate.STUCK]
        return found

    def overdue(self, now_ms: int) -> int:
        """Return how many orders that wait are overdue at this time of the world."""
        self.flush()
        sql = f"SELECT count(*) FROM {self._shown} WHERE late_from <= ? AND fate = ?"  # noqa: S608 - words of our own
        waiting = FATES.index(Fate.WAITING)
        ((count,),) = self._table.execute(sql, (overdue_before(self._known, now_ms), waiting))
        return int(count)

    def lacks(self, what: int) -> bool:
        """Return whether the log lacks this of any order: `CREATION` or `PAYMENT`."""
        self.flush()
        sql = f"SELECT DISTINCT lacks FROM {self._shown} WHERE lacks IS NOT NULL"  # noqa: S608 - a name of our own
        return any(lacks & what for (lacks,) in self._table.execute(sql))

    def _all_counts(self, now_ms: int) -> OrderCounts:
        return counts_of(self.fates(), self.overdue(now_ms), self._odd(now_ms))

    def _counted(self, query: OrderQuery, now_ms: int) -> OrderCounts:
        where, values = self._condition(query, now_ms, shown=False)
        fates = ", ".join(f"count(*) FILTER (WHERE fate = {at})" for at in range(len(FATES)))
        odd = "count(*) FILTER (WHERE odd OR late_from <= ?)"
        late = f"count(*) FILTER (WHERE {OVERDUE})"
        sql = f"SELECT {fates}, {odd}, {late} FROM {self._shown} WHERE {where}"  # noqa: S608 - words of our own
        parameters = (now_ms, overdue_before(self._known, now_ms), *values)
        ((*counts, odd_count, overdue),) = self._table.execute(sql, parameters)
        by_fate = dict(zip(FATES, counts, strict=True))
        return counts_of(by_fate, overdue, odd_count)

    def _page(self, query: OrderQuery, fitting: int, now_ms: int) -> Sequence[OrderCells]:
        if not fitting:
            return ()
        where, values = self._condition(query, now_ms, shown=True)
        first, fate = query.first(fitting), f"CASE WHEN {OVERDUE} THEN {_OVERDUE} ELSE fate END"
        cells = f"number, amount, {fate}, first_ms, duration"
        order = order_by(query)
        if query.among is not None:
            part = f"SELECT part FROM {self._pick(query.among)} AS picked"  # noqa: S608 - a name of our own
            first_part = f"({part} WHERE picked.number = {self._shown}.number)"
            order = order.replace("ORDER BY ", f"ORDER BY {first_part}, ", 1)
        sql = f"SELECT {cells} FROM {self._shown} WHERE {where} {order} LIMIT ? OFFSET ?"  # noqa: S608 - words of our own
        if query.sort == ORDERED_BY_TIME and self._is_rare(first + query.size, fitting):
            sql = sql.replace("ORDER BY first_ms", "ORDER BY +first_ms")
        parameters = (overdue_before(self._known, now_ms), *values, query.size, first)
        ids = self._known.events.numbers.ids
        return [
            OrderCells(ids[n - 1], n, *cells) for n, *cells in self._table.execute(sql, parameters)
        ]

    def _condition(self, query: OrderQuery, now_ms: int, *, shown: bool) -> tuple[str, list[Any]]:
        """Return the condition of a query; reading most rows by arrival takes longer than all."""
        overdue_ms = overdue_before(self._known, now_ms)
        where, values = condition_of(query, now_ms, overdue_ms, shown=shown)
        if query.since_ms is not None and query.since_ms < sum(self._span()) / 2:
            where = where.replace("first_ms >=", "+first_ms >=")
        if query.among is not None:
            where += f" AND number IN (SELECT number FROM {self._pick(query.among)})"  # noqa: S608 - a name of our own
        return where, values

    def _pick(self, among: Among) -> str:
        """Return the name of a table of these orders, written once while ``among`` lives."""
        name = self._tables_of.get(among)
        if name is None:
            name = self._tables_of[among] = f"picked_{next(_PICKED)}"
            self._table.execute(
                f"CREATE TEMP TABLE {name} (number INTEGER PRIMARY KEY, part INTEGER)"
            )
            parts = ((sorted(among.exceptions), 0), (among.others, 1))
            rows = ((int(number), part) for numbers, part in parts for number in numbers)
            self._table.executemany(f"INSERT OR IGNORE INTO {name} VALUES (?, ?)", rows)  # noqa: S608 - a name of our own
            weakref.finalize(among, drop_table, self._table, name)
        return name

    def _span(self) -> tuple[int, int]:
        """Return when the first and the last of all orders came; zeros where there is none."""
        first, last = (f"(SELECT {end}(first_ms) FROM {self._shown})" for end in ("min", "max"))  # noqa: S608 - words of our own
        ((first_ms, last_ms),) = self._table.execute(f"SELECT {first}, {last}")
        return first_ms or 0, last_ms or 0

    def _is_rare(self, wanted: int, fitting: int) -> bool:
        """Return whether reading all rows finds these sooner than reading them in order would."""
        return wanted * len(self._known.orders) > 100_000 * max(1, fitting)

    def newest(self, count: int) -> Sequence[OrderId]:
        """Return the orders whose first record came last, newest first."""
        self.flush()
        sql = (
            f"SELECT number FROM {self._shown} "  # noqa: S608 - words of our own
            "ORDER BY first_ms DESC, first_number DESC LIMIT ?"
        )
        ids = self._known.events.numbers.ids
        return tuple(ids[number - 1] for (number,) in self._table.execute(sql, (count,)))

    def arrivals(self, first_ms: int, length_ms: int, count: int) -> Sequence[int]:
        """Return how many orders came in each of ``count`` spans of time from ``first_ms`` on."""
        self.flush()
        sql = (
            f"SELECT (first_ms - ?) / ?, count(*) FROM {self._shown} "  # noqa: S608 - words of our own
            "WHERE first_ms >= ? AND first_ms < ? GROUP BY 1"
        )
        end_ms = first_ms + count * length_ms
        found = dict(self._table.execute(sql, (first_ms, length_ms, first_ms, end_ms)).fetchall())
        return [found.get(place, 0) for place in range(count)]

    def nearest_otherwise(self, order: OrderId) -> OrderId | None:
        """Return the order nearest in time that ended otherwise than this one, or None."""
        self.flush()
        verdict = verdict_of(self._known, order)
        if verdict is None:
            return None
        first_ms = verdict.row.first_ms
        ended = (FATES.index(Fate.COMPLETED), FATES.index(Fate.CANCELLED))
        values = (*ended, FATES.index(verdict.fate), first_ms)
        sides = (
            _ENDED.format(shown=self._shown, side=side, way=way)
            for side, way in (("<=", "DESC"), (">", "ASC"))
        )
        labels = (row[0] for sql in sides for row in self._table.execute(sql, values))
        others = [other for label in labels if (other := order_from_label(label)) is not None]
        return min(others, key=lambda other: self._distance(other, first_ms), default=None)

    def _distance(self, order: OrderId, first_ms: int) -> int:
        row = self._known.row(order)
        return 0 if row is None else abs(row.first_ms - first_ms)


class OrderIndex(OrderQuestions):
    """Every order as it is now."""

    def __init__(self, known: Known, deliveries: DeliveryBook) -> None:
        self._deliveries = deliveries
        table = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        super().__init__(known, table, "orders")
        self._marks = bytearray(1)
        self._counts: Counter[int] = Counter()
        self._table.executescript(_SCHEMA)
        weakref.finalize(self, self._table.close)

    @property
    def table(self) -> sqlite3.Connection:
        """The database of the table ``orders``."""
        return self._table

    def note_change(self) -> None:
        """Take into account that other rules apply: they decide what an order waits for."""
        self.flush()
        found = self._table.execute(f"SELECT number FROM orders WHERE {IS_OPEN}")  # noqa: S608 - words of our own
        for (number,) in found.fetchall():
            self._known.orders.mark(number)

    def flush(self, leave: int = 0) -> None:
        """Judge the orders that have changed, but for the last so many, and write their rows."""
        orders = self._known.orders
        while changed := orders.take_changed(BATCH, leave):
            smooth, others = SmoothOrders(self._known, self._deliveries).split(changed)
            self._count_smooth(smooth)
            rows = [self._count_row(number, orders.judge(number)) for number in others]
            with self._table:
                self._table.execute("BEGIN")
                self._table.executemany(WRITE_SMOOTH, smooth)
                self._table.executemany(WRITE.format("orders"), rows)

    def _count_smooth(self, rows: Sequence[SmoothRow]) -> None:
        """Count orders that went well."""
        if not rows:
            return
        numbers, _, _, _, fates, durations, *_ = zip(*rows, strict=True)
        self._known.orders.count_all(numbers, [_CODE_OF[fate] for fate in fates], durations)
        self._reach(max(numbers))
        self._counts.subtract(Counter(map(self._marks.__getitem__, numbers)))
        self._counts.update([fate + 1 for fate in fates])
        for number, fate in zip(numbers, fates, strict=True):
            self._marks[number] = fate + 1

    def _reach(self, number: int) -> None:
        """Have a byte for each order up to this one."""
        if number >= len(self._marks):
            self._marks.extend(bytes(number + max(BATCH, number // 8) - len(self._marks)))

    def _count_row(self, number: int, judged: Judged) -> tuple[Any, ...]:
        row = order_fields(self._known, number, judged)
        fate, is_odd = row[4], row[11]
        self._count(number, fate + 1 + _ODD * is_odd)
        return row

    def _count(self, number: int, mark: int) -> None:
        """Keep the counts of all orders up to date: a byte an order says how it was counted."""
        self._reach(number)
        self._counts[self._marks[number]] -= 1
        self._counts[mark] += 1
        self._marks[number] = mark

    def kept_columns(self) -> Columns:
        """Return the columns by name; the table is `serialized`."""
        return {"marks": self._marks}

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        return {"counts": list(self._counts.items()), "reach": len(self._marks)}

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self._counts = Counter(dict(rest["counts"]))
        check_lengths(rest["reach"], self._marks)

    def serialized(self) -> bytes:
        """Return the database of the table as bytes."""
        return self._table.serialize()

    def deserialize(self, database: bytes) -> None:
        """Take a database in place of the one here; raises `ValueError` where it is no such one."""
        pages = int.from_bytes(database[28:32], "big") * int.from_bytes(database[16:18], "big")
        if not database.startswith(_DATABASE) or len(database) != pages:
            raise ValueError("the table of orders is no database, or not all of one")
        expected = self._table.execute(_OWN_SCHEMA).fetchall()
        self._table.deserialize(database)
        self._table.execute("PRAGMA trusted_schema = OFF")
        found = self._table.execute(_OWN_SCHEMA).fetchall()
        # Not the quick check: it leaves out whether the indexes agree with the table.
        if found != expected or self._table.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ValueError("the table of orders has other columns, or is damaged")

    def __len__(self) -> int:
        ((count,),) = self._table.execute("SELECT count(*) FROM orders")
        return int(count)

    def fates(self) -> dict[Fate, int]:
        """Return the orders by their fate."""
        self.flush()
        counts = self._counts
        return {fate: counts[at + 1] + counts[at + 1 + _ODD] for at, fate in enumerate(FATES)}

    def fate_codes(self, now_ms: int) -> bytearray:
        """Return what the table says, from the marks of the counts."""
        self.flush()
        count = len(self._known.events.numbers.ids)
        found = self._marks[1 : count + 1].translate(_FATES_OF_MARKS)
        return self._with_overdue(found, now_ms)

    def _odd(self, now_ms: int) -> int:
        late = "SELECT count(*) FROM orders WHERE late_from IS NOT NULL AND late_from <= ?"
        ((late_now,),) = self._table.execute(late, (now_ms,))
        return sum(count for mark, count in self._counts.items() if mark > _ODD) + int(late_now)


_PICKED: Final = count(1)
_OVERDUE: Final = FATES.index(Fate.OVERDUE)
_CODE_OF: Final = {FATES.index(Fate(each.value)): code for each, code in OUTCOME_CODES.items()}
"""The codes of outcomes by the places of fates."""


def drop_table(table: sqlite3.Connection, name: str) -> None:
    """Drop a table for the time being; the database may be closed by now."""
    with suppress(sqlite3.Error):
        table.execute(f"DROP TABLE {name}")
