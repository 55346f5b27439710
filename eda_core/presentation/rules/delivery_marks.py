"""The grid on a custom bus: what has become of each event at each subscriber, as it is reported.

On a classic bus an event is taken or gone; here it may also wait. So the marks of the grid say what
the delivery records and the subscribers' places say, and the patterns only why one was missed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from eda_core.domain.bus_state import CustomBusState, SubscriberState
from eda_core.domain.deliveries import DeliveryStep
from eda_core.presentation.rules.event_matrix import (
    MOST_COLUMNS,
    LegendEntry,
    MatrixCell,
    MatrixData,
    MatrixRow,
)
from eda_core.presentation.rules.filter_scopes import NOT_LOGGED, system_metadata
from eda_core.presentation.rules.verdict import (
    MISSED,
    OFF,
    TAKEN,
    PatternVerdictData,
    sentence_spans,
)
from eda_core.read_model.event_steps import RECOVERED, TROUBLES, EventDeliveries, Trouble
from eda_core.read_model.rule_grid import Cell, GridRow, JudgedRecords, explained
from eda_core.stack import Rule, Stack, Subscriber
from eda_core.stack.subscribers import FilterScope

WAITS, FAILING, TO_COME, LOST = "waits", "failing", "to-come", "lost"

LEGEND: Final = {
    TAKEN: "delivered",
    MISSED: "a filter missed",
    WAITS: "waits",
    FAILING: "failing: tried again",
    TO_COME: "replay has not come to it",
    LOST: "given up: a dead letter",
    OFF: "not there then, or skipped",
}


class Became(NamedTuple):
    """What became of an event at a subscriber: a mark of `LEGEND`, and why."""

    mark: str
    why: str


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """What is known beside the log: deliveries by event id, and how the bus stands, if it does."""

    deliveries: Mapping[str, EventDeliveries]
    stack: Stack
    bus: CustomBusState | None = None

    def found(self, row: GridRow, cell: Cell) -> Became:
        """Return what became of the event of this row at the subscriber of this cell."""
        known = self.deliveries.get(row.event.id, EventDeliveries())
        if cell.rule in known.matched:
            return _matched(known, cell.rule)
        rule = next((each for each in self.stack.rules if each.name == cell.rule), None)
        state = None if self.bus is None else self.bus.of(cell.rule)
        if cell.sentence == self.stack.words.absent and not _looks_back(rule, row.at_ms):
            return Became(OFF, cell.sentence)
        if not _would_take(cell, rule, row):
            return Became(MISSED, cell.sentence)
        if missed := _missed_beside_data(rule, row):
            return Became(MISSED, missed)
        if state is not None and _is_ahead(state, row.at_ms):
            return _to_come(state)
        reason = cell.sentence if cell.explanation is None else "no delivery of it is reported"
        return Became(OFF, reason)


def _matched(known: EventDeliveries, rule: str) -> Became:
    """Return what became of an event that a subscriber has taken."""
    last = next((step for step in reversed(known.troubles) if step.rule == rule), None)
    if last is not None and last.step not in RECOVERED:
        if last.step is DeliveryStep.DLQ_REDRIVE:
            return Became(WAITS, "sent again from the dead letters")
        mark, words = _IN_TROUBLE[TROUBLES[last.step]]
        return Became(mark, f"{words} ({last.reason})")
    if rule in known.open_since:
        return Became(WAITS, "on its way, or behind an earlier event of its order")
    return Became(TAKEN, "delivered as REPLAY" if rule in known.replayed else "delivered")


_IN_TROUBLE: Final = {
    Trouble.RETRYING: (FAILING, "failed and is tried again"),
    Trouble.DEAD_LETTER: (LOST, "given up and kept as a dead letter"),
    Trouble.DROPPED: (LOST, "given up and dropped"),
}


def _looks_back(rule: Rule | None, at_ms: int) -> bool:
    """Return whether this is a subscriber that begins in the past, before what was logged then."""
    if not isinstance(rule, Subscriber) or rule.start is None:
        return False
    return rule.start.from_s is None or rule.start.from_s * 1000 <= at_ms


def _would_take(cell: Cell, rule: Rule | None, row: GridRow) -> bool:
    if cell.explanation is not None:
        return cell.taken
    return rule is None or rule.pattern.matches(row.event.to_envelope())


def _missed_beside_data(rule: Rule | None, row: GridRow) -> str:
    """Return why a filter that does not look at the data missed the event; nothing where none did,
    or where it wants what no log tells.
    """
    if not isinstance(rule, Subscriber):
        return ""
    for each in rule.filters:
        if each.scope is FilterScope.DATA or any(key in each.pattern_text for key in NOT_LOGGED):
            continue
        is_system = each.scope is FilterScope.SYSTEM_METADATA
        found = explained(each.pattern, system_metadata(row.event) if is_system else {})
        if not found.matched:
            return f"{each.scope}: {found.sentence}"
    return ""


def _is_ahead(state: SubscriberState, at_ms: int) -> bool:
    """Return whether a subscriber has still to come to what was logged at this time."""
    return state.position_ms is not None and not state.ended and at_ms >= state.position_ms


def _to_come(state: SubscriberState) -> Became:
    if not state.running:
        return Became(WAITS, f"waits on the bus: {state.name} is paused")
    if state.replaying:
        return Became(TO_COME, "the replay has not come to it")
    return Became(WAITS, "waits on the bus: the subscriber is catching up")


def with_deliveries(matrix: MatrixData, judged: JudgedRecords, facts: DeliveryFacts) -> MatrixData:
    """Return the grid with marks that say what became of each event."""
    rows = [
        _row(line, row, facts) for line, row in zip(matrix["rows"], judged.grid.rows, strict=True)
    ]
    return {
        **matrix,
        "corner": _corner(rows),
        "columns": [
            {**column, "count": _count(number, rows)}
            for number, column in enumerate(matrix["columns"])
        ],
        "rows": rows,
        "legend": list(_legend(rows)),
    }


def _row(line: MatrixRow, row: GridRow, facts: DeliveryFacts) -> MatrixRow:
    found = [facts.found(row, cell) for cell in row.cells[:MOST_COLUMNS]]
    cells: list[MatrixCell] = [
        {"mark": each.mark, "title": each.why, "how": "", "inferred": False} for each in found
    ]
    return {**line, "cells": cells}


def _corner(rows: Sequence[MatrixRow]) -> str:
    cells = [cell for row in rows for cell in row["cells"]]
    taken = sum(cell["mark"] == TAKEN for cell in cells)
    return f"{taken} of {len(cells)} delivered" if cells else ""


def _count(number: int, rows: Sequence[MatrixRow]) -> str:
    marks = [row["cells"][number]["mark"] for row in rows]
    taken, waits = marks.count(TAKEN), marks.count(WAITS) + marks.count(TO_COME)
    return f"{taken}, {waits} to come" if waits else f"{taken} of {len(marks)}"


def _legend(rows: Sequence[MatrixRow]) -> Iterator[LegendEntry]:
    shown = {cell["mark"] for row in rows for cell in row["cells"]}
    for mark, words in LEGEND.items():
        if mark in shown:
            yield {"mark": mark, "words": words}


def reason_with_deliveries(
    reason: PatternVerdictData, judged: JudgedRecords, rule: str, facts: DeliveryFacts
) -> PatternVerdictData:
    """Return the reason behind a cell with what became of the event at its head."""
    row = next(iter(judged.grid.rows), None)
    cell = None if row is None else next((c for c in row.cells if c.rule == rule), None)
    if row is None or cell is None or reason.get("empty"):
        return reason
    found = facts.found(row, cell)
    if found.mark == TAKEN or found.why == cell.sentence:
        return {**reason, "mark": found.mark, "word": LEGEND[found.mark]}
    sentence = sentence_spans(f"{found.why[:1].upper()}{found.why[1:]}.")
    mark = MISSED if found.mark == MISSED else OFF
    return {**reason, "mark": mark, "word": LEGEND[found.mark], "sentence": sentence}
