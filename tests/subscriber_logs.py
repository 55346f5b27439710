"""Writes the logs of subscribers of a story, as documented; no emulator has the custom bus.

Source: EventBridge User Guide, eb-custom-bus-observability: one record for each attempt for each
event, ``terminal_kind`` on the one that says how it ended, the four members of each record. What an
agent's skill of AWS says in another way (``messageType``, ``eventId``) is written by `respelt`.
"""

import json

from eda_core.domain.deliveries import REPLAYED, DeliveryStep
from eda_core.domain.events import iso_milliseconds

ACCOUNT = "123456789012"
REGION = "eu-central-1"
ID = "abcdefghijklmnopqrstuvwxy"
UNIVERSAL = {"log": "cloudwatchlogs:putLogEvents", "machine": "sfn:startExecution"}
FAILED = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE


class SubscriberLogWriter:
    """Writes records for the steps of one story; subscribers' names begin with ``prefix``."""

    def __init__(self, prefix="eda-demo-"):
        self.prefix = prefix
        self.records = []
        self._published = {}
        self._replayed = set()
        self._groups = {}

    def write(self, step):
        """Write what a subscriber logs of this step."""
        self._published.setdefault(step.event_id, step.at_ms)
        writes = _WRITES.get(step.step)
        if writes is not None:
            writes(self, step)

    def _matched(self, step):
        if step.reason == REPLAYED:
            self._replayed.add((step.event_id, step.rule))
        self._groups[step.event_id] = step.group
        self._record(step, "SUBSCRIBER_MATCHED", "INFO", {})

    def _failed(self, step):
        code, _, message = step.reason.partition(": ")
        error = {"error_code": code, "error_message": message}
        details = {"outcome": "FAILURE", "attempt_count": step.attempt, "event_detail": {"id": 1}}
        self._record(step, "EVENT_DELIVERY_ATTEMPT", "ERROR", details, error)

    def _delivered(self, step):
        details = {"outcome": "SUCCESS", "attempt_count": step.attempt}
        ends = {"terminal_kind": "EVENTS_DELIVERED"}
        self._record(step, "EVENT_DELIVERY_ATTEMPT", "INFO", {**details, **ends})

    def _dropped(self, step):
        """The last attempt that failed says that it was the last."""
        mine = (each for each in reversed(self.records) if each["resource_arn"] == self._arn(step))
        last = next(each for each in mine if _id_in(each) == step.event_id)
        last["details"]["terminal_kind"] = "EVENTS_DROPPED"

    def _dead_letter(self, step):
        code, _, message = step.reason.partition(": ")
        error = {"error_code": code, "error_message": message}
        ends = {"terminal_kind": "ON_FAILURE_DESTINATION_DELIVERED"}
        details = {"outcome": "SUCCESS", "attempt_count": step.attempt, **ends}
        kind = "ON_FAILURE_DESTINATION_DELIVERY_ATTEMPT"
        self._record(step, kind, "ERROR", details, error)

    def _record(self, step, kind, level, details, error=None):
        published_ms = self._published[step.event_id]
        is_replayed = (step.event_id, step.rule) in self._replayed
        group = self._groups.get(step.event_id)
        given = {"target_input": json.dumps([{}] * step.batch)} if step.batch > 1 else {}
        record = {
            "message_type": kind,
            "resource_arn": self._arn(step),
            "log_level": level,
            "details": {
                **details,
                **given,
                "delivery_type": "REPLAY" if is_replayed else "LIVE",
                "target_arn": _target(step.target),
                "ingestion_to_start_latency_ms": step.at_ms - published_ms,
                "ingestion_to_complete_latency_ms": step.at_ms - published_ms,
                "event_metadata": {},
                "event_system_metadata": {
                    "aws:EventId": step.event_id,
                    "aws:IngestionTime": iso_milliseconds(published_ms),
                    **({"EventGroupId": group} if group else {}),
                },
            },
        }
        self.records.append({**record, **({"error": error} if error else {})})

    def _arn(self, step):
        return f"arn:aws:events:{REGION}:{ACCOUNT}:subscriber/{self.prefix}{step.rule}/{ID}"


def _id_in(record):
    return record["details"]["event_system_metadata"]["aws:EventId"]


def _target(name):
    if name.endswith("-all"):
        return f"arn:aws:events:::aws-sdk:{UNIVERSAL['log']}"
    if "payment" in name:
        return f"arn:aws:events:::aws-sdk:{UNIVERSAL['machine']}"
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


_WRITES = {
    DeliveryStep.RULE_MATCH: SubscriberLogWriter._matched,
    FAILED: SubscriberLogWriter._failed,
    DeliveryStep.INVOCATION_SUCCESS: SubscriberLogWriter._delivered,
    DeliveryStep.INVOCATION_FAILURE: SubscriberLogWriter._dropped,
    DeliveryStep.INVOCATION_DLQ: SubscriberLogWriter._dead_letter,
}


def subscriber_logs_of(steps, prefix="eda-demo-"):
    """The records subscribers would have logged for these delivery records, in their order."""
    writer = SubscriberLogWriter(prefix)
    for step in steps:
        writer.write(step)
    return writer.records


def respelt(record):
    """The same record with the names of the other spelling."""
    details = dict(record["details"])
    error = record.get("error")
    more = {"error": error} if error else {}
    kept = {name: record[name] for name in ("resource_arn", "log_level")}
    event_id = details.pop("event_system_metadata")["aws:EventId"]
    return {
        "messageType": record["message_type"],
        "eventId": event_id,
        **kept,
        "details": {**details, **more},
    }
