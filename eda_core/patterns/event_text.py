"""Reading an event given as JSON text, or taking it as parsed JSON.

A name that is repeated in one object: the last value wins, and repeated objects merge (recorded for
patterns: multi_key; taken to hold for events as well). What follows the closing brace is ignored.
"""

import re
from collections.abc import Mapping
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

from eda_core.domain.errors import InvalidEvent
from eda_core.patterns.values import fraction_from_text, integer_from_text, is_object

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
    except JSONDecodeError as fault:
        place = f"line {fault.lineno}, column {fault.colno}"
        raise InvalidEvent(f"The event is not JSON: {fault.msg} ({place}).") from fault
    except RecursionError as fault:
        raise InvalidEvent(_TOO_DEEP) from fault


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
    raise JSONDecodeError(f"{name} is no JSON value", name, 0)


_DECODER = JSONDecoder(
    object_pairs_hook=_object_from,
    parse_int=integer_from_text,
    parse_float=fraction_from_text,
    parse_constant=_refuse_constant,
)
