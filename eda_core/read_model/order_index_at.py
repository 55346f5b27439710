"""The table of orders as it was at a moment: the rows that have not changed since, and rows of its
own for the orders of which something came later.
"""

import sqlite3
import weakref
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Final

from eda_core.read_model.order_fields import order_fields
from eda_core.read_model.order_index import WRITE, OrderIndex, OrderQuestions
from eda_core.read_model.order_numbers import LARGEST_GONE_ON_FROM
from eda_core.read_model.order_query import FATES
from eda_core.read_model.order_status import Fate, Known

_SERIAL: Final = count(1)


class OrderIndexAt(OrderQuestions):
    """Every order as it was at a moment."""

    def __init__(self, live: OrderIndex, known: Known, at_ms: int, open_too: bool) -> None:
        self._names = tuple(f"{name}_{next(_SERIAL)}" for name in ("changed", "shown"))
        super().__init__(known, live.table, self._names[1])
        self._fates: dict[Fate, int] = {}
        live.flush()
        self._write_changed(at_ms, open_too)
        weakref.finalize(self, _drop, self._table, self._names)

    def flush(self) -> None:
        """A moment does not change."""

    def _write_changed(self, at_ms: int, open_too: bool) -> None:
        """Judge again the orders something came of later; with ``open_too``, all open ones."""
        changed, shown = self._names
        fates = (FATES.index(Fate.WAITING), FATES.index(Fate.STUCK))
        later = f"(touched_ms > {at_ms}" + (f" OR fate IN {fates})" if open_too else ")")
        numbers = f"SELECT number FROM orders WHERE first_ms <= {at_ms} AND {later}"  # noqa: S608 - numbers of our own
        rows = [
            order_fields(self._known, number, judged)
            for (number,) in self._table.execute(numbers).fetchall()
            if (judged := self._known.orders.judged(number, at_ms)) is not None
        ]
        self._table.execute(f"CREATE TEMP TABLE {changed} AS SELECT * FROM orders LIMIT 0")  # noqa: S608 - a name of our own
        self._table.executemany(WRITE.format(changed), rows)
        self._table.execute(
            f"CREATE TEMP VIEW {shown} AS SELECT * FROM orders WHERE first_ms <= {at_ms} "  # noqa: S608 - numbers of our own
            f"AND NOT {later} UNION ALL SELECT * FROM {changed}"
        )

    def fates(self) -> dict[Fate, int]:
        """Return the orders by their fate."""
        if not self._fates:
            sql = f"SELECT fate, count(*) FROM {self._shown} GROUP BY fate"  # noqa: S608 - words of our own
            found = dict(self._table.execute(sql).fetchall())
            self._fates = {fate: found.get(at, 0) for at, fate in enumerate(FATES)}
        return self._fates

    def _odd(self, now_ms: int) -> int:
        sql = f"SELECT count(*) FROM {self._shown} WHERE odd OR late_from <= ?"  # noqa: S608 - words of our own
        ((odd,),) = self._table.execute(sql, (now_ms,))
        return int(odd)

    def durations(self) -> Sequence[int]:
        """Return how long the orders that have ended took, the shortest first."""
        sql = f"SELECT duration FROM {self._shown} WHERE duration IS NOT NULL ORDER BY 1"  # noqa: S608 - words of our own
        return [duration for (duration,) in self._table.execute(sql)]

    def greatest_number(self) -> int:
        """Return the greatest number to go on from of an order that came, 0 if none had one."""
        sql = f"SELECT max(id) FROM {self._shown} WHERE typeof(id) = 'integer' AND id <= ?"  # noqa: S608 - words of our own
        ((greatest,),) = self._table.execute(sql, (LARGEST_GONE_ON_FROM,))
        return max(0, greatest or 0)


def _drop(table: sqlite3.Connection, names: Sequence[str]) -> None:
    changed, shown = names
    with suppress(sqlite3.Error):  # the database may be closed by now
        table.execute(f"DROP VIEW {shown}")
        table.execute(f"DROP TABLE {changed}")
