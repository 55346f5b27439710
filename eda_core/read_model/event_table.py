"""Every record of the catch-all log as columns of numbers, by the number of the record.

An event of an order names the one read before it, so the events of an order are a chain. A copy of
an event, which the bus or the log may make, is found on that chain by a checksum of its id, and
known by the whole id. The records themselves stay packed. What a moment shows is what came by
then: a prefix in the order of arrival.
"""

from array import array
from collections.abc import Iterator, Sequence
from math import inf
from operator import lt
from sys import byteorder
from typing import Any, Final
from zlib import crc32

from eda_core.domain.chunks import Json, log_from, pack_log
from eda_core.domain.events import AnyRecord, LogRecord, epoch_ms
from eda_core.domain.orders import DetailType, OrderId, Source, order_id_of
from eda_core.read_model.columns import (
    NO_AMOUNT,
    Columns,
    all_hundredths,
    check_among,
    check_lengths,
    check_most,
    check_times,
    hundredths,
)
from eda_core.read_model.flow_elements import Origin, origin_by, origins_by
from eda_core.read_model.order_numbers import OrderNumbers
from eda_core.read_model.packed_records import PackedRecords
from eda_core.read_model.time_order import TimeOrder

Kind = tuple[str, str]
"""What a mark is: a source and a detail-type."""

MALFORMED: Final[Kind] = ("", "not an event")
OTHER_KIND: Final = 255
"""A log may hold any number of detail-types; beyond these they are all alike."""

PAYMENT_SERVICE: Final = Source.PAYMENT_SERVICE.value
CREATED: Final[Kind] = (Source.ORDER_SERVICE.value, DetailType.ORDER_CREATED.value)
PAYMENTS: Final[Sequence[Kind]] = (
    (PAYMENT_SERVICE, DetailType.PAYMENT_SUCCEEDED.value),
    (PAYMENT_SERVICE, DetailType.PAYMENT_FAILED.value),
)
COMPLETED: Final[Kind] = (Source.ORDER_SERVICE.value, DetailType.ORDER_COMPLETED.value)
CANCELLED: Final[Kind] = (Source.ORDER_SERVICE.value, DetailType.ORDER_CANCELLED.value)
CHOREOGRAPHY: Final = frozenset((CREATED, *PAYMENTS, COMPLETED, CANCELLED))
"""What decides how an order stands: these kinds have a code of their own in any log."""

COPY: Final = 254
NO_EVENT: Final = 255
"""Stand for an `Origin` where a record is a copy of an event known already, or is no event."""

LONG_CHAIN: Final = 64
"""From so many events on, the checksums of an order are kept in a table of their own."""


class EventTable:
    """Takes records in the order they are read; that of their times does not matter.

    ``at`` are epoch milliseconds; ``orders`` the numbers of orders, from 1, 0 for none;
    ``previous`` the number of the event of the same order read before, 0 for none.
    """

    def __init__(self) -> None:
        self.records = PackedRecords[AnyRecord](pack_log, log_from)
        self.at = array("d")
        self.times = array("d")
        self.kinds = array("B")
        self.orders = array("I")
        self.amounts = array("I")
        self.previous = array("I")
        self.origins = bytearray()
        self.kind_codes: dict[Kind, int] = {}
        self.first_ms: dict[Kind, float] = {}
        """When a kind of event first came."""
        self.original: dict[int, int] = {}
        """The number of the event that a copy is one of, by the copy's number."""
        self.arrivals = TimeOrder(self.at)
        self.numbers = OrderNumbers()
        self.last = array("I")
        """The number of the event read last, by order."""
        self._checksums = array("I")
        self._chain_lengths = bytearray()
        """How many records an order has: of a long chain no more than that it is one."""
        self._origin_counts, self._counted = dict.fromkeys((*Origin, NO_EVENT), 0), 0
        self._long: dict[int, dict[int, list[int]]] = {}
        self._without_order: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self.at)

    def take(self, record: AnyRecord) -> int:
        """Take the next record whole; returns its number."""
        self.records.add(record)
        if not isinstance(record, LogRecord):
            return self.add_malformed(record.ingested_ms)
        event = record.event
        fields = (event.id, event.detail_type, event.source, event.time, event.resources)
        return self.add(record.ingested_ms, *fields, event.detail)

    def add_malformed(self, at_ms: int) -> int:
        """Take the next record, which is no event; returns its number."""
        self._append(at_ms, at_ms, MALFORMED, 0, 0, 0)
        self.amounts.append(NO_AMOUNT)
        self.origins.append(NO_EVENT)
        return len(self.at)

    def add(  # noqa: PLR0913, PLR0917 - a row, spelt out: there are millions
        self,
        at_ms: int,
        event_id: str,
        detail_type: str,
        source: str,
        time: str,
        resources: Sequence[str],
        detail: Any,
    ) -> int:
        """Take the next record, an event; returns its number. Its record is packed already."""
        kind = (source, detail_type)
        order = order_id_of(detail)
        number = 0 if order is None else self._number(order)
        checksum = _checksum(event_id)
        original = self._known(number, checksum, event_id)
        self._append(at_ms, epoch_ms(time), kind, number, checksum, len(self.at) + 1)
        self.amounts.append(hundredths(detail.get("amount")))
        self.origins.append(COPY if original else origin_by(kind, detail, resources))
        if original:
            self.original[len(self.at)] = original
        if at_ms < self.first_ms.get(kind, at_ms + 1):
            self.first_ms[kind] = at_ms
        return len(self.at)

    def add_rows(self, rows: Sequence[Sequence[Any]]) -> Sequence[str]:
        """Take the next records, all events, as they are packed; returns the ids of the events.

        It is `add` of each, column by column: there are millions.
        """
        first = len(self.at) + 1
        at, ids, detail_types, sources, times, resources, details = zip(*rows, strict=True)
        all_kinds = list(zip(sources, detail_types, strict=True))
        kinds = {kind: place for place, kind in enumerate(dict.fromkeys(all_kinds))}
        places = list(map(kinds.__getitem__, all_kinds))
        self.arrivals.note_all(at)
        self._note_first(list(kinds), places, at)
        self.at.extend(at)
        self.times.extend(map(epoch_ms, times))
        codes = list(map(self.kind_code, kinds))
        self.kinds.extend(map(codes.__getitem__, places))
        self.amounts.extend(all_hundredths([detail.get("amount") for detail in details]))
        self.origins.extend(origins_by(list(kinds), places, details, resources))
        self.orders.extend(self.numbers.number_all(details))
        self._begin_chains()
        self._checksums.extend(_checksums_of(ids))
        self._link_new(first, ids)
        return ids

    def _link_new(self, first: int, ids: Sequence[str]) -> None:
        """Link events to those before them, or to those they are copies of."""
        known, previous, last = self._checksums, self.previous, self.last
        lengths = self._chain_lengths
        new = zip(self.orders[first - 1 :], known[first - 1 :], ids, strict=True)
        for event, (order, checksum, event_id) in enumerate(new, first):
            place = order - 1
            if not order or lengths[place] > LONG_CHAIN:
                self._link_odd(order, checksum, event, event_id)
                continue
            number = before = last[place]
            while number and known[number - 1] != checksum:
                number = previous[number - 1]
            if number:
                self._link_odd(order, checksum, event, event_id)
                continue
            previous.append(before)
            last[place] = event
            lengths[place] += 1

    def _link_odd(self, order: int, checksum: int, event: int, event_id: str) -> None:
        """Link an event that may be a copy, or is one of none or very many of its order."""
        original = self._known(order, checksum, event_id)
        if original:
            self.original[event] = original
            self.origins[event - 1] = COPY
        self._link(order, checksum, event)

    def _note_first(self, kinds: Sequence[Kind], places: Sequence[int], at: Sequence[int]) -> None:
        """Note when each of these kinds first came; ``places`` say which each record is of."""
        earliest_ms = min(at)
        for place, kind in enumerate(kinds):
            if self.first_ms.get(kind, inf) <= earliest_ms:
                continue
            first_ms = min([ms for ms, other in zip(at, places, strict=True) if other == place])
            self.first_ms[kind] = min(first_ms, self.first_ms.get(kind, first_ms))

    def _append(
        self, at_ms: int, time_ms: int, kind: Kind, order: int, checksum: int, event: int
    ) -> None:
        self.arrivals.note(at_ms)
        self.at.append(at_ms)
        self.times.append(time_ms)
        self.kinds.append(self.kind_code(kind))
        self.orders.append(order)
        self._checksums.append(checksum)
        self._link(order, checksum, event)

    def _link(self, order: int, checksum: int, event: int) -> None:
        """Link an event to the one before it of the same order."""
        if not order:
            self.previous.append(0)
            if event:
                self._without_order.setdefault(checksum, []).append(event)
            return
        self.previous.append(self.last[order - 1])
        self.last[order - 1] = event
        self._chain_lengths[order - 1] += self._chain_lengths[order - 1] <= LONG_CHAIN
        if self._long and order in self._long:
            self._long[order].setdefault(checksum, []).append(event)

    def kind_code(self, kind: Kind) -> int:
        """Return the code of a kind, which it has from now on."""
        code = self.kind_codes.get(kind)
        if code is None:
            code = len(self.kind_codes)
            if code >= OTHER_KIND - len(CHOREOGRAPHY) and kind not in CHOREOGRAPHY:
                return OTHER_KIND
            self.kind_codes[kind] = code
        return code

    def _number(self, order: OrderId) -> int:
        number = self.numbers.number_of(order) or self.numbers.add(order)
        self._begin_chains()
        return number

    def _begin_chains(self) -> None:
        """Begin a chain of events for each order that has none yet."""
        new = bytes(len(self.numbers.ids) - len(self.last))
        self.last.extend(new)
        self._chain_lengths.extend(new)

    def _known(self, order: int, checksum: int, event_id: str) -> int:
        """Return the number of the first record read of this event, 0 if there is none."""
        for number in self._alike(order, checksum):
            record = self.records.get(self.original.get(number, number))
            if isinstance(record, LogRecord) and record.event.id == event_id:
                return self.original.get(number, number)
        return 0

    def _alike(self, order: int, checksum: int) -> Sequence[int]:
        """Return the events of an order, or of none, with this checksum."""
        if not order:
            return self._without_order.get(checksum, ())
        if self._chain_lengths[order - 1] > LONG_CHAIN:
            return self._long_chain(order).get(checksum, ())
        return [each for each in self.chain(order) if self._checksums[each - 1] == checksum]

    def _long_chain(self, order: int) -> dict[int, list[int]]:
        known = self._long.get(order)
        if known is None:
            known = self._long[order] = {}
            for number in self.chain(order):
                known.setdefault(self._checksums[number - 1], []).append(number)
        return known

    def chain(self, order: int) -> Iterator[int]:
        """Return the numbers of all records of an order, copies too, those read last first."""
        number = self.last[order - 1]
        while number:
            yield number
            number = self.previous[number - 1]

    def events_of(self, order: int, until_ms: float | None = None) -> list[int]:
        """Return the records of an order as they were read, one for each event: the earliest.

        With ``until_ms`` only those that had come by then.
        """
        at, original = self.at, self.original
        come = [n for n in self.chain(order) if until_ms is None or at[n - 1] <= until_ms]
        come.reverse()
        if not original or all(n not in original for n in come):
            return come
        found: dict[int, int] = {}
        for number in sorted(come, key=lambda n: original.get(n, n)):
            event = original.get(number, number)
            held = found.setdefault(event, number)
            if (at[number - 1], number) < (at[held - 1], held):
                found[event] = number
        return list(found.values())

    def number_of(self, event_id: str) -> int:
        """Return the number of the first record of an event, by a search of the whole column."""
        checksum = _checksum(event_id).to_bytes(4, byteorder)
        column, at = self._checksums.tobytes(), -1
        while (at := column.find(checksum, at + 1)) >= 0:
            record = None if at % 4 else self.records.get(at // 4 + 1)
            if isinstance(record, LogRecord) and record.event.id == event_id:
                return at // 4 + 1
        return 0

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {
            "at": self.at,
            "times": self.times,
            "kinds": self.kinds,
            "orders": self.orders,
            "amounts": self.amounts,
            "previous": self.previous,
            "origins": self.origins,
            "checksums": self._checksums,
            "last": self.last,
            "chain lengths": self._chain_lengths,
        }

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        return {
            "kinds": list(self.kind_codes),
            "first": [(kind, at_ms) for kind, at_ms in self.first_ms.items()],
            "original": list(self.original.items()),
            "is plain": self.arrivals.is_plain,
        }

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self.kind_codes = {
            (source, name): code for code, (source, name) in enumerate(rest["kinds"])
        }
        self.first_ms = {(source, name): at_ms for (source, name), at_ms in rest["first"]}
        self.original = {copy: event for copy, event in rest["original"]}  # noqa: C416 - pairs
        self._check()
        self.arrivals.restore(rest["is plain"] is True)
        if 0 in self.orders:
            for number, order in enumerate(self.orders, 1):
                if not order and self.origins[number - 1] != NO_EVENT:
                    checksum = self._checksums[number - 1]
                    self._without_order.setdefault(checksum, []).append(number)

    def _check(self) -> None:
        """Raise `ValueError` unless what was restored hangs together."""
        count, orders = len(self.at), len(self.last)
        columns = self.times, self.kinds, self.orders, self.amounts, self.previous, self.origins
        check_lengths(count, *columns, self._checksums)
        check_lengths(orders, self._chain_lengths, self.numbers.ids.column)
        check_most(orders, self.orders)
        check_most(count, self.last, array("q", [0, *self.original, *self.original.values()]))
        check_among((*range(len(self.kind_codes)), OTHER_KIND), self.kinds)
        check_among((*Origin, COPY, NO_EVENT), self.origins)
        check_times(self.at, self.times)
        if not all(map(lt, self.previous, range(1, count + 1))):
            raise ValueError("an event has one before it that came later")

    def origin_counts(self, until_ms: float | None = None) -> dict[int, int]:
        """Return how many events there are of each origin, `NO_EVENT` too; a copy counts not."""
        if until_ms is None:
            return self._all_origin_counts()
        origins, count = self.origins, self.arrivals.count_until(until_ms)
        places, plain = self.arrivals.places(0, count), self.arrivals.is_plain
        came = origins[:count] if plain else bytes(map(origins.__getitem__, places))
        counts = {origin: came.count(origin) for origin in self._origin_counts}
        for event in self._early(until_ms):
            counts[origins[event - 1]] += 1
        return counts

    def _all_origin_counts(self) -> dict[int, int]:
        """Return the counts of all records; those that were counted before keep their origins."""
        for origin in self._origin_counts:
            self._origin_counts[origin] += self.origins.count(origin, self._counted)
        self._counted = len(self)
        return self._origin_counts.copy()

    def _early(self, until_ms: float) -> set[int]:
        """Return the events of which by then only a copy had come."""
        at, copies = self.at, self.original.items()
        return {event for copy, event in copies if at[copy - 1] <= until_ms < at[event - 1]}


def _checksums_of(ids: Sequence[str]) -> list[int]:
    """Return the checksums of the ids of events."""
    try:
        return list(map(crc32, map(str.encode, ids)))
    except UnicodeEncodeError:  # half of a surrogate pair is in one of them
        return list(map(_checksum, ids))


def _checksum(event_id: str) -> int:
    return crc32(event_id.encode("utf-8", "surrogatepass"))
