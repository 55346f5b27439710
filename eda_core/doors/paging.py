"""Pages of an answer, and tokens that say where the next one begins."""

import base64
import json
from collections.abc import Sequence
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
    start = _start(token, list(question))
    end = start + size
    return list(items[start:end]), None if end >= len(items) else _token(list(question), end)


def _token(question: list[Any], start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([question, start]).encode()).decode()


def _start(token: Any, question: list[Any]) -> int:
    if token is None:
        return 0
    try:
        of, start = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, TypeError, RecursionError):
        of, start = None, 0
    if of != question or type(start) is not int or start < 0:
        raise InvalidRequest("InvalidToken", "The token is of no such request.")
    return start
