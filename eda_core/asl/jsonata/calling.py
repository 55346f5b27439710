"""How a function of ours calls a function it is given: with as many arguments as that takes."""

from typing import Any

from eda_core.asl.jsonata.json_values import NULL
from eda_core.asl.jsonata.library import Functions, JException, Jsonata
from eda_core.asl.jsonata.regex import Pattern

_OF_A_PATTERN = 2


def call(function: Any, arguments: list[Any]) -> Any:
    """Return what ``function`` comes to: one of an expression, of ours, or a pattern.

    Its context is null, as in the reference: what it does not give, a function takes from there.
    """
    evaluator = Jsonata.CURRENT.jsonata
    return evaluator.apply(function, arguments, NULL, evaluator.environment)


def arity(function: Any) -> int:
    """Return how many arguments ``function`` takes at most. Raises T1006 where there is none."""
    if function is None:
        raise JException("T1006", -1)
    if isinstance(function, Pattern):
        return _OF_A_PATTERN
    if isinstance(function, Jsonata.JFunction):
        return int(getattr(function, "arity", 1))
    return int(Functions.get_function_arity(function))


def call_with(function: Any, value: Any, place: Any, whole: Any) -> Any:
    """Call ``function`` with a value, its place and what it is in, as far as it takes them."""
    return call(function, [value, place, whole][: max(arity(function), 1)])
