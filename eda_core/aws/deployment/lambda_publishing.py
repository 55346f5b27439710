"""The AWS side of the demo's functions on a custom bus: how they publish, and what they are handed.

`lambda_code` takes these definitions in the place of those of the same name in `lambda_handlers`.

The bus has an API of its own, in CBOR only (Smithy RPC v2 CBOR; service model eventbridgev2), and
botocore knows it from 1.43.102 on. Which one the runtimes of Lambda carry is not documented, so the
few lines of CBOR stand here (RFC 8949), and botocore only signs and sends (docs/CUSTOM_BUS.md,
unknown 14). A request that is sent again has the same id for repeats, so that it publishes once.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

from eda_core.aws.deployment.lambda_handlers import TableItems, send_to_topic, utc_now
from eda_core.stack.notification_service import notify
from eda_core.stack.order_service import update_order, update_order_once
from eda_core.stack.published_terms import deduplication_id, event_group, payment_entry

PAUSES = (0.2, 0.4)
"""Seconds before a request that was turned away, or not answered, is sent again."""

BREAK = object()
"""Ends what has no length of its own."""

SIMPLE = {0xF4: False, 0xF5: True, 0xF6: None, 0xF7: None, 0xFF: BREAK}


def update_order_handler(events: Any, _context: object) -> None:
    """Take a payment event; what it raises makes the bus try again, and then dead-letters it."""
    is_once = os.environ["IDEMPOTENT_UPDATE_ORDER"] == "true"
    update = update_order_once if is_once else update_order
    for event in each_of(events):
        update(event, TableItems(), put_event, utc_now)


def notification_handler(events: Any, _context: object) -> None:
    """Tell the customer by way of the topic."""
    for event in each_of(events):
        notify(event, send_to_topic)


def publish_payment_handler(request: Mapping[str, Any], _context: object) -> dict[str, str]:
    """Publish what the state machine decided, which cannot publish to this bus itself."""
    return {"eventId": put_event(*payment_entry(request))}


def each_of(events: Any) -> Sequence[Any]:
    """Return the events of a call; one comes as an object, or as an array by older pages."""
    return events if isinstance(events, list) else [events]


def put_event(
    source: str, detail_type: str, detail: Mapping[str, Any], resources: Sequence[str] = ()
) -> str:
    """Put one event on the bus, in the group of its order; raises when the bus refuses it."""
    terms = {
        "EventGroupId": event_group(detail),
        "DeduplicationId": deduplication_id(detail_type, detail),
    }
    entry = {
        "Source": source,
        "DetailType": detail_type,
        "Detail": json.dumps(detail),
        "Resources": list(resources),
        "SystemMetadata": terms,
    }
    answer = put_events({"EventBusArn": os.environ["EVENT_BUS_ARN"], "Entries": [entry]})
    (result,) = answer["Entries"]
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"{result.get('ErrorCode')}: {result.get('ErrorMessage')}")
    return str(result.get("EventId", ""))


def put_events(request: Mapping[str, Any]) -> dict[str, Any]:
    """Call PutEvents of the bus; raises what it answers instead of results."""
    for pause in (*PAUSES, None):
        try:
            answer = sent(request)
        except BotoCoreError:
            if pause is None:
                raise
        else:
            if pause is None or answer.status_code not in (429, 500, 502, 503, 504):
                break
        time.sleep(pause)
    said = from_cbor(BytesIO(answer.content)) if answer.content else {}
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} {said.get('__type')}: {said.get('message')}")
    return dict(said)


def sent(request: Mapping[str, Any]) -> Any:
    """Return the answer to a signed request."""
    url = os.environ["EVENT_BUS_ENDPOINT"] + "/service/AWSEventsV2/operation/PutEvents"
    headers = {
        "Content-Type": "application/cbor",
        "Accept": "application/cbor",
        "smithy-protocol": "rpc-v2-cbor",
    }
    signed = AWSRequest("POST", url, headers=headers, data=to_cbor(request))
    session = boto3.Session()
    SigV4Auth(session.get_credentials(), "events", session.region_name).add_auth(signed)
    return URLLib3Session(timeout=3).send(signed.prepare())


def to_cbor(value: Any) -> bytes:
    """Return text, and maps and lists of it, as CBOR."""
    if isinstance(value, str):
        text = value.encode()
        return cbor_head(3, len(text)) + text
    if isinstance(value, Mapping):
        pairs = (to_cbor(each) for pair in value.items() for each in pair)
        return cbor_head(5, len(value)) + b"".join(pairs)
    return cbor_head(4, len(value)) + b"".join(map(to_cbor, value))


def cbor_head(kind: int, size: int) -> bytes:
    """Return the first bytes of an item: its major type and its size, in as few as it takes."""
    if size < 24:
        return bytes([kind << 5 | size])
    width = 0 if size < 2**8 else 1 if size < 2**16 else 2
    return bytes([kind << 5 | 24 + width]) + size.to_bytes(2**width, "big")


def from_cbor(source: BytesIO) -> Any:
    """Return the next item; raises `ValueError` for numbers that are no integers."""
    first = source.read(1)[0]
    kind, short = first >> 5, first & 31
    if kind == 7:
        if first not in SIMPLE:
            raise ValueError(f"A CBOR item that was not expected: {first:#x}")
        return SIMPLE[first]
    has_end = short == 31
    size = short if short < 24 or has_end else int.from_bytes(source.read(1 << (short - 24)), "big")
    if kind < 2:
        return -1 - size if kind else size
    if kind < 4:
        parts = list(cbor_items(source, None)) if has_end else [source.read(size)]
        return b"".join(parts) if kind == 2 else "".join(map(as_text, parts))
    if kind == 6:
        return from_cbor(source)
    found = list(cbor_items(source, None if has_end else size * (kind - 3)))
    return found if kind == 4 else dict(zip(found[::2], found[1::2], strict=True))


def cbor_items(source: BytesIO, count: int | None) -> Iterator[Any]:
    """Yield so many items, or those before the end that is marked."""
    if count is None:
        return iter(lambda: from_cbor(source), BREAK)
    return (from_cbor(source) for _ in range(count))


def as_text(part: str | bytes) -> str:
    """Return a part of a text, which is decoded where it came within another."""
    return part if isinstance(part, str) else part.decode()
