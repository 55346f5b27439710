"""What the custom bus refuses in a subscriber, each with its place and where that is said.

The properties are those of the CloudFormation type ``AWS::EventsV2::Subscriber``, in a template or
in ``subscribers.json``. Many of these cfn-lint 1.58 lets pass; there is a case of each among the
tests (``refused.json``), which says whether it does.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from eda_core.asl import ExpressionFailed, check_event_expression
from eda_core.stack.subscriber_shape import misfits

MODEL: Final = "service model eventbridgev2, botocore 1.44.8"
FILTERING: Final = "EventBridge User Guide, eb-custom-bus-filtering"
UPDATING: Final = "EventBridge User Guide, eb-custom-bus-update"
UNIVERSAL: Final = "EventBridge User Guide, eb-custom-bus-universal-targets"
TRANSFORMING: Final = "EventBridge User Guide, eb-custom-bus-transform"
SCHEMA: Final = "CloudFormation schema of AWS::EventsV2::Subscriber, 2026-10-20"
CONTRACT: Final = "AWS's agent toolkit, amazon-eventbridge-event-bus, target-contract"
OWN: Final = "a rule of this project: the default is not documented"

MOST_FILTER_BYTES: Final = 4_096
MOST_EXPRESSION: Final = 8_192
MOST_INPUT: Final = 262_144
MOST_SECONDS: Final = 253_402_300_799
"""The last second of the year 9999, in epoch seconds."""

MOST_BATCH: Final = {"universal": 1, "function": 100, "state machine": 100}
"""Events of one call at most, by what is called (`SCHEMA`, the description of MaxBatchSize).

The User Guide says 1 to 500 for a universal target; the schema says 1, which is taken here.
"""

_NAME: Final = re.compile(r"[A-Za-z0-9][._\-A-Za-z0-9]{0,255}")
_UNIVERSAL_ARN: Final = re.compile(r"arn:[^:]*:events:::aws-sdk:")
_EXPRESSION: Final = re.compile(r"\{%.+?%\}", re.DOTALL)
_SCOPES: Final = ("DATA", "METADATA", "SYSTEM_METADATA")
_INVOCATIONS: Final = ("EVENT", "REQUEST_RESPONSE")

Properties = Mapping[str, Any]


class RefusedProperty(NamedTuple):
    """What is refused: the place among the properties, a sentence, and where that is said."""

    place: str
    reason: str
    source: str


def refusals(properties: Properties) -> Iterator[RefusedProperty]:
    """Yield what the service would refuse in a subscriber with these properties."""
    for check in CHECKS:
        yield from check(properties)


def target_kind(properties: Properties) -> str:
    """Return what is called: ``universal``, ``function``, ``state machine``, or empty for another.

    In a template an ARN may be known only later, so the parameters tell as well.
    """
    invoke = _block(properties, "InvokeConfiguration")
    arn = invoke.get("TargetArn")
    if "UniversalTargetParameters" in invoke or _is_text(arn, _UNIVERSAL_ARN):
        return "universal"
    if "LambdaParameters" in invoke:
        return "function"
    return "state machine" if "StepFunctionsParameters" in invoke else ""


def _is_text(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.match(value) is not None


def _block(properties: Properties, name: str) -> Properties:
    found = properties.get(name)
    return found if isinstance(found, Mapping) else {}


def _shape(properties: Properties) -> Iterator[RefusedProperty]:
    yield from (RefusedProperty(place, reason, SCHEMA) for place, reason in misfits(properties))


def _name(properties: Properties) -> Iterator[RefusedProperty]:
    name = properties.get("Name")
    if isinstance(name, int | float | list):
        yield RefusedProperty("Name", "A name is a text.", MODEL)
    if isinstance(name, str) and not _NAME.fullmatch(name):
        reason = "A name begins with a letter or digit, then letters, digits, . _ -; 256 at most."
        yield RefusedProperty("Name", reason, MODEL)


def _enumerations(properties: Properties) -> Iterator[RefusedProperty]:
    for name, values in _VALUES.items():
        given = properties.get(name)
        if given is not None and given not in values:
            yield RefusedProperty(
                name, f"{name} is one of {', '.join(values)}, not {_short(given)}.", MODEL
            )


_VALUES: Final = {
    "Type": ("UNORDERED", "FIFO"),
    "State": ("RUNNING", "STOPPED"),
    "StartingPosition": ("LATEST", "POINT_IN_TIME"),
}


def _filters(properties: Properties) -> Iterator[RefusedProperty]:
    """One filter for each scope at most, 4,096 bytes in all, and patterns this bus takes."""
    if "FilterConfiguration" not in properties:
        return  # then it takes every event
    place, given = "FilterConfiguration", _block(properties, "FilterConfiguration").get("Filters")
    if not isinstance(given, list) or not given:
        yield RefusedProperty(
            place, "An empty filter configuration is refused: leave it out.", UPDATING
        )
        return
    filters = [each for each in given if isinstance(each, Mapping)]
    for number, each in enumerate(filters):
        if "Pattern" not in each:
            reason = "A filter needs its Pattern."
            yield RefusedProperty(f"{place}.Filters[{number}]", reason, MODEL)
    yield from _scopes(filters, place)
    texts = [pattern_text(each.get("Pattern")) for each in filters]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    if size > MOST_FILTER_BYTES:
        reason = f"All filters together have {MOST_FILTER_BYTES:,} bytes at most, not {size:,}."
        yield RefusedProperty(place, reason, FILTERING)
    for number, (each, text) in enumerate(zip(filters, texts, strict=True)):
        yield from pattern_refusals(each.get("Scope"), text, f"{place}.Filters[{number}].Pattern")


def pattern_text(pattern: Any) -> str:
    """Return the text of a pattern, which in our own files may be an object."""
    return pattern if isinstance(pattern, str) else json.dumps(pattern, indent=2)


def _scopes(filters: list[Mapping[str, Any]], place: str) -> Iterator[RefusedProperty]:
    seen = set[str]()
    for number, each in enumerate(filters):
        scope, here = each.get("Scope"), f"{place}.Filters[{number}].Scope"
        if scope not in _SCOPES:
            reason = f"A scope is one of {', '.join(_SCOPES)}, not {_short(scope)}."
            yield RefusedProperty(here, reason, MODEL)
        elif scope in seen:
            yield RefusedProperty(here, f"Duplicate filter scope: {scope}", FILTERING)
        else:
            seen.add(scope)


def pattern_refusals(scope: Any, text: str, place: str = "") -> Iterator[RefusedProperty]:
    """Yield what the service would refuse in the pattern of a filter for this scope."""
    try:
        pattern = json.loads(text)
    except (ValueError, RecursionError):
        yield RefusedProperty(place, "A pattern is a JSON object, as text.", FILTERING)
        return
    operators = set(_operators(pattern))
    if "wildcard" in operators:
        reason = "This bus has no `wildcard`, also not within `anything-but`: use `prefix`."
        yield RefusedProperty(place, reason, FILTERING)
    if scope == "METADATA" and operators:
        reason = "A METADATA filter takes exact values only, no operators."
        yield RefusedProperty(place, reason, FILTERING)


def _operators(pattern: Any) -> Iterator[str]:
    """Yield the operators a pattern uses, those within `anything-but` too."""
    if isinstance(pattern, dict):
        for name, value in pattern.items():
            if name == "$or" and isinstance(value, list):
                for choice in value:
                    yield from _operators(choice)
            else:
                yield from _operators(value)
    elif isinstance(pattern, list):
        for entry in pattern:
            if isinstance(entry, dict):
                yield from entry
                yield from (n for inner in entry.values() if isinstance(inner, dict) for n in inner)


def _batch(properties: Properties) -> Iterator[RefusedProperty]:
    batch, kind = _block(properties, "BatchConfiguration"), target_kind(properties)
    place = "BatchConfiguration"
    needed = ("MaxBatchSize", "MaxBatchWindowInSeconds")
    if kind == "universal" and any(name not in batch for name in needed):
        reason = "A universal target needs MaxBatchSize and MaxBatchWindowInSeconds."
        yield RefusedProperty(place, reason, UNIVERSAL)
    most = MOST_BATCH.get(kind, 500)
    yield from _number(batch, "MaxBatchSize", 1, most, place, SCHEMA)
    yield from _number(batch, "MaxBatchWindowInSeconds", 0, 300, place, MODEL)


def _number(
    block: Properties, name: str, least: int, most: int, place: str, source: str
) -> Iterator[RefusedProperty]:
    value = block.get(name)
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        reason = f"{name} is a whole number from {least:,} to {most:,} here, not {_short(value)}."
        yield RefusedProperty(f"{place}.{name}", reason, source)


def _retries(properties: Properties) -> Iterator[RefusedProperty]:
    policy, place = _block(properties, "RetryPolicy"), "RetryPolicy"
    yield from _number(policy, "MaxRetryAttempts", 0, 185, place, MODEL)
    yield from _number(policy, "MaxEventAgeInSeconds", 60, 86_400, place, MODEL)
    if policy.get("RetryStrategy", "ALL") != "ALL":
        yield RefusedProperty(f"{place}.RetryStrategy", "The only RetryStrategy is ALL.", MODEL)


def _transformer(properties: Properties) -> Iterator[RefusedProperty]:
    if "Transformer" not in properties:
        return
    transformer, place = _block(properties, "Transformer"), "Transformer"
    if target_kind(properties) == "universal":
        reason = "A universal target takes no Transformer: its Input says what it is called with."
        yield RefusedProperty(place, reason, MODEL)
    kind = transformer.get("Type", "RAW")
    if kind not in ("RAW", "WITH_METADATA", "JSONATA"):
        reason = f"A Transformer is RAW, WITH_METADATA or JSONATA, not {_short(kind)}."
        yield RefusedProperty(f"{place}.Type", reason, MODEL)
    if kind != "JSONATA":
        return
    expression = _block(transformer, "JsonataConfiguration").get("Expression")
    here = f"{place}.JsonataConfiguration.Expression"
    if not isinstance(expression, str) or not _EXPRESSION.fullmatch(expression):
        reason = "A JSONATA transformer needs an Expression between {% and %}."
        yield RefusedProperty(here, reason, TRANSFORMING)
    elif len(expression) > MOST_EXPRESSION:
        yield RefusedProperty(
            here, f"An Expression has {MOST_EXPRESSION:,} characters at most.", MODEL
        )
    else:
        yield from _unreadable(expression, here)


def _unreadable(expression: str, place: str) -> Iterator[RefusedProperty]:
    try:
        check_event_expression(expression)
    except ExpressionFailed as fault:
        yield RefusedProperty(place, str(fault), CONTRACT)


def _invocation(properties: Properties) -> Iterator[RefusedProperty]:
    invoke, place = _block(properties, "InvokeConfiguration"), "InvokeConfiguration"
    if not invoke:
        yield RefusedProperty(place, "A subscriber needs an InvokeConfiguration.", MODEL)
    for name in ("LambdaParameters", "StepFunctionsParameters"):
        given = _block(invoke, name).get("InvocationType")
        here = f"{place}.{name}.InvocationType"
        if name in invoke and given is None:
            reason = "Write the InvocationType out, EVENT or REQUEST_RESPONSE: no page says which."
            yield RefusedProperty(here, reason, OWN)
        elif name in invoke and given not in _INVOCATIONS:
            reason = f"InvocationType is EVENT or REQUEST_RESPONSE, not {_short(given)}."
            yield RefusedProperty(here, reason, MODEL)
    yield from _universal(invoke, target_kind(properties))


def _universal(invoke: Properties, kind: str) -> Iterator[RefusedProperty]:
    if kind != "universal":
        return
    given = _block(invoke, "UniversalTargetParameters").get("Input")
    here = "InvokeConfiguration.UniversalTargetParameters.Input"
    if not isinstance(given, str) or not given:
        yield RefusedProperty(
            here, "A universal target needs an Input, the request it sends.", MODEL
        )
    elif len(given) > MOST_INPUT:
        yield RefusedProperty(here, f"An Input has {MOST_INPUT:,} characters at most.", MODEL)


def _start(properties: Properties) -> Iterator[RefusedProperty]:
    place = "PointInTimeConfiguration"
    is_past = properties.get("StartingPosition", "LATEST") == "POINT_IN_TIME"
    if is_past != (place in properties):
        which = "needs" if is_past else "takes no"
        position = "POINT_IN_TIME" if is_past else "LATEST"
        yield RefusedProperty(place, f"StartingPosition {position} {which} {place}.", MODEL)
    point = _block(properties, place)
    if not point:
        return
    kind, begins, ends = (point.get(n) for n in ("PointType", "StartingPoint", "EndPoint"))
    if kind not in ("HORIZON", "TIMESTAMP"):
        reason = f"PointType is HORIZON or TIMESTAMP, not {_short(kind)}."
        yield RefusedProperty(f"{place}.PointType", reason, MODEL)
    for name in ("StartingPoint", "EndPoint"):
        yield from _number(point, name, 0, MOST_SECONDS, place, MODEL)
    if (kind == "TIMESTAMP") != isinstance(begins, int):
        reason = "TIMESTAMP needs a StartingPoint in epoch seconds, and HORIZON takes none."
        yield RefusedProperty(f"{place}.StartingPoint", reason, MODEL)
    elif isinstance(begins, int) and isinstance(ends, int) and ends <= begins:
        yield RefusedProperty(f"{place}.EndPoint", "EndPoint lies after StartingPoint.", MODEL)


Check = Callable[[Properties], Iterator[RefusedProperty]]

CHECKS: Final[tuple[Check, ...]] = (
    _shape,
    _name,
    _enumerations,
    _filters,
    _batch,
    _retries,
    _transformer,
    _invocation,
    _start,
)
"""The shape of all, then in the order of the properties; each yields what it finds wrong."""


def remarks(properties: Properties) -> Iterator[RefusedProperty]:
    """Yield what the service takes and which yet does not do what it seems to say."""
    for number, each in enumerate(_block(properties, "FilterConfiguration").get("Filters", ())):
        place = f"FilterConfiguration.Filters[{number}].Pattern"
        is_system = each.get("Scope") == "SYSTEM_METADATA"
        if is_system and "numeric" in set(_operators(json.loads(pattern_text(each["Pattern"])))):
            reason = "All values of SYSTEM_METADATA are text, so `numeric` never matches here."
            yield RefusedProperty(place, reason, FILTERING)
    invoke = _block(properties, "InvokeConfiguration")
    invocation = _block(invoke, "LambdaParameters").get("InvocationType")
    if properties.get("Type") == "FIFO" and invocation == "EVENT":
        reason = "FIFO with EVENT hands over in order, and Lambda's own queue keeps none."
        yield RefusedProperty("Type", reason, "EventBridge User Guide, eb-custom-bus-ordering")


def _short(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 40 else f"{text[:37]}..."
