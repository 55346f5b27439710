"""What is done by hand on a custom bus: pausing, going on, replays, other filters and batches."""

import json

import pytest

from eda_core.domain.errors import InvalidPattern, InvalidRequest, InvalidSubscriber
from eda_core.domain.settings import BusKind
from eda_core.ports import Cursor
from eda_core.read_model.bus_places import bus_at
from eda_core.stack import demo_stack
from tests.rooms import START_MS, Room

MAIL, UPDATE = "notification-service", "order-service-filtering-payments"
STACK = demo_stack(BusKind.CUSTOM)


@pytest.fixture
def room():
    return Room(seed=3, bus=BusKind.CUSTOM)


def state(room, name):
    room.model.refresh()
    return room.model.instant.bus.of(name)


def mails(room):
    return len(room.backend.news.after(Cursor()).notifications)


def test_a_classic_bus_has_neither_places_nor_this_port():
    backend = Room().backend
    assert backend.subscribers is None
    assert backend.news.after(Cursor()).instant.bus is None


def test_a_paused_subscriber_keeps_its_place_and_goes_on_from_there(room):
    room.place(1, seconds=10)
    room.backend.subscribers.set_running(MAIL, False)
    room.place(2, seconds=10)
    paused = state(room, MAIL)
    assert (paused.running, paused.backlog, paused.position_ms) == (False, 3, START_MS + 10_000)
    room.backend.subscribers.set_running(MAIL, True)
    room.let_pass(10)
    assert (state(room, MAIL).backlog, mails(room)) == (0, 6)


def test_it_may_leave_its_backlog_out(room):
    room.backend.subscribers.set_running(MAIL, False)
    room.place(1, seconds=10)
    room.backend.subscribers.set_running(MAIL, True, skip=True)
    room.place(2, seconds=10)
    assert mails(room) == 3


def test_it_is_said_how_many_are_skipped_and_whether_it_was_so_already(room):
    control = room.backend.subscribers
    assert (control.set_running(MAIL, False), control.set_running(MAIL, False)) == (0, None)
    room.place(1, seconds=10)
    waits = state(room, MAIL).backlog
    assert waits > 1
    assert control.set_running(MAIL, True, skip=True) == waits
    room.place(2, seconds=10)
    assert control.set_running(MAIL, True, skip=True) is None
    assert state(room, MAIL).backlog == 0


def test_a_replay_is_given_the_past_and_then_goes_on(room):
    room.place(1, seconds=10)
    room.backend.subscribers.replay(MAIL, "again", None)
    room.let_pass(10)
    room.place(2, seconds=10)
    assert mails(room) == 3 + 3 + 6
    known = room.order(1).deliveries.values()
    assert [each.replayed for each in known] == [("again",)] * 3
    assert [each.replayed for each in room.order(2).deliveries.values()] == [()] * 3


def test_a_replay_that_ends_takes_nothing_more(room):
    room.place(1, seconds=10)
    room.backend.subscribers.replay(MAIL, "again", None, live=False)
    room.place(2, seconds=10)
    assert state(room, "again").ended
    assert mails(room) == 3 + 3 + 3


@pytest.mark.parametrize(
    ("like", "name", "ago_s", "words"),
    [
        ("nobody", "again", None, "There is no subscriber nobody"),
        (MAIL, UPDATE, None, "already"),
        (MAIL, "a b", None, "A subscriber's name"),
        (MAIL, "again", 60, "at least 5 minutes in the past"),
        (MAIL, "again", 600, "before the oldest event kept"),
    ],
)
def test_a_replay_the_bus_refuses_says_why(room, like, name, ago_s, words):
    room.place(1, seconds=400)
    from_ms = None if ago_s is None else room.now_ms - 1000 * ago_s
    with pytest.raises(InvalidRequest, match=words):
        room.backend.subscribers.replay(like, name, from_ms)
    assert len(room.world.stack.rules) == 4


def test_the_filter_of_the_data_can_be_changed_and_the_target_cannot(room):
    edit = room.backend.editor
    edit.put_rule(UPDATE, '{"source": ["nobody"]}', STACK.update_order)
    changed = next(each for each in room.world.stack.subscribers if each.name == UPDATE)
    assert (changed.is_fifo, changed.pattern_text) == (True, '{"source": ["nobody"]}')
    with pytest.raises(InvalidRequest, match="fixed since it was made"):
        edit.put_rule(UPDATE, "{}", STACK.notification)


OF_TWO = '{"EventGroupId": ["2"]}'


def test_a_filter_beside_the_data_decides_too_and_can_be_taken_away(room):
    control = room.backend.subscribers
    control.set_filter(MAIL, "SYSTEM_METADATA", OF_TWO)
    room.place(1, seconds=10)
    room.place(2, seconds=10)
    assert mails(room) == 3
    control.set_filter(MAIL, "SYSTEM_METADATA", "{}")
    assert room.world.stack.rules == STACK.rules
    room.place(3, seconds=10)
    assert mails(room) == 6


def test_there_is_one_filter_for_a_scope_however_often_it_is_changed(room):
    control = room.backend.subscribers
    control.set_filter(MAIL, "SYSTEM_METADATA", '{"EventGroupId": ["1"]}')
    control.set_filter(MAIL, "METADATA", '{"tenant": ["a"]}')
    control.set_filter(MAIL, "SYSTEM_METADATA", OF_TWO)
    changed = next(each for each in room.world.stack.subscribers if each.name == MAIL)
    assert [each.scope.value for each in changed.filters] == ["DATA", "METADATA", "SYSTEM_METADATA"]
    assert changed.filters[-1].pattern_text == OF_TWO
    room.place(1, seconds=10)
    assert mails(room) == 0  # what PutEvents published has no metadata


@pytest.mark.parametrize(
    ("name", "scope", "pattern", "fault", "words"),
    [
        (MAIL, "METADATA", '{"a": [{"prefix": "x"}]}', InvalidSubscriber, "no operators"),
        (MAIL, "SYSTEM_METADATA", '{"a": [{"wildcard": "*"}]}', InvalidSubscriber, "wildcard"),
        (MAIL, "SYSTEM_METADATA", "oops", InvalidSubscriber, "a JSON object"),
        (MAIL, "SYSTEM_METADATA", '{"a": "b"}', InvalidPattern, "array"),
        (MAIL, "SYSTEM_METADATA", f'{{"a": ["{"x" * 4070}"]}}', InvalidSubscriber, "4,096 bytes"),
        (MAIL, "SYSTEM_METADATA", "x" * 5_000, InvalidRequest, "at most 4096 characters"),
        ("nobody", "METADATA", "{}", InvalidRequest, "There is no subscriber nobody"),
    ],
)
def test_a_filter_the_bus_refuses_changes_nothing(room, name, scope, pattern, fault, words):
    with pytest.raises(fault, match=words):
        room.backend.subscribers.set_filter(name, scope, pattern)
    assert room.world.stack.rules == STACK.rules


def test_a_new_subscriber_is_unordered_and_its_function_not_waited_for(room):
    room.backend.editor.put_rule("mine", '{"source": ["order-service"]}', STACK.notification)
    made = room.world.stack.subscribers[-1]
    assert (made.name, made.invocation, made.batch_size) == ("mine", "EVENT", 1)


def test_what_the_new_bus_does_not_take_is_refused(room):
    pattern = '{"source": [{"wildcard": "order-*"}]}'
    with pytest.raises(InvalidSubscriber, match="wildcard"):
        room.backend.editor.put_rule("mine", pattern, STACK.notification)


def test_the_demo_is_restored_as_it_is_on_this_bus(room):
    room.backend.editor.delete_rule(MAIL)
    room.backend.editor.restore_rules()
    assert room.world.stack.rules == STACK.rules


def test_an_order_whose_subscriber_is_paused_waits_and_says_so(room):
    room.backend.subscribers.set_running(UPDATE, False)
    room.place(1, seconds=10)
    room.let_pass(600)
    expected = room.order(1).expected_next(room.now_ms)
    assert (expected.progress, expected.is_kept) == ("waiting", True)
    assert room.model.ask(lambda tables: tables.index.overdue(room.now_ms)) == 0
    kept = "the bus keeps PaymentSucceeded for it until it goes on"
    assert expected.sentence == f"{UPDATE} is paused; {kept}"


def test_without_a_subscriber_it_is_stuck(room):
    room.backend.editor.delete_rule(UPDATE)
    room.place(1, seconds=10)
    expected = room.order(1).expected_next(room.now_ms)
    assert expected.sentence.startswith("no subscriber took PaymentSucceeded")


def test_a_subscriber_that_is_not_there_cannot_be_paused(room):
    with pytest.raises(InvalidRequest, match="no subscriber nobody"):
        room.backend.subscribers.set_running("nobody", False)


def test_the_grid_of_an_order_says_what_was_delivered_however_late(room):
    room.backend.subscribers.set_running(MAIL, False)
    room.place(1, seconds=10)
    assert room.order(1).grid.taken == 5
    room.backend.subscribers.set_running(MAIL, True)
    room.let_pass(10)
    assert room.order(1).grid.taken == 8


SIZE = "BatchConfiguration"


def gathering(size, window_s=60):
    return {SIZE: {"MaxBatchSize": size, "MaxBatchWindowInSeconds": window_s}}


def named(room, name):
    return next(each for each in room.world.stack.subscribers if each.name == name)


def test_batches_are_set_and_the_functions_are_taught_to_take_them(room):
    control = room.backend.subscribers
    control.update(MAIL, gathering(3))
    control.set_unpacking(True)
    room.place(1, seconds=10)
    room.model.refresh()
    assert mails(room) == 3
    assert room.model.stack.unpacks
    assert named(room, MAIL).batching == (3, 60)
    assert {d.batch for d in room.backend.news.after(Cursor()).deliveries if d.rule == MAIL} >= {3}


def test_what_was_gathered_is_handed_over_when_it_is_to_gather_no_more(room):
    control = room.backend.subscribers
    control.set_unpacking(True)
    control.update(MAIL, gathering(10))
    room.place(1, seconds=10)
    assert (state(room, MAIL).gathered, mails(room)) == (3, 0)
    control.update(MAIL, gathering(1, 0))
    room.let_pass(1)
    assert (state(room, MAIL).gathered, mails(room)) == (0, 3)


@pytest.mark.parametrize(("before", "after"), [((1, 0), (10, 300)), ((10, 300), (1, 0))])
def test_the_order_of_a_group_is_kept_while_batches_change(room, before, after):
    control = room.backend.subscribers
    control.set_unpacking(True)
    control.update(MAIL, {"Type": "FIFO", **gathering(*before)})
    for order in range(1, 9):
        room.place(order, seconds=0.1)
    control.update(MAIL, gathering(*after))
    for order in range(9, 17):
        room.place(order, seconds=0.1)
    room.let_pass(400)
    told = [json.loads(each.message) for each in room.backend.news.after(Cursor()).notifications]
    assert len(told) == 48
    for order in range(1, 17):
        events = [each["event"] for each in told if each["order"] == order]
        assert events == ["OrderCreated", "PaymentSucceeded", "OrderCompleted"]


def test_with_another_type_it_is_made_again_and_begins_at_the_newest(room):
    control = room.backend.subscribers
    control.set_running(MAIL, False)
    room.place(1, seconds=10)
    assert state(room, MAIL).backlog == 3
    control.update(MAIL, {"Type": "FIFO"})
    assert (state(room, MAIL).backlog, state(room, MAIL).running) == (0, False)
    control.set_running(MAIL, True)
    room.place(2, seconds=10)
    assert mails(room) == 3
    assert named(room, MAIL).is_fifo


def test_at_an_earlier_moment_one_that_was_made_again_was_the_other(room):
    control = room.backend.subscribers
    control.set_running(MAIL, False)
    room.place(1, seconds=10)
    before_ms = room.now_ms
    room.let_pass(10)
    control.update(MAIL, {"Type": "FIFO"})
    room.let_pass(10)
    room.model.refresh()
    at = {
        ms: room.model.ask(lambda tables, ms=ms: bus_at(tables, ms))
        for ms in (before_ms, room.now_ms)
    }
    assert [each.of(MAIL).backlog for each in at.values()] == [3, 0]


def test_an_expression_that_fails_on_one_event_fails_that_one_alone(room):
    control = room.backend.subscribers
    expression = '{% $events.Data."detail-type" = "OrderCreated" ? $events.Data : null %}'
    shape = {"Type": "JSONATA", "JsonataConfiguration": {"Expression": expression}}
    control.set_unpacking(True)
    control.update(MAIL, {"Transformer": shape, **gathering(3, 20)})
    room.place(1, seconds=300)
    assert mails(room) == 1
    codes = [letter.given_up.code for letter in room.world.bus.dead_letters]
    assert codes == ["INPUT_TRANSFORMATION_FAILURE"] * 2


def test_what_the_bus_refuses_changes_nothing(room):
    with pytest.raises(InvalidSubscriber, match="from 1 to 100"):
        room.backend.subscribers.update(MAIL, gathering(101))
    with pytest.raises(InvalidRequest, match="no subscriber nobody"):
        room.backend.subscribers.update("nobody", gathering(2))
    assert room.world.stack.rules == STACK.rules


def test_filters_may_change_24_times_in_24_hours(room):
    control, edit = room.backend.subscribers, room.backend.editor
    for number in range(12):
        control.set_filter(MAIL, "SYSTEM_METADATA", f'{{"EventGroupId": ["{number}"]}}')
        edit.put_rule(MAIL, f'{{"source": ["s{number}"]}}', STACK.notification)
    for refused in (
        lambda: control.set_filter(MAIL, "SYSTEM_METADATA", OF_TWO),
        lambda: edit.put_rule(MAIL, '{"source": ["another"]}', STACK.notification),
        lambda: control.update(MAIL, {"FilterConfiguration": {}}),
    ):
        with pytest.raises(InvalidRequest, match="24 times within 24 hours"):
            refused()
    edit.put_rule(MAIL, '{"source":  ["s11"]}', STACK.notification)  # the same again costs none
    control.update(MAIL, gathering(2))
    control.set_filter(UPDATE, "SYSTEM_METADATA", OF_TWO)
    room.let_pass(25 * 3600)
    control.set_filter(MAIL, "SYSTEM_METADATA", OF_TWO)
