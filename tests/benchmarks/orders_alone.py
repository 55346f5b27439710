"""How much processor time orders take, in a process of its own: ``orders_alone.py HOW ORDERS``.

``HOW`` is ``bare``, ``memory`` or ``room``. It runs the build that is found first on the path, this
one or an earlier one, and prints the seconds.
"""

import gc
import sys
import tempfile
import time
from pathlib import Path

from bare_loop import BareLoop

START_MS = 1_769_860_800_000


def bare():
    loop = BareLoop(START_MS, 0)
    return loop.place, loop.advance, lambda: len(loop.log)


def memory():
    from eda_core.simulator.world import World
    from eda_core.stack import demo_stack

    world = World(demo_stack(), START_MS, seed=0)
    return world.place, world.advance, lambda: len(world.log)


def room(path):
    from eda_core.stack import demo_stack

    try:
        from eda_core.rooms.opening import open_room
        from eda_core.simulator.commands import PlaceOrder
    except ImportError:  # an earlier build
        from eda_core.simulator.rooms import open_room

        room = open_room(path, demo_stack(), lambda: START_MS, seed=0)
        place, advance = room.world.place, room.world.advance
    else:
        room = open_room(path, demo_stack(), lambda: START_MS, seed=0)
        place, advance = lambda body: room.handle(PlaceOrder(body)), room.advance

    def ended():
        room.close()
        return room.world.log.total

    return place, advance, ended


def seconds(place, advance, ended, bodies):
    gc.collect()
    gc.disable()
    started = time.process_time()
    for number, body in enumerate(bodies):
        advance(START_MS + 10 * number)
        place(body)
    advance(None)
    logged = ended()
    taken = time.process_time() - started
    assert logged == 3 * len(bodies)
    return taken


def main(how, count):
    from eda_core.stack.demo_orders import demo_orders

    bodies = [order.to_body() for order in demo_orders(1, count, 0.3, 0)]
    with tempfile.TemporaryDirectory() as folder:
        parts = {"bare": bare, "memory": memory, "room": lambda: room(Path(folder) / "a.room")}
        sys.stdout.write(f"{seconds(*parts[how](), bodies)}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
