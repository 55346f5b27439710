"""Lines for a terminal, whatever they hold and whatever it can show."""

import unicodedata
from collections.abc import Iterable
from typing import TextIO

from eda_core.domain.errors import InvalidSettings


def write_shown(stream: TextIO, lines: Iterable[str]) -> None:
    """Write lines, each on one line of a terminal of any encoding; raises `InvalidSettings`."""
    encoding = stream.encoding or "utf-8"
    for line in lines:
        shown = on_one_line(line).encode(encoding, "backslashreplace").decode(encoding)
        try:
            stream.write(f"{shown}\n")
            stream.flush()
        except OSError as fault:
            raise InvalidSettings(f"Cannot write the answer: {fault.strerror}.") from None


def on_one_line(text: str) -> str:
    """Text of any origin for a terminal: what would move the cursor is written as an escape."""
    return "".join(map(_printable, text))


def _printable(letter: str) -> str:
    if letter == "\n":
        return " "
    moves = unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp")
    return repr(letter)[1:-1] if moves else letter
