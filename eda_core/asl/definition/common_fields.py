"""The fields that several state types share: where to go on, the data flow, Retry and Catch."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from eda_core.asl.definition.fields import Fields, suggestion
from eda_core.asl.definition.payload_template import Template
from eda_core.asl.failure import ALL
from eda_core.asl.model import Branch, Catcher, Dataflow, Retrier
from eda_core.asl.paths.jsonpath import Path, ReferencePath
from eda_core.asl.payload import shorten
from eda_core.asl.running.seconds import MAX_SECONDS

RESERVED_VARIABLE: Final = "states"
"""The one name a workflow variable cannot have (AWS: *Passing data with variables*)."""

JSONPATH: Final = "JSONPath"
JSONATA: Final = "JSONata"

_WHOLE: Final = ReferencePath("$", ())
_NULL_PATH: Final = Path("null", "null", None, lambda _data, _scope: {})
_VARIABLE: Final = re.compile(r"[^\W\d]\w{0,79}")


@dataclass(frozen=True, slots=True)
class Site:
    """What a state may refer to: the states beside it, and branches below.

    ``language`` is the query language of states that name none.
    """

    names: Collection[str]
    language: str
    parse_branch: Callable[[Fields], Branch]


def parse_query_language(fields: Fields, default: str) -> str:
    """Return the query language of a machine or a state.

    Within JSONata there is no JSONPath (AWS: *Transforming data with JSONata*).
    """
    language = fields.text("QueryLanguage", default)
    if language not in (JSONATA, JSONPATH):
        shown = shorten(language)
        raise fields.refuse("QueryLanguage", f'must be "{JSONPATH}" or "{JSONATA}", not "{shown}"')
    if language == JSONPATH and default == JSONATA:
        raise fields.refuse("QueryLanguage", 'cannot be "JSONPath" inside "JSONata"')
    return language


def comment(fields: Fields) -> str:
    """Return the comment of a state."""
    return fields.text("Comment", "")


def parse_target(fields: Fields, name: str, site: Site) -> str:
    """Return the state that the field ``name`` points to."""
    target = fields.text(name)
    if target not in site.names:
        raise fields.refuse(name, f'no state "{shorten(target)}"{suggestion(target, site.names)}')
    return target


def parse_next(fields: Fields, site: Site) -> str | None:
    """Return the next state, or None where ``End`` is true."""
    if fields.has("Next") and fields.has("End"):
        raise fields.refuse("End", 'cannot be given beside "Next"')
    if not fields.has("End"):
        return parse_target(fields, "Next", site)
    if not fields.flag("End"):
        raise fields.refuse("End", 'must be true; to go on, give "Next" instead')
    return None


def parse_flow(
    fields: Fields, *, parameters: str | None = "Parameters", assign: bool = True
) -> Dataflow:
    """Return the data flow of a state; ``parameters`` is None where that field means another."""
    result_path: ReferencePath | None = _WHOLE
    if fields.has("ResultPath"):
        discarded = fields.source["ResultPath"] is None
        result_path = None if discarded else fields.reference_path("ResultPath")
    return Dataflow(
        _path_or_null(fields, "InputPath"),
        fields.template(parameters) if parameters else None,
        fields.template("ResultSelector"),
        result_path,
        _path_or_null(fields, "OutputPath"),
        parse_assign(fields) if assign else None,
        0 if result_path is None else result_path.weight,
    )


def _path_or_null(fields: Fields, name: str) -> Path | None:
    """Return None for ``$``, which changes nothing, and a path that reads ``{}`` for null."""
    if not fields.has(name):
        return None
    if fields.source[name] is None:
        return _NULL_PATH
    path = fields.path(name)
    return None if path.text == "$" else path


def parse_assign(fields: Fields) -> Template | None:
    """Return what a state assigns to workflow variables."""
    if not fields.has("Assign"):
        return None
    check_variables(fields.object("Assign"), ".$")
    return fields.template("Assign")


def check_variables(assigned: Fields, suffix: str = "") -> None:
    """Refuse names that no variable can have, ``suffix`` aside."""
    for name in assigned.source:
        variable = name.removesuffix(suffix)
        if _VARIABLE.fullmatch(variable) is None or variable == RESERVED_VARIABLE:
            raise assigned.refuse(name, f'"{shorten(variable)}" is not a name for a variable')


def parse_retry(fields: Fields) -> tuple[Retrier, ...]:
    """Return the retriers of a state."""
    if not fields.source.get("Retry"):
        return ()
    retriers = fields.objects("Retry")
    _check_all_is_last(retriers)
    return tuple(_parse_retrier(retrier) for retrier in retriers)


def _parse_retrier(fields: Fields) -> Retrier:
    times = ("IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy")
    fields.only(("ErrorEquals", "Comment", *times))
    jitter = fields.text("JitterStrategy", "NONE")
    if jitter not in ("NONE", "FULL"):
        raise fields.refuse("JitterStrategy", f'must be "NONE" or "FULL", not "{shorten(jitter)}"')
    return Retrier(
        fields.texts("ErrorEquals"),
        fields.whole("IntervalSeconds", 1, 1),
        fields.whole("MaxAttempts", 3, 0),
        fields.number("BackoffRate", 2.0, 1.0),
        fields.whole("MaxDelaySeconds", MAX_SECONDS, 1),
        jitter == "FULL",
    )


def parse_catch(fields: Fields, site: Site) -> tuple[Catcher, ...]:
    """Return the catchers of a state."""
    return parse_catchers(fields, site, _parse_catcher_flow)


def parse_catchers(
    fields: Fields, site: Site, parse: Callable[[Fields, int], Dataflow]
) -> tuple[Catcher, ...]:
    """Return the catchers of a state; ``parse`` reads the data flow of one, by its index."""
    if not fields.source.get("Catch"):
        return ()
    catchers = fields.objects("Catch")
    _check_all_is_last(catchers)
    return tuple(
        Catcher(each.texts("ErrorEquals"), parse_target(each, "Next", site), parse(each, index))
        for index, each in enumerate(catchers)
    )


def _parse_catcher_flow(fields: Fields, _: int) -> Dataflow:
    fields.only(("ErrorEquals", "Next", "ResultPath", "Assign", "Comment"))
    return parse_flow(fields)


def _check_all_is_last(entries: tuple[Fields, ...]) -> None:
    """Refuse ``States.ALL`` beside other names, and anywhere but last (AWS: *Handling errors*)."""
    for entry in entries:
        errors = entry.texts("ErrorEquals")
        if ALL in errors and (len(errors) > 1 or entry is not entries[-1]):
            raise entry.refuse("ErrorEquals", f"{ALL} must be alone, and in the last entry")


def check_timeouts(fields: Fields) -> None:
    """Refuse a heartbeat that is not shorter than the timeout, where both are fixed.

    Source: states language, *Task State*: HeartbeatSeconds must be smaller than TimeoutSeconds.
    """
    timeout, heartbeat = (fields.source.get(f"{name}Seconds") for name in ("Timeout", "Heartbeat"))
    if isinstance(timeout, int) and isinstance(heartbeat, int) and heartbeat >= timeout:
        reason = f"must be smaller than TimeoutSeconds, {timeout}, not {heartbeat}"
        raise fields.refuse("HeartbeatSeconds", reason)


def check_credentials(fields: Fields) -> None:
    """Refuse what names no role to assume (AWS: *Accessing resources in other AWS accounts*)."""
    if fields.has("Credentials"):
        credentials = fields.object("Credentials")
        credentials.only(("RoleArn", "RoleArn.$"))
        credentials.one_of(("RoleArn", "RoleArn.$"))


def is_distributed(processor: Fields) -> bool:
    """Say whether the items of a Map run as executions of their own."""
    if not processor.has("ProcessorConfig"):
        return False
    config = processor.object("ProcessorConfig")
    config.only(("Mode", "ExecutionType"))
    mode = config.text("Mode", "INLINE")
    if mode not in ("INLINE", "DISTRIBUTED"):
        raise config.refuse("Mode", f'must be "INLINE" or "DISTRIBUTED", not "{shorten(mode)}"')
    if mode == "INLINE":
        return False
    kind = config.text("ExecutionType")  # AWS, *Map state in Distributed mode*: it must be given
    if kind not in ("STANDARD", "EXPRESS"):
        raise config.refuse(
            "ExecutionType", f'must be "STANDARD" or "EXPRESS", not "{shorten(kind)}"'
        )
    return True
