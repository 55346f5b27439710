"""Reads the rows of a log file in any of the forms that tools export.

JSON lines (our own export, or bare envelopes), the JSON of ``aws logs filter-log-events`` and
``get-log-events`` (``events``), of ``aws logs get-query-results`` (``results``), and what the
Logs Insights console downloads: a JSON array, or CSV with a line of names. A small splitter
and `json.loads` of each element read the arrays: no more than one element is ever held, and an
element that is not JSON is one bad row and not the end of the file.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.rows import MESSAGES, BadRow, LogRow, row_from
from eda_core.log_files.text_stream import LONGEST, SHOWN, Piece, decoded, elements, lines

Row = LogRow | BadRow
_HEAD: Final = 65_536


class Form(StrEnum):
    """How the rows stand in the file."""

    LINES = "JSON lines"
    DOCUMENT = "JSON document"
    TABLE = "CSV"


_DOCUMENT: Final = re.compile(
    r"\s*(?:\[|\{\s*(?:$|[\r\n]|\"(?:events|results|searchedLogStreams|nextToken|nextForwardToken|"
    r"nextBackwardToken|statistics|status|queryLanguage|encryptionKey)\"))"
)


def read_rows(chunks: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a file, in its order; bytes are read as they are asked for."""
    texts = decoded(chunks)
    head = _head(texts)
    return _READERS[form_of(head)](chain((head,), texts))


def _head(texts: Iterator[str]) -> str:
    head = ""
    for text in texts:
        head += text
        if len(head) >= _HEAD:
            break
    return head


def form_of(head: str) -> Form:
    """The form of a file, by how it begins."""
    if _DOCUMENT.match(head):
        return Form.DOCUMENT
    names = _names(head.lstrip().partition("\n")[0])
    return Form.TABLE if any(name in MESSAGES for name in names) else Form.LINES


def _names(line: str) -> list[str]:
    return [name.strip().strip('"') for name in line[:1000].split(",")]


def _from_lines(texts: Iterable[str]) -> Iterator[Row]:
    return _parsed((number, piece) for number, piece in enumerate(lines(texts), 1) if piece[0])


def _from_document(texts: Iterable[str]) -> Iterator[Row]:
    return _parsed(enumerate(elements(texts), 1))


def _parsed(pieces: Iterable[tuple[int, Piece]]) -> Iterator[Row]:
    for number, (text, fault) in pieces:
        yield BadRow(number, fault, text[:SHOWN]) if fault else _row(number, text)


def _row(number: int, text: str) -> Row:
    try:
        return row_from(json.loads(text))
    except InvalidLogFile as fault:
        return BadRow(number, str(fault), text[:SHOWN])
    except (ValueError, RecursionError) as fault:
        return BadRow(number, f"Not JSON: {fault}.", text[:SHOWN])


def _from_table(texts: Iterable[str]) -> Iterator[Row]:
    # The limit is the process's; it also ends a quotation that is never closed.
    csv.field_size_limit(LONGEST)
    each = (f"{line}\n" for line, _ in lines(texts))
    names = _names(next(line for line in each if line.strip()))
    table = csv.reader(each)
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as fault:
            yield BadRow(table.line_num + 1, f"Not CSV: {fault}.", "")
            continue
        if cells:
            yield _table_row(table.line_num + 1, dict(zip(names, cells, strict=False)))


def _table_row(number: int, fields: Mapping[str, str]) -> Row:
    try:
        return row_from(fields)
    except InvalidLogFile as fault:
        return BadRow(number, str(fault), ",".join(fields.values())[:SHOWN])


_READERS: Final[Mapping[Form, Callable[[Iterable[str]], Iterator[Row]]]] = {
    Form.LINES: _from_lines,
    Form.DOCUMENT: _from_document,
    Form.TABLE: _from_table,
}
