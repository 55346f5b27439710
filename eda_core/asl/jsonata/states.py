"""From the JSON of a JSONata state to its record: one function per type, and the table of them.

The fields are those of the AWS pages on each state type, where they are not marked JSONPath only.
"""

from collections.abc import Callable
from typing import Final

from eda_core.asl.choice import Condition
from eda_core.asl.definition import distributed_map
from eda_core.asl.definition.common_fields import (
    Site,
    check_credentials,
    check_timeouts,
    comment,
    is_distributed,
    parse_next,
    parse_retry,
    parse_target,
)
from eda_core.asl.definition.fields import Fields
from eda_core.asl.definition.payload_template import Template
from eda_core.asl.definition.resources import read_resource
from eda_core.asl.failure import QUERY_EVALUATION_ERROR, EvaluationFailed
from eda_core.asl.jsonata.expression import Expression
from eda_core.asl.jsonata.json_template import (
    expression_at,
    jsonata_catch,
    jsonata_flow,
    number_at,
    of_input,
    template_at,
)
from eda_core.asl.model import (
    Choice,
    ChoiceState,
    FailState,
    MapState,
    Number,
    ParallelState,
    PassState,
    State,
    SucceedState,
    TaskState,
    WaitState,
)
from eda_core.asl.payload import MISSING, Json, shorten, to_label, to_text
from eda_core.asl.scope import Read, Scope
from eda_core.asl.timestamps import parse_timestamp

_JSONPATH: Final = "is a field of JSONPath, which this state does not use"
_REFUSED: Final = dict.fromkeys(
    (
        "InputPath", "OutputPath", "Parameters", "ResultPath", "ResultSelector", "Result",
        "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "ErrorPath",
        "CausePath", "ItemsPath", "MaxConcurrencyPath", "ToleratedFailureCountPath",
        "ToleratedFailurePercentagePath", "Variable",
    ),
    _JSONPATH,
)  # fmt: skip
_EVERY: Final = frozenset(("Type", "Comment", "QueryLanguage"))
_LEFT: Final = _EVERY | {"Output", "Assign"}
_GOING_ON: Final = _LEFT | {"Next", "End"}
_GUARDED: Final = _GOING_ON | {"Retry", "Catch"}


def _parse_pass(name: str, fields: Fields, site: Site) -> State:
    fields.only(_GOING_ON, _REFUSED)
    following = parse_next(fields, site)
    return PassState(name, comment(fields), jsonata_flow(fields), following, MISSING, 0)


def _parse_succeed(name: str, fields: Fields, _: Site) -> State:
    fields.only(_EVERY | {"Output"}, _REFUSED)
    return SucceedState(name, comment(fields), jsonata_flow(fields))


def _parse_fail(name: str, fields: Fields, _: Site) -> State:
    fields.only(_EVERY | {"Error", "Cause"}, _REFUSED)
    return FailState(name, comment(fields), _text(fields, "Error"), _text(fields, "Cause"))


def _text(fields: Fields, name: str) -> str | Read | None:
    expression = expression_at(fields, name)
    if expression is None:
        return fields.text(name) if fields.has(name) else None
    return lambda data, scope: expression.evaluate_kind("string", {"input": data}, scope)


def _parse_wait(name: str, fields: Fields, site: Site) -> State:
    fields.only(_GOING_ON | {"Seconds", "Timestamp"}, _REFUSED)
    given = fields.one_of(("Seconds", "Timestamp"))
    seconds = number_at(fields, "Seconds", 0, 0) if given == "Seconds" else None
    timestamp = _timestamp(fields) if given == "Timestamp" else None
    following = parse_next(fields, site)
    return WaitState(name, comment(fields), jsonata_flow(fields), following, seconds, timestamp)


def _timestamp(fields: Fields) -> Number:
    expression = expression_at(fields, "Timestamp")
    if expression is not None:
        return expression
    instant = parse_timestamp(fields.text("Timestamp"))
    if instant is None:
        raise fields.refuse("Timestamp", "must be a timestamp such as 2016-08-18T17:33:00Z")
    return -(-instant // 1_000_000)


def _parse_choice(name: str, fields: Fields, site: Site) -> State:
    fields.only(_LEFT | {"Choices", "Default"}, _REFUSED)
    choices = tuple(
        _parse_one_choice(choice, index, site)
        for index, choice in enumerate(fields.objects("Choices"))
    )
    default = parse_target(fields, "Default", site) if fields.has("Default") else None
    return ChoiceState(name, comment(fields), jsonata_flow(fields), choices, default)


def _parse_one_choice(fields: Fields, index: int, site: Site) -> Choice:
    fields.only(("Condition", "Next", "Output", "Assign", "Comment"), _REFUSED)
    prefix = f"Choices[{index}]/"
    target = parse_target(fields, "Next", site)
    return Choice(_condition(fields, prefix), target, jsonata_flow(fields, prefix=prefix))


def _condition(fields: Fields, prefix: str) -> Condition:
    expression = expression_at(fields, "Condition", prefix)
    if expression is not None:
        return Condition(expression)
    if not isinstance(fields.source.get("Condition", True), bool):
        shown = to_label(fields.source["Condition"])
        raise fields.refuse(
            "Condition", f"must be {{% an expression %}}, true or false, not {shown}"
        )
    if not fields.has("Condition"):
        raise fields.refuse("Condition", "is missing")
    return Condition(fields.flag("Condition"))


def _parse_task(name: str, fields: Fields, site: Site) -> State:
    limits = {"TimeoutSeconds", "HeartbeatSeconds"}
    fields.only(_GUARDED | limits | {"Arguments", "Resource", "Credentials"}, _REFUSED)
    check_timeouts(fields)
    check_credentials(fields)
    return TaskState(
        name,
        comment(fields),
        jsonata_flow(fields, "result"),
        parse_next(fields, site),
        read_resource(fields),
        _limit(fields, "TimeoutSeconds"),
        _limit(fields, "HeartbeatSeconds"),
        parse_retry(fields),
        jsonata_catch(fields, site),
    )


def _limit(fields: Fields, name: str) -> Number | None:
    return number_at(fields, name, 1, 1) if fields.has(name) else None


def _parse_parallel(name: str, fields: Fields, site: Site) -> State:
    fields.only(_GUARDED | {"Arguments", "Branches"}, _REFUSED)
    branches = tuple(site.parse_branch(branch) for branch in fields.objects("Branches"))
    flow = jsonata_flow(fields, "result")
    retry, catch = parse_retry(fields), jsonata_catch(fields, site)
    return ParallelState(
        name, comment(fields), flow, parse_next(fields, site), branches, retry, catch
    )


def _parse_map(name: str, fields: Fields, site: Site) -> State:
    own = {"Items", "ItemSelector", "ItemProcessor", "MaxConcurrency", *distributed_map.FIELDS}
    fields.only(_GUARDED | own | set(distributed_map.TOLERANCES), _REFUSED)
    processor = fields.object("ItemProcessor")
    return MapState(
        name,
        comment(fields),
        jsonata_flow(fields, "result"),
        parse_next(fields, site),
        None,
        _of_input_at(fields, "ItemSelector"),
        site.parse_branch(processor),
        number_at(fields, "MaxConcurrency", 0, 0),
        is_distributed(processor),
        parse_retry(fields),
        jsonata_catch(fields, site),
        _parse_items(fields),
        distributed_map.parse_distribution(fields, _DIALECT),
    )


def _parse_items(fields: Fields) -> Read:
    """Return what reads the items from the input of the state.

    ``Items`` is an array or an expression; without it the input itself has to be an array. What is
    none fails in AWS's words (recorded).
    """
    expression = expression_at(fields, "Items")
    if expression is not None:
        return _of_expression(expression)
    if not fields.has("Items"):
        return _of_input
    if not isinstance(fields.source["Items"], list):
        shown = to_label(fields.source["Items"])
        raise fields.refuse("Items", f"must be an array or {{% an expression %}}, not {shown}")
    template = template_at(fields, "Items")
    build: Callable[..., Json] = template.build if template else _of_input
    return lambda data, scope: build({"input": data}, scope)


def _of_expression(expression: Expression) -> Read:
    return lambda data, scope: expression.evaluate_kind("array", {"input": data}, scope)


def _of_input(data: Json, _: Scope) -> Json:
    if not isinstance(data, list):
        shown = shorten(to_text(data), 1000)
        reason = f"Map state input must be an array but was: {shown}"
        raise EvaluationFailed(reason, QUERY_EVALUATION_ERROR)
    return data


def _of_input_at(fields: Fields, name: str) -> Template | None:
    template = template_at(fields, name)
    return of_input(template) if template else None


def _number(fields: Fields, name: str, most: int) -> Number | None:
    if not fields.has(name):
        return None
    return expression_at(fields, name) or fields.whole(name, 0, 0, most)


_DIALECT: Final = distributed_map.Dialect("Arguments", _of_input_at, _number, paths=False)


JSONATA_PARSERS: Final[dict[str, Callable[[str, Fields, Site], State]]] = {
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
