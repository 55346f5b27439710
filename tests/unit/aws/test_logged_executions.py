"""What the log of executions tells, joined with the events and with the histories asked for."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.asl import ExecutionStatus
from eda_core.aws.reading.executions import UNNAMED_MS
from eda_core.read_model.execution_paths import PathOrigin
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.aws.scripted_clients import OUTPUTS, not_deployed, stacks
from tests.examples import examples
from tests.news import all_news
from tests.unit.aws.test_bus_steps import STACKS, Logged
from tests.unit.aws.test_deployed_stack import START_MS
from tests.unit.aws.test_execution_log import GROUP, log_of, read

HISTORY = ("stepfunctions", "GetExecutionHistory")


def played(*orders):
    """A world that has run an event of each (id, amount); without an amount it fails."""
    world = World(demo_stack(), START_MS, seed=1)
    for order, amount in orders:
        detail = json.dumps({"id": order} | ({} if amount is None else {"amount": amount}))
        entry = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": detail}
        world.put_events([entry | {"EventBusName": "eda-demo"}])
    world.run_to_end()
    return world


def executions_of(world):
    """The executions of a world, oldest first."""
    return list(world.payments.newest(""))[::-1]


class LoggedStack(Logged):
    """A deployed stack that logs its executions, once `tell` says which."""

    def __init__(self, monkeypatch):
        super().__init__(monkeypatch)
        self.told, self.histories, self.failure = [], {}, None
        self.clients.answers[STACKS] = stacks({**OUTPUTS, "ExecutionLogGroupName": GROUP})
        self.clients.answers[HISTORY] = lambda **asked: self.histories[asked["executionArn"]]

    def answer(self, logGroupName, startTime, **_):  # noqa: N803 - AWS's own names
        if logGroupName != GROUP:
            return self.page(startTime)
        if self.failure is not None:
            raise self.failure
        return {"events": [each for each in self.told if each["timestamp"] >= startTime]}

    def tell(self, execution, lacks=()):
        """Write the log of an execution, but for the events numbered so; keep its history."""
        for record in log_of(execution):
            if int(record["id"]) not in lacks:
                entry = {"timestamp": self.now_ms, "message": json.dumps(record)}
                self.told.append({**entry, "eventId": f"x{len(self.told)}"})
        events = [
            {
                "id": event.id,
                "previousEventId": event.previous_event_id,
                "type": event.type,
                "timestamp": datetime.fromtimestamp(event.timestamp_ms / 1000, UTC),
                f"{event.type}EventDetails": dict(event.details),
            }
            for event in execution.history
        ]
        self.histories[execution.arn] = {"events": events}

    def write_record(self, record):
        """Write an event of a world into the catch-all log."""
        entry = {"timestamp": self.now_ms, "message": record.event.to_text()}
        self.written.append({**entry, "eventId": f"w{len(self.written)}"})

    def asked_histories(self):
        return [each["executionArn"] for each in self.clients.asked("GetExecutionHistory")]

    def newest(self):
        return self.backend.logged.newest(50)


@pytest.fixture
def logged(monkeypatch):
    return LoggedStack(monkeypatch)


def test_every_execution_is_told_without_a_call_for_each(logged):
    world = played((101, 100), (102, 900), (103, 50))
    for record in world.log:
        logged.write_record(record)
    for execution in executions_of(world):
        logged.tell(execution)
    logged.run(600)
    told = [(e.order, e.execution.status, e.execution.path_taken) for e in logged.newest()]
    truth = {e.arn: (e.status, e.path_taken) for e in executions_of(world)}
    assert sorted(order for order, _, _ in told) == [101, 102, 103]
    assert [(s, p) for _, s, p in told] == [truth[e.execution.arn] for e in logged.newest()]
    assert all(e.execution.ended_ms for e in logged.newest())
    assert logged.asked_histories() == []


def test_an_execution_that_failed_is_told_with_its_order_by_one_call(logged):
    (failed,) = executions_of(played((104, None)))
    logged.tell(failed)
    logged.run(40)
    (told,) = logged.newest()
    assert (told.order, told.execution.status, told.is_read) == (104, ExecutionStatus.FAILED, True)
    assert [each.arn for each in all_news(logged.backend).failed] == [failed.arn]
    assert logged.asked_histories() == [failed.arn]


def test_one_whose_event_was_lost_is_shown_without_an_order_and_asked_about_after_a_while(logged):
    world = played((101, 100))
    (execution,) = executions_of(world)
    created = next(r for r in world.log if r.event.detail_type == "OrderCreated")
    logged.write_record(created)
    logged.tell(execution)
    logged.run(1)
    (told,) = logged.newest()
    assert (told.order, told.is_asked, told.execution.status) == (
        None,
        False,
        ExecutionStatus.SUCCEEDED,
    )
    assert logged.asked_histories() == []
    logged.run(UNNAMED_MS // 1_000 + 70)
    (told,) = logged.newest()
    assert (told.order, told.is_read) == (101, True)
    assert logged.asked_histories() == [execution.arn]
    assert all_news(logged.backend).failed == []
    view = logged.model().order(101)
    assert (view.path.origin, view.path.states) == (PathOrigin.RECORDED, execution.path_taken)
    said = view.expected_next(logged.now_ms).sentence
    assert said.endswith("the execution SUCCEEDED, so the log lacks its event")


def test_what_is_not_whole_says_so_and_is_read_by_its_history(logged):
    (execution,) = executions_of(played((101, 900)))
    logged.tell(execution, lacks=(1, 4))
    logged.run(1)
    (told,) = logged.newest()
    assert (told.is_whole, told.execution.status) == (False, ExecutionStatus.SUCCEEDED)
    logged.run(UNNAMED_MS // 1_000 + 70)
    (told,) = logged.newest()
    assert (told.order, told.is_whole) == (101, True)
    assert told.execution.path_taken == execution.path_taken


def test_one_whose_input_names_no_order_is_asked_about_once(logged):
    (failed,) = executions_of(played((None, None)))
    logged.tell(failed)
    logged.run(300)
    (told,) = logged.newest()
    assert (told.order, told.is_asked) == (None, True)
    assert logged.asked_histories() == [failed.arn]


def test_one_whose_history_is_gone_is_asked_about_once(logged):
    (failed,) = executions_of(played((104, None)))
    logged.tell(failed)
    logged.clients.answers[HISTORY] = not_deployed("ExecutionDoesNotExist")
    logged.run(300)
    (told,) = logged.newest()
    assert (told.order, told.is_asked, told.is_read) == (None, True, False)
    assert len(logged.asked_histories()) == 1


def test_without_such_a_log_nothing_is_told_and_nothing_more_is_asked(logged):
    logged.clients.answers[STACKS] = stacks(OUTPUTS)
    world = played((101, 100))
    for record in world.log:
        logged.write_record(record)
    logged.run(300)
    assert (list(logged.newest()), logged.asked_histories()) == ([], [])
    assert logged.backend.feed.state().execution_log.is_there is False


def test_a_log_that_goes_away_is_said_and_what_it_told_stays(logged):
    world = played((101, 100))
    for record in world.log:
        logged.write_record(record)
    logged.tell(executions_of(world)[0])
    logged.run(2)
    logged.failure = not_deployed()
    logged.run(30)
    state = logged.backend.feed.state()
    assert state.execution_log.failure == f"The log group {GROUP} is gone."
    assert (state.failure, len(logged.newest())) == ("", 1)
    assert logged.model().order(101).path.origin is PathOrigin.LOGGED


TRUTH = executions_of(played((101, 100), (102, 900), (104, None)))


@settings(max_examples=examples(60))
@given(st.sampled_from(TRUTH), st.data())
def test_lost_doubled_and_shuffled_records_never_say_what_was_not(execution, data):
    records = log_of(execution)
    kept = data.draw(st.lists(st.sampled_from(records), min_size=1, max_size=2 * len(records)))
    log, _ = read(kept)
    found, is_whole = log.so_far(execution.arn)
    names = iter(execution.path_taken)
    assert all(state in names for state in found.path_taken)
    assert found.status in (ExecutionStatus.RUNNING, execution.status)
    if is_whole:
        assert execution.path_taken[: len(found.path_taken)] == found.path_taken
        assert found.started_ms == execution.started_ms
    if found.status is not ExecutionStatus.RUNNING:
        assert found.ended_ms == execution.ended_ms
    whole = log.of(execution.arn)
    assert whole is None or whole.path_taken == execution.path_taken
