"""Which orders are in a set: chosen by how they stand, by when they came, or by a filter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eda_core.domain.errors import InvalidEvent, InvalidSettings
from eda_core.domain.events import epoch_ms
from eda_core.read_model.order_query import EVERY, FATES, OrderQuery
from eda_core.read_model.order_status import Fate
from eda_core.sets.order_columns import OrderColumns
from eda_core.sets.questions import ChosenBy

ALL: Final = "all"
FAILED: Final = "failed"
SUCCEEDED: Final = "succeeded"
SHOWN: Final = "shown"
REST: Final = "rest"
BEFORE: Final = "before"
FROM: Final = "from"

BY_FATE: Final = {
    FAILED: (Fate.CANCELLED, Fate.STUCK, Fate.OVERDUE),
    SUCCEEDED: (Fate.COMPLETED,),
    **{fate.value.lower(): (fate,) for fate in Fate if fate is not Fate.COMPLETED},
}
"""Sets of orders that stand so."""

NAMES: Final = (*BY_FATE, ALL, REST, SHOWN, BEFORE, FROM)

_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_DAY_MS: Final = 86_400_000

Members = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SetChoice:
    """A set of orders by its name, and for `BEFORE` and `FROM` a time.

    ``at`` is a time of day, ``09:20``, on the day the log begins, or one with its date,
    ``2026-11-29T09:20:00Z``; UTC both.
    """

    name: str
    at: str = ""

    @property
    def text(self) -> str:
        """The choice as `choice_from` reads it."""
        return f"{self.name}:{self.at}" if self.at else self.name


def choice_from(text: str) -> SetChoice:
    """Return the choice a text names; raises `InvalidSettings` saying what could be chosen."""
    name, _, at = text.strip().partition(":")
    if name in (BEFORE, FROM) and at:
        time_of(at, 0)
        return SetChoice(name, at)
    if name in (ALL, SHOWN, REST, *BY_FATE) and not at:
        return SetChoice(name)
    known = ", ".join((*BY_FATE, ALL, REST))
    raise InvalidSettings(
        f"There is no set {text[:40]!r}: it is one of {known}, before:09:20 or from:09:20."
    )


def time_of(text: str, first_ms: float) -> float:
    """Return a time in epoch milliseconds; one of day is on that of ``first_ms``.

    Raises `InvalidSettings` for a text that is no time.
    """
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return first_ms // _DAY_MS * _DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000
    try:
        return epoch_ms(text)
    except InvalidEvent:
        raise InvalidSettings(
            f"{text[:40]!r} is no time such as 09:20 or 2026-11-29T09:20:00Z."
        ) from None


def members(choice: SetChoice, columns: OrderColumns, shown: Sequence[int] = ()) -> Members:
    """Return which orders of a log are chosen; ``shown`` are the numbers of those a table shows.

    The rest is not known here: it is what the other set leaves.
    """
    has_come = columns.fates < len(FATES)
    if choice.name in BY_FATE:
        fates = [FATES.index(fate) for fate in BY_FATE[choice.name]]
        found: Members = np.logical_or.reduce([columns.fates == fate for fate in fates])
        return found
    if choice.name in (BEFORE, FROM):
        first = float(columns.first_ms[has_come].min(initial=np.inf))
        at_ms = time_of(choice.at, 0 if first == np.inf else first)
        is_before = columns.first_ms < at_ms
        return has_come & (is_before if choice.name == BEFORE else ~is_before)
    if choice.name == SHOWN:
        found = np.zeros(len(columns), bool)
        found[np.asarray(shown, dtype=np.int64) - 1] = True
        return found & has_come
    return has_come


def both_of(
    first: SetChoice, second: SetChoice, columns: OrderColumns, shown: Sequence[int] = ()
) -> tuple[Members, Members]:
    """Return which orders of one log are in the two sets; what the first has, the second has not.

    Where the first is the rest, it is the rest of the second; of two that are, the first has all.
    """
    if first.name == REST != second.name:
        rest, chosen = both_of(second, first, columns, shown)[::-1]
        return rest, chosen
    in_first = members(first, columns, shown)
    return in_first, members(second, columns, shown) & ~in_first


def subjects_of(choice: SetChoice, query: OrderQuery | None = None) -> frozenset[ChosenBy]:
    """Return what a set is chosen by; ``query`` is what is looked for in a table that is shown."""
    if choice.name in BY_FATE:
        return frozenset({ChosenBy.OUTCOME})
    if choice.name in (BEFORE, FROM):
        return frozenset({ChosenBy.TIME})
    if choice.name != SHOWN or query is None:
        return frozenset()
    has_bounds = query.amount_from is not None or query.amount_to is not None
    by = {
        ChosenBy.OUTCOME: query.show != EVERY,
        ChosenBy.AMOUNT: has_bounds,
        ChosenBy.TIME: query.since_ms is not None,
    }
    return frozenset(subject for subject, is_by in by.items() if is_by)
