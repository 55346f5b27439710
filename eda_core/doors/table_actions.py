"""Query and GetItem (DynamoDB API Reference) of the orders table of a world.

The key is `id`, a number, and `timestamp`, text. Conditions are on the key alone; there are no
filters and no projections here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.attribute_values import encode_item
from eda_core.domain.errors import InvalidRequest
from eda_core.doors.paging import refuse_others, whole_number

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.bootstrap import Connection

_EVERY: Final = frozenset(("TableName", "ConsistentRead", "ReturnConsumedCapacity"))
"""Taken, and without effect: reads are consistent, and cost nothing."""

_GET: Final = _EVERY | {"Key"}
_QUERY: Final = _EVERY | {
    "KeyConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ScanIndexForward",
    "ExclusiveStartKey",
    "Limit",
    "Select",
}

LARGEST_PAGE: Final = 10_000

_NUMBER: Final = re.compile(r"[+-]?\d{1,38}", re.ASCII)
_KEY: Final = {"id": "N", "timestamp": "S"}
_CONDITIONS: Final = re.compile(
    r"\s*(?P<id>#?\w+)\s*=\s*(?P<order>:\w+)"
    r"(?:\s+and\s+(?:"
    r"(?P<name>#?\w+)\s*(?P<sign>=|<=|>=|<|>)\s*(?P<value>:\w+)"
    r"|(?P<of>#?\w+)\s+between\s+(?P<low>:\w+)\s+and\s+(?P<high>:\w+)"
    r"|begins_with\s*\(\s*(?P<start>#?\w+)\s*,\s*(?P<prefix>:\w+)\s*\)"
    r"))?\s*",
    re.ASCII | re.IGNORECASE,
)

_Item = Mapping[str, Any]
_Fits = Callable[[str], bool]
"""Whether a timestamp is among those asked for."""

_SIGNS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "=": lambda timestamp, value: timestamp == value,
    "<": lambda timestamp, value: timestamp < value,
    "<=": lambda timestamp, value: timestamp <= value,
    ">": lambda timestamp, value: timestamp > value,
    ">=": lambda timestamp, value: timestamp >= value,
}


def get_item(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer the item with this key, or nothing."""
    refuse_others(parameters, _GET)
    _check_table(connection, parameters)
    order, timestamp = _key(parameters.get("Key"))
    found = (i for i in connection.backend.orders.history(order) if i["timestamp"] == timestamp)
    item = next(found, None)
    return {} if item is None else {"Item": encode_item(item)}


def query(connection: "Connection", parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer a page of the items of one order, by their timestamps."""
    refuse_others(parameters, _QUERY)
    _check_table(connection, parameters)
    order, fits = _Conditions(parameters).read()
    items = [i for i in connection.backend.orders.history(order) if fits(i["timestamp"])]
    if parameters.get("ScanIndexForward") is False:
        items.reverse()
    items = _after(items, order, parameters.get("ExclusiveStartKey"))
    size = whole_number(parameters, "Limit", (1, LARGEST_PAGE), LARGEST_PAGE)
    return _answer(items[:size], parameters.get("Select"), is_more=len(items) > size)


def _answer(page: Sequence[_Item], select: Any, *, is_more: bool) -> Mapping[str, Any]:
    if select not in (None, "ALL_ATTRIBUTES", "COUNT"):
        raise _invalid("Select must be ALL_ATTRIBUTES or COUNT here.")
    answer: dict[str, Any] = {"Count": len(page), "ScannedCount": len(page)}
    if select != "COUNT":
        answer["Items"] = [encode_item(item) for item in page]
    if is_more:
        answer["LastEvaluatedKey"] = encode_item({name: page[-1][name] for name in _KEY})
    return answer


def _after(items: list[_Item], order: int, start_key: Any) -> list[_Item]:
    """Return what comes after the item with this key."""
    if start_key is None:
        return items
    of, timestamp = _key(start_key)
    places = [n for n, item in enumerate(items, 1) if item["timestamp"] == timestamp]
    if of != order or not places:
        raise _invalid("The provided starting key is invalid")
    return items[places[0] :]


class _Conditions:
    """Reads a KeyConditionExpression with its names and values."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._expression = parameters.get("KeyConditionExpression")
        self._names = parameters.get("ExpressionAttributeNames") or {}
        self._values = parameters.get("ExpressionAttributeValues") or {}

    def read(self) -> tuple[int, _Fits]:
        """Return the order, and which of its items are asked for."""
        text = self._expression
        found = _CONDITIONS.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise _invalid("Invalid KeyConditionExpression: id = :id, and one on the timestamp.")
        self._check_name(found["id"], "id")
        return _number(self._value(found["order"])), self._fits(found)

    def _fits(self, found: re.Match[str]) -> _Fits:
        name = found["name"] or found["of"] or found["start"]
        if name is None:
            return lambda _: True
        self._check_name(name, "timestamp")
        if found["of"]:
            low, high = self._text(found["low"]), self._text(found["high"])
            return lambda timestamp: low <= timestamp <= high
        if found["start"]:
            prefix = self._text(found["prefix"])
            return lambda timestamp: timestamp.startswith(prefix)
        compare, value = _SIGNS[found["sign"]], self._text(found["value"])
        return lambda timestamp: compare(timestamp, value)

    def _check_name(self, name: str, wanted: str) -> None:
        meant = self._names.get(name) if name.startswith("#") else name
        if meant != wanted:
            raise _invalid(f"Query condition missed key schema element: {wanted}")

    def _value(self, name: str) -> Any:
        if not isinstance(self._values, dict) or name not in self._values:
            sentence = "An expression attribute value used in expression is not defined"
            raise _invalid(f"{sentence}: {name}")
        return self._values[name]

    def _text(self, name: str) -> str:
        return _text(self._value(name))


def _check_table(connection: "Connection", parameters: Mapping[str, Any]) -> None:
    table, given = connection.model.stack.table, parameters.get("TableName")
    if given != table and not str(given).endswith(f":table/{table}"):
        raise InvalidRequest("ResourceNotFoundException", "Requested resource not found")


def _key(given: Any) -> tuple[int, str]:
    """Return the order and the timestamp of a key."""
    if not isinstance(given, dict) or given.keys() != _KEY.keys():
        raise _invalid("The provided key element does not match the schema")
    return _number(given["id"]), _text(given["timestamp"])


def _number(value: Any) -> int:
    number = value.get("N") if isinstance(value, dict) else None
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise _invalid('The id of an order must be a whole number, as in {"N": "101"}.')
    return int(number)


def _text(value: Any) -> str:
    text = value.get("S") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise _invalid('A timestamp must be text, as in {"S": "2026-01-31T12:00:00.123Z"}.')
    return text


def _invalid(sentence: str) -> InvalidRequest:
    return InvalidRequest("ValidationException", sentence)
