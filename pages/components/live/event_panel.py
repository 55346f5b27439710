"""The sheet of one event, opened by its mark on the timeline or its dot on the flow map."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final

from eda_core.app.bootstrap import Connection
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId, label_of, order_id_of
from eda_core.domain.settings import BusKind
from eda_core.presentation.live.event_hops import EventFacts
from eda_core.presentation.live.event_sheet import event_sheet, raw_sheet
from eda_core.presentation.live.flow_map import DOTS
from eda_core.presentation.live.timeline_focus import sequence_at
from eda_core.read_model import Reading
from eda_core.read_model.rule_grid import as_delivered
from pages.components.frame import privacy, session, stage
from pages.components.frame import refresh as frame
from pages.components.kit import assets
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

PART: Final = "event_sheet"
PICK: Final = f"{PART}_pick"
"""What the sheet triggers: that it was closed, or the id of the event to show instead."""

LINE: Final = "narrative_pick"
"""What the story triggers: with the number of the event whose line was pressed."""

_LONGEST: Final = 16


def _sequence_from(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < _LONGEST else ""


OPEN: Final = Param("live.event", "", "event", _sequence_from, stays=False, of_world=True)
"""The record that is shown, by its sequence number; the Event log page calls it so, too."""


_AT: Final = Memo[str]("live.event.at")
"""The part of the map at which the event was when it was opened."""

_TIMES: Final = Memo[int]("live.event.times")
"""How often a sheet was opened. A browser keeps one shut that was closed there, whatever a refresh
on its way says; opened again at once, it is another one.
"""


def parts(shown: frame.Shown) -> Mapping[str, assets.Encoded]:
    """Return the part of the page that the sheet is; none while it is closed."""
    sequence = OPEN.get()
    if not sequence:
        return {}
    reading, screen = shown.reading, privacy.screen()
    record, opened = reading.record(int(sequence)), f"{sequence}.{_TIMES.of() or 0}"
    if not isinstance(record, LogRecord):
        return {PART: assets.encoded(raw_sheet(record, opened, screen))}
    element = _AT.of(sequence) or ""
    return {PART: assets.encoded(event_sheet(_facts(reading, record), opened, screen, element))}


def _facts(reading: Reading, record: LogRecord) -> EventFacts:
    order = order_id_of(record.event.detail)
    view = None if order is None else reading.order(order)
    notifications = () if order is None else reading.ask(lambda tables: tables.messages_of(order))
    grid = reading.grid_of(record.sequence).grid
    if view is not None and reading.stack.kind is BusKind.CUSTOM:
        grid = as_delivered(grid, view.deliveries)
    (row,) = grid.rows
    return EventFacts(record.event, record.ingested_ms, row, reading.stack, view, notifications)


def open_mark(connection: Connection, mark: int) -> None:
    """Open the sheet of the event behind a mark of the timeline; a message has none."""
    _open(connection, connection.model.ask(lambda tables: sequence_at(tables, mark)))


def open_line(connection: Connection, wish: Any) -> None:
    """Open the sheet of the event whose line was pressed in the story of the chosen order."""
    order = session.chosen_order()
    number = wish.get("event") if isinstance(wish, dict) else None
    if order is None or not isinstance(number, int):
        return
    records = connection.model.ask(lambda tables: tuple(tables.records_of(order)))
    logged = sorted(records, key=_arrival)
    _open(connection, logged[number].sequence if 0 <= number < len(logged) else 0)


_arrival = attrgetter("arrival")


def open_dot(connection: Connection, key: str, element: str = "") -> None:
    """Open the sheet of the event behind a dot of the flow map, which names its hop.

    ``element`` is the part of the map that the dot goes to: the hop there is shown first.
    """
    newest = connection.model.ask(lambda tables: tables.flow.newest(DOTS))
    records = (
        followed.record.sequence
        for followed in newest
        if followed.record is not None and any(str(hop.key) == key for hop in followed.hops)
    )
    _open(connection, next(records, 0), element)


def act(connection: Connection, wish: Any) -> None:
    """Do what was asked for in the sheet."""
    wanted = wish.get("event") if isinstance(wish, dict) else None
    if wanted is None:
        OPEN.reset()
        return
    record = _record(connection) if OPEN.get() else None
    order = order_id_of(record.event.detail) if isinstance(record, LogRecord) else None
    if order is not None:
        _open(connection, _sequence_of(connection, order, str(wanted)))


def _record(connection: Connection) -> AnyRecord | None:
    return connection.model.record(int(OPEN.get()))


def _sequence_of(connection: Connection, order: OrderId, event_id: str) -> int:
    records = connection.model.ask(lambda tables: tuple(tables.records_of(order)))
    return next((each.sequence for each in records if each.event.id == event_id), 0)


def _open(connection: Connection, sequence: int, element: str = "") -> None:
    """Open the sheet of a record, and choose its order; where there is no record, do nothing."""
    if not sequence:
        return
    OPEN.put(str(sequence))
    _TIMES.keep((_TIMES.of() or 0) + 1)
    _AT.keep(element, str(sequence))
    record: Any = _record(connection)
    order = order_id_of(record.event.detail) if isinstance(record, LogRecord) else None
    if order is not None:
        stage.choose_order(label_of(order))
