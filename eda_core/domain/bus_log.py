"""What one record of a bus log tells of a delivery.

Source of the fields: EventBridge User Guide, "Event bus log schema" and "What Amazon EventBridge
logs for event buses". A record names the event and the step, and a delivery by its rule and its
invocation. Of the sixteen steps nine are steps of ours. Four more, which begin an attempt or end
one well, tell by the way that a rule took the event or that its target has it, and that counts
where the record that says so is missing. The other three (EVENT_RECEIPT, EVENT_INGEST_SUCCESS,
EVENT_INGEST_FAILURE, RULE_MATCH_START) come before any delivery.

Assumed: ``event_id`` is the ``id`` of the envelope; attempts count from 1; a number as text is a
number.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import InvalidEvent
from eda_core.domain.events import epoch_ms

LONGEST_NAME: Final = 256
LONGEST_REASON: Final = 500
MOST_ATTEMPTS: Final = 1_000

_MEANS: Final[Mapping[str, DeliveryStep]] = {
    **{step.value: step for step in DeliveryStep if step.value.startswith(("INV", "RULE", "NO_"))},
    "INVOCATION_START": DeliveryStep.RULE_MATCH,
    "INVOCATION_ATTEMPT_START": DeliveryStep.RULE_MATCH,
    "INVOCATION_THROTTLE_START": DeliveryStep.RULE_MATCH,
    "INVOCATION_ATTEMPT_SUCCESS": DeliveryStep.INVOCATION_SUCCESS,
}
"""The step each tells of, by its own name or by the way."""


class BusLogStep(NamedTuple):
    """One step of a delivery as a bus log tells it.

    ``plainly`` says that the record is the one of this step, and does not tell of it by the way.
    ``rule`` and ``target`` are names; the target of a match with several is the first.
    ``of_subscriber`` says that the rule is a subscriber, whose name may begin with the stack's,
    ``batch`` how many events its call had, and ``group`` the event group.
    """

    event_id: str
    invocation: str
    step: DeliveryStep
    at_ms: int
    rule: str = ""
    target: str = ""
    attempt: int = 1
    reason: str = ""
    plainly: bool = True
    of_subscriber: bool = False
    batch: int = 1
    group: str = ""


def bus_log_step(record: Any, written_ms: int) -> BusLogStep | None:
    """Return what a record of a bus log tells of a delivery; None where it tells nothing of one.

    ``written_ms`` (epoch milliseconds) is when the log has it from, for one that does not say.
    Raises nothing, whatever the record is.
    """
    if not isinstance(record, Mapping):
        return None
    kind, event_id = record.get("message_type"), name_in(record.get("event_id"))
    step = _MEANS.get(kind) if isinstance(kind, str) else None
    details = record.get("details")
    told: Mapping[str, Any] = details if isinstance(details, Mapping) else {}
    rule = last_of_arn(told.get("rule_arn"))
    if step is None or not event_id or bool(rule) is (step is _NO_RULE):
        return None
    return BusLogStep(
        event_id,
        _invocation(record, told),
        step,
        time_ms_in(record.get("message_timestamp_ms"), written_ms),
        rule,
        last_of_arn(told.get("target_arn") or _first(told.get("target_arns"))),
        attempt_in(told),
        _reason(record.get("error")),
        kind == step.value,
    )


_NO_RULE: Final = DeliveryStep.NO_STANDARD_RULES_MATCHED


def _invocation(record: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """Return the id of the invocation; a match names those that will come of it."""
    return name_in(record.get("invocation_id")) or name_in(_first(told.get("invocation_ids")))


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None


def first_of(*values: Any) -> Any:
    """Return the first of these that says something."""
    return next((each for each in values if each), None)


def name_in(value: Any) -> str:
    """Return a name, or nothing for what is none."""
    return value if isinstance(value, str) and len(value) <= LONGEST_NAME else ""


def last_of_arn(arn: Any) -> str:
    """Return what an ARN names: the last part of it, of a log group without ``:*``."""
    text = name_in(arn).removesuffix(":*")
    if ":log-group:" in text:
        return text.rpartition(":log-group:")[2]
    return text.rpartition("/")[2].rpartition(":")[2]


def attempt_in(told: Mapping[str, Any]) -> int:
    """Return which attempt it was, from 1."""
    for name in ("attempt_count", "total_attempts"):
        number = number_in(told.get(name))
        if number is not None:
            return max(1, min(int(number), MOST_ATTEMPTS))
    return 1


def number_in(value: Any) -> float | None:
    """Return a number, or what a text says of one; None for what is neither."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
        return int(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and abs(value) < 2**53 else None


def time_ms_in(value: Any, otherwise: int) -> int:
    """Return a time in epoch milliseconds, from a number or from ISO 8601."""
    number = number_in(value)
    if number is not None:
        return int(number)
    try:
        return epoch_ms(value) if isinstance(value, str) else otherwise
    except InvalidEvent:
        return otherwise


def _reason(error: Any) -> str:
    said = error.get("error_message") if isinstance(error, Mapping) else None
    return said[:LONGEST_REASON] if isinstance(said, str) else ""
