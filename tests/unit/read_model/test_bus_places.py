"""Places on a custom bus at a moment, held against what the bus itself said then."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.chunks import Chunk, step_columns
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.ports import Cursor
from eda_core.read_model import MomentModel
from eda_core.read_model.bus_places import bus_at
from eda_core.read_model.subscriber_progress import SubscriberProgress
from eda_core.rooms.packing import pack_steps
from tests.examples import examples
from tests.rooms import Room
from tests.unit.read_model.test_subscriber_marks import poison

NOTIFY, LOG = "notification-service", "cw-catch-all"
REPLAY = f"replay-{NOTIFY}"
NEAR_MS = 250
"""What an event takes to the log and back: so near to a change a count may be one order off."""


class Watched(Room):
    """A room on the custom bus that remembers how its bus stood at each look."""

    def __init__(self, **given):
        super().__init__(bus=BusKind.CUSTOM, **given)
        self.seen = {}

    def look(self):
        self.model.refresh()
        self.seen[self.now_ms] = self.backend.news.after(Cursor()).instant.bus
        return self.seen[self.now_ms]

    def let_pass(self, seconds):
        super().let_pass(seconds)
        self.look()

    def control(self, name, running, skip=False):
        self.now_ms += 1_000  # a moment at which something was changed has two pictures
        self.backend.subscribers.set_running(name, running, skip=skip)

    def at(self, at_ms):
        return MomentModel(self.model, at_ms).ask(lambda tables: bus_at(tables, at_ms))


def said(bus, *names):
    """What is said of these subscribers, or of all."""
    fields = ("running", "backlog", "replaying", "ended", "held", "holding", "gathered")
    wanted = names or [each.name for each in bus.subscribers]
    return {name: [getattr(bus.of(name), field) for field in fields] for name in wanted}


@pytest.fixture
def room():
    room = Watched()
    for order in (101, 102):
        room.place(order)
    return room


def assert_alike(room):
    for at_ms, bus in room.seen.items():
        assert said(room.at(at_ms)) == said(bus), at_ms
        assert room.at(at_ms).published == bus.published


def test_before_anything_happened_each_takes_events_as_they_come(room):
    assert_alike(room)


def test_what_a_paused_subscriber_had_not_come_to_is_counted_at_each_moment(room):
    room.control(NOTIFY, False)
    for order in (103, 104):
        room.place(order)
    room.control(NOTIFY, True)
    room.let_pass(10)
    room.place(105)
    assert [bus.of(NOTIFY).backlog for bus in room.seen.values()] == [0, 0, 3, 6, 0, 0]
    assert_alike(room)


def test_its_position_is_when_the_first_of_them_was_published(room):
    room.control(NOTIFY, False)
    room.place(103)
    (position_ms,) = {room.at(room.now_ms).of(NOTIFY).position_ms}
    assert 0 <= position_ms - room.seen[room.now_ms].of(NOTIFY).position_ms < NEAR_MS


def test_a_backlog_that_was_skipped_is_gone_from_then_on(room):
    room.control(NOTIFY, False)
    room.place(103)
    room.control(NOTIFY, True, skip=True)
    room.let_pass(5)
    room.place(104)
    assert_alike(room)


def test_paused_twice_it_has_two_backlogs(room):
    for order in (103, 105):
        room.control(NOTIFY, False)
        room.place(order)
        room.control(NOTIFY, True)
        room.let_pass(20)
        room.place(order + 1)
    assert_alike(room)


def test_the_one_that_writes_the_log_is_seen_by_what_the_log_got_later(room):
    room.control(LOG, False)
    room.place(103)
    paused_ms = room.now_ms
    room.control(LOG, True)
    room.let_pass(20)
    assert room.at(paused_ms).of(LOG).backlog == 3
    assert room.at(room.now_ms).of(LOG).backlog == 0


def test_a_replay_is_seen_on_its_way_and_at_its_end():
    room = Watched()
    for order in range(101, 201):
        room.place(order, seconds=1)
    room.let_pass(30)
    room.backend.subscribers.replay(NOTIFY, REPLAY, None)
    room.let_pass(0.15)
    on_its_way, there = room.at(room.now_ms).of(REPLAY), room.seen[room.now_ms].of(REPLAY)
    assert (on_its_way.replaying, there.replaying) == (True, True)
    assert abs(on_its_way.backlog - there.backlog) <= 1
    room.let_pass(10)
    assert said(room.at(room.now_ms), REPLAY) == said(room.seen[room.now_ms], REPLAY)


def test_a_replay_until_now_has_ended(room):
    room.now_ms += 1_000
    room.backend.subscribers.replay(NOTIFY, REPLAY, None, live=False)
    room.let_pass(10)
    room.place(103)
    assert room.at(room.now_ms).of(REPLAY).ended
    assert_alike(room)


def test_before_it_was_made_there_was_no_such_subscriber(room):
    before_ms = room.now_ms
    room.let_pass(5)
    room.backend.subscribers.replay(NOTIFY, REPLAY, None)
    room.let_pass(5)
    assert room.at(before_ms).of(REPLAY) is None


def test_what_waited_behind_a_failing_event_is_held_at_that_moment():
    room = Watched()
    room.backend.bus.put_events([poison(101, "101")])
    room.place(101, seconds=2)
    held_ms = room.now_ms
    room.let_pass(60)
    assert said(room.at(held_ms)) == said(room.seen[held_ms])
    assert room.at(held_ms).of("order-service-filtering-payments").holding == 1
    assert_alike(room)


def test_what_was_gathered_for_a_batch_is_counted_at_that_moment():
    room = Watched()
    rules = tuple(
        replace(each, batch_size=10, batch_window_s=5) if each.name == NOTIFY else each
        for each in room.stack.rules
    )
    room.world.use(replace(room.stack, rules=rules, unpacks=True), "subscriber batches")
    room.place(101, seconds=3)
    room.now_ms += 1_000
    room.place(102, seconds=60)
    assert [bus.of(NOTIFY).gathered for bus in room.seen.values()] == [3, 0]
    assert_alike(room)


def busy_room():
    """A room with a batch, a pause, and a replay."""
    room = Watched()
    rules = tuple(
        replace(each, batch_size=3, batch_window_s=5) if each.name == NOTIFY else each
        for each in room.stack.rules
    )
    room.world.use(replace(room.stack, rules=rules, unpacks=True), "subscriber batches")
    for running in (False, True):
        room.place(101 + running)
        room.control(NOTIFY, running)
    room.place(103)
    room.backend.subscribers.replay(NOTIFY, REPLAY, None)
    room.let_pass(30)
    return room


def columns_of(progress):
    columns = progress.kept_columns().values()
    return [list(column) for column in columns], json.loads(json.dumps(progress.kept_rest()))


def test_packed_steps_and_a_table_that_was_kept_tell_the_same():
    room = busy_room()
    tables, steps = room.model.tables, room.world.deliveries.read_after(0)
    whole, book = tables.progress, tables.deliveries
    assert all(len(column) > 3 for column in whole.kept_columns().values())
    kept, filled = (SubscriberProgress(tables.events, room.stack) for _ in range(2))
    for period in tables.stacks.changes:
        kept.note_stack(period.stack)
        filled.note_stack(period.stack)
    for step in steps[:20]:
        kept.note_step(step, book.number_of(step))
    for name, column in filled.kept_columns().items():
        column.extend(kept.kept_columns()[name])
    filled.restore(json.loads(json.dumps(kept.kept_rest())))
    part = type(room.world.deliveries)()
    whole_journal = room.world.deliveries
    for name in ("at_ms", "event_ids", "notes"):
        getattr(part, name).extend(getattr(whole_journal, name)[20:])
    for count, data in pack_steps(part):
        columns = step_columns(Chunk(21, count, data).value())
        filled.note_steps(columns, 21, book.number_of)
    assert columns_of(filled) == columns_of(whole)


def test_how_many_repeats_were_dropped_no_record_tells(room):
    assert room.at(room.now_ms).repeats is None


ACTS = st.sampled_from(["place", "pause", "resume", "skip", "replay", "lose", "wait"])


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(ACTS, max_size=14), st.integers(0, 5))
def test_whatever_is_done_the_places_are_those_the_bus_had(acts, seed):
    room, number = Watched(seed=seed), 101
    for act in acts:
        room.now_ms += 1_000
        bus = room.backend.news.after(Cursor()).instant.bus
        state = bus.of(NOTIFY)
        if act == "place":
            number += 1
            room.backend.api.place(f'{{"id": {number}, "amount": 100}}')
        elif act == "pause" and state.running:
            room.control(NOTIFY, False)
        elif act in {"resume", "skip"} and not state.running:
            room.control(NOTIFY, True, skip=act == "skip")
        elif act == "replay" and bus.of(REPLAY) is None:
            room.backend.subscribers.replay(NOTIFY, REPLAY, None)
        elif act == "lose":
            room.backend.faults.arm(Fault(FaultKind.TARGET_THROWS, "eda-demo-notification"))
        room.let_pass(30)
    assert_alike(room)
