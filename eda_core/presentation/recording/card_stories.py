"""The card of each order as it was at each moment of a page that is sent: told once, and masked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from eda_core.domain.masking import masked, masked_value
from eda_core.domain.orders import OrderId, label_of
from eda_core.presentation.graph.order_path import state_graph
from eda_core.presentation.order.card import order_summary, rule_grid
from eda_core.presentation.order.narrative import order_story
from eda_core.read_model import MomentModel
from eda_core.read_model.order_view import OrderView

SECOND_MS: Final = 1000
PARTS: Final = ("summary", "state_graph", "narrative", "rule_grid")
MOST_STORY_LETTERS: Final = 4 * 2**20
"""What fits in a page that somebody gets by mail; the newest is kept."""


@dataclass(slots=True)
class Stories:
    """What the card of each order showed, from which moment on."""

    orders: Sequence[OrderId]
    _told: dict[OrderId, list[tuple[int, tuple[str, ...]]]] = field(default_factory=dict)
    _open: set[OrderId] = field(default_factory=set)

    def note(self, moment: MomentModel, at: int, labels: set[str], *, is_last: bool) -> None:
        """Note the stories of the orders with something new, and of those that time changes."""
        for order in self.orders:
            told = self._told.setdefault(order, [])
            is_due = order in self._open and (not told or at - told[-1][0] >= SECOND_MS)
            if not (is_last or is_due or not told or label_of(order) in labels):
                continue
            view = moment.order(order)
            if view is None:
                continue
            self._open -= {order}
            if not view.is_over_at(at):
                self._open.add(order)
            parts = tuple(_card(moment, view, at))
            if not told or told[-1][1] != parts:
                told.append((at, parts))

    def told(self) -> tuple[list[tuple[OrderId, list[list[int]]]], list[Any]]:
        """Return the stories of the newest orders that fit, and the texts of their parts."""
        places: dict[str, int] = {}
        letters, orders = 0, []
        for order in self.orders:
            told = self._told.get(order, [])
            new = {part for _, parts in told for part in parts} - places.keys()
            letters += sum(map(len, new))
            if letters > MOST_STORY_LETTERS:
                break
            for part in sorted(new):
                places[part] = len(places)
            orders.append((order, [[at, *(places[part] for part in parts)] for at, parts in told]))
        return orders, [json.loads(text) for text in places]


def _card(moment: MomentModel, view: OrderView, at: int) -> Iterator[str]:
    """Yield what each of the `PARTS` is given. Nothing can be opened or copied from the page."""
    shown: tuple[Mapping[str, Any], ...] = (
        order_summary(view, at),
        state_graph(moment.stack.machine, view, at),
        {**order_story(view, at), "opens": False, "copy": ""},
        rule_grid(view),
    )
    for part in shown:
        yield json.dumps(_masked(part), separators=(",", ":"), ensure_ascii=False)


def _masked(value: Any) -> Any:
    """Return a value masked; words in a row are masked together, for they may split a number."""
    if isinstance(value, Mapping):
        return {masked(str(name)): _masked(each) for name, each in value.items()}
    if not isinstance(value, list | tuple):
        return masked_value(value)
    if value and all(_is_run(each) for each in value):
        whole = masked("".join(words for words, _ in value))
        if whole != "".join(masked(words) for words, _ in value):
            return [[whole, False]]
    return [_masked(each) for each in value]


def _is_run(value: Any) -> bool:
    """Return whether these are words, and whether they are strong."""
    is_pair = isinstance(value, list | tuple) and len(value) == 2
    return is_pair and isinstance(value[0], str) and isinstance(value[1], bool)
