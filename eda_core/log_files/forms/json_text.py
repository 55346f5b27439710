"""Log events as JSON: a value on each line, or documents of any length and layout."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.json_rows import PACKED, begin_of, is_page, row_of, rows_in
from eda_core.log_files.json_stream import CUT_OFF, NO_FORM, elements, values_in
from eda_core.log_files.rows import SHOWN, BadRow, Row, lines

_BEGINS: Final = re.compile(r'\s*[\[{"]')


def is_json_lines(head: str) -> bool:
    """Say whether the first line that holds something is JSON by itself, and no page.

    A page on one line may be longer than a line may be: it is read as a document.
    """
    line, found, _ = head.lstrip("\ufeff \t\r\n").partition("\n")
    if not _BEGINS.match(line) or (not found and len(head) > len(line) + SHOWN):
        return False
    try:
        return not is_page(json.loads(line))
    except (ValueError, RecursionError):
        return False


def is_json(head: str) -> bool:
    """Say whether the text begins as a JSON object or array does."""
    return head.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def is_packed(head: str) -> bool:
    """Say whether the text begins as Base64 of gzip data does: payloads as Kinesis shows them."""
    return head.lstrip().startswith(PACKED)


def read_packed(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of payloads, each a word of Base64."""
    for number, line, fault in lines(texts):
        if fault:
            yield BadRow(number, fault, line[:SHOWN])
            continue
        for word in line.split():
            yield from numbered(number, word)


def read_lines(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of JSON lines; several values on a line are several rows."""
    for number, line, fault in lines(texts):
        if fault:
            yield BadRow(number, fault, line[:SHOWN])
        else:
            yield from _rows_of_line(number, line)


def _rows_of_line(number: int, line: str) -> Iterator[Row]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        values = values_in(line, CUT_OFF) if _BEGINS.match(line) else [(line, NO_FORM)]
        for value, reason in values:
            yield from numbered(number, value, reason)
        return
    yield from numbered(number, value)


def read_documents(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of JSON documents, which may follow each other without a line end."""
    number = 1
    for value, reason in elements(texts):
        for row in numbered(number, value, reason):
            yield replace(row, number=number) if isinstance(row, BadRow) else row
            number += 1


def numbered(number: int, value: Any, reason: str = "") -> Iterator[Row]:
    """Yield the rows in a value; a bad one has this number. With a reason the value is no JSON."""
    if reason:
        yield BadRow(number, reason, str(value)[:SHOWN])
        return
    if isinstance(value, dict) and "message" in value:  # the commonest at once
        yield _row_of_event(number, value)
        return
    try:
        for row in rows_in(value):
            yield replace(row, number=number) if isinstance(row, BadRow) else row
    except RecursionError:
        yield BadRow(number, "Nested too deep.", "")


def _row_of_event(number: int, value: dict[str, Any]) -> Row:
    try:
        return row_of(value)
    except InvalidLogFile as refusal:
        return BadRow(number, str(refusal), begin_of(value))
    except RecursionError:
        return BadRow(number, "Nested too deep.", "")
