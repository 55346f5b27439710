"""Everything that happened, as columns of numbers: what a long timeline is drawn from.

One mark stands for one record of the log or one message to a customer, in the order they were
read; where nobody reports messages, for an event that a rule took to the notification service. A
mark is added, never moved. A column costs a few bytes a mark and is handed out as it is.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import DetailType, OrderId, Source, label_of, order_id_of
from eda_core.stack import Stack, TargetKind

Kind = tuple[str, str]
"""What a mark is: a source and a detail-type."""

MALFORMED: Final[Kind] = ("", "not an event")
TOLD: Final[Kind] = ("notification-service", "Notification")
INFERRED: Final[Kind] = ("notification-service", "Notification, inferred from the rules")
"""A run of the notification service that nobody reports: a rule took an event to it."""

OTHER: Final[Kind] = ("", "other events")
_OTHER_CODE: Final = 255
"""A log may hold any number of detail-types; beyond these they are all alike."""

NO_ORDER: Final = 2**32 - 1
NAMED: Final = 2**31
"""An order up to here is its own code; above are those that have a name instead of a number."""

MOST_NAMES: Final = 100_000
LONGEST_NAME: Final = 200
NO_AMOUNT: Final = 2**32 - 1
ODD_AMOUNT: Final = 2**32 - 2
"""An amount that is no number of hundredths the column has room for."""

NO_RECORD: Final = -1
"""Stands for the sequence number of a mark that comes from no record of the log."""

NO_SPAN: Final = 0


@dataclass(frozen=True, slots=True)
class MarkColumns:
    """Marks from number ``first`` on, one column after the other.

    ``times`` are epoch milliseconds (64-bit floats); ``kinds`` bytes, by place in the table of
    kinds; ``orders``, ``amounts`` (hundredths) and ``spans`` 32-bit numbers, in the byte order of
    this machine. A span is for how many milliseconds the execution had run that ended in the mark.
    """

    first: int
    count: int
    times: bytes = b""
    kinds: bytes = b""
    orders: bytes = b""
    amounts: bytes = b""
    spans: bytes = b""
    names: dict[int, str] = field(default_factory=dict)


class Marks:
    """Folds records, messages and deliveries into marks."""

    def __init__(self, stack: Stack) -> None:
        self._machines = frozenset(
            rule.target.name for rule in stack.rules if rule.target.kind is TargetKind.STATE_MACHINE
        )
        self._notification = stack.notification
        self._times = array("d")
        self._kinds = array("B")
        self._orders = array("I")
        self._amounts = array("I")
        self._spans = array("I")
        self._sequences = array("q")
        self._codes: dict[Kind, int] = {}
        self._names: dict[OrderId, int] = {}
        self._created: dict[OrderId, str] = {}
        self._started: dict[str, int] = {}
        self._ended: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._times)

    @property
    def kinds(self) -> Sequence[Kind]:
        """What the marks are, by their code; all codes beyond it stand for `OTHER`."""
        return tuple(self._codes)

    def fold(self, record: AnyRecord) -> None:
        """Take one record of the log into account."""
        if not isinstance(record, LogRecord):
            self._add(record.ingested_ms, MALFORMED, None, None, record.sequence)
            return
        event = record.event
        order = order_id_of(event.detail)
        kind = (event.source, event.detail_type)
        self._add(record.ingested_ms, kind, order, event.detail.get("amount"), record.sequence)
        if order is None:
            return
        if event.detail_type == DetailType.ORDER_CREATED and event.source == Source.ORDER_SERVICE:
            self._created[order] = event.id
        elif event.source == Source.PAYMENT_SERVICE and order in self._created:
            self._end(self._created.pop(order), len(self) - 1)

    def _end(self, event_id: str, mark: int) -> None:
        """The execution that this event started has published: a span, if its start is known."""
        started_ms = self._started.pop(event_id, None)
        if started_ms is None:
            self._ended[event_id] = mark
        else:
            self._measure(mark, started_ms)

    def _measure(self, mark: int, started_ms: int) -> None:
        span = int(self._times[mark]) - started_ms
        self._spans[mark] = min(max(NO_SPAN, span), NO_ORDER)

    def fold_delivery(self, record: DeliveryRecord, order: OrderId | None = None) -> None:
        """Take a step of a delivery into account: handing an event to a machine starts it.

        ``order`` is the order of its event.
        """
        if record.inferred:
            self._infer(record, order)
        elif record.step is DeliveryStep.INVOCATION_SUCCESS and record.target in self._machines:
            self._start(record)

    def _infer(self, record: DeliveryRecord, order: OrderId | None) -> None:
        """What a rule took to the notification service was told, as far as anybody can say."""
        if record.step is DeliveryStep.RULE_MATCH and record.target == self._notification:
            self._add(record.at_ms, INFERRED, order, None)

    def _start(self, record: DeliveryRecord) -> None:
        mark = self._ended.pop(record.event_id, None)
        if mark is None:
            self._started[record.event_id] = record.at_ms
        else:
            self._measure(mark, record.at_ms)

    def fold_message(self, sent_ms: int, order: OrderId | None) -> None:
        """Take a message to the customer into account."""
        self._add(sent_ms, TOLD, order, None)

    def _add(
        self,
        at_ms: int,
        kind: Kind,
        order: OrderId | None,
        amount: Any,
        sequence: int = NO_RECORD,
    ) -> None:
        self._times.append(at_ms)
        self._kinds.append(self._code_of_kind(kind))
        self._orders.append(NO_ORDER if order is None else self._code(order))
        self._amounts.append(_hundredths(amount))
        self._spans.append(NO_SPAN)
        self._sequences.append(sequence)

    def _code_of_kind(self, kind: Kind) -> int:
        code = self._codes.get(kind)
        if code is None:
            code = len(self._codes)
            if code >= _OTHER_CODE:
                return _OTHER_CODE
            self._codes[kind] = code
        return code

    def _code(self, order: OrderId) -> int:
        """The code of an order; what has a name too many or too long stands apart from none."""
        if isinstance(order, int) and 0 <= order < NAMED:
            return order
        known = self._names.get(order)
        if known is None:
            if len(self._names) >= MOST_NAMES or len(label_of(order)) > LONGEST_NAME:
                return NO_ORDER
            known = self._names[order] = NAMED + len(self._names)
        return known

    def code_of(self, order: OrderId | None) -> int:
        """The code of an order, `NO_ORDER` for one that has no mark by its own."""
        if order is None:
            return NO_ORDER
        if isinstance(order, int) and 0 <= order < NAMED:
            return order
        return self._names.get(order, NO_ORDER)

    def sequences(self, first: int, last: int) -> Sequence[int]:
        """The sequence numbers behind the marks from ``first`` up to ``last``, left out."""
        return self._sequences[max(0, first) : max(0, last)]

    def columns(self, first: int, last: int) -> MarkColumns:
        """The marks from ``first`` up to ``last``, which is left out."""
        part = slice(max(0, first), max(0, last))
        orders = self._orders[part]
        return MarkColumns(
            first=part.start,
            count=len(orders),
            times=self._times[part].tobytes(),
            kinds=self._kinds[part].tobytes(),
            orders=orders.tobytes(),
            amounts=self._amounts[part].tobytes(),
            spans=self._spans[part].tobytes(),
            names=self._names_of(orders),
        )

    def _names_of(self, orders: Sequence[int]) -> dict[int, str]:
        """The names among these codes; most logs have none, and then nothing is looked for."""
        if not self._names:
            return {}
        codes = set(orders)
        return {code: label_of(order) for order, code in self._names.items() if code in codes}


def _hundredths(amount: Any) -> int:
    if amount is None:
        return NO_AMOUNT
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return ODD_AMOUNT
    if not 0 <= amount < ODD_AMOUNT // 100:
        return ODD_AMOUNT
    hundredths = round(amount * 100)
    return hundredths if hundredths / 100 == amount else ODD_AMOUNT
