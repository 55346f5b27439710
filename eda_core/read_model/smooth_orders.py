"""Orders that went the whole way as they should, told by the columns alone: most of them do.

What is said here is what `order_status` would say of them.
"""

from typing import Final, TypeAlias

from eda_core.domain.orders import Outcome
from eda_core.read_model.columns import ODD_AMOUNT
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.event_table import (
    CANCELLED,
    COMPLETED,
    CREATED,
    PAYMENTS,
)
from eda_core.read_model.flow_elements import Origin
from eda_core.read_model.order_status import Known

_NEVER: Final = -1

Smooth: TypeAlias = tuple[int, float, Outcome, int, int, int, int, int]
"""One order that went well: itself, its amount and outcome, how many milliseconds it took.

Then when it came, ended, and was last touched (epoch milliseconds), and the number of its first
record. It is a plain tuple, for there are millions.
"""


class SmoothOrders:
    """Tells them apart, as the tables are now. Numbers are those of orders."""

    def __init__(self, known: Known, deliveries: DeliveryBook) -> None:
        self._events = events = known.events
        self._known = known
        self._deliveries = deliveries
        codes = events.kind_codes
        created = codes.get(CREATED, _NEVER)
        ends = ((COMPLETED, Outcome.COMPLETED), (CANCELLED, Outcome.CANCELLED))
        self._ways = {
            (created, codes.get(payment, _NEVER), codes.get(end, _NEVER)): outcome
            for payment in PAYMENTS
            for end, outcome in ends
        }
        self._took_ms = deliveries.took_ms
        self._late_ms = known.stacks.now.late_ms

    def of(self, order: int) -> Smooth | None:
        """Return what the columns tell of an order, or None where they do not tell all."""
        events = self._events
        previous, at, times = events.previous, events.at, events.times
        third = events.last[order - 1]
        second = previous[third - 1]
        first = previous[second - 1] if second else 0
        if not first or previous[first - 1]:
            return None
        a, b, c = first - 1, second - 1, third - 1
        outcome = self._ways.get((events.kinds[a], events.kinds[b], events.kinds[c]))
        if outcome is None or not (
            0 <= at[b] - at[a] <= self._late_ms
            and 0 <= at[c] - at[b] <= self._late_ms
            and times[a] <= times[b] <= times[c]
            and events.origins[b] == Origin.PAID
        ):
            return None
        return self._smooth(order, (a, b, c), outcome)

    def _smooth(self, order: int, places: tuple[int, int, int], outcome: Outcome) -> Smooth | None:
        a, b, c = places
        events, unsettled = self._events, self._deliveries.unsettled
        ids, hundredths = events.numbers.ids, events.amounts[a]
        label = ids.column[order - 1]
        if (
            hundredths >= ODD_AMOUNT
            or order - 1 in ids.named
            or label in self._known.failed
            or not unsettled.isdisjoint((a + 1, b + 1, c + 1))
        ):
            return None
        amount = hundredths // 100 if hundredths % 100 == 0 else hundredths / 100
        first_ms, last_ms = int(events.at[a]), int(events.at[c])
        at, took = events.at, self._took_ms
        touched_ms = int(max(at[a] + took[a], at[b] + took[b], at[c] + took[c]))
        took_ms = last_ms - first_ms
        return label, amount, outcome, took_ms, first_ms, last_ms, touched_ms, a + 1
