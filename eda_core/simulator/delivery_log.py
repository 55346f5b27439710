"""What became of every event on its way to every target.

Steps are kept as tuples, two for a delivery that goes well, and spelt out when they are read.
"""

from collections.abc import Iterable, Sequence

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.ports import SLICE
from eda_core.simulator.recent import Recent
from eda_core.stack import Rule

Step = tuple[int, DeliveryStep, str, Rule | None, int, str, int | None]
"""Time, step, event id, rule, attempt, reason, time of the next attempt."""


class DeliveryJournal:
    """Appends steps; they are numbered from 1. Older ones are read as the records they make."""

    __slots__ = ("note", "steps")

    def __init__(self) -> None:
        self.steps: Recent[Step] = Recent()
        self.note = self.steps.append
        """Note one step."""

    def read_after(self, sequence: int) -> Sequence[DeliveryRecord]:
        """Return the records after the one with this number, at most `SLICE`."""
        steps = self.steps
        found = steps.older(sequence, SLICE) if sequence < steps.before else ()
        start = max(sequence, steps.before)
        return [*found, *_records(start + 1, steps.newer(start, SLICE - len(found)))]


def _records(start: int, steps: Iterable[Step]) -> Iterable[DeliveryRecord]:
    for number, (at_ms, step, event_id, rule, attempt, reason, retry_ms) in enumerate(steps, start):
        name, target = ("", "") if rule is None else (rule.name, rule.target.name)
        yield DeliveryRecord(number, at_ms, step, event_id, name, target, attempt, reason, retry_ms)
