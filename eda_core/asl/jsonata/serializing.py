"""``$string``, ``&`` and ``$clone``: values as text, as JavaScript writes them.

A number has at most 15 significant digits, whole ones all of theirs up to 1e21 (JSONata 2.0.6;
floci-io/floci issue 2669 has AWS write 1e20 in digits).
"""

import json
import math
import re
from decimal import Decimal
from typing import Any, Final

from eda_core.asl.jsonata.json_values import NULL
from eda_core.asl.jsonata.library import JException, Utils

_DIGITS: Final = 15
_LARGEST_PLAIN: Final = 1e21
_SMALLEST_PLAIN: Final = 1e-6
_EXPONENT: Final = re.compile(r"e([+-])0*(?=\d)")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)
_LONE: Final = re.compile("[\ud800-\udfff]")


def string(value: Any, prettify: Any = None) -> Any:
    """Return ``value`` as text: itself, or its JSON. Raises D3001 for no number of JSON."""
    if isinstance(value, Utils.JList) and value.outer_wrapper and value:
        value = value[0]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        raise JException("D3001", -1, value)
    if is_function(value):
        return ""
    parts: list[str] = []
    _write(value, parts, "\n" if prettify is True else "")
    return "".join(parts)


def is_function(value: Any) -> bool:
    """Say whether ``value`` is no JSON, and so a function or a pattern."""
    return value is not NULL and not isinstance(value, (str, int, float, list, dict))


def clone(value: Any) -> Any:
    """Return a copy of ``value``, as it is after having been text."""
    return None if value is None else _copied(value)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)):
        return Utils.convert_number(rounded(value)) if math.isfinite(value) else NULL
    return NULL if value is None or value is NULL else ""


def rounded(value: float) -> float:
    """Return the number nearest to ``value`` that has 15 significant digits."""
    return float(f"{value:.{_DIGITS}g}")


def number_text(value: float) -> str:
    """Return a number as JavaScript writes it."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    shortest = repr(float(value))
    if value and not _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        return _EXPONENT.sub(r"e\1", shortest.replace(".0e", "e"))
    plain = format(Decimal(shortest), "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) if value else "0"


def _write(value: Any, parts: list[str], line: str) -> None:
    """Append the JSON of ``value`` to ``parts``; ``line`` begins a line, empty for one line."""
    if isinstance(value, dict):
        _write_object(value, parts, line)
    elif isinstance(value, list):
        _write_array(value, parts, line)
    else:
        parts.append(_scalar(value))


def _write_object(value: dict[str, Any], parts: list[str], line: str) -> None:
    inner, between = line and line + "  ", "{"
    for name, member in value.items():
        parts.extend((between, inner, _quoted(name), ": " if line else ":"))
        _write(member, parts, inner)
        between = ","
    parts.append(f"{line}}}" if value else "{}")


def _write_array(value: list[Any], parts: list[str], line: str) -> None:
    inner, between = line and line + "  ", "["
    for item in value:
        parts.extend((between, inner))
        _write(item, parts, inner)
        between = ","
    parts.append(f"{line}]" if value else "[]")


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(value)
    return "null" if value is None or value is NULL else '""'  # of a function


def _number(value: float) -> str:
    if math.isnan(value):
        return "null"
    if math.isinf(value):
        raise JException("D1001", -1, value)
    shown = f"{value:.{_DIGITS}g}"
    return shown if value and "e" not in shown else number_text(float(shown))


def _quoted(text: str) -> str:
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", _ENCODER.encode(text))
