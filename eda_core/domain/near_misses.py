"""Two texts that a reader takes for one, and a pattern or a Choice does not: they differ in case,
in spaces or punctuation, in what cannot be seen, or in a letter of another alphabet. Both compare
character by character (Amazon EventBridge User Guide, "Creating Amazon EventBridge event patterns";
Amazon States Language, "Choice State").
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from unicodedata import category, name, normalize

from eda_core.domain.unseen import is_unseen

_LONGEST: Final = 1000
"""Characters of a text that is looked at; what is longer is not read letter by letter."""


def difference(came: str, wanted: str) -> str:
    """Say in what alone two texts differ, as the end of a sentence; empty where that is more, or
    nothing.
    """
    if came == wanted or max(len(came), len(wanted)) > _LONGEST:
        return ""
    return _difference(came, wanted)


@lru_cache(1024)  # the names of sources, types and fields come again with every event
def _difference(came: str, wanted: str) -> str:
    kinds = _differing(came, wanted) if _letters(came.lower()) == _letters(wanted.lower()) else []
    if kinds and ("punctuation" not in kinds or any(map(str.isalpha, came))):
        *others, last = kinds
        return f"differ only in {', '.join(others)}{' and ' if others else ''}{last}"
    return "" if (came + wanted).isascii() else _rare_difference(came, wanted)


def first_alike(wanted: str, known: Iterable[str]) -> str:
    """Return the first of what is known that differs hardly at all from ``wanted``, or nothing."""
    return next((each for each in known if difference(each, wanted)), "")


def _kind(letter: str) -> str:
    """Name what a character is beside letters; what makes another letter of one is one, too."""
    if letter.isalnum():
        return ""
    if letter.isspace():
        return "spaces"
    if is_unseen(letter):
        return "what cannot be seen"
    return "punctuation" if letter.isascii() or category(letter).startswith("P") else ""


def _letters(text: str, kind: str = "") -> str:
    """Return the letters of a text alone, or with what is of this kind."""
    return "".join(letter for letter in text if _kind(letter) in ("", kind))


def _differing(came: str, wanted: str) -> list[str]:
    """Return in what two texts of the same letters differ: each of it alone beside the letters."""
    cases = ["case"] if _letters(came) != _letters(wanted) else []
    one, other = came.lower(), wanted.lower()
    kinds = ("spaces", "punctuation", "what cannot be seen")
    return [*cases, *(kind for kind in kinds if _letters(one, kind) != _letters(other, kind))]


def _rare_difference(came: str, wanted: str) -> str:
    if normalize("NFC", came) == normalize("NFC", wanted):
        return "differ only in how letters are composed (Unicode)"
    return _other_letter(came, wanted)


def _other_letter(came: str, wanted: str) -> str:
    """Name the first letter where one of another alphabet stands for one of ASCII."""
    pairs = [pair for pair in zip(came, wanted, strict=False) if pair[0] != pair[1]]
    is_of_other = all(one.isascii() != other.isascii() for one, other in pairs)
    if len(came) != len(wanted) or not is_of_other or 2 * len(pairs) > len(came):
        return ""
    strange = next(letter for letter in pairs[0] if not letter.isascii())
    return f"differ in a letter: {name(strange, f'U+{ord(strange):04X}')}"
