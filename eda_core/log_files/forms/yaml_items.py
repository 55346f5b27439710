"""``--output yaml`` and ``yaml-stream`` of AWS CLI 2: the items of a list, read one by one.

Each item is cut out by its indentation and parsed by itself, so no more than one is held. Every
scalar is taken as text, and references are refused: the tool writes none, and they could grow.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import yaml

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.forms.json_text import numbered
from eda_core.log_files.json_stream import LONGEST, TOO_LONG
from eda_core.log_files.rows import SHOWN, BadRow, Piece, Row, lines

_LIST: Final = re.compile(r" *(?:- )?(?:events|results|logEvents): *")
_LIST_AND_ITEM: Final = re.compile(rf"^{_LIST.pattern}\r?\n *- ", re.MULTILINE)
_ITEM: Final = re.compile(r"""- (?:['"]?[\w@]+['"]?: |['"]\{|- ['"]?(?:field: |value: |\d|\{))""")
_BESIDE: Final = re.compile(r""" *(?:- )*(?:['"]?[\w@]+['"]?:(?: |$)|\S+$)""")
_INDENT: Final = re.compile(r" *")
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def is_yaml(head: str) -> bool:
    """Say whether a list of log events begins in the head of the text."""
    begins = head.lstrip("\ufeff\r\n")
    return _LIST_AND_ITEM.search(begins[:8192]) is not None or _ITEM.match(begins) is not None


def read_yaml(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of the lists; what stands beside a list is passed over."""
    for number, item, fault in _items(lines(texts)):
        if fault:
            yield BadRow(number, fault, item[:SHOWN])
            continue
        try:
            (value,) = _value(item)
        except InvalidLogFile as refusal:
            yield BadRow(number, str(refusal), item[:SHOWN])
        else:
            yield from numbered(number, value)


def _items(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the items of the lists of log events, each with all of its lines."""
    first, held, size = 0, list[str](), 0
    indent: int | None = 0
    for number, line, fault in pieces:
        depth = _depth(line)
        is_list = _LIST.fullmatch(line) is not None
        belongs = indent is not None and depth > indent and not is_list
        if first and belongs and not fault and size < LONGEST:
            held.append(line)
            size += len(line)
            continue
        if first:
            yield first, "\n".join(held), TOO_LONG if size >= LONGEST else ""
        indent = _next_indent(indent, depth, is_list, line.lstrip(" ").startswith("- "))
        is_item = indent == depth and not is_list
        first, held, size = (number, [line], len(line)) if is_item else (0, [], 0)
        if fault or (not first and not _BESIDE.match(line)):
            yield number, line, fault or "Neither an item of a list nor beside one."
    if first:
        yield first, "\n".join(held), ""


def _next_indent(indent: int | None, depth: int, is_list: bool, is_item: bool) -> int | None:
    """Return how deep the items stand: unknown (-1) below the name of a list, None outside
    of one.
    """
    if is_list:
        return -1
    if not is_item or indent is None:
        return None
    return depth if indent in (-1, depth) else None


def _depth(line: str) -> int:
    return _INDENT.match(line).end()  # type: ignore[union-attr] # matches nothing too


def _value(text: str) -> Any:
    """Return the value of a YAML text; raises `InvalidLogFile`."""
    try:
        marks = yaml.parse(text, Loader=_LOADER)
        for mark in marks:
            if isinstance(mark, yaml.SequenceStartEvent):
                return _sequence(marks)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        reason = str(getattr(fault, "problem", "") or fault).partition("\n")[0]
        raise InvalidLogFile(f"Not YAML: {reason}.") from None
    raise InvalidLogFile("Not an item of a list.")


def _sequence(marks: Iterator[Any]) -> list[Any]:
    values = []
    for mark in marks:
        if isinstance(mark, yaml.SequenceEndEvent):
            break
        values.append(_node(mark, marks))
    return values


def _mapping(marks: Iterator[Any]) -> dict[str, Any]:
    fields = {}
    for mark in marks:
        if isinstance(mark, yaml.MappingEndEvent):
            break
        name = _node(mark, marks)
        fields[str(name)] = _node(next(marks), marks)
    return fields


def _node(mark: Any, marks: Iterator[Any]) -> Any:
    if isinstance(mark, yaml.ScalarEvent):
        return mark.value
    if isinstance(mark, yaml.SequenceStartEvent):
        return _sequence(marks)
    if isinstance(mark, yaml.MappingStartEvent):
        return _mapping(marks)
    raise InvalidLogFile("A reference to another item is not read.")
