"""A room with a custom bus and a world in memory: the same bytes, whatever happens to the room."""

import json
import os
import random
import signal
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.read_model import ReadModel
from eda_core.rooms.export import export_room, import_room
from eda_core.rooms.file import RoomLimits
from eda_core.rooms.opening import open_room
from eda_core.simulator.commands import (
    ArmFault,
    ChangeStack,
    PlaceOrder,
    PutEvents,
    Redrive,
    SetSubscriberState,
)
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.subscribers import PointInTime
from tests.durability.conftest import copy_as_killed

START_MS = 1_769_860_800_000
STACK = demo_stack(BusKind.CUSTOM)
UPDATE, NOTIFY = STACK.subscribers[2], STACK.subscribers[3]
LIMITS = RoomLimits(checkpoint_every=40)
FAULTS = (
    Fault(FaultKind.TARGET_THROWS, STACK.update_order, None, 0.3),
    Fault(FaultKind.REORDER, "", None, 0.3),
    Fault(FaultKind.DUPLICATE, UPDATE.name, None, 0.3),
    Fault(FaultKind.TARGET_THROWS, STACK.notification, None, 0.2),
)
POISON = Fault(FaultKind.TARGET_THROWS, STACK.update_order, None, 1.0, order=5)


def opened(path, **how):
    return open_room(path, STACK, lambda: START_MS, seed=7, limits=LIMITS, **how)


def commands(seed):
    """A script: what is done to a world, and by how many milliseconds time goes on before it."""
    chance = random.Random(seed)
    batch = replace(NOTIFY, batch_size=4, batch_window_s=3)
    late = replace(NOTIFY, name="late", start=PointInTime())
    stack = replace(STACK, unpacks=True, rules=(*STACK.rules[:3], batch))
    yield 0, ChangeStack(stack, "batches")
    for fault in (POISON, *chance.sample(FAULTS, 3)):
        yield 0, ArmFault(fault)
    for number in range(30):
        body = json.dumps({"id": number % 20, "amount": 100 + 50 * number})
        yield chance.randint(0, 4_000), PlaceOrder(body)
        if number == 8:
            yield 10, SetSubscriberState(UPDATE.name, running=False)
        if number == 12:
            yield 10, ChangeStack(replace(stack, rules=(*stack.rules, late)), "a late one")
        if number == 16:
            yield 10, SetSubscriberState(UPDATE.name, running=True)
        if number == 20:
            yield 10, Redrive()


def entries(world, number):
    system = {"EventGroupId": str(number % 3), "DeduplicationId": str(number % 4)}
    entry = {"Source": "payment-service", "DetailType": "PaymentFailed", "SystemMetadata": system}
    return PutEvents(world.read([{**entry, "Detail": json.dumps({"id": number})}]))


def done(world, handle, advance, disturb):
    """Do the script; what is left is said as text."""
    for number, (wait_ms, command) in enumerate(commands(3)):
        advance(world().scheduler.now_ms + wait_ms)
        for each in (command, entries(world(), number)):
            with suppress(InvalidRequest):
                handle(each)
        disturb(number)
    advance(None)


def said_by(world):
    log, records = [], world.log_after(0)
    while records:
        log += records
        records = world.log_after(log[-1].sequence)
    return (
        [(record.ingested_ms, record.text) for record in log],
        world.deliveries_after(0),
        world.notifications_after(0),
        [letter.given_up and letter.given_up.record(STACK) for letter in world.bus.dead_letters],
        world.bus.repeats,
        world.bus.kept.after(0),
        {name: (lane.position, lane.ended) for name, lane in world.bus.lanes.items()},
    )


def in_memory():
    world = World(STACK, START_MS, seed=7)
    done(lambda: world, world.handle, world.advance, lambda _: None)
    return said_by(world)


class Disturbed:
    """A room that is closed, or found again as a kill leaves it, after each few commands."""

    def __init__(self, folder, how):
        self.folder, self.how, self.copies = folder, how, 0
        self.room = opened(self.path)

    @property
    def path(self):
        return self.folder / f"{self.copies}.room"

    def disturb(self, number):
        if number % 5 != 4:
            return
        if self.how == "close":
            self.room.close()
        else:
            left, old = self.path, self.room
            self.copies += 1
            copy_as_killed(left, self.path)
            old.close()
        self.room = opened(self.path)
        assert self.room.notice == ""


@pytest.mark.parametrize("how", ["close", "kill"])
def test_a_room_says_what_a_world_in_memory_says(tmp_path, how):
    side = Disturbed(tmp_path, how)
    done(
        lambda: side.room.world,
        lambda command: side.room.handle(command),
        lambda to_ms: side.room.advance(to_ms),
        side.disturb,
    )
    for mine, other in zip(said_by(side.room.world), in_memory(), strict=True):
        assert mine == other
    side.room.close()


def test_a_script_leaves_dead_letters_repeats_and_a_replay_behind():
    _, deliveries, _, letters, repeats, kept, lanes = in_memory()
    assert any(letters)
    assert repeats > 0
    assert len(kept) > 30
    assert "REPLAY" in {d.reason for d in deliveries}
    assert lanes["late"] == (-1, False)


def test_an_exported_room_is_the_same_one(tmp_path):
    room = opened(tmp_path / "a.room")
    done(lambda: room.world, room.handle, room.advance, lambda _: None)
    said = said_by(room.world)
    room.close()
    with (tmp_path / "a.jsonl").open("w", encoding="ascii") as lines:
        export_room(tmp_path / "a.room", lines)
    with (tmp_path / "a.jsonl").open("r", encoding="ascii") as lines:
        import_room(lines, tmp_path / "b.room")
    again = opened(tmp_path / "b.room")
    assert said_by(again.world) == said
    again.close()


def test_a_room_keeps_the_kind_of_bus_it_was_made_with(tmp_path):
    opened(tmp_path / "a.room").close()
    classic = demo_stack()
    room = open_room(tmp_path / "a.room", classic, lambda: START_MS, seed=1)
    assert room.world.stack.kind is BusKind.CUSTOM
    room.close()


@pytest.mark.parametrize("copy", [False, True], ids=["closed", "killed"])
def test_a_filter_beside_the_data_is_in_the_rooms_file(tmp_path, copy):
    path = tmp_path / "a.room"
    room = opened(path)
    room.backend().subscribers.set_filter(NOTIFY.name, "SYSTEM_METADATA", '{"EventGroupId": ["2"]}')
    changed = room.world.stack
    if copy:
        copy_as_killed(path, path := tmp_path / "b.room")
    room.close()
    again = opened(path)
    assert again.world.stack.rules == changed.rules != STACK.rules
    again.close()


def picture(room, *, restore):
    """What a dashboard shows of a room: orders, replayed events, marks, and places on the bus."""
    model = ReadModel(room.backend(), STACK)
    assert not restore or model.restore()
    model.refresh()
    known = [model.order(number).deliveries for number in range(1, 6)]
    marks = model.ask(lambda tables: sorted(kinds_of(tables.marks).items()))
    return model, (model.totals(), known, marks, model.instant.bus)


def kinds_of(marks):
    return Counter(marks.kinds[code] for code in marks.columns(0, len(marks)).kinds)


@pytest.mark.unmeasured
def test_a_room_shows_the_same_when_it_is_opened_again_also_by_its_kept_columns(tmp_path):
    room = opened(tmp_path / "a.room")
    backend = room.backend()
    for number in range(1, 31):
        room.handle(PlaceOrder(json.dumps({"id": number, "amount": 100})))
        room.advance(room.world.scheduler.now_ms + 1_000)
    backend.subscribers.replay(NOTIFY.name, "again", None)
    room.advance(room.world.scheduler.now_ms + 10_000)
    backend.subscribers.set_running(UPDATE.name, False)
    room.handle(PlaceOrder('{"id": 31, "amount": 100}'))
    room.advance(room.world.scheduler.now_ms + 10_000)
    model, seen = picture(room, restore=False)
    assert [each.replayed for each in seen[1][0].values()] == [("again",)] * 3
    assert model.keep()
    room.close()
    again = opened(tmp_path / "a.room")
    assert picture(again, restore=True)[1] == seen
    assert picture(again, restore=False)[1] == seen
    again.close()


def burst(path, acknowledge):
    room = opened(path)
    for order_id in range(1, 4_000):
        room.advance(room.world.scheduler.now_ms + 10)
        if room.handle(PlaceOrder(json.dumps({"id": order_id, "amount": 100}))).status == 202:
            os.write(acknowledge, order_id.to_bytes(4, "big"))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.unmeasured
def test_no_order_is_lost_by_a_kill(tmp_path, seed):
    path = tmp_path / "a.room"
    said, acknowledge = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            burst(path, acknowledge)
        finally:
            os._exit(0)
    os.close(acknowledge)
    with os.fdopen(said, "rb") as answers:
        known = answers.read(4 * random.Random(seed).randint(1, 600))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        known += answers.read()
    answered = {int.from_bytes(known[at : at + 4], "big") for at in range(0, len(known), 4)}
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    room = opened(path)
    room.advance(None)
    logged, *_ = said_by(room.world)
    ended = {json.loads(text)["detail"]["id"] for _, text in logged if "OrderCompleted" in text}
    room.close()
    assert answered <= ended
