"""A column of words: a code for each order, and the words the codes stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from eda_core.sets.questions import NO, YES

Codes: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class WordColumn:
    """``codes`` are places in ``words``, -1 where the question cannot be asked of an order."""

    codes: Codes
    words: tuple[str, ...]


def yes_or_no(is_so: NDArray[np.bool_], asked: NDArray[np.bool_] | None = None) -> WordColumn:
    """Return the column of a question that is answered by yes or no, of those ``asked``."""
    codes = is_so.astype(np.int32)
    return WordColumn(codes if asked is None else np.where(asked, codes, -1), (NO, YES))


def in_order(codes: Codes, words: Sequence[str]) -> WordColumn:
    """Return the column with its words in alphabetical order, whatever order they came in."""
    rising = sorted(range(len(words)), key=words.__getitem__)
    places = np.empty(len(words) + 1, dtype=np.int32)
    places[rising], places[-1] = np.arange(len(words)), -1
    return WordColumn(places[codes], tuple(words[each] for each in rising))
