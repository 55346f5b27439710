"""The menu of faults: what to break, where and how often; what is armed is always in sight."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.faults import ArmedFault, Fault
from eda_core.ports import FaultControl, RedriveControl
from eda_core.presentation.frame.menus import (
    FAULTS,
    armed_text,
    armed_title,
    fault_from,
    fault_hint,
    fault_name,
    place_name,
    places,
    takes_time,
)
from eda_core.presentation.order.again import redriven_answer
from eda_core.presentation.wording import as_markdown, counted
from pages.components.kit import fields
from pages.components.kit.action import Action, once
from pages.components.kit.param import Param

_MENU: Final = "fault-menu"
_TIMES, _SHARE = "Next times", "A share"
_KIND: Final = Param("fault.kind", next(iter(FAULTS)))
_WHERE: Final = {kind: Param(f"fault.where.{kind.value}", "") for kind in FAULTS}
_OFTEN: Final = Param("fault.often", _TIMES)
_PERCENT: Final = Param("fault.share", 30)
_COUNT: Final = Param("fault.times", 1)
_DELAY: Final = Param("fault.delay", 5.0)
_IDEMPOTENT: Final = Param("fault.idempotent", usual=False)
HINT_WIDTH: Final = 234
"""Pixels of a menu whose words do not make it wider."""

_ARM: Final = Action("fault")
_REDRIVE: Final = Action("fault.redrive")


def dependencies(connection: Connection) -> tuple[Any, ...]:
    """Return what the menu depends on: its title, and what is in it while it is open."""
    if connection.backend.faults is None:
        return ()
    armed = connection.model.instant.faults
    if not fields.is_open(_MENU):
        return (armed_title(armed),)
    return (armed_title(armed), tuple(armed), connection.model.stack, _letters(connection))


def show(connection: Connection) -> None:
    """Show the menu, where anything can be broken on purpose.

    What is in it is sent only while it is open.
    """
    faults = connection.backend.faults
    if faults is None:
        return
    armed = connection.model.instant.faults
    icon = ":material/bolt:" if armed else None
    menu = fields.menu(armed_title(armed), _MENU, icon=icon)
    if menu.open:
        with menu:
            _show_armed(connection, faults, armed)
            _show_letters(connection)
            _show_form(connection, faults)
            _show_idempotent(connection)


def _show_armed(connection: Connection, faults: FaultControl, armed: Sequence[ArmedFault]) -> None:
    for each in armed:
        st.button(
            as_markdown(armed_text(each, connection.model.stack)),
            key=f"fault.disarm.{each.number}",
            icon=":material/close:",
            help="Disarm this fault",
            on_click=faults.disarm,
            args=(each.number,),
        )
    if armed:
        st.button("Disarm all", key="fault.disarm", on_click=faults.disarm)


def _letters(connection: Connection) -> int:
    """Return how many events were given up and lie in the dead-letter queue."""
    return connection.model.troubles().dead_letters


def _show_letters(connection: Connection) -> None:
    """What was given up can be sent again, best once the fault is lifted."""
    count, queue = _letters(connection), connection.backend.dead_letters
    if count and queue is not None:
        st.button(
            f"Send {counted(count, 'dead letter', 'dead letters')} again",
            key="fault.redrive",
            icon=":material/replay:",
            on_click=once("fault.redrive", _redrive, queue),
        )
    _REDRIVE.show_answer()


def _redrive(queue: RedriveControl) -> None:
    _REDRIVE.run(lambda: _REDRIVE.answer(redriven_answer(queue.redrive())))


def _show_form(connection: Connection, faults: FaultControl) -> None:
    stack = connection.model.stack
    named = partial(fault_name, stack=stack)
    kind = fields.choice(_KIND, "What goes wrong", tuple(FAULTS), format_func=named)
    named = partial(place_name, stack=stack)
    fields.choice(_WHERE[kind], "Where", places(kind, stack), format_func=named)
    shown = {"label_visibility": "visible"}
    if fields.segments(_OFTEN, "When", (_TIMES, _SHARE), **shown) == _SHARE:
        fields.slider(_PERCENT, "Percent of the times", min_value=1, max_value=100)
    else:
        fields.number(_COUNT, "How many times", min_value=1, max_value=1000)
    if takes_time(kind):
        fields.number(_DELAY, "Seconds", min_value=0.1, max_value=3600.0)
    hint = fault_hint(kind, _WHERE[kind].get(), stack)
    if hint:
        st.caption(hint, width=HINT_WIDTH)
    st.button("Arm", key="fault.arm", on_click=once("fault.arm", _arm, faults))
    _ARM.show_answer()


def _wanted() -> Fault:
    """Return the fault as it is typed now: a number left by a press of the button comes with the
    press.
    """
    share = _PERCENT.get() if _OFTEN.get() == _SHARE else None
    kind = _KIND.get()
    return fault_from(kind, _WHERE[kind].get(), _COUNT.get(), share, _DELAY.get())


def _show_idempotent(connection: Connection) -> None:
    """What becomes of a payment event that comes twice: the demo publishes again."""
    if connection.backend.editor is None:
        return
    _IDEMPOTENT.put(connection.model.stack.idempotent)
    fields.switch(
        _IDEMPOTENT,
        "Idempotent Update Order",
        then=partial(_set_idempotent, connection),
        help="The demo's Update Order publishes again when a payment event comes twice; an "
        "idempotent one applies each payment event once.",
    )


def _set_idempotent(connection: Connection) -> None:
    if connection.backend.editor is not None:
        connection.backend.editor.set_idempotent(_IDEMPOTENT.get())


def _arm(faults: FaultControl) -> None:
    _ARM.run(lambda: faults.arm(_wanted()))
