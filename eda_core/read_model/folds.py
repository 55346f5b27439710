"""Every projection of one log, folded together: what a model of a world consists of.

A live model, the picture at an earlier time, an imported file and an experiment are all this
class over other records. It is pure: whoever holds it does the reading and the locking.
"""

from collections.abc import Mapping
from typing import Final

from eda_core.asl import Execution
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.events import AnyRecord
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.event_search import Searches, Vocabulary
from eda_core.read_model.flow import Flow
from eda_core.read_model.marks import Marks
from eda_core.read_model.notification_book import NotificationBook, SentMessage
from eda_core.read_model.order_book import OrderBook
from eda_core.read_model.order_index import OrderIndex
from eda_core.read_model.order_status import Known
from eda_core.read_model.stack_history import StackHistory, StackPeriod
from eda_core.read_model.state_traffic import StateTraffic
from eda_core.stack import Stack

SEARCHES_KEPT: Final = 16
"""Filters whose results are kept up to date; one used longer ago is searched for again."""

PATTERNS_KEPT: Final = 8
"""Patterns tried out whose results are kept up to date."""


class Folds:
    """The projections of one log. ``records`` are by sequence number, in the order they came.

    ``version`` grows with everything that is folded: it tells one state from the next.
    """

    def __init__(self, stack: Stack) -> None:
        self.stacks = StackHistory(stack)
        self.records: dict[int, AnyRecord] = {}
        self.book = OrderBook()
        self.traffic = StateTraffic(self.stacks)
        self.vocabulary = Vocabulary()
        self.searches = Searches(SEARCHES_KEPT)
        self.patterns = Searches(PATTERNS_KEPT)
        self.deliveries = DeliveryBook()
        self.flow = Flow(stack)
        self.marks = Marks(stack)
        self.executions_failed = 0
        self.last_sequence = 0
        self.version = 0
        self._failed_executions: dict[OrderId, Execution] = {}
        self.known = Known(self.book, self.deliveries, self._failed_executions, self.stacks)
        self.orders = OrderIndex(self.known)
        self.notifications = NotificationBook()

    def fold(self, record: AnyRecord) -> None:
        """Take a record of the log into account."""
        self.version += 1
        self.last_sequence = max(self.last_sequence, record.sequence)
        self.records[record.sequence] = record
        self.book.fold(record)
        self.traffic.fold(record)
        self.vocabulary.fold(record)
        self.searches.fold(record)
        self.patterns.fold(record)
        self.flow.fold(record)
        self.marks.fold(record)
        self.orders.fold(record)

    def fold_delivery(self, record: DeliveryRecord) -> None:
        """Take a step of a delivery into account."""
        self.version += 1
        self.deliveries.fold(record)
        self.orders.fold_delivery(record)
        self.flow.fold_delivery(record)
        order = self.book.order_of(record.event_id) if record.inferred else None
        self.marks.fold_delivery(record, order)

    def fold_failed(self, execution: Execution) -> None:
        """Take an execution that failed into account."""
        self.version += 1
        self.executions_failed += 1
        detail = execution.input.get("detail") if isinstance(execution.input, dict) else None
        order = order_id_of(detail)
        if order is not None:
            self._failed_executions[order] = execution
            self.orders.mark(order)

    def fold_notification(self, message: SentMessage) -> None:
        """Take a message to the customer into account."""
        self.version += 1
        self.marks.fold_message(message.sent_ms, self.notifications.fold(message))

    def fold_change(self, period: StackPeriod) -> None:
        """Take a change of rules or definition into account."""
        self.version += 1
        self.stacks.fold(period)
        self.orders.fold_change()

    @property
    def failed_executions(self) -> Mapping[OrderId, Execution]:
        """The execution that failed last, by order."""
        return self._failed_executions

    def last_event_ms(self) -> int | None:
        """When the log received its newest record (epoch milliseconds), if it has any."""
        newest = self.records.get(self.last_sequence)
        return None if newest is None else newest.ingested_ms
