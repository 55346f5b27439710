"""Events within other records: bus logs, subscriber logs, and events with their metadata.

A bus log (EventBridge User Guide, "Event bus log schema") has a record for each step; those of an
event's arrival hold the event where its detail is included. A record of the new bus's subscriber
logs ("Monitoring custom event buses") holds the data of the event where the payload is included.
The transformer ``WITH_METADATA`` puts an event in ``Data`` beside what the bus says of it.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.times import time_ms

STEP: Final = "step of a bus log"
REMEMBERED: Final = 2**16
"""Events of which it is known that they have come; the steps of one stand close together."""


def is_record(value: Mapping[str, Any]) -> bool:
    """Say whether this is such a record and no event itself."""
    if "SystemMetadata" in value:
        return "Data" in value
    return "resource_arn" in value and ("message_type" in value or "messageType" in value)


def time_of(value: Mapping[str, Any]) -> Any:
    """Return when such a record says it was written, in whatever form; None if it does not."""
    if "message_timestamp_ms" in value:
        return value["message_timestamp_ms"]
    system = value.get("SystemMetadata") or _object(value.get("details")).get(
        "event_system_metadata"
    )
    if (ingested := _object(system).get("aws:IngestionTime")) is not None:
        return ingested
    return _object(value.get("Data")).get("time")


class EventsWithin:
    """Takes events out of such records: each event once, though several records hold it."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()

    def event_in(self, record: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the envelope a record holds; None where it holds none, or one that has come
        before.
        """
        if "SystemMetadata" in record:
            return (
                _enveloped(_object(record.get("Data")), _object(record["SystemMetadata"])) or None
            )
        details = _object(record.get("details"))
        envelope = (
            _of_step(record, details) if "detail_type" in details else _of_subscriber(details)
        )
        return envelope if envelope and self._is_new(str(envelope.get("id"))) else None

    def _is_new(self, event: str) -> bool:
        if event in self._seen:
            return False
        self._seen[event] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True


def _of_step(record: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Any]:
    detail = _object(details.get("event_detail"))
    if not detail:
        return {}
    if "detail-type" in detail:
        return detail
    address = str(record["resource_arn"]).split(":")
    region, account = (address[3], address[4]) if len(address) > 4 else ("", "")
    return {
        "version": "0",
        "id": record.get("event_id"),
        "detail-type": details["detail_type"],
        "source": details.get("source"),
        "account": details.get("caller_account_id") or account,
        "time": _whole_second(details.get("source_time_ms"), time_of(record)),
        "region": region,
        "resources": details.get("resources") or [],
        "detail": detail,
    }


def _of_subscriber(details: Mapping[str, Any]) -> dict[str, Any]:
    system = _object(details.get("event_system_metadata"))
    for name in ("event_detail", "target_input"):
        held = _object(details.get(name))
        if envelope := _enveloped(_object(held.get("Data")) or held, system):
            return envelope
    return {}


def _enveloped(data: dict[str, Any], system: Mapping[str, Any]) -> dict[str, Any]:
    """Return the envelope that data are, or that the bus says of them; empty where neither
    is one.
    """
    if not data or "detail-type" in data or "aws:DetailType" not in system:
        return data if "detail-type" in data else {}
    return {
        "version": "0",
        "id": system.get("aws:EventId"),
        "detail-type": system["aws:DetailType"],
        "source": system.get("aws:Source"),
        "time": _whole_second(system.get("aws:IngestionTime")),
        "resources": [],
        "detail": data,
    }


def _whole_second(*given: Any) -> str:
    for value in given:
        try:
            at_ms = time_ms(value, "source_time_ms")
        except InvalidLogFile:
            continue
        return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def _object(value: Any) -> dict[str, Any]:
    """Return the object a value is, or that its text is; an empty one for anything else."""
    if isinstance(value, str) and value[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}
