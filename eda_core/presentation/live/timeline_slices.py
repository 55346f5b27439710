"""The timeline's marks as slices a browser can take in, and what waits."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NotRequired, TypedDict

from eda_core.domain.durations import so_far_text
from eda_core.domain.orders import OrderId, Outcome
from eda_core.presentation.order.looks import event_look_of
from eda_core.presentation.wording import amount_text, clock_time, count_text, counted, order_name
from eda_core.read_model.columns import MarkColumns
from eda_core.read_model.marks import AGAIN, INFERRED, KNOWN, MALFORMED, NOTIFIED, Kind
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.order_status import OrderVerdict
from eda_core.read_model.subscriber_marks import BATCHED, BEHIND, HELD, RELEASED
from eda_core.read_model.tables import Tables

SLICE: Final = 25_000
"""Marks sent at once: half a megabyte, and less than the browser's patience."""

LARGEST_SLICE: Final = 100_000
"""Older marks sent at once to a browser that has as many already: each time costs a turn."""

MOST: Final = 1_500_000
"""Marks a browser keeps; older ones stay on the server."""

OVERLAP: Final = 16
"""Marks sent once more with each refresh, so that one that got lost costs nothing."""

WAITING_SHOWN: Final = 3


class SliceData(TypedDict):
    """Marks in a row: the number of the ``first``, their columns, and labels by order code."""

    first: int
    count: int
    columns: str
    names: dict[str, str]


class ThroughData(TypedDict):
    """Which marks go through what is chosen: the first of each slice, and a byte for each."""

    key: str
    slices: list[tuple[int, str]]


class TimelineData(TypedDict):
    """The component ``timeline``: what is new of a log, and where the playhead stands.

    ``stream`` names the log, ``total`` counts its marks, ``most`` is what a browser keeps.
    ``view`` is what a link asked to see: two times (epoch milliseconds) joined by ``-``, ``clock``
    for the last seconds, or nothing for what happened last.
    ``kinds`` are source, detail-type, tone and shape; ``waiting`` are order code, since when, tone
    and words. ``at`` is the moment shown, or None for now; ``clock_ms`` the time of a clock that
    stands, ``ahead`` how far one that goes is before the browser's (milliseconds). ``about`` is a
    mark that was asked about, with the id of its event. ``height`` is in pixels. A ``closed`` log
    has no now to go back to, and no list of keys beside it.
    mark that was asked about, with the id of its event. ``height`` is in pixels. Nothing is
    drawn of what came from the time ``covered`` on.
    """

    stream: str
    total: int
    slices: list[SliceData]
    kinds: list[list[str]]
    lanes: str
    view: str
    chosen: int
    chosen_words: str
    waiting: list[list[int | str]]
    waiting_count: int
    summary: str
    at: int | None
    plays: bool
    speed: float
    speeds: list[float]
    ahead: int
    clock_ms: int | None
    focus: ThroughData | None
    about: tuple[int, str] | None
    title: str
    height: int
    most: int
    closed: bool
    covered: NotRequired[int]


_LOOKS: Final = {
    MALFORMED: ("none", "grey"),
    NOTIFIED: ("none", "tick"),
    INFERRED: ("none", "ring-tick"),
    KNOWN: ("none", "tick"),
}


_SHAPES_OF: Final = {
    AGAIN: "again",
    BEHIND: "replay",
    BATCHED: "batch",
    HELD: "held",
    RELEASED: "released",
}
"""Shapes by what stands behind the detail-type; none of these is an event that was published."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Orders that wait or are stuck: the newest of them, and how many there are."""

    bars: tuple[tuple[int, int, str, str], ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class MarksNow:
    """What a page needs of the marks in one look: ``total``, kinds, and the slices asked for."""

    total: int
    kinds: Sequence[Kind]
    slices: tuple[MarkColumns, ...]
    chosen: int


def marks_now(
    tables: Tables, sent: int, held: tuple[int, int] | None, chosen: OrderId | None
) -> MarksNow:
    """Return the marks since ``sent``; with ``held``, the first and last a browser has, what it
    lacks.
    """
    marks = tables.marks
    total = len(marks)
    older = 0 if held is None else min(held[1] - held[0], LARGEST_SLICE)
    slices = tuple(marks.columns(*span) for span in lacking(total, sent, held, SLICE, older))
    return MarksNow(total, marks.kinds, slices, marks.code_of(chosen))


def lacking(
    total: int, sent: int, held: tuple[int, int] | None, size: int, older: int = 0
) -> Sequence[tuple[int, int]]:
    """Of ``total`` marks those to send next, ``size`` at most each time: first and after the last.

    To one that has none the newest come first, and then what it lacks on both sides; ``older`` are
    the most before those it has, where that is more.
    """
    reached = min(sent if held is None else held[1], total)
    first = max(0, reached - OVERLAP)
    if total - first > size:
        first = total - size if held is None or held[1] == 0 else first
    spans = [(first, min(total, first + size))]
    if held is not None and 0 < held[0] <= total:
        spans.append((max(0, held[0] - max(size, older)), held[0]))
    return spans


def slice_data(columns: MarkColumns) -> SliceData:
    """Return a slice as JSON: the columns, widest first, as one text in base 64."""
    packed = columns.times + columns.amounts + columns.orders + columns.spans + columns.kinds
    return {
        "first": columns.first,
        "count": columns.count,
        "columns": b64encode(packed).decode("ascii"),
        "names": {str(code): name for code, name in columns.names.items()},
    }


def kinds_data(kinds: Sequence[Kind]) -> list[list[str]]:
    """Return each kind with how it looks: source, detail-type, tone, shape."""
    return [[source, kind, *_look((source, kind))] for source, kind in kinds]


def _look(kind: Kind) -> tuple[str, str]:
    for behind, shape in _SHAPES_OF.items():
        if kind[1].endswith(behind):
            return ("none", shape)
    return _LOOKS.get(kind) or event_look_of(kind[1])


def waiting(tables: Tables, now_ms: int) -> Waiting:
    """Return the orders that wait, newest first, then those overdue and those stuck,
    at ``now_ms``.
    """
    if not tables.totals().by_outcome[Outcome.WAITING]:
        return Waiting()
    found = [
        tables.index.find(OrderQuery(show=show, size=WAITING_SHOWN), now_ms) for show in _VERBS
    ]
    rows = [(verdict, show.fitting) for show in found for verdict in show.rows]
    bars = tuple(_bar(tables, verdict, now_ms) for verdict, _ in rows[:WAITING_SHOWN])
    return Waiting(bars, sum(each.fitting for each in found))


_VERBS: Final = {"waiting": "waits", "overdue": "is overdue", "stuck": "is stuck"}


def _bar(tables: Tables, verdict: OrderVerdict, now_ms: int) -> tuple[int, int, str, str]:
    """Code of the order, since when (epoch milliseconds), tone, and words."""
    row, tone = verdict.row, verdict.fate.value.lower()
    since = so_far_text(now_ms - row.first_ms)
    words = f"#{order_name(row.order).removeprefix('Order ')} {_VERBS[tone]}, {since}"
    return tables.marks.code_of(row.order), row.first_ms, tone, words


def chosen_words(order: OrderId | None, amount: Any) -> str:
    """Return what stands at the chosen order's first mark: ``#102 · 900``."""
    if order is None:
        return ""
    return f"#{order_name(order).removeprefix('Order ')} · {amount_text(amount)}"


def summary(total: int, last_ms: int | None, waiting_count: int, by: str) -> str:
    """Return the timeline in one sentence, for those who do not see it."""
    if not total or last_ms is None:
        return "Timeline: nothing has happened yet. Press question mark for its keys."
    waits = counted(waiting_count, "order", "orders")
    wait = f", {waits} without an outcome" if waiting_count else ""
    return (
        f"Timeline by {by}: {count_text(total)} marks, the last event at "
        f"{clock_time(last_ms)} UTC{wait}. Press question mark for its keys."
    )
