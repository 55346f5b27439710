"""The menu of faults: what to break, where and how often; what is armed is always in sight."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import EdaError
from eda_core.domain.faults import ArmedFault, Fault, FaultKind
from eda_core.ports import FaultControl
from eda_core.presentation.frame.fault_menu import (
    FAULTS,
    armed_text,
    armed_title,
    fault_from,
    places,
    takes_time,
)
from pages.components.frame import presses

_MENU: Final = "fault-menu"
_KIND: Final = "fault.kind"
_OFTEN: Final = "fault.often"
_PERCENT: Final = "fault.share"
_COUNT: Final = "fault.times"
_DELAY: Final = "fault.delay"
_REFUSAL: Final = "fault.refusal"
_IDEMPOTENT: Final = "fault.idempotent"
_TIMES, _SHARE = "Next times", "A share"


def standing(connection: Connection) -> tuple[Any, ...]:
    """What the menu depends on: its title, and what is in it while it is open."""
    faults = connection.backend.faults
    if faults is None:
        return ()
    armed = faults.armed()
    inside = (tuple(armed), connection.model.stack) if st.session_state.get(_MENU) else ()
    return (armed_title(armed), *inside)


def show(connection: Connection) -> None:
    """Show the menu, where anything can be broken on purpose.

    What is in it is sent only while it is open.
    """
    faults = connection.backend.faults
    if faults is None:
        return
    armed = faults.armed()
    icon = ":material/bolt:" if armed else None
    menu = st.popover(armed_title(armed), icon=icon, key=_MENU, on_change="rerun")
    if menu.open:
        with menu:
            _show_armed(faults, armed)
            _show_form(connection, faults)
            _show_idempotent(connection)


def _show_armed(faults: FaultControl, armed: Sequence[ArmedFault]) -> None:
    for each in armed:
        st.button(
            armed_text(each),
            key=f"fault.disarm.{each.number}",
            icon=":material/close:",
            help="Disarm this fault",
            on_click=faults.disarm,
            args=(each.number,),
        )
    if armed:
        st.button("Disarm all", key="fault.disarm", on_click=faults.disarm)


def _show_form(connection: Connection, faults: FaultControl) -> None:
    kind: FaultKind = st.selectbox("What goes wrong", FAULTS, format_func=FAULTS.get, key=_KIND)
    st.selectbox("Where", places(kind, connection.model.stack), key=_where(kind))
    often = st.segmented_control(
        "When", (_TIMES, _SHARE), default=_TIMES, key=_OFTEN, required=True
    )
    if often == _SHARE:
        st.slider("Percent of the times", 1, 100, 30, key=_PERCENT)
    else:
        st.number_input("How many times", 1, 1000, 1, key=_COUNT)
    if takes_time(kind):
        st.number_input("Seconds", 0.1, 3600.0, 5.0, key=_DELAY)
    st.button("Arm", key="fault.arm", on_click=_arm, args=(faults,))
    if refusal := st.session_state.get(_REFUSAL):
        st.error(refusal)


def _where(kind: FaultKind) -> str:
    return f"fault.where.{kind.value}"


def _wanted() -> Fault:
    """The fault as it is typed now: a number left by a press of the button comes with the press."""
    said = st.session_state
    share = said[_PERCENT] if said[_OFTEN] == _SHARE else None
    kind, times, delay = said[_KIND], said.get(_COUNT, 1), said.get(_DELAY, 5.0)
    return fault_from(kind, said[_where(kind)], times, share, delay)


def _show_idempotent(connection: Connection) -> None:
    """What becomes of a payment event that comes twice: the demo publishes again."""
    if connection.backend.editor is None:
        return
    st.session_state[_IDEMPOTENT] = connection.model.stack.idempotent
    st.toggle(
        "Idempotent Update Order",
        key=_IDEMPOTENT,
        help="The demo's Update Order publishes again when a payment event comes twice; an "
        "idempotent one applies each payment event once.",
        on_change=_set_idempotent,
        args=(connection,),
    )


def _set_idempotent(connection: Connection) -> None:
    if connection.backend.editor is not None:
        connection.backend.editor.set_idempotent(st.session_state[_IDEMPOTENT])


@presses.once
def _arm(faults: FaultControl) -> None:
    st.session_state[_REFUSAL] = ""
    try:
        faults.arm(_wanted())
    except EdaError as refusal:
        st.session_state[_REFUSAL] = str(refusal)
