"""The scenarios of the Live page, one key each: their amounts moved to the limit in force.

A file has the amounts for the limit it was written for. Where another is in force, an order that
was beside the limit lies beside that one, and one well on its side stays well on its side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from eda_core.domain.orders import Order
from eda_core.presentation.wording import value_text
from eda_core.scenarios.instructions import Burst, HandMade
from eda_core.scenarios.scenario import Scenario, bundled
from eda_core.stack import Stack
from eda_core.stack.amount_limit import AmountLimit, limit_in
from eda_core.stack.demo_orders import LIMIT

BESIDE: Final = 1
"""An amount this near to the limit was chosen for lying beside it."""

WELL_AWAY: Final = 100
"""How far from another limit an amount is moved at least that does not lie on its side of it."""

_DEMO: Final = AmountLimit("isFraud", ">", LIMIT)
_ABOVE, _INCLUSIVE = (">", "≥"), ("≥", "≤")


_ASKED: Final = "what becomes of it?"


@dataclass(frozen=True, slots=True)
class KeyedScenario:
    """A scenario with its key: what it is called, how it looks, and what it hands in."""

    press: str
    title: str
    caption: str
    icon: str
    tone: str
    given: Order | HandMade | Burst

    @property
    def name(self) -> str:
        """What its button is called."""
        what = "burst" if isinstance(self.given, Burst) else self.press
        return f"scenario-{what}-{self.tone}"

    @property
    def amount(self) -> float | None:
        """The amount of its order; None where it is no order of one amount."""
        return self.given.amount if isinstance(self.given, Order) else None

    def covered(self) -> "KeyedScenario":
        """Return it without what becomes of it: its title, its colour and its sign say that."""
        if isinstance(self.given, Burst):
            return self
        title = self.title if self.amount is None else f"Amount {value_text(self.amount)}"
        return replace(self, title=title, caption=_ASKED, icon="help", tone="covered")

    def sized(self, count: int, over_percent: int) -> "KeyedScenario":
        """Return a burst of another size; anything else as it is."""
        if not isinstance(self.given, Burst):
            return self
        given = replace(self.given, count=count, over_percent=over_percent)
        noun = "order" if count == 1 else "orders"
        return replace(self, given=given, caption=f"{count} {noun}, {over_percent}% over")


@cache
def _with_keys() -> Sequence[Scenario]:
    return tuple(scenario for scenario in bundled() if scenario.key is not None)


def keyed_scenarios(stack: Stack) -> tuple[KeyedScenario, ...]:
    """Return the scenarios that have a key, for the definition in force; without a limit in it,
    as they are written.
    """
    limit = limit_in(stack) or _DEMO
    return tuple(found for each in _with_keys() for found in _keyed(each, limit))


def usual_burst() -> Burst:
    """Return the burst that has a key, in the size of its file."""
    given = (each.instructions[0].given for each in _with_keys())
    return next(burst for burst in given if isinstance(burst, Burst))


def _keyed(scenario: Scenario, limit: AmountLimit) -> Sequence[KeyedScenario]:
    key, first = scenario.key, scenario.instructions[0].given
    if key is None or not isinstance(first, Order | HandMade | Burst):
        return ()
    is_over = limit.sign in _ABOVE
    title = scenario.title if is_over else _under(scenario.title)
    made = KeyedScenario(key.press, title, key.caption, key.icon, _tone(first, limit), first)
    if isinstance(first, Order):
        order = first._replace(amount=moved(first.amount, scenario.limit or LIMIT, limit))
        caption = key.caption.format(amount=value_text(order.amount))
        return (replace(made, given=order, caption=caption, tone=_tone(order, limit)),)
    if isinstance(first, Burst):
        return (made.sized(first.count, first.over_percent),)
    return (made,)


def _under(title: str) -> str:
    """Return a title for a definition that declines what is less."""
    return title.replace("Over", "Under").replace("over", "under")


def moved(amount: float, written_for: float, limit: AmountLimit) -> float:
    """Return an amount for this limit that lies to it as ``amount`` does to the one in the file."""
    sign = 1 if limit.sign in _ABOVE else -1
    beyond = amount - written_for
    if abs(beyond) <= BESIDE:
        return round(limit.value + sign * beyond, 2) if beyond else limit.value
    side = sign if beyond > 0 else -sign
    if (amount - limit.value) * side > 0:
        return amount
    return limit.value + side * max(abs(limit.value) / 2, WELL_AWAY)


def _tone(given: Order | HandMade | Burst, limit: AmountLimit) -> str:
    """Return how an order will look by the limit in force."""
    if isinstance(given, Burst):
        return "active"
    if isinstance(given, HandMade):
        return "stuck"
    if given.amount == limit.value:
        return "cancelled" if limit.sign in _INCLUSIVE else "completed"
    is_over = (given.amount > limit.value) == (limit.sign in _ABOVE)
    return "cancelled" if is_over else "completed"
