"""Items of DynamoDB as plain values (DynamoDB API Reference, AttributeValue)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

MAX_DEPTH: Final = 32
"""Levels a DynamoDB value may nest; what lies deeper is left out."""


def plain_item(item: Any) -> dict[str, Any]:
    """Return an item ``{"id": {"N": "101"}}`` as ``{"id": 101}``."""
    return _map(item, MAX_DEPTH)


def _map(value: Any, depth: int) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    return {str(name): _plain(attribute, depth - 1) for name, attribute in value.items()}


def _list(value: Any, depth: int) -> list[Any]:
    return [_plain(item, depth - 1) for item in value] if isinstance(value, list) else []


def _plain(attribute: Any, depth: int) -> Any:
    if depth <= 0 or not isinstance(attribute, Mapping) or len(attribute) != 1:
        return None
    ((kind, value),) = attribute.items()
    convert = _KINDS.get(str(kind))
    return value if convert is None else convert(value, depth)


def _number(value: Any, _: int) -> int | float | str:
    """Return a whole number stays whole; one that is none, as emulators may send, stays text."""
    text = str(value)
    try:
        return int(text) if text.lstrip("-").isdecimal() and len(text) <= 40 else float(text)
    except ValueError:
        return text


def _nothing(_: Any, __: int) -> None:
    return None


_KINDS: Final[Mapping[str, Callable[[Any, int], Any]]] = {
    "N": _number,
    "M": _map,
    "L": _list,
    "NULL": _nothing,
}
