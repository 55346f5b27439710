"""What actions that answer in pages are asked: how much, from where on, and nothing unknown."""

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from eda_core.domain.errors import InvalidRequest

Item = TypeVar("Item")


def page_of(
    items: Sequence[Item], question: Sequence[Any], token: Any, size: int
) -> tuple[list[Item], str | None]:
    """Return a page of so many items, and the token of the next page if there is one.

    ``question`` is JSON that says what was asked. Raises `InvalidRequest` for a token that is of
    another question, or none of ours.
    """
    start = start_of(question, token)
    end = start + size
    return list(items[start:end]), None if end >= len(items) else token_of(question, end)


def token_of(question: Sequence[Any], start: int) -> str:
    """Return the token that says of this question that a page begins there."""
    return base64.urlsafe_b64encode(json.dumps([list(question), start]).encode()).decode()


def start_of(question: Sequence[Any], token: Any) -> int:
    """Return where the page of a token begins, 0 without one; raises as `page_of` does."""
    if token is None:
        return 0
    try:
        of, start = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError, RecursionError):
        of, start = None, 0
    if of != list(question) or type(start) is not int or start < 0:
        raise InvalidRequest("InvalidToken", "The token is of no such request.")
    return start


def whole_number(
    parameters: Mapping[str, Any], name: str, bounds: tuple[int, int], otherwise: int
) -> int:
    """Return a whole number within these bounds, or what stands for none.

    Raises `InvalidRequest` for anything else.
    """
    given, (least, most) = parameters.get(name), bounds
    if given is None:
        return otherwise
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        sentence = f"{name} must be a whole number from {least} to {most}."
        raise InvalidRequest("ValidationException", sentence)
    return given


def refuse_others(parameters: Mapping[str, Any], known: Collection[str]) -> None:
    """Raise `InvalidRequest` for a parameter that would be ignored here."""
    for name in parameters:
        if name not in known and parameters[name] is not None:
            raise InvalidRequest("ValidationException", f"{str(name)[:64]} is not offered here.")
