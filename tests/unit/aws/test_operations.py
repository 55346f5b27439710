import pytest

from eda_core.aws.deployment.operations import StackOperations
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.deployment import ProgressKind, WantedStack
from eda_core.domain.errors import BackendError, InvalidSettings
from eda_core.domain.settings import Settings, WorldKind
from tests.aws.scripted_clients import OUTPUTS, ScriptedClients, not_deployed, stacks

ACCOUNT = "123456789012"
SIGNED_IN = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"}
EXPIRED = AwsFailure("The sign-in has expired.", kind=FailureKind.EXPIRED, remedy="aws sso login")


@pytest.fixture
def operations(monkeypatch):
    """Acts on scripted answers."""

    def made(answers=None, **settings):
        clients = ScriptedClients({("sts", "GetCallerIdentity"): SIGNED_IN} | (answers or {}))
        monkeypatch.setattr(
            "eda_core.aws.deployment.operations.Clients", lambda target, meter: clients
        )
        return StackOperations(Settings(world=WorldKind.AWS, **settings), lambda: 0, lambda _: None)

    return made


@pytest.mark.parametrize(
    "settings", [{"region": "nowhere"}, {"endpoint": "ftp://x"}, {"stack": "no such"}]
)
def test_settings_that_cannot_be_are_refused(settings):
    with pytest.raises(InvalidSettings):
        StackOperations(Settings(world=WorldKind.AWS, **settings))


def test_the_place_masks_the_account(operations):
    place = operations().place()
    assert (place.stack, place.region, place.is_local) == ("eda-demo", "eu-central-1", False)
    assert ACCOUNT not in place.account
    assert place.account


def test_the_place_is_told_even_if_nobody_is_signed_in(operations):
    assert operations({("sts", "GetCallerIdentity"): EXPIRED}).place().account == ""


def test_a_plan_names_the_place_without_the_account(operations):
    plan = operations({("cloudformation", "DescribeStacks"): not_deployed()}).plan(WantedStack())
    assert plan.where == "account ••••••••••••, Region eu-central-1"
    assert not plan.exists


def test_a_plan_counts_what_it_makes(operations):
    plan = operations({("cloudformation", "DescribeStacks"): not_deployed()}).plan(WantedStack())
    assert dict(plan.makes)["Events::Rule"] == 4


def test_a_plan_keeps_the_address_of_the_stack(operations):
    found = stacks(OUTPUTS)
    found["Stacks"][0] |= {
        "StackId": "id",
        "StackStatus": "CREATE_COMPLETE",
        "Parameters": [{"ParameterKey": "NotificationEmail", "ParameterValue": "a@b.c"}],
    }
    made = operations({("cloudformation", "DescribeStacks"): found})
    assert made.plan(WantedStack()).email == "a@b.c"
    assert made.plan(WantedStack(email="")).email == ""


def test_without_mail_nothing_is_reckoned_for_it(operations):
    made = operations({("cloudformation", "DescribeStacks"): not_deployed()})
    with_mail = {line.item for line in made.plan(WantedStack("a@b.c")).costs}
    without = {line.item for line in made.plan(WantedStack()).costs}
    assert with_mail - without == {"SNS e-mail"}


def test_a_plan_says_what_the_bus_logs_and_what_that_costs(operations):
    made = operations({("cloudformation", "DescribeStacks"): not_deployed()})
    plan, without = made.plan(WantedStack()), made.plan(WantedStack(bus_logs="OFF"))
    assert (plan.bus_logs, without.bus_logs) == ("INFO", "OFF")
    assert {line.item for line in plan.costs} - {line.item for line in without.costs} == {
        "Bus logs"
    }
    assert dict(plan.makes)["Logs::Delivery"] == 2
    assert "Logs::Delivery" not in dict(without.makes)


def test_a_plan_that_cannot_be_made_says_what_to_do(operations):
    with pytest.raises(BackendError, match=r"expired\. aws sso login"):
        operations({("sts", "GetCallerIdentity"): EXPIRED}).plan(WantedStack())


@pytest.mark.parametrize("action", ["deploy", "destroy", "status"])
def test_what_aws_refuses_is_the_last_line(operations, action):
    made = operations({("cloudformation", "DescribeStacks"): EXPIRED})
    steps = made.deploy(WantedStack()) if action == "deploy" else getattr(made, action)()
    (step,) = steps
    assert (step.kind, step.text, step.fix) == (ProgressKind.FAILED, str(EXPIRED), "aws sso login")


def test_the_preflight_tells_each_finding(operations):
    found = list(operations({("sts", "GetCallerIdentity"): EXPIRED}).preflight(probe=True))
    assert (found[0].name, found[-1].name) == ("Sign-in", "Probe order")


def test_the_calls_are_those_of_the_meter():
    made = StackOperations(Settings(world=WorldKind.AWS, endpoint="http://127.0.0.1:9"))
    assert made.calls() == ()


def test_the_status_is_masked_unless_asked_otherwise(operations):
    found = stacks(OUTPUTS)
    found["Stacks"][0] |= {"StackId": "id", "StackStatus": "CREATE_COMPLETE"}
    made = operations({("cloudformation", "DescribeStacks"): found})
    assert not any(ACCOUNT in step.text for step in made.status())
    assert any(ACCOUNT in step.text for step in made.status(unmasked=True))
