"""Order service: the functions behind `POST /order` and behind the payment events.

These are the bodies of the Lambda functions ``eda-demo-create-order`` and
``eda-demo-update-order``. What surrounds them is handed in (the table, the bus, the time), so the
same functions run in the simulator and in a deployed stack.

They are not idempotent, as in the demo they reproduce: a payment event delivered twice writes a
second item and publishes a second time.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from eda_core.errors import InvalidOrder
from eda_core.orders import DetailType, Source, parse_order

Item = dict[str, Any]
"""One item of the orders table: ``id``, ``amount`` (if there is one), ``status``, ``timestamp``."""

Publish = Callable[[str, str, Mapping[str, Any]], str]
"""Puts one event on the bus from (source, detail-type, detail); answers its event id.

Raises when the bus refuses the entry, as a function does that checks ``FailedEntryCount``."""

Now = Callable[[], str]
"""The time as the services stamp an item: ISO 8601, milliseconds, ``Z``."""

STATUS_AFTER: Final[Mapping[str, str]] = {
    DetailType.PAYMENT_SUCCEEDED: DetailType.ORDER_COMPLETED.value,
    DetailType.PAYMENT_FAILED: DetailType.ORDER_CANCELLED.value,
}


class OrderItems(Protocol):
    """The orders table: partition key ``id``, sort key ``timestamp``; a new item per status."""

    def put(self, item: Item) -> None:
        """Write an item; one with the same id and timestamp is replaced."""

    def latest(self, order_id: Any) -> Item | None:
        """The item of this order with the greatest timestamp, or None."""


def create_order(
    body: str, items: OrderItems, publish: Publish, now: Now
) -> tuple[int, dict[str, Any]]:
    """Answer `POST /order`: (202, the order and its event id), or (400, the reason).

    Writing the item and publishing are two steps and not one transaction, as in the demo.
    """
    try:
        order = parse_order(body)
    except InvalidOrder as refusal:
        return 400, {"error": str(refusal)}
    item = _item(order.id, order.amount, DetailType.ORDER_CREATED.value, now())
    items.put(item)
    return 202, {"order": item, "eventId": _publish(item, publish)}


def update_order(event: Mapping[str, Any], items: OrderItems, publish: Publish, now: Now) -> None:
    """Take a payment event: write the order's next status as a new item and publish it.

    Raises `LookupError` for an order the table does not hold and `ValueError` for a detail-type
    that is no payment result; the invocation then fails.
    """
    status = STATUS_AFTER.get(event["detail-type"])
    if status is None:
        raise ValueError(f"Detail type not supported: {event['detail-type']}")
    order_id = event["detail"].get("id")
    order = items.latest(order_id)
    if order is None:
        raise LookupError(f"Unknown order: {json.dumps(order_id)}")
    item = {**order, "status": status, "timestamp": now()}
    items.put(item)
    _publish(item, publish)


def _item(order_id: int, amount: float, status: str, timestamp: str) -> Item:
    return {"id": order_id, "amount": amount, "status": status, "timestamp": timestamp}


def _publish(item: Item, publish: Publish) -> str:
    detail = {"id": item["id"], "amount": item["amount"]}
    return publish(Source.ORDER_SERVICE.value, item["status"], detail)
