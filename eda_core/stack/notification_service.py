"""Notification service: tells the customer what happened to an order.

The body of the Lambda function ``eda-demo-notification``.
"""

import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring_ascii
from typing import Any, Final

SendNotification = Callable[[str, str], None]
"""Publishes (subject, message) to the topic; SNS sends it on by e-mail."""

MAX_SUBJECT: Final = 100
"""Characters SNS takes in a subject (SNS API Reference, Publish)."""


def notify(event: Mapping[str, Any], send: SendNotification) -> None:
    """Publish what happened, to which order and when, as JSON ``{source, event, order, time}``."""
    order_id = event["detail"].get("id")
    send(*message_about(event["source"], event["detail-type"], order_id, event["time"]))


def message_about(source: Any, kind: Any, order_id: Any, time: Any) -> tuple[str, str]:
    """Return subject and message for an event of this source, detail-type and time."""
    parts = f'"event": {_json(kind)}, "order": {_json(order_id)}, "time": {_json(time)}'
    message = f'{{"source": {_json(source)}, {parts}}}'
    return f"Order {order_id}: {kind}"[:MAX_SUBJECT], message


def _json(value: Any) -> str:
    """Return ``json.dumps(value)``, which for a whole object takes four times as long."""
    if type(value) is str:
        return encode_basestring_ascii(value)
    return str(value) if type(value) is int else json.dumps(value)
