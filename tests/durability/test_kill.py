"""`kill -9` in the middle of a burst: what was answered is never lost, and goes on."""

import json
import os
import random
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from eda_core.rooms.file import RoomLimits
from eda_core.rooms.opening import open_room
from eda_core.simulator.commands import PlaceOrder
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000
ROUNDS = 50
ORDERS = 1_000
LIMITS = RoomLimits(checkpoint_every=1_000)
"""Checkpoints come often, so that a kill strikes in the middle of one now and then."""

STACK = demo_stack()


def opened(path):
    return open_room(path, STACK, lambda: START_MS, seed=7, limits=LIMITS)


def burst(path, first, acknowledge):
    """Place a burst of orders, and say of each that it was answered with 202."""
    room = opened(path)
    for order_id in range(first, first + ORDERS):
        room.advance(room.world.scheduler.now_ms + 10)
        body = json.dumps({"id": order_id, "amount": 100 + 5 * (order_id % 200)})
        if room.handle(PlaceOrder(body)).status == 202:
            os.write(acknowledge, order_id.to_bytes(4, "big"))


def in_a_child(path, first):
    """Start a burst in a process of its own: its pid, and where it says what was answered."""
    said, acknowledge = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            burst(path, first, acknowledge)
        finally:
            os._exit(0)
    os.close(acknowledge)
    return pid, said


def killed_burst(path, first, chance):
    """The orders answered in a burst that was ended by `kill -9` at a random moment."""
    pid, said = in_a_child(path, first)
    with os.fdopen(said, "rb") as answers:
        wanted = 4 * max(1, int(ORDERS * chance.random() ** 2))  # mostly early, at times late
        known = answers.read(wanted)
        assert len(known) == wanted, "the burst ended by itself"
        time.sleep(chance.random() / 50)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        known += answers.read()
    return [int.from_bytes(known[at : at + 4], "big") for at in range(0, len(known), 4)]


def is_whole(path):
    with closing(sqlite3.connect(path)) as file:
        return file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def ended(path):
    """The orders that have ended, once all that is under way has come to its end."""
    room = opened(path)
    room.advance(None)
    assert len(room.world.scheduler) == 0
    records, log = room.world.log_after(0), []
    while records:
        log += records
        records = room.world.log_after(log[-1].sequence)
    room.close()
    lasts = ("OrderCompleted", "OrderCancelled")
    return {r.event.detail["id"] for r in log if r.event.detail_type in lasts}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.unmeasured
def test_no_order_is_lost_by_a_kill(tmp_path, seed):
    """Ten rounds each in one room; the next burst begins where the last was cut off."""
    path, chance, answered = tmp_path / "a.room", random.Random(seed), []
    for number in range(ROUNDS // 5):
        answered += killed_burst(path, 1 + number * ORDERS, chance)
        assert is_whole(path)
    assert set(answered) <= ended(path)


def test_a_second_process_is_told_that_the_room_is_open(tmp_path):
    path = tmp_path / "a.room"
    pid, said = in_a_child(path, 1)
    with os.fdopen(said, "rb") as answers:
        answers.read(4)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(Exception, match="already open"):
            opened(path)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    opened(path).close()
