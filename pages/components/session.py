"""What a browser session holds: the world all sessions share, and the order it has chosen."""

import gc
import importlib
import os

import streamlit as st

from eda_core.bootstrap import Connection, connect
from eda_core.orders import OrderId, label_of, order_from_label
from eda_core.settings import settings_from
from pages.components import entrance

_ORDER = "order"
"""The key of the chosen order, in the session and in the address."""


def connection() -> Connection:
    """The world every browser session looks at; every page begins by asking for it."""
    entrance.check()
    return _connected()


@st.cache_resource(show_spinner="Starting the simulator …")
def _connected() -> Connection:
    """Connected once for each server."""
    connected = connect(settings_from(os.environ))
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
