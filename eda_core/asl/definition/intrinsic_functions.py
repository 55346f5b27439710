"""What each intrinsic function does (AWS: *Intrinsic functions*; results as recorded).

A function takes the scope, then its arguments as JSON values, and raises ``ArgumentRefused`` with a
sentence for arguments it cannot take. ``FUNCTIONS`` is the table of all of them.
"""

import base64
import binascii
import hashlib
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eda_core.asl.payload import MAX_PAYLOAD_BYTES, Json, canonical, is_number, same_json, to_text
from eda_core.asl.scope import Scope
from eda_core.domain.errors import EdaError

MAX_RANGE: Final = 1_000
"""Most items ``States.ArrayRange`` makes (AWS: *Intrinsic functions*)."""

MAX_TEXT: Final = 10_000
"""Longest text that is encoded, decoded or hashed (AWS: *Intrinsic functions*)."""

MAX_INTEGER: Final = 2_147_483_647
"""Largest whole number ``States.MathAdd`` and ``States.MathRandom`` take."""

HASHES: Final[dict[str, Callable[[bytes], str]]] = {
    "MD5": lambda content: hashlib.md5(content, usedforsecurity=False).hexdigest(),
    "SHA-1": lambda content: hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    "SHA-256": lambda content: hashlib.sha256(content).hexdigest(),
    "SHA-384": lambda content: hashlib.sha384(content).hexdigest(),
    "SHA-512": lambda content: hashlib.sha512(content).hexdigest(),
}


class ArgumentRefused(EdaError):
    """An argument of an intrinsic function is of a kind or size it does not take."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """A function and how many arguments it takes; ``most`` is None for any number."""

    run: Callable[..., Json]
    least: int
    most: int | None

    def takes(self, count: int) -> bool:
        """Say whether ``count`` arguments are right."""
        return self.least <= count and (self.most is None or count <= self.most)

    @property
    def expected(self) -> str:
        """What ``takes`` asks for, for a sentence: ``takes 2 to 3 arguments``."""
        if self.most is None:
            return f"takes {self.least} or more arguments"
        span = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"takes {span} argument{'' if self.most == 1 else 's'}"


def _array(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise ArgumentRefused(f"an array is needed, not {to_text(value)}")
    return value


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise ArgumentRefused(f"an object is needed, not {to_text(value)}")
    return value


def _text(value: Json, limit: int = MAX_PAYLOAD_BYTES) -> str:
    if not isinstance(value, str):
        raise ArgumentRefused(f"text is needed, not {to_text(value)}")
    if len(value) > limit:
        raise ArgumentRefused(f"the text is longer than {limit} characters")
    return value


def _whole(value: Json) -> int:
    """Return a number rounded half up, as Java does: -1.5 is -1 (recorded)."""
    if not is_number(value) or not math.isfinite(value):
        raise ArgumentRefused(f"a number is needed, not {to_text(value)}")
    whole = value if isinstance(value, int) else math.floor(value + 0.5)
    if abs(whole) > MAX_INTEGER + 1:
        raise ArgumentRefused(f"a number between -2147483648 and 2147483647 is needed, not {value}")
    return whole


def _format(_: Scope, template: Json, *values: Json) -> str:
    pieces = re.split(r"(?<!\\)\{\}", _text(template))
    if len(pieces) - 1 != len(values):
        raise ArgumentRefused(
            f"{len(pieces) - 1} places '{{}}' but {len(values)} values to put there"
        )
    shown, room = [_unescape(pieces[0])], MAX_PAYLOAD_BYTES
    for value, piece in zip(values, pieces[1:], strict=True):
        shown += (to_java_text(value), _unescape(piece))
        room -= len(shown[-2])
        if room < 0:
            raise ArgumentRefused(f"the text is longer than {MAX_PAYLOAD_BYTES} characters")
    return "".join(shown)


def _unescape(piece: str) -> str:
    return re.sub(r"\\([{}\\'])", r"\1", piece)


def to_java_text(value: Json) -> str:
    """Return ``value`` as ``States.Format`` shows it: ``{Arg1=1, Arg2=[]}`` (recorded)."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        members = (f"{name}={to_java_text(member)}" for name, member in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(to_java_text, value)) + "]"
    return to_text(value)


def _string_to_json(_: Scope, source: Json) -> Json:
    text = _text(source)
    if not text.strip():
        return None  # recorded
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArgumentRefused(f"the text is not JSON: {to_text(text[:80])}") from error


def _json_to_string(_: Scope, value: Json) -> str:
    return to_text(value)


def _json_merge(_: Scope, first: Json, second: Json, deep: Json) -> dict[str, Json]:
    if deep is not False:
        raise ArgumentRefused("only the shallow merge is offered: the third argument is false")
    return {**_object(first), **_object(second)}


def _make_array(_: Scope, *items: Json) -> list[Json]:
    return list(items)


def _array_partition(_: Scope, items: Json, size: Json) -> list[list[Json]]:
    array, chunk = _array(items), _whole(size)
    if chunk <= 0:
        raise ArgumentRefused(f"the size of a chunk is 1 or more, not {chunk}")
    return [array[start : start + chunk] for start in range(0, len(array), chunk)]


def _array_contains(_: Scope, items: Json, wanted: Json) -> bool:
    return any(same_json(item, wanted) for item in _array(items))


def _array_range(_: Scope, first: Json, last: Json, step: Json) -> list[int]:
    start, stop, stride = _whole(first), _whole(last), _whole(step)
    if stride == 0:
        raise ArgumentRefused("the step is not 0")
    found = range(start, stop + (1 if stride > 0 else -1), stride)
    if len(found) > MAX_RANGE:
        raise ArgumentRefused(f"the range has more than {MAX_RANGE} items")
    return list(found)


def _array_get_item(_: Scope, items: Json, index: Json) -> Json:
    array, at = _array(items), _whole(index)
    if not 0 <= at < len(array):
        raise ArgumentRefused(f"the index {at} is not in an array of {len(array)} items")
    return array[at]


def _array_length(_: Scope, items: Json) -> int:
    return len(_array(items))


def _array_unique(_: Scope, items: Json) -> list[Json]:
    unique: dict[str, Json] = {}
    for item in _array(items):
        unique.setdefault(canonical(item), item)
    return list(unique.values())


def _base64_encode(_: Scope, content: Json) -> str:
    return base64.b64encode(_text(content, MAX_TEXT).encode("utf-8", "surrogatepass")).decode()


def _base64_decode(_: Scope, content: Json) -> str:
    try:
        return base64.b64decode(_text(content, MAX_TEXT), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise ArgumentRefused("the text is not Base64 of UTF-8 text") from error


def _hash(_: Scope, content: Json, algorithm: Json) -> str:
    digest = HASHES.get(_text(algorithm))
    if digest is None:
        raise ArgumentRefused(f"the algorithm is one of {', '.join(HASHES)}, not {algorithm}")
    text = content if isinstance(content, str) else to_text(content)
    return digest(_text(text, MAX_TEXT).encode("utf-8", "surrogatepass"))


def _math_random(scope: Scope, first: Json, last: Json, seed: Json = None) -> int:
    """Return a whole number from ``first`` up to, and without, ``last``; a seed gives the same
    again.
    """
    low, high = _whole(first), _whole(last)
    if low >= high:
        raise ArgumentRefused(f"the start {low} is below the end {high}")
    draw = scope.draw() if seed is None else _seeded(f"{low} {high} {_whole(seed)}")
    return low + min(int(draw * (high - low)), high - low - 1)


def _seeded(text: str) -> float:
    """Return a number in [0, 1) that depends on ``text`` alone; AWS does not publish its own."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _math_add(_: Scope, first: Json, second: Json) -> int:
    return _whole(_whole(first) + _whole(second))


def _string_split(_: Scope, text: Json, delimiters: Json) -> list[str]:
    """Split at any of the characters of ``delimiters``, leaving out empty parts (recorded)."""
    marks = _text(delimiters)
    parts = re.split(f"[{re.escape(marks)}]", _text(text)) if marks else [_text(text)]
    return [part for part in parts if part]


def _uuid(scope: Scope) -> str:
    return scope.new_uuid()


FUNCTIONS: Final[dict[str, Intrinsic]] = {
    "States.Array": Intrinsic(_make_array, 0, None),
    "States.ArrayContains": Intrinsic(_array_contains, 2, 2),
    "States.ArrayGetItem": Intrinsic(_array_get_item, 2, 2),
    "States.ArrayLength": Intrinsic(_array_length, 1, 1),
    "States.ArrayPartition": Intrinsic(_array_partition, 2, 2),
    "States.ArrayRange": Intrinsic(_array_range, 3, 3),
    "States.ArrayUnique": Intrinsic(_array_unique, 1, 1),
    "States.Base64Decode": Intrinsic(_base64_decode, 1, 1),
    "States.Base64Encode": Intrinsic(_base64_encode, 1, 1),
    "States.Format": Intrinsic(_format, 1, None),
    "States.Hash": Intrinsic(_hash, 2, 2),
    "States.JsonMerge": Intrinsic(_json_merge, 3, 3),
    "States.JsonToString": Intrinsic(_json_to_string, 1, 1),
    "States.MathAdd": Intrinsic(_math_add, 2, 2),
    "States.MathRandom": Intrinsic(_math_random, 2, 3),
    "States.StringSplit": Intrinsic(_string_split, 2, 2),
    "States.StringToJson": Intrinsic(_string_to_json, 1, 1),
    "States.UUID": Intrinsic(_uuid, 0, 0),
}
"""Every intrinsic function by its name."""
