"""From the JSON of a state to its record: one function per type, and the table of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from eda_core.asl.definition import distributed_map
from eda_core.asl.definition.common_fields import (
    JSONATA,
    Site,
    check_credentials,
    check_timeouts,
    comment,
    is_distributed,
    parse_assign,
    parse_catch,
    parse_flow,
    parse_next,
    parse_query_language,
    parse_retry,
    parse_target,
)
from eda_core.asl.definition.fields import Fields, suggestion
from eda_core.asl.definition.intrinsics import is_intrinsic
from eda_core.asl.definition.payload_template import parse_expression, weigh_constant
from eda_core.asl.definition.resources import read_resource
from eda_core.asl.definition.rule_parser import parse_rule
from eda_core.asl.jsonata.states import JSONATA_PARSERS
from eda_core.asl.model import (
    Choice,
    ChoiceState,
    Dataflow,
    FailState,
    MapState,
    ParallelState,
    PassState,
    State,
    SucceedState,
    TaskState,
    WaitState,
)
from eda_core.asl.paths.jsonpath import Path
from eda_core.asl.payload import MISSING, shorten
from eda_core.asl.running.seconds import MAX_SECONDS
from eda_core.asl.scope import Read
from eda_core.asl.timestamps import parse_timestamp

_JSONATA: Final = 'is a field of JSONata: give the state "QueryLanguage": "JSONata" for it'
_REFUSED: Final = dict.fromkeys(("Arguments", "Output", "Items"), _JSONATA)
_EVERY: Final = frozenset(("Type", "Comment", "QueryLanguage"))
_PATHS: Final = frozenset(("InputPath", "OutputPath", "Assign"))
_GOING_ON: Final = frozenset(("Next", "End"))
_RESULT: Final = frozenset(("ResultPath", "Parameters"))
_GUARDED: Final = frozenset(("ResultSelector", "Retry", "Catch"))
_WORK: Final = _EVERY | _PATHS | _GOING_ON | _RESULT | _GUARDED
_TEXT_FUNCTIONS: Final = tuple(
    f"States.{name}"
    for name in (
        "Format", "JsonToString", "ArrayGetItem", "Base64Encode", "Base64Decode", "Hash", "UUID",
    )
)  # fmt: skip
"""The functions that ErrorPath and CausePath take (AWS: *Fail workflow state*)."""


def parse_state(name: str, fields: Fields, site: Site) -> State:
    """Compile the state called ``name``. Raises ``InvalidDefinition`` naming the part at fault."""
    kind = fields.text("Type")
    language = parse_query_language(fields, site.language)
    parse = (JSONATA_PARSERS if language == JSONATA else PARSERS).get(kind)
    if parse is None:
        reason = f'there is no state type "{shorten(kind)}"{suggestion(kind, PARSERS)}'
        raise fields.refuse("Type", reason)
    return parse(name, fields, site)


def _parse_pass(name: str, fields: Fields, site: Site) -> State:
    fields.only(_EVERY | _PATHS | _GOING_ON | _RESULT | {"Result"}, _REFUSED)
    result = fields.source.get("Result", MISSING)
    weight = 0 if result is MISSING else weigh_constant(result)
    return PassState(
        name, comment(fields), parse_flow(fields), parse_next(fields, site), result, weight
    )


def _parse_succeed(name: str, fields: Fields, _: Site) -> State:
    fields.only(_EVERY | {"InputPath", "OutputPath"}, _REFUSED)
    return SucceedState(name, comment(fields), parse_flow(fields, assign=False))


def _parse_fail(name: str, fields: Fields, _: Site) -> State:
    fields.only(_EVERY | {"Error", "ErrorPath", "Cause", "CausePath"}, _REFUSED)
    error = _text_or_expression(fields, "Error", "ErrorPath")
    return FailState(
        name, comment(fields), error, _text_or_expression(fields, "Cause", "CausePath")
    )


def _text_or_expression(fields: Fields, fixed: str, by_path: str) -> str | Read | None:
    given = fields.one_of((fixed, by_path), required=False)
    if given == by_path:
        text = fields.text(by_path)
        if is_intrinsic(text) and text.partition("(")[0].strip() not in _TEXT_FUNCTIONS:
            known = ", ".join(_TEXT_FUNCTIONS)
            raise fields.refuse(by_path, f"must be a path, or a function that gives text: {known}")
        return parse_expression(fields.source[by_path], by_path, fields.at(by_path))[0]
    return fields.text(fixed) if given else None


def _parse_wait(name: str, fields: Fields, site: Site) -> State:
    times = ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")
    fields.only(_EVERY | _PATHS | _GOING_ON | set(times), _REFUSED)
    given = fields.one_of(times)
    seconds = _seconds(fields, "Seconds", 0) if given in times[:2] else None
    timestamp = _timestamp(fields) if given in times[2:] else None
    following = parse_next(fields, site)
    return WaitState(name, comment(fields), parse_flow(fields), following, seconds, timestamp)


def _seconds(fields: Fields, name: str, least: int) -> int | Path | None:
    """Read ``name`` or ``name`` + ``Path``; None where neither is given."""
    by_path = f"{name}Path"
    given = fields.one_of((name, by_path), required=False)
    if given is None:
        return None
    return fields.path(by_path) if given == by_path else fields.whole(name, 0, least)


def _timestamp(fields: Fields) -> int | Path:
    if fields.has("TimestampPath"):
        return fields.path("TimestampPath")
    instant = parse_timestamp(fields.text("Timestamp"))
    if instant is None:
        raise fields.refuse("Timestamp", "must be a timestamp such as 2016-08-18T17:33:00Z")
    return -(-instant // 1_000_000)


def _parse_choice(name: str, fields: Fields, site: Site) -> State:
    fields.only(_EVERY | _PATHS | {"Choices", "Default"}, _REFUSED)
    flow = parse_flow(fields)
    choices = tuple(_parse_one_choice(choice, site, flow) for choice in fields.objects("Choices"))
    default = parse_target(fields, "Default", site) if fields.has("Default") else None
    return ChoiceState(name, comment(fields), flow, choices, default)


def _parse_one_choice(fields: Fields, site: Site, flow: Dataflow) -> Choice:
    if fields.has("Condition"):
        raise fields.refuse("Condition", _JSONATA)
    rule = parse_rule(fields)
    target = parse_target(fields, "Next", site)
    return Choice(rule, target, replace(flow, assign=parse_assign(fields)))


def _parse_task(name: str, fields: Fields, site: Site) -> State:
    limits = {"TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"}
    fields.only(_WORK | limits | {"Resource", "Credentials"}, _REFUSED)
    check_timeouts(fields)
    check_credentials(fields)
    return TaskState(
        name,
        comment(fields),
        parse_flow(fields),
        parse_next(fields, site),
        read_resource(fields),
        _seconds(fields, "TimeoutSeconds", 1),
        _seconds(fields, "HeartbeatSeconds", 1),
        parse_retry(fields),
        parse_catch(fields, site),
    )


def _parse_parallel(name: str, fields: Fields, site: Site) -> State:
    fields.only(_WORK | {"Branches"}, _REFUSED)
    branches = tuple(site.parse_branch(branch) for branch in fields.objects("Branches"))
    retry, catch = parse_retry(fields), parse_catch(fields, site)
    following = parse_next(fields, site)
    return ParallelState(
        name, comment(fields), parse_flow(fields), following, branches, retry, catch
    )


def _parse_map(name: str, fields: Fields, site: Site) -> State:
    own = {"ItemsPath", "ItemSelector", "ItemProcessor", "Iterator", *distributed_map.FIELDS}
    numbers = _DIALECT.numbers("MaxConcurrency", *distributed_map.TOLERANCES)
    fields.only(_WORK | own | set(numbers), _REFUSED)
    selector = fields.one_of(("ItemSelector", "Parameters"), required=False)
    processor = fields.object(fields.one_of(("ItemProcessor", "Iterator")) or "")
    return MapState(
        name,
        comment(fields),
        parse_flow(fields, parameters=None),
        parse_next(fields, site),
        fields.path("ItemsPath") if fields.has("ItemsPath") else None,
        fields.template(selector) if selector else None,
        site.parse_branch(processor),
        _number(fields, "MaxConcurrency", MAX_SECONDS) or 0,
        is_distributed(processor),
        parse_retry(fields),
        parse_catch(fields, site),
        distribution=distributed_map.parse_distribution(fields, _DIALECT),
    )


def _number(fields: Fields, name: str, most: int) -> int | Path | None:
    """Read ``name`` or ``name`` + ``Path``; None where neither is given."""
    by_path = f"{name}Path"
    given = fields.one_of((name, by_path), required=False)
    if given is None:
        return None
    return fields.path_to_one(by_path) if given == by_path else fields.whole(name, 0, 0, most)


_DIALECT: Final = distributed_map.Dialect("Parameters", Fields.template, _number, paths=True)

PARSERS: Final[dict[str, Callable[[str, Fields, Site], State]]] = {
    "Choice": _parse_choice,
    "Fail": _parse_fail,
    "Map": _parse_map,
    "Parallel": _parse_parallel,
    "Pass": _parse_pass,
    "Succeed": _parse_succeed,
    "Task": _parse_task,
    "Wait": _parse_wait,
}
"""Every state type by its name."""
