"""Reading an event, and finding its leaves at the wanted paths.

An event is given as JSON text, or taken as parsed JSON. A name that is repeated in one object: the
last value wins, and repeated objects merge (recorded for patterns: multi_key; taken to hold for
events as well). What follows the closing brace is ignored.

A leaf is a value that is neither an object nor an array; arrays are flattened, so one path may have
many leaves. A dotted key and nested keys are the same path, both ways (recorded: dot_joining). A
leaf inside objects of an array remembers which element it came from, because fields may not take
their values from different elements of one array (AWS: "Arrays in event patterns").
"""

import re
from collections.abc import Iterator, Mapping
from json import JSONDecoder
from typing import Any, NamedTuple, NoReturn, TypeAlias

from eda_core.domain.errors import InvalidEvent
from eda_core.domain.json_faults import json_fault
from eda_core.patterns.branches import Step
from eda_core.patterns.values import (
    Scalar,
    fraction_from_text,
    integer_from_text,
    is_array,
    is_object,
    scalar_from_value,
)

# AWS takes 1000; half of that leaves the standard library's parser room on any call stack.
MAX_EVENT_DEPTH = 500
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_TOO_DEEP = f"The event is nested deeper than {MAX_EVENT_DEPTH} levels."


def event_from(event: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the event as an object; raises ``InvalidEvent`` where it is none."""
    found = _event_in(event) if isinstance(event, str) else event
    if not is_object(found):
        raise InvalidEvent("The event must be a JSON object.")
    return found


def _event_in(text: str) -> Any:
    _require_shallow(text)
    try:
        return _DECODER.raw_decode(text.lstrip(" \t\n\r"))[0]
    except RecursionError as fault:
        raise InvalidEvent(_TOO_DEEP) from fault
    except ValueError as fault:
        raise InvalidEvent(f"The event is not JSON: {json_fault(fault)}.") from fault


def _require_shallow(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_EVENT_DEPTH:
        return
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket in ("[", "{") else -1 if bracket in ("]", "}") else 0
        if depth > MAX_EVENT_DEPTH:
            raise InvalidEvent(_TOO_DEEP)


def _object_from(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else _merged(pairs)


def _merged(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Put repeated names together: objects merge, of anything else the last one stays."""
    merged: dict[str, Any] = {}
    todo = [(merged, pairs)]
    while todo:
        target, members = todo.pop()
        for name, value in members:
            if isinstance(value, dict) and isinstance(target.get(name), dict):
                todo.append((target[name], list(value.items())))
            else:
                target[name] = value
    return merged


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


_DECODER = JSONDecoder(
    object_pairs_hook=_object_from,
    parse_int=integer_from_text,
    parse_float=fraction_from_text,
    parse_constant=_refuse_constant,
)


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
