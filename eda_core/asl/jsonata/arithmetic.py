"""Arithmetic as JSONata has it from JavaScript: on doubles, with infinity and no number at all.

It rounds on the digits a number shows, and halves to the even digit.
"""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Final

from eda_core.asl.jsonata.library import JException, Utils
from eda_core.asl.jsonata.serializing import number_text


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: float, right: float) -> float:
    return math.fmod(left, right) if right else math.nan


_OPERATORS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divide,
    "%": _remainder,
}


def arithmetic(operator: str, left: float, right: float) -> Any:
    """Return ``left operator right``; a whole number as an int, as the library has them."""
    result = _OPERATORS[operator](left, right)
    return Utils.convert_number(result) if math.isfinite(result) else result


_CONTEXT = Context(prec=800, rounding=ROUND_HALF_EVEN)
_WIDEST = 400


def round_number(value: Any, places: Any = None) -> Any:
    """Return ``value`` rounded to so many places; to a fraction of one there is no rounding."""
    return None if value is None else round_half_even(value, 0 if places is None else places)


def round_half_even(value: float, places: float = 0) -> float:
    """Return ``value`` rounded to ``places`` after the point, NaN where that leads out of range."""
    if places != int(places) or not math.isfinite(value):
        return math.nan if places != int(places) else value
    if abs(places) > _WIDEST:
        return math.nan if places > 0 and value else 0.0
    unit = Decimal(1).scaleb(-int(places))
    return float(Decimal(repr(value)).quantize(unit, context=_CONTEXT))


def to_base(value: Any, radix: Any = None) -> Any:
    """Return a number, made whole, in digits of ``radix``. Raises D3100 for one of no digits."""
    if value is None:
        return None
    base = 10 if radix is None else int(round_half_even(radix))
    if not 2 <= base <= 36:
        raise JException("D3100", -1, base)
    whole = round_half_even(value)
    return number_text(whole) if base == 10 else _in_base(int(whole), base)


def _in_base(number: int, base: int) -> str:
    digits = []
    rest = abs(number)
    while rest:
        rest, digit = divmod(rest, base)
        digits.append("0123456789abcdefghijklmnopqrstuvwxyz"[digit])
    return ("-" * (number < 0) + "".join(reversed(digits))) or "0"
