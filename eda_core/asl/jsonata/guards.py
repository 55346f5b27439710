"""What functions are not given: what their signature does not take, and what would take for ever.

A guard takes the arguments of its function and raises where one would take very long, or much
memory. The library's signatures take a null for a value that is missing; here it is a value.
"""

import re
from typing import Any, Final, NoReturn

from eda_core.asl.jsonata.evaluation_errors import OUT_OF_MEMORY, Exhausted, FunctionFailed
from eda_core.asl.jsonata.json_values import MAX_VALUE_BYTES, NULL
from eda_core.asl.jsonata.library import JException, Jsonata, Signature

MAX_PICTURE: Final = 256
"""Longest picture string, and longest text read by one."""

MAX_OPTION: Final = 32
"""Longest text that stands for a sign in the picture of a number."""

MAX_WORDED: Final = 10**15
"""Largest number formatted as letters or words."""

MAX_ROMAN: Final = 10_000
"""Largest number formatted as Roman numerals, which grow with it."""

_WIDE: Final = re.compile(r",[^,\]]*\d\s*\d\s*\d[^,\]]*\]")
_COMPARED_A_STEP: Final = 50
_COPIED_A_STEP: Final = 20_000


def pad(text: Any, width: Any, _: Any) -> None:
    """Refuse to pad beyond the bound of a value."""
    if isinstance(text, str) and isinstance(width, (int, float)) and abs(width) > MAX_VALUE_BYTES:
        raise Exhausted(OUT_OF_MEMORY)


def join(texts: Any, separator: Any) -> None:
    """Refuse to join what would be beyond the bound of a value."""
    between = len(separator) if isinstance(separator, str) else 0
    if isinstance(texts, list) and len(texts) * between > MAX_VALUE_BYTES:
        raise Exhausted(OUT_OF_MEMORY)
    if (
        isinstance(texts, list)
        and sum(len(t) for t in texts if isinstance(t, str)) > MAX_VALUE_BYTES
    ):
        raise Exhausted(OUT_OF_MEMORY)


def picture(_: Any, text: Any, options: Any = None) -> None:
    """Refuse a picture that is very long, and options that are no characters."""
    _short(text)
    for name, option in options.items() if isinstance(options, dict) else ():
        if not isinstance(option, str) or not option or len(option) > MAX_OPTION:
            raise FunctionFailed("D3080", f'The option "{str(name)[:40]}" must be characters')


def integer_text(value: Any, text: Any) -> None:
    """Refuse a picture, or a text to be read by one, that is very long."""
    _short(value)
    _short(text)


def integer_picture(value: Any, text: Any) -> None:
    """Refuse numbers too large to be written out in letters, words or Roman numerals."""
    picture(value, text)
    if not isinstance(value, (int, float)) or not isinstance(text, str) or "0" in text:
        return
    if abs(value) > (MAX_ROMAN if text[:1] in "iI" else MAX_WORDED):
        raise FunctionFailed("D3130", "The number is too large to be formatted so")


def date_picture(_: Any, text: Any, timezone: Any) -> None:
    """Refuse a picture that is very long or asks for a very wide component."""
    _short(text)
    _short(timezone)
    if isinstance(text, str) and _WIDE.search(text):
        raise FunctionFailed("D3130", "A component of a picture is at most 99 characters wide")


def now_picture(text: Any, timezone: Any) -> None:
    """Refuse what ``date_picture`` refuses."""
    date_picture(None, text, timezone)


def timestamp_picture(value: Any, text: Any) -> None:
    """Refuse what ``date_picture`` refuses, and a timestamp that is very long."""
    if text is not None:
        _short(value)
        date_picture(None, text, None)


def _short(text: Any) -> None:
    if isinstance(text, str) and len(text) > MAX_PICTURE:
        raise FunctionFailed(
            "D3130", f"A picture, and what it reads, is at most {MAX_PICTURE} characters long"
        )


def count_comparing(array: Any) -> None:
    """Count what comparing every item with every other costs."""
    many = len(array) if isinstance(array, list) else 0
    Jsonata.CURRENT.jsonata.spend(many * many // _COMPARED_A_STEP)


def count_copying(array: Any) -> None:
    """Count what copying the array once for every item costs."""
    many = len(array) if isinstance(array, list) else 0
    Jsonata.CURRENT.jsonata.spend(many * many // _COPIED_A_STEP)


class FixedSignature(Signature):  # type: ignore[misc]  # the library has no types
    """A signature that keeps its name when the function is bound to a variable.

    It also counts to the first argument at fault, where the library often stops at the first.
    """

    def get_symbol(self, value: Any) -> str:
        """Return the letter of the kind of ``value``; in the library a null is a missing value."""
        return "l" if value is NULL else str(super().get_symbol(value))

    def set_function_name(self, function_name: str) -> None:
        """Do nothing: the signature is shared by all evaluations."""

    def throw_validation_error(self, _arguments: Any, kinds: Any, function_name: Any) -> NoReturn:
        """Raise T0410 for arguments of these ``kinds``, one letter each."""
        pattern, good_to = "", 0
        for parameter in self._params:
            pattern += parameter.regex
            fits = re.match(pattern, kinds)
            if fits is None:
                break
            good_to = fits.end()
        raise JException("T0410", -1, good_to + 1, function_name)
