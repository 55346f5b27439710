"""What is asked of a large log: each question once, in SQL that every engine takes.

A value stands in a statement as ``{name:Type}`` and is handed over beside it, never written into
it; the types are ClickHouse's. What is put together here are words of this module alone: columns
are looked up in fixed tables, and no text from a page or a file is among them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from eda_core.domain.orders import OrderId, label_of
from eda_core.large_logs.record_columns import INT64
from eda_core.read_model.columns import ODD_AMOUNT
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.event_table import NO_EVENT
from eda_core.read_model.field_terms import FieldTerm
from eda_core.read_model.order_fields import text_for_table
from eda_core.read_model.order_query import (
    FATES,
    ODD,
    ORDERED_BY_TIME,
    SHOWS,
    SORTS,
    Among,
    OrderQuery,
)
from eda_core.read_model.order_status import Fate


class Statement(NamedTuple):
    """A question in SQL, and its values by their names."""

    sql: str
    values: Mapping[str, Any]


Row = tuple[Any, ...]
Part = tuple[str, dict[str, Any]]
"""A condition with its values."""

WAITING: Final = FATES.index(Fate.WAITING)
OVERDUE: Final = FATES.index(Fate.OVERDUE)

RECORD: Final = "sequence, at_ms, text, escaped"
ORDER: Final = (
    "number, order_id, order_key, amount, amount_json, fate, execution, duration, events, "
    "duplicates, first_ms, last_ms, odd, late_from, note, records"
)

_IS_OVERDUE: Final = f"(fate = {WAITING} AND late_from IS NOT NULL AND late_from <= {{late:Int64}})"
_IS_ODD: Final = "(odd = 1 OR (late_from IS NOT NULL AND late_from <= {now:Int64}))"
FATE_NOW: Final = f"CASE WHEN {_IS_OVERDUE} THEN {OVERDUE} ELSE fate END"


def records_between(first: int, last: int) -> Statement:
    """The records with these sequence numbers and those between, the oldest first."""
    sql = f"SELECT {RECORD} FROM log WHERE sequence BETWEEN {{first:Int64}} AND {{last:Int64}} "
    return Statement(sql + "ORDER BY sequence", {"first": first, "last": last})


def records_among(sequences: Sequence[int]) -> Statement:
    """These records, which stand near each other in the log."""
    sql = f"SELECT {RECORD} FROM log WHERE sequence BETWEEN {{first:Int64}} AND {{last:Int64}} "
    names = {f"n{place}": sequence for place, sequence in enumerate(sequences)}
    among = ", ".join(f"{{{name}:Int64}}" for name in names)
    values = {"first": min(sequences), "last": max(sequences), **names}
    return Statement(f"{sql}AND sequence IN ({among}) ORDER BY sequence", values)


def of_order(order: OrderId) -> Statement:
    """The row of an order."""
    where, values = order_is(order)
    return Statement(f"SELECT {ORDER} FROM orders WHERE {where} LIMIT 1", values)


def order_is(order: OrderId) -> Part:
    """The condition that a row of ``orders`` or ``log`` is of this order."""
    if isinstance(order, int) and -INT64 <= order < INT64:
        return "order_id = {order:Int64}", {"order": order}
    return "label = {order:String}", {"order": text_for_table(label_of(order))}


# --- the log -------------------------------------------------------------------------------------


AMOUNT: Final = ("detail", "amount")
"""The one field of a detail that has a column."""


def fits_columns(wanted: EventFilter, *, all_amounts: bool) -> bool:
    """Return whether the columns tell all of what is looked for, if they tell ``all_amounts``."""
    is_told = all(all_amounts and term.path == AMOUNT for term in wanted.terms)
    return is_told and wanted.pattern is None


def found_numbers(wanted: EventFilter, first: int, last: int, most: int) -> Statement:
    """The numbers of the newest records that fit, of those with these numbers.

    The records themselves are asked for by `records_among`: else an engine reads all their texts to
    keep a few.
    """
    where, values = _log_condition(wanted, first, last)
    sql = f"SELECT sequence FROM log WHERE {where} ORDER BY sequence DESC LIMIT {{most:Int64}}"
    return Statement(sql, {**values, "most": most})


def count_records(wanted: EventFilter, first: int, last: int) -> Statement:
    """How many records fit, of those with these sequence numbers."""
    where, values = _log_condition(wanted, first, last)
    return Statement(f"SELECT count(*) FROM log WHERE {where}", values)


def _log_condition(wanted: EventFilter, first: int, last: int) -> Part:
    parts = [
        ("sequence BETWEEN {first:Int64} AND {last:Int64}", {"first": first, "last": last}),
        *_log_parts(wanted),
    ]
    return _joined(parts)


def _log_parts(wanted: EventFilter) -> Iterator[Part]:
    yield from _kind_parts(wanted)
    for place, term in enumerate(wanted.terms):
        if term.path == AMOUNT:
            yield _amount_is(term, f"amount{place}")
    if wanted.from_ms is not None:
        yield "at_ms >= {from_ms:Int64}", {"from_ms": _bounded(wanted.from_ms)}
    if wanted.before_ms is not None:
        yield "at_ms < {before_ms:Int64}", {"before_ms": _bounded(wanted.before_ms)}
    if wanted.text:
        text = text_for_table(wanted.text.casefold())
        yield "position({text:String} IN coalesce(folded, lower(text))) > 0", {"text": text}


def _kind_parts(wanted: EventFilter) -> Iterator[Part]:
    asked = (wanted.source, wanted.detail_type, wanted.terms, wanted.pattern)
    if wanted.malformed:
        yield f"origin = {NO_EVENT}", {}
    if any(asked) or wanted.order is not None:
        yield f"origin != {NO_EVENT}", {}
    if wanted.source:
        yield "source = {source:String}", {"source": text_for_table(wanted.source)}
    if wanted.detail_type:
        yield "detail_type = {kind:String}", {"kind": text_for_table(wanted.detail_type)}
    if wanted.order is not None:
        yield _event_is_of(wanted.order)


def _event_is_of(order: OrderId) -> Part:
    where, values = order_is(order)
    if where.startswith("order_id"):
        return where, values
    return f"order_key IN (SELECT order_key FROM orders WHERE {where})", values


_SIGNS: Final = {">": ">", ">=": ">=", "<": "<", "<=": "<=", "=": "=", ":": "="}


def _amount_is(term: FieldTerm, name: str) -> Part:
    """Return the condition of an amount; one that its column does not tell may fit."""
    odd = f"hundredths = {ODD_AMOUNT}"
    number = term.number
    if number is None:
        return odd, {}
    fits = f"hundredths / 100 {_SIGNS[term.sign]} {{{name}:Float64}}"
    return f"({odd} OR (hundredths < {ODD_AMOUNT} AND {fits}))", {name: float(number)}


def _bounded(number: int) -> int:
    return max(-INT64, min(number, INT64 - 1))


def _joined(parts: Sequence[Part]) -> Part:
    words = " AND ".join(words for words, _ in parts) or "1 = 1"
    return words, {name: value for _, values in parts for name, value in values.items()}


# --- orders --------------------------------------------------------------------------------------


class AskedAt(NamedTuple):
    """The time of the world, and from when on an order must have been late to be overdue now."""

    now_ms: int
    overdue_ms: int

    @property
    def values(self) -> dict[str, int]:
        """The values of the conditions about time."""
        return {"now": self.now_ms, "late": self.overdue_ms}


def count_orders(query: OrderQuery, clock: AskedAt) -> Statement:
    """Orders that fit whatever is shown of them: one number by fate, those odd, those overdue."""
    where, values = _joined([*_order_parts(query)])
    fates = ", ".join(f"count(*) FILTER (WHERE fate = {at})" for at in range(len(FATES)))
    more = f"count(*) FILTER (WHERE {_IS_ODD}), count(*) FILTER (WHERE {_IS_OVERDUE})"
    return Statement(f"SELECT {fates}, {more} FROM orders WHERE {where}", values | clock.values)


def page_of_orders(query: OrderQuery, clock: AskedAt, first: int, columns: str) -> Statement:
    """These columns of the orders of a page, in the order wanted, after so many before it."""
    where, values = _joined([*_order_parts(query), *_shown(query.show)])
    columns = columns.replace("fate", f"{FATE_NOW} AS fate_now")
    sql = (
        f"SELECT {columns} FROM orders WHERE {where} {order_by(query)} "
        "LIMIT {size:Int64} OFFSET {first:Int64}"
    )
    return Statement(sql, values | clock.values | {"size": query.size, "first": first})


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class AskedAmong(Among):
    """Orders of which a condition is true; so many that only their counts are known here.

    ``exceptions`` and ``others`` are as long as there are orders; ``is_other`` says which are.
    """

    condition: str = ""
    is_other: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def shown_orders(query: OrderQuery) -> Part:
    """The condition of all that a table shows of this query, page by page."""
    return _joined([*_order_parts(query), *_shown(query.show)])


def orders_among(numbers: Sequence[int], clock: AskedAt) -> Statement:
    """The orders with these numbers, in any order."""
    values = {f"n{place}": number for place, number in enumerate(numbers)}
    among = ", ".join(f"{{{name}:Int64}}" for name in values)
    columns = ORDER.replace("fate", f"{FATE_NOW} AS fate_now")
    return Statement(
        f"SELECT {columns} FROM orders WHERE number IN ({among})", values | clock.values
    )


def _order_parts(query: OrderQuery) -> Iterator[Part]:
    if isinstance(query.among, AskedAmong):
        yield query.among.condition, dict(query.among.values)
    if query.amount_from is not None:
        yield "amount >= {amount_from:Float64}", {"amount_from": float(query.amount_from)}
    if query.amount_to is not None:
        yield "amount <= {amount_to:Float64}", {"amount_to": float(query.amount_to)}
    if query.since_ms is not None:
        yield "first_ms >= {since:Int64}", {"since": _bounded(query.since_ms)}
    if query.text:
        text = text_for_table(query.text.casefold())
        yield "position({text:String} IN words) > 0", {"text": text}


def _shown(show: str) -> Iterator[Part]:
    if show == ODD:
        yield _IS_ODD, {}
    elif show == Fate.OVERDUE.lower():
        yield _IS_OVERDUE, {}
    elif show in SHOWS[1:]:
        yield f"fate = {SHOWS.index(show) - 1}", {}
    if show == Fate.WAITING.lower():
        yield f"NOT {_IS_OVERDUE}", {}


_ID: Final = f"""
CASE WHEN order_id IS NOT NULL THEN order_id WHEN order_key LIKE '"%' THEN NULL
    WHEN order_key LIKE '-%' THEN {1 - INT64} ELSE {INT64 - 1} END
"""
_COLUMNS: Final = {"id": _ID}
"""What stands for a column in memory where there is none of its name: all but the number of an
order, which sorts before or after all others where it has more than 64 bits.
"""


def order_by(query: OrderQuery) -> str:
    """Return the SQL order: as in memory, with nothing last, and what came last first of equals."""
    column = SORTS.get(query.sort, SORTS[ORDERED_BY_TIME])
    way, nulls = ("DESC", "LAST") if query.descending else ("ASC", "FIRST")
    among = query.among
    part = ""
    if isinstance(among, AskedAmong):  # exceptions come first
        part = f"CASE WHEN {among.is_other} THEN 1 ELSE 0 END, "
    if column == "first_ms":
        return f"ORDER BY {part}first_ms {way}, {_ID} {way} NULLS {nulls}, label {way}"
    first, *then = (_COLUMNS.get(each, each) for each in column.split(", "))
    rest = "".join(f"{each} ASC NULLS FIRST, " for each in then)
    last = f"first_ms DESC, {_ID} DESC NULLS LAST, label DESC"
    return f"ORDER BY {part}{first} {way} NULLS LAST, {rest}{last}"


def count_odd_later(clock: AskedAt) -> Statement:
    """How many orders that are not odd yet will be, for they wait: few row groups have any."""
    sql = "SELECT count(*) FROM orders WHERE odd = 0 AND late_from > {now:Int64}"
    return Statement(sql, {"now": clock.now_ms})


def first_ms_of(number: int) -> Statement:
    """When the order with this number came."""
    sql = "SELECT first_ms FROM orders WHERE number = {number:Int64}"
    return Statement(sql, {"number": number})


def count_overdue_later(clock: AskedAt) -> Statement:
    """How many orders that wait are not overdue yet."""
    sql = f"SELECT count(*) FROM orders WHERE fate = {WAITING} AND late_from > {{late:Int64}}"
    return Statement(sql, {"late": clock.overdue_ms})


def orders_after(number: int) -> Statement:
    """The orders with a greater number, the newest first: they are numbered as they came."""
    sql = f"SELECT {ORDER} FROM orders WHERE number > {{number:Int64}} ORDER BY number DESC"
    return Statement(sql, {"number": number})


def arrivals(first_ms: int, length_ms: int, count: int, *, by_fate: bool = False) -> Statement:
    """How many orders came in each of ``count`` spans of time; with ``by_fate``, of each fate."""
    group = "place, fate" if by_fate else "place"
    sql = (
        "SELECT floor((first_ms - {first:Int64}) / {length:Int64}) AS "
        f"{group}, count(*) FROM orders "
        f"WHERE first_ms >= {{first:Int64}} AND first_ms < {{end:Int64}} GROUP BY {group}"
    )
    end = first_ms + count * length_ms
    return Statement(sql, {"first": first_ms, "length": length_ms, "end": end})


def nearest_ended(fate: int, first_ms: int, *, before: bool) -> Statement:
    """The order nearest in time, on this side, that ended otherwise than with this fate."""
    ended = f"{FATES.index(Fate.COMPLETED)}, {FATES.index(Fate.CANCELLED)}"
    side, way = ("<=", "DESC") if before else (">", "ASC")
    sql = (
        f"SELECT order_id, order_key, first_ms FROM orders WHERE fate IN ({ended}) "
        f"AND fate != {{fate:Int64}} AND first_ms {side} {{first:Int64}} "
        f"ORDER BY first_ms {way}, number {way} LIMIT 1"
    )
    return Statement(sql, {"fate": fate, "first": first_ms})


def paid_among(least: int, most: int) -> Statement:
    """The numbers of the orders without an outcome that have a payment, from one to another."""
    ended = f"{FATES.index(Fate.COMPLETED)}, {FATES.index(Fate.CANCELLED)}"
    sql = f"SELECT number FROM orders WHERE paid = 1 AND fate NOT IN ({ended}) "
    values = {"least": least, "most": most}
    return Statement(sql + "AND number BETWEEN {least:Int64} AND {most:Int64}", values)
