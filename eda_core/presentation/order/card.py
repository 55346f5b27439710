"""The chosen order: its outcome, why, its story and its rule grid."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Final, NotRequired, TypedDict

from eda_core.asl import ChoiceExplanation
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.durations import duration_text, elapsed_text
from eda_core.domain.orders import DetailType, Outcome, label_of, order_from_label
from eda_core.domain.resending import copied_id, started_again_ms
from eda_core.presentation.order.fates import look_of
from eda_core.presentation.order.outcomes import event_look
from eda_core.presentation.wording import (
    NO_VALUE,
    Spans,
    amount_text,
    clock_time,
    order_name,
    value_text,
)
from eda_core.read_model.event_steps import RECOVERED, EventDeliveries
from eda_core.read_model.execution_paths import PathOrigin, PathTaken, execution_arn
from eda_core.read_model.expected_next import Expectation, OrderProgress, Repeat
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.rule_grid import Cell, GridRow
from eda_core.read_model.timeline import TimelineEntry


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


class StoryLine(TypedDict):
    """One line of a story; ``origin`` says which source it comes from."""

    time: str
    spans: Spans
    origin: str


class NarrativeData(TypedDict):
    """The component ``narrative``; ``copy`` is the story as text, which a button copies."""

    title: str
    lines: list[StoryLine]
    empty: str
    copy: NotRequired[str]


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

_VERDICTS: Final = {
    Outcome.COMPLETED: "so the payment succeeded and the order is completed.",
    Outcome.CANCELLED: "so the payment failed. The workflow itself succeeded.",
    Outcome.WAITING: "and the order is waiting for Update Order.",
    Outcome.UNKNOWN: "and no order of this id was created in this log.",
}
RULE_LABELS: Final = {
    "cw-catch-all": "log",
    "payment-service-filtering-orders": "pay",
    "order-service-filtering-payments": "upd",
    "notification-service": "mail",
}
"""What the rules of the demo are called where there is little room."""


def absence(chosen: str, live: bool) -> str:
    """Why there is no order to show: none is chosen, or the log does not have the one that is.

    ``chosen`` is the label of the chosen order, or nothing; ``live`` says whether the page shows
    what is now.
    """
    order = order_from_label(chosen)
    if order is None:
        return NOBODY_CHOSEN
    when = "is not in the log yet" if live else "was not in the log yet at this moment"
    return f"{order_name(order)} {when}."


def order_summary(view: OrderView | None, now_ms: int, empty: str = NOBODY_CHOSEN) -> SummaryData:
    """The head of the card; the words ``empty`` where there is no order to show."""
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
        yield _technical(view.path, inferred=view.is_inferred)
    if view.row.outcome is Outcome.WAITING:
        yield f"{_so_far(now_ms - view.row.first_ms)} so far"
    elif view.row.duration_ms is not None:
        yield duration_text(view.row.duration_ms)
    elif view.row.outcome is not Outcome.UNKNOWN:
        yield f"took {NO_VALUE}"
    if view.row.events > _EVENTS_OF_AN_ORDER:
        yield f"{view.row.events} events"


def _so_far(elapsed_ms: int) -> str:
    """How long it lasts by now; in hundredths while it should still be quick."""
    return duration_text(max(0, elapsed_ms)) if elapsed_ms < 10_000 else elapsed_text(elapsed_ms)


def _technical(path: PathTaken, *, inferred: bool) -> str:
    """How the execution stands, where anything says that there is one."""
    if not path.started:
        return "no execution"
    if path.is_unseen:
        return "execution not seen yet"
    by_what = ", inferred" if inferred and path.origin is not PathOrigin.RECORDED else ""
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
    """The newest verdict: why an order ended so, and what is wrong with it now."""
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
    """What comes next, with when the next attempt is due, where there is one."""
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
        what = " no rule took OrderCreated to the payment service."
        return [("No payment will come:", True), (what, False)]
    if path.origin is PathOrigin.CONTRADICTED:
        return [("Not as predicted:", True), (" the payment event says otherwise.", False)]
    return _why_this_path(path, view.row.outcome)


def _why_this_path(path: PathTaken, outcome: Outcome) -> Spans:
    decisive = path.choices[-1] if path.choices else None
    if decisive is None:
        return [("Path:", True), (f" {' → '.join(path.states)}", False)]
    if path.is_unseen and outcome is Outcome.WAITING:
        return _would_take(decisive)
    return _why_so(decisive, outcome)


def _would_take(choice: ChoiceExplanation) -> Spans:
    """What the definition says of an order whose execution nobody has seen."""
    where = f" {choice.target or choice.error}: in "
    words = f", {_reason(choice)}. The order is waiting for the payment."
    return [("It would take:", True), (where, False), (choice.state_name, True), (words, False)]


def _why_stuck(path: PathTaken) -> Spans:
    why = ". ".join(filter(None, (path.error or path.status, path.cause)))
    return [
        ("No payment will come:", True),
        (" the execution failed in ", False),
        (path.states[-1] if path.states else "its first state", True),
        (f" with {why}", False),
    ]


def _why_so(choice: ChoiceExplanation, outcome: Outcome) -> Spans:
    lead = "So far:" if outcome is Outcome.WAITING else "Why:"
    return [
        (lead, True),
        (" in ", False),
        (choice.state_name, True),
        (f", {_reason(choice)}, {_VERDICTS[outcome]}", False),
    ]


def _reason(choice: ChoiceExplanation) -> str:
    """The comparison with its numbers: ``amount 900 > 500 is true``."""
    tried = choice.rules[-1] if choice.rules else None
    if tried is None or len(choice.rules) > 1 or len(tried.comparisons) > 1:
        return choice.sentence
    comparison = tried.comparisons[0]
    variable = comparison.variable.rpartition(".")[2]
    return comparison.sentence.replace(f"{comparison.variable}:", variable, 1)


def order_story(view: OrderView | None, now_ms: int) -> NarrativeData:
    """What happened, line by line, and what should come next."""
    if view is None:
        return {"title": "", "lines": [], "empty": ""}
    lines = [line for _, line in timed_lines(view, now_ms)]
    return {"title": "Story", "lines": lines, "empty": ""}


def timed_lines(view: OrderView, now_ms: int) -> list[tuple[int, StoryLine]]:
    """The lines of a story in order, each with its time in epoch milliseconds."""
    lines = [(entry.at_ms, _line(entry)) for entry in view.timeline]
    lines += _trouble_lines(view.troubles)
    lines += [(each.at_ms, _repeat_line(each)) for each in view.repeats(now_ms)]
    next_lines = [(now_ms, line) for line in _next_line(view, now_ms)]
    return [*sorted(lines, key=itemgetter(0)), *next_lines]


def _repeat_line(repeat: Repeat) -> StoryLine:
    """What came again, in words."""
    spans: Spans = [(repeat.detail_type, True), (f" {repeat.what}", False)]
    origin = "worked out from the log and the delivery records"
    return {"time": clock_time(repeat.at_ms), "spans": spans, "origin": origin}


def _next_line(view: OrderView, now_ms: int) -> list[StoryLine]:
    expected = view.expected_next(now_ms)
    is_told = any(each.sentence == expected.sentence for each in view.repeats(now_ms))
    if expected.progress is OrderProgress.DONE or is_told:
        return []
    spans: Spans = [(f"{expected.progress.value}: ", True), (next_words(expected, now_ms), False)]
    known = "rules" if view.is_inferred else "delivery records"
    origin = f"worked out from the log and the {known}"
    return [{"time": clock_time(now_ms), "spans": spans, "origin": origin}]


def _trouble_lines(steps: Sequence[DeliveryRecord]) -> list[tuple[int, StoryLine]]:
    """The steps of deliveries that did not go well; of a dead letter sent again, since when."""
    lines: list[tuple[int, StoryLine]] = []
    again: dict[tuple[str, str], int] = {}
    for step in sorted(steps, key=attrgetter("at_ms", "sequence")):
        delivery, line = (step.event_id, step.rule), _trouble_line(step)
        if step.step is DeliveryStep.DLQ_REDRIVE:
            again[delivery] = step.at_ms
        elif delivery in again:
            line["spans"].append((f", sent again at {_clock(again[delivery])}", False))
        lines.append((step.at_ms, line))
    return lines


def _clock(at_ms: int) -> str:
    return clock_time(at_ms)[:8]


def _trouble_line(step: DeliveryRecord) -> StoryLine:
    """A step of a delivery that did not go well, in words."""
    what = DELIVERY_WORDS.get(step.step, step.step.value)
    spans: Spans = [(f"{step.target} ", True), (what, False)]
    if step.step in RECOVERED:
        spans.append((f" on attempt {step.attempt}", False))
    if step.reason:
        spans.append((f": {value_text(step.reason)}", False))
    if step.retry_ms is not None:
        spans.append((f"; next try at {_clock(step.retry_ms)}", False))
    return {"time": clock_time(step.at_ms), "spans": spans, "origin": f"delivery: {step.step}"}


DELIVERY_WORDS: Final = {
    DeliveryStep.INVOCATION_SUCCESS: "took it",
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE: "could not take it",
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE: "refused it",
    DeliveryStep.INVOCATION_FAILURE: "never took it, and it was dropped",
    DeliveryStep.INVOCATION_DLQ: "never took it: now a dead letter",
    DeliveryStep.FUNCTION_ERROR: "failed",
    DeliveryStep.FUNCTION_SUCCESS: "succeeded",
    DeliveryStep.FUNCTION_FAILURE: "failed for good, and the event was dropped",
    DeliveryStep.FUNCTION_DLQ: "failed for good: the event is a dead letter",
    DeliveryStep.DLQ_REDRIVE: "was sent the dead letter again",
}
"""What a target did, by the step its delivery came to."""


def _line(entry: TimelineEntry) -> StoryLine:
    event = entry.event
    who = "somebody sent again " if copied_id(event) else f"{event.source} said "
    spans: Spans = [(who, False), (event.detail_type, True)]
    if event.detail_type == DetailType.ORDER_CREATED:
        spans.append((f", {amount_text(event.detail.get('amount'))}", False))
    spans += _again(entry)
    if entry.tied:
        spans.append((" (same instant as another)", False))
    return {"time": clock_time(entry.at_ms), "spans": spans, "origin": "catch-all log"}


def _again(entry: TimelineEntry) -> Spans:
    """What is said of an event that came by hand: when it was sent again, or its execution."""
    if copied_id(entry.event):
        return [(f": a copy, sent again at {_clock(entry.at_ms)}", False)]
    started_ms = started_again_ms(execution_arn(entry.event) or "")
    if started_ms is None:
        return []
    return [(f", by the execution started again at {_clock(started_ms)}", False)]


def rule_grid(view: OrderView | None) -> RuleGridData:
    """Which rule took which event of the order, with the reason behind each mark."""
    if view is None or not view.grid.rows:
        return {"title": "", "columns": [], "rows": []}
    grid = view.grid
    return {
        "title": rules_title(view),
        "columns": [{"key": rule, "label": RULE_LABELS.get(rule, rule)} for rule in grid.rules],
        "rows": [_grid_row(row, view.deliveries) for row in grid.rows],
    }


def rules_title(view: OrderView) -> str:
    """How many cells of its grid were taken, and whether that is reported or inferred."""
    by_what = ", inferred from the rules" if view.is_inferred else ""
    return f"Rules: {view.grid.taken} of {view.grid.cells} took it{by_what}"


def _grid_row(row: GridRow, deliveries: Mapping[str, EventDeliveries]) -> GridLine:
    known = deliveries.get(row.event.id, EventDeliveries())
    times = Counter(step.rule for step in known.again)
    return {
        "label": row.event.detail_type,
        "tone": event_look(row.event)[0],
        "cells": [_grid_cell(cell, times[cell.rule] + 1) for cell in row.cells],
    }


def _grid_cell(cell: Cell, times: int) -> GridCell:
    title = f"{cell.rule}: {cell.sentence}"
    if not cell.taken or times == 1:
        return {"taken": cell.taken, "title": title}
    return {"taken": True, "title": f"{title} It was delivered {times} times.", "times": times}
