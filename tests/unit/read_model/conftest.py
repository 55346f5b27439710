import pytest

from eda_core.read_model.tables import LiveTables
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.demo_orders import demo_orders

START_MS = 1_769_860_800_000


def simulated_log(count=12, seed=0, gap_ms=40):
    """The log of a seeded run, with one order that waits for ever and one delivered by hand."""
    world = World(demo_stack(), START_MS, seed)
    for order in demo_orders(101, count, 0.4, seed):
        world.place(order.to_body())
        world.advance(world.scheduler.now_ms + gap_ms)
    for detail in ('{"id": 7}', '{"id": "A7", "amount": 5}', '{"no": "id"}'):
        entry = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": detail}
        world.put_events([entry])
    world.run_to_end()
    return world.log


def as_read(records):
    """The records numbered in the order they are read, as every log numbers them."""
    return [record._replace(sequence=number) for number, record in enumerate(records, 1)]


def tables_of(records, stack=None):
    """The tables of a log that is read in this order."""
    tables = LiveTables(stack or demo_stack())
    for record in as_read(records):
        tables.fold(record)
    return tables


@pytest.fixture(scope="session")
def log():
    return simulated_log()


@pytest.fixture(scope="session")
def stack():
    return demo_stack()
