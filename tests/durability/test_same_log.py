"""A room and a world in memory: the same submissions give the same bytes, whatever happens to it.

What `kill -9` leaves of a room is its file and the log SQLite writes ahead; a copy of both, made
while the room is open, is what the next process finds.
"""

import json
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.ports import Pace
from eda_core.rooms.file import RoomLimits
from eda_core.rooms.opening import open_room
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.durability.conftest import copy_as_killed
from tests.durability.golden import waiting
from tests.examples import examples
from tests.news import all_news

START_MS = 1_769_860_800_000
STACK = demo_stack()


class InMemory:
    """A world in memory and its ports."""

    def __init__(self, seed):
        self.now_ms = START_MS
        self.world = World(STACK, START_MS, seed)
        self.backend = simulated_backend(self.world, lambda: self.now_ms)

    def disturb(self, how):
        """Nothing disturbs a world in memory."""


class InRoom(InMemory):
    """A room and its ports, which is closed and killed and written down now and then."""

    def __init__(self, seed, folder, checkpoint_every=50):
        self.now_ms, self.seed, self.folder, self.copies = START_MS, seed, folder, 0
        self.limits = RoomLimits(checkpoint_every=checkpoint_every)
        self._open()

    @property
    def path(self):
        return self.folder / f"{self.copies}.room"

    def _open(self):
        self.room = open_room(
            self.path, STACK, lambda: self.now_ms, seed=self.seed, limits=self.limits
        )
        assert self.room.notice == ""
        self.world, self.backend = self.room.world, self.room.backend()

    def disturb(self, how):
        if how == "checkpoint":
            self.room.checkpoint()
            return
        if how == "close":
            self.room.close()
        else:
            self._kill()
        self._open()

    def _kill(self):
        left, old = self.path, self.room
        self.copies += 1
        copy_as_killed(left, self.path)
        old.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.room.close()


def place(side, order_id, amount):
    side.backend.api.place(json.dumps({"id": order_id, "amount": amount}))


def put(side, detail_type, detail):
    entry = {"Source": "payment-service", "DetailType": detail_type, "Detail": json.dumps(detail)}
    side.backend.bus.put_events([entry, {"Source": "x"}])


def start(side, given, name):
    with suppress(InvalidRequest):
        side.backend.control.start(given, name, again=not name)


def edit(side, how):
    edits = {
        "wait": lambda editor: editor.put_definition(json.dumps(waiting(101))),
        "restore": lambda editor: editor.restore_definition(),
        "delete": lambda editor: editor.delete_rule("notification-service"),
        "rules": lambda editor: editor.restore_rules(),
        "once": lambda editor: editor.set_idempotent(True),
        "twice": lambda editor: editor.set_idempotent(False),
    }
    with suppress(InvalidRequest):
        edits[how](side.backend.editor)


def arm(side, kind, share):
    how = {"next_n": 2} if share is None else {"next_n": None, "share": share}
    side.backend.faults.arm(Fault(kind, **how))


def wait(side, ms):
    side.now_ms += ms
    all_news(side.backend)


DO = {
    "place": place,
    "put": put,
    "start": start,
    "redrive": lambda side: side.backend.dead_letters.redrive(),
    "edit": edit,
    "arm": arm,
    "disarm": lambda side: side.backend.faults.disarm(),
    "wait": wait,
    "pace": lambda side, pace: side.backend.time.set_pace(pace, 100),
    "pause": lambda side, paused: side.backend.time.set_paused(paused),
    "step": lambda side: side.backend.time.step(),
    "step order": lambda side: side.backend.time.step_order(101),
    "disturb": lambda side, how: side.disturb(how),
}
ORDERS = st.integers(101, 104)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
STARTS = st.fixed_dictionaries(
    {"detail": st.fixed_dictionaries({"id": ORDERS, "amount": st.sampled_from([1, 501])})}
)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("place"), ORDERS, st.sampled_from([100, 500.5, "600"])),
        st.tuples(
            st.just("put"),
            st.sampled_from(["PaymentFailed", "PaymentSucceeded", "\ud800"]),
            st.fixed_dictionaries(
                {"id": ORDERS | st.just(2**80) | st.text(max_size=3)}, optional={"odd": ODD}
            ),
        ),
        st.tuples(st.just("redrive")),
        st.tuples(st.just("start"), ODD | STARTS, st.sampled_from(["", "", "mine"])),
        st.tuples(
            st.just("edit"),
            st.sampled_from(["wait", "restore", "delete", "rules", "once", "twice"]),
        ),
        st.tuples(
            st.just("arm"), st.sampled_from(list(FaultKind)), st.sampled_from([None, 0.5, 1.0])
        ),
        st.tuples(st.just("disarm")),
        st.tuples(st.just("wait"), st.integers(0, 70_000)),
        st.tuples(st.just("pace"), st.sampled_from(list(Pace))),
        st.tuples(st.just("pause"), st.booleans()),
        st.tuples(st.just("step")),
        st.tuples(st.just("step order")),
        st.tuples(st.just("disturb"), st.sampled_from(["close", "kill", "kill", "checkpoint"])),
    ),
    max_size=25,
)


def all_of(side):
    """All that can be read of a world, from its start."""
    backend, world = side.backend, side.world
    log = [(r.ingested_ms, r.text) for r in all_news(backend).log]
    arns = {arn for r in all_news(backend).log for arn in r.event.resources[1:]}
    return {
        "log": log,
        "deliveries": list(all_news(backend).deliveries),
        "notifications": list(all_news(backend).notifications),
        "failed": list(all_news(backend).failed),
        "executions": {arn: backend.executions.by_arn(arn) for arn in arns},
        "histories": {arn: backend.executions.by_arn(arn).history for arn in arns},
        "started": sorted(backend.control.newest(most=1000), key=lambda each: each.arn),
        "letters": [(e.rule.name, e.delivery.event.id) for e in world.bus.dead_letters],
        "items": {n: backend.orders.history(n) for n in (101, 102, 103, 104, 2**80)},
        "changes": [(c.at_ms, c.what, c.idempotent) for c in all_news(backend).changes],
        "armed": all_news(backend).instant.faults,
        "time": all_news(backend).instant.time,
        "due": [(due_ms, serial) for due_ms, serial, *_ in world.scheduler.pending()],
    }


def played(side, moves):
    for what, *how in moves:
        DO[what](side, *how)
    return all_of(side)


@given(MOVES, st.integers(0, 9))
@settings(max_examples=examples(150), deadline=None)
def test_a_room_is_the_same_as_a_world_in_memory(moves, seed):
    with tempfile.TemporaryDirectory() as folder, InRoom(seed, Path(folder)) as room:
        found = played(room, moves)
    assert found == played(InMemory(seed), moves)


@pytest.mark.parametrize("how", ["close", "kill", "checkpoint"])
def test_a_room_goes_on_with_what_was_under_way(tmp_path, how):
    moves = [("place", n, 100) for n in range(101, 141)]
    moves += [("edit", "wait"), ("wait", 300), ("edit", "delete"), ("disturb", how), ("wait", 150)]
    moves += [("disturb", how), ("wait", 60_000)]
    with InRoom(7, tmp_path) as room:
        assert played(room, moves) == played(InMemory(7), moves)


@pytest.mark.parametrize("how", ["close", "kill", "checkpoint"])
def test_a_room_keeps_its_dead_letters_and_sends_them_again(tmp_path, how):
    moves = [("arm", FaultKind.TARGET_THROWS, 1.0), ("place", 101, 100), ("place", 102, 900)]
    moves += [("wait", 400_000), ("disturb", how), ("edit", "delete"), ("disarm",), ("redrive",)]
    moves += [("disturb", how), ("wait", 400_000)]
    with InRoom(7, tmp_path) as room:
        found = played(room, moves)
    assert found == played(InMemory(7), moves)
    assert found["letters"] == []
    assert len([step for step in found["deliveries"] if step.step == "DLQ_REDRIVE"]) > 1


COMMANDS = [
    ("place", 101, 100),
    ("put", "PaymentFailed", {"id": 101}),
    ("start", {"detail": {"id": 101, "amount": 1}}, ""),
    ("start", [1], "mine"),
    ("redrive",),
    ("edit", "wait"),
    ("edit", "once"),
    ("edit", "delete"),
    ("arm", FaultKind.DUPLICATE, 0.5),
    ("disarm",),
    ("pace", Pace.SLOW),
    ("pace", Pace.TO_THE_END),
    ("pause", True),
    ("step",),
    ("step order",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_is_done_again_after_a_kill(tmp_path, command):
    first = [("arm", FaultKind.DELAY, 0.5), ("place", 101, 600), ("wait", 200)]
    moves = [*first, command, ("disturb", "kill"), ("place", 102, 100), ("wait", 9_000)]
    with InRoom(7, tmp_path, checkpoint_every=20_000) as room:
        assert played(room, moves) == played(InMemory(7), moves)
