"""What goes wrong in an expression, in the words reported of AWS."""

import re
from typing import Any, Final

from eda_core.asl.jsonata.library import JException
from eda_core.asl.payload import shorten, to_text

OUT_OF_STEPS: Final = "Expression evaluation timeout: Check for infinite loop"
OUT_OF_MEMORY: Final = (
    "Expression evaluation memory limit exceeded: Check for excessive memory usage"
)
OUT_OF_DEPTH: Final = (
    "Stack overflow error: Check for non-terminating recursive function. "
    "Consider rewriting as tail-recursive"
)

LIBRARY_FAULTS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    re.error,
)
"""What the library raises of Python's own where an expression, or what it reads, is at fault."""

_PLACE: Final = re.compile(r"\{\{(\{\w+\}|\w+)\}\}")
_TYPES: Final = {"n": "numbers", "s": "strings", "b": "booleans", "o": "objects", "f": "functions"}


class Exhausted(JException):  # type: ignore[misc]  # the library has no types
    """An evaluation is beyond its bounds. The library lets its own kind of error through."""

    def __init__(self, reason: str) -> None:
        super().__init__("D3137", 0, reason)
        self.detail = f": {reason}"


class FunctionFailed(JException):  # type: ignore[misc]  # the library has no types
    """A function of ours cannot take its arguments. ``code`` is that of the JSONata language."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__("D3137", 0, reason)
        self.detail = f". {code}: {reason}"


def evaluation_reason(fault: Exception) -> str:
    """Return what an expression that raised ``fault`` did, as the end of AWS's sentence."""
    return f"threw an error during evaluation{_detail(fault)}"


def _detail(fault: Exception) -> str:
    """Return the detail: after a full stop with a code, after a colon without (reported)."""
    if isinstance(fault, (Exhausted, FunctionFailed)):
        return fault.detail
    if isinstance(fault, JException):
        return f". {describe(fault)}"
    for kind, detail in _PYTHON.items():
        if isinstance(fault, kind):
            return detail
    return f": {shorten(str(fault) or type(fault).__name__, 200)}"


_PYTHON: Final[dict[type[Exception], str]] = {
    RecursionError: f": {OUT_OF_DEPTH}",
    ArithmeticError: ". D1001: Number out of range",
    AttributeError: ": A value is of a kind that cannot be used there",
    TypeError: ": A value is of a kind that cannot be used there",
}
"""What to say of Python's own errors, whose texts are about the library."""


def describe(fault: Any) -> str:
    """Return the code and the message of an error of the library, its values as JSON."""
    template = JException.error_codes.get(fault.error)
    if template is None:
        return shorten(str(fault.error), 200)
    values = iter((fault.current, fault.expected, fault.extra))
    # the catalogue says Object where that of the language says function
    worded = template.replace("Object", "function")
    message = _PLACE.sub(lambda place: _shown(next(values, None), place[1][0] == "{"), worded)
    return f"{fault.error}: {message}"


def _shown(value: Any, bare: bool) -> str:
    if isinstance(value, str):
        text = value if bare else to_text(_TYPES.get(value, value))
    elif isinstance(value, (bool, int, float)) or value is None:
        text = to_text(value)
    else:
        text = "an array" if isinstance(value, list) else "an object"
    return shorten(text, 80)
