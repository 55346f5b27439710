"""Deploy, status, destroy and preflight on real counterparts: MiniStack and moto.

MiniStack runs the inlined functions, so an order submitted here takes the whole way there.
"""

import json
import time

import boto3
import pytest

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import CheckState, ProgressKind, WantedStack
from eda_core.domain.settings import Settings, WorldKind
from tests.aws import stacks

NAME = "eda-deploy-test"
REGION = "us-east-1"


def settings(url, name=NAME, region=REGION):
    return Settings(world=WorldKind.AWS, stack=name, region=region, endpoint=url)


def at(url, pause=0.05, **more):
    return StackOperations(settings(url, **more), wait=lambda _: time.sleep(pause))


def last(steps):
    *_, end = steps
    return end


@pytest.fixture(params=["ministack", "moto"])
def emulator(request, aws_environment):
    """Each emulator in turn, without our stack when the test begins and when it ends."""
    url = request.getfixturevalue(request.param)
    list(at(url).destroy())
    yield url
    list(at(url).destroy())


@pytest.fixture
def deployed(ministack, aws_environment):
    """MiniStack with our stack on it."""
    assert last(at(ministack).deploy(WantedStack())).kind is ProgressKind.DONE
    yield ministack
    list(at(ministack).destroy())


def test_a_stack_is_deployed(emulator):
    end = last(at(emulator).deploy(WantedStack()))
    assert (end.kind, end.text) == (ProgressKind.DONE, f"The stack {NAME} stands: CREATE_COMPLETE.")


def test_a_second_deployment_finds_nothing_to_do(emulator):
    list(at(emulator).deploy(WantedStack()))
    assert "nothing to do" in last(at(emulator).deploy(WantedStack())).text


def test_a_deployment_changes_what_is_chosen(deployed):
    end = last(at(deployed).deploy(WantedStack(idempotent=True)))  # moto fails at a real update
    assert end.text == f"The stack {NAME} stands: UPDATE_COMPLETE."


def test_a_stack_is_destroyed_once(emulator):
    list(at(emulator).deploy(WantedStack()))
    assert "is gone" in last(at(emulator).destroy()).text
    assert "nothing to delete" in last(at(emulator).destroy()).text


def test_a_stack_somebody_else_made_is_left_alone(emulator):
    theirs = boto3.client("cloudformation", endpoint_url=emulator, region_name=REGION)
    template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {}}}}
    theirs.create_stack(StackName="theirs", TemplateBody=json.dumps(template))
    for steps in (
        at(emulator, name="theirs").destroy(),
        at(emulator, name="theirs").deploy(WantedStack()),
    ):
        assert "somebody else made it" in last(steps).text
    assert (
        theirs.describe_stacks(StackName="theirs")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    )
    theirs.delete_stack(StackName="theirs")


def test_a_region_without_the_stack_says_so(emulator):
    (step,) = at(emulator, region="eu-west-1").status()
    assert (step.kind, "There is no stack" in step.text) == (ProgressKind.FAILED, True)


def test_the_status_names_what_others_need(emulator):
    list(at(emulator).deploy(WantedStack()))
    texts = [step.text for step in at(emulator).status()]
    assert f"LogGroupName = {NAME}-all" in texts
    assert not any("000000000000" in text or "123456789012" in text for text in texts)


def test_the_plan_says_whether_the_stack_exists(emulator):
    assert not at(emulator).plan(WantedStack()).exists
    list(at(emulator).deploy(WantedStack()))
    assert at(emulator).plan(WantedStack()).exists


def test_a_fresh_stack_passes_the_preflight(deployed):
    found = {check.name: check.state for check in at(deployed).preflight()}
    assert found.pop("Bus logs") is CheckState.SKIPPED  # no emulator writes them
    assert found.pop("Execution logs") is CheckState.SKIPPED  # not asked for
    assert set(found.values()) == {CheckState.OK}, found


def test_a_disabled_rule_is_found(deployed):
    events = boto3.client("events", endpoint_url=deployed, region_name=REGION)
    events.disable_rule(Name="cw-catch-all", EventBusName=NAME)
    found = {check.name: check for check in at(deployed).preflight()}
    rule = found["Catch-all rule"]
    assert (rule.state, "is disabled" in rule.what) == (CheckState.FAILED, True)
    assert rule.fix.startswith("aws events enable-rule --name cw-catch-all")


def test_a_missing_log_group_is_found(deployed):
    logs = boto3.client("logs", endpoint_url=deployed, region_name=REGION)
    logs.delete_log_group(logGroupName=f"{NAME}-all")
    found = {check.name: check.state for check in at(deployed).preflight()}
    assert found["Log group"] is CheckState.FAILED
    assert found["Log policy"] is CheckState.SKIPPED
    assert found["Orders table"] is CheckState.OK


@pytest.mark.parametrize("idempotent", [False, True])
def test_a_probe_order_comes_through(deployed, idempotent):
    list(at(deployed).deploy(WantedStack(idempotent=idempotent)))
    stacks.install_log_shim(deployed, NAME)
    found = {check.name: check for check in at(deployed, pause=1).preflight(probe=True)}
    probe = found["Probe order"]
    assert (probe.state, "came through" in probe.what) == (CheckState.OK, True), probe


@pytest.mark.parametrize(("amount", "status"), [(100, "OrderCompleted"), (900, "OrderCancelled")])
def test_the_inlined_functions_run_the_whole_choreography(deployed, amount, status):
    functions = boto3.client("lambda", endpoint_url=deployed, region_name=REGION)
    request = json.dumps({"body": json.dumps({"id": amount, "amount": amount})})
    answer = functions.invoke(FunctionName=f"{NAME}-create-order", Payload=request)
    assert json.loads(answer["Payload"].read())["statusCode"] == 202
    assert _statuses(deployed, amount, 2) == ["OrderCreated", status]


def _statuses(url, order, count):
    """The statuses of an order, oldest first, as soon as there are so many."""
    table = boto3.resource("dynamodb", endpoint_url=url, region_name=REGION).Table(f"{NAME}-orders")
    for _ in range(300):
        items = [item for item in table.scan()["Items"] if item["id"] == order]
        if len(items) >= count:
            break
        time.sleep(0.1)
    return [item["status"] for item in sorted(items, key=lambda item: item["timestamp"])]
