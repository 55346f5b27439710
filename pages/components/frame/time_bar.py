"""The bar that holds time: pace, pause and step, the same for everybody who looks at this world."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import OrderId
from eda_core.ports import Pace
from eda_core.presentation.frame.world_status import HOPS_MS, PACES, hop_text
from eda_core.presentation.wording import as_markdown, order_name
from pages.components.frame import fault_menu, room_menu, selection, session, stage
from pages.components.kit import fields
from pages.components.kit.action import each_time
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.lessons import menu as lesson_menu

_PACE: Final = Param("time.pace", Pace.REAL_TIME)
_HOP: Final = Param("time.hop", HOPS_MS[0])
_SHOWN: Final = Memo[tuple[Any, ...]]("time.shown")
_PAUSED: Final = Memo[bool]("time.paused")
"""Whether it was this session that paused a world."""
_RAN: Final = Memo[bool]("time.ran")
"""Whether this session has seen a world go on."""
_TURNED: Final = Memo[bool]("time.turned")
"""Whether this session paused the world, or had it go on, since the bar was shown."""


def is_outdated(connection: Connection) -> bool:
    """Return whether the bar would look otherwise by now than when this session was shown it."""
    return _SHOWN.of() != _dependencies(connection)


def _dependencies(connection: Connection) -> tuple[Any, ...]:
    """Return all that the bar depends on.

    Whether an earlier moment is shown is of them: a fragment can only write the line that says so
    into a container it has written to in a run of the whole page.
    """
    time, earlier = connection.backend.time, selection.playhead() is not None
    if time is None:
        return (earlier,)
    state, order = connection.model.instant.time, _step_to()
    if state is None:
        return (earlier, order)
    menus = (
        fault_menu.dependencies(connection),
        room_menu.dependencies(connection),
        lesson_menu.dependencies(),
    )
    return (earlier, state.pace, state.paused, state.hop_ms, order, *menus)


def is_paused_elsewhere(connection: Connection) -> bool:
    """Return whether the world is paused, and it was not this session that did it.

    A session that found it paused cannot know: a page that is loaded again is a new session.
    """
    state = connection.model.instant.time
    is_paused = state is not None and state.paused
    return is_paused and bool(_RAN.of(connection.model)) and not _PAUSED.of(connection.model)


def show(connection: Connection, beside: Callable[[Connection], None]) -> None:
    """Show the bar: the controls of the world's time, where it can be controlled at all, and what
    stands ``beside`` them.
    """
    _SHOWN.keep(_dependencies(connection))
    state = connection.model.instant.time
    if state is None:
        with st.container(horizontal=True, key="recording-bar", vertical_alignment="center"):
            if connection.backend.capabilities.moments:  # a recording is walked through by them
                beside(connection)
        return
    if not state.paused:
        _PAUSED.forget()
        _RAN.keep(True, connection.model)
    _PACE.put(state.pace)
    _HOP.put(state.hop_ms)
    with st.container(horizontal=True, key="time-bar", vertical_alignment="center"):
        fields.segments(
            _PACE,
            "Pace",
            tuple(PACES),
            then=partial(_set_pace, connection),
            format_func=PACES.__getitem__,
        )
        if state.pace is Pace.SLOW:
            _show_hop(connection)
        _show_buttons(connection, state.paused)
        fault_menu.show(connection)
        room_menu.show_bus(connection)
        room_menu.show(connection)
        beside(connection)
        lesson_menu.show(connection)


def _show_hop(connection: Connection) -> None:
    fields.choice(
        _HOP,
        "Time of a hop",
        HOPS_MS if _HOP.get() in HOPS_MS else (_HOP.get(), *HOPS_MS),
        then=partial(_set_pace, connection),
        format_func=hop_text,
        label_visibility="collapsed",
        width=130,
    )


def _show_buttons(connection: Connection, paused: bool) -> None:
    _TURNED.forget()
    st.button(
        fields.emphasised("Resume" if paused else "Pause", paused),
        icon=":material/play_arrow:" if paused else ":material/pause:",
        key="time.pause",
        shortcut="Space",
        on_click=each_time("time.pause", _turn, connection, paused),
    )
    st.button(
        "Step",
        icon=":material/skip_next:",
        key="time.step",
        shortcut="S",
        help="Stop the time and let the next thing happen",
        on_click=each_time("time.step", step, connection),
    )
    order = _step_to()
    if order is not None:
        st.button(
            as_markdown(f"Step to {order_name(order).lower()}"),
            key="time.step-order",
            help="Stop the time and let things happen until the log has its next event",
            on_click=each_time("time.step-order", _step_order, connection, order),
        )


def _step_to() -> OrderId | None:
    """Return the order that can be stepped to; the stage follows the orders and shows
    no controls.
    """
    return None if stage.is_on() else session.chosen_order()


def _set_pace(connection: Connection) -> None:
    time = connection.backend.time
    if time is not None:
        time.set_pace(_PACE.get(), _HOP.get())


def set_paused(connection: Connection, paused: bool) -> None:
    """Hold the world's time, or let it go on; where it cannot be held nothing happens."""
    if connection.backend.time is not None:
        connection.backend.time.set_paused(paused)
        _PAUSED.keep(paused, connection.model)


def _turn(connection: Connection, shown: bool) -> None:
    """Pause or go on, whichever is not; pressed again before that is ``shown``, the other again."""
    turned = _TURNED.of(connection.model)
    wanted = not (shown if turned is None else turned)
    set_paused(connection, _TURNED.keep(wanted, connection.model))


def step(connection: Connection) -> None:
    """Hold the world's time, and let the next thing happen."""
    set_paused(connection, True)
    if connection.backend.time is not None:
        connection.backend.time.step()


def _step_order(connection: Connection, order: OrderId) -> None:
    set_paused(connection, True)
    if connection.backend.time is not None:
        connection.backend.time.step_order(order)
