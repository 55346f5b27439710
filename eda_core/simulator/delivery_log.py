"""What became of every event on its way to every target.

Steps are kept as tuples, two for a delivery that goes well, and spelt out when they are read.
"""

from collections.abc import Iterable, Sequence

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.simulator.tail import Tail
from eda_core.stack import Rule

Step = tuple[int, DeliveryStep, str, Rule | None, int, str, int | None]
"""Time, step, event id, rule, attempt, reason, time of the next attempt."""


class DeliveryJournal:
    """Appends steps; they are numbered from 1."""

    __slots__ = ("steps",)

    def __init__(self) -> None:
        self.steps: Tail[Step] = Tail()

    def note(self, step: Step) -> None:
        """Note one step."""
        self.steps.append(step)

    def read_after(self, sequence: int) -> Sequence[DeliveryRecord]:
        """The steps kept here that were noted after the one with this number."""
        start = max(sequence, self.steps.before) + 1
        return list(_records(start, self.steps.after(sequence)))


def _records(start: int, steps: Iterable[Step]) -> Iterable[DeliveryRecord]:
    for number, (at_ms, step, event_id, rule, attempt, reason, retry_ms) in enumerate(steps, start):
        name, target = ("", "") if rule is None else (rule.name, rule.target.name)
        yield DeliveryRecord(number, at_ms, step, event_id, name, target, attempt, reason, retry_ms)
