"""One row of a log file: when the log received it, and its message.

And the lines of a text that comes in pieces, and entries of several lines.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from eda_core.log_files.json_stream import LONGEST, TOO_LONG

SHOWN: Final = 200
"""Characters kept of the text of a bad row."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """A log event: its ingestion time in epoch milliseconds, and its message as it was."""

    ingested_ms: int
    message: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no log event: its number from 1, the reason, and how its text begins.

    ``file`` is the name of the file it is in, where several were read.
    """

    number: int
    reason: str
    text: str
    file: str = ""

    @property
    def place(self) -> str:
        """Where it is: ``row 3``, ``row 3 of 000000``, or the file alone."""
        number = f"row {self.number}" if self.number else ""
        return " of ".join(part for part in (number, self.file) if part) or "the file"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no log event and was not meant to be one, such as a control message."""

    kind: str


KINDS: Final = {
    "control message": "control messages",
    "test of the bucket": "tests of the bucket",
    "start of a live tail": "starts of a live tail",
    "step of a bus log": "steps of a bus log",
}
"""What is left out, one and several of it."""


def kind_of(count: int, kind: str) -> str:
    """Return the word for so many of a kind: ``control message`` for 1, else
    ``control messages``.
    """
    return kind if count == 1 else KINDS[kind]


BEGINNING: Final = 60


def beginning(text: str) -> str:
    """Return how a text begins, in a sentence: on one line, without what cannot be printed."""
    shown = "".join(sign if sign.isprintable() else "·" for sign in text[:BEGINNING])
    return f"“{shown}…”." if len(text) > BEGINNING else f"“{shown}”."


Row = LogRow | BadRow | LeftOut


Piece = tuple[int, str, str]
"""The number of a line from 1, its text, and what is wrong with it as a line, if anything."""

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def plain(head: str) -> str:
    """Return the head of a text as forms are recognised by it: without a mark and colours."""
    return _COLOUR.sub("", head).lstrip("\ufeff")


def lines(texts: Iterable[str]) -> Iterator[Piece]:
    """Yield the lines that hold something, without their ends, byte order marks and colours."""
    held, number, skipping = "", 0, False
    for text in texts:
        *whole, held = (held + text).split("\n")
        for line in whole:
            number += 1
            if not skipping and line:
                yield from _line(number, line)
            skipping = False
        if len(held) > LONGEST:
            if not skipping:
                yield number + 1, held[:SHOWN], TOO_LONG
            held, skipping = "", True
    if held and not skipping:
        yield from _line(number + 1, held)


def _line(number: int, line: str) -> Iterator[Piece]:
    if len(line) > LONGEST:
        yield number, line[:SHOWN], TOO_LONG
        return
    text = line.removesuffix("\r").removeprefix("\ufeff")
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    if text and not text.isspace():
        yield number, text, ""


def entries(pieces: Iterable[Piece], begins: "re.Pattern[str]") -> Iterator[Piece]:
    """Lines put together: a line that does not begin as an entry does belongs to the one before.

    Lines before the first entry come alone.
    """
    first, held, size = 0, [""], 0
    for number, line, fault in pieces:
        is_new = begins.match(line) is not None
        if first and not is_new and not fault and size + len(line) <= LONGEST:
            held.append(line)
            size += len(line)
            continue
        if first:
            yield first, "\n".join(held), ""
        first, held, size = (number, [line], len(line)) if is_new and not fault else (0, [], 0)
        if not first:
            yield number, line, fault
    if first:
        yield first, "\n".join(held), ""
