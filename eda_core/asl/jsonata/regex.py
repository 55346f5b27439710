"""Regular expressions of an expression, matched in linear time wherever that can be.

Python's own engine can take for ever over a pattern made for that, so patterns run on RE2. One that
looks around or back, which RE2 cannot, is matched by counted steps of our own.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import re2

from eda_core.asl.jsonata.backtracking import BacktrackingRegex
from eda_core.asl.jsonata.evaluation_errors import FunctionFailed
from eda_core.asl.jsonata.library import Jsonata, RegexFlags
from eda_core.domain.errors import EdaError

MAX_PROGRAM_BYTES: Final = 1_048_576
"""Most memory of one compiled pattern; what needs more is refused."""

_CHARACTERS_A_STEP: Final = 64
_TOKEN: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\?.", re.DOTALL)
_SPACES: Final = (
    r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
)
_OUTSIDE: Final = {r"\S": f"[^{_SPACES}]", ".": r"[^\n\r\x{2028}\x{2029}]"}
_LOOKS: Final = re.compile(r"\(\?<?[=!]|\\(?:[1-9]|k<)")


class PatternRefused(EdaError):
    """A regular expression is none, or asks for what is not offered."""


class Pattern:
    """A compiled pattern, with the four methods by which the library knows one."""

    __slots__ = ("_regex",)

    def __init__(self, regex: Any) -> None:
        self._regex = regex

    def finditer(self, text: str, start: int = 0) -> Iterator[Any]:
        """Yield the matches from ``start`` on.

        After one of no characters there is no next one: to ask for it fails with D1004.
        """
        spend: Callable[[int], None] = Jsonata.CURRENT.jsonata.spend
        spend(1 + len(text) // _CHARACTERS_A_STEP)
        end, stuck = 0, False
        for number, match in enumerate(self._regex.finditer(text, start)):
            spend(4)
            empty = match.start() == match.end()
            if number and end >= len(text):
                return
            if stuck or (number and empty):
                raise FunctionFailed("D1004", "Regular expression matches zero length string")
            yield match
            end, stuck = match.end(), empty
        if stuck and end < len(text):
            raise FunctionFailed("D1004", "Regular expression matches zero length string")

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


def record_of(match: Any) -> dict[str, Any]:
    """Return a match of a pattern as an expression sees it."""
    groups = [match.group(number) for number in range(1, len(match.groups()) + 1)]
    return {"match": match.group(), "start": match.start(), "end": match.end(), "groups": groups}


def compile_pattern(pattern: str, flags: RegexFlags) -> Pattern:
    """Compile a pattern. Raises ``PatternRefused`` with a sentence."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_PROGRAM_BYTES
    letters = "i" * flags.case_insensitive + "m" * flags.multiline
    try:
        translated = _in_re2(pattern)
        return Pattern(re2.compile(f"(?{letters}){translated}" if letters else translated, options))
    except (re2.error, UnicodeError) as error:
        if not _LOOKS.search(pattern):
            raise PatternRefused(_sentence(error)) from error
        return _backtracking(pattern, flags)


def _in_re2(pattern: str) -> str:
    """Return a pattern of JavaScript as RE2 has it: its escapes, its spaces, and what a dot is."""
    inside, parts = False, []
    for piece in _TOKEN.findall(pattern):
        if piece == "[" and not inside:
            inside = True
        elif piece == "]":
            inside = False
        if piece.startswith("\\u") and len(piece) > 2:
            parts.append(f"\\x{{{piece[2:]}}}")
        elif piece == r"\s":
            parts.append(_SPACES if inside else f"[{_SPACES}]")
        elif not inside:
            parts.append(_OUTSIDE.get(piece, piece))
        else:
            parts.append(piece)
    return "".join(parts)


def _backtracking(pattern: str, flags: RegexFlags) -> Pattern:
    try:
        return Pattern(BacktrackingRegex(pattern, flags.case_insensitive, flags.multiline))
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise PatternRefused(f"the regular expression is not supported: {error}") from error


def groups_of_all(pattern: str, text: str) -> tuple[str, ...] | None:
    """Return the groups where ``pattern`` takes all of ``text``, in capitals or not, else None.

    Raises ``PatternRefused``.
    """
    compiled = compile_pattern(f"^(?:{pattern})$", RegexFlags(case_insensitive=True))
    match = compiled.search(text)
    return None if match is None else tuple(match.groups())


def _sentence(error: Exception) -> str:
    detail = error.args[0] if error.args else ""
    text = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(error)
    return f"the regular expression is not supported: {text}"
