"""What a room keeps and how it says how it stands."""

import json
from dataclasses import replace
from threading import Thread

import pytest

from eda_core import ports
from eda_core.domain.errors import BackendUnavailable, InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.ports import Pace
from eda_core.rooms import checkpoint_writer, store
from eda_core.rooms import older_records as room_table
from eda_core.rooms.file import RoomLimits, delete_room
from eda_core.rooms.store import number_key
from eda_core.simulator import delivery_log, recent
from eda_core.simulator.chance import INSTANT
from eda_core.simulator.commands import ArmFault, ChangeStack
from eda_core.stack import machine_from
from tests.durability.conftest import STACK, START_MS, place, put
from tests.news import all_news

TIGHT = RoomLimits(max_bytes=400_000, warn_share=0.5, checkpoint_every=100)


def kinds(room):
    return [record.event.detail_type for record in room.world.log_after(0)]


def fill(room, most=5_000):
    """Place orders until one is refused; answers how many there were, and the refusal."""
    for number in range(1, most):
        answer = place(room, number)
        room.advance(room.world.scheduler.now_ms + 1_000)
        if not answer.accepted:
            return number - 1, answer
    raise AssertionError("the room never filled up")


def test_a_new_room_is_empty_and_begins_now(rooms):
    state = rooms.open().state()
    assert (state.orders, state.created_ms, state.warning) == (0, START_MS, "")


def test_a_room_counts_the_orders_it_took(rooms):
    room = rooms.open()
    place(room, 101)
    place(room, 102, "600")
    room.close()
    assert rooms.open().state().orders == 1


def test_a_room_keeps_its_seed_and_delays(rooms):
    first = rooms.open(seed=1, latencies=INSTANT)
    place(first, 101)
    first.close()
    again = rooms.open(seed=2)
    again.world.advance(again.world.scheduler.now_ms)
    assert len(kinds(again)) == 3


def test_a_room_keeps_when_it_was_made(rooms):
    rooms.open().close()
    rooms.now_ms += 1_000_000
    assert rooms.open().state().created_ms == START_MS


def test_time_passes_in_a_closed_room_as_if_nobody_looked(rooms):
    room = rooms.open()
    room.backend().api.place('{"id": 101, "amount": 100}')
    room.close()
    rooms.now_ms += 60_000
    assert len(all_news(rooms.open().backend()).log) == 3


def test_a_paused_room_stays_paused(rooms):
    room = rooms.open()
    room.backend().time.set_paused(True)
    place(room, 101)
    room.close()
    rooms.now_ms += 60_000
    backend = rooms.open().backend()
    assert all_news(backend).log == []
    assert all_news(backend).instant.time.paused


def test_a_room_that_ran_ahead_of_the_wall_clock_goes_on_from_there(rooms):
    room = rooms.open()
    room.advance(START_MS + 1_000_000)
    backend = room.backend()
    backend.api.place('{"id": 101, "amount": 100}')
    rooms.now_ms += 10_000
    assert len(all_news(backend).log) == 3


def test_a_room_keeps_what_is_armed(rooms):
    room = rooms.open()
    room.backend().faults.arm(Fault(FaultKind.DROP, next_n=3))
    room.close()
    assert rooms.open().backend().faults.arm(Fault(FaultKind.DELAY)) == 2
    assert all_news(rooms.opened[-1].backend()).instant.faults[0].left == 3


def test_a_room_keeps_its_rules_and_its_switch(rooms):
    room = rooms.open()
    editor = room.backend().editor
    editor.delete_rule("notification-service")
    editor.set_idempotent(True)
    room.close()
    stack = rooms.open().world.stack
    assert (len(stack.rules), stack.idempotent) == (3, True)


def test_a_command_that_was_refused_is_refused_again(rooms):
    room = rooms.open()
    with pytest.raises(InvalidRequest):
        room.handle(ArmFault(Fault(FaultKind.DROP, next_n=0)))
    rooms.path("b").write_bytes(rooms.path().read_bytes())
    rooms.path("b").with_name("b.room-wal").write_bytes(
        rooms.path().with_name("a.room-wal").read_bytes()
    )
    assert rooms.open("b").world.faults.armed == ()


def test_a_detail_nested_too_deep_to_be_kept_is_refused(rooms):
    entry = {"Source": "s", "DetailType": "d", "Detail": '{"a":' * 500 + "1" + "}" * 500}
    with pytest.raises(InvalidRequest, match="nested up to 400 levels"):
        put(rooms.open(), entry)


def test_an_item_that_was_written_down_is_replaced(rooms):
    room = rooms.open()
    room.world.table.put({"id": 7, "timestamp": "T1", "status": "old"})
    place(room, 101)
    room.checkpoint()
    room.world.table.put({"id": 7, "timestamp": "T1", "status": "new"})
    place(room, 102)
    room.close()
    assert [item["status"] for item in rooms.open().world.table.history(7)] == ["new"]


def test_few_orders_stay_in_memory(rooms, monkeypatch):
    monkeypatch.setattr(room_table, "MOST_ORDERS", 10)
    room = rooms.open()
    for number in range(40):
        place(room, number)
    room.advance(None)
    room.checkpoint()
    assert len(room.world.table._items) == 5
    assert len(room.world.table.history(1)) == 2


@pytest.mark.parametrize(
    ("one", "other"), [(101, 101.0), (2**80, float(2**80)), (-(2**70), -float(2**70))]
)
def test_equal_numbers_have_one_key(one, other):
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize("order_id", [101, 1.5, 2**80, -(2**63), 1e18])
def test_an_order_of_any_number_is_found_again(rooms, order_id):
    room = rooms.open()
    room.world.table.put({"id": order_id, "timestamp": "\ud800", "amount": 0.1})
    place(room, 101)
    room.close()
    table = rooms.open().world.table
    assert {"id": order_id, "timestamp": "\ud800", "amount": 0.1} in table.history(order_id)


def read_all(read):
    found = []
    while some := read(len(found)):
        found += some
    return found


@pytest.fixture
def by_sevens(monkeypatch):
    """Reading answers seven records at a time."""
    for module in (ports, delivery_log, store, recent):
        monkeypatch.setattr(module, "SLICE", 7)
    for function in (recent.Recent.after, recent.Recent.newer):
        monkeypatch.setattr(function, "__defaults__", (7,))


@pytest.mark.usefixtures("by_sevens")
def test_reading_goes_on_from_the_file_to_memory_without_a_gap(rooms):
    room, world = rooms.open(), rooms.opened[0].world
    for number in range(1, 31):
        put(room, {"Source": "order-service", "DetailType": "OrderCreated", "Detail": "{}"})
        if number == 17:
            room.advance(None)
            room.checkpoint()
    room.advance(None)
    assert [r.sequence for r in read_all(world.log_after)] == list(range(1, 31))
    assert len(read_all(world.deliveries_after)) == world.deliveries.total
    assert len(read_all(world.notifications_after)) == 30
    assert len({each.arn for each in read_all(world.failed_after)}) == 30
    assert {len(world.log_after(n)) for n in range(23)} == {7}


def test_an_execution_nobody_knows_is_none(rooms):
    world = rooms.open().world
    assert world.execution("arn:aws:states:::execution:x:no-uuid") is None
    assert world.execution("") is None


def test_a_room_warns_before_it_is_full(rooms):
    room = rooms.open(limits=TIGHT)
    warned = 0
    for number in range(1, 5_000):
        place(room, number)
        room.advance(room.world.scheduler.now_ms + 1_000)
        if "is nearly full" in room.state().warning:
            warned += 1
        if "is full" in room.state().warning:
            break
    assert warned > 10
    assert room.state().bytes <= TIGHT.most_bytes


def test_a_full_room_takes_no_orders_and_says_so(rooms):
    _, answer = fill(rooms.open(limits=TIGHT))
    assert answer.status == 507
    assert "is full (" in answer.body["error"]
    assert "takes no new orders: export it, or reset it" in answer.body["error"]


def test_a_full_room_takes_no_events_but_a_pause(rooms):
    room = rooms.open(limits=TIGHT)
    fill(room)
    entry = {"Source": "s", "DetailType": "d", "Detail": "{}"}
    with pytest.raises(BackendUnavailable, match="is full"):
        put(room, entry)
    room.backend().time.set_paused(True)


def test_what_is_under_way_in_a_full_room_ends(rooms):
    room = rooms.open(limits=TIGHT)
    orders, _ = fill(room)
    room.advance(None)
    assert sum(kind == "OrderCompleted" for kind in kinds(room)) == orders


def test_a_world_without_end_stops_at_the_reserve(rooms, monkeypatch):
    monkeypatch.setattr(checkpoint_writer, "UNWRITTEN", 2)
    limits = RoomLimits(max_bytes=300_000, checkpoint_every=500)
    room = rooms.open(limits=limits)
    backend = room.backend()
    pattern = '{"source": ["order-service"]}'
    backend.editor.put_rule("payment-service-filtering-orders", pattern, "eda-demo-payment-service")
    backend.time.set_pace(Pace.TO_THE_END, 1000)
    place(room, 101)
    executed = -1
    while room.world.scheduler.executed != executed:
        executed = room.world.scheduler.executed
        all_news(backend, log=10**9)
    assert rooms.path().stat().st_size <= limits.most_bytes
    assert "is full" in room.state().warning or "no room left" in room.state().warning


def test_a_room_that_is_deleted_begins_anew(rooms):
    delete_room(rooms.filled())
    assert rooms.open().state().orders == 0


def test_an_open_room_is_not_deleted(rooms):
    rooms.open()
    with pytest.raises(BackendUnavailable, match="already open"):
        delete_room(rooms.path())


def test_long_events_are_kept_in_chunks_that_are_not_too_long(rooms):
    room = rooms.open(latencies=INSTANT)
    for number in range(8):
        detail = json.dumps({"id": number, "text": "é" * 200_000}, ensure_ascii=False)
        put(room, {"Source": "s", "DetailType": "d", "Detail": detail})
    room.checkpoint()
    room.advance(None)
    room.close()
    log = rooms.open().world.log_after(0)
    assert [record.event.detail["id"] for record in log] == list(range(8))


def test_an_execution_that_waits_to_try_again_goes_on(rooms):
    definition = json.loads(json.dumps(STACK.machine.definition))
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "MaxAttempts": 3}]
    definition["States"]["Notify EventBus"]["Retry"] = retry
    room = rooms.open()
    room.backend().editor.put_definition(json.dumps(definition))
    room.handle(ArmFault(Fault(FaultKind.TASK_FAILS)))
    place(room, 101)
    room.advance(START_MS + 2_000)
    room.close()
    again = rooms.open()
    again.advance(None)
    assert kinds(again) == ["OrderCreated", "PaymentSucceeded", "OrderCompleted"]


def test_an_execution_whose_task_took_its_time_is_found_again(rooms):
    room = rooms.open()
    room.world.integrations.register("eda-demo-notification", lambda event: {}, duration_ms=3_000)
    arn = "arn:aws:lambda:us-east-1:123456789012:function:eda-demo-notification"
    task = {"Type": "Task", "Resource": arn, "End": True}
    machine = machine_from(json.dumps({"StartAt": "T", "States": {"T": task}}))
    room.handle(ChangeStack(replace(STACK, machine=machine), "definition changed"))
    place(room, 101)
    room.advance(None)
    (run,) = room.world.payments.ended()
    execution = run.execution
    room.checkpoint()
    again = room.world.execution(execution.arn)
    assert (again, again.history) == (execution, execution.history)


def test_many_definitions_are_known_by_number(rooms):
    room = rooms.open()
    editor = room.backend().editor
    for seconds in range(70):
        wait = {"Type": "Wait", "Seconds": seconds, "End": True}
        editor.put_definition(json.dumps({"StartAt": "W", "States": {"W": wait}}))
        room.checkpoint()
    editor.restore_definition()
    assert len(all_news(room.backend()).changes) == 71
    assert room.checkpoints.definitions.machine(3).definition["States"]["W"]["Seconds"] == 2


def test_many_threads_use_a_room_at_once(rooms):
    backend = rooms.open(limits=RoomLimits(checkpoint_every=50)).backend()

    def order(start):
        for number in range(start, start + 20):
            backend.api.place(json.dumps({"id": number, "amount": 100}))
            all_news(backend)

    threads = [Thread(target=order, args=(1_000 * n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rooms.now_ms += 60_000
    assert len(all_news(backend).log) == 300


def test_a_checkpoint_with_nothing_new_writes_nothing(rooms):
    room = rooms.open()
    place(room, 101)
    room.checkpoint()
    before = rooms.path().with_name("a.room-wal").stat().st_mtime_ns
    room.checkpoint()
    assert rooms.path().with_name("a.room-wal").stat().st_mtime_ns == before
