"""Steps of events that go well: only matches of rules, and then as many successes.

Most do, so a chunk of steps is told by its columns, and no step is made a record.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import repeat
from operator import add
from typing import NamedTuple

from eda_core.domain.chunks import StepColumns
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep


class PlainReport(NamedTuple):
    """What is told of an event: the rules that took it, and those whose target answered.

    ``is_complete``: every target has answered, and once.
    """

    matched: tuple[str, ...]
    answered: tuple[str, ...]
    is_complete: bool

    def and_then(self, later: "PlainReport") -> "PlainReport":
        """Return what is told of the event when this much more is."""
        return report_of(self.matched + later.matched, self.answered + later.answered)


@lru_cache(maxsize=1_024)
def report_of(matched: tuple[str, ...], answered: tuple[str, ...]) -> PlainReport:
    """Return what is told by these rules."""
    is_complete = len(matched) == len(answered) and sorted(matched) == sorted(answered)
    return PlainReport(matched, answered, is_complete)


class PlainSteps:
    """The steps of a chunk by their events; ``first`` is the number of the first step."""

    def __init__(self, first: int, columns: StepColumns) -> None:
        self.first = first
        self.columns = columns
        codes: list[list[int]] = [[] for _ in columns.events]
        later = [0] * len(codes)
        steps = zip(columns.event_places, columns.codes, columns.later, strict=True)
        for event, code, later_ms in steps:
            codes[event].append(code)
            later[event] = later_ms
        self.last_ms = list(map(add, repeat(columns.since_ms), later))
        """When the last step of the event at each place was."""
        ways = list(map(tuple, codes))
        kinds = {way: kind for kind, way in enumerate(dict.fromkeys(ways), 1)}
        self.reports = [None, *map(self._rules, kinds)]
        """What may be told of an event; None first, and for what is something else."""
        self.kinds = list(map(kinds.__getitem__, ways))
        """Which of ``reports`` holds of the event at each place."""
        for place in columns.odd:
            self.kinds[columns.event_places[place]] = 0

    def _rules(self, codes: Collection[int]) -> PlainReport | None:
        meanings = [self.columns.meanings[code] for code in codes]
        matched = [rule for step, (rule, _) in meanings if step is DeliveryStep.RULE_MATCH]
        success = DeliveryStep.INVOCATION_SUCCESS
        answered = [rule for step, (rule, _) in meanings if step is success]
        is_plain = len(codes) == len(matched) + len(answered)
        return report_of(tuple(matched), tuple(answered)) if is_plain else None

    def records(self, events: Collection[int]) -> Iterator[DeliveryRecord]:
        """Return the steps of the events at these places, in order."""
        columns, first = self.columns, self.first
        for place, event in enumerate(columns.event_places):
            if event in events:
                yield columns.record(place, first + place)
