"""Order service: the functions behind `POST /order` and behind the payment events.

These are the bodies of the Lambda functions ``eda-demo-create-order`` and
``eda-demo-update-order``. What surrounds them is handed in (the table, the bus, the time), so the
same functions run in the simulator and in a deployed stack.

They are not idempotent, as in the demo they reproduce: a payment event delivered twice writes a
second item and publishes a second time. `update_order_once` is Update Order with that mended.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from eda_core.domain.errors import InvalidOrder
from eda_core.domain.orders import DetailType, Source, parse_order

Item = dict[str, Any]
"""One item of the orders table: ``id``, ``amount`` (if there is one), ``status``, ``timestamp``.

The idempotent Update Order adds ``paymentEventId``, the payment event the item comes from, and
``publishedEventId``, the event published for it once that is done.
"""

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
        """Return the item of this order with the greatest timestamp, or None."""

    def history(self, order_id: Any) -> Sequence[Item]:
        """Return the items of this order, oldest first; only `update_order_once` asks for them."""


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
    status = _status_after(event)
    order_id = event["detail"].get("id")
    order = items.latest(order_id)
    if order is None:
        raise _unknown(order_id)
    item = {**order, "status": status, "timestamp": now()}
    items.put(item)
    _publish(item, publish)


def update_order_once(
    event: Mapping[str, Any], items: OrderItems, publish: Publish, now: Now
) -> None:
    """Take a payment event as `update_order` does, but apply it once, however often it comes.

    The item it writes names the payment event (``paymentEventId``). A delivery of an event whose
    item is there writes no second one. Storing and publishing are two steps, so an attempt may
    have stored the item and failed to publish; the item says which event was published for it
    (``publishedEventId``), and where it does not, a later attempt publishes from that item. So
    nothing is lost. What is left of at-least-once: an attempt that dies after publishing and
    before it notes so publishes again, and two attempts at the same moment both apply the event.

    Raises what `update_order` raises.
    """
    status, payment = _status_after(event), event["id"]
    order_id = event["detail"].get("id")
    history = items.history(order_id)
    if not history:
        raise _unknown(order_id)
    item = next((known for known in history if known.get("paymentEventId") == payment), None)
    if item is None:
        order = {name: history[-1][name] for name in history[-1] if name != "publishedEventId"}
        item = {**order, "status": status, "timestamp": now(), "paymentEventId": payment}
        items.put(item)
    if "publishedEventId" not in item:
        items.put({**item, "publishedEventId": _publish(item, publish)})


def _status_after(event: Mapping[str, Any]) -> str:
    status = STATUS_AFTER.get(event["detail-type"])
    if status is None:
        raise ValueError(f"Detail type not supported: {event['detail-type']}")
    return status


def _unknown(order_id: Any) -> LookupError:
    return LookupError(f"Unknown order: {json.dumps(order_id)}")


def _item(order_id: int, amount: float, status: str, timestamp: str) -> Item:
    return {"id": order_id, "amount": amount, "status": status, "timestamp": timestamp}


def _publish(item: Item, publish: Publish) -> str:
    detail = {"id": item["id"], "amount": item["amount"]}
    return publish(Source.ORDER_SERVICE.value, item["status"], detail)
