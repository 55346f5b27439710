"""Values in DynamoDB's JSON: ``{"N": "101"}`` (DynamoDB API Reference, AttributeValue)."""

from collections.abc import Mapping
from typing import Any


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
