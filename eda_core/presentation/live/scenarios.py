"""Scenarios: orders worth showing, one click each, around the limit of the definition in force."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from eda_core.domain.orders import MAX_NUMBER, Order
from eda_core.presentation.wording import counted, value_text
from eda_core.stack import Stack
from eda_core.stack.amount_limit import AmountLimit, limit_of
from eda_core.stack.demo_orders import LIMIT, demo_orders


@dataclass(frozen=True, slots=True)
class Scenario:
    """One order with a point to it; without an amount it is an event put on the bus by hand."""

    key: str
    title: str
    caption: str
    icon: str
    tone: str
    amount: float | None

    def body(self, order_id: int) -> str:
        """Return the request body that plays it."""
        return Order(order_id, self.amount or 0).to_body()


GOOD, BAD, CENT = 100, 900, 0.01
"""Amounts of the demo, used where the limit in force leaves them on their side of it."""

_DEMO: Final = AmountLimit("isFraud", ">", LIMIT)


def scenarios(stack: Stack) -> tuple[Scenario, ...]:
    """Return the scenarios for the definition in force; without a limit in it, those of
    the demo.
    """
    limit = limit_in(stack) or _DEMO
    sign = 1 if limit.sign in _ABOVE else -1
    good, bad = _beyond(limit.value, -sign, GOOD), _beyond(limit.value, sign, BAD)
    over, close = ("Over", limit.value + CENT) if sign > 0 else ("Under", limit.value - CENT)
    close = round(close, 2)
    edge = "cancelled" if limit.sign in _INCLUSIVE else "completed"
    exact, near = value_text(limit.value), value_text(close)
    return (
        Scenario("1", "A good order", f"amount {value_text(good)}", *_COMPLETED, good),
        Scenario("2", f"{over} the limit", f"amount {value_text(bad)}", *_CANCELLED, bad),
        Scenario("3", "Exactly the limit", f"{exact}: guess first", "equal", edge, limit.value),
        Scenario("4", f"A cent {over.lower()}", f"{near}: guess again", *_CLOSE, close),
        Scenario("5", "No amount at all", "the execution fails", "error", "stuck", None),
    )


_COMPLETED, _CANCELLED = ("check_circle", "completed"), ("cancel", "cancelled")
_CLOSE: Final = ("add_circle", "cancelled")
_ABOVE, _INCLUSIVE = (">", "≥"), ("≥", "≤")


def _beyond(limit: float, sign: int, usual: float) -> float:
    """Return an amount on this side of the limit: the usual one, or one well away from
    the limit.
    """
    if (usual - limit) * sign > 0:
        return usual
    return limit + sign * max(abs(limit) / 2, GOOD)


def limit_in(stack: Stack) -> AmountLimit | None:
    """Return the limit in the definition in force; None where it has none, or none an order can
    meet.
    """
    limit = limit_of(stack.machine.definition)
    return limit if limit is not None and abs(limit.value) <= MAX_NUMBER / 4 else None


def limit_hint(stack: Stack) -> str:
    """Return which amounts the definition in force declines, as one reads it from its
    first Choice.
    """
    limit = limit_in(stack)
    if limit is None:
        return "The definition in force compares no amount with a number."
    return _HINTS[limit.sign].format(value_text(limit.value))


_HINTS: Final[Mapping[str, str]] = {
    ">": "Over {0} is declined; exactly {0} is not.",
    "≥": "{0} and more is declined.",
    "<": "Under {0} is declined; exactly {0} is not.",
    "≤": "{0} and less is declined.",
}

BURST_KEY: Final = "6"
MAX_BURST: Final = 2000


def entry_without_amount(order_id: int) -> dict[str, str]:
    """Return an OrderCreated event as only PutEvents lets it through; the API would refuse the
    order.
    """
    detail = f'{{"id": {order_id}}}'
    return {"Source": "order-service", "DetailType": "OrderCreated", "Detail": detail}


def burst(stack: Stack, first_id: int, count: int, over_percent: int) -> list[Order]:
    """``count`` orders, this share of them over the limit; the same for the same first id."""
    largest = _largest_below(limit_in(stack) or _DEMO)
    return list(demo_orders(first_id, count, over_percent / 100, seed=0, limit=largest))


def _largest_below(limit: AmountLimit) -> int:
    """Return the largest whole amount that is not over the limit; the demo's where there
    is none.
    """
    largest = math.ceil(limit.value) - 1 if limit.sign == "≥" else math.floor(limit.value)
    return largest if largest >= 1 else LIMIT


def burst_caption(count: int, over_percent: int) -> str:
    """Return what a burst of this size is."""
    return f"{counted(count, 'order', 'orders')}, {over_percent}% over"


RAW_ORDER: Final = '{"id": 101, "amount": "600"}'
RAW_EVENT: Final = (
    '{"Source": "order-service",\n "DetailType": "OrderCreated",\n "Detail": "{\\"id\\": 104}"}'
)
