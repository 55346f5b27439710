"""Values inside an evaluation: how much they hold, and what of them is JSON.

The library marks an array that stands for a sequence, and has a null of its own. A value may name
another many times, so what walks a value counts its steps and stops at the limit.
"""

import math
from collections.abc import Callable
from typing import Any, Final

from eda_core.asl.jsonata.evaluation_errors import OUT_OF_MEMORY, Exhausted
from eda_core.asl.jsonata.library import Functions, Utils
from eda_core.asl.payload import MAX_DEPTH, MISSING, Json

MAX_VALUE_BYTES: Final = 6_990_256
"""Largest value inside an evaluation, a number counting 8 bytes: reports measured it on AWS."""

NULL: Final = Utils.NULL_VALUE
"""The null of the library; its None is a value that is not there."""

NODES_A_STEP: Final = 8
"""How many items one evaluation step may walk over or copy."""

BYTES_A_STEP: Final = 1_024
"""How many characters one evaluation step may copy."""


def measure(value: Any, spend: Callable[[int], None]) -> int:
    """Return the bytes of ``value``, spending steps for what is walked.

    Raises ``Exhausted`` beyond ``MAX_VALUE_BYTES`` or ``MAX_DEPTH`` levels.
    """
    if isinstance(value, str):
        spend(len(value) // BYTES_A_STEP)
    size, level = 0, [value]
    for _ in range(MAX_DEPTH):
        spend(1 + len(level) // NODES_A_STEP)
        size += sum(map(own_size, level))
        if size > MAX_VALUE_BYTES:
            raise Exhausted(OUT_OF_MEMORY)
        containers = [item for item in level if isinstance(item, (list, dict))]
        if not containers:
            return size
        if size + 8 * sum(map(len, containers)) > MAX_VALUE_BYTES:
            raise Exhausted(OUT_OF_MEMORY)
        level = [member for item in containers for member in _members(item)]
    raise Exhausted(f"The value is nested deeper than {MAX_DEPTH} levels")


def _members(item: Any) -> Any:
    return item.values() if isinstance(item, dict) else item


def own_size(item: Any) -> int:
    """Return the bytes of ``item`` without what is inside it."""
    if isinstance(item, str):
        return len(item)
    if isinstance(item, dict):
        return sum(map(len, item))
    return 0 if isinstance(item, list) else 8


def nested_items(array: list[Any], most: int) -> int:
    """Return how many items are in ``array`` and in the arrays inside it, at most ``most``."""
    count, level = 0, [array]
    while level and count < most:
        count += sum(map(len, level))
        level = [item for inner in level for item in inner if isinstance(item, list)]
        level = level[:most]
    return min(count, most)


def with_nulls(array: Any) -> Any:
    """Return ``array`` with the null of the library where the data has Python's own.

    Data come as they are, and the library takes None for a value that is not there.
    """
    if not isinstance(array, list) or None not in array:
        return array
    found = Utils.JList(NULL if item is None else item for item in array)
    found.__dict__.update(getattr(array, "__dict__", {}))
    return found


def equal(left: Any, right: Any) -> bool:
    """Say whether two values are equal: true is not 1, and the nulls are one."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[name], right[name]) for name in left)
    return identical(left, right)


def identical(left: Any, right: Any) -> bool:
    """Say whether two values are one: numbers and texts by value, arrays and objects by place."""
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return isinstance(left, bool) == isinstance(right, bool) and float(left) == float(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return left is right or (_is_null(left) and _is_null(right))


def boolean(value: Any) -> bool | None:
    """Return whether ``value`` counts as true, None for nothing; what is no number does not."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return Functions.to_boolean(value)  # type: ignore[no-any-return]  # the library has no types


def _is_null(value: Any) -> bool:
    return value is None or value is NULL


def to_internal(value: Json) -> Any:
    """Return a JSON value as the library knows it: its null at the top."""
    return NULL if value is None else value


def to_json(value: Any) -> Json:
    """Return what an evaluation came to as JSON, ``MISSING`` where it came to nothing.

    A number that JSON has not is text, as reports have it of AWS; a function is no value. The
    depth of ``value`` has been bounded.
    """
    return MISSING if value is None else _plain(value)


def _plain(value: Any) -> Json:
    if value is None or value is NULL:
        return None
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return ""  # a function, as $string shows it


def _number(value: float) -> Json:
    if math.isfinite(value):
        return int(value) if value.is_integer() and abs(value) < 2**63 else value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"
