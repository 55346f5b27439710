"""Two texts that a reader takes for one, and a pattern or a Choice does not: they differ in case,
in spaces or punctuation, in what cannot be seen, or in a letter of another alphabet. Both compare
character by character (Amazon EventBridge User Guide, "Creating Amazon EventBridge event patterns";
Amazon States Language, "Choice State").
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from unicodedata import category, name, normalize

from eda_core.domain.unseen import UNSEEN

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
    if came.lower() == wanted.lower():
        return "differ only in case"
    if "".join(came.split()) == "".join(wanted.split()):
        return "differ only in spaces"
    both = came + wanted
    is_plain = both.isascii() and both.isprintable()
    rare = "" if is_plain else _rare_difference(came, wanted)
    if not rare and _letters(came) == _letters(wanted) and any(map(str.isalpha, came)):
        *others, last = _differing(came, wanted)
        return f"differ only in {', '.join(others)}{' and ' if others else ''}{last}"
    return rare


def first_alike(wanted: str, known: Iterable[str]) -> str:
    """Return the first of what is known that differs hardly at all from ``wanted``, or nothing."""
    return next((each for each in known if difference(each, wanted)), "")


def _kind(letter: str) -> str:
    """Name what a character is beside letters; what makes another letter of one is one, too."""
    if letter.isalnum():
        return ""
    kind = category(letter)
    if letter.isspace() or kind in UNSEEN:
        return "spaces" if letter.isspace() else "what cannot be seen"
    return "punctuation" if letter.isascii() or kind.startswith("P") else ""


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if not _kind(letter))


def _differing(came: str, wanted: str) -> Iterator[str]:
    """Yield in what two texts of the same letters differ: each of it alone beside the letters."""
    if _cased(came) != _cased(wanted):
        yield "case"
    for kind in ("spaces", "punctuation", "what cannot be seen"):
        if _with_only(kind, came) != _with_only(kind, wanted):
            yield kind


def _cased(text: str) -> str:
    return "".join(letter for letter in text if not _kind(letter))


def _with_only(kind: str, text: str) -> str:
    return "".join(letter for letter in text.lower() if _kind(letter) in ("", kind))


def _without_unseen(text: str) -> str:
    return "".join(letter for letter in text if category(letter) not in UNSEEN)


def _rare_difference(came: str, wanted: str) -> str:
    if _without_unseen(came) == _without_unseen(wanted):
        return "differ only in what cannot be seen"
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
