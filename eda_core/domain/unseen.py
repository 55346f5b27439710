"""Characters that show nothing, or turn the line they stand in: shown as JSON would write them.

An id with a zero-width space is another id, matches no rule that names the one without, and looks
the same; behind a right-to-left override a text reads backwards. What they are is by Unicode's
general category (Unicode Standard, 4.5): controls, formats, separators of lines and paragraphs, and
halves of a surrogate pair, which no message to a browser can hold; and a few others that are drawn
as nothing.
"""

import json
import re
from typing import Final
from unicodedata import category

UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""The categories."""

_LAYS_OUT: Final = frozenset("\t\n\r")
_VARIES: Final = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_NOTHING: Final = r"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_IS_NOTHING: Final = re.compile(f"[{_NOTHING}{_VARIES}]")
"""Of other categories, and drawn as nothing: a grapheme joiner, fillers of Hangul, vowels of Khmer
that are not written, the empty sign of Braille, and what chooses another form of the sign before.
"""

_IS_SEEN: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Formats that are drawn, such as the Arabic end of a verse."""

_HALF: Final = re.compile("[\ud800-\udfff]")

_NO_SIGN: Final = rf"\x00-\u024f\u061c\u180e\u2000-\u206f\ufeff{_NOTHING}"
_SIGN: Final = f"[^{_NO_SIGN}]"
_JOINS: Final = re.compile(
    rf"(?<={_SIGN})[\u200c\u200d](?={_SIGN})"
    rf"|(?:(?<=[^{_NO_SIGN}{_VARIES}])|(?<=[©®‼⁉]))[{_VARIES}]|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    r"|(?<=[\u2801-\u28ff])\u2800+(?=[\u2801-\u28ff])"
    r"|(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
)
"""Between letters beyond Latin these make one sign of several, as scripts and emoji need it; behind
one of them, or a digit in a key, the form of it is chosen; between signs of Braille the empty one
parts words; and the letters of a region make its flag of a black one.
"""


def reveal(text: str) -> str:
    """Return ``text`` with each such character as an escape, as `\\u200b`; lines and tabs stay."""
    if text.isprintable() and (text.isascii() or not _IS_NOTHING.search(text)):
        return text
    joins = {at for found in _JOINS.finditer(text) for at in range(*found.span())}
    return "".join(letter if at in joins else _revealed(letter) for at, letter in enumerate(text))


def write_halves(text: str) -> str:
    """Return ``text`` with each half of a surrogate pair as an escape, and all else as it is.

    For inputs: a browser is told no such half, and what is typed in is to stay what it is.
    """
    return text if text.isascii() else _HALF.sub(lambda found: _revealed(found[0]), text)


def _revealed(letter: str) -> str:
    if not is_unseen(letter):
        return letter
    return json.dumps(letter)[1:-1] if letter != "\x7f" else "\\u007f"


def is_unseen(letter: str) -> bool:
    """Say whether a character shows nothing, or turns its line; lines and tabs lay a text out."""
    if letter in _LAYS_OUT or letter in _IS_SEEN:
        return False
    return category(letter) in UNSEEN or _IS_NOTHING.match(letter) is not None
