"""What a browser session holds: the world all sessions share, and the order it has chosen."""

import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.app.worlds import Worlds
from eda_core.audience.listener import Audience
from eda_core.audience.switch import Address
from eda_core.domain.errors import EdaError
from eda_core.domain.orders import OrderId, label_of, order_from_label
from eda_core.domain.settings import (
    IN_ADDRESS,
    BusKind,
    Settings,
    WorldKind,
    address_of,
    settings_from,
    settings_in_address,
)
from eda_core.doors.event_loop import freeze
from eda_core.stack.bus_words import BUS_WORDS, BusWords
from pages.components.frame import entrance, no_world
from pages.components.kit import action, param
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.kit.whole import whole

_WORLD = tuple(Param(f"world.{name}", "", name) for name in IN_ADDRESS)
"""What names the world of this session."""

_LOOKED_AT = Memo[Connection]("world.connection")
"""The connection the page of this session began with."""

_NOTICE = Memo[str]("world.notice")
"""What this session has been shown of what happened when its world was opened."""

_HEAVY: Final = frozenset({"pandas", "numpy", "boto3"})
"""What is loaded when a page first needs it, and is large."""

_LARGE_LOG: Final = 10_000
"""From so many records on, what a log takes in memory is worth a round of its own."""

ORDER = Param("order", "", "order", of_world=True)
"""The label of the chosen order."""


def settings() -> Settings:
    """Return the world this session looks at: what its link named, or what was chosen since."""
    return _settings(settings_from(os.environ))


def _settings(usual: Settings) -> Settings:
    named = {each.name: text for each in _WORLD if (text := each.get())}
    return settings_in_address(usual, named)


def choose(wanted: Settings) -> None:
    """Look at another world from now on; the one left goes on for whoever looks at it."""
    with whole():
        _name(address_of(wanted, settings_from(os.environ)))
        _LOOKED_AT.forget()
        param.forget_world()


def connection(page: str) -> Connection:
    """Return the world this session looks at; every page begins by asking for it, and says its
    name.

    Where it cannot be opened, the page says why and what else to do, and ends there.
    """
    entrance.check()
    param.open_page(page)
    action.do_pressed()
    try:
        usual = settings_from(os.environ)
        wanted = _settings(usual)
        _name(address_of(wanted, usual))
        return _connect(wanted)
    except EdaError as fault:
        no_world.show(fault, choose, _settings_or_none())
        st.stop()


def _settings_or_none() -> Settings | None:
    """Return the world this session was to look at, or None where that cannot be."""
    try:
        return settings()
    except EdaError:
        return None


def bus() -> BusKind:
    """Return the kind of bus of the world this session looks at, or is about to."""
    wanted, shown = _settings_or_none(), _LOOKED_AT.of()
    if shown is not None and shown.settings == wanted:
        return shown.model.stack.kind
    says_itself = wanted is None or wanted.world is WorldKind.RECORDING
    return BusKind.CLASSIC if says_itself else wanted.bus


def words() -> BusWords:
    """Return what the parts of that bus are called."""
    return BUS_WORDS[bus()]


def is_left(connection: Connection) -> bool:
    """Return whether this session looks at another world by now, or this one was closed."""
    now = _LOOKED_AT.of()
    return now is None or now.model is not connection.model or not worlds().holds(now)


def _name(named: dict[str, str]) -> None:
    """Store what names a world, and say it in the address; what goes without saying is left out."""
    for each in _WORLD:
        each.put(named.get(each.name, ""))


def forget(connection: Connection, then: Callable[[], None]) -> None:
    """Close a world and do what comes ``then``; whoever looks at it connects anew after that."""
    worlds().forget(connection.settings, then)


@st.cache_resource(show_spinner=False, on_release=Worlds.close)
def worlds() -> Worlds:
    """Return the worlds this server has open, for its sessions and for what comes over HTTP."""
    return Worlds()


@st.cache_resource(show_spinner=False, on_release=Audience.end)
def audience() -> Audience:
    """Return the audience of this server: all sessions see the same."""
    return Audience(worlds)


def invite(place: Address) -> str:
    """Invite to the world of the environment; answers the address to open on a phone."""
    return audience().invite(settings_from(os.environ), place).url


def _connect(wanted: Settings) -> Connection:
    """Return the world of these settings; a large room shows how far its opening has come.

    The place for that is there in every run: without it all that follows would move by one, and
    while a run lasts the browser would have each button twice, and its key would work twice.
    """
    place = st.empty()

    def tell(what: str, share: float) -> None:
        place.progress(min(1.0, max(0.0, share)), what)

    connected = worlds().connection(wanted, tell)
    place.empty()
    is_large = connected.model.ask(lambda tables: len(tables.log)) >= _LARGE_LOG
    _freeze_memory(frozenset(_HEAVY & sys.modules.keys()), wanted if is_large else None)
    _say(connected.notice)
    before = _LOOKED_AT.of()
    if before is not connected:
        action.forget_all()
    if before is not None and _begins_anew(before, connected):
        param.forget_world()
    return _LOOKED_AT.keep(connected)


def _begins_anew(before: Connection, now: Connection) -> bool:
    """Return whether another world has the name of the one before: a room that was reset in
    another window, another log of this name.

    A room that was only opened again goes on, and so does a stack.
    """
    if now is before or now.settings != before.settings or now.settings.world is WorldKind.AWS:
        return False
    rooms = before.room, now.room
    return None in rooms or len({room.created_ms for room in rooms if room is not None}) > 1


def open_world(wanted: Settings) -> Connection:
    """Return another world, opened by now: going there takes no time then.

    Raises what `Worlds.connection` does.
    """
    return worlds().connection(wanted)


def looked_at() -> Connection | None:
    """Return the world the page of this session began with."""
    return _LOOKED_AT.of()


def _say(notice: str) -> None:
    """Say once to each session what happened when its world was opened."""
    if notice and _NOTICE.of() != notice:
        _NOTICE.keep(notice)
        st.toast(notice, icon=":material/warning:", duration="infinite")


@cache
def _freeze_memory(_loaded: frozenset[str], _large: Settings | None) -> None:
    """Take what is loaded by now out of the garbage collector's rounds, again with each of these
    and with each large world.

    Tables load pandas when a page first shows one.
    """
    freeze()


def chosen_label() -> str:
    """Return the label of the chosen order."""
    return ORDER.get()


def chosen_order() -> OrderId | None:
    """Return the chosen order, or None if there is none."""
    return order_from_label(chosen_label())


def choose_order(label: str) -> None:
    """Choose the order with this label everywhere in this session, and name it in the address."""
    if label:
        ORDER.put(label)


def choose_new_order(order: OrderId) -> None:
    """Choose an order just submitted."""
    choose_order(label_of(order))
