"""What a browser session holds: the world all sessions share, and the order it has chosen."""

import gc
import importlib
import os
from typing import Final

import streamlit as st

from eda_core.bootstrap import Connection, connect
from eda_core.orders import OrderId, label_of, order_from_label
from eda_core.settings import (
    IN_ADDRESS,
    Settings,
    address_of,
    settings_from,
    settings_in_address,
)
from pages.components import entrance

MOST_WORLDS: Final = 100
"""Worlds kept open; of more, the one connected to longest ago is let go."""

_WORLD = "world.address"
"""The key of what names the world of this session."""

_ORDER = "order"
"""The key of the chosen order, in the session and in the address."""


def settings() -> Settings:
    """The world this session looks at: what its link named, or what was chosen since."""
    usual = settings_from(os.environ)
    held: dict[str, str] | None = st.session_state.get(_WORLD)
    if held is None:
        held = {name: st.query_params[name] for name in IN_ADDRESS if name in st.query_params}
        st.session_state[_WORLD] = held
    return settings_in_address(usual, held)


def choose(wanted: Settings) -> None:
    """Look at another world from now on; the one left goes on for whoever looks at it."""
    st.session_state[_WORLD] = address_of(wanted, settings_from(os.environ))


def connection() -> Connection:
    """The world this session looks at; every page begins by asking for it."""
    entrance.check()
    wanted = settings()
    _name_in_address(address_of(wanted, settings_from(os.environ)))
    return _connected(wanted)


def _name_in_address(named: dict[str, str]) -> None:
    for name in IN_ADDRESS:
        if name in named:
            st.query_params[name] = named[name]
        elif name in st.query_params:
            del st.query_params[name]


@st.cache_resource(
    show_spinner="Opening the world …", max_entries=MOST_WORLDS, hash_funcs={Settings: repr}
)
def _connected(wanted: Settings) -> Connection:
    """Connected once for each server and world."""
    connected = connect(wanted)
    _settle_memory()
    return connected


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
    label: str = st.session_state.setdefault(_ORDER, st.query_params.get(_ORDER, ""))
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
