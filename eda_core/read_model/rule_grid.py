"""The rule grid: which rule takes which event, and why not.

Judged from the log by the rules in force at the time, so it holds for any backend.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from eda_core.domain.events import Envelope, Event, LogRecord
from eda_core.patterns import EventPattern, Explanation, explain
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.stack_history import StackHistory
from eda_core.stack import Rule
from eda_core.stack.bus_words import BusWords

MOST_EXPLAINED: Final = 600
"""Fields, over all branches, of a pattern that is explained; of a larger one only the verdict."""

Logged = tuple[Event, int]
"""An event, and when the log received it (epoch milliseconds)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One event against one rule.

    ``sentence`` is the reason in words; ``explanation`` is None for a rule that was not there, or
    was disabled.
    """

    rule: str
    taken: bool
    sentence: str
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class GridRow:
    """One event against every rule of the bus."""

    event: Event
    at_ms: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RuleGrid:
    """Events against rules; an order that goes through the choreography has 8 of 12 taken."""

    rules: tuple[str, ...]
    rows: tuple[GridRow, ...]

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.rules) * len(self.rows)

    @property
    def taken(self) -> int:
        """How many cells say that the rule takes the event."""
        return sum(cell.taken for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class JudgedRecords:
    """Records of the log, and their grid, whose rows are in the order of the records."""

    records: tuple[LogRecord, ...]
    grid: RuleGrid


def judged(records: Iterable[LogRecord], stacks: StackHistory) -> JudgedRecords:
    """These records against the rules in force when the log received each."""
    kept = tuple(records)
    return JudgedRecords(kept, rule_grid(((r.event, r.ingested_ms) for r in kept), stacks))


def rule_grid(events: Iterable[Logged], stacks: StackHistory) -> RuleGrid:
    """Return the grid of these events, in their order.

    Its columns are the rules there are now, and after them those gone since, if they were in
    force for one of the events.
    """
    logged = tuple(events)
    names = _names(logged, stacks)
    rows = (GridRow(event, at_ms, _cells(event, at_ms, names, stacks)) for event, at_ms in logged)
    return RuleGrid(names, tuple(rows))


def _names(logged: Sequence[Logged], stacks: StackHistory) -> tuple[str, ...]:
    in_force = (stacks.now, *(stacks.at(at_ms) for _, at_ms in logged))
    return tuple(dict.fromkeys(rule.name for stack in in_force for rule in stack.rules))


def _cells(
    event: Event, at_ms: int, names: Sequence[str], stacks: StackHistory
) -> tuple[Cell, ...]:
    envelope = event.to_envelope()
    stack = stacks.at(at_ms)
    rules = {rule.name: rule for rule in stack.rules}
    return tuple(_cell(name, rules.get(name), envelope, stack.words) for name in names)


def _cell(name: str, rule: Rule | None, envelope: Envelope, words: BusWords) -> Cell:
    if rule is None:
        return Cell(name, False, words.absent, None)
    if not rule.enabled:
        return Cell(name, False, words.was_off, None)
    explanation = explained(rule.pattern, envelope)
    return Cell(name, explanation.matched, explanation.sentence, explanation)


def as_delivered(grid: RuleGrid, deliveries: Mapping[str, EventDeliveries]) -> RuleGrid:
    """Return the grid of a custom bus with what was delivered, in place of what patterns say.

    There a subscriber may be given an event long after it came, or before it was made.
    ``deliveries`` are by event id.
    """
    known = (deliveries.get(row.event.id, EventDeliveries()) for row in grid.rows)
    rows = (
        replace(row, cells=tuple(_delivered(cell, each) for cell in row.cells))
        for row, each in zip(grid.rows, known, strict=True)
    )
    return replace(grid, rows=tuple(rows))


def _delivered(cell: Cell, known: EventDeliveries) -> Cell:
    taken = cell.rule in known.matched
    if taken == cell.taken:
        return cell
    how = "as REPLAY" if cell.rule in known.replayed else "later"
    sentence = f"it was given the event {how}" if taken else "no delivery of it is reported yet"
    return replace(cell, taken=taken, sentence=sentence)


def explained(pattern: EventPattern, event: str | Mapping[str, Any]) -> Explanation:
    """Return why a pattern matches an event or does not, in bounded time.

    Raises `InvalidEvent` where the event cannot be used.
    """
    if sum(map(len, pattern.branches)) <= MOST_EXPLAINED:
        return explain(pattern, event)
    sentence = f"The pattern has {len(pattern.branches)} branches: too many to say why."
    return Explanation(pattern.matches(event), sentence, (), ())
