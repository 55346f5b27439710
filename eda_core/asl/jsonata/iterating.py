"""The functions that call another for each item: of an array, or of the members of an object.

A function is called with as many arguments as it takes. What is not there comes in as None, and
goes out as None. JSONata 2.0.6 says how they treat it:
https://docs.jsonata.org/higher-order-functions.

Sorting is stable, by merging, so that what is equal stays in order and every order is the same. An
order may contradict itself, such as ``>=``; then the way of sorting decides, and it is that of the
reference: halves are sorted and merged, the right one taken from where the order says so.
"""

from collections.abc import Callable
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


_COMPARED_A_STEP = 8


def sort(array: Any, function: Any) -> Any:
    """Return the items in order: that of numbers or texts, or where ``function`` says swap.

    Raises D3070 for other items without a function.
    """
    if array is None or len(array) <= 1:
        return array
    if function is not None:
        return merge_sort(array, lambda left, right: is_truthy(call(function, [left, right])))
    Jsonata.CURRENT.jsonata.spend(len(array) * len(array).bit_length() // _COMPARED_A_STEP)
    if Utils.is_array_of_numbers(array):
        return sorted(array)
    if Utils.is_array_of_strings(array):
        return sorted(array, key=in_units)
    raise JException("D3070", -1)


def in_units(text: str) -> bytes:
    """Return a text as what it is ordered by: UTF-16, as in JavaScript and in Java."""
    return text.encode("utf-16-be", "surrogatepass")


def merge_sort(items: list[Any], swaps: Callable[[Any, Any], bool]) -> list[Any]:
    """Return ``items`` in order; ``swaps`` says of two whether the right one goes first."""
    if len(items) <= 1:
        return list(items)
    middle = len(items) // 2
    Jsonata.CURRENT.jsonata.spend(1 + len(items) // _COMPARED_A_STEP)
    left, right = merge_sort(items[:middle], swaps), merge_sort(items[middle:], swaps)
    return _merge(left, right, swaps)


def _merge(left: list[Any], right: list[Any], swaps: Callable[[Any, Any], bool]) -> list[Any]:
    merged: list[Any] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if swaps(left[i], right[j]):
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return [*merged, *left[i:], *right[j:]]


def is_truthy(value: Any) -> bool:
    """Say whether JavaScript takes what a comparing function returned for true."""
    if value is None or value is NULL or value != value:  # noqa: PLR0124 - NaN is not itself
        return False
    if isinstance(value, (list, dict)):
        return True
    return bool(value)
