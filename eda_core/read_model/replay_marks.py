"""The marks of events that a subscriber of a custom bus was given as events of the past."""

from array import array
from collections.abc import Iterator
from typing import Final

from eda_core.domain.chunks import StepColumns
from eda_core.domain.deliveries import REPLAYED, DeliveryRecord, DeliveryStep
from eda_core.read_model.columns import Columns, check_lengths, check_most, check_times
from eda_core.read_model.event_table import EventTable

BEHIND: Final = ", replayed"
"""Stands behind the detail-type of such a mark."""


class ReplayMarks:
    """When each event was given, the code of its order, its kind, and the number of its record."""

    def __init__(self, events: EventTable) -> None:
        self._events = events
        self.at = array("d")
        self.orders = array("I")
        self.kinds = array("B")
        self.numbers = array("q")
        self.early: dict[str, list[int]] = {}
        """When events were given that the log does not have yet, by their ids."""

    def note(self, number: int, at_ms: int, order: int) -> None:
        """Take a mark: the event with this number, of the order with this code."""
        events, known = self._events, tuple(self._events.kind_codes)
        code = events.kinds[number - 1]
        source, detail_type = known[code] if code < len(known) else ("", "an event")
        self.at.append(at_ms)
        self.orders.append(order)
        self.kinds.append(events.kind_code((source, f"{detail_type}{BEHIND}")))
        self.numbers.append(number)

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {
            "replayed at": self.at,
            "replayed orders": self.orders,
            "replayed kinds": self.kinds,
            "replayed numbers": self.numbers,
        }

    def check(self) -> None:
        """Raise `ValueError` unless the columns hang together."""
        check_lengths(len(self.at), self.orders, self.kinds, self.numbers)
        check_times(self.at)
        check_most(len(self._events), self.numbers)


def is_replay(record: DeliveryRecord) -> bool:
    """Return whether a step says that a subscriber was given an event of the past."""
    return record.step is DeliveryStep.RULE_MATCH and record.reason == REPLAYED


def replays_in(columns: StepColumns) -> Iterator[tuple[str, int]]:
    """Yield the id of the event and the time of each such step of a chunk."""
    for place, (_, reason, _) in columns.odd.items():
        if reason == REPLAYED:
            yield columns.events[columns.event_places[place]], columns.at[place]
