"""Filters of a custom bus beside that of the data: what they look at, and what the bus refuses.

Sources: EventBridge User Guide, eb-custom-bus-addressing (the parts of an event) and
eb-custom-bus-filtering (what a filter may want of each).
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from eda_core.domain.events import AnyRecord, Event, LogRecord
from eda_core.domain.orders import Source
from eda_core.patterns import EVERY_EVENT
from eda_core.presentation.rules.pattern_playground import (
    EventText,
    Problem,
    ReadPattern,
    read_pattern,
)
from eda_core.presentation.wording import clock_time
from eda_core.stack.published_terms import deduplication_id, event_group
from eda_core.stack.subscriber_checks import pattern_refusals, remarks
from eda_core.stack.subscribers import NO_FILTER, FilterScope

SCOPES: Final = tuple(FilterScope)
NOT_LOGGED: Final = ("aws:IngestionTime", "aws:SequenceNumber")
"""What the bus says of an event and no log tells."""

SCOPE_HINTS: Final[Mapping[FilterScope, str]] = {
    FilterScope.METADATA: "What a publisher adds by PutRawEvents. PutEvents, by which the demo "
    "publishes, adds none: a filter here takes none of its events. Exact values only.",
    FilterScope.SYSTEM_METADATA: "What the bus says of an event: every value is a text, so "
    "numeric never matches. The demo's services publish each event in the group of its order. Left "
    f"out here, for no log tells it: {' and '.join(NOT_LOGGED)}.",
}
"""What a filter of a scope is for, where it is not the data."""

NO_FILTER_THERE: Final[Mapping[FilterScope, str]] = {
    FilterScope.DATA: "No filter of the data: every event is taken.",
    FilterScope.METADATA: "No filter of METADATA: it decides nothing.",
    FilterScope.SYSTEM_METADATA: "No filter of SYSTEM_METADATA: it decides nothing.",
}
"""What stands in place of a verdict where nothing is wanted."""

_NO_EVENT: Final = "No events yet. Submit an order on the Live page."


def is_no_filter(text: str) -> bool:
    """Return whether a text says that there is no filter."""
    return text.strip() in ("", NO_FILTER)


@lru_cache(maxsize=32)
def read_filter(text: str, scope: FilterScope) -> ReadPattern:
    """Compile the pattern of a filter as it was typed; what the bus would refuse is its problem."""
    if is_no_filter(text):
        return ReadPattern(text, EVERY_EVENT)
    read = read_pattern(text)
    if read.pattern is None:
        return read
    refusal = next(pattern_refusals(scope, text), None)
    return read if refusal is None else ReadPattern(text, None, Problem(refusal.reason))


def filter_remark(read: ReadPattern, scope: FilterScope) -> str:
    """Return what the bus takes and yet never matches; nothing where there is no such thing."""
    if read.pattern is None or is_no_filter(read.text):
        return ""
    filters = {"Filters": [{"Scope": scope.value, "Pattern": read.text}]}
    return next((each.reason for each in remarks({"FilterConfiguration": filters})), "")


def part_to_try(record: AnyRecord | None, scope: FilterScope) -> EventText:
    """Return the part of an event that a filter of this scope looks at, as far as it is known."""
    if not isinstance(record, LogRecord):
        return EventText(scope.value, hint=_NO_EVENT)
    part = system_metadata(record.event) if scope is FilterScope.SYSTEM_METADATA else {}
    caption = f"{record.event.detail_type}, {clock_time(record.ingested_ms)}"
    return EventText(f"{scope}{record.sequence}", json.dumps(part, indent=2), caption)


def system_metadata(event: Event) -> dict[str, str]:
    """Return what the bus says of an event, of all that the event itself tells.

    The group and the id by which a repeat is known are those the demo's services publish with;
    another's event has a group of its own.
    """
    said: dict[str, str] = {}
    if event.source in tuple(Source):
        said["EventGroupId"] = event_group(event.detail)
        said["DeduplicationId"] = deduplication_id(event.detail_type, event.detail)
    return {
        **said,
        "aws:Source": event.source,
        "aws:DetailType": event.detail_type,
        "aws:DeliveryType": "LIVE",
        "aws:EventId": event.id,
        "ContentType": "application/eventbridge+json",
    }
