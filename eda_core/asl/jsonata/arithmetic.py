"""Arithmetic as JSONata has it from JavaScript: on doubles, with infinity and no number at all."""

import math
from collections.abc import Callable
from typing import Any, Final

from eda_core.asl.jsonata.library import Utils


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
