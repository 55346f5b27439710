"""Which of the timeline's marks go through the chosen part of the flow map; what a mark stands for.

A browser gets a byte for each mark, in slices like the marks themselves, and dims the others.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.domain.events import Event, LogRecord
from eda_core.presentation.live.flow_focus import Focus
from eda_core.presentation.live.timeline_slices import ThroughData, lacking
from eda_core.read_model.flow_elements import Element
from eda_core.read_model.marks import NO_RECORD
from eda_core.read_model.tables import Tables

SLICE: Final = 8_000
"""Marks judged at once: patterns take ten microseconds each, and everybody waits meanwhile."""

_HEARS: Final = frozenset((Element.NOTIFICATION, Element.TOPIC))
"""The parts that a message to a customer goes through."""


@dataclass(frozen=True, slots=True)
class Through:
    """Marks judged: each slice is its first number, and a byte of 1 or 0 for each mark.

    ``key`` changes when what has been said of marks before holds no longer; ``reached`` is how
    far the first slice goes.
    """

    key: str
    slices: Sequence[tuple[int, bytes]]
    reached: int


def focus_key(tables: Tables, focus: Focus) -> str:
    """Names the focus with the rules in force; for dead letters, also how many there are."""
    kept = tables.flow.counts().into(focus.element) if _is_dead(focus) else 0
    return f"{focus.element} {len(tables.stacks.changes)} {kept}"


def through(
    tables: Tables, focus: Focus, sent: tuple[str, int], held: tuple[int, int] | None
) -> Through:
    """Return the marks judged that a page lacks: ``sent`` is the key it was told, and how far.

    ``held``, the first and the last a browser has, is what counts where a browser has said so.
    """
    key = focus_key(tables, focus)
    known, reached = sent
    if known != key:
        reached, held = 0, None
    spans = lacking(len(tables.marks), reached, held, SLICE)
    takes = _judge(tables, focus)
    slices = [(first, _judged(tables, focus, takes, first, last)) for first, last in spans]
    return Through(key, slices, spans[0][1])


def _is_dead(focus: Focus) -> bool:
    return focus.element == Element.DEAD_LETTERS


def _judge(tables: Tables, focus: Focus) -> Callable[[Event], bool]:
    """Return the test of one event, which need not be done again for each of a kind where that is
    all.
    """
    if _is_dead(focus):
        return lambda event: tables.deliveries.was_kept(event.id)
    if not focus.by_kind:
        return focus.takes
    known: dict[tuple[str, str], bool] = {}

    def takes(event: Event) -> bool:
        kind = event.source, event.detail_type
        if kind not in known:
            known[kind] = focus.takes(event)
        return known[kind]

    return takes


def _judged(
    tables: Tables, focus: Focus, takes: Callable[[Event], bool], first: int, last: int
) -> bytes:
    message = focus.element in _HEARS
    malformed = focus.element == Element.LOG
    judged = bytearray()
    for sequence in tables.marks.sequences(first, last):
        record = tables.log.get(sequence)
        if isinstance(record, LogRecord):
            judged.append(takes(record.event))
        else:
            judged.append(message if sequence == NO_RECORD else malformed)
    return bytes(judged)


def through_data(judged: Through) -> ThroughData:
    """Return the judged marks as JSON, a slice as text in base 64."""
    slices = [(first, b64encode(flags).decode("ascii")) for first, flags in judged.slices]
    return {"key": judged.key, "slices": slices}


def event_id_of(tables: Tables, mark: int) -> str:
    """Return the id of the event behind a mark; nothing where there is none."""
    sequences = tables.marks.sequences(mark, mark + 1) if mark >= 0 else ()
    record = tables.log.get(sequences[0]) if sequences else None
    return record.event.id if isinstance(record, LogRecord) else ""


def sequence_at(tables: Tables, mark: int) -> int:
    """Return the number of the record behind a mark; 0 where there is none, as behind a message."""
    sequences = tables.marks.sequences(mark, mark + 1) if mark >= 0 else ()
    return max(sequences[0], 0) if sequences else 0
