"""Names of what is kept: rooms, logs and recordings, of at most 40 characters each."""

from collections.abc import Collection
from itertools import count
from typing import Final

_LONGEST_STEM: Final = 36
"""Characters of a name that leave room for a number after it."""


def free_name(like: str, taken: Collection[str], otherwise: str) -> str:
    """Return a name that is not taken, like a given one: ``anna``, else ``anna-2`` and so on.

    ``otherwise`` is for one of which nothing is left to put a number to.
    """
    if like not in taken:
        return like
    stem = like[:_LONGEST_STEM].rstrip("-") or otherwise
    return next(name for n in count(2) if (name := f"{stem}-{n}") not in taken)
