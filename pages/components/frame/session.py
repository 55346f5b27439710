"""What a browser session holds: the world all sessions share, and the order it has chosen."""

import gc
import importlib
import os

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.app.worlds import Worlds
from eda_core.domain.errors import EdaError
from eda_core.domain.orders import OrderId, label_of, order_from_label
from eda_core.domain.settings import (
    IN_ADDRESS,
    Settings,
    address_of,
    settings_from,
    settings_in_address,
)
from pages.components.frame import entrance, no_world

_WORLD = "world.address"
"""The key of what names the world of this session."""

_LOOKED_AT = "world.connection"
"""The key of the connection the page of this session began with."""

_NOTICE = "world.notice"
"""The key of what this session was told of its world."""

_ORDER = "order"
"""The key of the chosen order, in the session and in the address."""


def settings() -> Settings:
    """The world this session looks at: what its link named, or what was chosen since."""
    return _settings(settings_from(os.environ))


def _settings(usual: Settings) -> Settings:
    held: dict[str, str] | None = st.session_state.get(_WORLD)
    if held is None:
        held = {name: st.query_params[name] for name in IN_ADDRESS if name in st.query_params}
        st.session_state[_WORLD] = held
    return settings_in_address(usual, held)


def choose(wanted: Settings) -> None:
    """Look at another world from now on; the one left goes on for whoever looks at it."""
    st.session_state[_WORLD] = address_of(wanted, settings_from(os.environ))
    st.session_state.pop(_LOOKED_AT, None)
    st.session_state[_ORDER] = ""
    st.query_params.pop(_ORDER, None)


def connection() -> Connection:
    """The world this session looks at; every page begins by asking for it.

    Where it cannot be opened, the page says why and what else to do, and ends there.
    """
    entrance.check()
    try:
        usual = settings_from(os.environ)
        wanted = _settings(usual)
        _name_in_address(address_of(wanted, usual))
        return _connected(wanted)
    except EdaError as fault:
        no_world.show(fault, choose)
        st.stop()


def is_left(connection: Connection) -> bool:
    """Whether this session looks at another world by now, or this one was closed."""
    now: Connection | None = st.session_state.get(_LOOKED_AT)
    return now is None or now.model is not connection.model or not _worlds().holds(now)


def _name_in_address(named: dict[str, str]) -> None:
    for name in IN_ADDRESS:
        if name in named and st.query_params.get(name) != named[name]:
            st.query_params[name] = named[name]
        elif name not in named and name in st.query_params:
            del st.query_params[name]


def forget(connection: Connection) -> None:
    """Close a world; whoever looks at it connects anew within a second."""
    _worlds().forget(connection.settings)


@st.cache_resource(show_spinner=False, on_release=Worlds.close)
def _worlds() -> Worlds:
    """The worlds this server has open."""
    return Worlds()


def _connected(wanted: Settings) -> Connection:
    """The world of these settings; a large room shows how far its opening has come.

    The place for that is there in every run: without it all that follows would move by one, and
    while a run lasts the browser would have each button twice, and its key would work twice.
    """
    place = st.empty()

    def tell(what: str, share: float) -> None:
        place.progress(min(1.0, max(0.0, share)), what)

    connected = _worlds().connection(wanted, tell)
    place.empty()
    _settle_memory()
    _say(connected.notice)
    st.session_state[_LOOKED_AT] = connected
    return connected


def _say(notice: str) -> None:
    """Say once to each session what happened when its world was opened."""
    if notice and st.session_state.get(_NOTICE) != notice:
        st.session_state[_NOTICE] = notice
        st.toast(notice, icon=":material/warning:", duration="infinite")


@st.cache_resource(show_spinner=False)
def _settle_memory() -> None:
    """Take what is loaded by now out of the garbage collector's rounds.

    Streamlit collects after every run of a script or fragment; with pandas and pyarrow in memory
    that costs more than the run itself. Components load those when they first show something.
    """
    importlib.import_module("pandas")
    gc.collect()
    gc.freeze()


def chosen_label() -> str:
    """The label of the chosen order; at first the one in the address, so that links work."""
    if _ORDER not in st.session_state:
        st.session_state[_ORDER] = st.query_params.get(_ORDER, "")
    label: str = st.session_state[_ORDER]
    return label


def chosen_order() -> OrderId | None:
    """The chosen order, or None if there is none."""
    return order_from_label(chosen_label())


def choose_order(label: str) -> None:
    """Choose the order with this label everywhere in this session, and name it in the address."""
    if label:
        st.session_state[_ORDER] = label
        st.query_params[_ORDER] = label


def choose_new_order(order: OrderId) -> None:
    """Choose an order just submitted."""
    choose_order(label_of(order))
