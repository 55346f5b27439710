"""Sorting: stable, by merging, so that what is equal stays in order and every order is the same.

An order may contradict itself, such as ``>=``; then the way of sorting decides, and it is that of
the reference: halves are sorted and merged, the right one taken from where the order says so.
"""

from collections.abc import Callable
from typing import Any

from eda_core.asl.jsonata.iterating import call
from eda_core.asl.jsonata.json_values import NULL
from eda_core.asl.jsonata.library import JException, Jsonata, Utils

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
