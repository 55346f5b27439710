"""What became of every event on its way to every target.

Steps are kept as tuples, two for a delivery that goes well, and spelt out when they are read.
"""

from collections.abc import Sequence

from eda_core.deliveries import DeliveryRecord, DeliveryStep
from eda_core.stack import Rule

Step = tuple[int, DeliveryStep, str, Rule | None, int, str, int | None]
"""Time, step, event id, rule, attempt, reason, time of the next attempt."""


class DeliveryJournal:
    """Appends steps; they are numbered from 1."""

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def note(self, step: Step) -> None:
        """Note one step."""
        self._steps.append(step)

    def read_after(self, sequence: int) -> Sequence[DeliveryRecord]:
        """The steps noted after the one with this number."""
        later = self._steps[sequence:]
        return [_record(number, step) for number, step in enumerate(later, start=sequence + 1)]


def _record(sequence: int, noted: Step) -> DeliveryRecord:
    at_ms, step, event_id, rule, attempt, reason, retry_ms = noted
    name, target = ("", "") if rule is None else (rule.name, rule.target.name)
    return DeliveryRecord(sequence, at_ms, step, event_id, name, target, attempt, reason, retry_ms)
