"""The AWS side of the demo's functions: what boto3 is handed to them as in a deployed stack.

`lambda_code` writes these functions, and what they call, into the template: the same
functions run in the simulator and in Lambda. They get a table, a bus, a topic and a clock from
here; the names of those come in environment variables.

Amounts are kept by DynamoDB as decimals and by events as JSON numbers: `_stored` and `_loaded` go
between the two (boto3 guide, "DynamoDB customization reference": it takes no floats).
"""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import boto3

from eda_core.stack.notification_service import notify
from eda_core.stack.order_service import Item, create_order, update_order, update_order_once


def create_order_handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer an HTTP API request (payload format 2.0).

    A body that came as form data, as `curl -d` sends it without a header, is base64.
    """
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body).decode("utf-8", "replace")
    status, answer = create_order(body, TableItems(), put_event, utc_now)
    headers = {"content-type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(answer)}


def update_order_handler(event: Mapping[str, Any], _context: object) -> None:
    """Take a payment event; what it raises makes Lambda try again, and then dead-letters it."""
    is_once = os.environ["IDEMPOTENT_UPDATE_ORDER"] == "true"
    update = update_order_once if is_once else update_order
    update(event, TableItems(), put_event, utc_now)


def notification_handler(event: Mapping[str, Any], _context: object) -> None:
    """Tell the customer by way of the topic."""
    notify(event, send_to_topic)


class TableItems:
    """The orders table, by boto3."""

    def put(self, item: Item) -> None:
        """Write an item; one with the same id and timestamp is replaced."""
        orders_table().put_item(Item={name: _stored(value) for name, value in item.items()})

    def latest(self, order_id: Any) -> Item | None:
        """Return the item with the greatest timestamp."""
        for item in self._items(order_id, newest_first=True):
            return item
        return None

    def history(self, order_id: Any) -> list[Item]:
        """Return all items of an order, oldest first."""
        return list(self._items(order_id, newest_first=False))

    def _items(self, order_id: Any, newest_first: bool) -> Iterator[Item]:
        """Items page by page, read so that one just written is not missed."""
        query = {
            "KeyConditionExpression": "id = :id",
            "ExpressionAttributeValues": {":id": _stored(order_id)},
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
        }
        while query:
            answer = orders_table().query(**query)
            for item in answer["Items"]:
                yield {name: _loaded(value) for name, value in item.items()}
            start = answer.get("LastEvaluatedKey")
            query = query | {"ExclusiveStartKey": start} if start else {}


def put_event(source: str, detail_type: str, detail: Mapping[str, Any]) -> str:
    """Put one event on the bus; raises when the bus refuses the entry."""
    entry = {
        "Source": source,
        "DetailType": detail_type,
        "Detail": json.dumps(detail),
        "EventBusName": os.environ["EVENT_BUS_NAME"],
    }
    answer = events_client().put_events(Entries=[entry])
    (result,) = answer["Entries"]
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"{result['ErrorCode']}: {result['ErrorMessage']}")
    return str(result["EventId"])


def send_to_topic(subject: str, message: str) -> None:
    """Publish to the topic, which sends it on by e-mail."""
    topic = os.environ["NOTIFICATION_TOPIC_ARN"]
    sns_client().publish(TopicArn=topic, Subject=subject, Message=message)


def utc_now() -> str:
    """Return the time as the services stamp an item: ISO 8601, milliseconds, ``Z``."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def orders_table() -> Any:
    """Return the table, once for each Lambda environment."""
    return boto3.resource("dynamodb").Table(os.environ["DDB_TABLE_NAME"])


@cache
def events_client() -> Any:
    """EventBridge, once for each Lambda environment."""
    return boto3.client("events")


@cache
def sns_client() -> Any:
    """SNS, once for each Lambda environment."""
    return boto3.client("sns")


def _stored(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value


def _loaded(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
