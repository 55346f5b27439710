"""Pace, pause and step: when things are seen, never what happens."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidRequest
from eda_core.ports import Pace
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.examples import examples
from tests.news import all_news

START_MS = 1_769_860_800_000
STACK = demo_stack()


class Room:
    def __init__(self):
        self.wall_ms = START_MS
        self.backend = simulated_backend(World(STACK, START_MS, seed=7), lambda: self.wall_ms)
        self.time = self.backend.time

    def place(self, order_id=101, amount=900):
        self.backend.api.place(json.dumps({"id": order_id, "amount": amount}))

    def wait(self, seconds):
        self.wall_ms += int(seconds * 1000)

    def log(self):
        return all_news(self.backend).log


@pytest.fixture
def room():
    return Room()


def test_in_real_time_things_happen_when_they_are_due(room):
    room.place()
    room.wait(0.09)
    assert len(room.log()) == 1
    room.wait(60)
    assert len(room.log()) == 3


def test_nothing_happens_in_a_pause(room):
    room.place()
    room.time.set_paused(True)
    room.wait(3600)
    assert room.log() == []
    assert all_news(room.backend).instant.time.pending == 3


def test_after_a_pause_it_goes_on_from_where_it_stood(room):
    room.place()
    room.time.set_paused(True)
    room.wait(3600)
    room.time.set_paused(False)
    assert room.log() == []
    room.wait(60)
    assert len(room.log()) == 3
    assert room.log()[-1].ingested_ms < START_MS + 1000


def test_a_step_lets_one_thing_happen(room):
    room.place()
    room.time.set_paused(True)
    assert room.time.step()
    assert len(room.log()) == 1
    assert all_news(room.backend).instant.time.pending == 2


def test_a_step_says_when_nothing_is_left(room):
    assert not room.time.step()


def test_stepping_to_an_order_passes_over_the_others(room):
    room.time.set_paused(True)
    room.place(101)
    room.place(102)
    assert room.time.step_order(102)
    assert room.log()[-1].event.detail["id"] == 102


def test_stepping_to_an_order_that_has_ended_says_so(room):
    room.place()
    room.time.set_paused(True)
    assert all(room.time.step_order(101) for _ in range(3))
    assert not room.time.step_order(101)


def test_in_slow_motion_every_hop_takes_as_long(room):
    room.time.set_pace(Pace.SLOW, 1000)
    room.place()
    pending = []
    for _ in range(4):
        pending.append(all_news(room.backend).instant.time.pending)
        room.wait(1)
    assert pending == sorted(pending, reverse=True) or len(set(pending)) > 1
    room.wait(20)
    assert len(room.log()) == 3


def test_slow_motion_does_not_save_up_idle_time(room):
    room.time.set_pace(Pace.SLOW, 1000)
    room.wait(3600)
    room.place()
    assert room.log() == []


def test_run_to_end_leaves_nothing_pending(room):
    room.time.set_pace(Pace.TO_THE_END, 1000)
    room.place()
    assert len(room.log()) == 3
    assert all_news(room.backend).instant.time.pending == 0


@pytest.mark.unmeasured
def test_a_world_without_end_does_not_hang(room):
    room.backend.editor.put_rule(
        "payment-service-filtering-orders",
        '{"source": ["order-service"]}',
        "eda-demo-payment-service",
    )
    room.time.set_pace(Pace.TO_THE_END, 1000)
    room.place(amount=100)
    assert all_news(room.backend).instant.time.pending > 0


@pytest.mark.parametrize("hop_ms", [0, 9, 60_001])
def test_a_hop_that_cannot_be_is_refused(room, hop_ms):
    with pytest.raises(InvalidRequest, match="10 ms to 60 s"):
        room.time.set_pace(Pace.SLOW, hop_ms)


moves = st.lists(
    st.one_of(
        st.tuples(st.just("pace"), st.sampled_from(list(Pace))),
        st.tuples(st.just("wait"), st.integers(0, 2000)),
        st.tuples(st.just("pause"), st.booleans()),
        st.tuples(st.just("step"), st.integers(0, 5)),
    ),
    max_size=15,
)


def play(room, moves):
    do = {
        "pace": lambda pace: room.time.set_pace(pace, 100),
        "wait": lambda ms: room.wait(ms / 1000),
        "pause": room.time.set_paused,
        "step": lambda count: [room.time.step() for _ in range(count)],
    }
    for what, how in moves:
        do[what](how)
    room.time.set_pace(Pace.TO_THE_END, 100)
    room.time.set_paused(False)
    return [(record.ingested_ms, record.text) for record in room.log()]


def placed():
    """A room with its orders placed, before anything else has happened."""
    room = Room()
    room.time.set_paused(True)
    for order_id in range(101, 107):
        room.place(order_id, 100 * (order_id - 100))
    return room


@given(moves)
@settings(max_examples=examples(200))
def test_the_log_is_the_same_at_any_pace(moves):
    assert play(placed(), moves) == play(placed(), [])
