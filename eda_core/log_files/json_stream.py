"""The values of a JSON text of any length: documents after each other, with or without line ends.

A value is read whole as long as it is no longer than a log event may be. A longer array, or an
object that holds a page of log events, is entered, and what is in it comes value by value: no
more than one log event and one piece of the file is ever held. What is not JSON is one fault and
not the end of the file.
"""

import json
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any, Final

from eda_core.domain.json_faults import json_fault, wrong_in

WHOLE: Final = 2**20
"""Characters of a value that is read whole: a log event has 1 MiB at most (CloudWatch quotas)."""

LONGEST: Final = 4 * 2**20
"""Characters of the longest one: JSON may write a character of a log event as several."""

PIECE: Final = 2**16
SHOWN: Final = 200

TOO_LONG: Final = f"Longer than {LONGEST // 2**20} MiB."
NO_FORM: Final = "Not JSON, nor of another form that is taken."
UNFINISHED: Final = "The file ends within it."
CUT_OFF: Final = "The line ends within it."

PAGE_FIELDS: Final = re.compile(
    r'"(?:events|results|logEvents|records|sessionResults)"\s*:\s*(?=[\[{])', re.IGNORECASE
)

Element = tuple[Any, str]
"""A value and no reason, or how a text begins and why it is none."""

_BLANK: Final = re.compile("[\\s,\ufeff]*")
_MARK: Final = re.compile(r'\\.|["\[\]{},]', re.DOTALL)
_NEXT_VALUE: Final = re.compile(r"[\n{\[]")
_LINE_END: Final = re.compile(r"\n")
_KEY: Final = re.compile(r'"(?:[^"\\]|\\.)*+"\s*:\s*', re.DOTALL)
_decode: Final = json.JSONDecoder().raw_decode


def values_in(text: str, unfinished: str = UNFINISHED) -> Iterator[Element]:
    """Return the values of a text at hand; ``unfinished`` is said of one that it ends within."""
    return elements((text,), unfinished)


def elements(texts: Iterable[str], unfinished: str = UNFINISHED) -> Iterator[Element]:
    """Yield the values of a text that comes in pieces, those of long arrays and pages one
    by one.
    """
    reader = _Reader(iter(texts), unfinished)
    while reader.find():
        yield from reader.step()


class _Reader:
    """Goes through the text from value to value; ``_open`` holds the marks that were entered."""

    def __init__(self, texts: Iterator[str], unfinished: str) -> None:
        self._texts, self._unfinished = texts, unfinished
        self._buffer, self._at, self._ended = "", 0, False
        self._open: list[str] = []

    def find(self) -> bool:
        """Go on to the next value; say whether there is one."""
        while True:
            self._at = _BLANK.match(self._buffer, self._at).end()  # type: ignore[union-attr] # matches nothing too
            if self._at < len(self._buffer):
                return True
            if not self._more():
                return False

    def step(self) -> Iterator[Element]:
        """Take what begins here: a value, or an end or a name of what was entered."""
        mark = self._buffer[self._at]
        if self._open and mark in "]}":
            self._open.pop()
            self._at += 1
        elif self._open and self._open[-1] == "{":
            yield from self._take_field()
        else:
            yield from self._take_value()

    def _more(self) -> bool:
        """Read on until twice as much is there; say whether anything came."""
        parts, size = [self._buffer[self._at :]], 0
        wanted = max(PIECE, len(parts[0]))
        while size < wanted and not self._ended:
            piece = next(self._texts, None)
            self._ended = piece is None
            parts.append(piece or "")
            size += len(parts[-1])
        self._buffer, self._at = "".join(parts), 0
        return size > 0

    def _take_value(self) -> Iterator[Element]:
        while True:
            try:
                value, end = _decode(self._buffer, self._at)
            except (ValueError, RecursionError) as refusal:
                fault = self._fault_of(refusal)
            else:
                if end < len(self._buffer) or self._buffer[end - 1] in ']}"' or self._ended:
                    self._at = end
                    yield value, ""
                    return
                self._more()  # a number at the end may go on
                continue
            end = self._end_of_broken()
            is_whole = end >= 0 or self._ended or len(self._buffer) - self._at > WHOLE
            if is_whole and self._enter():
                return
            if end >= 0:
                yield self._buffer[self._at : end].strip()[:SHOWN], fault
                self._at = end
                return
            if (yield from self._give_up()):
                return

    def _fault_of(self, refusal: Exception) -> str:
        """Return what is wrong in words, with the place counted from where the value begins."""
        if not isinstance(refusal, json.JSONDecodeError):
            return f"Not JSON: {json_fault(refusal)}."
        if refusal.pos == self._at:
            return NO_FORM
        return f"Not JSON: {wrong_in(refusal)} at character {refusal.pos - self._at + 1}."

    def _give_up(self) -> Generator[Element, None, bool]:
        """Read on, or say why that cannot be and leave the value; answers whether it is left."""
        begins = self._buffer[self._at : self._at + SHOWN].strip()
        if len(self._buffer) - self._at > LONGEST:
            yield begins, TOO_LONG
            self._skip()
            return True
        if not self._ended:
            self._more()
            return False
        yield begins, self._unfinished
        self._at = len(self._buffer)
        return True

    def _enter(self) -> bool:
        """Step into an array of rows or a page; say whether it is one."""
        mark = self._buffer[self._at]
        within_rows = self._open and self._open[-1] == "["
        if not ((mark == "[" and not within_rows) or (mark == "{" and self._holds_page())):
            return False
        self._open.append(mark)
        self._at += 1
        return True

    def _holds_page(self) -> bool:
        for page in PAGE_FIELDS.finditer(self._buffer, self._at, self._at + WHOLE):
            _, depth, in_text = _end_of_value(self._buffer[: page.start()], self._at, 0, False)
            if depth == 1 and not in_text:
                return True
        return False

    def _take_field(self) -> Iterator[Element]:
        """Take a name of an object that was entered: a page is entered too, the rest is left."""
        name = _KEY.match(self._buffer, self._at)
        while name is None or name.end() == len(self._buffer):
            if len(self._buffer) - self._at > WHOLE or self._ended:
                end = self._end_of_broken(least=self._at + 1)
                end = end if end >= 0 else len(self._buffer)
                yield self._buffer[self._at : end].strip()[:SHOWN], NO_FORM
                self._at = end
                return
            self._more()
            name = _KEY.match(self._buffer, self._at)
        self._at = name.end()
        if PAGE_FIELDS.match(self._buffer, name.start()):
            self._open.append(self._buffer[self._at])
            self._at += 1
        else:
            self._skip()

    def _end_of_broken(self, least: int = 0) -> int:
        """Return where a value that is not JSON ends, if that can be seen in what was read; -1 if
        not.
        """
        at, buffer = self._at, self._buffer
        if buffer[at] not in "[{" and not self._open:
            found = (_LINE_END if buffer[at] == '"' else _NEXT_VALUE).search(buffer, at + 1)
            return found.start() if found else self._at_end()
        alike = _begin_alike(buffer, at)
        end, _, _ = _end_of_value(buffer, at, 0, False)
        ends = [place for place in (alike, end) if place > at]
        if not ends and buffer[at] not in "[{" and self._ended:
            return len(buffer)
        return max(min(ends), least) if ends else -1

    def _at_end(self) -> int:
        return len(self._buffer) if self._ended or len(self._buffer) - self._at > WHOLE else -1

    def _skip(self) -> None:
        """Go past the value here, however long it is."""
        depth, in_text = 0, False
        while True:
            end, depth, in_text = _end_of_value(self._buffer, self._at, depth, in_text)
            if end >= 0:
                self._at = end
                return
            self._at = len(self._buffer) - self._buffer.endswith("\\")
            if not self._more():
                self._at = len(self._buffer)
                return


def _end_of_value(buffer: str, at: int, depth: int, in_text: bool) -> tuple[int, int, bool]:
    """Return where a value ends that is entered ``depth`` brackets deep at this place, or -1.

    Only brackets, commas and quotes are looked at; a comma or a bracket that closes what is
    around the value ends it as well. Answers the depth and whether a text is open, to go on with.
    """
    for mark in _MARK.finditer(buffer, at):
        sign = mark[0]
        if in_text or sign == '"':
            in_text = in_text != (sign == '"')
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
            if depth <= 0:
                return mark.end() if depth == 0 else mark.start(), 0, False
        elif sign == "," and depth == 0:
            return mark.start(), 0, False
    return -1, depth, in_text


def _begin_alike(buffer: str, at: int) -> int:
    """Return where the next line begins as the line of this value does: a broken one ends before
    it.
    """
    line = buffer.rfind("\n", 0, at) + 1
    if buffer[at] not in "[{" or buffer[line:at].strip():
        return -1
    found = buffer.find(f"\n{buffer[line:at]}{buffer[at]}", at)
    return found + 1 if found >= 0 else -1
