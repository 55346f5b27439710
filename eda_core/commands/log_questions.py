"""What ``logs`` answers about an imported log: totals, orders, records, one order.

The questions are those of the pages, and so are the words; a large log is asked, not read.
"""

import os
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, BinaryIO, Final, TextIO

from eda_core.app.bootstrap import Connection, connect
from eda_core.commands.files import write_shown
from eda_core.domain.durations import duration_text
from eda_core.domain.errors import InvalidSettings
from eda_core.domain.events import LogRecord, iso_milliseconds
from eda_core.domain.orders import Outcome, order_from_label
from eda_core.domain.settings import WorldKind, room_from, settings_from
from eda_core.presentation.log.event_filter import found_note, wanted_from
from eda_core.presentation.order.looks import OUTCOME_LOOKS
from eda_core.presentation.order.narrative import order_story
from eda_core.presentation.orders.listing import (
    amount_limit,
    found_orders,
    orders_table,
    page_from,
    query_from,
)
from eda_core.presentation.wording import amount_text, counted, log_span
from eda_core.read_model.log_search import search_log
from eda_core.read_model.order_query import SHOWS, SORTS

Question = Callable[[Connection, Namespace], Iterator[str]]

_OF_ORDERS: Final = ("show", "text", "from", "to", "sort", "page")
_OF_RECORDS: Final[Mapping[str, str]] = {
    "text": "filter-text",
    "order": "filter-order",
    "source": "filter-source",
    "type": "filter-type",
    "from": "filter-from",
    "before": "filter-before",
    "pattern": "filter-pattern",
}


def add_to(verbs: Any) -> None:
    """Add the verbs that ask."""
    _verb(verbs, "totals", "say what an imported log holds", _totals)
    _verb(verbs, "orders", "list its orders, as the Orders page does", _orders, _OF_ORDERS)
    _verb(verbs, "find", "list its records, as the Event log page does", _find, _OF_RECORDS)
    one = _verb(verbs, "order", "tell the story of one order", _order)
    one.add_argument("order", metavar="ORDER", help="a number, or text in quotes such as '\"A7\"'")


def _verb(verbs: Any, name: str, text: str, question: Question, options: Any = ()) -> Any:
    parser = verbs.add_parser(name, help=text)
    parser.set_defaults(run=_run, question=question)
    parser.add_argument("name", metavar="NAME")
    for option in options:
        parser.add_argument(f"--{option}", metavar=option.upper(), default="")
    return parser


def _run(given: Namespace, _stdin: BinaryIO, stdout: TextIO, _stderr: TextIO) -> int:
    with _open(given.name) as connection:
        write_shown(stdout, given.question(connection, given))
    return 0


@contextmanager
def _open(name: str) -> Iterator[Connection]:
    settings = settings_from(os.environ)
    log = replace(settings, world=WorldKind.FILE, file=room_from(name, "NAME"))
    connection = connect(log)
    try:
        yield connection
    finally:
        connection.close()


def _totals(connection: Connection, _given: Namespace) -> Iterator[str]:
    model = connection.model
    totals, first = model.totals(), model.record(1)
    yield log_span(model.last_sequence, first and first.ingested_ms, model.last_event_ms())
    yield f"{counted(totals.events, 'event', 'events')}, {totals.malformed} of no event"
    yield counted(totals.orders, "order", "orders")
    for outcome in Outcome:
        look, count = OUTCOME_LOOKS[outcome], totals.by_outcome.get(outcome, 0)
        yield f"  {look.glyph} {look.word.lower():<12} {count:>14,}"
    if totals.median_ms is not None and totals.p95_ms is not None:
        half, most = duration_text(totals.median_ms), duration_text(totals.p95_ms)
        yield f"half within {half}, 95 of 100 within {most}"


def _orders(connection: Connection, given: Namespace) -> Iterator[str]:
    now_ms = connection.now_ms()
    asked = {name: str(vars(given)[name]).strip() for name in _OF_ORDERS}
    if problems := [*_problems(asked)]:
        raise InvalidSettings(" ".join(problems))
    query = query_from(asked, now_ms)
    lines = connection.model.ask(lambda tables: found_orders(tables, query, now_ms))
    table = orders_table(lines, query, "", "")
    for row in table["rows"]:
        cells = (row["amount"], row["outcome"], row["time"], row["next"])
        yield "  ".join([f"{row['order']:<12}", *(f"{cell:<14}" for cell in cells)]).rstrip()
    pager = table["pager"]
    yield f"{pager['words']} · page {pager['page']} of {pager['last']}"


def _problems(asked: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each option that the table of a page would leave out."""
    for name, known in (("show", SHOWS), ("sort", tuple(SORTS))):
        if asked[name] and asked[name].removeprefix("-" * (name == "sort")) not in known:
            yield f"--{name} takes one of {', '.join(known)}, not {asked[name][:40]!r}."
    for name in ("from", "to"):
        if asked[name] and amount_limit(asked[name]) is None:
            yield f"--{name} takes a number, not {asked[name][:40]!r}."
    if asked["page"] and page_from(asked["page"]) is None:
        yield f"--page takes a number from 1 on, not {asked['page'][:40]!r}."


def _find(connection: Connection, given: Namespace) -> Iterator[str]:
    model, asked = connection.model, vars(given)
    inputs = {field: asked[name] for name, field in _OF_RECORDS.items()}
    wanted = wanted_from(inputs, model.last_event_ms() or 0)
    if wanted.problems:
        raise InvalidSettings(" ".join(wanted.problems))
    taken = model.ask(lambda tables: search_log(tables, wanted.filter))
    while taken.looked_at < taken.records:
        taken = model.ask(lambda tables: search_log(tables, wanted.filter))
    for record in taken.found.records:
        said = record.text
        if isinstance(record, LogRecord):
            said = f"{record.event.source:<18} {record.event.detail_type:<18} {said}"
        yield f"{record.sequence:>12}  {iso_milliseconds(record.ingested_ms)}  {said}"
    yield found_note(taken, wanted)


def _order(connection: Connection, given: Namespace) -> Iterator[str]:
    order = order_from_label(given.order)
    view = None if order is None else connection.model.order(order)
    if view is None:
        raise InvalidSettings(f"The log {given.name} has no order {given.order[:60]}.")
    look = OUTCOME_LOOKS[view.row.outcome]
    yield f"{look.glyph} {look.word}, amount {amount_text(view.row.amount)}"
    for line in order_story(view, connection.now_ms())["lines"]:
        yield f"{line['time']}  {''.join(words for words, _ in line['spans'])}"
