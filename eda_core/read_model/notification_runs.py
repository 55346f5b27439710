"""Runs of the notification service where nobody reports messages: which to draw, and as what."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep

LOG_WAITED_FOR_MS: Final = 120_000
"""Where there is a bus log, a run counts as inferred when the log has not told of it by then: what
is drawn stays. In a published trial such logs came 60 to 90 s after the event."""


class How(StrEnum):
    """How a run is known."""

    INFERRED = "inferred from the patterns"
    KNOWN = "as logged"


class NotificationRun(NamedTuple):
    """A run to draw; ``number`` is that of its event, 0 where it has none yet."""

    how: How
    at_ms: int
    number: int


class NotificationRuns:
    """Finds runs in the steps of deliveries to one target: one run an event.

    That a rule took an event there makes one that is inferred. Once the bus log has told of
    anything, such a run waits for what the log says of it.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._awaited: dict[str, tuple[int, int]] = {}
        self._has_log = False
        self._drawn: set[str] = set()

    def note(self, record: DeliveryRecord, number: int) -> Iterator[NotificationRun]:
        """Take a step into account; yield what is to be drawn now."""
        self._has_log = self._has_log or record.bus_log
        if record.target != self._target:
            return
        is_match = record.step is DeliveryStep.RULE_MATCH
        if record.takes_back:
            self._awaited.pop(record.event_id, None)
        elif record.inferred and is_match:
            yield from self._infer(record, number)
        elif record.bus_log and record.step is DeliveryStep.INVOCATION_SUCCESS:
            yield from self._once(record.event_id, NotificationRun(How.KNOWN, record.at_ms, number))

    def _infer(self, record: DeliveryRecord, number: int) -> Iterator[NotificationRun]:
        if not self._has_log:
            yield from self._once(
                record.event_id, NotificationRun(How.INFERRED, record.at_ms, number)
            )
            return
        self._awaited[record.event_id] = record.at_ms, number
        while self._awaited:
            event_id, (at_ms, of) = next(iter(self._awaited.items()))
            if at_ms > record.at_ms - LOG_WAITED_FOR_MS:
                return
            del self._awaited[event_id]
            yield from self._once(event_id, NotificationRun(How.INFERRED, at_ms, of))

    def _once(self, event_id: str, run: NotificationRun) -> Iterator[NotificationRun]:
        if event_id not in self._drawn:
            self._drawn.add(event_id)
            yield run
