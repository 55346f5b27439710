"""What one record of a subscriber's log tells of a delivery on a custom bus.

Source of the fields: EventBridge User Guide, eb-custom-bus-observability. A record stands for one
attempt for one event, and the one that has a ``terminal_kind`` says how it ended. AWS's own skill
for agents spells some names in another way; both spellings are read (docs/CUSTOM_BUS.md, unknown
15). A record has no time of its own: the event's time on the bus and how long it took since make
one. Attempts are assumed to count from 1, and a ``target_input`` that is an array to be what the
call had, with all events of its batch (unknown 29).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from eda_core.domain.bus_log import (
    LONGEST_REASON,
    BusLogStep,
    attempt_in,
    bus_log_step,
    first_of,
    last_of_arn,
    name_in,
    number_in,
    time_ms_in,
)
from eda_core.domain.deliveries import DeliveryStep

MOST_IN_CALL: Final = 10_000
"""More events than any call has; the most that is documented is 500."""

_ENDS: Final[Mapping[Any, DeliveryStep]] = {
    "EVENTS_DELIVERED": DeliveryStep.INVOCATION_SUCCESS,
    "ON_FAILURE_DESTINATION_DELIVERED": DeliveryStep.INVOCATION_DLQ,
    "EVENTS_DROPPED": DeliveryStep.INVOCATION_FAILURE,
}
"""By ``terminal_kind``: how an event ended."""

_FAILED: Final = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
"""Every failure is retried, whatever the reason (User Guide, eb-custom-bus-retry)."""


def steps_told(record: Any, written_ms: int) -> tuple[BusLogStep, ...]:
    """Return what a record of either kind of log tells of deliveries; empty for any other.

    ``written_ms`` (epoch milliseconds) is when the log has it from, for one that does not say.
    Raises nothing, whatever the record is.
    """
    if not isinstance(record, Mapping):
        return ()
    kind = record.get("message_type") or record.get("messageType")
    told = _TOLD.get(kind) if isinstance(kind, str) else None
    if told is None:
        step = bus_log_step(record, written_ms)
        return () if step is None else (step,)
    details = _object(record.get("details"))
    subscriber, event_id = subscriber_name(record.get("resource_arn")), _event_id(record, details)
    if not subscriber or not event_id:
        return ()
    made = BusLogStep(
        event_id,
        name_in(details.get("delivery_type")),
        DeliveryStep.RULE_MATCH,
        _at_ms(details, written_ms),
        subscriber,
        last_of_arn(details.get("target_arn")),
        attempt_in(details),
        of_subscriber=True,
        batch=_batch(details.get("target_input")),
        group=name_in(_object(details.get("event_system_metadata")).get("EventGroupId")),
    )
    reason = _reason(first_of(record.get("error"), details.get("error")))
    return tuple(_with(made, step, reason) for step in told(details))


def _with(made: BusLogStep, step: DeliveryStep, reason: str) -> BusLogStep:
    is_trouble = step not in (DeliveryStep.RULE_MATCH, DeliveryStep.INVOCATION_SUCCESS)
    return made._replace(step=step, reason=reason if is_trouble else "")


def _matched(_details: Mapping[str, Any]) -> Iterator[DeliveryStep]:
    yield DeliveryStep.RULE_MATCH


def _attempted(details: Mapping[str, Any]) -> Iterator[DeliveryStep]:
    if details.get("outcome") == "SUCCESS":
        yield DeliveryStep.INVOCATION_SUCCESS
        return
    yield _FAILED
    yield from _ended(details)


def _not_transformed(details: Mapping[str, Any]) -> Iterator[DeliveryStep]:
    yield _FAILED
    yield from _ended(details)


def _given_up(details: Mapping[str, Any]) -> Iterator[DeliveryStep]:
    """A record was written to the queue, or could not be; then only the end tells."""
    if details.get("outcome") == "SUCCESS":
        yield DeliveryStep.INVOCATION_DLQ
    else:
        yield from _ended(details)


def _ended(details: Mapping[str, Any]) -> Iterator[DeliveryStep]:
    kind = details.get("terminal_kind")
    if isinstance(kind, str) and kind in _ENDS:
        yield _ENDS[kind]


_TOLD: Final[Mapping[str, Callable[[Mapping[str, Any]], Iterator[DeliveryStep]]]] = {
    "SUBSCRIBER_MATCHED": _matched,
    "EVENT_DELIVERY_ATTEMPT": _attempted,
    "EVENT_TRANSFORMATION_FAILURE": _not_transformed,
    "ON_FAILURE_DESTINATION_DELIVERY_ATTEMPT": _given_up,
}
"""The steps that each type of record tells of."""


def subscriber_name(arn: Any) -> str:
    """Return the name in ``…:subscriber/NAME/ID``; nothing for another ARN."""
    return name_in(arn).partition(":subscriber/")[2].partition("/")[0]


def _event_id(record: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Return the id on the bus, which is taken for that of the envelope (unknown 7)."""
    system = _object(details.get("event_system_metadata"))
    given = (system.get("aws:EventId"), record.get("event_id"), record.get("eventId"))
    return next(filter(None, map(name_in, given)), "")


def _at_ms(details: Mapping[str, Any], written_ms: int) -> int:
    system = _object(details.get("event_system_metadata"))
    ingested = system.get("aws:IngestionTime")
    if ingested is None:
        return written_ms
    took = (
        number_in(details.get(f"ingestion_to_{what}_latency_ms")) for what in ("complete", "start")
    )
    return time_ms_in(ingested, written_ms) + int(next(filter(None, took), 0))


def _batch(given: Any) -> int:
    """Return how many events a call had by what its target was given; 1 where nothing tells."""
    if isinstance(given, str) and given.startswith("["):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return 1
    return min(max(1, len(given)), MOST_IN_CALL) if isinstance(given, list) else 1


def _reason(error: Any) -> str:
    found = _object(error)
    said = [found.get("error_code"), found.get("error_message")]
    return ": ".join(each for each in said if isinstance(each, str) and each)[:LONGEST_REASON]


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
