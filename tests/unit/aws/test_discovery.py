import pytest

from eda_core.aws.discovery import AGAIN_MS, Discovery, resources_from
from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from tests.aws.scripted_clients import ARN, OUTPUTS, ScriptedClients, not_deployed, stacks

DESCRIBE = ("cloudformation", "DescribeStacks")


class Found:
    def __init__(self, answers=None):
        self.clients = ScriptedClients(answers)
        self.now_ms = 1_000_000
        self.discovery = Discovery(self.clients, lambda: self.now_ms)

    def resources(self):
        return self.discovery.resources()


def test_outputs_name_the_resources():
    resources = Found().resources()
    assert (resources.state_machine_arn, resources.api) == (ARN, OUTPUTS["ApiEndpoint"])


def test_the_log_is_looked_for_under_the_name_of_the_console_too():
    assert Found().resources().log_groups == ("eda-demo-all", "/aws/events/eda-demo-all")


def test_a_prefix_is_in_every_name_that_has_no_output():
    resources = resources_from({"NamePrefix": "jo"}, "stack")
    assert (resources.bus, resources.table) == ("jo", "jo-orders")


def test_what_was_found_is_not_asked_for_again():
    found = Found()
    for _ in range(2):
        found.resources()
    assert len(found.clients.asked("DescribeStacks")) == 1


def test_what_was_forgotten_is_asked_for_again():
    found = Found()
    found.resources()
    found.discovery.forget()
    found.resources()
    assert len(found.clients.asked("DescribeStacks")) == 2


BY_HAND = {
    DESCRIBE: not_deployed("ValidationError"),
    ("sts", "GetCallerIdentity"): {
        "Account": "123456789012",
        "Arn": "arn:aws:iam::123456789012:user/jo",
    },
    ("sqs", "GetQueueUrl"): {"QueueUrl": "https://sqs/eda-demo-dlq"},
}


def test_a_stack_built_by_hand_is_found_by_its_names():
    resources = Found(BY_HAND).resources()
    assert (resources.bus, resources.table, resources.state_machine_arn) == (
        "eda-demo",
        "eda-demo-orders",
        ARN,
    )


def test_a_stack_built_by_hand_has_no_api_to_be_found():
    assert Found(BY_HAND).resources().api == ""


def test_a_stack_built_by_hand_may_have_a_dead_letter_queue():
    assert Found(BY_HAND).resources().dead_letter_queue == "https://sqs/eda-demo-dlq"


def test_a_stack_without_outputs_is_found_by_its_names():
    assert Found(BY_HAND | {DESCRIBE: stacks({})}).resources().bus == "eda-demo"


@pytest.mark.parametrize(
    "refusal", [not_deployed(), AwsFailure("No.", kind=FailureKind.PERMISSION)]
)
def test_parts_that_cannot_be_asked_for_stay_unknown(refusal):
    answers = {DESCRIBE: refusal, ("sts", "GetCallerIdentity"): refusal}
    answers[("sqs", "GetQueueUrl")] = refusal
    resources = Found(answers).resources()
    assert (resources.state_machine_arn, resources.dead_letter_queue) == ("", "")


def test_a_stack_that_was_missing_is_looked_for_again():
    found = Found(BY_HAND)
    found.resources()
    found.clients.answers[DESCRIBE] = stacks(OUTPUTS)
    found.now_ms += AGAIN_MS
    assert found.resources().is_stack


def test_a_stack_that_was_missing_is_not_looked_for_at_every_turn():
    found = Found(BY_HAND)
    for _ in range(2):
        found.resources()
    assert len(found.clients.asked("DescribeStacks")) == 1


def test_what_keeps_aws_from_being_asked_is_raised():
    found = Found({DESCRIBE: AwsFailure("No.", kind=FailureKind.EXPIRED)})
    with pytest.raises(AwsFailure, match=r"No\."):
        found.resources()
