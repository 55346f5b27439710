"""The timeline of everything that happened, with the playhead below it."""

import secrets
from functools import partial
from typing import Any, Final

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import OrderId, order_from_label
from eda_core.ports import Pace
from eda_core.presentation.frame.playhead import SPEEDS, moment_from, speed_from
from eda_core.presentation.live.flow_focus import Focus
from eda_core.presentation.live.timeline_focus import event_id_of, through, through_data
from eda_core.presentation.live.timeline_slices import (
    MOST,
    MarksNow,
    Waiting,
    chosen_words,
    kinds_data,
    marks_now,
    slice_data,
    summary,
    waiting,
)
from eda_core.read_model import Reading
from eda_core.read_model.order_table import OrderRow
from pages.components.frame import moment_bar, selection, session, stage
from pages.components.frame import refresh as frame
from pages.components.kit.memo import Memo
from pages.components.kit.picks import Actions
from pages.components.live import event_panel

HEIGHT: Final = 248
_STREAM: Final = Memo[str]("timeline.stream")
_SENT: Final = Memo[int]("timeline.sent")
"""How many marks of a log the browser was sent."""

_HAS: Final = Memo[tuple[int, int]]("timeline.has")
"""The marks a browser says it has, to be told what it lacks."""

_JUDGED: Final = Memo[tuple[str, int]]("timeline.judged")
"""The focus, and up to which mark of a log the browser was told what goes through it."""

_LACKING: Final = Memo[tuple[int, int]]("timeline.lacking")
"""The marks a browser has been told about, of the focus it names."""

_ABOUT: Final = Memo[int]("timeline.about")
"""The mark a browser asked about."""

_MOST_MARKS: Final = 2**31
_ROUND_MS: Final = 100
"""Times that differ by less are taken for the same, or every refresh would bring news."""


def data(
    connection: Connection, shown: frame.Shown, height: int = HEIGHT, focus: Focus | None = None
) -> dict[str, Any]:
    """Return what the component ``timeline`` is to show: all the world has told, also after
    ``shown``.

    What does not go through the part of the flow map in ``focus`` is dimmed.
    """
    asked = {"focus": _through(connection, focus), "about": _about(connection)}
    fixed = {"title": "Timeline", "height": height, "most": MOST, "closed": False}
    return _scene(connection, shown) | _head(connection, shown) | asked | fixed


def actions(connection: Connection) -> Actions:
    """Return what to do with what is picked in the timeline, and with what it asks by itself."""
    return {
        "timeline_pick": partial(_act, connection),
        "timeline_more": _note_held,
        "timeline_lacking": _note_lacking,
        "timeline_about": _note_about,
    }


def _marks(connection: Connection, order: OrderId | None) -> MarksNow:
    stream, has = _stream(connection), _HAS.take()
    sent = _SENT.of(stream) or 0
    now = connection.model.ask(lambda tables: marks_now(tables, sent, has, order))
    _SENT.keep(now.slices[0].first + now.slices[0].count, stream)
    return now


def _through(connection: Connection, focus: Focus | None) -> dict[str, Any] | None:
    """Return which marks go through the focus; first the newest, then what the browser says it
    lacks.
    """
    stream = _stream(connection)
    sent = _JUDGED.of(stream) or ("", 0)
    has = _LACKING.take(sent[0])
    if focus is None:
        _JUDGED.forget()
        return None
    judged = connection.model.ask(lambda tables: through(tables, focus, sent, has))
    _JUDGED.keep((judged.key, judged.reached), stream)
    return through_data(judged)


def _about(connection: Connection) -> tuple[int, str] | None:
    """Return the mark a browser asked about, and the id of its event."""
    mark = _ABOUT.of()
    if mark is None:
        return None
    return mark, connection.model.ask(lambda tables: event_id_of(tables, mark))


def _stream(connection: Connection) -> str:
    """Names the log that is looked at; another world, or the same begun anew, is another.

    Drawn by lot, for a browser keeps its marks while a server is started again, and the address of
    a model in memory may be that of one that has gone.
    """
    model = connection.model
    return _STREAM.of(model) or _STREAM.keep(secrets.token_hex(6), model)


def _row(reading: Reading, order: OrderId) -> OrderRow | None:
    return reading.ask_once(("row", order), lambda tables: tables.row(order))


def _waiting(reading: Reading, now_ms: int) -> Waiting:
    """Return what waits, worked out once for all who look within `_ROUND_MS`."""
    key = ("waiting", now_ms // _ROUND_MS)
    return reading.ask_once(key, lambda tables: waiting(tables, now_ms))


def _scene(connection: Connection, shown: frame.Shown) -> dict[str, Any]:
    order, lanes = session.chosen_order(), selection.lanes()
    now = _marks(connection, order)
    waits = _waiting(shown.reading, shown.now_ms)
    row = None if order is None else _row(connection.model, order)
    last_ms = connection.model.last_event_ms()
    return {
        "stream": _stream(connection),
        "total": now.total,
        "slices": [slice_data(columns) for columns in now.slices],
        "kinds": kinds_data(now.kinds),
        "lanes": lanes,
        "view": selection.view(),
        "chosen": now.chosen,
        "chosen_words": "" if row is None else chosen_words(order, row.amount),
        "waiting": [list(bar) for bar in waits.bars],
        "waiting_count": waits.count,
        "summary": summary(now.total, last_ms, waits.count, lanes),
    }


def _head(connection: Connection, shown: frame.Shown) -> dict[str, Any]:
    """Return where the playhead stands, and how the clock of the world goes."""
    head, state, now_ms = selection.playhead(), shown.time, shown.world_ms
    runs = state is None or (state.pace is Pace.REAL_TIME and not state.paused)
    ahead = round((now_ms - connection.clock()) / _ROUND_MS) * _ROUND_MS
    return {
        "at": None if shown.live else shown.now_ms,
        "plays": head is not None and head.plays,
        "speed": selection.speed(),
        "speeds": list(SPEEDS),
        "ahead": ahead,
        "clock_ms": None if runs else now_ms,
    }


def _note_held(more: Any) -> None:
    """Keep what the browser says it has, so that it gets what it lacks."""
    more = _parts(more)
    held = more.get("lo"), more.get("hi")
    if all(map(_is_place, held)):
        _HAS.keep(held)


def _note_lacking(said: Any) -> None:
    """Keep of which marks the browser has been told whether they go through the focus."""
    said = _parts(said)
    held = said.get("lo"), said.get("hi")
    if all(map(_is_place, held)):
        _LACKING.keep(held, str(said.get("key")))


def _note_about(said: Any) -> None:
    """Keep which mark the browser wants to know more of."""
    mark = _parts(said).get("mark")
    if _is_place(mark):
        _ABOUT.keep(mark)
    else:
        _ABOUT.forget()


def _parts(said: Any) -> dict[str, Any]:
    """Return what a browser says, which may be anything."""
    return said if isinstance(said, dict) else {}


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and 0 <= value < _MOST_MARKS


def _act(connection: Connection, wish: Any) -> None:
    """Do what was asked for in the timeline; what a browser sends may be anything."""
    wish = _parts(wish)
    for name, act in _ACTIONS.items():
        if name in wish:
            act(connection, wish[name])


def _choose(_: Connection, label: Any) -> None:
    if order_from_label(str(label)) is not None:
        stage.choose_order(str(label))


def _follow(connection: Connection, mark: Any) -> None:
    if _is_place(mark):
        event_panel.open_mark(connection, mark)


def _move(_: Connection, at_ms: Any) -> None:
    selection.set_moment(None if at_ms is None else moment_from(at_ms))


def _lanes(_: Connection, wanted: Any) -> None:
    selection.set_lanes(str(wanted))


def _view(_: Connection, wanted: Any) -> None:
    selection.set_view(str(wanted))


def _step(connection: Connection, direction: Any) -> None:
    moment_bar.step(connection, -1 if direction == -1 else 1)


def _speed(connection: Connection, speed: Any) -> None:
    selection.set_speed(speed_from(speed))
    head = selection.playhead()
    if head is not None:
        moment_bar.play(connection, head.plays, selection.speed())


def _play(connection: Connection, wanted: Any) -> None:
    """Play on; from live on, from the beginning of the log."""
    if selection.playhead() is None and wanted:
        first_ms = connection.model.event_after(0)
        if first_ms is not None:
            moment_bar.play_from(connection, first_ms)
    else:
        moment_bar.play(connection, bool(wanted))


_ACTIONS: Final = {
    "order": _choose,
    "mark": _follow,
    "at": _move,
    "lanes": _lanes,
    "view": _view,
    "step": _step,
    "speed": _speed,
    "play": _play,
}
