"""Values in DynamoDB's JSON, written and read: ``{"N": "101"}`` (DynamoDB API Reference,
AttributeValue).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

MAX_DEPTH: Final = 32
"""Levels a DynamoDB value may nest; what lies deeper is left out when it is read."""


def encode_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item, or a map, with each value as an attribute value."""
    return {name: encode_value(value) for name, value in item.items()}


def encode_value(value: Any) -> dict[str, Any]:
    """Return a JSON value as an attribute value; its depth is that of a payload."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, (int, float)):
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": encode_item(value)}
    if isinstance(value, list):
        return {"L": [encode_value(item) for item in value]}
    return {"NULL": True} if value is None else {"S": value}


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
    """Return a whole number as an int, and as text what is no number: emulators may send that."""
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
