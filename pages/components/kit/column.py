"""Several components below each other in one: what Streamlit asks for each is asked once.

A column may fill others that stand elsewhere on the page: so a refresh sends one component for all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from pages.components.kit import assets, picks


class ColumnData(TypedDict):
    """The component ``column``: the data of its parts, by their names.

    The parts named in ``late`` change when what came of the order ``follows`` has arrived on
    screen. One with a ``name`` is filled by another, which has its data among its ``others``.
    """

    cards: bool
    follows: str
    late: list[str]
    parts: dict[str, Any]
    name: NotRequired[str]
    others: NotRequired[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """Components, each under its name and with its data, in this order.

    A name is that of a component's files, such as ``summary`` or ``timeline``. With ``cards``
    each stands on a card of its own. The parts named in ``late`` change when what came of the order
    with the label ``follows`` has arrived on screen.
    """

    parts: Mapping[str, Mapping[str, Any] | assets.Encoded]
    cards: bool = False
    follows: str = ""
    late: Sequence[str] = ()


def show(
    column: Column,
    key: str,
    others: Mapping[str, Column] | None = None,
    actions: picks.Actions | None = None,
) -> Mapping[str, Any]:
    """Show a column, and fill ``others``, by the keys they were given in `stand`.

    What is picked in a part is called ``<name>_<trigger>``, in ``actions`` and in what this
    returns. That holds for the parts of others, too, so no two parts have one name.
    """
    told = [f"{json.dumps(name)}:{_encoded(other)}" for name, other in (others or {}).items()]
    text = f'{_encoded(column)[:-1]},"others":{{{",".join(told)}}}}}'
    return assets.mount("column", assets.Encoded(text), key, actions=actions)


def stand(key: str) -> None:
    """Show an empty column for another to fill; it is shown by a page, and needs no refresh."""
    assets.mount("column", {**_frame(Column({})), "parts": {}, "name": key}, key)


def _encoded(column: Column) -> str:
    texts = [f"{json.dumps(name)}:{assets.encoded(data)}" for name, data in column.parts.items()]
    return f'{assets.encoded(_frame(column))[:-1]},"parts":{{{",".join(texts)}}}}}'


def _frame(column: Column) -> dict[str, Any]:
    return {"cards": column.cards, "follows": column.follows, "late": list(column.late)}
