"""A deployed stack with a custom bus: what is read of it, put on its bus, and delivered again."""

import json

import pytest

from eda_core.asl import EventScope, event_value
from eda_core.aws.discovery import Discovery, resources_from
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.put_events import AwsBus
from eda_core.aws.redrive import AwsRedrive
from eda_core.aws.template.document import document
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import LogRecord, record_from_text
from eda_core.domain.settings import BusKind
from eda_core.ports import EntryResult
from eda_core.read_model.expected_next import OrderProgress
from eda_core.stack import demo_stack
from tests.aws.scripted_clients import ARN, ScriptedClients, stacks
from tests.news import all_news
from tests.subscriber_logs import subscriber_logs_of
from tests.unit.aws.envelopes import envelope_text
from tests.unit.aws.test_bus_steps import PAYMENT_RULE, RULES, STACKS, TAKEN, Logged
from tests.unit.aws.test_custom_bus_checks import BUS, CUSTOM_OUTPUTS, arn_of
from tests.unit.aws.test_redrive import EVENT, UPDATE, Queue, message, record


class Subscribed(Logged):
    """A deployed stack whose subscribers log, once `log` says what."""

    kind = BusKind.CUSTOM

    def __init__(self, monkeypatch):
        super().__init__(monkeypatch)
        self.clients.answers[STACKS] = stacks(CUSTOM_OUTPUTS)

    def log(self, *steps, event="e101", reason="COMPUTE_EXECUTION_ERROR: broken"):
        told = (
            DeliveryRecord(1, self.now_ms, step, event, rule, RULES[rule], 1, reason)
            for step, rule in steps
        )
        for each in subscriber_logs_of(told):
            entry = {"timestamp": self.now_ms, "message": json.dumps(each)}
            self.bus_log.append({**entry, "eventId": f"s{len(self.bus_log)}"})


@pytest.fixture
def deployed(monkeypatch):
    return Subscribed(monkeypatch)


def test_what_subscribers_log_is_known_and_never_inferred(deployed):
    deployed.write(101)
    deployed.log(*TAKEN)
    deployed.run(1)
    steps = all_news(deployed.backend).deliveries
    assert {step.rule for step in steps} <= set(RULES)
    assert not any(step.inferred for step in steps)
    view = deployed.model().order(101)
    assert (view.is_inferred, view.is_from_bus_log) == (False, True)


def test_what_subscribers_do_not_log_is_inferred(deployed):
    deployed.write(101)
    deployed.run(1)
    assert deployed.model().order(101).is_inferred


def test_a_call_that_failed_and_was_given_up_shows_as_in_the_simulator(deployed):
    step = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
    deployed.write(101)
    deployed.log((DeliveryStep.RULE_MATCH, PAYMENT_RULE), (step, PAYMENT_RULE))
    deployed.run(1)
    expected = deployed.model().order(101).expected_next(deployed.now_ms)
    assert expected.progress is OrderProgress.RETRYING
    deployed.log((DeliveryStep.INVOCATION_DLQ, PAYMENT_RULE))
    deployed.run(6)
    model = deployed.model()
    expected = model.order(101).expected_next(deployed.now_ms)
    assert expected.progress is OrderProgress.DEAD_LETTER
    assert model.troubles().dead_letters == 1


def test_dead_letters_of_both_queues_count(deployed):
    deployed.run(1)
    assert deployed.backend.feed.state().dead_letters == 4


def test_a_stack_shown_with_the_kind_of_bus_it_has_is_no_matter(deployed):
    deployed.run(1)
    assert deployed.backend.feed.state().warning == ""


def test_a_stack_with_a_bus_of_the_other_kind_is_said(monkeypatch):
    shown = type("Classic", (Subscribed,), {"kind": BusKind.CLASSIC})(monkeypatch)
    assert shown.backend.feed.state().warning == ""  # nobody has asked AWS yet
    shown.run(1)
    said = shown.backend.feed.state().warning
    assert said.startswith("The stack eda-demo has a custom bus, and is shown as one with a ")
    assert said.endswith("set EDA_BUS=custom.")


def test_outputs_tell_the_kind_of_bus():
    assert resources_from(CUSTOM_OUTPUTS, "eda-demo").bus_kind is BusKind.CUSTOM
    assert resources_from({}, "eda-demo").bus_kind is BusKind.CLASSIC


@pytest.mark.parametrize("ingested", ["2026-01-31T12:00:00.100Z"])
def test_what_the_catch_all_subscriber_logs_is_read_as_the_event(ingested):
    """The request of the template, worked out as the bus would, by the data of one event."""
    resources = document(demo_stack(BusKind.CUSTOM), "eda-demo")["Resources"]
    invoke = resources["CwCatchAllSubscriber"]["Properties"]["InvokeConfiguration"]
    text = invoke["UniversalTargetParameters"]["Input"]["Fn::Sub"]
    given = json.loads(envelope_text("order-service", "OrderCreated", "e1", {"id": 1, "amount": 9}))
    event = {"Data": given, "Metadata": {}, "SystemMetadata": {"aws:IngestionTime": ingested}}
    scope = EventScope({"events": [event]}, 0, lambda: 0.5, lambda: "id")
    request = event_value(text.replace("${CatchAllLog}", "eda-demo-all"), scope)
    assert (request["LogGroupName"], request["LogStreamName"]) == ("eda-demo-all", "bus")
    (entry,) = request["LogEvents"]
    assert entry["Timestamp"] == 1_769_860_800_100
    read = record_from_text(1, 5, entry["Message"])
    assert isinstance(read, LogRecord)
    assert read.event.to_envelope() == given


ENTRY = {"Source": "me", "DetailType": "Greeting", "Detail": "{}"}


def bus_of(answer):
    answers = {("eventbridgev2", "PutEvents"): answer, STACKS: stacks(CUSTOM_OUTPUTS)}
    clients = ScriptedClients(answers)
    return AwsBus(clients, Discovery(clients, lambda: 0)), clients


def test_entries_go_to_the_bus_by_its_arn_and_say_their_place():
    taken = {"EventId": "a", "SequenceNumber": "10", "SuccessCode": "PUBLISHED"}
    bus, clients = bus_of({"FailedEntryCount": 0, "Entries": [taken]})
    assert bus.put_events([{**ENTRY, "EventBusName": "eda-demo"}]) == (
        EntryResult("a", sequence_number="10", success_code="PUBLISHED"),
    )
    assert clients.asked("PutEvents") == [{"EventBusArn": BUS, "Entries": [ENTRY]}]


def test_a_request_refused_whole_is_told_as_the_bus_tells_it():
    bus, _ = bus_of(AwsFailure("No.", code="InvalidInputException", said="Too many entries."))
    with pytest.raises(InvalidRequest, match="Too many entries") as refused:
        bus.put_events([ENTRY])
    assert refused.value.code == "InvalidInputException"


def given_up(subscriber, event_id="e1"):
    """What lies in a queue: a record, with what it is about and for whom it was."""
    return {
        "version": "1.0",
        "busArn": BUS,
        "subscriberArn": arn_of(subscriber),
        "targetArn": "arn:aws:events:::aws-sdk:sfn:startExecution",
        "errorCode": "THROTTLING",
        "failedMessages": [{"eventId": event_id, "eventGroupId": "101"}],
    }


class Queues(Queue):
    """The queues of a stack with a custom bus, and a log that has one event."""

    def __init__(self, *messages):
        super().__init__(*messages)
        self.clients.answers[STACKS] = stacks(CUSTOM_OUTPUTS)
        discovery = Discovery(self.clients, lambda: 0)
        find = {EVENT["id"]: EVENT}.get
        self.redrive = AwsRedrive(self.clients, discovery, lambda: 0, find).redrive


def test_a_record_goes_to_its_subscribers_target_with_the_event_of_the_log():
    target = "order-service-filtering-payments"
    attributes = {"TARGET_ARN": UPDATE}
    queues = Queues(message(1, given_up(target), **attributes), message(2, given_up(PAYMENT_RULE)))
    assert queues.redrive() == 2
    (invoked,) = queues.clients.asked("Invoke")
    assert (invoked["FunctionName"], json.loads(invoked["Payload"])) == (UPDATE, EVENT)
    (started,) = queues.clients.asked("StartExecution")
    assert (started["stateMachineArn"], json.loads(started["input"])) == (ARN, EVENT)


def test_both_queues_are_asked():
    queues = Queues()
    queues.redrive()
    asked = [each["QueueUrl"] for each in queues.clients.asked("ReceiveMessage")]
    assert asked == [CUSTOM_OUTPUTS["DeadLetterQueueUrl"], CUSTOM_OUTPUTS["FifoDeadLetterQueueUrl"]]


@pytest.mark.parametrize(
    "body",
    [
        given_up(PAYMENT_RULE, "never logged"),
        given_up("cw-catch-all"),
        given_up("somebody-elses"),
        {**given_up(PAYMENT_RULE), "failedMessages": []},
    ],
)
def test_a_record_without_its_event_or_a_target_of_ours_stays(body):
    queues = Queues(message(1, body))
    with pytest.raises(AwsFailure, match="1 dead letter"):
        queues.redrive()
    assert queues.deleted() == []


def test_what_notification_gave_up_lies_there_as_on_a_classic_bus():
    queues = Queues(message(1, record(UPDATE)))
    assert queues.redrive() == 1
