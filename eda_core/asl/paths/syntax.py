"""The text of a JSONPath: from characters to steps, in one pass without recursion.

Grammar: a root ``$``, ``$$`` or ``$name``, then any of ``.name  ['name']  ["a","b"]  [0]  [-1]
[0,2]  [1:3]  [*]  .*  ..  [?(filter)]``; a dot may stand before a bracket (AWS: *Using JSONPath
paths*, ``$.abc.['def ghi']``). There are no functions: ``length()`` is a name like any other, so a
path with it leads nowhere (reported: awsdocs/aws-step-functions-developer-guide, pull request 5).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eda_core.asl.paths.filters import FilterOperand, compile_filter
from eda_core.asl.paths.lexer import PathSyntaxError, quoted_end, unquote
from eda_core.asl.paths.selectors import (
    Key,
    Step,
    descend_step,
    filter_step,
    follow_keys,
    indexes_step,
    key_step,
    names_step,
    slice_step,
    wildcard_step,
)

_ROOT: Final = re.compile(r"\$\$|\$(?:[^\W\d]\w*)?")
_NAME: Final = re.compile(r"[^\s.\[\](),'\"*?]+(?:\([^()]*\))?")
_ITEM_ROOT: Final = re.compile(r"[@$]")
_NAME_IN_FILTER: Final = re.compile(r"[\w-]+(?:\([^()]*\))?")
_INDEX: Final = re.compile(r"-?\d{1,9}")
_SLICE: Final = re.compile(r"\s*(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*")


@dataclass(frozen=True, slots=True)
class ParsedPath:
    """The root and the steps of a path.

    ``keys`` are the names and indexes where the path has nothing else. A path that is not
    ``definite`` reads an array of what it finds.
    """

    root: str
    steps: tuple[Step, ...]
    keys: tuple[Key, ...] | None
    definite: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """One step as scanned. ``key`` is set for a plain name or index."""

    step: Step
    end: int
    definite: bool = False
    key: Key | None = None


def scan_path(text: str, start: int) -> tuple[ParsedPath, int]:
    """Read the longest path that begins at ``start``; return it and where it ends.

    Raises ``PathSyntaxError`` with a sentence and the character at fault.
    """
    root = _ROOT.match(text, start)
    if root is None:
        raise PathSyntaxError("a path starts with '$'", start)
    return _scan_steps(text, root, _NAME)


def _scan_in_filter(text: str, at: int) -> tuple[FilterOperand, int] | None:
    """Read the path that begins at ``at`` inside a filter: ``@`` is the item, ``$`` all of it.

    It may have names and indexes only: a filter is asked for each of up to 100,000 items.
    """
    root = _ITEM_ROOT.match(text, at)
    if root is None:
        return None
    parsed, end = _scan_steps(text, root, _NAME_IN_FILTER, in_filter=True)
    if parsed.keys is None:
        raise PathSyntaxError("a path inside a filter has names and indexes only", at)
    follow, of_item = follow_keys(parsed.keys), parsed.root == "@"
    return lambda item, document: follow(item if of_item else document), end


def _scan_steps(
    text: str, root: re.Match[str], name: re.Pattern[str], *, in_filter: bool = False
) -> tuple[ParsedPath, int]:
    parts: list[_Part] = []
    end = root.end()
    while end < len(text) and text[end] in ".[":
        parts.extend(_scan_part(text, end, name, in_filter=in_filter))
        end = parts[-1].end
    return _parsed(root.group(), parts), end


def _parsed(root: str, parts: list[_Part]) -> ParsedPath:
    keys = tuple(part.key for part in parts if part.key is not None)
    plain = len(keys) == len(parts)
    steps = tuple(part.step for part in parts)
    return ParsedPath(root, steps, keys if plain else None, all(part.definite for part in parts))


def _scan_part(text: str, at: int, name: re.Pattern[str], *, in_filter: bool) -> list[_Part]:
    if text[at] == "[":
        return [_scan_bracket(text, at, in_filter=in_filter)]
    descends = text.startswith("..", at)
    after = at + (2 if descends else 1)
    if text.startswith("[", after):
        part = _scan_bracket(text, after, in_filter=in_filter)
    else:
        part = _scan_name(text, after, name)
    return [_Part(descend_step, after), part] if descends else [part]


def _scan_name(text: str, at: int, pattern: re.Pattern[str]) -> _Part:
    if text.startswith("*", at):
        return _Part(wildcard_step, at + 1)
    name = pattern.match(text, at)
    if name is None:
        raise PathSyntaxError("a name, '*' or '[' is missing after '.'", at)
    return _Part(key_step(name.group()), name.end(), definite=True, key=name.group())


def _scan_bracket(text: str, at: int, *, in_filter: bool) -> _Part:
    inner = at + 1
    while text.startswith(" ", inner):
        inner += 1
    if in_filter and text.startswith("?", inner):
        raise PathSyntaxError("a filter cannot stand inside another", inner)
    part = _BRACKETS.get(text[inner : inner + 1], _scan_numbers)(text, inner)
    end = part.end
    while text.startswith(" ", end):
        end += 1
    if not text.startswith("]", end):
        raise PathSyntaxError("']' is missing", end)
    return _Part(part.step, end + 1, part.definite, part.key)


def _scan_star(_: str, at: int) -> _Part:
    return _Part(wildcard_step, at + 1)


def _scan_names(text: str, at: int) -> _Part:
    names: list[str] = []
    end = at
    while True:
        close = quoted_end(text, end)
        names.append(unquote(text[end:close]))
        comma = re.compile(r"\s*,\s*(?=['\"])").match(text, close)
        if comma is None:
            break
        end = comma.end()
    if len(names) == 1:
        return _Part(key_step(names[0]), close, definite=True, key=names[0])
    return _Part(names_step(tuple(names)), close, definite=True)


def _scan_numbers(text: str, at: int) -> _Part:
    run = _SLICE.match(text, at)
    if run is not None:
        start, stop = (None if bound is None else int(bound) for bound in run.groups())
        return _Part(slice_step(start, stop), run.end())
    numbers = re.compile(r"-?\d{1,9}(?:\s*,\s*-?\d{1,9})*").match(text, at)
    if numbers is None:
        raise PathSyntaxError("a name in quotes, an index, a slice, '*' or '?(' is missing", at)
    indexes = tuple(int(number) for number in _INDEX.findall(numbers.group()))
    if len(indexes) == 1:
        return _Part(key_step(indexes[0]), numbers.end(), definite=True, key=indexes[0])
    return _Part(indexes_step(indexes), numbers.end())


def _scan_filter(text: str, at: int) -> _Part:
    test, end = compile_filter(text, at + 1, _scan_in_filter)
    return _Part(filter_step(test), end)


_BRACKETS: Final[dict[str, Callable[[str, int], _Part]]] = {
    "*": _scan_star,
    "'": _scan_names,
    '"': _scan_names,
    "?": _scan_filter,
}
