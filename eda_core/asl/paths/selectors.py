"""The steps a JSONPath is made of, each a function from what was found so far to what it leads to.

A step takes the values found and the whole document (filters may look at it) and returns the values
one step further. How many values a path may find is bounded, because ``..`` repeated multiplies.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.payload import MISSING, Json

Key: TypeAlias = str | int
Step: TypeAlias = Callable[[list[Json], Json], list[Json]]
Test: TypeAlias = Callable[[Json, Json], bool]

MAX_FOUND: Final = 100_000
"""Most values one path may find. A bound of our own; a 256 KiB payload holds fewer leaves."""


def read_key(value: Json, key: Key) -> Json:
    """Return the member named, or the item numbered ``key``, or ``MISSING``.

    A negative index counts from the end.
    """
    if isinstance(key, str):
        return value.get(key, MISSING) if isinstance(value, dict) else MISSING
    if isinstance(value, list) and -len(value) <= key < len(value):
        return value[key]
    return MISSING


def follow_keys(keys: tuple[Key, ...]) -> Callable[[Json], Json]:
    """Return a reader of the value below ``keys``, or of ``MISSING``."""

    def read(value: Json) -> Json:
        for key in keys:
            value = read_key(value, key)
        return value

    return read


def follow(steps: tuple[Step, ...], value: Json, document: Json, *, definite: bool) -> Json:
    """Return what ``steps`` lead to from ``value``, an array of it unless ``definite``."""
    found = [] if value is MISSING else [value]
    for step in steps:
        found = step(found, document)
    if definite:
        return found[0] if found else MISSING
    return found


def key_step(key: Key) -> Step:
    """``.name`` or ``[0]``: one member of each value."""

    def step(found: list[Json], _: Json) -> list[Json]:
        values = (read_key(value, key) for value in found)
        return [value for value in values if value is not MISSING]

    return step


def indexes_step(indexes: tuple[int, ...]) -> Step:
    """``[0,2]``: several items of each array."""

    def step(found: list[Json], _: Json) -> list[Json]:
        values = (read_key(value, index) for value in found for index in indexes)
        return _bounded(value for value in values if value is not MISSING)

    return step


def names_step(names: tuple[str, ...]) -> Step:
    """``['a','b']``: an object of those members of each object that it has."""

    def step(found: list[Json], _: Json) -> list[Json]:
        objects = (value for value in found if isinstance(value, dict))
        return [{name: value[name] for name in names if name in value} for value in objects]

    return step


def slice_step(start: int | None, stop: int | None) -> Step:
    """``[1:3]``: a run of items of each array."""

    def step(found: list[Json], _: Json) -> list[Json]:
        arrays = (value for value in found if isinstance(value, list))
        return _bounded(item for array in arrays for item in array[start:stop])

    return step


def wildcard_step(found: list[Json], _: Json) -> list[Json]:
    """``[*]`` or ``.*``: every member of each value."""
    return _bounded(member for value in found for member in _members(value))


def descend_step(found: list[Json], _: Json) -> list[Json]:
    """``..``: each value and everything inside it, a container before its members."""
    return _bounded(inner for value in found for inner in _descendants(value))


def filter_step(test: Test) -> Step:
    """``[?(...)]``: the items of each array, or each object itself, for which ``test`` holds."""

    def step(found: list[Json], document: Json) -> list[Json]:
        candidates = (item for value in found for item in _candidates(value))
        return _bounded(item for item in candidates if test(item, document))

    return step


def _members(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _candidates(value: Json) -> Iterable[Json]:
    if isinstance(value, list):
        return value
    return (value,) if isinstance(value, dict) else ()


def _descendants(value: Json) -> Iterator[Json]:
    stack = [value]
    while stack:
        item = stack.pop()
        yield item
        stack.extend(reversed(list(_members(item))))


def _bounded(values: Iterable[Json]) -> list[Json]:
    found: list[Json] = []
    for value in values:
        found.append(value)
        if len(found) > MAX_FOUND:
            raise EvaluationFailed(f"A path found more than {MAX_FOUND} values.")
    return found
