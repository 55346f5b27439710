"""What orders are looked for, and in which order: a question to the table of orders."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from eda_core.domain.orders import OrderId
from eda_core.read_model.order_status import Fate, OrderVerdict

FATES: Final = tuple(Fate)
"""The table keeps the place of a fate here."""

EVERY: Final = "all"
ODD: Final = "odd"
PAGE: Final = 50
DEEPEST: Final = 50_000
"""Rows that can be paged through in an order other than that of arrival: it is a sort each time."""

ORDERED_BY_TIME: Final = "arrived"
SORTS: Final[Mapping[str, str]] = {
    ORDERED_BY_TIME: "first_ms",
    "order": "id",
    "amount": "amount",
    "outcome": "fate, late_from",
    "execution": "execution",
    "time": "duration",
    "events": "events",
    "duplicates": "duplicates",
    "changed": "last_ms",
    "next": "note",
}
"""What can be sorted by, and the column that holds it. Nothing is always last."""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Among:
    """Orders by their numbers, whatever else they are: ``exceptions`` come first, then ``others``.

    ``exceptions_words`` and ``others_words`` say what each of the two are.
    """

    exceptions: Collection[int]
    others: Collection[int]
    exceptions_words: str = ""
    others_words: str = ""


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """What to look for; a field left alone lets everything through.

    ``show`` is a fate in small letters, `ODD` or `EVERY`; amounts are inclusive; ``since_ms`` is
    the earliest arrival (epoch milliseconds). ``text`` is looked for, whatever its case, in the
    order's id, its amount and the sentence that says what is odd. ``page`` counts from 0.
    """

    show: str = EVERY
    text: str = ""
    amount_from: float | None = None
    amount_to: float | None = None
    since_ms: int | None = None
    sort: str = ORDERED_BY_TIME
    descending: bool = True
    page: int = 0
    size: int = PAGE
    among: Among | None = None

    @property
    def takes_all(self) -> bool:
        """Whether nothing is looked for but what ``show`` says."""
        return (
            self.among is None
            and not self.text
            and (self.amount_from, self.amount_to, self.since_ms) == (None,) * 3
        )

    def first(self, fitting: int) -> int:
        """Return how many of the orders that fit come before the page; the last page is the end."""
        return min(self.page, self.last_page(fitting)) * self.size

    def last_page(self, fitting: int) -> int:
        """Return the last page that can be turned to."""
        reach = fitting if self.sort == ORDERED_BY_TIME else min(fitting, DEEPEST)
        return max(0, (reach - 1) // self.size)


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """Orders that fit whatever is shown of them, by fate, and how many of them are odd."""

    total: int
    by_fate: Mapping[Fate, int]
    odd: int

    def of(self, show: str) -> int:
        """Return how many there are of what is shown."""
        if show == ODD:
            return self.odd
        return self.by_fate[Fate(show.upper())] if show in SHOWS[1:-1] else self.total


SHOWS: Final = (EVERY, *(fate.value.lower() for fate in FATES), ODD)
"""What may be shown."""


@dataclass(frozen=True, slots=True)
class FoundOrders:
    """A page of orders that fit: ``first`` come before it, ``fitting`` are there in all."""

    rows: tuple[OrderVerdict, ...]
    first: int
    fitting: int
    counts: OrderCounts


class OrderCells(NamedTuple):
    """What the table has of an order; ``fate`` is the place of one in `FATES`."""

    order: OrderId
    number: int
    amount: float | None
    fate: int
    first_ms: int
    duration_ms: int | None


def counts_of(by_fate: Mapping[Fate, int], overdue: int, odd: int) -> OrderCounts:
    """Return the counts, with those overdue apart from those that wait, and their sum."""
    waiting = by_fate[Fate.WAITING] - overdue
    apart = {**by_fate, Fate.WAITING: waiting, Fate.OVERDUE: overdue}
    return OrderCounts(sum(by_fate.values()), apart, odd)


IS_OPEN: Final = f"fate IN ({FATES.index(Fate.WAITING)}, {FATES.index(Fate.STUCK)})"
"""The SQL condition of an order that has not ended, as the index of these few says it: SQLite takes
an index of some rows only where its condition stands in the question.
"""

OVERDUE: Final = f"fate = {FATES.index(Fate.WAITING)} AND coalesce(late_from <= ?, 0)"
"""The SQL condition of an order that is overdue; its value is from `overdue_before`."""


def condition_of(
    query: OrderQuery, now_ms: int, overdue_ms: int, *, shown: bool
) -> tuple[str, list[Any]]:
    """Return the SQL condition of a query with its values; with ``shown`` also what is shown of it.

    ``overdue_ms`` is from when on an order must have been late to be overdue now.
    """
    parts: list[tuple[str, list[Any]]] = [("1", [])]
    if shown:
        parts += _shown(query.show, now_ms, overdue_ms)
    if query.amount_from is not None:
        parts.append(("amount >= ?", [query.amount_from]))
    if query.amount_to is not None:
        parts.append(("amount <= ?", [query.amount_to]))
    if query.since_ms is not None:
        parts.append(("first_ms >= ?", [query.since_ms]))
    if query.text:
        text = query.text.casefold().encode("utf-8", "replace").decode()
        parts.append(("instr(words, ?) > 0", [text]))
    return " AND ".join(words for words, _ in parts), [v for _, values in parts for v in values]


_OPEN: Final = tuple(fate.lower() for fate in (Fate.WAITING, Fate.OVERDUE, Fate.STUCK))


def _shown(show: str, now_ms: int, overdue_ms: int) -> Iterator[tuple[str, list[Any]]]:
    if show in _OPEN:
        yield IS_OPEN, []
    if show == ODD:
        yield "(odd OR coalesce(late_from <= ?, 0))", [now_ms]
    elif show == Fate.OVERDUE.lower():
        yield f"({OVERDUE})", [overdue_ms]
    elif show in SHOWS[1:]:
        yield "fate = ?", [SHOWS.index(show) - 1]
    if show == Fate.WAITING.lower():
        yield f"NOT ({OVERDUE})", [overdue_ms]


def order_by(query: OrderQuery) -> str:
    """Return the SQL order; among equals the one that came last is first."""
    column = SORTS.get(query.sort, SORTS[ORDERED_BY_TIME])
    way = "DESC" if query.descending else "ASC"
    if column == "first_ms":
        return f"ORDER BY first_ms {way}, id {way}, label {way}"
    column, *then = column.split(", ")
    rest = "".join(f"{each}, " for each in then)
    return f"ORDER BY {column} IS NULL, {column} {way}, {rest}first_ms DESC, id DESC, label DESC"
