"""``$replace``: of a text or of what a pattern matches, by a text or by what a function returns."""

import math
import re
from typing import Any, Final

from eda_core.asl.jsonata.calling import call
from eda_core.asl.jsonata.evaluation_errors import OUT_OF_MEMORY, Exhausted, FunctionFailed
from eda_core.asl.jsonata.functions import refuse_null
from eda_core.asl.jsonata.json_values import MAX_VALUE_BYTES
from eda_core.asl.jsonata.library import JException
from eda_core.asl.jsonata.regex import Pattern

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
