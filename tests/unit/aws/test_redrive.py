import json

import pytest

from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.aws.redrive import AwsRedrive
from eda_core.domain.events import started_again_ms
from tests.aws.scripted_clients import ARN, OUTPUTS, ScriptedClients

QUEUE = OUTPUTS["DeadLetterQueueUrl"]
UPDATE = "arn:aws:lambda:eu-central-1:123456789012:function:eda-demo-update-order"
EVENT = {"id": "e1", "detail-type": "PaymentSucceeded", "detail": {"id": 101}}


def message(number, body, **attributes):
    named = {name: {"StringValue": text} for name, text in attributes.items()}
    text = body if isinstance(body, str) else json.dumps(body)
    handle = f"handle-{number}"
    return {
        "MessageId": f"m{number}", "ReceiptHandle": handle, "Body": text, "MessageAttributes": named
    }  # fmt: skip


def record(function, event=EVENT):
    return {"requestContext": {"functionArn": function}, "requestPayload": event}


class Queue:
    """A queue with these messages, of which each is received once."""

    def __init__(self, *messages):
        self.batches = [list(messages)]
        self.clients = ScriptedClients({("sqs", "ReceiveMessage"): self._received})
        self.redrive = AwsRedrive(
            self.clients, Discovery(self.clients, lambda: 0), lambda: 1_769_860_800_000
        ).redrive

    def _received(self, **_):
        return {"Messages": self.batches.pop()} if self.batches else {}

    def deleted(self):
        return [each["ReceiptHandle"] for each in self.clients.asked("DeleteMessage")]


def test_what_a_function_gave_up_is_handed_to_it_again():
    queue = Queue(message(1, record(f"{UPDATE}:$LATEST")))
    assert queue.redrive() == 1
    (invoked,) = queue.clients.asked("Invoke")
    assert (invoked["FunctionName"], invoked["InvocationType"]) == (UPDATE, "Event")
    assert json.loads(invoked["Payload"]) == EVENT
    assert queue.deleted() == ["handle-1"]


def test_what_the_bus_could_not_deliver_goes_to_the_target_it_names():
    queue = Queue(message(1, EVENT, TARGET_ARN=ARN), message(2, EVENT, TARGET_ARN=UPDATE))
    assert queue.redrive() == 2
    (started,) = queue.clients.asked("StartExecution")
    assert (started["stateMachineArn"], json.loads(started["input"])) == (ARN, EVENT)
    assert started_again_ms(started["name"]) == 1_769_860_800_000
    assert len(queue.clients.asked("Invoke")) == 1
    assert queue.deleted() == ["handle-1", "handle-2"]


@pytest.mark.parametrize(
    "body",
    [
        EVENT,
        "no JSON",
        [1],
        record("arn:aws:lambda:eu-central-1:123456789012:function:somebody-elses"),
        record("arn:aws:lambda:eu-central-1:999999999999:function:eda-demo-update-order"),
        {"requestContext": 1},
    ],
)
def test_what_names_no_target_of_this_stack_stays(body):
    queue = Queue(message(1, body), message(2, EVENT, TARGET_ARN="arn:aws:sqs:x:y:z"))
    with pytest.raises(AwsFailure, match="No target of this stack is named by 2 dead letters"):
        queue.redrive()
    assert queue.deleted() == queue.clients.asked("Invoke") == []


def test_one_event_may_be_meant():
    other = EVENT | {"id": "e2"}
    queue = Queue(message(1, record(UPDATE)), message(2, record(UPDATE, other)))
    assert queue.redrive("e2") == 1
    assert queue.deleted() == ["handle-2"]


def test_a_letter_is_deleted_only_once_its_target_has_it():
    queue = Queue(message(1, record(UPDATE)))
    queue.clients.answers["lambda", "Invoke"] = AwsFailure("Not allowed.")
    with pytest.raises(AwsFailure, match="Not allowed"):
        queue.redrive()
    assert queue.deleted() == []


def test_an_empty_queue_has_none():
    assert Queue().redrive() == 0
