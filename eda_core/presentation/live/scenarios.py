"""Scenarios: orders worth showing, one click each."""

from dataclasses import dataclass
from typing import Final

from eda_core.domain.orders import Order
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
        """The request body that plays it."""
        return Order(order_id, self.amount or 0).to_body()


SCENARIOS: Final = (
    Scenario("1", "A good order", "amount 100", "check_circle", "completed", 100),
    Scenario("2", "Over the limit", "amount 900", "cancel", "cancelled", 900),
    Scenario("3", "Exactly the limit", "500: guess first", "equal", "completed", LIMIT),
    Scenario("4", "A cent over", "500.01: guess again", "add_circle", "cancelled", 500.01),
    Scenario("5", "No amount at all", "the execution fails", "error", "stuck", None),
)

BURST_KEY: Final = "6"
MAX_BURST: Final = 2000


def entry_without_amount(order_id: int) -> dict[str, str]:
    """An OrderCreated event as only PutEvents lets it through; the API would refuse the order."""
    detail = f'{{"id": {order_id}}}'
    return {"Source": "order-service", "DetailType": "OrderCreated", "Detail": detail}


def burst(first_id: int, count: int, over_percent: int) -> list[Order]:
    """``count`` orders, this share of them over the limit; the same for the same first id."""
    return list(demo_orders(first_id, count, over_percent / 100, seed=0))


RAW_ORDER: Final = '{"id": 101, "amount": "600"}'
RAW_EVENT: Final = (
    '{"Source": "order-service",\n "DetailType": "OrderCreated",\n "Detail": "{\\"id\\": 104}"}'
)
