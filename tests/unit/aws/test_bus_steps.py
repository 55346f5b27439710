"""The bus log of a deployed stack, read beside its log of events."""

import json

import pytest

from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.reading.vended_log import LOOKED_FOR_MS
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.read_model import ReadModel
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.marks import INFERRED, KNOWN
from eda_core.stack import demo_stack
from tests.aws.scripted_clients import OUTPUTS, not_deployed, stacks
from tests.bus_logs import bus_log_of
from tests.news import all_news
from tests.unit.aws.test_deployed_stack import FILTER, Deployed

GROUP = "/aws/vendedlogs/events/event-bus/eda-demo"
STACKS = ("cloudformation", "DescribeStacks")
RULES = {rule.name: rule.target.name for rule in demo_stack().rules}
PAYMENT_RULE = "payment-service-filtering-orders"


class Logged(Deployed):
    """A deployed stack whose bus logs, once `log` says what."""

    def __init__(self, monkeypatch):
        super().__init__(monkeypatch)
        self.bus_log = []
        self.failure = None
        self.clients.answers[STACKS] = stacks({**OUTPUTS, "BusLogGroupName": GROUP})
        self.clients.answers[FILTER] = self.answer

    def answer(self, logGroupName, startTime, **_):  # noqa: N803 - AWS's own names
        if logGroupName != GROUP:
            return self.page(startTime)
        if self.failure is not None:
            raise self.failure
        return {"events": [each for each in self.bus_log if each["timestamp"] >= startTime]}

    def log(self, *steps, event="e101"):
        """Write the bus log of these (step, rule): what happened to an event just now."""
        records = bus_log_of(
            DeliveryRecord(1, self.now_ms, step, event, rule, RULES.get(rule, ""), 1, "broken")
            for step, rule in steps
        )
        for record in records:
            entry = {"timestamp": self.now_ms, "message": json.dumps(record)}
            self.bus_log.append({**entry, "eventId": f"b{len(self.bus_log)}"})

    def model(self):
        model = ReadModel(self.backend, demo_stack())
        model.refresh()
        return model


TAKEN = [(step, rule) for rule in ("cw-catch-all", PAYMENT_RULE, "notification-service")
         for step in (DeliveryStep.RULE_MATCH, DeliveryStep.INVOCATION_SUCCESS)]  # fmt: skip


@pytest.fixture
def logged(monkeypatch):
    return Logged(monkeypatch)


def test_what_the_bus_log_tells_is_known_and_never_inferred(logged):
    logged.write(101)
    logged.log(*TAKEN)
    logged.run(1)
    assert not any(step.inferred for step in all_news(logged.backend).deliveries)
    view = logged.model().order(101)
    assert (view.is_inferred, view.is_from_bus_log) == (False, True)


def test_what_was_inferred_is_known_when_the_log_comes(logged):
    model = logged.model()
    logged.write(101)
    logged.run(1)
    model.refresh()
    assert model.order(101).is_inferred
    logged.log(*TAKEN)
    logged.run(6)
    model.refresh()
    assert not model.order(101).is_inferred
    assert model.ask(lambda tables: tables.flow.counts().inferred) == 0


def test_a_delivery_that_failed_shows_as_in_the_simulator(logged):
    logged.write(101)
    step = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
    logged.log((DeliveryStep.RULE_MATCH, PAYMENT_RULE), (step, PAYMENT_RULE))
    logged.run(1)
    expected = logged.model().order(101).expected_next(logged.now_ms)
    assert expected.progress is OrderProgress.RETRYING
    assert expected.sentence == "eda-demo-payment-service failed on OrderCreated (broken)"
    logged.log((DeliveryStep.INVOCATION_DLQ, PAYMENT_RULE))
    logged.run(6)
    model = logged.model()
    assert model.order(101).expected_next(logged.now_ms).progress is OrderProgress.DEAD_LETTER
    assert model.troubles().dead_letters == 1


def test_a_run_of_notification_is_a_mark_by_the_log_or_by_the_rules(logged):
    model = logged.model()
    logged.write(101)
    logged.log(*TAKEN)
    logged.run(1)
    model.refresh()
    assert KNOWN in model.ask(lambda tables: tables.marks.kinds)
    logged.write(102)
    logged.run(200, every=60)
    model.refresh()
    assert INFERRED in model.ask(lambda tables: tables.marks.kinds)


def test_a_stack_without_a_bus_log_is_asked_for_none(logged):
    logged.clients.answers[STACKS] = stacks(OUTPUTS)
    logged.write(101)
    logged.run(10)
    groups = {each["logGroupName"] for each in logged.clients.asked("FilterLogEvents")}
    assert groups == {"eda-demo-all"}
    assert logged.backend.feed.state().bus_log.is_there is False


def test_a_bus_log_that_is_deployed_later_is_found(logged):
    logged.clients.answers[STACKS] = stacks(OUTPUTS)
    logged.run(1)
    logged.clients.answers[STACKS] = stacks({**OUTPUTS, "BusLogGroupName": GROUP})
    logged.now_ms += LOOKED_FOR_MS
    logged.write(101)
    logged.log(*TAKEN)
    logged.run(1)
    assert logged.backend.feed.state().bus_log.is_there is True


def test_a_group_that_is_gone_is_said_with_what_mends_it_and_blanks_nothing(logged):
    logged.write(101)
    logged.log(*TAKEN)
    logged.run(1)
    logged.failure = not_deployed()
    logged.write(102)
    logged.run(20)
    state = logged.backend.feed.state()
    assert state.bus_log.failure == f"The log group {GROUP} is gone."
    assert state.bus_log.remedy.startswith(f"aws logs create-log-group --log-group-name {GROUP}")
    assert state.failure == ""
    steps = all_news(logged.backend).deliveries
    assert {step.event_id for step in steps if step.inferred} == {"e102"}
    assert {step.event_id for step in steps if not step.inferred} == {"e101"}


def test_a_group_that_is_made_again_is_read_again(logged):
    logged.failure = not_deployed()
    logged.write(101)
    logged.run(1)
    assert logged.backend.feed.state().bus_log.failure
    logged.failure = None
    logged.log(*TAKEN)
    logged.run(20)
    state = logged.backend.feed.state()
    assert (state.bus_log.is_there, state.bus_log.failure) == (True, "")
    assert not logged.model().order(101).is_inferred


def test_a_bus_log_that_a_deployment_took_away_is_no_failure(logged):
    logged.log(*TAKEN)
    logged.run(1)
    logged.failure = not_deployed()
    logged.clients.answers[STACKS] = stacks(OUTPUTS)
    logged.run(40)
    state = logged.backend.feed.state()
    assert (state.bus_log.is_there, state.bus_log.failure) == (False, "")


def test_a_group_of_a_stack_made_by_hand_that_is_not_there_is_no_failure(logged):
    logged.clients.answers[STACKS] = {"Stacks": []}
    logged.failure = not_deployed()
    logged.write(101)
    logged.run(40)
    state = logged.backend.feed.state()
    assert (state.bus_log.is_there, state.bus_log.failure, state.failure) == (False, "", "")
    assert all(step.inferred for step in all_news(logged.backend).deliveries)


def test_a_stack_that_cannot_be_looked_up_at_first_is_looked_up_again(logged):
    found = logged.clients.answers[STACKS]
    logged.clients.answers[STACKS] = AwsFailure("No sign-in.", kind=FailureKind.EXPIRED)
    logged.write(101)
    logged.log(*TAKEN)
    logged.run(20)
    assert logged.backend.feed.state().bus_log.failure == "No sign-in."
    logged.clients.answers[STACKS] = found
    logged.run(20)
    state = logged.backend.feed.state()
    assert (state.bus_log.is_there, state.bus_log.failure) == (True, "")


def test_a_bus_log_that_may_not_be_read_is_told_apart_from_the_log(logged):
    logged.failure = AwsFailure("These may not.", remedy="Do.", kind=FailureKind.PERMISSION)
    logged.write(101)
    logged.run(1)
    state = logged.backend.feed.state()
    assert (state.bus_log.failure, state.bus_log.remedy, state.failure) == (
        "These may not.",
        "Do.",
        "",
    )
    assert len(all_news(logged.backend).log) == 1


def test_records_of_any_kind_are_passed_over(logged):
    for text in ("", "no JSON", "[]", '{"message_type": 1}', '{"message_type": "RULE_MATCH"}'):
        logged.bus_log.append({"eventId": text, "timestamp": logged.now_ms, "message": text})
    logged.write(101)
    logged.run(1)
    assert all(step.inferred for step in all_news(logged.backend).deliveries)


def test_the_meter_counts_what_the_bus_log_costs(logged):
    logged.run(1)
    assert len(logged.clients.asked("FilterLogEvents")) == 2
    assert logged.backend.feed.state().calls >= 2
