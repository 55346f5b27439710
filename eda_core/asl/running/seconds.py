"""Times a state names by a path or expression: a number of seconds, or a timestamp to wait for."""

import re
from typing import Final

from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.jsonata.expression import Expression
from eda_core.asl.paths.jsonpath import Path
from eda_core.asl.payload import MISSING, Json, to_text
from eda_core.asl.scope import Scope
from eda_core.asl.timestamps import parse_timestamp

MAX_SECONDS: Final = 99_999_999
"""Longest time a definition can name, and the default timeout (AWS: *Task workflow state*)."""

_LONG: Final = re.compile(r"-?\d{1,19}", re.ASCII)


def seconds_at(seconds: int | Path | Expression, field: str, data: Json, scope: Scope) -> int:
    """Return the seconds that ``field`` names, at most ``MAX_SECONDS``.

    Raises ``EvaluationFailed`` for what is not a whole number of 0 or more (texts recorded).
    """
    if isinstance(seconds, int):
        return seconds
    if isinstance(seconds, Expression):
        return min(seconds.whole(data, scope), MAX_SECONDS)
    value = _required(seconds, field, data, scope)
    shown = _shown(value)
    if _LONG.fullmatch(shown) is None:
        reason = (
            f"The {field} parameter cannot be parsed as a long value: {seconds.text} == {shown}"
        )
        raise EvaluationFailed(reason)
    if shown.startswith("-"):
        reason = f"The {field} parameter references a negative value: {seconds.text} == {shown}"
        raise EvaluationFailed(reason)
    return min(int(shown), MAX_SECONDS)


def timestamp_at(timestamp: int | Path | Expression, data: Json, scope: Scope) -> int:
    """Return the epoch milliseconds, rounded up, that ``timestamp`` names.

    Raises ``EvaluationFailed`` for what is not a timestamp (text recorded).
    """
    if isinstance(timestamp, int):
        return timestamp
    if isinstance(timestamp, Expression):
        return _evaluated(timestamp, data, scope)
    value = _required(timestamp, "TimestampPath", data, scope)
    instant = parse_timestamp(value) if isinstance(value, str) else None
    if instant is None:
        raise EvaluationFailed(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
            f"date-time format string: {timestamp.text} == {_shown(value)}"
        )
    return -(-instant // 1_000_000)


def _evaluated(timestamp: Expression, data: Json, scope: Scope) -> int:
    value = timestamp.evaluate_kind("string", {"input": data}, scope)
    instant = parse_timestamp(value)
    if instant is None:
        raise timestamp.failed(f"returned {to_text(value)}, which is not a timestamp.")
    return -(-instant // 1_000_000)


def _required(path: Path, field: str, data: Json, scope: Scope) -> Json:
    value = path.read(data, scope)
    if value is MISSING:
        raise EvaluationFailed(
            f"The {field} parameter does not reference an input value: {path.text}"
        )
    return value


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else to_text(value)
