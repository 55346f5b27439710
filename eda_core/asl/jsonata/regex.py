"""Regular expressions of an expression, matched in linear time.

Python's own engine can take for ever over a pattern made for that, so patterns run on RE2: all of
JavaScript's syntax but looking around and back, which are refused when the definition is read.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import re2

from eda_core.asl.jsonata.evaluation_errors import FunctionFailed
from eda_core.asl.jsonata.library import Jsonata, RegexFlags
from eda_core.domain.errors import EdaError

MAX_PROGRAM_BYTES: Final = 1_048_576
"""Most memory of one compiled pattern; what needs more is refused."""

_CHARACTERS_A_STEP: Final = 64


class PatternRefused(EdaError):
    """A regular expression is none, or asks for what is not offered."""


class Pattern:
    """A compiled pattern, with the four methods by which the library knows one."""

    __slots__ = ("_regex",)

    def __init__(self, regex: Any) -> None:
        self._regex = regex

    def finditer(self, text: str) -> Iterator[Any]:
        """Yield the matches. Raises ``FunctionFailed`` for one of no characters (D1004)."""
        spend: Callable[[int], None] = Jsonata.CURRENT.jsonata.spend
        spend(1 + len(text) // _CHARACTERS_A_STEP)
        for match in self._regex.finditer(text):
            spend(4)
            if match.start() == match.end():
                raise FunctionFailed("D1004", "Regular expression matches zero length string")
            yield match

    def search(self, text: str) -> Any:
        """Return the first match, or None."""
        return next(self.finditer(text), None)

    def split(self, text: str) -> list[str]:
        """Return what is between the matches."""
        parts, end = [], 0
        for match in self.finditer(text):
            parts.append(text[end : match.start()])
            end = match.end()
        return [*parts, text[end:]]

    def sub(self, replacement: Callable[[Any], str], text: str) -> str:
        """Return ``text`` with ``replacement`` of each match in its place."""
        parts: list[str] = []
        end = 0
        for match in self.finditer(text):
            parts += (text[end : match.start()], replacement(match))
            end = match.end()
        return "".join((*parts, text[end:]))


def compile_pattern(pattern: str, flags: RegexFlags) -> Pattern:
    """Compile a pattern. Raises ``PatternRefused`` with a sentence."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_PROGRAM_BYTES
    letters = "i" * flags.case_insensitive + "m" * flags.multiline
    try:
        return Pattern(re2.compile(f"(?{letters}){pattern}" if letters else pattern, options))
    except (re2.error, UnicodeError) as error:
        raise PatternRefused(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    detail = error.args[0] if error.args else ""
    text = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(error)
    return f"the regular expression is not supported: {text}"
