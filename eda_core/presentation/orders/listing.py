"""The table of orders: chips with counts, rows, and what is sorted by."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, NotRequired, TypedDict

from eda_core.asl import ExecutionStatus
from eda_core.domain.durations import duration_text
from eda_core.domain.orders import OrderId, Outcome, label_of
from eda_core.ports import LoggedExecution
from eda_core.presentation.order.looks import FATE_LOOKS
from eda_core.presentation.wording import NO_VALUE, amount_text, clock_time, count_text
from eda_core.read_model.expected_next import Expectation, OrderProgress
from eda_core.read_model.order_query import (
    EVERY,
    ODD,
    SHOWS,
    SORTS,
    Among,
    FoundOrders,
    OrderCounts,
    OrderQuery,
)
from eda_core.read_model.order_status import AS_IT_SHOULD, Fate, OrderVerdict
from eda_core.read_model.order_table import ENDINGS, OrderRow
from eda_core.read_model.tables import Tables

NO_ORDERS: Final = "No orders yet. Submit one on the Live page, or play a scenario there."
NOTHING_FITS: Final = "No order fits this filter."

COLUMNS: Final[Mapping[str, tuple[str, bool]]] = {
    "order": ("Order", False),
    "amount": ("Amount", True),
    "outcome": ("Outcome", False),
    "execution": ("Execution", False),
    "time": ("Time to outcome", True),
    "events": ("Events", True),
    "duplicates": ("Duplicates", True),
    "changed": ("Last change", False),
    "next": ("What comes next", False),
}
"""The columns by what they are sorted by: the heading, and whether it holds figures."""

SINCE_MS: Final[Mapping[str, int | None]] = {
    "any time": None,
    "last minute": 60_000,
    "last 10 minutes": 600_000,
    "last hour": 3_600_000,
    "last day": 86_400_000,
}
"""How long ago orders may have come, in milliseconds; the first lets all through."""

_LAST_PAGE: Final = 10**6
"""No table has more pages; a number beyond stands for the last there is."""

OrderLines = tuple[FoundOrders, tuple[Expectation | None, ...]]
LoggedOf = Callable[[OrderId], LoggedExecution | None]


def found_orders(tables: Tables, query: OrderQuery, now_ms: int) -> OrderLines:
    """Return the question the page puts: the orders that fit, and what comes next for each
    of them.
    """
    found = tables.index.find(query, now_ms)
    return found, tuple(tables.expected([each.row.order for each in found.rows], now_ms))


def query_from(values: Mapping[str, str], now_ms: int) -> OrderQuery:
    """Return the query an address describes; what cannot be used is left out, for anybody writes
    links.

    Values are ``show``, ``text``, ``from``, ``to``, ``since``, ``sort`` (a column, with ``-``
    before it for the greatest first) and ``page`` (from 1).
    """
    sort = values.get("sort", "").strip()
    query = OrderQuery(
        show=show if (show := values.get("show", "")) in SHOWS else EVERY,
        text=values.get("text", "").strip(),
        amount_from=amount_limit(values.get("from", "")),
        amount_to=amount_limit(values.get("to", "")),
        since_ms=_since(values.get("since", ""), now_ms),
        page=(page_from(values.get("page", "")) or 1) - 1,
    )
    column = sort.removeprefix("-")
    if column not in SORTS:
        return query
    return replace(query, sort=column, descending=sort.startswith("-"))


def amount_limit(text: str) -> float | None:
    """Return the limit of an amount that a text names, None where it names none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return None if number != number else number  # noqa: PLR0124 - only NaN differs from itself


def _since(words: str, now_ms: int) -> int | None:
    ago_ms = SINCE_MS.get(words)
    return None if ago_ms is None else now_ms - ago_ms


def page_from(text: str) -> int | None:
    """Return the page a text names, the first is 1 and none is beyond the millionth; None where it
    names none.
    """
    digits = text.lstrip("0")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    return int(digits) if len(digits) < 7 else _LAST_PAGE


class OrdersColumn(TypedDict):
    """A column: whether it is of figures, and which way it is sorted (or empty)."""

    key: str
    label: str
    figures: bool
    sorted: str


class TableRow(TypedDict):
    """An order, a text for each column; ``titles`` say more of some.

    ``group`` is a heading that stands above the first of several rows.
    """

    order: str
    amount: str
    tone: str
    outcome: str
    execution: str
    time: str
    events: str
    duplicates: str
    changed: str
    next: str
    odd: bool
    titles: NotRequired[dict[str, str]]
    group: NotRequired[str]


class PagerData(TypedDict):
    """Which page of how many, both from 1."""

    words: str
    page: int
    last: int
    hint: str


class OrdersTableData(TypedDict):
    """The component ``table``; ``chosen`` and ``twin`` are labels of orders, or empty."""

    columns: list[OrdersColumn]
    rows: list[TableRow]
    chosen: str
    twin: str
    pager: PagerData
    empty: str


class ChipData(TypedDict):
    """One way to filter, and how many orders it shows."""

    key: str
    glyph: str
    label: str
    tone: str
    title: str
    count: str


class FilterChipsData(TypedDict):
    """The component ``filter_chips``; ``shown`` is the key of the one that is on."""

    chips: list[ChipData]
    shown: str


def orders_table(
    lines: OrderLines,
    query: OrderQuery,
    chosen: str,
    twin: str,
    logged_of: LoggedOf | None = None,
) -> OrdersTableData:
    """Return the table of these orders; ``chosen`` and ``twin`` are labels of orders, or empty.

    ``logged_of`` is for a world that does not tell of every execution: what a log tells of it.
    """
    found, expected = lines
    rows = [_row(each, then) for each, then in zip(found.rows, expected, strict=True)]
    if query.among is not None:
        rows = _in_groups(rows, found, query.among)
    if logged_of is not None:
        pairs = zip(rows, found.rows, strict=True)
        rows = [_partly_known(row, each, logged_of(each.row.order)) for row, each in pairs]
    return {
        "columns": [_column(name, query) for name in COLUMNS],
        "rows": rows,
        "chosen": chosen,
        "twin": twin,
        "pager": _pager(found, query),
        "empty": NO_ORDERS if not found.counts.total and query.takes_all else NOTHING_FITS,
    }


def _in_groups(rows: list[TableRow], found: FoundOrders, among: Among) -> list[TableRow]:
    """Return the rows with headings: exceptions come first, and the page may begin among them."""
    count = len(among.exceptions)
    left = max(0, count - found.first)
    heads = {
        0: f"{count_text(count)} {among.exceptions_words}" if left else "",
        left: f"{count_text(len(among.others))} {among.others_words}",
    }
    return [{**row, "group": heads.get(at, "")} for at, row in enumerate(rows)]


def _column(name: str, query: OrderQuery) -> OrdersColumn:
    words, figures = COLUMNS[name]
    sorted_by = query.sort == name
    way = ("descending" if query.descending else "ascending") if sorted_by else ""
    return {"key": name, "label": words, "figures": figures, "sorted": way}


def _row(verdict: OrderVerdict, expected: Expectation | None) -> TableRow:
    row, look = verdict.row, FATE_LOOKS[verdict.fate]
    return {
        "order": label_of(row.order),
        "amount": amount_text(row.amount) if row.amount is not None else NO_VALUE,
        "tone": look.tone,
        "outcome": f"{look.glyph} {look.word}",
        "execution": verdict.execution or _no_execution(verdict),
        "time": _time(row),
        "events": str(row.events),
        "duplicates": str(verdict.duplicates) if verdict.duplicates else "",
        "changed": clock_time(row.last_ms)[:8],
        "next": _next(expected),
        "odd": expected is not None and expected.progress not in AS_IT_SHOULD,
    }


def _time(row: OrderRow) -> str:
    if row.duration_ms is not None:
        return duration_text(row.duration_ms)
    return NO_VALUE if row.outcome in ENDINGS.values() else ""


def _no_execution(verdict: OrderVerdict) -> str:
    """Return the word for no execution: there is none, or the log has lost it."""
    return "none" if verdict.row.outcome is Outcome.WAITING else NO_VALUE


NOT_READ: Final = "not read"
_HOW_KNOWN: Final[Mapping[ExecutionStatus | None, str]] = {
    None: "not read yet: no event names its execution, and none is known to have failed",
    ExecutionStatus.RUNNING: "inferred: nothing came of it yet, and none is known to have failed",
    ExecutionStatus.SUCCEEDED: "inferred: the payment event names the execution that published it",
}
_READ: Final = "read from its history"
_LOGGED: Final = "known from the log of executions"


def _partly_known(row: TableRow, verdict: OrderVerdict, logged: LoggedExecution | None) -> TableRow:
    """Return the row with what is known of its execution, where a world does not tell of
    every one.
    """
    if logged is not None and _says_more(logged, verdict):
        how = _READ if logged.is_read else _LOGGED
        return _said_how(row, logged.execution.status, how)
    how = _HOW_KNOWN.get(verdict.execution, _READ)
    return _said_how(row, verdict.execution or NOT_READ, how)


def _says_more(logged: LoggedExecution, verdict: OrderVerdict) -> bool:
    """Return whether a log, which comes late, tells no less than the events."""
    running = ExecutionStatus.RUNNING
    return logged.execution.status is not running or verdict.execution in (None, running)


def _said_how(row: TableRow, status: str, how: str) -> TableRow:
    return {**row, "execution": status, "titles": {"execution": how}}


def _next(expected: Expectation | None) -> str:
    """Return what comes next; a time stands still, where what is left until then would not."""
    if expected is None or expected.progress is OrderProgress.DONE:
        return NO_VALUE
    if expected.retry_ms is None:
        return expected.sentence
    return f"{expected.sentence}; next try at {clock_time(expected.retry_ms)[:8]}"


def _pager(found: FoundOrders, query: OrderQuery) -> PagerData:
    page, last = found.first // query.size, query.last_page(found.fitting)
    end = found.first + len(found.rows)
    here = f"{count_text(found.first + 1)} to {count_text(end)}" if found.rows else "0"
    return {
        "words": f"{here} of {count_text(found.fitting)}",
        "page": page + 1,
        "last": last + 1,
        "hint": _depth_hint(found, query),
    }


def _depth_hint(found: FoundOrders, query: OrderQuery) -> str:
    reach = (query.last_page(found.fitting) + 1) * query.size
    if reach >= found.fitting:
        return ""
    return f"the first {count_text(reach)} by this column; sort the other way to see the others"


def chips(counts: OrderCounts, shown: str) -> FilterChipsData:
    """Return the filter chips with their counts; what is not there has none, unless it is shown."""
    fates = [
        _chip(fate.value.lower(), FATE_LOOKS[fate].glyph, _CHIP_WORDS[fate], counts.by_fate[fate])
        for fate in FATE_LOOKS
        if fate not in _RARE or counts.by_fate[fate] or shown == fate.value.lower()
    ]
    every = _chip(EVERY, "", "All", counts.total)
    odd: ChipData = {**_chip(ODD, "", "Irregular", counts.odd), "title": _ODD_TITLE}
    return {"chips": [every, *fates, odd], "shown": shown}


_RARE: Final = (Fate.OVERDUE, Fate.UNKNOWN)
_ODD_TITLE: Final = (
    "late, stuck, tried again, come twice or out of order: anything not as it should be"
)
_CHIP_WORDS: Final[Mapping[Fate, str]] = {
    Fate.COMPLETED: "Completed",
    Fate.CANCELLED: "Cancelled",
    Fate.WAITING: "Waiting",
    Fate.OVERDUE: "Overdue",
    Fate.STUCK: "Stuck",
    Fate.UNKNOWN: "Not known yet",
}


_CHIP_TONES: Final = {fate.value.lower(): look.tone for fate, look in FATE_LOOKS.items()}


def _chip(key: str, glyph: str, label: str, count: int) -> ChipData:
    return {
        "key": key,
        "glyph": glyph,
        "label": label,
        "tone": _CHIP_TONES.get(key, "none"),
        "title": "",
        "count": count_text(count),
    }
