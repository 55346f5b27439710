"""Orders through the whole choreography, and their log folded into the screens' projections."""

import gc
import time
from statistics import median

import pytest

from eda_core.domain.settings import BusKind
from eda_core.read_model import ReadModel
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.demo_orders import demo_orders

START_MS = 1_769_860_800_000
ORDERS = 5_000


@pytest.fixture(scope="module")
def bodies():
    return [order.to_body() for order in demo_orders(1, ORDERS, 0.3, 0)]


def simulated(bodies, kind=BusKind.CLASSIC):
    world = World(demo_stack(kind), START_MS, seed=0)
    for number, body in enumerate(bodies):
        world.advance(START_MS + 10 * number)
        world.place(body)
    world.run_to_end()
    return world


def read_model(world):
    now_ms = world.scheduler.now_ms
    return ReadModel(simulated_backend(world, lambda: now_ms), demo_stack())


def test_orders_through_the_choreography(benchmark, bodies):
    world = benchmark(simulated, bodies)
    assert len(world.log) == 3 * ORDERS
    benchmark.extra_info["orders a second"] = round(ORDERS / benchmark.stats["median"])


def processor_s(bodies, kind):
    """Return the processor time of the orders alone: not of what was before, nor of its end."""
    gc.collect()
    began = time.process_time()
    world = simulated(bodies, kind)
    taken = time.process_time() - began
    assert len(world.log) == 3 * ORDERS
    return taken


def test_orders_on_the_custom_bus_beside_the_classic(benchmark, bodies):
    """The ratio is the median of seven, each of two runs in turn, in processor time."""
    ratios = [
        processor_s(bodies, BusKind.CLASSIC) / processor_s(bodies, BusKind.CUSTOM) for _ in range(7)
    ]
    benchmark.pedantic(simulated, (bodies, BusKind.CUSTOM), rounds=1)
    benchmark.extra_info["of the classic bus's orders a second"] = round(median(ratios), 2)


def test_log_records_folded(benchmark, bodies):
    world = simulated(bodies)

    def folded():
        model = read_model(world)
        model.refresh()
        return model

    assert benchmark(folded).totals().orders == ORDERS
    benchmark.extra_info["records a second"] = round(3 * ORDERS / benchmark.stats["median"])


def test_one_live_refresh(benchmark, bodies):
    """What one refresh of the Live page asks of the model when nothing is new."""
    model = read_model(simulated(bodies))
    model.refresh()

    def refresh():
        model.refresh()
        return model.totals(), model.newest_orders(8), model.order(ORDERS)

    assert benchmark(refresh)[0].orders == ORDERS
