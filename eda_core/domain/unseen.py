"""Characters that show nothing, or turn the line they stand in: shown as JSON would write them.

An id with a zero-width space is another id, matches no rule that names the one without, and looks
the same; behind a right-to-left override a text reads backwards. What they are is by Unicode's
general category (Unicode Standard, 4.5): controls, formats, and separators of lines and paragraphs.
"""

import json
import re
from typing import Final
from unicodedata import category

UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""The categories."""

_LAYS_OUT: Final = frozenset("\t\n\r")
_JOINS: Final = re.compile(r"(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f])")
"""Between letters beyond ASCII these make one sign of several, as scripts and emoji need it."""


def reveal(text: str) -> str:
    """Return ``text`` with each such character as an escape, as `\\u200b`; lines and tabs stay."""
    if text.isprintable():
        return text
    joins = {found.start() for found in _JOINS.finditer(text)}
    return "".join(letter if at in joins else _revealed(letter) for at, letter in enumerate(text))


def _revealed(letter: str) -> str:
    if letter in _LAYS_OUT or category(letter) not in UNSEEN:
        return letter
    return json.dumps(letter)[1:-1] if letter != "\x7f" else "\\u007f"
