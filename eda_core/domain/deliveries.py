"""Records of what became of an event on its way to a target."""

from enum import StrEnum
from typing import Final, NamedTuple

REPLAYED: Final = "REPLAY"
"""The reason of a match where a custom bus hands over an event of the past."""


class DeliveryStep(StrEnum):
    """What happened to an event on its way to a target.

    The words are those of EventBridge's event bus logs (User Guide, "Logging event buses"). Those
    beginning with FUNCTION are the steps of Lambda's asynchronous invocation, which come after
    the bus has handed the event over and stand in no such log. DLQ_REDRIVE stands in none either:
    somebody had what lay in the dead-letter queue delivered again.
    """

    RULE_MATCH = "RULE_MATCH"
    NO_STANDARD_RULES_MATCHED = "NO_STANDARD_RULES_MATCHED"
    INVOCATION_SUCCESS = "INVOCATION_SUCCESS"
    INVOCATION_ATTEMPT_RETRYABLE_FAILURE = "INVOCATION_ATTEMPT_RETRYABLE_FAILURE"
    INVOCATION_ATTEMPT_THROTTLE = "INVOCATION_ATTEMPT_THROTTLE"
    INVOCATION_ATTEMPT_PERMANENT_FAILURE = "INVOCATION_ATTEMPT_PERMANENT_FAILURE"
    INVOCATION_FAILURE = "INVOCATION_FAILURE"
    INVOCATION_DLQ = "INVOCATION_DLQ"
    FUNCTION_ERROR = "FUNCTION_ERROR"
    FUNCTION_SUCCESS = "FUNCTION_SUCCESS"
    FUNCTION_FAILURE = "FUNCTION_FAILURE"
    FUNCTION_DLQ = "FUNCTION_DLQ"
    DLQ_REDRIVE = "DLQ_REDRIVE"


class DeliveryRecord(NamedTuple):
    """One step of one event on its way to one target; a tuple, for there are sixteen an order.

    ``sequence`` numbers the records from 1. ``attempt`` counts from 1; ``retry_ms`` is when the
    next attempt is due (epoch milliseconds), None if there is none. Rule and target are empty
    where the event had no rule to take it. ``inferred`` steps were not reported by the bus: the
    rules say that they must have been, or a later event shows it. Those with ``bus_log`` are known
    from the bus log of a deployed stack, which comes late and may lack some. ``takes_back`` is the
    number of an earlier step that no longer counts, as more is known by now; the record says the
    same as that one, and 0 stands for none. ``batch`` is how many events one call of a target had,
    ``group`` the event group where it is not that of the event's order.
    """

    sequence: int
    at_ms: int
    step: DeliveryStep
    event_id: str
    rule: str = ""
    target: str = ""
    attempt: int = 1
    reason: str = ""
    retry_ms: int | None = None
    inferred: bool = False
    bus_log: bool = False
    takes_back: int = 0
    batch: int = 1
    group: str = ""


class OddStep(NamedTuple):
    """What few steps have that is not usual, as fields of `DeliveryRecord`."""

    attempt: int = 1
    reason: str = ""
    retry_ms: int | None = None
    batch: int = 1
    group: str = ""

    @classmethod
    def of(cls, record: DeliveryRecord) -> "OddStep":
        """Return what a step has."""
        return cls(record.attempt, record.reason, record.retry_ms, record.batch, record.group)

    def given_to(self, record: DeliveryRecord) -> DeliveryRecord:
        """Return the step with this."""
        attempt, reason, retry_ms, batch, group = self
        return record._replace(
            attempt=attempt, reason=reason, retry_ms=retry_ms, batch=batch, group=group
        )

    def values(self) -> list[int | str | None]:
        """Return it to be written: its end only where that is not usual, as files of before."""
        if self.group:
            return list(self)
        return list(self[:4] if self.batch > 1 else self[:3])
