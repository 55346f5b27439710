"""The Orders page over a million orders: first rows, filters, sorts, and what new events cost.

The orders are counted out, not folded: three million records would take longer to make than all
that is measured here. Everything behind the order book is the real thing.
"""

import resource
from types import SimpleNamespace

import pytest

from eda_core.domain.events import Event, LogRecord
from eda_core.domain.orders import Outcome
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.order_index import OrderIndex
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.order_status import Known
from eda_core.read_model.order_table import OrderRow
from eda_core.read_model.stack_history import StackHistory
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000
ORDERS = 1_000_000
NOW_MS = START_MS + 20 * ORDERS
ENDS = ("OrderCompleted", "OrderCancelled")


class CountedBook:
    """An order book of so many orders, each made up when it is asked for: a fifth is odd."""

    def row(self, order):
        cancelled = self.amount(order) > 500
        return OrderRow(
            order=order,
            amount=self.amount(order),
            outcome=Outcome.CANCELLED if cancelled else Outcome.COMPLETED,
            events=3,
            first_ms=START_MS + 20 * order,
            last_ms=START_MS + 20 * order + self.duration(order),
            duration_ms=self.duration(order),
        )

    @staticmethod
    def amount(order):
        return order * 7919 % 1000

    @staticmethod
    def duration(order):
        return 300 + order * 104_729 % 600 + 4_000 * (order % 50 == 0)

    def records(self, order):
        first_ms, arn = START_MS + 20 * order, "arn:aws:states:us-east-1:1:execution:x:y"
        time = "2026-01-31T12:00:00Z"
        kinds = (
            ("order-service", "OrderCreated", 0, ()),
            ("payment-service", "PaymentSucceeded", 150, (arn,)),
            ("order-service", ENDS[self.amount(order) > 500], self.duration(order), ()),
        )
        return [
            LogRecord(
                at, first_ms + ms, Event(f"{order}-{at}", kind, source, "", time, "", arns, {})
            )
            for at, (source, kind, ms, arns) in enumerate(kinds)
        ]

    def number_of(self, order):
        return order

    def order_of(self, event_id):
        return int(event_id.partition("-")[0])


@pytest.fixture(scope="module")
def index():
    known = Known(CountedBook(), DeliveryBook(), {}, StackHistory(demo_stack()))
    index = OrderIndex(known)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for first in range(1, ORDERS, 10_000):
        for order in range(first, first + 10_000):
            index.mark(order)
        index.settle()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return SimpleNamespace(table=index, row_bytes=(after - before) * 1024 / ORDERS)


def measured(benchmark, index, query):
    found = benchmark(index.table.find, query, NOW_MS)
    benchmark.extra_info["ms"] = round(benchmark.stats["median"] * 1000, 1)
    benchmark.extra_info["bytes a row"] = round(index.row_bytes)
    return found


QUERIES = {
    "first rows": OrderQuery(),
    "cancelled": OrderQuery(show="cancelled"),
    "odd": OrderQuery(show="odd"),
    "amounts": OrderQuery(amount_from=480, amount_to=520),
    "a rare amount": OrderQuery(amount_from=480, amount_to=480.5, show="completed"),
    "text": OrderQuery(text="777"),
    "text that is nowhere": OrderQuery(text="nowhere"),
    "since": OrderQuery(since_ms=NOW_MS - 3_600_000),
    "all at once": OrderQuery("odd", "7", 100, 900, START_MS + 500_000, "time"),
    "by amount": OrderQuery(sort="amount"),
    "by time to outcome": OrderQuery(sort="time"),
    "cancelled by amount": OrderQuery(show="cancelled", sort="amount", descending=False),
    "the middle page": OrderQuery(page=10_000),
    "a deep page by amount": OrderQuery(sort="amount", page=900),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_of_orders(benchmark, index, name):
    found = measured(benchmark, index, QUERIES[name])
    assert found.counts.total <= ORDERS


def test_nearest_that_ended_otherwise(benchmark, index):
    assert benchmark(index.table.nearest_otherwise, ORDERS // 2) is not None


def test_a_thousand_orders_that_changed(benchmark, index):
    def change():
        for order in range(ORDERS // 2, ORDERS // 2 + 1_000):
            index.table.mark(order)
        index.table.settle()

    benchmark(change)
    benchmark.extra_info["orders a second"] = round(1_000 / benchmark.stats["median"])
