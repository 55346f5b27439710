"""Orders by their last status, and nothing else: small enough for millions of them.

It agrees with the order book for any log. (The order book keeps every record of an order, to show
it; a million orders would then take gigabytes.)
"""

from collections import Counter
from typing import Final, NamedTuple

from eda_core.domain.events import AnyRecord, Arrival, LogRecord
from eda_core.domain.orders import DetailType, OrderId, Source, order_id_of
from eda_core.read_model.order_book import ENDINGS

_CREATED: Final = DetailType.ORDER_CREATED.value


class _Standing(NamedTuple):
    """How often an order was created and ended, what the last end said, and when."""

    created: int = 0
    ended: int = 0
    last: str = ""
    last_at: tuple[int, Arrival] = (-1, (-1, -1))

    @property
    def waits(self) -> bool:
        """Whether more of its beginnings have come than of its ends."""
        return self.created > self.ended


class Tally:
    """Folds log records into counts of orders. An event that comes twice counts once."""

    def __init__(self) -> None:
        self.events = 0
        """Records that are events, each time one came."""
        self._seen: set[str] = set()
        self._standings: dict[OrderId, _Standing] = {}

    def fold(self, record: AnyRecord) -> None:
        """Take one record into account."""
        if not isinstance(record, LogRecord):
            return
        self.events += 1
        order = order_id_of(record.event.detail)
        if order is None or record.event.id in self._seen:
            return
        self._seen.add(record.event.id)
        self._standings[order] = _after(self._standings.get(order, _Standing()), record)

    def last_statuses(self) -> Counter[str]:
        """Orders by the detail-type of their last order event."""
        standings = self._standings.values()
        return Counter(_CREATED if each.waits or not each.last else each.last for each in standings)

    def waiting(self) -> int:
        """Orders that have not come to their end."""
        return sum(each.waits for each in self._standings.values())


def _after(standing: _Standing, record: LogRecord) -> _Standing:
    event = record.event
    if event.source != Source.ORDER_SERVICE:
        return standing
    if event.detail_type == _CREATED:
        return standing._replace(created=standing.created + 1)
    if event.detail_type not in ENDINGS:
        return standing
    at, ended = (event.time_ms, record.arrival), standing.ended + 1
    if at < standing.last_at:
        return standing._replace(ended=ended)
    return _Standing(standing.created, ended, event.detail_type, at)
