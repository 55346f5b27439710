"""Functions of our own: those AWS adds to JSONata, and those the library does not get right.

AWS: *Transforming data with JSONata in Step Functions*; what they do at the edges, and the words
in which they refuse, as reports measured it on AWS. None stands for an argument that is not there.
"""

import base64
import contextlib
import json
import math
import re
import urllib.parse
from typing import Any, Final, NoReturn

from eda_core.asl.definition.intrinsic_functions import HASHES
from eda_core.asl.jsonata.evaluation_errors import OUT_OF_MEMORY, Exhausted, FunctionFailed
from eda_core.asl.jsonata.json_values import NULL, boolean, equal
from eda_core.asl.jsonata.library import Functions, JException, Jsonata, Utils
from eda_core.asl.jsonata.serializing import is_function

LONGEST_RANGE: Final = 360_145
"""Most numbers ``$range`` makes: reports measured it on AWS."""

_LONG: Final = 2**63
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_BASED: Final = re.compile(r"0(?:x([0-9a-f]+)|b([01]+)|o([0-7]+))", re.IGNORECASE)
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?")
_BROKEN_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_JAVA_MULTIPLIER: Final = 0x5DEECE66D
_JAVA_BITS: Final = (1 << 48) - 1


def _scope() -> Any:
    return Jsonata.CURRENT.jsonata.scope


def refuse_null(function: str, *arguments: Any) -> None:
    """Raise ``FunctionFailed`` where an argument is null."""
    for number, argument in enumerate(arguments, start=1):
        if argument is NULL:
            raise FunctionFailed(
                "T0410",
                f'Argument {number} of function "{function}" does not match function signature',
            )


def _towards_zero(number: float) -> int:
    return int(number) if math.isfinite(number) else 0


def partition(array: Any, size: Any) -> Any:
    """Return the array in chunks of ``size``; without one, all in one chunk."""
    refuse_null("partition", array, size)
    chunk = None if size is None else _towards_zero(size)
    if not array or chunk == 0:
        return None
    if chunk is None:
        return [list(array)]
    if chunk < 0:
        raise FunctionFailed("D3137", "Second argument must be zero or greater")
    return [array[start : start + chunk] for start in range(0, len(array), chunk)]


def range_of(first: Any, last: Any, step: Any) -> Any:
    """Return the numbers from ``first`` to ``last``, nothing where the step leads elsewhere."""
    refuse_null("range", first, last, step)
    if first is None or last is None or step is None:
        return None
    start, stop, stride = map(_towards_zero, (first, last, step))
    if not stride:
        return None
    numbers = range(start, stop + (1 if stride > 0 else -1), stride)
    # its own len() fails beyond the size of a machine word
    if (stop - start) // stride + 1 > LONGEST_RANGE:
        raise Exhausted(OUT_OF_MEMORY)
    return Utils.create_sequence_from_iter(numbers)  # one number alone is no array: recorded


def hash_of(text: Any, algorithm: Any) -> Any:
    """Return the digest of a text, in hexadecimal digits."""
    refuse_null("hash", text, algorithm)
    if text is None or algorithm is None:
        return None
    digest = HASHES.get(algorithm)
    if digest is None:
        raise FunctionFailed("D3137", f"The algorithm is one of {', '.join(HASHES)}")
    return digest(text.encode("utf-8", "surrogatepass"))


def random_number(seed: Any) -> float:
    """Return a number from 0 up to 1: drawn, or what the seed gives in Java (reported)."""
    refuse_null("random", seed)
    if seed is None:
        return float(_scope().draw())
    state = (_towards_zero(seed) ^ _JAVA_MULTIPLIER) & _JAVA_BITS
    high = state = (state * _JAVA_MULTIPLIER + 11) & _JAVA_BITS
    state = (state * _JAVA_MULTIPLIER + 11) & _JAVA_BITS
    return ((high >> 22 << 27) + (state >> 21)) / 2.0**53


def uuid() -> str:
    """Return a UUID from outside."""
    return str(_scope().new_uuid())


def shuffle(array: Any) -> Any:
    """Return the items in an order drawn from outside."""
    items = list(array or ())
    for last in range(len(items) - 1, 0, -1):
        other = min(int(_scope().draw() * (last + 1)), last)
        items[last], items[other] = items[other], items[last]
    return None if array is None else items


def millis() -> int:
    """Return the time of the execution, in epoch milliseconds."""
    return int(_scope().now_ms())


def parse_json(text: Any) -> Any:
    """Return the JSON in a text. What two documents, or one name twice, could mean is refused."""
    refuse_null("parse", text)
    if text is None:
        return None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_int=_whole,
            parse_float=_real,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise FunctionFailed("D3137", "Invalid JSON") from error
    return NULL if value is None else value


def _without_duplicates(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(members)) != len(members):
        raise ValueError("a name is given twice")
    return dict(members)


def _whole(digits: str) -> int | float:
    number = int(digits)
    return number if -_LONG <= number < _LONG else _real(digits)


def _real(digits: str) -> int | float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    return int(number) if number.is_integer() and abs(number) < _LONG else number


def _no_constant(_: str) -> NoReturn:
    raise ValueError("that is not JSON")


def to_number(value: Any) -> Any:
    """Return a number, the number in a text, or 1 and 0 for true and false. Raises D3030."""
    if not isinstance(value, str):
        return int(value) if isinstance(value, bool) else value
    based = _BASED.fullmatch(value)
    if based is not None:
        digits = [int(part, base) for part, base in zip(based.groups(), (16, 2, 8)) if part]  # noqa: B905 - three of each
        return float(digits[0]) if digits[0] < 2**1000 else _not_a_number(value)
    number = float(value) if _NUMBER.fullmatch(value) else math.inf
    return number if math.isfinite(number) else _not_a_number(value)


def _not_a_number(value: str) -> NoReturn:
    raise JException("D3030", -1, value[:80])


def power(base: Any, exponent: Any) -> Any:
    """Return ``base`` to the power of ``exponent``. Raises D3061 for no number of JSON."""
    refuse_null("power", base, exponent)
    if base is None:
        return None
    if exponent is None:
        raise JException("D3061", -1, base, exponent)
    try:
        result = float(base) ** float(exponent)
    except ArithmeticError as error:
        raise JException("D3061", -1, base, exponent) from error
    if isinstance(result, complex):
        raise JException("D3061", -1, base, exponent)
    return result


def lowercase(text: Any) -> Any:
    """Return a text in lower case."""
    refuse_null("lowercase", text)
    return None if text is None else text.lower()


def substring(text: Any, start: Any, length: Any) -> Any:
    """Return the characters from ``start`` on, at most ``length`` of them.

    Both ends are cut to whole numbers when they are known: 2.5 and 1.5 end at 4.
    """
    if text is None:
        return None
    first = 0 if start is None or len(text) + start < 0 else start
    if length is None:
        return text[_towards_zero(first) :]
    if length <= 0 or start is None:
        return ""
    end = first + length if first >= 0 else len(text) + first + length
    return text[_towards_zero(first) : _towards_zero(end)]


def distinct(array: Any) -> Any:
    """Return the items without those that come again; one alone is still an array of data."""
    if not isinstance(array, list) or len(array) <= 1:
        return array
    kept: list[Any] = Utils.create_sequence() if Utils.is_sequence(array) else []
    for item in array:
        if not any(equal(item, other) for other in kept):
            kept.append(item)
    return kept


def type_of(value: Any) -> Any:
    """Return the kind of ``value``, in the words of the language."""
    if value is NULL:
        return "null"
    return "function" if value is not None and is_function(value) else Functions.type(value)


def zip_arrays(*arrays: Any) -> list[list[Any]]:
    """Return an array of the first items, one of the second ones, and so on to the shortest."""
    if any(array is None for array in arrays):
        return []
    return [list(items) for items in zip(*arrays, strict=False)]


def base64decode(text: Any) -> Any:
    """Return the UTF-8 that a text in base64 says, one character a byte where it is no UTF-8.

    Fails for a text that is no base64, as AWS does (floci-io/floci issue 2736).
    """
    if text is None:
        return None
    if not _BASE64.fullmatch(text):
        raise FunctionFailed("D3137", "The text is not base64")
    digits = text.rstrip("=")
    decoded = base64.b64decode(digits + "=" * (-len(digits) % 4))
    try:
        return decoded.decode("utf-8")
    except UnicodeDecodeError:
        return decoded.decode("latin-1")


def decode_url(text: Any) -> Any:
    """Return a text without the escapes of a URL. Raises D3140 for one that is none."""
    if text is None:
        return None
    if _BROKEN_ESCAPE.search(text) is None:
        with contextlib.suppress(UnicodeDecodeError):
            return urllib.parse.unquote(text, errors="strict")
    raise JException("D3140", -1, "decodeUrl", text[:80])


def inverse(value: Any) -> Any:
    """Return whether ``value`` does not count as true, nothing for nothing."""
    return None if value is None else not boolean(value)
