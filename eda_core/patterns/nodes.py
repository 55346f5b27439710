"""JSON as a pattern's author wrote it: members in order, repeated names kept, numbers spelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns.values import Number, Numeral, is_array, is_object, number_from_value

# No pattern anyone writes comes near it; it keeps the compiler's recursion bounded.
MAX_PATTERN_DEPTH = 100
TOO_DEEP = f"The pattern is nested deeper than {MAX_PATTERN_DEPTH} levels."


@dataclass(frozen=True, slots=True)
class ObjectNode:
    """A JSON object."""

    members: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class ArrayNode:
    """A JSON array."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class NumberNode:
    """A JSON number with its spelling."""

    number: Number
    text: str


Node: TypeAlias = ObjectNode | ArrayNode | NumberNode | str | bool | None


def node_from_value(value: Any, place: str = "", depth: int = 0) -> Node:
    """Take parsed JSON; raises ``InvalidPattern`` for what JSON has not and for deep nesting."""
    if depth > MAX_PATTERN_DEPTH:
        raise InvalidPattern(TOO_DEEP)
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return _number_node(value)
    if is_object(value):
        return _object_node(value, place, depth)
    if is_array(value):
        items = (node_from_value(item, f"{place}[{i}]", depth + 1) for i, item in enumerate(value))
        return ArrayNode(tuple(items))
    raise InvalidPattern(f"JSON has no {type(value).__name__}.", place)


def _object_node(value: Mapping[Any, Any], place: str, depth: int) -> ObjectNode:
    members = []
    for name, below in value.items():
        if not isinstance(name, str):
            raise InvalidPattern(f"A name must be a string, not a {type(name).__name__}.", place)
        members.append((name, node_from_value(below, place_below(place, name), depth + 1)))
    return ObjectNode(tuple(members))


def place_below(place: str, name: str) -> str:
    """Name the place of member ``name`` of the object at ``place``."""
    return f"{place}.{name}" if place else name


def _number_node(value: float) -> NumberNode:
    number = number_from_value(value)
    return NumberNode(number, number.text if isinstance(number, Numeral) else repr(number))
