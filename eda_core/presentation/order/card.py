"""The chosen order: its outcome and why, and which rule took which of its events."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NotRequired, TypedDict

from eda_core.asl import ChoiceExplanation, ExecutionStatus
from eda_core.domain.durations import duration_text, elapsed_text, so_far_text
from eda_core.domain.orders import Outcome, Source, label_of, order_from_label
from eda_core.presentation.order.evidence import after_comma, how_all_known, how_known
from eda_core.presentation.order.looks import event_look, look_of
from eda_core.presentation.wording import (
    NO_VALUE,
    Spans,
    amount_text,
    order_name,
    path_text,
)
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.execution_paths import PathOrigin, PathTaken
from eda_core.read_model.expected_next import Expectation, OrderProgress
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.rule_grid import Cell, GridRow
from eda_core.stack.bus_words import BusWords


class SummaryData(TypedDict, total=False):
    """The component ``summary``; where there are words in ``empty`` only those show."""

    order: str
    amount: str
    tone: str
    glyph: str
    word: str
    badges: list[str]
    why: Spans
    empty: str


class GridColumn(TypedDict):
    """A rule as the heading of a column."""

    key: str
    label: str


class GridCell(TypedDict):
    """Whether a rule took an event, and why; how many ``times`` where not once."""

    taken: bool
    title: str
    times: NotRequired[int]


class GridLine(TypedDict):
    """An event, and what each rule made of it."""

    label: str
    tone: str
    cells: list[GridCell]


class RuleGridData(TypedDict):
    """The component ``rule_grid``."""

    title: str
    columns: list[GridColumn]
    rows: list[GridLine]


NOBODY_CHOSEN: Final = "Choose an order to see what became of it, and why."

NO_ORDER_YET: Final = "No order yet. Place the first one, and see here what becomes of it, and why."

_VERDICTS: Final = {
    Outcome.COMPLETED: "so the payment succeeded and the order is completed.",
    Outcome.CANCELLED: "so the payment failed. The workflow itself succeeded.",
    Outcome.WAITING: "and the order is waiting for Update Order.",
    Outcome.UNKNOWN: "and no order of this id was created in this log.",
}
_UNPAID: Final = "and the order is waiting for the payment."

RULE_LABELS: Final = {
    "cw-catch-all": "log",
    "payment-service-filtering-orders": "pay",
    "order-service-filtering-payments": "upd",
    "notification-service": "mail",
}
"""What the rules of the demo are called where there is little room."""


def absence(chosen: str, live: bool) -> str:
    """Return why there is no order to show: none is chosen, or the log does not have the one that
    is.

    ``chosen`` is the label of the chosen order, or nothing; ``live`` says whether the page shows
    what is now.
    """
    order = order_from_label(chosen)
    if order is None:
        return NOBODY_CHOSEN
    when = "is not in the log yet" if live else "was not in the log yet at this moment"
    return f"{order_name(order)} {when}."


def order_summary(view: OrderView | None, now_ms: int, empty: str = NOBODY_CHOSEN) -> SummaryData:
    """Return the head of the card; the words ``empty`` where there is no order to show."""
    if view is None:
        return {"empty": empty}
    row, look = view.row, look_of(view, now_ms)
    return {
        "order": label_of(row.order),
        "amount": amount_text(row.amount),
        "tone": look.tone,
        "glyph": look.glyph,
        "word": look.word,
        "badges": list(_badges(view, now_ms)),
        "why": _headline(view, now_ms),
        "empty": "",
    }


def _badges(view: OrderView, now_ms: int) -> Iterable[str]:
    """Technical facts, apart from the outcome: they never say how an order ended."""
    if view.path is not None:
        yield _technical(view.path, inferred=view.is_inferred or view.is_from_bus_log)
    if view.row.outcome is Outcome.WAITING:
        yield f"{so_far_text(now_ms - view.row.first_ms)} so far"
    elif view.row.duration_ms is not None:
        yield duration_text(view.row.duration_ms)
    elif view.row.outcome is not Outcome.UNKNOWN:
        yield f"took {NO_VALUE}"
    if view.row.events > _EVENTS_OF_AN_ORDER:
        yield f"{view.row.events} events"


def _technical(path: PathTaken, *, inferred: bool) -> str:
    """Return how the execution stands, where anything says that there is one."""
    if not path.started:
        return "no execution"
    if path.is_unseen:
        return "execution not seen yet"
    by_what = ", inferred" if inferred and not path.origin.is_reported else ""
    return f"execution {path.status}{by_what}"


_EVENTS_OF_AN_ORDER: Final = 3


_LEADS: Final = {
    OrderProgress.LATE: "Late:",
    OrderProgress.OVERDUE: "Overdue:",
    OrderProgress.STUCK: "Stuck:",
    OrderProgress.RETRYING: "To be tried again:",
    OrderProgress.DEAD_LETTER: "Given up:",
    OrderProgress.DUPLICATE: "Duplicate:",
    OrderProgress.IGNORED: "Duplicate ignored:",
    OrderProgress.OUT_OF_ORDER: "Out of order:",
    OrderProgress.INCOMPLETE: "Incomplete:",
}
"""What a headline begins with where something is not as it should be."""


def _headline(view: OrderView, now_ms: int) -> Spans:
    """Return the newest verdict: why an order ended so, and what is wrong with it now."""
    expected = view.expected_next(now_ms)
    lead = _LEADS.get(expected.progress)
    if lead is None:
        return _why(view)
    verdict: Spans = [(lead, True), (f" {next_words(expected, now_ms)}.", False)]
    if view.row.outcome is not Outcome.WAITING:
        return [*_why(view), (" ", False), *verdict]
    path = view.path
    is_explained = path is not None and (path.status.is_failure or not path.started)
    return _why(view) if is_explained else verdict


def next_words(expected: Expectation, now_ms: int) -> str:
    """Return what comes next, with when the next attempt is due, where there is one."""
    if expected.retry_ms is None:
        return expected.sentence
    left_ms = expected.retry_ms - now_ms
    when = f"in {elapsed_text(left_ms)}" if left_ms >= 1000 else "now"
    return f"{expected.sentence}; next try {when}"


def _why(view: OrderView) -> Spans:
    path = view.path
    if path is None:
        return [("Not known yet:", True), (" the log holds no OrderCreated of this order.", False)]
    if path.status.is_failure:
        return _why_stuck(path)
    if not path.started:
        what = f" no {view.stack.words.rule} took OrderCreated to the payment service."
        return [("No payment will come:", True), (what, False)]
    if path.origin is PathOrigin.CONTRADICTED:
        return [("Not as predicted:", True), (" the payment event says otherwise.", False)]
    return _why_this_path(path, view)


def _why_this_path(path: PathTaken, view: OrderView) -> Spans:
    decisive = path.choices[-1] if path.choices else None
    if decisive is None:
        return [("Path:", True), (f" {path_text(path.states)}", False)]
    if path.is_unseen and view.row.outcome is Outcome.WAITING:
        return _would_take(decisive)
    return _why_so(decisive, path, view)


def _would_take(choice: ChoiceExplanation) -> Spans:
    """Return what the definition says of an order whose execution nobody has seen."""
    where = f" {choice.target or choice.error}: in "
    words = f", {_reason(choice)}. The order is waiting for the payment."
    return [("It would take:", True), (where, False), (choice.state_name, True), (words, False)]


def _why_stuck(path: PathTaken) -> Spans:
    why = ". ".join(filter(None, (path.error or path.status, path.cause)))
    return [
        ("No payment will come:", True),
        (" the execution failed in ", False),
        (path.states[-1] if path.states else "its first state", True),
        (f" with {why}{_nearly_there(path)}", False),
    ]


def _nearly_there(path: PathTaken) -> str:
    """Name the field that is there, where a Choice missed it by its case and the like."""
    rules = path.choices[-1].rules if path.choices else ()
    comparisons = rules[-1].comparisons if rules else ()
    missed = comparisons[-1] if comparisons else None
    if missed is None or missed.result is not None or not missed.note:
        return ""
    return f" There is nothing at {missed.variable}{missed.note}."


def _why_so(choice: ChoiceExplanation, path: PathTaken, view: OrderView) -> Spans:
    is_waiting = view.row.outcome is Outcome.WAITING
    came = any(entry.event.source == Source.PAYMENT_SERVICE for entry in view.timeline)
    is_paid = came and path.status is not ExecutionStatus.RUNNING
    lead = "So far:" if is_waiting else "Why:"
    verdict = _VERDICTS[view.row.outcome] if is_paid or not is_waiting else _UNPAID
    return [
        (lead, True),
        (" in ", False),
        (choice.state_name, True),
        (f", {_reason(choice)}, {verdict}", False),
    ]


def _reason(choice: ChoiceExplanation) -> str:
    """Return the comparison with its numbers: ``amount 900 > 500 is true``."""
    tried = choice.rules[-1] if choice.rules else None
    if tried is None or len(choice.rules) > 1 or len(tried.comparisons) > 1:
        return choice.sentence
    comparison = tried.comparisons[0]
    variable = comparison.variable.rpartition(".")[2]
    return comparison.sentence.replace(f"{comparison.variable}:", variable, 1)


def rule_grid(view: OrderView | None) -> RuleGridData:
    """Return which rule took which event of the order, with the reason behind each mark."""
    if view is None or not view.grid.rows:
        return {"title": "", "columns": [], "rows": []}
    grid = view.grid
    return {
        "title": rules_title(view),
        "columns": [{"key": rule, "label": RULE_LABELS.get(rule, rule)} for rule in grid.rules],
        "rows": [_grid_row(row, view.deliveries, view.stack.words) for row in grid.rows],
    }


def rules_title(view: OrderView) -> str:
    """Return how many cells of its grid were taken, and whether that is reported or inferred."""
    by_what = after_comma(how_all_known(view.deliveries.values(), view.stack.words))
    return f"{view.stack.words.title}: {view.grid.taken} of {view.grid.cells} took it{by_what}"


def _grid_row(row: GridRow, deliveries: Mapping[str, EventDeliveries], words: BusWords) -> GridLine:
    known = deliveries.get(row.event.id, EventDeliveries())
    times = Counter(step.rule for step in known.again)
    return {
        "label": row.event.detail_type,
        "tone": event_look(row.event)[0],
        "cells": [_grid_cell(cell, times[cell.rule] + 1, known, words) for cell in row.cells],
    }


def _grid_cell(cell: Cell, times: int, known: EventDeliveries, words: BusWords) -> GridCell:
    title = f"{cell.rule}: {cell.sentence}"
    if cell.taken and (how := how_known(known, cell.rule, words)):
        title = f"{title} {how[:1].upper()}{how[1:]}."
    if not cell.taken or times == 1:
        return {"taken": cell.taken, "title": title}
    return {"taken": True, "title": f"{title} It was delivered {times} times.", "times": times}
