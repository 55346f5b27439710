"""How a function of ours calls a function it is given: with as many arguments as that takes."""

from typing import Any

from eda_core.asl.jsonata.library import Functions, Jsonata
from eda_core.asl.jsonata.regex import Pattern

_OF_A_PATTERN = 2


def call(function: Any, arguments: list[Any]) -> Any:
    """Return what ``function`` comes to: one of an expression, of ours, or a pattern."""
    evaluator = Jsonata.CURRENT.jsonata
    return evaluator.apply(function, arguments, None, evaluator.environment)


def arity(function: Any) -> int:
    """Return how many arguments ``function`` takes at most."""
    if isinstance(function, Pattern):
        return _OF_A_PATTERN
    if isinstance(function, Jsonata.JFunction):
        return int(getattr(function, "arity", 1))
    return int(Functions.get_function_arity(function))


def call_with(function: Any, value: Any, place: Any, whole: Any) -> Any:
    """Call ``function`` with a value, its place and what it is in, as far as it takes them."""
    return call(function, [value, place, whole][: max(arity(function), 1)])


def holds(value: Any) -> bool:
    """Say whether ``value`` counts as true; nothing does not."""
    return bool(Jsonata.boolize(value))
