"""What the Orders page holds in the session and in its address: filters, order, page and twin."""

from typing import Any, Final

import streamlit as st

from eda_core.presentation.orders.listing import query_from
from eda_core.read_model.order_query import EVERY, ORDERED_BY_TIME, OrderQuery

TEXT: Final = "orders-text"
FROM: Final = "orders-from"
TO: Final = "orders-to"
SINCE: Final = "orders-since"
"""The keys of widgets, which Streamlit itself keeps in the address."""

STORY: Final = "story"
TWINS: Final = "twins"
GROUPS: Final = "groups"
LOOKS: Final = (STORY, TWINS, GROUPS)
"""What can be looked at: the chosen order, itself beside another, or all of them as groups."""

_USUAL: Final = {
    "show": EVERY,
    "sort": f"-{ORDERED_BY_TIME}",
    "page": "1",
    "twin": "",
    "look": STORY,
}
"""What is kept here, by its name in the address, and what goes without saying."""

_UP_FIRST: Final = ("order", "outcome", "execution", "next")
"""Columns that begin with the smallest when they are sorted by; of the others the greatest."""


def held(name: str) -> str:
    """What is held under this name; what the address says comes first, so that links work."""
    named = st.query_params.get(name)
    if named is not None:
        st.session_state[_key(name)] = named
    value: str = st.session_state.setdefault(_key(name), _USUAL[name])
    return value


def hold(name: str, value: str) -> None:
    """Hold a value from now on, and name it in the address unless it goes without saying."""
    st.session_state[_key(name)] = value
    _name(name, value)


def _key(name: str) -> str:
    return f"orders.{name}"


def _name(name: str, value: str) -> None:
    if value != _USUAL[name]:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def name_all() -> None:
    """Name in the address what is held, for whoever comes back to the page."""
    for name in _USUAL:
        _name(name, held(name))


def turn_to_first() -> None:
    """Show the first page: something else is looked for."""
    hold("page", "1")


def query(now_ms: int) -> OrderQuery:
    """What is looked for."""
    values = {name: held(name) for name in _USUAL}
    widgets = {"text": TEXT, "from": FROM, "to": TO, "since": SINCE}
    values |= {name: str(st.session_state.get(key) or "") for name, key in widgets.items()}
    return query_from(values, now_ms)


def show_only(what: str) -> None:
    """Show what this chip stands for."""
    hold("show", what)
    turn_to_first()


def sort_by(column: str) -> None:
    """Sort by a column; the one that is sorted by turns round."""
    now = held("sort")
    if now.removeprefix("-") == column:
        way = "" if now.startswith("-") else "-"
    else:
        way = "" if column in _UP_FIRST else "-"
    hold("sort", f"{way}{column}")
    turn_to_first()


def take(picked: Any) -> str:
    """Act on what was picked in the table; answers the label of an order chosen, or nothing."""
    if not isinstance(picked, dict):
        return ""
    if "sort" in picked:
        sort_by(str(picked["sort"]))
    elif "page" in picked:
        hold("page", str(picked["page"]))
    elif picked.get("twin"):
        hold("twin", str(picked.get("order", "")))
        hold("look", TWINS)
    else:
        return str(picked.get("order", ""))
    return ""


def look() -> str:
    """What is looked at beside the table."""
    return held("look") if held("look") in LOOKS else STORY


def not_a_number(text: str) -> bool:
    """Whether a limit of the amount cannot be used."""
    try:
        float(text)
    except ValueError:
        return True
    return False
