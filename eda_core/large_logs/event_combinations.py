"""Combinations of events that orders of a large log have, and what each answers to questions."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.read_model.event_table import CANCELLED, COMPLETED, CREATED, PAYMENT_SERVICE, Kind
from eda_core.sets.happenings import MOST_KINDS, PATH, path_of
from eda_core.sets.questions import NO, YES, Aspect, ChosenBy, SetQuestion

MOST_COMBINATIONS: Final = 2_000
"""Different combinations of events that are looked at, the most frequent."""


@dataclass(frozen=True, slots=True)
class EventCombinations:
    """Combinations of events: as they stand in the column, how many there are of each kind, and
    how many orders of each set have them.
    """

    written: Sequence[str]
    counts: Sequence[Mapping[Kind, int]]
    a: Sequence[int]
    b: Sequence[int]

    def questions(self) -> Iterator[tuple[SetQuestion, Callable[[Mapping[Kind, int]], str | None]]]:
        """Yield the questions about events, and what answers each of a combination."""
        found: Counter[Kind] = Counter()
        for counts, a, b in zip(self.counts, self.a, self.b, strict=True):
            found.update({kind: count * (a + b) for kind, count in counts.items()})
        asked = sorted(found, key=lambda each: (-found[each], each))[:MOST_KINDS]
        for kind in asked:
            decides = kind[0] == PAYMENT_SERVICE or kind in (COMPLETED, CANCELLED)
            subject = ChosenBy.OUTCOME if decides else ChosenBy.NONE
            if kind != CREATED:
                yield SetQuestion(Aspect.EVENT, kind[1], subject), _came(kind)
            yield SetQuestion(Aspect.TWICE, kind[1]), _twice(kind)
        yield SetQuestion(Aspect.LOST), lambda counts: YES if CREATED not in counts else NO
        yield PATH, lambda counts: path_of({kind: counts[kind] for kind in asked if kind in counts})


def _came(kind: Kind) -> Callable[[Mapping[Kind, int]], str | None]:
    return lambda counts: YES if kind in counts else NO


def _twice(kind: Kind) -> Callable[[Mapping[Kind, int]], str | None]:
    return lambda counts: None if kind not in counts else YES if counts[kind] > 1 else NO
