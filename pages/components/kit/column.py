"""Several components below each other in one: what Streamlit asks for each is asked once."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from pages.components.kit import assets


class ColumnData(TypedDict):
    """The component ``column``: the data of its parts, by their names.

    The parts named in ``late`` change when what came of the order ``follows`` has arrived on
    screen.
    """

    cards: bool
    follows: str
    late: list[str]
    parts: dict[str, Any]


def show(
    parts: Mapping[str, Mapping[str, Any] | assets.Encoded],
    key: str,
    *,
    cards: bool = False,
    follows: str = "",
    late: Sequence[str] = (),
    **callbacks: Callable[[], None],
) -> Any:
    """Show components, each under its name and with its data, in this order.

    A name is that of a component's files, such as ``summary`` or ``timeline``. With ``cards``
    each stands on a card of its own. The parts named in ``late`` change when what came of the order
    with the label ``follows`` has arrived on screen. What a part triggers is called
    ``<name>_<trigger>``: it is an attribute of what this answers, ``assets.picked(key, trigger)``
    in a callback, and its callback is named ``on_<name>_<trigger>_change``.
    """
    texts = [f"{json.dumps(name)}:{assets.encoded(data)}" for name, data in parts.items()]
    frame = {"cards": cards, "follows": follows, "late": list(late)}
    text = assets.Encoded(f'{assets.encoded(frame)[:-1]},"parts":{{{",".join(texts)}}}}}')
    return assets.mount("column", text, key, **callbacks)
