"""What a session has chosen on the Orders page, all of it nameable in a link."""

from typing import Any, Final

from eda_core.presentation.orders.listing import SINCE_MS, amount_limit, query_from
from eda_core.read_model.order_query import EVERY, ORDERED_BY_TIME, OrderQuery
from pages.components.kit import param
from pages.components.kit.param import Param

STORY: Final = "story"
SEQUENCE: Final = "sequence"
TWINS: Final = "twins"
GROUPS: Final = "groups"
SETS: Final = "sets"
LOOKS: Final = (STORY, SEQUENCE, TWINS, GROUPS, SETS)
"""What can be looked at: the chosen order, who said what to whom, itself beside another, all of
them as groups, or two sets of them and what sets these apart.
"""


def _look_from(text: str) -> str:
    return text if text in LOOKS else STORY


TEXT: Final = Param("orders-text", "", "orders-text")
FROM: Final = Param("orders-from", "", "orders-from")
TO: Final = Param("orders-to", "", "orders-to")
SINCE: Final = Param("orders-since", next(iter(SINCE_MS)), "orders-since")
SHOW: Final = Param("orders.show", EVERY, "show")
SORT: Final = Param("orders.sort", f"-{ORDERED_BY_TIME}", "sort")
PAGE: Final = Param("orders.page", "1", "page")
TWIN: Final = Param("orders.twin", "", "twin", of_world=True)
FACT: Final = Param("sets.fact", "", "fact")
LOOK: Final = Param("orders.look", STORY, "look", _look_from)

_IN_QUERY: Final = {
    "text": TEXT,
    "from": FROM,
    "to": TO,
    "since": SINCE,
    "show": SHOW,
    "sort": SORT,
    "page": PAGE,
}
"""What says which orders are looked for, by what `query_from` calls it."""

_UP_FIRST: Final = ("order", "outcome", "execution", "next")
"""Columns that begin with the smallest when they are sorted by; of the others the greatest."""


def tell_address() -> None:
    """Say in the address what is chosen, for whoever comes back to the page."""
    param.tell_address(*_IN_QUERY.values(), TWIN, LOOK)


def turn_to_first() -> None:
    """Show the first page: something else is looked for."""
    PAGE.reset()


def query(now_ms: int) -> OrderQuery:
    """Return what is looked for."""
    return query_from({name: param.get() for name, param in _IN_QUERY.items()}, now_ms)


def looked_for() -> tuple[str, ...]:
    """Return what is looked for, whatever is shown of it and in which order."""
    return tuple(param.get() for param in (TEXT, FROM, TO, SINCE))


def show_only(what: str) -> None:
    """Show what this chip stands for."""
    SHOW.put(what)
    turn_to_first()


def sort_by(column: str) -> None:
    """Sort by a column; the one that is sorted by turns round."""
    now = SORT.get()
    if now.removeprefix("-") == column:
        way = "" if now.startswith("-") else "-"
    else:
        way = "" if column in _UP_FIRST else "-"
    SORT.put(f"{way}{column}")
    turn_to_first()


def take(picked: Any) -> str:
    """Act on what was picked in the table; answers the label of an order chosen, or nothing."""
    if not isinstance(picked, dict):
        return ""
    if "sort" in picked:
        sort_by(str(picked["sort"]))
    elif "page" in picked:
        PAGE.put(str(picked["page"]))
    elif picked.get("twin"):
        TWIN.put(str(picked.get("order", "")))
        LOOK.put(TWINS)
    else:
        return str(picked.get("order", ""))
    return ""


def not_a_number(text: str) -> bool:
    """Return whether a limit of the amount cannot be used."""
    return amount_limit(text) is None
