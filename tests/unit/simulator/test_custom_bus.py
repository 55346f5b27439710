"""The custom bus: what is published, recognised again, kept, and handed out to subscribers."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.simulator.commands import ChangeStack, SetSubscriberState
from eda_core.simulator.lanes import HeldEvent
from eda_core.simulator.publishing import read_publish
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from eda_core.stack.subscribers import PointInTime, Transformer, subscriber_from

START_MS = 1_769_860_800_000
STACK = demo_stack(BusKind.CUSTOM)
CATCH_ALL, PAYMENT, UPDATE, NOTIFY = (each.name for each in STACK.subscribers)


@pytest.fixture
def world():
    return World(STACK, START_MS, seed=7)


def changed(world, name, **fields):
    """Let the subscriber of this name be like this from now on."""
    rules = tuple(replace(r, **fields) if r.name == name else r for r in world.stack.rules)
    world.handle(ChangeStack(replace(world.stack, rules=rules), "changed"))


def added(world, **fields):
    """Add a subscriber like Notification's, by the name ``late`` unless another is given."""
    late = replace(world.stack.subscribers[3], **{"name": "late", **fields})
    world.handle(ChangeStack(replace(world.stack, rules=(*world.stack.rules, late)), "added"))


def place(world, order_id=101, amount=100):
    return world.place(json.dumps({"id": order_id, "amount": amount}))


def entry(kind="Seen", source="audit", detail='{"id": 7}', **system):
    more = {"SystemMetadata": system} if system else {}
    return {"Source": source, "DetailType": kind, "Detail": detail, **more}


def kinds(world):
    return [record.event.detail_type for record in world.log]


def steps(world, rule, *wanted):
    return [
        d for d in world.deliveries_after(0) if d.rule == rule and d.step in (wanted or [d.step])
    ]


def as_older_rooms_have_it(world):
    """Let the first event of each group that is on its way wait within its group."""
    scheduler, bus = world.scheduler, world.bus
    pending = []
    for due_ms, serial, action, given in scheduler.pending():
        if given[0].rule.name == UPDATE:
            route, delivery, _ = given
            group = bus.lanes[UPDATE].groups[delivery.how.group]
            group.waiting.appendleft(HeldEvent(due_ms, delivery))
            action, given = world.action_of("arrive"), (route, delivery.how.group)
        pending.append((due_ms, serial, action, given))
    scheduler.restore(scheduler.now_ms, scheduler.serial, pending)


TAKEN = DeliveryStep.INVOCATION_SUCCESS


class TestPublishing:
    def test_an_order_goes_the_same_way_as_on_the_classic_bus(self, world):
        place(world, 101, 100)
        place(world, 102, 600)
        world.run_to_end()
        by_order = {}
        for record in world.log:
            by_order.setdefault(record.event.detail["id"], []).append(record.event.detail_type)
        assert by_order == {
            101: ["OrderCreated", "PaymentSucceeded", "OrderCompleted"],
            102: ["OrderCreated", "PaymentFailed", "OrderCancelled"],
        }
        assert Counter(d.step for d in world.deliveries_after(0)) == {
            DeliveryStep.RULE_MATCH: 16,
            TAKEN: 16,
        }

    def test_the_payment_event_names_its_machine_and_execution(self, world):
        place(world)
        world.run_to_end()
        machine, execution = world.log[1].event.resources
        assert (
            machine == "arn:aws:states:us-east-1:123456789012:stateMachine:eda-demo-payment-service"
        )
        assert world.execution(execution) is not None

    def test_each_entry_is_answered_with_its_place_on_the_bus(self, world):
        first, second = world.put_events([entry(), entry()])
        assert first.success_code == second.success_code == "PUBLISHED"
        assert first.sequence_number < second.sequence_number
        assert len(first.sequence_number) == 20

    def test_a_hundred_entries_are_taken_and_one_more_is_refused_whole(self, world):
        assert len(world.put_events([entry()] * 100)) == 100
        with pytest.raises(InvalidRequest, match="1 to 100") as refused:
            world.put_events([entry()] * 101)
        assert refused.value.code == "InvalidInputException"

    def test_more_than_a_mebibyte_is_refused_whole(self, world):
        large = entry(detail=json.dumps({"x": "a" * 600_000}))
        with pytest.raises(InvalidRequest, match="1 MiB"):
            world.put_events([large, large])

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"Source": "aws.sqs"}, "Not authorized"),
            ({"Source": "s" * 257}, "at most 256"),
            ({"DetailType": "d" * 129}, "at most 128"),
            ({"Detail": "[1]"}, "malformed"),
            ({"Resources": ["r"] * 101}, "100 members"),
            ({"SystemMetadata": {"EventGroupId": "g" * 129}}, "EventGroupId"),
            ({"SystemMetadata": {"DeduplicationId": 7}}, "DeduplicationId"),
            ({"SystemMetadata": "x"}, "must be an object"),
        ],
    )
    def test_one_bad_entry_leaves_the_others_be(self, world, given, says):
        good, bad = world.put_events([entry(), entry() | given])
        assert good.success_code == "PUBLISHED"
        assert (bad.event_id, bad.error_code) == ("", "VALIDATION_ERROR")
        assert says in bad.error_message

    def test_a_state_machine_that_calls_the_classic_api_publishes_into_nothing(self, world):
        classic = replace(STACK, machine=demo_stack().machine)
        world.handle(ChangeStack(classic, "the definition of the classic bus"))
        place(world)
        world.run_to_end()
        assert kinds(world) == ["OrderCreated"]
        assert world.failed_after(0) == []


class TestRepeats:
    def test_a_repeat_within_300_seconds_is_a_success_that_delivers_nothing(self, world):
        (first,) = world.put_events([entry(DeduplicationId="a")])
        world.advance(START_MS + 299_999)
        (again,) = world.put_events([entry(DeduplicationId="a")])
        world.run_to_end()
        assert (again.success_code, again.event_id) == ("DEDUPLICATED", first.event_id)
        assert again.sequence_number == first.sequence_number
        assert len(world.log) == 1
        assert world.bus.repeats == 1

    def test_after_300_seconds_it_is_an_event_of_its_own(self, world):
        world.put_events([entry(DeduplicationId="a")])
        world.advance(START_MS + 300_000)
        (again,) = world.put_events([entry(DeduplicationId="a")])
        assert again.success_code == "PUBLISHED"

    def test_a_repeat_does_not_begin_the_window_anew(self, world):
        world.put_events([entry(DeduplicationId="a")])
        world.advance(START_MS + 200_000)
        world.put_events([entry(DeduplicationId="a")])
        world.advance(START_MS + 310_000)
        (again,) = world.put_events([entry(DeduplicationId="a")])
        assert again.success_code == "PUBLISHED"

    def test_another_group_has_repeats_of_its_own(self, world):
        one = entry(DeduplicationId="a", EventGroupId="1")
        other = entry(DeduplicationId="a", EventGroupId="2")
        assert [r.success_code for r in world.put_events([one, other, one])] == [
            "PUBLISHED",
            "PUBLISHED",
            "DEDUPLICATED",
        ]

    def test_content_is_compared_where_that_is_asked_for(self, world):
        entries = read_publish([entry(), entry(), entry(detail='{"id": 8}')], by_content=True)
        assert [r.success_code for r in world.put(entries)] == [
            "PUBLISHED",
            "DEDUPLICATED",
            "PUBLISHED",
        ]

    def test_without_an_id_nothing_is_a_repeat(self, world):
        assert [r.success_code for r in world.put_events([entry(), entry()])] == ["PUBLISHED"] * 2

    def test_an_order_placed_twice_runs_once(self, world):
        place(world)
        place(world)
        world.run_to_end()
        assert kinds(world) == ["OrderCreated", "PaymentSucceeded", "OrderCompleted"]


class TestOrder:
    def test_a_group_keeps_its_order_whatever_delays_an_event(self, world):
        changed(world, NOTIFY, ordering=STACK.subscribers[2].ordering)
        world.arm(Fault(FaultKind.DELAY, NOTIFY, next_n=1, delay_ms=5_000))
        place(world)
        world.run_to_end()
        told = [json.loads(n.message)["event"] for n in world.notifications_after(0)]
        assert told == ["OrderCreated", "PaymentSucceeded", "OrderCompleted"]

    def test_an_unordered_subscriber_does_not(self, world):
        world.arm(Fault(FaultKind.DELAY, NOTIFY, next_n=1, delay_ms=5_000))
        place(world)
        world.run_to_end()
        told = [json.loads(n.message)["event"] for n in world.notifications_after(0)]
        assert told == ["PaymentSucceeded", "OrderCompleted", "OrderCreated"]

    def test_a_failing_event_holds_its_own_group_and_no_other(self, world):
        stuck = Fault(FaultKind.TARGET_THROWS, STACK.update_order, None, 1.0, order=101)
        world.arm(stuck)
        place(world, 101)
        world.advance(START_MS + 1_000)
        place(world, 102)
        put = [entry("PaymentFailed", "payment-service", '{"id": 101}', EventGroupId="101")]
        world.put_events(put)
        world.advance(START_MS + 10_000)
        assert [s.event_id for s in steps(world, UPDATE, TAKEN)] == [
            r.event.id
            for r in world.log
            if r.event.detail == {"id": 102} and r.event.source == "payment-service"
        ]
        assert len(list(world.bus.lanes[UPDATE].held())) == 1

    def test_once_it_is_given_up_its_group_goes_on(self, world):
        world.arm(Fault(FaultKind.TARGET_THROWS, STACK.update_order, next_n=6, order=101))
        place(world, 101)
        world.advance(START_MS + 1_000)
        put = [entry("PaymentFailed", "payment-service", '{"id": 101}', EventGroupId="101")]
        world.put_events(put)
        world.run_to_end()
        assert kinds(world)[-1] == "OrderCancelled"
        assert len(world.bus.dead_letters) == 1
        assert not world.bus.lanes[UPDATE].groups

    def test_an_event_that_an_older_room_wrote_down_as_the_next_of_its_group_arrives(self, world):
        """There it waited within its group, and what was due named the group alone."""
        stuck = Fault(FaultKind.TARGET_THROWS, STACK.update_order, next_n=1)
        world.arm(stuck)
        put = [entry("PaymentFailed", "payment-service", '{"id": 9}', EventGroupId="9")] * 2
        world.put_events(put)
        after = World(STACK, START_MS, seed=7)
        after.arm(stuck)
        after.put_events(put)
        as_older_rooms_have_it(after)
        for each in (world, after):
            each.run_to_end()
        assert after.deliveries_after(0) == world.deliveries_after(0)
        assert not after.bus.lanes[UPDATE].groups


class TestRetries:
    def test_a_call_that_fails_is_made_five_times_more_and_then_recorded(self, world):
        world.arm(Fault(FaultKind.TARGET_THROWS, STACK.update_order, None, 1.0))
        place(world)
        world.run_to_end()
        failures = steps(world, UPDATE, DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE)
        assert [f.attempt for f in failures] == [1, 2, 3, 4, 5, 6]
        assert failures[-1].at_ms - failures[0].at_ms == 31_000
        (letter,) = world.bus.dead_letters
        record = letter.given_up.record(STACK)
        assert record["errorCode"] == "COMPUTE_EXECUTION_ERROR"
        assert record["exhaustedRetryCondition"] == "MaximumRetryAttempts"
        assert record["retryAttempts"] == 5
        (failed,) = record["failedMessages"]
        assert (failed["eventId"], failed["eventGroupId"]) == (letter.delivery.event.id, "101")
        assert "detail" not in json.dumps(record)

    def test_its_age_ends_it_where_attempts_are_left(self, world):
        changed(world, UPDATE, most_retries=185, most_age_s=60)
        world.arm(Fault(FaultKind.TARGET_THROWS, STACK.update_order, None, 1.0))
        place(world)
        world.run_to_end()
        (letter,) = world.bus.dead_letters
        assert letter.given_up.exhausted == "MaximumEventAgeInSeconds"
        assert letter.given_up.attempts == 5

    def test_what_can_never_succeed_is_retried_all_the_same(self, world):
        world.put_events([entry("PaymentFailed", "payment-service", '{"id": 999}')])
        world.run_to_end()
        (letter,) = world.bus.dead_letters
        assert (letter.given_up.attempts, letter.given_up.message) == (5, "Unknown order: 999")

    def test_a_function_that_is_not_waited_for_is_lambdas_affair(self, world):
        world.arm(Fault(FaultKind.TARGET_THROWS, STACK.notification, next_n=3))
        place(world)
        world.run_to_end()
        assert len(steps(world, NOTIFY, DeliveryStep.FUNCTION_ERROR)) == 3
        assert not steps(world, NOTIFY, DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE)

    def test_without_a_queue_it_is_dropped(self, world):
        changed(world, UPDATE, dead_letters=False)
        world.arm(Fault(FaultKind.TARGET_THROWS, STACK.update_order, None, 1.0))
        place(world)
        world.run_to_end()
        assert len(world.bus.dead_letters) == 0
        assert steps(world, UPDATE, DeliveryStep.INVOCATION_FAILURE)

    def test_a_redrive_reads_the_event_from_the_bus_and_marks_it(self, world):
        world.arm(Fault(FaultKind.TARGET_THROWS, STACK.update_order, next_n=6))
        place(world)
        world.run_to_end()
        assert world.bus.redrive("", "") == 1
        world.run_to_end()
        assert kinds(world)[-1] == "OrderCompleted"

    def test_what_is_no_longer_kept_cannot_be_redriven(self, world):
        world.arm(Fault(FaultKind.TARGET_THROWS, STACK.update_order, next_n=6))
        place(world)
        world.advance(START_MS + 2 * 24 * 3600 * 1000)
        assert world.bus.redrive("", "") == 0
        assert len(world.bus.dead_letters) == 1


class TestBatches:
    def test_events_are_gathered_up_to_a_size_and_go_as_an_array(self, world):
        changed(world, NOTIFY, batch_size=3, batch_window_s=60)
        place(world)
        world.run_to_end()
        errors = steps(world, NOTIFY, DeliveryStep.FUNCTION_ERROR)
        assert {error.reason for error in errors} == {
            "list indices must be integers or slices, not str"
        }
        assert len({error.event_id for error in errors}) == 3
        assert len(steps(world, NOTIFY, TAKEN)) == 3  # the bus takes them for delivered
        assert world.notifications_after(0) == []

    def test_a_function_that_unpacks_them_takes_each(self, world):
        world.handle(ChangeStack(replace(world.stack, unpacks=True), "unpacks"))
        changed(world, NOTIFY, batch_size=3, batch_window_s=60)
        place(world)
        world.run_to_end()
        assert len(world.notifications_after(0)) == 3
        assert not steps(world, NOTIFY, DeliveryStep.FUNCTION_ERROR)

    def test_a_window_ends_a_batch_that_is_not_full(self, world):
        world.handle(ChangeStack(replace(world.stack, unpacks=True), "unpacks"))
        changed(world, NOTIFY, batch_size=100, batch_window_s=5)
        place(world)
        world.advance(START_MS + 4_900)
        assert world.notifications_after(0) == []
        world.run_to_end()
        assert len({n.sent_ms for n in world.notifications_after(0)}) == 1

    def test_one_bad_event_fails_the_whole_call_and_repeats_the_good_ones(self, world):
        world.handle(ChangeStack(replace(world.stack, unpacks=True), "unpacks"))
        changed(world, UPDATE, batch_size=2, batch_window_s=5)
        place(world, 1)
        world.advance(START_MS + 1_000)
        world.put_events([entry("PaymentFailed", "payment-service", '{"id": 999}')])
        world.run_to_end()
        kept = [letter.delivery.event.detail["id"] for letter in world.bus.dead_letters]
        assert sorted(kept) == [1, 999]
        assert len(world.table.history(1)) == 1 + 6  # updated in each of the six calls

    def test_a_fifo_batch_may_hold_several_of_a_group_in_order(self, world):
        world.handle(ChangeStack(replace(world.stack, unpacks=True), "unpacks"))
        fifo = STACK.subscribers[2].ordering
        changed(world, NOTIFY, ordering=fifo, batch_size=10, batch_window_s=30)
        for order in (1, 2):
            place(world, order)
        world.run_to_end()
        told = [json.loads(n.message) for n in world.notifications_after(0)]
        assert len({n.sent_ms for n in world.notifications_after(0)}) == 1
        for order in (1, 2):
            assert [t["event"] for t in told if t["order"] == order] == [
                "OrderCreated",
                "PaymentSucceeded",
                "OrderCompleted",
            ]

    def test_what_is_on_its_way_while_a_batch_of_its_group_fails_is_held(self, world):
        world.handle(ChangeStack(replace(world.stack, unpacks=True), "unpacks"))
        changed(world, UPDATE, batch_size=10, batch_window_s=2)
        failed = entry("PaymentFailed", "payment-service", '{"id": 999}', EventGroupId="g")
        world.put_events([failed])
        world.arm(Fault(FaultKind.DELAY, UPDATE, next_n=1, delay_ms=5_000))
        world.put_events([failed])
        world.run_to_end()
        first, second = (
            [s.at_ms for s in steps(world, UPDATE) if s.event_id == kept.event.id]
            for kept in world.bus.kept.after(0)
        )
        assert len(first) == len(second)
        assert second[1] >= first[-1]  # the step before that is the match


class TestShapes:
    def seen(self, world, **fields):
        """What the function got of one event."""
        got = []
        world.bus._targets = dict(world.bus._targets)
        take = lambda delivery: got.append(delivery.envelope)  # noqa: E731
        world.bus._targets[STACK.notification] = (take, world.bus._targets[STACK.notification][1])
        changed(world, NOTIFY, **fields)
        world.put_events([entry("OrderCreated", "order-service", EventGroupId="7")])
        world.run_to_end()
        return got[0]

    def test_raw_is_the_classic_envelope(self, world):
        assert self.seen(world) == world.log[0].event.to_envelope()

    def test_with_metadata_has_three_parts_of_text(self, world):
        got = self.seen(world, transformer=Transformer.WITH_METADATA)
        assert got["Data"] == world.log[0].event.to_envelope()
        assert got["Metadata"] == {}
        system = got["SystemMetadata"]
        assert system["aws:EventId"] == got["Data"]["id"]
        assert (system["EventGroupId"], system["aws:DeliveryType"]) == ("7", "LIVE")
        assert {type(value) for value in system.values()} == {str}

    def test_an_expression_makes_something_else(self, world):
        got = self.seen(
            world,
            transformer=Transformer.JSONATA,
            expression='{% {"order": $events.Data.detail.id} %}',
        )
        assert got == {"order": 7}

    def test_an_expression_that_comes_to_nothing_is_retried_and_recorded(self, world):
        changed(
            world,
            NOTIFY,
            transformer=Transformer.JSONATA,
            expression="{% $events.Data.detail.nothing %}",
        )
        place(world)
        world.run_to_end()
        assert {letter.given_up.code for letter in world.bus.dead_letters} == {
            "INPUT_TRANSFORMATION_FAILURE"
        }

    def machine(self, world, how):
        entry_json = STACK.subscribers[1].to_json()
        entry_json["InvokeConfiguration"]["StepFunctionsParameters"] = {"InvocationType": how}
        made = subscriber_from(entry_json | {"Transformer": {"Type": "RAW"}})
        rules = tuple(made if r.name == PAYMENT else r for r in world.stack.rules)
        world.handle(ChangeStack(replace(world.stack, rules=rules), "bespoke"))
        place(world)
        world.run_to_end()

    def test_a_state_machine_as_a_target_of_its_own_gets_an_array(self, world):
        self.machine(world, "EVENT")
        (failed,) = world.failed_after(0)
        assert isinstance(failed.input, list)
        assert len(steps(world, PAYMENT, TAKEN)) == 1  # the bus takes it for delivered

    def test_a_standard_state_machine_cannot_be_waited_for(self, world):
        self.machine(world, "REQUEST_RESPONSE")
        (letter,) = world.bus.dead_letters
        assert letter.given_up.code == "SFN_TYPE_NOT_SUPPORTED"


class TestFilters:
    def test_all_filters_must_match(self, world):
        entry_json = STACK.subscribers[3].to_json()
        filters = [
            {"Scope": "DATA", "Pattern": {"source": ["order-service"]}},
            {"Scope": "SYSTEM_METADATA", "Pattern": {"EventGroupId": [{"prefix": "10"}]}},
        ]
        made = subscriber_from(entry_json | {"FilterConfiguration": {"Filters": filters}})
        rules = tuple(made if r.name == NOTIFY else r for r in world.stack.rules)
        world.handle(ChangeStack(replace(world.stack, rules=rules), "filters"))
        place(world, 101)
        place(world, 202)
        world.run_to_end()
        told = [json.loads(n.message) for n in world.notifications_after(0)]
        assert [(t["order"], t["event"]) for t in told] == [
            (101, "OrderCreated"),
            (101, "OrderCompleted"),
        ]

    def test_a_metadata_filter_never_matches_what_put_events_published(self, world):
        entry_json = STACK.subscribers[3].to_json()
        filters = [{"Scope": "METADATA", "Pattern": {"tenant": ["a"]}}]
        made = subscriber_from(entry_json | {"FilterConfiguration": {"Filters": filters}})
        rules = tuple(made if r.name == NOTIFY else r for r in world.stack.rules)
        world.handle(ChangeStack(replace(world.stack, rules=rules), "filters"))
        place(world)
        world.run_to_end()
        assert world.notifications_after(0) == []


class TestPauseAndReplay:
    def test_a_stopped_subscriber_keeps_its_backlog(self, world):
        world.handle(SetSubscriberState(NOTIFY, running=False))
        place(world)
        world.run_to_end()
        assert world.notifications_after(0) == []
        assert world.bus.backlog(NOTIFY) == 3
        world.handle(SetSubscriberState(NOTIFY, running=True))
        world.run_to_end()
        assert len(world.notifications_after(0)) == 3
        assert world.bus.backlog(NOTIFY) == 0
        assert {s.reason for s in steps(world, NOTIFY, DeliveryStep.RULE_MATCH)} == {""}

    def test_it_may_go_on_with_the_newest_instead(self, world):
        world.handle(SetSubscriberState(NOTIFY, running=False))
        place(world, 1)
        world.run_to_end()
        world.handle(SetSubscriberState(NOTIFY, running=True, skip=True))
        place(world, 2)
        world.run_to_end()
        assert {json.loads(n.message)["order"] for n in world.notifications_after(0)} == {2}

    def test_a_long_backlog_is_read_bit_by_bit_and_then_it_is_live(self, world):
        world.handle(SetSubscriberState(NOTIFY, running=False))
        for order in range(100):
            place(world, order)
        world.run_to_end()
        world.handle(SetSubscriberState(NOTIFY, running=True))
        world.advance(world.scheduler.now_ms + 150)
        assert 0 < world.bus.backlog(NOTIFY) < 300
        world.run_to_end()
        assert len(world.notifications_after(0)) == 300
        assert world.bus.lanes[NOTIFY].is_live

    def test_a_subscriber_may_begin_at_the_oldest_event_and_goes_on_live(self, world):
        for order in (1, 2):
            place(world, order)
        world.run_to_end()
        before = len(world.notifications_after(0))
        added(world, start=PointInTime())
        place(world, 3)
        world.run_to_end()
        matches = steps(world, "late", DeliveryStep.RULE_MATCH)
        assert [m.reason for m in matches] == ["REPLAY"] * 6 + [""] * 3
        assert len(world.notifications_after(0)) == before + 3 + 9

    def test_the_others_see_nothing_of_a_replay(self, world):
        place(world)
        world.run_to_end()
        before = len(steps(world, UPDATE))
        added(world, start=PointInTime())
        world.run_to_end()
        assert len(steps(world, UPDATE)) == before

    def test_a_replay_with_an_end_takes_nothing_more(self, world):
        place(world, 1)
        world.advance(START_MS + 600_000)
        place(world, 2)
        world.advance(START_MS + 1_200_000)
        start_s = START_MS // 1000
        added(world, start=PointInTime(start_s, start_s + 60))
        place(world, 3)
        world.run_to_end()
        assert len(steps(world, "late", DeliveryStep.RULE_MATCH)) == 3
        assert world.bus.lanes["late"].ended
        world.handle(SetSubscriberState("late", running=False))
        with pytest.raises(InvalidRequest, match="cannot resume at LATEST"):
            world.handle(SetSubscriberState("late", running=True, skip=True))

    @pytest.mark.parametrize(
        ("start", "says"),
        [
            (PointInTime(START_MS // 1000 - 60), "before the oldest"),
            (PointInTime(START_MS // 1000 + 500), "5 minutes in the past"),
            (PointInTime(START_MS // 1000, START_MS // 1000 + 9_999), "in the future"),
        ],
    )
    def test_a_start_that_cannot_be_is_refused(self, world, start, says):
        world.advance(START_MS + 600_000)
        subscriber = replace(STACK.subscribers[3], name="late", start=start)
        with pytest.raises(InvalidRequest, match=says):
            world.bus.check_start(subscriber)

    def test_what_is_older_than_the_retention_is_gone(self, world):
        place(world, 1)
        world.advance(START_MS + 25 * 3600 * 1000)
        place(world, 2)
        world.run_to_end()
        added(world, start=PointInTime())
        world.run_to_end()
        assert len(steps(world, "late", DeliveryStep.RULE_MATCH)) == 3

    def test_there_must_be_a_subscriber_to_stop(self, world):
        with pytest.raises(InvalidRequest, match="no subscriber nobody"):
            world.handle(SetSubscriberState("nobody", running=False))
        with pytest.raises(InvalidRequest, match="no subscriber"):
            World(demo_stack(), 0).handle(SetSubscriberState(NOTIFY, running=False))


def test_a_deleted_subscriber_takes_nothing_more(world):
    world.arm(Fault(FaultKind.TARGET_THROWS, STACK.update_order, next_n=2))
    place(world)
    world.advance(START_MS + 500)
    kept = tuple(rule for rule in world.stack.rules if rule.name != UPDATE)
    world.handle(ChangeStack(replace(world.stack, rules=kept), "deleted"))
    place(world, 102)
    world.run_to_end()
    assert kinds(world).count("OrderCompleted") == 1  # what was under way still arrives
    assert UPDATE not in world.bus.lanes
