"""How much room words take in a drawing, as an estimate: the browser cuts what is wider."""

import re
from typing import Final
from unicodedata import east_asian_width

LETTER: Final = 6.4
"""Mean width of a letter of a state's name, in bold."""

SMALL_LETTER: Final = 5.7
"""The same of what is written on a line."""

WIDEST_LINE: Final = 168
_WIDE: Final = frozenset("WF")
_BREAKS: Final = re.compile(r"(?<=[\s_./:-])(?=\S)|(?<=[a-z0-9])(?=[A-Z])")
_WAY: Final = re.compile(r"(?<!\$)\$\.(?:[\w-]+\.)*(?=[\w-])")


def text_width(text: str, letter: float = LETTER) -> float:
    """Return how wide a text is, in pixels; letters of East Asia take almost double."""
    return sum(1.8 * letter if east_asian_width(each) in _WIDE else letter for each in text)


def name_lines(name: str) -> list[str]:
    """Return a state's name on one line, or on two of about the same length if one would be too
    wide.
    """
    if text_width(name) <= WIDEST_LINE:
        return [name]
    half = len(name) / 2
    breaks = [match.start() for match in _BREAKS.finditer(name)]
    middle = min(breaks, key=lambda at: abs(at - half), default=0)
    if not len(name) / 4 <= middle <= 3 * len(name) / 4:
        middle = round(half)
    return [name[:middle].rstrip(), name[middle:].lstrip()]


def short_rule(rule: str) -> str:
    """Return a rule without the way to its variable: ``amount > 500``."""
    return _WAY.sub("", rule)
