"""Orders through the whole choreography in a room: kept, and gone on with after a restart.

The rooms lie in the folder for temporary files; `ORDERS` can be set for a longer run, such as
``ORDERS=1000000 make bench ARGS="-k durable"``, which takes ten minutes.
"""

import os
import resource

import pytest

from eda_core.rooms.opening import open_room
from eda_core.simulator.commands import PlaceOrder
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.demo_orders import demo_orders

START_MS = 1_769_860_800_000
ORDERS = int(os.environ.get("ORDERS", "20000"))
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def bodies():
    return [order.to_body() for order in demo_orders(1, ORDERS, 0.3, 0)]


def play(place, advance, bodies):
    for number, body in enumerate(bodies):
        advance(START_MS + 10 * number)
        place(body)
    advance(None)


def play_in(room, bodies):
    play(lambda body: room.handle(PlaceOrder(body)), room.advance, bodies)


def opened(path):
    return open_room(path, demo_stack(), lambda: START_MS, seed=0)


def peak_mebibytes():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


@pytest.fixture(scope="module")
def path(tmp_path_factory, bodies):
    """A room in which all orders have ended."""
    path = tmp_path_factory.mktemp("rooms") / "kept.room"
    room = opened(path)
    play_in(room, bodies)
    room.close()
    return path


def test_orders_through_a_durable_room(benchmark, tmp_path_factory, bodies):
    def durable():
        room = opened(tmp_path_factory.mktemp("rooms") / "a.room")
        play_in(room, bodies)
        room.close()
        return room

    room = benchmark.pedantic(durable, rounds=1 if ORDERS > 100_000 else 3)
    assert room.world.log.total == 3 * ORDERS
    benchmark.extra_info["orders a second"] = round(ORDERS / benchmark.stats["median"])
    benchmark.extra_info["MiB at most, of the whole process"] = peak_mebibytes()
    benchmark.extra_info["bytes an order in the file"] = round(room.bytes / ORDERS)


def test_the_same_orders_in_memory(benchmark, bodies):
    """The peer of the one above: the same calls on a world that keeps nothing."""

    def in_memory():
        world = World(demo_stack(), START_MS, seed=0)
        play(world.place, world.advance, bodies)
        return world

    assert benchmark.pedantic(in_memory, rounds=1).log.total == 3 * ORDERS
    benchmark.extra_info["orders a second"] = round(ORDERS / benchmark.stats["median"])


def test_opening_a_room_again(benchmark, path):
    def again():
        room = opened(path)
        room.close()
        return room

    assert benchmark.pedantic(again, rounds=3).world.log.total == 3 * ORDERS
    benchmark.extra_info["orders in the room"] = ORDERS
    benchmark.extra_info["MiB of the file"] = round(path.stat().st_size / MEBIBYTE, 1)


def read_all(read):
    count = 0
    while found := read(count):
        count += len(found)
    return count


@pytest.mark.parametrize(("what", "each"), [("log_after", 3), ("deliveries_after", 16)])
def test_reading_a_room_from_its_start(benchmark, path, what, each):
    room = opened(path)
    assert benchmark.pedantic(read_all, (getattr(room.world, what),), rounds=3) == each * ORDERS
    room.close()
    benchmark.extra_info["records a second"] = round(each * ORDERS / benchmark.stats["median"])
