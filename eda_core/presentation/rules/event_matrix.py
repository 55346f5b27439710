"""The Rules page: the grid of events against rules, the reason behind a cell, the list of rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NotRequired, TypedDict

from eda_core.domain.events import Event, LogRecord
from eda_core.domain.orders import label_of, order_id_of
from eda_core.presentation.order.evidence import INFERRED, by_log
from eda_core.presentation.order.looks import event_look
from eda_core.presentation.rules.json_layout import laid_out, on_one_line
from eda_core.presentation.rules.verdict import (
    MISSED,
    OFF,
    TAKEN,
    PatternVerdict,
    PatternVerdictData,
    sentence_spans,
    verdict,
)
from eda_core.presentation.wording import clock_time
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.rule_grid import Cell, GridRow, JudgedRecords, RuleGrid
from eda_core.stack import Rule, Stack, Subscriber, TargetKind
from eda_core.stack.bus_words import BusWords, counted_rules

CellKey = tuple[int, str]
"""A cell of the grid: the sequence number of a record, and the name of a rule."""


class MatrixColumn(TypedDict):
    """A rule: how many events it took, and whether it is in force, in words."""

    key: str
    count: str
    state: str


class MatrixCell(TypedDict):
    """What a rule made of an event: ``taken``, ``missed`` or ``off``, and why."""

    mark: str
    title: str
    how: str
    inferred: bool


class MatrixRow(TypedDict):
    """An event, and what each rule made of it, in the order of the columns."""

    key: str
    time: str
    label: str
    source: str
    order: str
    tone: str
    shape: str
    cells: list[MatrixCell]


class MatrixChoice(TypedDict):
    """The chosen cell: the key of its row, and that of its column."""

    event: str
    rule: str


class LegendEntry(TypedDict):
    """A mark of the grid, and what it says."""

    mark: str
    words: str


class MatrixData(TypedDict):
    """The component ``matrix``; ``height`` is in pixels. ``legend`` is given where marks say more
    than taken or not.
    """

    title: str
    corner: str
    columns: list[MatrixColumn]
    rows: list[MatrixRow]
    chosen: MatrixChoice
    empty: str
    height: NotRequired[int]
    legend: NotRequired[list[LegendEntry]]


class RuleRow(TypedDict):
    """A rule of the bus: its name, its target's, and its pattern as text."""

    key: str
    target: str
    pattern: str
    enabled: bool


class RuleListData(TypedDict):
    """The component ``list``; ``chosen`` is the name of a rule."""

    title: str
    note: str
    rows: list[RuleRow]
    chosen: str
    empty: str


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule as one can edit it; ``filters`` are those of a subscriber that do not look at the
    data, by their scope.
    """

    name: str
    target: str
    pattern: str
    enabled: bool
    filters: Mapping[str, str] = field(default_factory=dict)


NO_EVENTS: Final = "No events yet. Submit an order on the Live page."
NO_ORDER: Final = "Choose an order: on the Live page, or by a mark of one of its events here."
NO_CELL: Final = "Choose a mark to read why the event was taken there, or was not."
NO_RULES: Final = "No rules: nothing takes an event, and the log gets none."
MAX_TITLE: Final = 300
MOST_COLUMNS: Final = 24
"""Rules in the grid at most, the first of the bus; its list shows all."""

MAX_PATTERN_SHOWN: Final = 240
PATTERN_WIDTH: Final = 40

_WORDS: Final = {
    TAKEN: "takes it",
    MISSED: "does not take it",
    OFF: "was not in force",
}


Known = Mapping[str, EventDeliveries]
"""What became of events, by their ids."""


def rule_matrix(
    judged: JudgedRecords, stack: Stack, chosen: CellKey | None, known: Known | None = None
) -> MatrixData:
    """These events, in their order, against the rules; a column for each rule.

    ``known`` is given where a world does not itself tell which rule took an event: what is known
    of these events from a bus log, and what is inferred.
    """
    grid, by_what = judged.grid, _how_all(judged.grid, known, stack.words)
    rows = zip(judged.records, grid.rows, strict=True)
    sequence, rule = chosen or ("", "")
    shown = range(len(grid.rules[:MOST_COLUMNS]))
    return {
        "title": f"Events against {stack.words.rules}{by_what}",
        "corner": f"{corner}{by_what}" if (corner := _corner(grid, stack)) else "",
        "columns": [_column(number, grid, stack) for number in shown],
        "rows": [_row(record, row, known, stack.words) for record, row in rows],
        "chosen": {"event": str(sequence), "rule": rule},
        "empty": NO_EVENTS,
    }


def _how_all(grid: RuleGrid, known: Known | None, words: BusWords) -> str:
    if known is None:
        return ""
    taken = [(row.event.id, cell.rule) for row in grid.rows for cell in row.cells if cell.taken]
    logged = sum(_is_logged(known, *each) for each in taken)
    if not logged:
        return f", {INFERRED}"
    by = by_log(words)
    return f", {by}" if logged == len(taken) else f", {logged} {by}, the others inferred"


def _is_logged(known: Known, event_id: str, rule: str) -> bool:
    deliveries = known.get(event_id, EventDeliveries())
    return deliveries.bus_log and deliveries.is_known(rule)


def _how(known: Known | None, event_id: str, rule: str, words: BusWords) -> str:
    if known is None:
        return ""
    return f", {by_log(words) if _is_logged(known, event_id, rule) else INFERRED}"


def no_matrix(words: str) -> MatrixData:
    """Return a grid without events that says why there are none."""
    nothing: MatrixChoice = {"event": "", "rule": ""}
    return {
        "title": "",
        "corner": "",
        "columns": [],
        "rows": [],
        "chosen": nothing,
        "empty": words,
    }


def _corner(grid: RuleGrid, stack: Stack) -> str:
    if len(grid.rules) > MOST_COLUMNS:
        return f"the first {MOST_COLUMNS} of {counted_rules(stack.words, len(grid.rules))}"
    return f"{grid.taken} of {grid.cells} taken" if grid.cells else ""


def _column(number: int, grid: RuleGrid, stack: Stack) -> MatrixColumn:
    name = grid.rules[number]
    taken = sum(row.cells[number].taken for row in grid.rows)
    rule = next((rule for rule in stack.rules if rule.name == name), None)
    state = "deleted" if rule is None else "" if rule.enabled else stack.words.off
    count = f"{taken} of {len(grid.rows)}" if grid.rows else ""
    return {"key": name, "count": count, "state": state}


def _row(record: LogRecord, row: GridRow, known: Known | None, words: BusWords) -> MatrixRow:
    tone, shape = event_look(row.event)
    return {
        "key": str(record.sequence),
        "time": clock_time(row.at_ms),
        "label": row.event.detail_type,
        "source": row.event.source,
        "order": _order_label(row.event),
        "tone": tone,
        "shape": shape,
        "cells": [_cell(cell, row.event.id, known, words) for cell in row.cells[:MOST_COLUMNS]],
    }


def _order_label(event: Event) -> str:
    order = order_id_of(event.detail)
    return "" if order is None else label_of(order)


def _cell(cell: Cell, event_id: str, known: Known | None, words: BusWords) -> MatrixCell:
    mark, how = _mark(cell), _how(known, event_id, cell.rule, words)
    logged = known is not None and _is_logged(known, event_id, cell.rule)
    title = f"{_WORDS[mark]}{how}" if cell.taken else cell.sentence
    if logged and not cell.taken:
        mark, title = TAKEN, f"took it, {by_log(words)}; by the pattern known here it would not"
    inferred = known is not None and not logged
    return {"mark": mark, "title": title[:MAX_TITLE], "how": how, "inferred": inferred}


def _mark(cell: Cell) -> str:
    return OFF if cell.explanation is None else TAKEN if cell.taken else MISSED


def cell_reason(
    judged: JudgedRecords, rule: str, words: BusWords, known: Known | None = None
) -> PatternVerdictData:
    """Return why this rule took the one event that was judged, or did not; a hint if there is none.

    ``words`` are those of its bus, ``known`` as in `rule_matrix`.
    """
    row = next(iter(judged.grid.rows), None)
    if row is None or not rule:
        return {"empty": NO_CELL}
    absent = Cell(rule, False, "it was not there then", None)
    cell = next((cell for cell in row.cells if cell.rule == rule), absent)
    subtitle = f"{_event_words(row)}{_how(known, row.event.id, rule, words)}"
    found = _reason(cell)
    word = _WORDS[found["mark"]]
    return {**found, "word": word, "title": rule, "subtitle": subtitle, "empty": ""}


def _reason(cell: Cell) -> PatternVerdict:
    if cell.explanation is not None:
        return verdict(cell.explanation)
    sentence = f"{cell.sentence[:1].upper()}{cell.sentence[1:]}, so it took nothing."
    spans = sentence_spans(sentence)
    return {"mark": OFF, "sentence": spans, "fields": [], "choices": [], "more": ""}


def _event_words(row: GridRow) -> str:
    order = _order_label(row.event)
    of_order = f" of order {order}" if order else ""
    return f"{row.event.detail_type}{of_order}, {clock_time(row.at_ms)}"


def rule_list(stack: Stack, chosen: str) -> RuleListData:
    """Return the rules of the bus, in its order."""
    off = sum(not rule.enabled for rule in stack.rules)
    count = counted_rules(stack.words, len(stack.rules))
    return {
        "title": stack.words.title,
        "note": f"{count}, {off} disabled" if off else count,
        "rows": [_rule_row(rule) for rule in stack.rules],
        "chosen": chosen,
        "empty": NO_RULES,
    }


def _rule_row(rule: Rule) -> RuleRow:
    pattern = on_one_line(rule.pattern_text)
    cut = pattern if len(pattern) <= MAX_PATTERN_SHOWN else f"{pattern[:MAX_PATTERN_SHOWN]}…"
    return {
        "key": rule.name,
        "target": rule.target.name,
        "pattern": cut,
        "enabled": rule.enabled,
    }


def rule_form(stack: Stack, name: str) -> RuleForm | None:
    """Return the rule of this name, if the bus has it."""
    return next((_form(rule) for rule in stack.rules if rule.name == name), None)


def first_rule(stack: Stack) -> RuleForm | None:
    """Return the rule to begin with: the one that starts the payment, if there is one."""
    starts = (rule for rule in stack.rules if rule.target.kind is TargetKind.STATE_MACHINE)
    rule = next(starts, next(iter(stack.rules), None))
    return None if rule is None else _form(rule)


def _form(rule: Rule) -> RuleForm:
    pattern = laid_out(rule.pattern_text, PATTERN_WIDTH)
    given = rule.filters if isinstance(rule, Subscriber) else ()
    filters = {each.scope.value: laid_out(each.pattern_text, PATTERN_WIDTH) for each in given}
    return RuleForm(rule.name, rule.target.name, pattern, rule.enabled, filters)


def log_warning(stack: Stack) -> str:
    """Return what to know when no enabled rule fills the log that every page is read from."""
    kinds = {rule.target.kind for rule in stack.rules if rule.enabled}
    if TargetKind.LOG_GROUP in kinds:
        return ""
    return f"No {stack.words.rule} fills the catch-all log now: no page can show what happens now."
