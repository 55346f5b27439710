"""The event sheet: one event as JSON, hop by hop, with what changed from one to the next."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.domain.events import AnyRecord, MalformedRecord
from eda_core.domain.orders import order_id_of
from eda_core.presentation.live.event_hops import (
    EventFacts,
    HopShape,
    hops_of,
    place_of,
    start_ms,
)
from eda_core.presentation.live.shape_changes import ShapeLine, Sign, lit_lines
from eda_core.presentation.order.evidence import by_log
from eda_core.presentation.order.looks import event_look
from eda_core.presentation.wording import clock_time, order_name
from eda_core.read_model.flow_elements import Element

Screen = Callable[[str], str]
"""Takes a text to what an onlooker may read of it."""

MOST_RAW: Final = 8_000
"""Letters of the raw text of a hop."""

AT_AN_END: Final = 200
"""Letters left out where a text is cut, so that half an account id is not taken for a number."""

MOST_LINES: Final = 60
MOST_IN_LINE: Final = 300
FOLD: Final = 5
"""A longer run of unchanged lines shows its first two and its last."""


class LineData(TypedDict):
    """A line with its sign, what the sign means in words, and whether it is framed."""

    sign: str
    word: str
    text: str
    framed: bool


class HopData(TypedDict):
    """One hop. ``branch`` is set where a way begins behind the bus, ``element`` is on the map."""

    title: str
    place: str
    element: str
    when: str
    known: bool
    note: str
    branch: str
    lines: list[LineData]
    raw: str


class AskedData(TypedDict):
    """A rule of the bus, whether it took the event, why, whether that is known, and from what."""

    rule: str
    taken: bool
    known: bool
    how: str
    why: str


class LinkData(TypedDict):
    """Another event of the same order: its detail-type and its id."""

    name: str
    event: str


class EventSheetData(TypedDict):
    """The component ``event_sheet``; ``opened`` names the opening, each of one event by another.

    ``start`` is the place of the hop that is shown first, ``rules`` the word for those asked.
    Where there is no event, ``empty`` says so and nothing else is set.
    """

    opened: str
    title: str
    about: str
    tone: str
    shape: str
    start: int
    hops: list[HopData]
    asked: list[AskedData]
    rules: str
    earlier: LinkData | None
    later: LinkData | None
    empty: str


_WORDS: Final = {
    Sign.SAME: "",
    Sign.NEW: "new here",
    Sign.MOVED: "moved here",
    Sign.RENAMED: "same value, other name",
    Sign.LEFT: "left behind",
}
NOT_YET: Final = "The log had no such event at this moment."


def event_sheet(
    facts: EventFacts, opened: str, screen: Screen, element: str = ""
) -> EventSheetData:
    """Return the sheet of an event; ``screen`` masks what an onlooker must not read.

    The hop at ``element`` of the architecture is shown first, or the envelope.
    """
    event, hops, first_ms = facts.event, hops_of(facts), start_ms(facts)
    tone, shape = event_look(event)
    order = order_id_of(event.detail)
    of_order = "" if order is None else f" of {order_name(order).replace('Order', 'order', 1)}"
    about = f"from {event.source} · {clock_time(facts.at_ms)} UTC · event {_short(event.id)}"
    earlier, later = _neighbours(facts)
    return {
        "opened": opened,
        "title": _cut(f"{event.detail_type}{of_order}", screen),
        "about": _cut(about, screen),
        "tone": tone,
        "shape": shape,
        "start": place_of(hops, element),
        "hops": [_hop(hop, first_ms, screen) for hop in hops],
        "asked": list(_asked(facts, screen)),
        "rules": facts.stack.words.rules,
        "earlier": earlier,
        "later": later,
        "empty": "",
    }


def raw_sheet(record: AnyRecord | None, opened: str, screen: Screen) -> EventSheetData:
    """Return the sheet of a record that is no event: its text; or words where there is none."""
    sheet: EventSheetData = {
        "opened": opened,
        "title": "No event",
        "about": "",
        "tone": "none",
        "shape": "grey",
        "start": 0,
        "hops": [],
        "asked": [],
        "rules": "",
        "earlier": None,
        "later": None,
        "empty": NOT_YET,
    }
    if not isinstance(record, MalformedRecord):
        return sheet
    hop = _raw_hop(record, screen)
    return {**sheet, "about": f"record {record.sequence}", "hops": [hop], "empty": ""}


def _raw_hop(record: MalformedRecord, screen: Screen) -> HopData:
    rows = record.text.splitlines()[:MOST_LINES]
    lines = [_line(ShapeLine(Sign.SAME, each), screen) for each in rows]
    return {
        "title": "Log message",
        "place": "in the catch-all log",
        "element": Element.LOG,
        "when": f"{clock_time(record.ingested_ms)} UTC",
        "known": True,
        "note": _cut(f"No event, so it has no hops: {record.reason}", screen),
        "branch": "",
        "lines": lines,
        "raw": _capped(record.text, screen),
    }


def _hop(hop: HopShape, first_ms: int, screen: Screen) -> HopData:
    when = "" if hop.at_ms is None else f"+{duration_text(max(0, hop.at_ms - first_ms))}"
    return {
        "title": hop.title,
        "place": _cut(hop.place, screen),
        "element": hop.element,
        "when": when or "time not told",
        "known": hop.known,
        "note": _cut(hop.note, screen),
        "branch": _cut(hop.branch, screen),
        "lines": [_line(line, screen) for line in _shown(hop)],
        "raw": _capped(_raw(hop.shape), screen),
    }


def _shown(hop: HopShape) -> list[ShapeLine]:
    lines = list(folded(lit_lines(hop.before, hop.shape, hop.framed)))
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[:MOST_LINES], ShapeLine(Sign.SAME, f"… {len(lines) - MOST_LINES} more lines")]


def folded(lines: Sequence[ShapeLine]) -> Iterator[ShapeLine]:
    """Yield the lines with long runs of unchanged ones told in a line."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].sign is Sign.SAME and not lines[end].framed:
            end += 1
        if end - at > FOLD:
            yield from lines[at : at + 2]
            yield ShapeLine(Sign.SAME, f"… {end - at - 3} lines as before")
            yield lines[end - 1]
        else:
            yield from lines[at:end]
        yield from lines[end : end + 1]
        at = end + 1


def _line(line: ShapeLine, screen: Screen) -> LineData:
    sign, text, framed = line
    shown = _cut(text, screen, MOST_IN_LINE)
    return {"sign": sign.value, "word": _WORDS[sign], "text": shown, "framed": framed}


def _raw(shape: Any) -> str:
    """Return the shape as text, no more of it than is shown: it may be a hundred times as long."""
    pieces: list[str] = []
    room = MOST_RAW + AT_AN_END
    try:
        for piece in _RAW.iterencode(shape):
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                break
    except RecursionError:
        return "Nested too deeply to be written out."
    return "".join(pieces)


_RAW: Final = json.JSONEncoder(indent=2, ensure_ascii=False, default=str)


def _capped(text: str, screen: Screen) -> str:
    if len(text) <= MOST_RAW:
        return screen(text)
    shown = screen(text[: MOST_RAW + AT_AN_END])[:-AT_AN_END]
    return f"{shown}\n… and more"


def _cut(text: str, screen: Screen, most: int = 240) -> str:
    """Return the beginning of a text, masked; only that is looked through, for it may be long."""
    if len(text) <= most:
        return screen(text)
    return f"{screen(text[: most + AT_AN_END])[:-AT_AN_END]}…"


def _short(name: str) -> str:
    """Return an id as it is told apart at a glance; the envelope has all of it."""
    return name if len(name) <= 16 else f"{name[:8]}…{name[-4:]}"


def _asked(facts: EventFacts, screen: Screen) -> Iterator[AskedData]:
    """Yield what each rule made of the event. A miss is always inferred: nobody records one."""
    for cell in facts.asked.cells:
        known = cell.taken and facts.is_reported(cell.rule)
        why = "" if cell.taken else _cut(cell.sentence, screen)
        how = "inferred"
        if known:
            how = by_log(facts.stack.words) if facts.deliveries.bus_log else "known"
        rule = _cut(cell.rule, screen)
        yield {"rule": rule, "taken": cell.taken, "known": known, "how": how, "why": why}


def _neighbours(facts: EventFacts) -> tuple[LinkData | None, LinkData | None]:
    """Return the events of the order in front of this one and behind it."""
    entries = [] if facts.view is None else facts.view.timeline
    events = [entry.event for entry in entries]
    at = next((at for at, each in enumerate(events) if each.id == facts.event.id), None)
    if at is None:
        return None, None
    links: list[LinkData] = [{"name": each.detail_type, "event": each.id} for each in events]
    return links[at - 1] if at else None, links[at + 1] if at + 1 < len(links) else None
