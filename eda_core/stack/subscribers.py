"""Subscribers of a custom bus as data: what each takes, how it is delivered, and what then.

A subscriber is more than a rule: it has a filter for each scope at most, its own order, batches,
retries and position, and one target. Its JSON form is that of the CloudFormation type
``AWS::EventsV2::Subscriber``; where that has ARNs, ours has ``Target``, the name in the stack.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from eda_core.domain.errors import InvalidSubscriber
from eda_core.patterns import EVERY_EVENT, EventPattern, compile_pattern
from eda_core.stack.rule import Rule, Target, TargetKind
from eda_core.stack.subscriber_checks import OWN, pattern_text, refusals


class FilterScope(StrEnum):
    """Which part of an event a filter looks at (User Guide, "Event filtering")."""

    DATA = "DATA"
    METADATA = "METADATA"
    SYSTEM_METADATA = "SYSTEM_METADATA"


class Ordering(StrEnum):
    """In which order a subscriber hands events over: any, or within each event group as sent."""

    UNORDERED = "UNORDERED"
    FIFO = "FIFO"


class Transformer(StrEnum):
    """What a target gets of an event: the data, all three parts, or what an expression makes."""

    RAW = "RAW"
    WITH_METADATA = "WITH_METADATA"
    JSONATA = "JSONATA"


class Invocation(StrEnum):
    """How a target is called: by its own API, or as a function that is waited for or not."""

    UNIVERSAL = "UNIVERSAL"
    EVENT = "EVENT"
    REQUEST_RESPONSE = "REQUEST_RESPONSE"


@dataclass(frozen=True, slots=True)
class Filter:
    """A pattern for one scope. All filters of a subscriber must match."""

    scope: FilterScope
    pattern_text: str
    pattern: EventPattern


@dataclass(frozen=True, slots=True)
class PointInTime:
    """Where a subscriber starts: at the oldest event kept (``from_s`` None), or at a time.

    Times are epoch seconds. With ``until_s`` it stops there; without, it goes on live.
    """

    from_s: int | None = None
    until_s: int | None = None


@dataclass(frozen=True, slots=True)
class Subscriber(Rule):
    """One subscriber; what it takes of the data is its ``pattern``, as of a rule.

    ``enabled`` is its state, RUNNING or STOPPED. ``start`` is None for LATEST. A call has up to
    ``batch_size`` events, gathered for ``batch_window_s`` seconds; one event goes as an object
    where the size is 1, and else as an array. A failed call is made up to ``most_retries`` times
    more, while its oldest event is no older than ``most_age_s`` seconds. ``expression`` is that
    of a JSONATA transformer.
    """

    filters: tuple[Filter, ...] = ()
    ordering: Ordering = Ordering.UNORDERED
    batch_size: int = 1
    batch_window_s: int = 0
    most_retries: int = 5
    most_age_s: int = 300
    transformer: Transformer = Transformer.RAW
    expression: str = ""
    invocation: Invocation = Invocation.UNIVERSAL
    start: PointInTime | None = None

    @property
    def is_fifo(self) -> bool:
        """Whether it keeps the order of each event group."""
        return self.ordering is Ordering.FIFO

    @property
    def batching(self) -> tuple[int, int]:
        """How many events a call has at most, and for how many seconds they are gathered."""
        return self.batch_size, self.batch_window_s

    def filter_of(self, scope: FilterScope) -> Filter | None:
        """Return its filter for this scope, or None."""
        return next((each for each in self.filters if each.scope is scope), None)

    def to_json(self) -> dict[str, Any]:
        """Return the subscriber as ``subscribers.json`` has it."""
        return {
            "Name": self.name,
            "Type": self.ordering.value,
            "State": "RUNNING" if self.enabled else "STOPPED",
            **self._starting(),
            **self._filtering(),
            "BatchConfiguration": {
                "MaxBatchSize": self.batch_size,
                "MaxBatchWindowInSeconds": self.batch_window_s,
            },
            "RetryPolicy": {
                "RetryStrategy": "ALL",
                "MaxRetryAttempts": self.most_retries,
                "MaxEventAgeInSeconds": self.most_age_s,
            },
            **self._transforming(),
            "InvokeConfiguration": self._invoking(),
            "DeadLetters": self.dead_letters,
        }

    def _starting(self) -> dict[str, Any]:
        if self.start is None:
            return {"StartingPosition": "LATEST"}
        begins, ends = self.start.from_s, self.start.until_s
        point: dict[str, Any] = {"PointType": "HORIZON" if begins is None else "TIMESTAMP"}
        point |= {} if begins is None else {"StartingPoint": begins}
        point |= {} if ends is None else {"EndPoint": ends}
        return {"StartingPosition": "POINT_IN_TIME", "PointInTimeConfiguration": point}

    def _filtering(self) -> dict[str, Any]:
        filters = [{"Scope": f.scope.value, "Pattern": f.pattern_text} for f in self.filters]
        return {"FilterConfiguration": {"Filters": filters}} if filters else {}

    def _transforming(self) -> dict[str, Any]:
        if self.invocation is Invocation.UNIVERSAL:
            return {}
        made: dict[str, Any] = {"Type": self.transformer.value}
        if self.transformer is Transformer.JSONATA:
            made["JsonataConfiguration"] = {"Expression": self.expression}
        return {"Transformer": made}

    def _invoking(self) -> dict[str, Any]:
        target = {"Kind": self.target.kind.value, "Name": self.target.name}
        if self.invocation is Invocation.UNIVERSAL:
            return {"Target": target}
        name = _PARAMETERS[self.target.kind]
        return {"Target": target, name: {"InvocationType": self.invocation.value}}


UNIVERSAL_INPUTS: Final = {
    TargetKind.LOG_GROUP: (
        '{% {"LogGroupName": "${LogGroup}", "LogStreamName": "bus", "LogEvents": [$events.'
        '{"Timestamp": $toMillis(SystemMetadata."aws:IngestionTime"), "Message": $string(Data)}]}'
        " %}"
    ),
    TargetKind.STATE_MACHINE: (
        '{% {"StateMachineArn": "${StateMachine}", "Input": $string($events.Data)} %}'
    ),
}
"""What a universal target is called with: `PutLogEvents`, and `StartExecution` with the input the
classic bus gives it. ``${...}`` is filled in where a template is made. Assumed, no page says so:
names begin with a capital, as in Step Functions (docs/CUSTOM_BUS.md, unknown 12).
"""

_PARAMETERS: Final = {
    TargetKind.FUNCTION: "LambdaParameters",
    TargetKind.STATE_MACHINE: "StepFunctionsParameters",
}


def subscriber_from(entry: Mapping[str, Any]) -> Subscriber:
    """Return a subscriber from its JSON form.

    Raises `InvalidSubscriber` for what the service would refuse, naming the first place, and
    `InvalidPattern` for a pattern that does not compile.
    """
    name = str(entry.get("Name", ""))[:256]
    target, invocation = _target(entry.get("InvokeConfiguration"), name)
    if not isinstance(entry.get("DeadLetters", True), bool):
        raise InvalidSubscriber("DeadLetters is true or false.", f"{name}.DeadLetters", OWN)
    for refusal in refusals(_with_input(entry, target, invocation)):
        raise InvalidSubscriber(refusal.reason, f"{name}.{refusal.place}", refusal.source)
    return Subscriber(
        name=name,
        target=target,
        enabled=entry.get("State", "RUNNING") == "RUNNING",
        dead_letters=entry.get("DeadLetters", True),
        ordering=Ordering(entry.get("Type", "UNORDERED")),
        invocation=invocation or Invocation.UNIVERSAL,
        start=_start(entry.get("PointInTimeConfiguration")),
        **_filtered(entry),
        **_delivered(entry),
    )


def _filtered(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say what it takes; without a filter of the data, every event."""
    filters = tuple(map(_filter, entry.get("FilterConfiguration", {}).get("Filters", ())))
    data = next((each for each in filters if each.scope is FilterScope.DATA), None)
    text, pattern = (NO_FILTER, EVERY_EVENT) if data is None else (data.pattern_text, data.pattern)
    return {"filters": filters, "pattern_text": text, "pattern": pattern}


def _delivered(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say how many events it is given at once, in which form, how often."""
    batch, retry = entry.get("BatchConfiguration", {}), entry.get("RetryPolicy", {})
    transformer = entry.get("Transformer", {})
    return {
        "batch_size": batch.get("MaxBatchSize", USUAL_BATCH),
        "batch_window_s": batch.get("MaxBatchWindowInSeconds", 0),
        "most_retries": retry.get("MaxRetryAttempts", 5),
        "most_age_s": retry.get("MaxEventAgeInSeconds", 300),
        "transformer": Transformer(transformer.get("Type", "RAW")),
        "expression": transformer.get("JsonataConfiguration", {}).get("Expression", ""),
    }


NO_FILTER: Final = "{}"
"""The pattern of the data, where a subscriber has no filter for it."""

USUAL_BATCH: Final = 10
"""Events of a call to Lambda or Step Functions where no size is given (CloudFormation schema)."""


def _filter(given: Mapping[str, Any]) -> Filter:
    text = pattern_text(given["Pattern"])
    return Filter(FilterScope(given["Scope"]), text, compile_pattern(text))


def _target(invoke: Any, name: str) -> tuple[Target, Invocation | None]:
    """Return what it calls and how; None where the way of calling cannot be used."""
    place, given = f"{name}.InvokeConfiguration", None
    if isinstance(invoke, Mapping):
        given = invoke.get("Target")
    if not isinstance(given, Mapping) or given.get("Kind") not in tuple(TargetKind):
        kinds = ", ".join(TargetKind)
        raise InvalidSubscriber(f"It needs a Target: a Name, and a Kind of {kinds}.", place, OWN)
    target = Target(TargetKind(given["Kind"]), str(given.get("Name", "")))
    block = _PARAMETERS.get(target.kind, "")
    if block not in invoke and target.kind in UNIVERSAL_INPUTS:
        return target, Invocation.UNIVERSAL
    chosen = invoke[block].get("InvocationType") if isinstance(invoke.get(block), Mapping) else None
    if block not in invoke:
        raise InvalidSubscriber(f"A function needs {block}.", place, OWN)
    return target, Invocation(chosen) if chosen in ("EVENT", "REQUEST_RESPONSE") else None


def _with_input(entry: Mapping[str, Any], target: Target, how: Invocation | None) -> dict[str, Any]:
    """Return the properties with what a universal target is called with, which its kind says."""
    if how is not Invocation.UNIVERSAL:
        return dict(entry)
    parameters = {"UniversalTargetParameters": {"Input": UNIVERSAL_INPUTS[target.kind]}}
    return {**entry, "InvokeConfiguration": {**entry["InvokeConfiguration"], **parameters}}


def _start(given: Mapping[str, Any] | None) -> PointInTime | None:
    return None if given is None else PointInTime(given.get("StartingPoint"), given.get("EndPoint"))
