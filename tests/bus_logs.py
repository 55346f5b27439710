"""Writes the bus log of a story, as its documentation says; no emulator writes one.

Source: EventBridge User Guide, "Event bus log schema" (the fields of each step) and "What Amazon
EventBridge logs for event buses" (the steps an event goes through). A step of the simulator stands
for itself, with the steps of AWS that come before it. Of Lambda's own runs a bus log says nothing.
"""

from collections import Counter
from uuid import UUID, uuid5

from eda_core.domain.deliveries import DeliveryStep

ACCOUNT = "123456789012"
ROOT = f"arn:aws:events:eu-central-1:{ACCOUNT}"
NAMES = UUID(int=7)
LEVELS = {
    "EVENT_INGEST_FAILURE": "ERROR",
    "EVENT_RECEIPT": "TRACE",
    "RULE_MATCH_START": "TRACE",
    "INVOCATION_ATTEMPT_START": "TRACE",
    "INVOCATION_ATTEMPT_SUCCESS": "TRACE",
    "INVOCATION_THROTTLE_START": "TRACE",
    "INVOCATION_ATTEMPT_PERMANENT_FAILURE": "ERROR",
    "INVOCATION_ATTEMPT_RETRYABLE_FAILURE": "ERROR",
    "INVOCATION_ATTEMPT_THROTTLE": "ERROR",
    "INVOCATION_FAILURE": "ERROR",
    "INVOCATION_DLQ": "ERROR",
}
"""The level of a step where it is not INFO. The documentation has a table that was not read, so
this is an assumption; nothing reads it."""

FAILED_ATTEMPTS = (
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE,
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE,
    DeliveryStep.INVOCATION_ATTEMPT_THROTTLE,
)


class BusLogWriter:
    """Writes records for the steps of one story; ``bus`` begins the names of the targets."""

    def __init__(self, bus="eda-demo"):
        self.bus = bus
        self.records = []
        self._seen = set()
        self._ended = Counter()

    def write(self, step):
        """Write what AWS logs up to and with this step."""
        if step.event_id not in self._seen:
            self._seen.add(step.event_id)
            for name in ("EVENT_RECEIPT", "EVENT_INGEST_SUCCESS", "RULE_MATCH_START"):
                self._add(step, name, _of_event(), invocation="")
        writes = _WRITES.get(step.step)
        if writes is not None:
            writes(self, step)

    def refuse(self, event_id, at_ms):
        """Write that the bus did not take an event."""
        self._record(event_id, at_ms, "EVENT_INGEST_FAILURE", _of_event(), "", "Throttled.")

    def _match(self, step):
        made = {
            "rule_arn": self._rule(step),
            "target_arns": [self._target(step)],
            "invocation_ids": [self._invocation(step)],
        }
        self._add(step, "RULE_MATCH", made, invocation="")
        self._add(step, "INVOCATION_START", {**self._to(step), "attempt_count": 1})

    def _unmatched(self, step):
        self._add(step, "NO_STANDARD_RULES_MATCHED", {}, invocation="")

    def _attempt(self, step):
        count = {"attempt_count": step.attempt}
        is_throttle = step.step is DeliveryStep.INVOCATION_ATTEMPT_THROTTLE
        start = "INVOCATION_THROTTLE_START" if is_throttle else "INVOCATION_ATTEMPT_START"
        self._add(step, start, {**self._to(step), **count})
        tried = {"attempt_type": "FIRST" if step.attempt == 1 else "RETRY", **count}
        made = {**self._to(step), **tried, "invocation_status": step.step, "target_duration_ms": 5}
        self._add(step, step.step, made, error=step.reason)

    def _success(self, step):
        count = {"attempt_count": step.attempt}
        self._add(step, "INVOCATION_ATTEMPT_START", {**self._to(step), **count})
        self._add(step, "INVOCATION_ATTEMPT_SUCCESS", {**self._to(step), **count})
        self._end(step, "INVOCATION_SUCCESS")

    def _failure(self, step):
        self._end(step, "INVOCATION_FAILURE")

    def _dead_letter(self, step):
        self._add(step, "INVOCATION_FAILURE", self._to(step), error=step.reason)
        self._end(step, "INVOCATION_DLQ")

    def _end(self, step, name):
        end = {"total_attempts": step.attempt, "final_invocation_status": name}
        self._add(step, name, {**self._to(step), **end}, error=step.reason)
        self._ended[step.event_id, step.rule] += 1

    def _invocation(self, step):
        """One delivery may bring an event several times, each by an invocation of its own."""
        nth = self._ended[step.event_id, step.rule]
        return str(uuid5(NAMES, f"{step.event_id} {step.rule} {nth}"))

    def _rule(self, step):
        return f"{ROOT}:rule/{self.bus}/{step.rule}"

    def _target(self, step):
        place = f"eu-central-1:{ACCOUNT}"
        if "payment" in step.target:
            return f"arn:aws:states:{place}:stateMachine:{step.target}"
        if step.target.endswith("-all"):
            return f"arn:aws:logs:{place}:log-group:{step.target}:*"
        return f"arn:aws:lambda:{place}:function:{step.target}"

    def _to(self, step):
        return {"rule_arn": self._rule(step), "role_arn": "", "target_arn": self._target(step)}

    def _add(self, step, name, details, invocation=None, error=""):
        invocation = self._invocation(step) if invocation is None else invocation
        self._record(step.event_id, step.at_ms, str(name), details, invocation, error)

    def _record(self, event_id, at_ms, name, details, invocation, error=""):
        record = {
            "resource_arn": f"{ROOT}:event-bus/{self.bus}",
            "message_timestamp_ms": at_ms,
            "event_bus_name": self.bus,
            "request_id": str(uuid5(NAMES, f"{len(self.records)}")),
            "event_id": event_id,
            "invocation_id": invocation,
            "message_type": name,
            "log_level": LEVELS.get(name, "INFO"),
            "details": details,
        }
        if error:
            record["error"] = {"error_message": error, "aws_service": "target"}
        self.records.append(record)


def _of_event():
    return {"caller_account_id": ACCOUNT, "source": "s", "detail_type": "t", "resources": []}


_WRITES = {
    DeliveryStep.RULE_MATCH: BusLogWriter._match,
    DeliveryStep.NO_STANDARD_RULES_MATCHED: BusLogWriter._unmatched,
    DeliveryStep.INVOCATION_SUCCESS: BusLogWriter._success,
    DeliveryStep.INVOCATION_FAILURE: BusLogWriter._failure,
    DeliveryStep.INVOCATION_DLQ: BusLogWriter._dead_letter,
    **dict.fromkeys(FAILED_ATTEMPTS, BusLogWriter._attempt),
}


def bus_log_of(steps, bus="eda-demo"):
    """The records AWS would have logged for these delivery records, in their order."""
    writer = BusLogWriter(bus)
    for step in steps:
        writer.write(step)
    return writer.records
