"""Rooms in a folder of their own, which are closed when a test is done."""

import json
import shutil
from contextlib import suppress

import pytest

from eda_core.domain.errors import BackendError
from eda_core.rooms.opening import open_room
from eda_core.simulator.commands import PlaceOrder, PutEvents
from eda_core.simulator.entries import read_entries
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000
STACK = demo_stack()


class Rooms:
    """Opens rooms of one folder; ``now_ms`` is the wall clock they go by."""

    def __init__(self, folder):
        self.folder = folder
        self.now_ms = START_MS
        self.opened = []

    def path(self, name="a"):
        return self.folder / f"{name}.room"

    def open(self, name="a", seed=7, **how):
        room = open_room(self.path(name), STACK, lambda: self.now_ms, seed=seed, **how)
        self.opened.append(room)
        return room

    def filled(self, name="a", orders=40):
        """A closed room in which so many orders have ended."""
        room = self.open(name)
        for order_id in range(1, orders + 1):
            place(room, order_id, 600 if order_id % 3 == 0 else 100)
        room.advance(None)
        room.close()
        return self.path(name)


def place(room, order_id, amount=100):
    return room.handle(PlaceOrder(json.dumps({"id": order_id, "amount": amount})))


def copy_as_killed(left, path):
    """Copy an open room as `kill -9` leaves it: its file, and the log SQLite writes ahead."""
    for ending in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copy(f"{left}{ending}", f"{path}{ending}")


def put(room, *entries):
    return room.handle(PutEvents(read_entries(entries)))


@pytest.fixture
def rooms(tmp_path):
    rooms = Rooms(tmp_path / "rooms")
    yield rooms
    for room in rooms.opened:
        with suppress(BackendError):  # a room that is full says so here too
            room.close()
