"""The two tables of commands say the same: what a world can do, a room can write down."""

from dataclasses import replace

import pytest

from eda_core.domain.faults import Fault, FaultKind
from eda_core.ports import Pace
from eda_core.rooms.journal import fits_in_a_full_room, journal_fields, replay
from eda_core.rooms.store import JournalRow
from eda_core.simulator.commands import (
    ArmFault,
    ChangeStack,
    DisarmFault,
    Pacing,
    PlaceOrder,
    PutEvents,
    Redrive,
    SetPace,
    SetSubscriberState,
    StartExecution,
)
from eda_core.simulator.entries import Entry
from eda_core.simulator.world import HANDLERS, World
from eda_core.stack import demo_stack

STACK = demo_stack()
COMMANDS = (
    PlaceOrder('{"id": 101, "\ud800": 1}'),
    PutEvents((Entry("a", "b", {"id": 1.5}, ("r",), 7, "eda-demo"),)),
    PutEvents((Entry("a", "b", {"id": 1.5}, (), None, "", "group", "repeat"),)),
    ChangeStack(replace(STACK, idempotent=True), "Update Order idempotent"),
    ArmFault(Fault(FaultKind.DELAY, share=0.5, next_n=None, delay_ms=70)),
    DisarmFault(None),
    DisarmFault(3),
    SetPace(Pacing(Pace.SLOW, True, 50, -7, 9, True)),
    Redrive("event", "rule"),
    SetSubscriberState("notification-service", running=True, skip=True),
    StartExecution({"detail": [1]}, "name", again=True),
)


def test_every_command_a_world_can_do_is_written_down_here():
    assert {type(command) for command in COMMANDS} == set(HANDLERS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_a_command_is_read_as_it_was_written(command):
    read = []
    world = World(STACK, 0)
    fields = journal_fields(world, command)
    replay(world, [JournalRow(*fields)], read.append, lambda *_: None)
    assert [type(each) for each in read] == [type(command)]
    assert journal_fields(world, *read) == fields


def test_a_full_room_takes_what_is_small_and_mends_it():
    assert [type(c).__name__ for c in COMMANDS if fits_in_a_full_room(c)] == [
        "ArmFault",
        "DisarmFault",
        "DisarmFault",
        "SetPace",
        "SetSubscriberState",
    ]
