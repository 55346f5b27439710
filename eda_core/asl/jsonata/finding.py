"""``$contains``, ``$match``, ``$split`` and ``$replace``: what a text or a pattern finds in a text.

A pattern may be a function that returns what was found and, as ``next``, where to go on
(https://docs.jsonata.org/regex).
"""

import itertools
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from eda_core.asl.jsonata.evaluation_errors import OUT_OF_MEMORY, Exhausted, FunctionFailed
from eda_core.asl.jsonata.functions import refuse_null
from eda_core.asl.jsonata.iterating import call
from eda_core.asl.jsonata.json_values import MAX_VALUE_BYTES
from eda_core.asl.jsonata.library import JException, Utils
from eda_core.asl.jsonata.regex import Pattern, record_of


def matches(token: Any, text: str) -> Iterator[dict[str, Any]]:
    """Yield what ``token`` finds, each with its ``match``, ``start``, ``end`` and ``groups``.

    Raises T1010 for a function that returns anything else.
    """
    if isinstance(token, Pattern):
        yield from (record_of(match) for match in token.finditer(text))
        return
    found = call(token, [text])
    while found is not None:
        if not isinstance(found, dict) or not {"start", "end", "groups"} <= found.keys():
            raise JException("T1010", -1, "match")
        yield found
        found = call(found["next"], []) if found.get("next") is not None else None


def contains(text: Any, token: Any) -> Any:
    """Say whether ``token`` is in ``text``."""
    if text is None:
        return None
    if isinstance(token, str):
        return token in text
    return next(matches(token, text), None) is not None


def match(text: Any, token: Any, limit: Any) -> Any:
    """Return what ``token`` finds in ``text``, at most ``limit`` of it. Raises D3040 below 0."""
    if text is None:
        return None
    if limit is not None and limit < 0:
        raise JException("D3040", -1, limit)
    found = Utils.create_sequence()
    for record in _at_most(limit, matches(token, text)):
        kept = {"match": record.get("match"), "index": record["start"], "groups": record["groups"]}
        found.append(kept)
    return found


def split(text: Any, token: Any, limit: Any) -> Any:
    """Return what is between the places where ``token`` is. Raises D3020 for a limit below 0."""
    if text is None:
        return None
    if limit is not None and limit < 0:
        raise JException("D3020", -1, limit)
    if isinstance(token, str):
        parts = text.split(token) if token else list(text)
        return parts[: len(parts) if limit is None else math.floor(limit)]
    return _split(text, token, limit)


def _split(text: str, token: Any, limit: Any) -> list[str]:
    parts: list[str] = []
    start = 0
    for record in _at_most(limit, matches(token, text)):
        parts.append(text[start : record["start"]])
        start = record["end"]
    return parts if limit is not None and len(parts) >= limit else [*parts, text[start:]]


def _at_most(limit: Any, found: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield at most ``limit`` of ``found``, a fraction counting as one more.

    One more is looked for than is yielded, as in the reference: that may fail (D1004).
    """
    most = math.inf if limit is None else limit
    record = next(found, None) if most > 0 else None
    for count in itertools.count():
        if record is None or count >= most:
            return
        yield record
        record = next(found, None)


_GROUP: Final = re.compile(r"\$(\$|\d+)")


def replace(text: Any, pattern: Any, replacement: Any, limit: Any) -> Any:
    """Return ``text`` with the matches of a text or pattern replaced, at most ``limit`` of them."""
    refuse_null("replace", text, pattern, replacement, limit)
    if text is None:
        return None
    if pattern == "":
        raise JException("D3010", -1)
    if limit is not None and limit < 0:
        raise JException("D3011", -1)
    most = math.inf if limit is None else math.ceil(limit)
    if isinstance(pattern, str) and isinstance(replacement, str):
        return _replace_text(text, pattern, replacement, most)
    return _replace_matches(text, _as_pattern(pattern), replacement, most)


def _replace_text(text: str, old: str, new: str, most: float) -> str:
    many = min(text.count(old), most)
    if len(text) + many * (len(new) - len(old)) > MAX_VALUE_BYTES:
        raise Exhausted(OUT_OF_MEMORY)
    return text.replace(old, new, int(many))


def _as_pattern(pattern: Any) -> Pattern:
    if isinstance(pattern, Pattern):
        return pattern
    raise FunctionFailed(
        "T0410", 'Argument 2 of function "replace" does not match function signature'
    )


def _replace_matches(text: str, pattern: Pattern, replacement: Any, most: float) -> str:
    parts: list[str] = []
    end = size = 0
    for number, match in enumerate(pattern.finditer(text)):
        if number >= most:
            break
        new = _expand(replacement, match)
        parts += (text[end : match.start()], new)
        end = match.end()
        size += len(new)
        if size > MAX_VALUE_BYTES:
            raise Exhausted(OUT_OF_MEMORY)
    return "".join((*parts, text[end:]))


def _expand(replacement: Any, match: Any) -> str:
    if isinstance(replacement, str):
        return _GROUP.sub(lambda place: _group(place[1], match), replacement)
    groups = [match.group(number) for number in range(1, len(match.groups()) + 1)]
    found = {"match": match.group(), "start": match.start(), "end": match.end(), "groups": groups}
    value = call(replacement, [found])
    if not isinstance(value, str):
        raise JException("D3012", -1)
    return value


def _group(name: str, match: Any) -> str:
    """Return what ``$name`` stands for; of too many digits, as many as name a group."""
    if name == "$":
        return "$"
    known = len(match.groups())
    for length in range(len(name), 0, -1):
        if int(name[:length]) <= known:
            return (match.group(int(name[:length])) or "") + name[length:]
    return name[1:]
