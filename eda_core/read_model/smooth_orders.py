"""Orders that went the whole way as they should, told by the columns alone: most of them do.

What is said here is what `order_status` would say of them.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias

from eda_core.asl import ExecutionStatus
from eda_core.read_model.columns import ODD_AMOUNT
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.event_table import (
    CANCELLED,
    COMPLETED,
    CREATED,
    PAYMENTS,
)
from eda_core.read_model.flow_elements import Origin
from eda_core.read_model.order_query import FATES
from eda_core.read_model.order_status import Fate, Known

_NEVER: Final = -1
_PAID: Final = int(Origin.PAID)  # a member of an enumeration takes long to look up

SmoothRow: TypeAlias = tuple[int, str, int, float, int, int, int, int, str, int, int]
"""What the table of orders says of one that went well: its number, its label, itself, its amount,
the place of its fate, and how long it took. Then when it came and ended, the words to be found by,
when it was last touched, and the number of its first record. It is a plain tuple, for there are
millions.
"""

WRITE_SMOOTH: Final = (
    f"INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, '{ExecutionStatus.SUCCEEDED}', "  # noqa: S608 - a word of our own
    "?, 3, 0, ?, ?, 0, NULL, NULL, ?, ?, ?, NULL)"
)
"""Writes such a row: what is the same of all of them is not handed over."""


class SmoothOrders:
    """Tells them apart, as the tables are now. Numbers are those of orders."""

    def __init__(self, known: Known, deliveries: DeliveryBook) -> None:
        self._events = events = known.events
        self._failed, self._late_ms = known.failed, known.stacks.now.late_ms
        self._took_ms, self._unsettled = deliveries.took_ms, deliveries.unsettled
        codes = events.kind_codes
        created = codes.get(CREATED, _NEVER)
        self._fates = {
            (created, codes.get(payment, _NEVER), codes.get(end, _NEVER)): FATES.index(fate)
            for payment in PAYMENTS
            for end, fate in ((COMPLETED, Fate.COMPLETED), (CANCELLED, Fate.CANCELLED))
        }

    def split(self, orders: Iterable[int]) -> tuple[list[SmoothRow], list[int]]:
        """Return the rows of those that went well, and the others: columns tell not all of them."""
        events, fates, late_ms, took = self._events, self._fates, self._late_ms, self._took_ms
        last, previous, kinds, origins = events.last, events.previous, events.kinds, events.origins
        at, times, amounts, ids = events.at, events.times, events.amounts, events.numbers.ids.column
        rows, others = list[SmoothRow](), list[int]()
        for number in orders:
            c = last[number - 1] - 1
            b = previous[c] - 1
            a = previous[b] - 1 if b >= 0 else -1
            is_whole = a >= 0 and not previous[a]
            fate = fates.get((kinds[a], kinds[b], kinds[c])) if is_whole else None
            began_ms, paid_ms, ended_ms = at[a], at[b], at[c]
            if (
                fate is None
                or origins[b] != _PAID
                or not (0 <= paid_ms - began_ms <= late_ms and 0 <= ended_ms - paid_ms <= late_ms)
                or not times[a] <= times[b] <= times[c]
                or self._is_odd(number, a, b, c)
            ):
                others.append(number)
                continue
            order, hundredths = ids[number - 1], amounts[a]
            amount = hundredths / 100 if hundredths % 100 else hundredths // 100
            touched_ms = int(max(began_ms + took[a], paid_ms + took[b], ended_ms + took[c]))
            of = (number, label := str(order), order, amount, fate, int(ended_ms - began_ms))
            came = (int(began_ms), int(ended_ms), f"{label} {amount} ", touched_ms, a + 1)
            rows.append(of + came)
        return rows, others

    def _is_odd(self, number: int, a: int, b: int, c: int) -> bool:
        """Return whether something is to be told of an order that its columns do not tell."""
        events = self._events
        place, ids = number - 1, events.numbers.ids
        return (
            events.amounts[a] >= ODD_AMOUNT
            or place in ids.named
            or ids.column[place] in self._failed
            or not self._unsettled.isdisjoint((a + 1, b + 1, c + 1))
        )
