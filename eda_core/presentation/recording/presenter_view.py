"""What a presenter sees and the audience does not: notes, the next act, the time, who follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from eda_core.recordings import Act, NoteKind, SpeakerNote
from eda_core.stack.bus_words import BusWords

PAGES: Final = {
    "live": "Live",
    "orders": "Orders",
    "payment_service": "Payment service",
    "rules": "Rules",
    "event_log": "Event log",
    "what_if": "What if?",
}
"""The pages a presenter's view opens, with their titles: those that an act can show."""


def page_titles(words: BusWords) -> Mapping[str, str]:
    """Return their titles in a world whose bus has these words."""
    return {**PAGES, "rules": words.title}


KINDS: Final = {
    NoteKind.SAY: "Say",
    NoteKind.ASK: "Ask",
    NoteKind.DO: "Do",
    NoteKind.WATCH: "Watch for",
    NoteKind.FAILS: "If it fails",
}

NO_ACTS: Final = (
    "There are no notes for this world. Notes belong to the acts of a recording: press Record in "
    "the window that follows, mark what you show with M, and give each act a note. Then choose "
    "Have it ready there. The steps of a lesson that is open there are shown here, too."
)
NO_NOTES: Final = "No notes for this act."
NOBODY: Final = "Nobody follows: the window this view drives is closed."
NOBODY_YET: Final = "Nobody follows yet: open the window that this view is to drive."

_SAID: Final = {("lanes", "order"): "lanes by order", ("guess", "1"): "guess first"}


class NoteData(TypedDict):
    """A note: the word for its kind, the text, and whether it is for trouble only."""

    kind: str
    text: str
    quiet: bool


class TalkPartData(TypedDict):
    """An act in the list, or a step of a lesson: its name, and when it is planned to begin
    (seconds).
    """

    name: str
    planned: int


class TalkData(TypedDict):
    """What is said of a talk.

    ``at`` counts from 1, and is 0 before the first of ``parts``, which are each a ``unit``: an act
    or a step. ``sets`` is what the next one shows. It ``lasts`` so long by the plan, in seconds.
    """

    title: str
    unit: str
    parts: list[TalkPartData]
    at: int
    notes: list[NoteData]
    empty: str
    next: str
    next_notes: list[NoteData]
    sets: list[str]
    lasts: int


class PresenterViewData(TalkData):
    """The component ``presenter_view``.

    ``window`` says what is wrong with the window that follows, if something is; ``opens`` is the
    address of a new one, ``mirror`` that of the same picture in small. ``audience`` says who is in
    and how the vote goes, where anybody was invited. ``ready`` names the recording that stands
    ready. ``cues`` counts what was asked for, which is told on ``channel``.
    """

    elapsed_ms: int
    runs: bool
    follows: bool
    window: str
    world: str
    audience: str
    ready: str
    is_recording: bool
    paused: bool | None
    has_time: bool
    pages: list[tuple[str, str]]
    page: str
    mirror: str
    opens: str
    channel: str
    cues: int


@dataclass(frozen=True, slots=True)
class Talk:
    """What is gone through: the acts of a recording, or the steps of a lesson (``unit`` says
    which), and the one that is shown, from 1. It is planned to take ``lasts_s`` seconds;
    ``is_live`` says that the acts are shown in another world than their own, ``fault`` why there
    are none where a recording was named.
    """

    title: str = ""
    unit: str = "act"
    parts: Sequence[Act] = ()
    at: int = 0
    lasts_s: int = 0
    is_live: bool = False
    fault: str = ""

    def part(self, number: int) -> Act | None:
        """Return the part with this number, from 1; None where there is none."""
        return self.parts[number - 1] if 0 < number <= len(self.parts) else None


def talk_data(talk: Talk, words: BusWords) -> TalkData:
    """Return the parts of a talk, the notes of the one shown, and what comes next.

    ``words`` are those of the bus of the world it is shown in.
    """
    now, to_come = talk.part(talk.at), talk.part(talk.at + 1)
    return {
        "title": talk.title,
        "unit": talk.unit,
        "parts": [{"name": part.name, "planned": part.planned_s} for part in talk.parts],
        "at": talk.at,
        "notes": _notes(now),
        "empty": "" if now and now.notes else NO_NOTES if talk.parts else talk.fault or NO_ACTS,
        "next": "" if to_come is None else to_come.name,
        "next_notes": _notes(to_come),
        "sets": [] if to_come is None or talk.unit != "act" else list(_sets(to_come, talk, words)),
        "lasts": talk.lasts_s,
    }


def _notes(part: Act | None) -> list[NoteData]:
    return [_note(each) for each in (() if part is None else part.notes)]


def _note(note: SpeakerNote) -> NoteData:
    return {"kind": KINDS[note.kind], "text": note.text, "quiet": note.kind is NoteKind.FAILS}


def _sets(act: Act, talk: Talk, words: BusWords) -> Iterator[str]:
    """In a few words each what an act shows: the page, and what is chosen there."""
    yield page_titles(words)[act.page]
    show = without_log_parts(act.show) if talk.is_live else act.show
    yield from filter(None, (_chosen(name, text) for name, text in show.items()))


def _chosen(name: str, text: str) -> str:
    if name == "order":
        return f"order {text[:24]}"
    if name.startswith(("filter-", "orders-")) or name == "show":
        return f"filter {text[:24]}"
    return _SAID.get((name, text), "an event opened" if name == "event" else "")


def window_words(follows: bool, known: bool) -> str:
    """Return what is wrong with the window that follows; nothing where it does."""
    return "" if follows else NOBODY if known else NOBODY_YET


def without_log_parts(show: Mapping[str, str]) -> Mapping[str, str]:
    """Return what an act shows of any world: a part of its own log another world has not."""
    return {name: text for name, text in show.items() if name not in _OF_THE_LOG}


_OF_THE_LOG: Final = frozenset(("order", "view", "event", "twin", "pin"))
