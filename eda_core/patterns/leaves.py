"""Finding the leaves of an event at the wanted paths.

A leaf is a value that is neither an object nor an array; arrays are flattened, so one path may have
many leaves. A dotted key and nested keys are the same path, both ways (recorded: dot_joining). A
leaf inside objects of an array remembers which element it came from, because fields may not take
their values from different elements of one array (AWS: "Arrays in event patterns").
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from eda_core.domain.errors import InvalidEvent
from eda_core.patterns.branches import Step
from eda_core.patterns.event_text import MAX_EVENT_DEPTH
from eda_core.patterns.values import Scalar, is_array, is_object, scalar_from_value

# From the outermost array in: which array of the event, and which element of it. An element that is
# neither object nor array leaves no mark: values of one array may be combined freely.
Place: TypeAlias = tuple[tuple[int, int], ...]


class Leaf(NamedTuple):
    """A value of the event and the array elements around it."""

    value: Scalar
    place: Place


class FoundLeaves(NamedTuple):
    """The leaves by path; ``tangled`` when one of them lies inside an array's element."""

    leaves: dict[str, list[Leaf]]
    tangled: bool


def find_leaves(event: Mapping[str, Any], root: Step) -> FoundLeaves:
    """Collect the leaves at the paths of ``root``; never recurses, whatever the event's depth.

    Raises ``InvalidEvent`` for arrays nested too deeply at one of the paths.
    """
    leaves: dict[str, list[Leaf]] = {}
    tangled, arrays = False, 0
    todo: list[tuple[Any, Step, Place]] = [(event, root, ())]
    while todo:
        value, step, place = todo.pop()
        if is_object(value):
            todo += [(value[k], after, place) for k, after in step.steps.items() if k in value]
            if step.deep and _has_dotted_name(value):
                todo += [(below, after, place) for below, after in _dotted_members(value, step)]
        elif is_array(value):
            arrays += 1
            todo.extend(_elements(value, step, place, arrays))
        elif step.path is not None:
            tangled = tangled or bool(place)
            leaves.setdefault(step.path, []).append(Leaf(scalar_from_value(value), place))
    return FoundLeaves(leaves, tangled)


def _has_dotted_name(value: Mapping[Any, Any]) -> bool:
    try:
        return "." in "".join(value)  # much faster than looking at the names one by one
    except TypeError:  # a name that is no string, in data that never was JSON text
        return True


def _dotted_members(value: Mapping[Any, Any], step: Step) -> Iterator[tuple[Any, Step]]:
    """Yield the members whose names go several steps at once."""
    for name in value:
        if isinstance(name, str) and "." in name:
            after = _step_along(name, step)
            if after is not None:
                yield value[name], after


def _step_along(name: str, step: Step) -> Step | None:
    after: Step | None = step
    for segment in name.split("."):
        after = after.steps.get(segment) if after is not None else None
    return after


def _elements(
    value: list[Any] | tuple[Any, ...], step: Step, place: Place, array: int
) -> Iterator[tuple[Any, Step, Place]]:
    if len(place) >= MAX_EVENT_DEPTH:
        raise InvalidEvent(f"The event nests more than {MAX_EVENT_DEPTH} arrays.")
    for index in range(len(value) - 1, -1, -1):
        element = value[index]
        nested = is_object(element) or is_array(element)
        yield element, step, (*place, (array, index)) if nested else place
