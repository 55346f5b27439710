"""Rows of cells: CSV and tab-separated text, with a line of names or without.

The console downloads CSV (RFC 4180); ``--output text`` of the AWS CLI puts a tab between the
columns of a ``--query``, in its order. Cells without names are recognised by what is in them.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from eda_core.log_files.forms.json_text import numbered
from eda_core.log_files.json_rows import MESSAGES, row_of_cells
from eda_core.log_files.json_stream import LONGEST, TOO_LONG
from eda_core.log_files.rows import SHOWN, BadRow, Row, lines
from eda_core.log_files.times import looks_like_time

_DELIMITERS: Final = ",;\t"
_QUOTED_EVENT: Final = re.compile(r'"\{\s*""')


def has_names(head: str) -> bool:
    """Say whether the first line names a column of messages."""
    return _delimiter(_first_line(head)) != ""


def has_events(head: str) -> bool:
    """Say whether the first line has a JSON object in a cell, beside a time or in quotes."""
    line = _first_line(head)
    if _QUOTED_EVENT.search(line):
        return True
    cells = line.split("\t")
    events = [cell for cell in cells if cell.startswith("{")]
    return len(events) == 1 and any(looks_like_time(cell) for cell in cells)


def _first_line(head: str) -> str:
    return head.lstrip("\ufeff\r\n ").partition("\n")[0].rstrip("\r")


def _delimiter(line: str) -> str:
    return next((mark for mark in _DELIMITERS if _names_message(line, mark)), "")


def _names_message(line: str, mark: str) -> bool:
    return any(name.lower() in MESSAGES for name in _names(line, mark))


def _names(line: str, mark: str) -> list[str]:
    return [name.strip().strip('"') for name in line[:4000].split(mark)]


def read_named(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of a table whose first line has the names of its columns."""
    pieces = lines(texts)
    number, line, _ = next(pieces)
    mark = _delimiter(line)
    names = _names(line, mark)
    for row_number, cells, fault in _table(pieces, mark, number):
        if fault:
            yield BadRow(row_number, fault, ",".join(cells)[:SHOWN])
        else:
            yield from numbered(row_number, dict(zip(names, cells, strict=False)))


def read_unnamed(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of a table without names: a time and a message, or an event alone."""
    pieces = lines(texts)
    first = next(pieces)
    quoted = _QUOTED_EVENT.search(first[1])
    rows = _quoted(chain((first,), pieces)) if quoted else _tabbed(chain((first,), pieces))
    for number, cells, fault in rows:
        if fault:
            yield BadRow(number, fault, "\t".join(cells)[:SHOWN])
        else:
            yield from _rows_of(number, cells)


def _quoted(pieces: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, list[str], str]]:
    """Cells of CSV, separated as in the first line that holds two."""
    first = next(iter(pieces))
    marks = [mark for mark in _DELIMITERS if f'{mark}"{{' in first[1] or f'}}"{mark}' in first[1]]
    return _table(chain((first,), pieces), marks[0] if marks else ",", 0)


def _tabbed(pieces: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, list[str], str]]:
    return ((number, line.split("\t"), fault) for number, line, fault in pieces)


def _rows_of(number: int, cells: list[str]) -> Iterator[Row]:
    if (row := row_of_cells(cells)) is not None:
        yield row if not isinstance(row, BadRow) else BadRow(number, row.reason, row.text)
    elif all(cell.startswith("{") for cell in cells):
        for cell in cells:
            yield from numbered(number, cell)
    else:
        yield BadRow(number, "Not a time and a message.", "\t".join(cells)[:SHOWN])


def _table(
    pieces: Iterable[tuple[int, str, str]], mark: str, before: int
) -> Iterator[tuple[int, list[str], str]]:
    """Rows of CSV with the number of the line they end on; ``before`` lines came before them."""
    # The limit is the process's; it also ends a quotation that is never closed.
    csv.field_size_limit(LONGEST)
    faults: list[str] = []
    at = [before]
    table = csv.reader(_lines_of(pieces, faults, at), delimiter=mark)
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as fault:
            yield at[0], [], f"Not CSV: {fault}."
            continue
        if faults:
            faults.clear()
            yield at[0], cells, TOO_LONG
        elif cells:
            yield at[0], cells, ""


def _lines_of(
    pieces: Iterable[tuple[int, str, str]], faults: list[str], at: list[int]
) -> Iterator[str]:
    for number, line, fault in pieces:
        at[0] = number
        if fault:
            faults.append(fault)
        yield f"{line}\n"
