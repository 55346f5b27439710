"""A file as text, piece by piece: its lines, or the elements of the JSON arrays in it.

Nothing here holds more than one piece and one line or element, however large the file is.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Final

LONGEST: Final = 4 * 2**20
"""Characters of the longest line or element: a log event may have 1 MiB (CloudWatch Logs quotas),
which JSON may write as several characters each."""

SHOWN: Final = 200
"""Characters kept of one that is too long."""

Piece = tuple[str, str]
"""The text of a line or an element, and what is wrong with it as a piece of the file, if any."""

TOO_LONG: Final = f"Longer than {LONGEST // 2**20} MiB."
UNFINISHED: Final = "The file ends within it."

_SIGN: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?P<end>"?)|[\[\]{},]', re.DOTALL)
_ROW_ARRAYS: Final = ('"events"', '"results"')


def decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    """The text of these bytes: UTF-8, with or without a mark; what is not shows as U+FFFD."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def lines(texts: Iterable[str]) -> Iterator[Piece]:
    """The lines of a text without their ends; the last may have none."""
    held, skipping = "", False
    for text in texts:
        *whole, held = (held + text).split("\n")
        for line in whole:
            if not skipping:
                yield _line(line)
            skipping = False
        if len(held) > LONGEST:
            if not skipping:
                yield held[:SHOWN], TOO_LONG
            held, skipping = "", True
    if held and not skipping:
        yield _line(held)


def _line(line: str) -> Piece:
    return (line[:SHOWN], TOO_LONG) if len(line) > LONGEST else (line.removesuffix("\r"), "")


def elements(texts: Iterable[str]) -> Iterator[Piece]:
    """The elements of a JSON array, or of the arrays ``events`` and ``results`` of an object.

    Several documents may follow each other. Only brackets, commas and quotes are looked at, so
    an element that is not JSON does no harm to the next.
    """
    splitter, buffer, at = _Splitter(), "", 0
    for text in texts:
        kept = splitter.start if splitter.start >= 0 else at
        buffer, at = buffer[kept:] + text, at - kept
        splitter.start = min(splitter.start, 0)
        for sign in _SIGN.finditer(buffer, at):
            if sign[0][0] == '"' and not sign["end"]:
                at = sign.start()
                break
            if (element := splitter.cut(sign, buffer)).strip():
                yield element.strip(), ""
            at = sign.end()
        open_from = splitter.start if splitter.start >= 0 else at
        if len(buffer) - open_from > LONGEST:
            yield buffer[open_from:][:SHOWN], TOO_LONG
            return
    if splitter.start >= 0 and buffer[splitter.start :].strip():
        yield buffer[splitter.start :].strip()[:SHOWN], UNFINISHED


class _Splitter:
    """Steps from sign to sign; ``start`` is where the element under way begins, -1 for none."""

    __slots__ = ("_depth", "_name", "_row_depth", "start")

    def __init__(self) -> None:
        self.start = -1
        self._depth = self._row_depth = 0
        self._name = ""

    def cut(self, sign: re.Match[str], buffer: str) -> str:
        """Take one sign; answers the element that ends with it, or nothing."""
        word = sign[0]
        if word in "[{":
            self._open(word, sign.end())
        elif word == "," and self._depth == self._row_depth > 0:
            element, self.start = buffer[self.start : sign.start()], sign.end()
            return element
        elif word in "]}":
            return self._close(sign, buffer)
        elif self._depth == 1:
            self._name = word
        return ""

    def _open(self, word: str, end: int) -> None:
        is_rows = self._depth == 0 or (self._depth == 1 and self._name in _ROW_ARRAYS)
        self._depth += 1
        if word == "[" and is_rows and not self._row_depth:
            self._row_depth, self.start = self._depth, end

    def _close(self, sign: re.Match[str], buffer: str) -> str:
        element = ""
        if self._depth == self._row_depth > 0:
            element, self.start, self._row_depth = buffer[self.start : sign.start()], -1, 0
        self._depth = max(0, self._depth - 1)
        return element
