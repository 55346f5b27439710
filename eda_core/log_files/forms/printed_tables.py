"""``--output text`` and ``--output table`` of the AWS CLI, read back where a row can be.

As text there is a word for the list, then columns in the order of their names. The answer of
``filter-log-events`` has ``EVENTS``, event id, ingestion time, stream, message, time; that of
``get-log-events`` has ``EVENTS``, ingestion time, message, time; that of ``get-query-results`` has
a line ``RESULTS``, field, value for each cell, and none says where a row ends (AWS CLI 1.46.3).
Tabs and line ends of a message are written as they are.

A table is drawn with lines. The message of a log event is one cell; it is found by its braces, the
time beside it by its digits. A message with a line end breaks the drawing, so such a row is
refused. Logs Insights comes as a line for each field and value.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.forms.json_text import numbered
from eda_core.log_files.json_rows import row_of_cells
from eda_core.log_files.rows import SHOWN, BadRow, LogRow, Piece, Row, entries, lines
from eda_core.log_files.times import looks_like_time, time_ms

_WORD: Final = re.compile(
    r"(?:EVENTS|RESULTS|SEARCHEDLOGSTREAMS|STATISTICS|NEXTTOKEN)(?:\t|$)|[bf]/\d+\t"
    r"|(?:\S+\t)?(?:Cancelled|Complete|Failed|Running|Scheduled|Timeout|Unknown)$"
)
_ANY_ROW: Final = re.compile(r"^(?:EVENTS\t\d|RESULTS\t@)", re.MULTILINE)
_FILTERED: Final = re.compile(r"EVENTS\t\d+\t(\d{13})\t[^\t\n]*\t(.*)\t\d{13}\Z", re.DOTALL)
_GOT: Final = re.compile(r"EVENTS\t(\d{13})\t(.*)\t\d{13}\Z", re.DOTALL)


def is_command_text(head: str) -> bool:
    """Say whether one of the first lines is a row of such a list."""
    return _ANY_ROW.search(head[:4096]) is not None


def read_command_text(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of the list."""
    result: dict[str, str] = {}
    for piece in entries(lines(texts), _WORD):
        number, entry, fault = piece
        if entry.startswith("RESULTS\t"):
            name, _, value = entry.removeprefix("RESULTS\t").partition("\t")
            if name in result:
                yield from numbered(number - len(result), result)
                result = {}
            result[name] = value
        elif fault or entry.startswith("EVENTS\t"):
            yield _event(piece)
        elif not _WORD.match(entry):
            yield BadRow(number, "Not a row of the list.", entry[:SHOWN])
    if result:
        yield from numbered(number - len(result) + 1, result)


def _event(piece: Piece) -> Row:
    number, entry, fault = piece
    cells = _FILTERED.match(entry) or _GOT.match(entry)
    if fault or cells is None:
        return BadRow(number, fault or "Not the columns of a log event.", entry[:SHOWN])
    try:
        return LogRow(time_ms(cells[1], "ingestionTime"), cells[2])
    except InvalidLogFile as refusal:
        return BadRow(number, str(refusal), entry[:SHOWN])


_DRAWN: Final = re.compile(r"-{8,}\s*\n\|")
_MARKDOWN: Final = re.compile(r"\|[^\n]*message[^\n]*\|[ \r]*\n\|[-:| \r]+\n")
_RULE: Final = re.compile(r"[|+\-\s]+")
_INNER: Final = re.compile(r"\|+(.*?)\|+\s*")
_FIELD: Final = re.compile(r"\s*(@\w+)\s*\|\s*(.*?)\s*")
_HAS_TIME: Final = re.compile(r"\|\s*\d{13}\s*\||^\s*\d{13}\s*\||\|\s*\d{13}\s*$")


def is_drawn_table(head: str) -> bool:
    """Say whether the text begins as a drawn table does."""
    return _DRAWN.match(head.lstrip()) is not None


def read_drawn_table(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of the table, and what of it cannot be read back."""
    result: dict[str, str] = {}
    for number, line, fault in lines(texts):
        inner = _INNER.fullmatch(line)
        field = _FIELD.fullmatch(inner[1]) if inner else None
        if fault:
            yield BadRow(number, fault, line[:SHOWN])
        elif field is not None:
            if field[1] in result:
                yield from numbered(number - len(result), result)
                result = {}
            result[field[1]] = field[2]
        elif not _RULE.fullmatch(line):
            yield from _row(number, line, inner)
    if result:
        yield from numbered(number - len(result) + 1, result)


def is_markdown(head: str) -> bool:
    """Say whether the text begins as a table of Markdown with a column of messages."""
    return _MARKDOWN.match(head.lstrip()) is not None


def read_markdown(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of a table of Markdown, as the console of Logs Insights copies one."""
    for number, line, fault in islice(lines(texts), 2, None):
        if fault:
            yield BadRow(number, fault, line[:SHOWN])
        else:
            yield from _row(number, line, _INNER.fullmatch(line))


def _row(number: int, line: str, inner: "re.Match[str] | None") -> Iterator[Row]:
    if inner is None:
        yield BadRow(number, "A message of several lines cannot be read back.", line[:SHOWN])
        return
    text = inner[1]
    begins, ends = text.find("{"), text.rfind("}")
    if 0 <= begins < ends:
        message = text[begins : ends + 1]
        beside = [*text[:begins].split("|"), *text[ends + 1 :].split("|")]
        cells = [cell.strip() for cell in beside if cell.strip()]
        row = row_of_cells([*cells[-6:], message])
        yield from [row] if row is not None else numbered(number, message)
    elif _HAS_TIME.search(text) or looks_like_time(text.split("|")[0]):
        yield BadRow(number, "Its message cannot be read back.", text.strip()[:SHOWN])
