"""What an execution did, state by state, read from its history.

Events name the one before them, also where branches run side by side, so every entry of a state
leads back to the exit of the state before it, and every exit to its own entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.asl import HistoryEvent

_ENTERED: Final = "StateEntered"
_EXITED: Final = "StateExited"
_FAILURES: Final = frozenset(("ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"))
MOST_STAYS: Final = 2_000
"""Stays worth knowing one by one: an execution may hold a dozen times as many."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a state.

    ``came_from`` is the state before it on the same level, empty for the first of a branch. Input
    and output are JSON text as the history has them; ``exited_ms`` is None and the output empty
    where the state was not left.
    """

    state: str
    came_from: str
    entered_ms: int
    exited_ms: int | None
    input: str
    output: str


def stays_of(history: Sequence[HistoryEvent]) -> tuple[Stay, ...]:
    """Return the stays in this history, in the order of their beginning, the first `MOST_STAYS`."""
    known = {event.id: event for event in history}
    exits = {
        entry: event
        for event in history
        if event.type.endswith(_EXITED) and (entry := _entry_of(event, known)) is not None
    }
    entered = [event for event in history if event.type.endswith(_ENTERED)]
    return tuple(_stay(event, exits.get(event.id), known) for event in entered[:MOST_STAYS])


def _stay(
    entered: HistoryEvent, exited: HistoryEvent | None, known: Mapping[int, HistoryEvent]
) -> Stay:
    before = known.get(entered.previous_event_id)
    came_from = before.state_name if before and before.type.endswith(_EXITED) else None
    return Stay(
        state=str(entered.details.get("name")),
        came_from=came_from or "",
        entered_ms=entered.timestamp_ms,
        exited_ms=None if exited is None else exited.timestamp_ms,
        input=str(entered.details.get("input", "")),
        output="" if exited is None else str(exited.details.get("output", "")),
    )


def failed_state(history: Sequence[HistoryEvent]) -> str:
    """Return the state whose failure ended the execution; empty where none did."""
    if not history or history[-1].type not in _FAILURES:
        return ""
    known = {event.id: event for event in history}
    entered = (event for event in _back_from(history[-1], known) if event.type.endswith(_ENTERED))
    return str(next((event.state_name for event in entered), ""))


def _entry_of(exited: HistoryEvent, known: Mapping[int, HistoryEvent]) -> int | None:
    """Return the id of the entry that this exit ends."""
    name = exited.state_name
    entries = (
        event.id
        for event in _back_from(exited, known)
        if event.type.endswith(_ENTERED) and event.state_name == name
    )
    return next(entries, None)


def _back_from(event: HistoryEvent, known: Mapping[int, HistoryEvent]) -> Iterator[HistoryEvent]:
    """Yield the events before this one; ids fall on the way, so it ends whatever a log says."""
    while (before := known.get(event.previous_event_id)) and before.id < event.id:
        yield before
        event = before
