"""Names, perhaps times, and the message: what ``awslogs get`` writes.

``awslogs`` (0.15.0) writes group and stream, each where it is not switched off, padded; with
``--timestamp`` and ``--ingestion-time`` those times in UTC; then the message. Any other tool that
puts words before an event on a line is read as well.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.json_rows import time_within
from eda_core.log_files.rows import SHOWN, BadRow, LogRow, Row
from eda_core.log_files.text_lines import lines
from eda_core.log_files.times import TIME, time_ms

_WORDS: Final = r"[^\s{\[\"]\S*"
_BEGINS: Final = re.compile(rf"(?:{_WORDS} +){{1,6}}\{{\s*\"")
_TIMES: Final = re.compile(rf"(?:\S+ +){{0,2}}?({TIME})(?: +({TIME}))? ")


def is_prefixed(head: str) -> bool:
    """Say whether the first line has some words and then a JSON object."""
    return _BEGINS.match(head.lstrip()) is not None


def read_prefixed(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of such lines, each of one line."""
    for number, line, fault in lines(texts):
        try:
            yield BadRow(number, fault, line[:SHOWN]) if fault else _row(line)
        except InvalidLogFile as refusal:
            yield BadRow(number, str(refusal), line[:SHOWN])


def _row(line: str) -> LogRow:
    at = line.find(" {") + 1
    times = _TIMES.match(line)
    message = line[at:] if at else ""
    if times is not None and (not at or times.end() <= at):
        return LogRow(time_ms(times[2] or times[1], "time"), message or line[times.end() :])
    if not message:
        raise InvalidLogFile("Neither a time nor an event is in it.")
    if (at_ms := time_within(message)) is None:
        raise InvalidLogFile("Nothing says when.")
    return LogRow(at_ms, message)
