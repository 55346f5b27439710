"""The last minute of a world as data that plays without the world: its map, timeline and stories.

Pictures are those of the screens, asked for at moments; what a moment has in common with the one
before is told once. All text is masked, whatever the screen was told to show.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.domain.events import LogRecord
from eda_core.domain.masking import masked, masked_value
from eda_core.domain.orders import OrderId, label_of, order_id_of
from eda_core.presentation.frame.playhead import SPEEDS
from eda_core.presentation.live.flow_map import Play, flow_map, flow_picture
from eda_core.presentation.live.timeline_slices import (
    TimelineData,
    chosen_words,
    kinds_data,
    slice_data,
    waiting,
)
from eda_core.presentation.recording.card_stories import PARTS, SECOND_MS, Stories
from eda_core.presentation.wording import amount_text, clock_time, count_text, counted, date_text
from eda_core.read_model import MomentModel, ReadModel
from eda_core.read_model.columns import MarkColumns
from eda_core.read_model.tables import Tables
from eda_core.recordings import Act

STEPS_MS: Final = (250, 500, 1_000, 2_000)
"""Moments are so far apart at least, the first that takes few enough; dots have their own times."""

MOST_MOMENTS: Final = 160
"""The map of a moment takes 20 ms to work out, in a busy world some more."""

MOST_LOOKED_AT: Final = 200_000
"""Marks among which those of the span are looked for, the newest that were read."""

MOST_MARKS: Final = 5_000
MOST_STORIES: Final = 60
REST_MS: Final = 2_000
"""How long it goes on after the last event, where nothing has come for long."""

HEIGHT: Final = 271


class Span(StrEnum):
    """How much of a world is played."""

    MINUTE = "Last minute"
    FIVE_MINUTES = "Last 5 minutes"
    ALL = "All of it"


_LENGTHS_MS: Final = {Span.MINUTE: 60 * SECOND_MS, Span.FIVE_MINUTES: 300 * SECOND_MS}


class MomentData(TypedDict):
    """What is new at a moment: hops, and those values of the map that are others than before.

    ``waiting`` are the bars of the timeline, and how many orders wait.
    """

    at: int
    map: dict[str, Any]
    hops: list[list[Any]]
    waiting: list[Any]


class PlayedOrder(TypedDict):
    """An order: its label, its code on the timeline, and its stories, each from a moment on.

    A story is that moment and the places of its parts in ``texts``.
    """

    label: str
    words: str
    amount: str
    code: int
    stories: list[list[int]]


class PlayerData(TypedDict):
    """The component ``player``.

    Times are epoch milliseconds. ``parts`` are the names of the components of a story, ``texts``
    what they are given. ``left_out`` are sentences.
    """

    title: str
    world: str
    when: str
    begins: int
    ends: int
    moments: list[MomentData]
    timeline: TimelineData
    orders: list[PlayedOrder]
    parts: list[str]
    texts: list[Any]
    left_out: list[str]


_OF_MAP: Final = ["size", "areas", "nodes", "edges", "subs", "failing", "used", "note", "dead"]


Tell = Callable[[float], None]
"""Told how far the making has come, from 0 to 1."""


def played(
    model: ReadModel, span: Span | Act, now_ms: int, tell: Tell = lambda _: None
) -> PlayerData | None:
    """Return what a world of this time did last, or in an act of its recording; None where that is
    nothing.

    Of a world in which nothing came in the span, it is the span up to the last event. Raises
    `BackendError` where the world cannot be read.
    """
    model.refresh()
    last_ms = model.last_event_ms()
    if last_ms is None:
        return None
    taken = model.ask(lambda tables: _taken(tables, span, last_ms, now_ms))
    if not taken.marks.count:
        return None
    stories = Stories(taken.orders)
    moments = list(_moments(model, taken, stories, tell))
    orders, texts = stories.told()
    return {
        "title": masked(_title(span)),
        "world": masked(model.world),
        "when": _when(taken.begins, taken.ends),
        "begins": taken.begins,
        "ends": taken.ends,
        "moments": moments,
        "timeline": model.ask(lambda tables: _timeline(tables, taken)),
        "orders": [_order(model, order, told) for order, told in orders],
        "parts": list(PARTS),
        "texts": texts,
        "left_out": [*taken.left_out, *_without_story(taken.all_orders, len(orders))],
    }


def _title(span: Span | Act) -> str:
    if isinstance(span, Act):
        return span.name
    return "What happened" if span is Span.ALL else f"The {span.lower()}"


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is taken of a log: from when to when, at which moments, which marks and orders."""

    begins: int
    ends: int
    moments: Sequence[int]
    marks: MarkColumns
    orders: Sequence[OrderId]
    all_orders: int
    left_out: Sequence[str]


def _taken(tables: Tables, span: Span | Act, last_ms: int, now_ms: int) -> _Taken:
    ends, wanted_ms = _ends(span, last_ms, now_ms)
    first = 0 if isinstance(span, Act) else max(0, len(tables.marks) - MOST_LOOKED_AT)
    columns = tables.marks.columns(first, len(tables.marks))
    times = array("d", columns.times)
    found = [place for place, time in enumerate(times) if wanted_ms <= time <= ends]
    kept = sorted(found, key=times.__getitem__)[-MOST_MARKS:]
    if kept and (len(kept) < len(found) or span is Span.ALL):
        wanted_ms = int(times[kept[0]]) - (0 if len(kept) < len(found) else SECOND_MS)
    moments = _moments_between([times[place] for place in kept], wanted_ms, ends)
    begins = moments[0]
    kept = [place for place in kept if times[place] >= begins]
    orders = _orders(tables, [first + place for place in kept])
    is_cut = len(kept) < len(found) or (span is Span.ALL and first > 0)
    cut = f"Only the last {duration_text(ends - begins)} are here: more does not fit in a page."
    marks = _marks(columns, kept)
    return _Taken(
        begins, ends, moments, marks, orders[:MOST_STORIES], len(orders), [cut] if is_cut else []
    )


def _ends(span: Span | Act, last_ms: int, now_ms: int) -> tuple[int, int]:
    """Return when the span ends, and when it begins."""
    if isinstance(span, Act):
        return span.until_ms, span.from_ms
    length_ms = _LENGTHS_MS.get(span, last_ms)
    is_old = now_ms - last_ms > max(length_ms - SECOND_MS, REST_MS)
    ends = min(now_ms, last_ms + REST_MS) if is_old else max(now_ms, last_ms)
    return ends, ends - length_ms


def _marks(columns: MarkColumns, places: Sequence[int]) -> MarkColumns:
    """Return the marks at these places."""

    def picked(code: str, column: bytes) -> bytes:
        values = array(code, column)
        return array(code, [values[place] for place in places]).tobytes()

    return MarkColumns(
        first=0,
        count=len(places),
        times=picked("d", columns.times),
        kinds=picked("B", columns.kinds),
        orders=picked("I", columns.orders),
        amounts=picked("I", columns.amounts),
        spans=picked("I", columns.spans),
        names={code: masked(name) for code, name in columns.names.items()},
    )


def _moments_between(times: Sequence[float], begins: int, ends: int) -> list[int]:
    """Return the moments at which there is something to see, the newest that fit."""
    every_ms = max(SECOND_MS, (ends - begins) // (MOST_MOMENTS // 2))
    found: list[int] = []
    for step_ms in STEPS_MS:
        at = {-int(-time // step_ms) * step_ms for time in times}
        at |= {begins, ends, *(each + step_ms for each in at)}
        at |= set(range(begins, ends, every_ms))  # attempts, and what waits, leave no mark
        found = sorted(each for each in at if begins <= each <= ends)
        if len(found) <= MOST_MOMENTS:
            break
    return found[-MOST_MOMENTS:]


def _orders(tables: Tables, marks: Sequence[int]) -> list[OrderId]:
    """Return the orders of these marks, newest first."""
    found: dict[OrderId, None] = {}
    for mark in reversed(marks):
        (sequence,) = tables.marks.sequences(mark, mark + 1)
        record = tables.log.get(sequence)
        order = order_id_of(record.event.detail) if isinstance(record, LogRecord) else None
        if order is not None and tables.row(order) is not None:
            found[order] = None
    return list(found)


def _without_story(orders: int, told: int) -> list[str]:
    if orders <= told:
        return []
    return [f"{count_text(orders)} orders took part; the newest {count_text(told)} have a story."]


def _when(begins: int, ends: int) -> str:
    return f"{date_text(begins)} to {clock_time(ends)[:8]} UTC"


def _moments(model: ReadModel, taken: _Taken, stories: Stories, tell: Tell) -> Iterator[MomentData]:
    """Yield what is new at each moment, and note the stories of the orders then."""
    moment = MomentModel(model, taken.begins, at_hand=True)
    before: dict[str, Any] = {}
    bars: list[Any] = []
    seen: set[tuple[int, int]] = set()
    for number, at in enumerate(taken.moments):
        tell(number / len(taken.moments))
        moment.show(at)
        shown, now_bars = moment.ask(partial(_picture, at=at))
        hops = [hop for hop in shown.pop("hops") if (hop[0], hop[1]) not in seen]
        seen |= {(hop[0], hop[1]) for hop in hops}
        stories.note(moment, at, {hop[2] for hop in hops}, is_last=at == taken.ends)
        new = {name: value for name, value in shown.items() if before.get(name) != value}
        if at == taken.begins:
            hops = []
        if new or hops or now_bars != bars:
            yield {
                "at": at,
                "map": masked_value(new),
                "hops": [[*hop[:2], masked(hop[2]), *hop[3:]] for hop in hops],
                "waiting": masked_value(now_bars),
            }
        before, bars = shown, now_bars


def _picture(tables: Tables, at: int) -> tuple[dict[str, Any], list[Any]]:
    shown = flow_map(flow_picture(tables), Play(at), "", "")
    kept = {name: value for name, value in shown.items() if name in _OF_MAP}
    waits = waiting(tables, at)
    bars = [[list(bar) for bar in waits.bars], waits.count]
    return kept | {"hops": shown["hops"]}, bars


def _order(model: ReadModel, order: OrderId, stories: list[list[int]]) -> PlayedOrder:
    row, code = model.ask(lambda tables: (tables.row(order), tables.marks.code_of(order)))
    amount = None if row is None else row.amount
    return {
        "label": masked(label_of(order)),
        "words": masked(chosen_words(order, amount)),
        "amount": masked(amount_text(amount)),
        "code": code,
        "stories": stories,
    }


def _timeline(tables: Tables, taken: _Taken) -> TimelineData:
    """Return the timeline with all its marks, at the end of the span."""
    marks = taken.marks
    kinds = kinds_data(tables.marks.kinds)
    return {
        "stream": "played",
        "total": marks.count,
        "slices": [slice_data(marks)],
        "kinds": [[masked(word) for word in kind] for kind in kinds],
        "lanes": "service",
        "view": "",
        "chosen": tables.marks.code_of(None),
        "chosen_words": "",
        "waiting": [],
        "waiting_count": 0,
        "summary": f"Timeline: {counted(marks.count, 'mark', 'marks')}. The slider below it plays.",
        "at": taken.begins,
        "plays": False,
        "speed": 1.0,
        "speeds": list(SPEEDS),
        "ahead": 0,
        "clock_ms": taken.ends,
        "focus": None,
        "about": None,
        "title": "Timeline",
        "height": HEIGHT,
        "most": MOST_MARKS,
        "closed": True,
    }
