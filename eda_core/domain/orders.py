"""Orders: the request a customer sends, and how an order is named and judged.

The *outcome* is the business result. A cancelled order is a technical success of every part of
the system, so nothing here asks how an execution ended.
"""

import json
from enum import StrEnum
from typing import Any, Final, NamedTuple

from eda_core.domain.errors import InvalidOrder

OrderId = int | str
"""A number for every order the API took; text only in events put on the bus by hand."""

MAX_BODY_BYTES: Final = 256 * 1024
_NUMBERS: Final = (int, float)
"""A tuple, since `int | float` is made anew for each call."""

MAX_NUMBER: Final = 2**53 - 1
"""Largest number JSON tools agree on; beyond it comparisons are not exact (States Language)."""

COSTS: Final = (
    "This is a real AWS account. Each order costs about $0.0002 and may send three mails."
)
"""What somebody has to know before an order is placed on a deployed stack."""


class Source(StrEnum):
    """The services that put events on the bus."""

    ORDER_SERVICE = "order-service"
    PAYMENT_SERVICE = "payment-service"


class DetailType(StrEnum):
    """What happened, in the past tense."""

    ORDER_CREATED = "OrderCreated"
    PAYMENT_SUCCEEDED = "PaymentSucceeded"
    PAYMENT_FAILED = "PaymentFailed"
    ORDER_COMPLETED = "OrderCompleted"
    ORDER_CANCELLED = "OrderCancelled"


class Outcome(StrEnum):
    """How an order ended for the customer, whatever its machinery reports."""

    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    WAITING = "WAITING"
    UNKNOWN = "UNKNOWN"


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)
"""Made once: `json.loads` makes a decoder for each call that has an option."""


class Order(NamedTuple):
    """An order as requested: a whole-number id and an amount."""

    id: int
    amount: int | float

    def to_body(self) -> str:
        """Return the request body that places this order."""
        return json.dumps({"id": self.id, "amount": self.amount})


def parse_order(body: str) -> Order:
    """Return the order a request body asks for.

    Raises `InvalidOrder` with the reason the API answers. Amounts are numbers and never text: a
    text amount would be compared as false by the payment definition and so be approved.
    """
    request = _parse_json(body)
    if not isinstance(request, dict):
        raise InvalidOrder('The body must be a JSON object like {"id": 101, "amount": 100}.')
    return Order(_order_id(request), _number(request, "amount"))


def _parse_json(body: str) -> Any:
    if len(body) > MAX_BODY_BYTES // 4 and _bytes(body) > MAX_BODY_BYTES:
        raise InvalidOrder(f"The body must not be larger than {MAX_BODY_BYTES // 1024} KiB.")
    try:
        return _DECODER.decode(body)
    except (ValueError, RecursionError):
        raise InvalidOrder('The body must be JSON like {"id": 101, "amount": 100}.') from None


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _order_id(request: dict[str, Any]) -> int:
    number = _number(request, "id")
    if number != int(number):
        raise InvalidOrder(f"`id` must be a whole number, not {number}.")
    return int(number)


def _number(request: dict[str, Any], name: str) -> int | float:
    if name not in request:
        raise InvalidOrder(f"`{name}` is missing.")
    value = request[name]
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        raise InvalidOrder(f"`{name}` must be a number, not {_shown(value)}.")
    if not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise InvalidOrder(f"`{name}` must lie between -(2^53 - 1) and 2^53 - 1.")
    return value


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def order_id_of(detail: Any) -> OrderId | None:
    """Return the order a detail speaks of (its ``id``), the only key that joins events to
    an order.
    """
    value = detail.get("id") if isinstance(detail, dict) else None
    if type(value) is int:  # nearly always, and this is asked millions of times
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | str) else None


def label_of(order: OrderId) -> str:
    """Return how an order is written on screen and in a link; text ids keep their quotes."""
    return str(order) if isinstance(order, int) else json.dumps(order, ensure_ascii=False)


def order_from_label(label: str) -> OrderId | None:
    """Return the order a label names, or None when it names none; the inverse of `label_of`."""
    try:
        value = json.loads(label)
    except (ValueError, RecursionError):
        return None
    return order_id_of({"id": value})
