"""The Orders page over many orders: first rows, filters, sorts, and what new events cost.

``ORDERS=1000000`` takes a million; the log of them is packed as a room packs it.
"""

import os

import pytest

from eda_core.domain.chunks import Chunk, pack
from eda_core.read_model.order_query import OrderQuery
from eda_core.read_model.tables import LiveTables
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000
ORDERS = int(os.environ.get("ORDERS", "200000"))
NOW_MS = START_MS + 20 * ORDERS
ARN, TIME = "arn:aws:states:us-east-1:1:execution:x:y", "2026-01-31T12:00:00Z"
ENDS = ("OrderCompleted", "OrderCancelled")


def rows(orders):
    """The three records of each order as a room packs them; a fifth is odd."""
    for order in orders:
        amount, first_ms = order * 7919 % 1000, START_MS + 20 * order
        duration = 300 + order * 104_729 % 600 + 4_000 * (order % 50 == 0)
        kinds = (
            ("order-service", "OrderCreated", 0, ()),
            ("payment-service", "PaymentSucceeded", 150, (ARN,)),
            ("order-service", ENDS[amount > 500], duration, ()),
        )
        for at, (source, kind, ms, arns) in enumerate(kinds):
            detail = {"id": order, "amount": amount}
            yield [first_ms + ms, f"{order}-{at}", kind, source, TIME, list(arns), detail]


@pytest.fixture(scope="module")
def tables():
    tables, first = LiveTables(demo_stack()), 1
    for count, data in pack(rows(range(1, ORDERS + 1))):
        tables.fold_chunk(Chunk(first, count, data))
        tables.flush()
        first += count
    return tables


def measured(benchmark, tables, query):
    found = benchmark(tables.index.find, query, NOW_MS)
    benchmark.extra_info["ms"] = round(benchmark.stats["median"] * 1000, 1)
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
    "the middle page": OrderQuery(page=ORDERS // 100),
    "a deep page by amount": OrderQuery(sort="amount", page=900),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_of_orders(benchmark, tables, name):
    found = measured(benchmark, tables, QUERIES[name])
    assert found.counts.total <= ORDERS


def test_nearest_that_ended_otherwise(benchmark, tables):
    assert benchmark(tables.index.nearest_otherwise, ORDERS // 2) is not None


def test_a_thousand_orders_that_changed(benchmark, tables):
    def change():
        for order in range(ORDERS // 2, ORDERS // 2 + 1_000):
            tables.orders.mark(order)
        tables.flush()

    benchmark(change)
    benchmark.extra_info["orders a second"] = round(1_000 / benchmark.stats["median"])
