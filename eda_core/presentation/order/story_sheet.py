"""The whole story of one order: sentences, a small timeline, the rules' reasons, the sources."""

import json
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, TypedDict

from eda_core.asl import ChoiceExplanation
from eda_core.domain.durations import duration_text
from eda_core.domain.orders import label_of
from eda_core.ports import Notification
from eda_core.presentation.order.card import (
    GridColumn,
    order_summary,
    rules_title,
)
from eda_core.presentation.order.evidence import how_all_known
from eda_core.presentation.order.looks import event_look, look_of
from eda_core.presentation.order.narrative import StoryLine, timed_lines
from eda_core.presentation.wording import Spans, clock_time, count_text
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.order_steps import OrderStep, StepKind, rules_that_took, steps_of
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.rule_grid import Cell, GridRow
from eda_core.read_model.timeline import TimelineEntry

MOST_ITEMS: Final = 200
"""Items, messages and envelopes that are shown of one order."""

MOST_TEXT: Final = 60_000
"""Characters of one of them at most."""


class MarkData(TypedDict):
    """An event on the line, ``at`` milliseconds after the first."""

    at: int
    tone: str
    shape: str
    label: str
    time: str
    title: str


class TickData(TypedDict):
    """A message to the customer, ``at`` milliseconds after the first event."""

    at: int
    title: str


class StripData(TypedDict):
    """The small timeline from 0 to ``last`` milliseconds, which ``end`` says in words."""

    marks: list[MarkData]
    ticks: list[TickData]
    last: int
    end: str


class ReasonCell(TypedDict):
    """Whether a rule took an event, and why in few words."""

    taken: bool
    text: str
    title: str


class ReasonRow(TypedDict):
    """An event with the reason of each rule."""

    label: str
    tone: str
    shape: str
    cells: list[ReasonCell]


class ReasonsData(TypedDict):
    """The rule grid with its reasons."""

    title: str
    columns: list[GridColumn]
    rows: list[ReasonRow]


class StorySheetData(TypedDict):
    """The component ``story_sheet``."""

    strip: StripData
    rules: ReasonsData


def story_sheet(view: OrderView, notifications: Sequence[Notification]) -> StorySheetData:
    """Return the small timeline and the rule grid of an order; ``told`` are its messages."""
    return {"strip": story_strip(view, notifications), "rules": rule_reasons(view)}


def story_lines(
    view: OrderView, notifications: Sequence[Notification], now_ms: int
) -> list[StoryLine]:
    """Return what happened, told in order: events, who took them, each Choice,
    troubles, messages.
    """
    said = timed_lines(view, now_ms)
    said += [(entry.at_ms, _taken_line(view, entry)) for entry in view.timeline]
    said += _path_lines(view)
    said += [(each.sent_ms, _notification_line(each)) for each in notifications[:MOST_ITEMS]]
    # By time and not by what is printed of it, which begins anew at midnight. Of one instant,
    # sorting keeps the order from above: an event, who took it, what came of it, the message.
    return [line for _, line in sorted(said, key=itemgetter(0))]


def _taken_line(view: OrderView, entry: TimelineEntry) -> StoryLine:
    rules = rules_that_took(view, entry)
    names = [_TAKERS.get(rule, rule) for rule in rules]
    count = f"{len(rules)} of {len(view.grid.rules)} {view.stack.words.rules} took it"
    spans: Spans = [(count, False), (f": {_listed(names)}" if names else "", False)]
    known = view.deliveries.get(entry.event.id, EventDeliveries())
    origin = (_INFERRED if view.is_inferred else _REPORTED).format(view.stack.words.rules)
    if known.bus_log:
        origin = how_all_known((known,), view.stack.words)
    return {"time": clock_time(entry.at_ms), "spans": spans, "origin": origin}


_REPORTED: Final = "the {} in force then, and the delivery records"
_INFERRED: Final = "inferred from the {} in force then: this world reports no deliveries"


_TAKERS: Final = {
    "cw-catch-all": "for the log",
    "payment-service-filtering-orders": "for the payment service",
    "order-service-filtering-payments": "for the order service",
    "notification-service": "for notification",
}
"""For whom the rules of the demo take an event."""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _path_lines(view: OrderView) -> Iterator[tuple[int, StoryLine]]:
    """Yield each Choice with its numbers, and the failure, if there is one, each with its time."""
    for step in steps_of(view):
        fails = step.choice is not None and step.choice.target is None  # the failure is told anyway
        if step.at_ms is not None and step.kind in _TOLD_STEPS and not fails:
            origin = "" if view.path is None else view.path.origin.value
            spans, time = _path_spans(step), clock_time(step.at_ms)
            yield step.at_ms, {"time": time, "spans": spans, "origin": origin}


_TOLD_STEPS: Final = (StepKind.CHOICE, StepKind.FAILURE)


def _path_spans(step: OrderStep) -> Spans:
    if step.choice is None:
        cause = f". {step.detail}" if step.detail else ""
        return [("the execution failed with ", False), (step.name, True), (cause, False)]
    return [(step.name, True), (f": {choice_words(step.choice)}", False)]


def choice_words(choice: ChoiceExplanation) -> str:
    """Return a Choice in words, its variables without the way that all of them share."""
    return choice.sentence.replace("$.detail.", "")


def _notification_line(message: Notification) -> StoryLine:
    spans: Spans = [("customer was told ", False), (message.subject, True)]
    return {"time": clock_time(message.sent_ms), "spans": spans, "origin": "notifications sent"}


def story_strip(view: OrderView, notifications: Sequence[Notification]) -> StripData:
    """Return the small timeline: a mark for each event, a tick for each message, from 0 to the
    last.
    """
    start_ms = min((entry.at_ms for entry in view.timeline), default=0)
    marks = [_mark(entry, start_ms) for entry in view.timeline]
    ticks: list[TickData] = [
        {"at": max(0, each.sent_ms - start_ms), "title": each.subject} for each in notifications
    ]
    last = max([mark["at"] for mark in marks] + [tick["at"] for tick in ticks], default=0)
    return {"marks": marks, "ticks": ticks[:MOST_ITEMS], "last": last, "end": duration_text(last)}


def _mark(entry: TimelineEntry, start_ms: int) -> MarkData:
    tone, shape = event_look(entry.event)
    at = entry.at_ms - start_ms
    return {
        "at": at,
        "tone": tone,
        "shape": shape,
        "label": entry.event.detail_type,
        "time": duration_text(at),
        "title": f"{entry.event.detail_type}, {entry.event.source}, {clock_time(entry.at_ms)} UTC",
    }


_COLUMNS: Final = {
    "cw-catch-all": "catch-all log",
    "payment-service-filtering-orders": "payment service",
    "order-service-filtering-payments": "Update Order",
    "notification-service": "notification",
}
"""What the rules of the demo take events for, as headings."""


def rule_reasons(view: OrderView) -> ReasonsData:
    """Return the rule grid with the reason in each cell."""
    grid = view.grid
    columns: list[GridColumn] = [
        {"key": rule, "label": _COLUMNS.get(rule, rule)} for rule in grid.rules
    ]
    return {
        "title": rules_title(view),
        "columns": columns,
        "rows": [_reason_row(row) for row in grid.rows[:MOST_ITEMS]],
    }


def _reason_row(row: GridRow) -> ReasonRow:
    tone, shape = event_look(row.event)
    return {
        "label": row.event.detail_type,
        "tone": tone,
        "shape": shape,
        "cells": [_reason(cell) for cell in row.cells],
    }


def _reason(cell: Cell) -> ReasonCell:
    """Return why a rule took an event or did not, in as few words as say it."""
    missed = [] if cell.explanation is None else [f for f in cell.explanation.fields if not f.met]
    if cell.taken:
        words = "taken"
    elif missed:
        words = f"{missed[0].path} is {missed[0].came}"
    else:
        words = cell.sentence
    return {"taken": cell.taken, "text": words.replace("`", ""), "title": cell.sentence}


def items_text(view: OrderView) -> str:
    """Return the items of the orders table, oldest first, as JSON."""
    return _json([dict(item) for item in view.items[:MOST_ITEMS]])


def messages_text(notifications: Sequence[Notification]) -> str:
    """Return the messages to the customer as they were sent."""
    return "\n\n".join(
        f"{clock_time(each.sent_ms)}  {each.subject}\n{each.message}"
        for each in notifications[:MOST_ITEMS]
    )


def envelopes_text(view: OrderView) -> str:
    """Return the envelopes of its events, in order, as JSON."""
    return "\n\n".join(_json(entry.event.to_envelope()) for entry in view.timeline[:MOST_ITEMS])


def _json(value: Any) -> str:
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    except RecursionError:
        text = "It is nested too deep to be shown."
    if len(text) <= MOST_TEXT:
        return text
    return f"{text[:MOST_TEXT]}\n… and {count_text(len(text) - MOST_TEXT)} characters more"


def story_text(view: OrderView, notifications: Sequence[Notification], now_ms: int) -> str:
    """Return the story as plain text, to be copied."""
    head = order_summary(view, now_ms)
    look = look_of(view, now_ms)
    why = "".join(words for words, _ in head["why"])
    lines = [_plain(line) for line in story_lines(view, notifications, now_ms)]
    title = f"Order {label_of(view.row.order)} · {head['amount']} · {look.word}"
    return "\n".join((title, ", ".join(head["badges"]), why, "", *lines))


def _plain(line: StoryLine) -> str:
    return f"{line['time']}  {''.join(words for words, _ in line['spans'])}"
