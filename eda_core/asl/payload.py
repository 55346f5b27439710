"""JSON values as states hand them on: their text, their weight, and the limits AWS sets.

A value is never changed in place, so one value may be shared by many executions, and a small
definition could name one large value thousands of times. What walks a value therefore stops at
the limit, and values known to be light are not walked at all.
"""

import json
from json.encoder import JSONEncoder, encode_basestring
from typing import Any, Final, TypeAlias

import orjson

from eda_core.asl.failure import DATA_LIMIT_EXCEEDED, EvaluationFailed

Json: TypeAlias = Any  # the shape is known only where a path or a template looks

MAX_PAYLOAD_BYTES: Final = 262_144
"""Longest input, result or output of a state as UTF-8 JSON text (AWS: *Step Functions quotas*)."""

MAX_DEPTH: Final = 200
"""Deepest nesting of a value. A bound of our own, so that everything that walks a value ends."""

CONTAINER_WEIGHT: Final = 1_000
"""What an array or object adds to a weight, so that a light value cannot be deep either."""

LIGHT: Final = MAX_DEPTH * CONTAINER_WEIGHT
"""A value up to this weight is within both limits, and is not measured."""

UNKNOWN_WEIGHT: Final = LIGHT + 1
"""The weight of a value about which nothing is known, or that is not light."""

LONGEST_ESCAPE: Final = 6
"""Most bytes of JSON text for one character."""


class Missing:
    """The type of ``MISSING``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""What a path reads where there is nothing; a JSON null is something."""

to_text = JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
"""The JSON text of a value as Step Functions writes it: no spaces, no ASCII escapes."""


_SHORT: Final = {float: 26, bool: 6, type(None): 5}
"""The longest text of values that are always short."""


def shorten(text: str, limit: int = 80) -> str:
    """Return ``text`` for a sentence, cut after ``limit`` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def to_label(value: Json, limit: int = 40) -> str:
    """Return ``value`` as short JSON text for a sentence, cut after ``limit`` characters."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "an array"
    text = to_text(value[:limit] if isinstance(value, str) else value)
    return shorten(text, limit)


def weigh(value: Json) -> int:
    """Return an upper bound of the bytes of ``value`` as JSON text, plus 1000 for each container.

    Cheap for a light value; any other is measured and is of ``UNKNOWN_WEIGHT``. Raises
    ``EvaluationFailed``: ``States.DataLimitExceeded`` beyond ``MAX_PAYLOAD_BYTES``,
    ``States.Runtime`` beyond ``MAX_DEPTH`` levels.
    """
    weight = 0
    items = [value]
    for item in items:  # grows on the way, but for what is in a container that is too much
        kind = type(item)
        if kind is str:
            weight += LONGEST_ESCAPE * len(item) + 2
        elif kind is int:
            weight += 4 + item.bit_length()
        elif kind is dict:
            weight += CONTAINER_WEIGHT + 4 * len(item) + LONGEST_ESCAPE * len("".join(item))
            items += item.values() if weight <= LIGHT else ()
        elif kind is list:
            weight += CONTAINER_WEIGHT + len(item)
            items += item if weight <= LIGHT else ()
        else:
            weight += _SHORT.get(kind, UNKNOWN_WEIGHT)
    return weight if weight <= LIGHT else _measure(value)


def weigh_received(value: Json) -> int:
    """Return and raise what `weigh` does, for a value that came from outside.

    Such a value names no other twice, as what a definition builds may, so its text is written in
    one go, which takes half the time of looking at each part.
    """
    try:
        text = orjson.dumps(value)
    except TypeError:
        return weigh(value)
    weight = len(text) + CONTAINER_WEIGHT * (text.count(b"{") + text.count(b"["))
    # a number without end is null in this text, and longer in that of Step Functions
    return weight if weight <= LIGHT and b"null" not in text else weigh(value)


def _measure(value: Json) -> int:
    """Hold ``value`` against the limits exactly, and return ``UNKNOWN_WEIGHT``."""
    size = 0
    level = [value]
    for _ in range(MAX_DEPTH):
        deeper: list[Json] = []
        for item in level:
            size += _own_size(item)
            if size > MAX_PAYLOAD_BYTES:
                raise EvaluationFailed("The data is longer than 256 KiB.", DATA_LIMIT_EXCEEDED)
            if isinstance(item, (dict, list)):
                deeper += item.values() if isinstance(item, dict) else item
        if not deeper:
            return UNKNOWN_WEIGHT
        level = deeper
    raise EvaluationFailed(f"The data is nested deeper than {MAX_DEPTH} levels.")


def _own_size(item: Json) -> int:
    """Return the bytes of ``item`` as JSON text, without those of what is inside it."""
    if isinstance(item, str):
        return text_size(item)
    if isinstance(item, dict):
        return max(2, 2 * len(item) + 1) + sum(map(text_size, item))
    return max(2, len(item) + 1) if isinstance(item, list) else len(to_text(item))


def text_size(text: str) -> int:
    """Return the bytes of ``text`` as a JSON string in UTF-8, quotes included."""
    quoted = encode_basestring(text)
    return len(quoted) if quoted.isascii() else len(quoted.encode("utf-8", "surrogatepass"))


def is_number(value: Json) -> bool:
    """Say whether ``value`` is a JSON number; in Python a bool is an int too."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same_json(left: Json, right: Json) -> bool:
    """Say whether two JSON values are equal; unlike in Python, ``true`` is not ``1``."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    return left is right or (type(left) is type(right) and canonical(left) == canonical(right))


def canonical(value: Json) -> str:
    """Return the JSON text of ``value`` with its keys sorted: equal for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")) if value is not MISSING else ""
