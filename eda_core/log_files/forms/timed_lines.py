"""Words, perhaps a time, and the message: ``aws logs tail``, exports to S3, ``awslogs get``.

``aws logs tail`` writes three formats (AWS CLI 2, ``--format``): *detailed* has a time with its
zone and the stream; *short* a time to the second without a zone, in UTC; *json* puts a message
that is JSON below its line, indented. An export task writes the time with ``Z`` and the message
(CloudWatch Logs User Guide, "Export log data to Amazon S3"); its files end without a line end, so
that those put together by hand have entries in the middle of a line.

``awslogs`` (0.15.0) writes group and stream, each where it is not switched off, padded; with
``--timestamp`` and ``--ingestion-time`` those times in UTC; then the message. Any other tool that
puts words before an event on a line is read as well.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from eda_core.domain.errors import InvalidLogFile
from eda_core.log_files.json_rows import compact, time_within
from eda_core.log_files.rows import SHOWN, BadRow, LeftOut, LogRow, Piece, Row, entries, lines
from eda_core.log_files.times import TIME, time_ms

_DAY: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
_EXPORTED: Final = re.compile(rf"({_DAY}\.\d{{3}}Z)(?: |$)")
_DETAILED: Final = re.compile(rf"({_DAY}(?:\.\d{{1,6}})?[+-]\d\d:\d\d) (?=\S)")
_SHORT: Final = re.compile(rf"({_DAY})(?: |$)")
_GLUED: Final = re.compile(rf"\}}(?={_DAY}\.\d{{3}}Z )")
_WRITE_TEST: Final = "Permission Check Successful"
_decode: Final = json.JSONDecoder().raw_decode


def is_export(head: str) -> bool:
    """Say whether the first line begins with a time in UTC to the millisecond."""
    begins = _EXPORTED.match(text := head.lstrip())
    has_two_times = begins is not None and _EXPORTED.match(text, begins.end()) is not None
    return (begins is not None and not has_two_times) or head.strip() == _WRITE_TEST


def is_tail(head: str) -> bool:
    """Say whether the first line begins with a time that names its zone, and a stream."""
    return _DETAILED.match(head.lstrip()) is not None


def is_short_tail(head: str) -> bool:
    """Say whether the first line begins with a time to the second without a zone."""
    return _SHORT.match(head.lstrip()) is not None


def read_export(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of files of an export task, each or put together."""
    for number, entry, fault in entries(lines(texts), _EXPORTED):
        if entry == _WRITE_TEST:  # the object with which a task tries the bucket
            yield LeftOut("test of the bucket")
            continue
        for part in _unglued(entry):
            yield _row((number, part, fault), _EXPORTED, str)


def read_tail(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of ``aws logs tail``, detailed or json."""
    for entry in entries(lines(texts), _DETAILED):
        yield _row(entry, _DETAILED, _without_stream)


def read_short_tail(texts: Iterable[str]) -> Iterator[Row]:
    """Yield the log events of ``aws logs tail --format short``."""
    for entry in entries(lines(texts), _SHORT):
        yield _row(entry, _SHORT, str)


def _row(entry: Piece, begins: "re.Pattern[str]", message_of: Callable[[str], str]) -> Row:
    number, text, fault = entry
    time = begins.match(text)
    if fault or time is None:
        return BadRow(number, fault or "It does not begin with a time.", text[:SHOWN])
    try:
        return LogRow(time_ms(time[1], "time"), _compacted(message_of(text[time.end() :])))
    except InvalidLogFile as refusal:
        return BadRow(number, str(refusal), text[:SHOWN])


def _without_stream(text: str) -> str:
    """Return the message after the name of its stream, which may have blanks but rarely has."""
    at = text.find(" {") if text.find(" {") >= 0 else text.find(" ")
    line_end = text.find("\n")
    if line_end >= 0 and (at < 0 or line_end < at):
        at = line_end
    return text[at + 1 :].lstrip("\n") if at >= 0 else ""


def _compacted(message: str) -> str:
    """Return a message as it was before it was indented; any other as it is."""
    if message[:1] != "{" or "\n" not in message:
        return message
    try:
        return compact(json.loads(message))
    except (ValueError, RecursionError):
        return message


def _unglued(entry: str) -> Iterator[str]:
    """Yield the entries of a line: where a file ended without a line end the next one follows at
    once.
    """
    begins = 0
    for glued in _GLUED.finditer(entry):
        try:
            _, end = _decode(entry, entry.index("{", begins))
        except (ValueError, RecursionError):
            continue
        if end == glued.start() + 1:
            yield entry[begins:end]
            begins = end
    yield entry[begins:] if begins else entry


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
            yield BadRow(number, fault, line[:SHOWN]) if fault else _prefixed_row(line)
        except InvalidLogFile as refusal:
            yield BadRow(number, str(refusal), line[:SHOWN])


def _prefixed_row(line: str) -> LogRow:
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
