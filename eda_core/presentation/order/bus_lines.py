"""What subscribers of a custom bus did with the events of an order, in sentences of its story."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from eda_core.domain.durations import elapsed_text
from eda_core.presentation.wording import Spans, counted
from eda_core.read_model.subscriber_marks import BATCHED, BEHIND, HELD, RELEASED, BusNote


def bus_sentences(notes: Sequence[BusNote]) -> list[tuple[int, Spans]]:
    """Return the sentences, each with its time in epoch milliseconds; what was done with several
    events at one time is one.
    """
    ordered = sorted(notes, key=_one)
    groups = (list(group) for _, group in groupby(ordered, key=_one))
    return [(group[0].at_ms, _WORDS[group[0].what](group)) for group in groups]


_one = attrgetter("at_ms", "what", "subscriber", "behind", "size")


def _names(notes: Sequence[BusNote]) -> str:
    names = [note.detail_type for note in notes]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _replayed(notes: Sequence[BusNote]) -> Spans:
    what = "an event of the past" if len(notes) == 1 else "events of the past"
    given = f" was given {_names(notes)} as {what} (REPLAY)"
    return [(notes[0].subscriber, True), (given, False)]


def _batched(notes: Sequence[BusNote]) -> Spans:
    others = notes[0].size - len(notes)
    more = f", with {counted(others, 'event', 'events')} of other orders" if others > 0 else ""
    called = f" was called with a batch of {notes[0].size}: {_names(notes)}{more}"
    return [(notes[0].target, True), (called, False)]


def _held(notes: Sequence[BusNote]) -> Spans:
    verb = "waits" if len(notes) == 1 else "wait"
    words = f" {verb} behind {notes[0].behind} of the same order, which fails at {notes[0].target}"
    return [(_names(notes), True), (words, False)]


def _released(notes: Sequence[BusNote]) -> Spans:
    verb, waited = "goes" if len(notes) == 1 else "go", elapsed_text(notes[0].span_ms)
    words = f" {verb} on to {notes[0].target}: {waited} held behind {notes[0].behind}"
    return [(_names(notes), True), (words, False)]


_WORDS: Final[dict[str, Callable[[Sequence[BusNote]], Spans]]] = {
    BEHIND: _replayed,
    BATCHED: _batched,
    HELD: _held,
    RELEASED: _released,
}
