"""Steps of deliveries read again from their world: they are too many to be kept here."""

from collections.abc import Callable, Sequence
from typing import Final

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.read_model.step_counts import KEPT_EVERY, StepCounts

ReadSteps = Callable[[int, int], Sequence[DeliveryRecord]]
"""Reads the steps after a number, at most so many."""

NEWEST: Final = 2 * KEPT_EVERY
"""Steps from which the newest events are followed; one has five or six."""


class StepReader:
    """The steps by a moment, or by now: as many of the newest as are asked for."""

    def __init__(self, read: ReadSteps, counts: StepCounts, until_ms: int | None = None) -> None:
        self._read = read
        self._counts = counts
        self._until_ms: float = float("inf") if until_ms is None else until_ms
        self._first = counts.kept_before(self._until_ms)
        self._later: list[DeliveryRecord] | None = None
        self._by_event: dict[str, list[DeliveryRecord]] = {}
        self._earlier: list[DeliveryRecord] = []
        self._taken_back: set[int] = set()

    def later(self) -> Sequence[DeliveryRecord]:
        """Return the steps after those of which counts are kept, in the order of their times.

        What was taken back is among them, and what takes it back.
        """
        if self._later is None:
            self._later = self._between(self._first, self._counts.read)
            self._index(self._later)
        return self._later

    def _between(self, after: int, last: int) -> list[DeliveryRecord]:
        """Return the steps after a number up to another, of those by the moment."""
        found: list[DeliveryRecord] = []
        is_plain, until_ms = self._counts.is_plain, self._until_ms
        while after < last:
            steps = self._read(after, min(KEPT_EVERY, last - after))
            found += [step for step in steps if step.at_ms <= until_ms]
            after += len(steps)
            if not steps or (is_plain and steps[-1].at_ms > until_ms):
                break
        return found if is_plain else sorted(found, key=_at)

    def _index(self, steps: Sequence[DeliveryRecord]) -> None:
        """Take steps into the index by events; they come before those it has."""
        found: dict[str, list[DeliveryRecord]] = {}
        self._taken_back |= {step.takes_back for step in steps if step.takes_back}
        for step in self._counting(steps):
            found.setdefault(step.event_id, []).append(step)
        for event_id, newer in self._by_event.items():
            found.setdefault(event_id, []).extend(newer)
        self._by_event = found

    def newest(self) -> Sequence[DeliveryRecord]:
        """Return the newest steps, some `NEWEST` of them."""
        found = self.later()
        while len(self._earlier) + len(found) < NEWEST and self._reach_back():
            pass
        return self._counting([*self._earlier, *found])

    def _counting(self, steps: Sequence[DeliveryRecord]) -> list[DeliveryRecord]:
        """Return these steps without what was taken back."""
        gone = self._taken_back
        return [s for s in steps if not s.takes_back and s.sequence not in gone]

    def _reach_back(self) -> bool:
        """Read the steps before those read so far; returns whether there were any."""
        self.later()
        if not self._first:
            return False
        first = max(0, self._first - KEPT_EVERY)
        steps = self._between(first, self._first)
        self._first = first
        self._earlier[:0] = steps
        self._index(steps)
        return True

    def of_event(self, event_id: str) -> Sequence[DeliveryRecord]:
        """Return the steps of an event by the moment, from the first rule that took it on."""
        self.later()
        while not self._has_begun(event_id) and self._reach_back():
            pass
        return self._by_event.get(event_id, ())

    def _has_begun(self, event_id: str) -> bool:
        """Return whether the first step of an event is surely among those read."""
        steps = self._by_event.get(event_id, [])
        begun = any(step.step is DeliveryStep.RULE_MATCH for step in steps)
        # All its rules match one after the other, but what was read may begin among them.
        return begun and steps[0].sequence > self._first + 1


def _at(step: DeliveryRecord) -> int:
    return step.at_ms
