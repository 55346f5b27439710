"""The functions that call another for each item: of an array, or of the members of an object.

A function is called with as many arguments as it takes. What is not there comes in as None, and
goes out as None. JSONata 2.0.6 says how they treat it:
https://docs.jsonata.org/higher-order-functions.
"""

from typing import Any

from eda_core.asl.jsonata.json_values import NULL, boolean
from eda_core.asl.jsonata.library import Functions, JException, Jsonata, Utils
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


_FOLDED = 2


def map_items(array: Any, function: Any) -> Any:
    """Return what ``function`` comes to for each item, without what is nothing."""
    if array is None:
        return None
    found = (call_with(function, item, index, array) for index, item in enumerate(array))
    return Utils.create_sequence_from_iter(value for value in found if value is not None)


def filter_items(array: Any, function: Any) -> Any:
    """Return the items for which ``function`` holds."""
    if array is None:
        return None
    return Utils.create_sequence_from_iter(
        item for index, item in enumerate(array) if boolean(call_with(function, item, index, array))
    )


def single(array: Any, function: Any) -> Any:
    """Return the one item for which ``function`` holds; raises D3138, D3139 for more or none."""
    if array is None:
        return None
    found: list[Any] = []
    for index, item in enumerate(array):
        if function is None or boolean(call_with(function, item, index, array)):
            found.append(item)
        if len(found) > 1:
            raise JException("D3138", -1)
    if not found:
        raise JException("D3139", -1)
    return found[0]


def reduce(array: Any, function: Any, start: Any) -> Any:
    """Return the items folded into one by a function of two. Raises D3050 for one of fewer."""
    if array is None:
        return None
    takes = arity(function)
    if takes < _FOLDED:
        raise JException("D3050", -1)
    items = enumerate(array)
    folded = next(items, (0, None))[1] if start is None else start
    for index, item in items:
        folded = call(function, [folded, item, index, array][: max(takes, _FOLDED)])
    return folded


def each(members: Any, function: Any) -> Any:
    """Return what ``function`` comes to for each member of an object."""
    found = (call_with(function, value, name, members) for name, value in _members(members))
    return Utils.create_sequence_from_iter(value for value in found if value is not None)


def sift(members: Any, function: Any) -> Any:
    """Return the members for which ``function`` holds, nothing where it is none of them."""
    kept = {
        name: value
        for name, value in _members(members)
        if boolean(call_with(function, value, name, members))
    }
    return kept or None


def _members(value: Any) -> list[tuple[str, Any]]:
    found = value.items() if isinstance(value, dict) else ()
    return [(name, Utils.NULL_VALUE if member is None else member) for name, member in found]
