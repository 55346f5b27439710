"""One row of a log file: when the log received it, and its message."""

from dataclasses import dataclass
from typing import Final

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
