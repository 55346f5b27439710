"""The audience on the Live page: invite it, ask it, see who is in."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.audience.crowd import CrowdState, StageQuestion
from eda_core.audience.listener import Invited
from eda_core.audience.panel import crowd_panel, qr_picture
from eda_core.audience.phone import choices
from eda_core.audience.switch import LOOPBACK, USUAL_PORT, Address, consequences, own_addresses
from eda_core.domain.orders import COSTS, Order, OrderId
from eda_core.presentation.wording import as_markdown, value_text
from eda_core.read_model.order_status import Fate
from pages.components.frame import session, stage, submission
from pages.components.kit import assets, fields
from pages.components.kit.action import Action, once
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.lessons import session as lessons
from pages.components.live import order_form

PART: Final = "crowd"
ASK_KEY: Final = "V"

_MENU: Final = "audience-menu"
_MENU_WIDTH: Final = 330
_ADDRESS: Final = Param("audience.address", "")
_PORT: Final = Param("audience.port", USUAL_PORT)
_AUDIENCE: Final = Action("audience")
_DRAWN: Final = Memo[tuple[object, ...]]("audience.drawn")
"""What the buttons of this session were drawn for."""

_WHAT: Final = (
    "Phones on the same network open one small page: an amount, a guess, and what became of the "
    "order. No internet is needed, and no name is asked."
)


def state(connection: Connection) -> CrowdState | None:
    """Return how the audience of this world stands; None where nobody was invited to it."""
    found = session.audience().invited()
    is_here = found is not None and _is_here(found, connection)
    return found.invitation.crowd.state() if is_here else None


def _is_here(found: Invited, connection: Connection) -> bool:
    return found.invitation.settings == connection.settings


def badges(crowd: CrowdState, order: OrderId | None) -> Sequence[str]:
    """Return what the card of an order says of it: that the audience sent it, if it did lately."""
    return ("from the audience",) if order in crowd.newest else ()


def part(connection: Connection, crowd: CrowdState | None) -> Mapping[str, assets.Encoded]:
    """Return what the component ``crowd`` is to show, by its name; nothing where nobody was
    invited.
    """
    found = session.audience().invited() if crowd else None
    if crowd is None or found is None:
        return {}
    limit = choices(connection.model.stack)[1]
    return {PART: assets.encoded(crowd_panel(crowd, found.url, limit, large=stage.is_on()))}


def is_outdated(connection: Connection, crowd: CrowdState | None) -> bool:
    """Return whether the buttons would be others by now: somebody invited, asked or closed
    elsewhere.
    """
    return not connection.settings.is_read_only and _DRAWN.of() != _drawn(connection, crowd)


def _drawn(connection: Connection, crowd: CrowdState | None) -> tuple[object, ...]:
    found = session.audience().invited()
    asked = None if found is None else lessons.asked(connection)
    return ("" if found is None else found.url, crowd is not None and crowd.asks, asked)


def show(connection: Connection) -> None:
    """Show the menu, and with an audience the button that asks it."""
    _DRAWN.keep(_drawn(connection, state(connection)))
    found = session.audience().invited()
    menu = fields.menu("Audience" if found else "Invite the audience", _MENU, width="stretch")
    if menu.open:
        with menu, st.container(width=_MENU_WIDTH):
            _show_menu(connection, found)
    if found is not None and _is_here(found, connection):
        _show_ask(connection, found)


def _show_menu(connection: Connection, found: Invited | None) -> None:
    _AUDIENCE.keep_asking(found)
    if found is None:
        _show_invite(connection)
    else:
        _show_invited(found, connection)
    if not _AUDIENCE.show_question():
        _AUDIENCE.show_answer()


def _show_invite(connection: Connection) -> None:
    st.caption(_WHAT)
    addresses = own_addresses()
    named = {LOOPBACK: f"{LOOPBACK}, to try it out"}
    address = fields.choice(
        _ADDRESS, "Address to listen at", addresses, format_func=lambda each: named.get(each, each)
    )
    port = fields.number(_PORT, "Port", min_value=1024, max_value=65535, step=1)
    if _AUDIENCE.asked() is not None:
        return  # the question says it all again
    st.caption(as_markdown(consequences(Address(address, port), _world(connection))))
    press = once("audience.invite", _invite, connection)
    st.button("Invite", key="audience.invite", type="primary", on_click=press)


def _world(connection: Connection) -> str:
    room = f", room {connection.settings.room_title}" if connection.backend.time is not None else ""
    return f"{connection.backend.world}{room}"


def _invite(connection: Connection) -> None:
    """Invite, after a question where others can reach the address or an order costs.

    Where somebody has invited since the button was drawn, that invitation stands.
    """
    place = Address(_ADDRESS.get(), _PORT.get())
    costs = COSTS if connection.backend.capabilities.costs else ""
    invite = partial(session.audience().invite, connection.settings, place)
    act = partial(_if_still, None, invite)
    if place.is_near and not costs:
        act()
        return
    words = f"{consequences(place, _world(connection))} {costs}".strip()
    _AUDIENCE.ask(words, "Open it", act, warns=True)


def _if_still(seen: Invited | None, do: Callable[[], object]) -> None:
    """Do it where the invitation is still the one that was seen, or there is still none."""
    if session.audience().invited() is seen:
        _AUDIENCE.run(do)


def _show_invited(found: Invited, connection: Connection) -> None:
    st.image(qr_picture(found.url), width=220)
    st.code(found.url, language=None, wrap_lines=True)
    if not _is_here(found, connection):
        st.caption(as_markdown(f"It is in room {found.invitation.settings.room_title}."))
    press = once("audience.end", _end, found)
    st.button("End it", key="audience.end", icon=":material/close:", on_click=press)


def _end(found: Invited) -> None:
    """End it, after a question where somebody is in."""
    present = found.invitation.crowd.state().present
    act = partial(_if_still, found, session.audience().end)
    if present:
        words = f"Phones that are in: {present}. They are cut off."
        _AUDIENCE.ask(words, "End it", act, of=found)
    else:
        act()


def _show_ask(connection: Connection, found: Invited) -> None:
    """The button that asks about the amount of the form, then closes the vote and sends it."""
    question = found.invitation.crowd.state().question
    if question is None or not question.is_open:
        label = f"Ask about {value_text(_amount(connection))}"
        press = once("audience.ask", _ask, connection, found, question)
    else:
        label = f"Close the vote, send {value_text(question.amount)}"
        press = once("audience.ask", submission.attempt, connection, _close, found, question)
    st.button(
        label,
        key="audience.ask",
        icon=":material/how_to_vote:",
        shortcut=ASK_KEY,
        width="stretch",
        on_click=press,
    )


def _amount(connection: Connection) -> float:
    """Return the amount to ask about: that of the lesson's step, where it asks, else the form's."""
    asked = lessons.asked(connection)
    return order_form.amount() if asked is None else asked[1]


def _ask(connection: Connection, found: Invited, seen: StageQuestion | None) -> None:
    """Ask, unless somebody has since the button was drawn."""
    question = found.invitation.crowd.state().question
    if question is seen or (question is not None and not question.is_open):
        found.invitation.crowd.ask(_amount(connection))


def _close(connection: Connection, found: Invited, seen: StageQuestion) -> None:
    """Send the order that was asked about, unless somebody has; with it the vote closes.

    Where a lesson asks the same, the votes are the room's guesses.
    """
    question = found.invitation.crowd.state().question
    if question is None or not question.is_open or question.number != seen.number:
        return
    number, asked = order_form.free_number(connection), lessons.asked(connection)
    if not order_form.place(connection, Order(number, question.amount).to_body()):
        return
    closed = found.invitation.crowd.close(number)
    if closed is not None and asked is not None and asked[1] == closed.amount:
        lessons.count_votes(connection, asked[0], [Fate(vote) for vote in closed.votes.values()])
