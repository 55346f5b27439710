"""``--output text`` of the AWS CLI: a word for the list, then columns in the order of their names.

``filter-log-events`` has ``EVENTS``, event id, ingestion time, stream, message, time;
``get-log-events`` has ``EVENTS``, ingestion time, message, time; ``get-query-results`` has a line
``RESULTS``, field, value for each cell, and none says where a row ends (AWS CLI 1.46.3). Tabs and
line ends of a message are written as they are.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.forms.json_text import numbered
from eda_core.log_files.rows import SHOWN, BadRow, LogRow, Piece, Row, entries, lines
from eda_core.log_files.times import time_ms

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
