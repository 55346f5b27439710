"""Which known name a wrong one was meant to be: only one that is spelt nearly the same.

A name that is merely similar may mean the opposite, as ``NumericEquals`` does of
``NumericNotEquals``. So both need the same number of words, and each word has to be near its own.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Final

LONGEST: Final = 200
"""Characters of a wrong name that are looked at; a definition may hold texts of any length."""

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_NEAR: Final = 0.65
"""Least likeness of two words: ``Succeed`` is meant by ``Success`` (0.71)."""


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """Return the known name that ``wrong`` misspells, None where there is none."""
    cut = wrong[:LONGEST]
    return next((name for name in get_close_matches(cut, known) if _is_meant(cut, name)), None)


def _is_meant(wrong: str, name: str) -> bool:
    ours, theirs = _WORD.findall(wrong), _WORD.findall(name)
    if "".join(ours).lower() == "".join(theirs).lower():
        return True
    return len(ours) == len(theirs) and all(map(_are_near, ours, theirs))


def _are_near(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _NEAR
