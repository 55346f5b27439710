"""Notification service: tells the customer what happened to an order.

The body of the Lambda function ``eda-demo-notification``.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

SendNotification = Callable[[str, str], None]
"""Publishes (subject, message) to the topic; SNS sends it on by e-mail."""

MAX_SUBJECT: Final = 100
"""Characters SNS takes in a subject (SNS API Reference, Publish)."""


def notify(event: Mapping[str, Any], send: SendNotification) -> None:
    """Publish what happened, to which order and when, as JSON ``{source, event, order, time}``."""
    order_id = event["detail"].get("id")
    message = {
        "source": event["source"],
        "event": event["detail-type"],
        "order": order_id,
        "time": event["time"],
    }
    send(f"Order {order_id}: {event['detail-type']}"[:MAX_SUBJECT], json.dumps(message))
