"""The panel of the flow map on the Live page, and the part of it that is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.faults import ArmedFault
from eda_core.presentation.live.flow_focus import Focus, focus_on
from eda_core.presentation.live.flow_layout import flow_layout
from eda_core.presentation.live.flow_map import Play, flow_map, flow_picture
from eda_core.presentation.live.hall_layout import widened
from eda_core.presentation.live.map_marks import armed_marks, lost_way
from eda_core.read_model import Reading
from eda_core.read_model.identity import Same
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.tables import Tables
from pages.components.frame import session, stage
from pages.components.kit import assets
from pages.components.kit.param import Param
from pages.components.live import event_panel, scenario_buttons

PICK: Final = "flow_map_pick"
"""What the map triggers: an element to choose, an empty text for none, or what is named below."""

_TO_LOG: Final = ">log"
"""What is picked to see the events of the chosen part in the log; no element is called so."""

_FIRST: Final = ">first"
"""What is picked to place the first order of a world."""

_DOT: Final = ">event "
"""What is picked to see the event behind a dot, with the key of its hop and where it goes."""

_MOST_PATTERN: Final = 500
"""Letters of a pattern that the Event log page takes."""

_ELEMENT: Final = Param("live.element", "", "element", stays=False)
"""The part of the map that is chosen; an address may name one there is not."""


def data(
    reading: Reading, play: Play, marks: Mapping[str, Any]
) -> tuple[assets.Encoded, Focus | None]:
    """Return what the component ``flow_map`` is to show, and the focus on the part that is chosen.

    ``marks`` are what `marks` answers; they change with time, and all else need not.
    """
    shown, focus = _shared(reading, play)
    if marks:
        shown = assets.Encoded(f"{shown[:-1]},{assets.encoded(marks)[1:]}")
    return shown, focus


def marks(
    reading: Reading,
    view: OrderView | None,
    now_ms: int,
    faults: Sequence[ArmedFault],
    *,
    is_over: bool,
) -> dict[str, Any]:
    """Return what is marked on the map of the chosen order, and of the faults that are armed.

    Of an order that ``is_over`` it stays as it is whether it went on as it should.
    """
    key = ("lost", Same(view), None if is_over else now_ms)
    is_lost = reading.ask_once(key, lambda _: view is not None and _is_lost(view, now_ms))
    if not faults and not is_lost:
        return {}
    layout, for_hall = flow_layout(reading.stack), stage.is_on()
    layout = widened(layout) if for_hall else layout
    armed = armed_marks(faults, layout, reading.stack)
    lost = lost_way(view, now_ms, layout, armed, for_hall=for_hall) if view and is_lost else None
    found = {"armed": armed, "lost": lost}
    return {name: mark for name, mark in found.items() if mark}


def _is_lost(view: OrderView, now_ms: int) -> bool:
    return view.expected_next(now_ms).last_seen is not None


def _shared(reading: Reading, play: Play) -> tuple[assets.Encoded, Focus | None]:
    order, element = session.chosen_label(), chosen_element()
    # While it moves the map does not depend on the time: it tells what came, and not when.
    for_hall = stage.is_on()
    key = ("flow_map", order, element, replace(play, now_ms=0) if play.moving else play, for_hall)
    return reading.ask_once(key, lambda tables: _data(tables, play, order, element, for_hall))


def _data(
    tables: Tables, play: Play, order: str, element: str, for_hall: bool
) -> tuple[assets.Encoded, Focus | None]:
    picture = flow_picture(tables, logged_alone=play.covered)
    focus = focus_on(element, picture.stack, picture.counts)
    chosen = "" if focus is None else element
    shown = flow_map(picture, play, order, chosen, for_hall=for_hall)
    shown["focus"] = "" if focus is None else focus.sentence
    return assets.encoded(shown), focus


def follow(picked: str | None, focus: Focus | None) -> None:
    """Go to the log, if what goes through the chosen part was asked for."""
    if picked == _TO_LOG and focus is not None:
        st.switch_page("pages/event_log.py", query_params=in_log(focus))
    if picked == _FIRST:
        st.rerun()  # the form beside the map says what came of it


def in_log(focus: Focus) -> dict[str, str]:
    """Return what the address of the Event log page says to show what goes through this part."""
    if focus.pattern and len(focus.pattern) <= _MOST_PATTERN:
        return {"filter-pattern": focus.pattern}
    wanted = {"filter-source": focus.wanted.source, "filter-type": focus.wanted.detail_type}
    return {name: value for name, value in wanted.items() if value}


def chosen_element() -> str:
    """Return the part of the map that is chosen; it may be none there is."""
    return _ELEMENT.get()


def choose(connection: Connection, picked: Any) -> None:
    """Choose what was picked in the map."""
    element = str(picked or "")
    if element.startswith(_DOT):
        event_panel.open_dot(connection, *element.removeprefix(_DOT).split(" ", 1))
    elif element == _FIRST:
        scenario_buttons.place_first(connection)
    elif element != _TO_LOG:
        _ELEMENT.put(element)
