"""The orders table, as the part of DynamoDB the demo uses, and the tasks that read and write it.

It has a number key and a sort key. ``dynamodb:getItem``, ``putItem`` and ``updateItem`` take items
in DynamoDB's attribute-value JSON, ``{"id": {"N": "101"}}`` (DynamoDB API Reference,
*AttributeValue*). Of the update expressions there is ``SET name = :value, ...``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eda_core.asl import Json, TaskFailed
from eda_core.domain.attribute_values import encode_item, encode_value
from eda_core.stack.order_service import Item

_NUMBERS: Final = (int, float)


class OrdersTable:
    """Items by ``id`` (a number) and ``timestamp``: every status of an order is an item."""

    __slots__ = ("_items",)

    def __init__(self) -> None:
        self._items: dict[int | float, dict[str, Item]] = {}

    def put(self, item: Item) -> None:
        """Write an item; one with the same key is replaced, as PutItem does."""
        self._items.setdefault(item["id"], {})[item["timestamp"]] = item

    def latest(self, order_id: Any) -> Item | None:
        """Return the newest item of an order; raises `ValueError` for a key that is no number."""
        items = self._of(order_id)
        return items[max(items)] if items else None

    def history(self, order_id: Any) -> Sequence[Item]:
        """Return the items of an order, oldest first; raises `ValueError` as `latest` does."""
        items = self._of(order_id)
        return [items[timestamp] for timestamp in sorted(items)]

    def _of(self, order_id: Any) -> dict[str, Item]:
        return self._items.get(self._checked(order_id), {})

    def _checked(self, order_id: Any) -> int | float:
        if type(order_id) is int:  # nearly always
            return order_id
        if isinstance(order_id, bool) or not isinstance(order_id, _NUMBERS):
            raise ValueError("Query refused: the key `id` must be a number.")
        return order_id


KEY: Final = {"id": "N", "timestamp": "S"}
"""The key of the orders table: partition key and sort key, with their types."""

MAX_DIGITS: Final = 38
"""Most digits of a number (DynamoDB Developer Guide, *Data types*)."""

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SET: Final = re.compile(r"\s*(#?\w+)\s*=\s*(:\w+)\s*", re.ASCII)
_RETURNS: Final[dict[str, Callable[[Item, Item, set[str]], Item]]] = {
    "NONE": lambda _old, _new, _names: {},
    "ALL_OLD": lambda old, _new, _names: old,
    "ALL_NEW": lambda _old, new, _names: new,
    "UPDATED_OLD": lambda old, _new, names: {n: v for n, v in old.items() if n in names},
    "UPDATED_NEW": lambda _old, new, names: {n: v for n, v in new.items() if n in names},
}
"""What ``ReturnValues`` asks for, of the item before and after and the names that were set."""


def get_item(table: OrdersTable, parameters: Mapping[str, Any]) -> dict[str, Json]:
    """Return ``{"Item": ...}``, without ``Item`` where there is none."""
    item = _find(table, _key(parameters.get("Key")))
    return {} if item is None else {"Item": encode_item(item)}


def put_item(table: OrdersTable, parameters: Mapping[str, Any]) -> dict[str, Json]:
    """Write an item; with ``ReturnValues`` ``ALL_OLD``, return the one it replaced."""
    _refuse_others(parameters, {"Item"})
    item = _decode_item(parameters.get("Item"), "Item")
    key = _checked_key(item)
    old = _find(table, key) or {}
    returns = _returns(parameters, ("NONE", "ALL_OLD"))
    table.put(item)
    return _attributes(returns(old, item, set()))


def update_item(table: OrdersTable, parameters: Mapping[str, Any]) -> dict[str, Json]:
    """Set attributes of an item, which is made if there is none."""
    names = {"Key", "UpdateExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"}
    _refuse_others(parameters, names)
    key, returns = _key(parameters.get("Key")), _returns(parameters, tuple(_RETURNS))
    changes = _changes(parameters)
    old = _find(table, key) or {}
    new = {**key, **old, **changes}
    table.put(new)
    return _attributes(returns(old, new, set(changes)))


def _refuse_others(parameters: Mapping[str, Any], taken: set[str]) -> None:
    """Refuse parameters that would be ignored, such as conditions."""
    for name in parameters.keys() - taken - {"TableName", "ReturnValues"}:
        raise _invalid(f"{name} is not offered here")


def _invalid(reason: str) -> TaskFailed:
    return TaskFailed("DynamoDB.AmazonDynamoDBException", f"{reason} (ValidationException)")


def _returns(
    parameters: Mapping[str, Any], allowed: tuple[str, ...]
) -> Callable[[Item, Item, set[str]], Item]:
    wanted = parameters.get("ReturnValues", "NONE")
    if wanted not in allowed:
        raise _invalid(f"ReturnValues must be one of {', '.join(allowed)}")
    return _RETURNS[wanted]


def _attributes(item: Item) -> dict[str, Json]:
    return {"Attributes": encode_item(item)} if item else {}


def _key(given: Any) -> Item:
    key = _decode_item(given, "Key")
    if key.keys() != KEY.keys():
        raise _invalid("The provided key element does not match the schema: id and timestamp")
    return _checked_key(key)


def _checked_key(item: Item) -> Item:
    """Return the key of ``item``, which must have both parts, each of its type."""
    for name, kind in KEY.items():
        if name not in item:
            raise _invalid(f"Missing the key {name} in the item")
        if next(iter(encode_value(item[name]))) != kind:
            raise _invalid(f"Type mismatch for key {name}: expected {kind}")
    return {name: item[name] for name in KEY}


def _find(table: OrdersTable, key: Item) -> Item | None:
    found = (item for item in table.history(key["id"]) if item["timestamp"] == key["timestamp"])
    return next(found, None)


def _changes(parameters: Mapping[str, Any]) -> Item:
    """Return what the update expression sets."""
    text = parameters.get("UpdateExpression")
    word, _, assignments = text.strip().partition(" ") if isinstance(text, str) else ("", "", "")
    if word.upper() != "SET":
        raise _invalid("UpdateExpression must be SET name = :value, ...; nothing else is offered")
    names = _texts(parameters.get("ExpressionAttributeNames", {}), "ExpressionAttributeNames")
    values = _decode_item(
        parameters.get("ExpressionAttributeValues", {}), "ExpressionAttributeValues"
    )
    pairs = [_assignment(part, names, values) for part in assignments.split(",")]
    return dict(pairs)


def _assignment(part: str, names: Mapping[str, str], values: Item) -> tuple[str, Any]:
    found = _SET.fullmatch(part)
    if found is None:
        raise _invalid(f"Only name = :value can be set, not '{part.strip()[:80]}'")
    name = names.get(found[1]) if found[1].startswith("#") else found[1]
    if name is None:
        raise _invalid(f"{found[1]} is not among ExpressionAttributeNames")
    if found[2] not in values:
        raise _invalid(f"{found[2]} is not among ExpressionAttributeValues")
    if name in KEY:
        raise _invalid(f"Cannot update attribute {name}: it is part of the key")
    return name, values[found[2]]


def _texts(given: Any, field: str) -> Mapping[str, str]:
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given.values()):
        raise _invalid(f"{field} must be an object of texts")
    return given


def _decode_item(given: Any, field: str) -> Item:
    """Return an item from attribute-value JSON."""
    if not isinstance(given, dict):
        raise _invalid(f"{field} must be an object of attribute values")
    return {name: _decode(value, f"{field}.{name}") for name, value in given.items()}


def _decode(value: Any, place: str) -> Any:
    if not isinstance(value, dict) or len(value) != 1:
        raise _invalid(f'{place} must be an attribute value such as {{"N": "101"}}')
    kind, given = next(iter(value.items()))
    decode = _DECODE.get(kind)
    if decode is None:
        raise _invalid(f"{place}: the type {kind} is not offered; there are {', '.join(_DECODE)}")
    return decode(given, place)


def _decode_text(given: Any, place: str) -> str:
    if not isinstance(given, str):
        raise _invalid(f"{place}.S must be text")
    return given


def _decode_number(given: Any, place: str) -> int | float:
    if not isinstance(given, str) or _NUMBER.fullmatch(given) is None:
        raise _invalid(f'{place}.N must be a number as text, such as "101"')
    if len(given) > MAX_DIGITS:
        raise _invalid(f"{place}.N has more than {MAX_DIGITS} digits")
    number = float(given)
    if number in (float("inf"), float("-inf")):
        raise _invalid(f"{place}.N is too large")
    return int(given) if re.fullmatch(r"[+-]?\d+", given) else number


def _decode_bool(given: Any, place: str) -> bool:
    if not isinstance(given, bool):
        raise _invalid(f"{place}.BOOL must be true or false")
    return given


def _decode_null(given: Any, place: str) -> None:
    if given is not True:
        raise _invalid(f"{place}.NULL must be true")


def _decode_list(given: Any, place: str) -> list[Any]:
    if not isinstance(given, list):
        raise _invalid(f"{place}.L must be an array")
    return [_decode(item, f"{place}.L[{index}]") for index, item in enumerate(given)]


_DECODE: Final[dict[str, Callable[[Any, str], Any]]] = {
    "S": _decode_text,
    "N": _decode_number,
    "BOOL": _decode_bool,
    "NULL": _decode_null,
    "L": _decode_list,
    "M": _decode_item,
}
"""The types of an attribute value that an item of the simulated table may have."""
