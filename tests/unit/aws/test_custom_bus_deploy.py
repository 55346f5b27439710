"""A stack with a custom bus, deployed: where it can be, and that a stack keeps its kind of bus."""

import pytest

from eda_core.aws.deployment.custom_bus_room import MOST_BUSES, REGIONS
from eda_core.aws.deployment.operations import StackOperations
from eda_core.aws.deployment.stack_changes import deploy
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.target import StackTarget
from eda_core.aws.template import template
from eda_core.domain.deployment import ProgressKind, WantedStack
from eda_core.domain.errors import BackendError
from eda_core.domain.settings import BusKind, Settings, WorldKind
from tests.aws.scripted_clients import OUTPUTS, ScriptedClients, not_deployed
from tests.unit.aws.scripted_stacks import OURS, ScriptedStacks
from tests.unit.aws.test_checklist import stack_in

CUSTOM = WantedStack(bus=BusKind.CUSTOM)
HAS_CUSTOM = {"EventBusArn": "arn:aws:events:eu-central-1:123456789012:event-busv2/eda-demo/x"}


def deployed(stacks, wanted=CUSTOM):
    return list(deploy(stacks, wanted, stacks.wait))


def with_custom_bus():
    stacks = ScriptedStacks()
    stacks.outputs = HAS_CUSTOM
    stacks._begin(["CREATE_COMPLETE"], OURS)
    return stacks


def test_a_new_stack_gets_the_template_of_its_kind():
    stacks = ScriptedStacks()
    assert deployed(stacks)[-1].kind is ProgressKind.DONE
    assert stacks.parameters("CreateStack")["TemplateBody"] == template(kind=BusKind.CUSTOM)


def test_without_a_word_a_new_stack_has_a_classic_bus_and_no_bus_is_counted():
    stacks = ScriptedStacks()
    deployed(stacks, WantedStack())
    assert stacks.parameters("CreateStack")["TemplateBody"] == template()
    assert "ListEventBuses" not in stacks.names()


def test_a_region_without_it_is_refused_before_any_call_with_those_that_have_it():
    stacks = ScriptedStacks()
    stacks.region = "eu-west-2"
    with pytest.raises(AwsFailure, match="The Region eu-west-2 has no custom bus") as refused:
        deployed(stacks)
    assert all(region in refused.value.remedy for region in REGIONS)
    assert stacks.names() == []


def test_an_emulator_is_refused_before_any_call():
    stacks = ScriptedStacks()
    stacks.target = StackTarget(endpoint_url="http://127.0.0.1:4566")
    with pytest.raises(AwsFailure, match="No emulator has the custom bus"):
        deployed(stacks)
    assert stacks.names() == []


def test_a_level_only_a_classic_bus_has_is_refused():
    with pytest.raises(AwsFailure, match="know no level TRACE"):
        deployed(ScriptedStacks(), WantedStack(bus_logs="TRACE", bus=BusKind.CUSTOM))


def test_a_used_up_quota_is_said_and_it_is_tried_for_it_may_have_been_raised():
    stacks = ScriptedStacks()
    stacks.buses = [{}] * MOST_BUSES
    steps = deployed(stacks)
    assert "5 custom buses in this Region; the quota is 5" in steps[0].text
    assert steps[-1].kind is ProgressKind.DONE


def test_without_the_right_to_count_buses_it_is_tried():
    stacks = ScriptedStacks()
    stacks.refusals["ListEventBuses"] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    assert deployed(stacks)[-1].kind is ProgressKind.DONE


@pytest.mark.parametrize("wanted", [CUSTOM, WantedStack()])
def test_a_stack_that_has_one_is_updated_by_its_own_template(wanted):
    stacks = with_custom_bus()
    assert deployed(stacks, wanted)[-1].kind is ProgressKind.DONE
    assert stacks.parameters("UpdateStack")["TemplateBody"] == template(kind=BusKind.CUSTOM)


@pytest.mark.parametrize(
    ("made", "wanted", "said"),
    [
        (with_custom_bus, BusKind.CLASSIC, "has a custom bus"),
        (lambda: ScriptedStacks("CREATE_COMPLETE"), BusKind.CUSTOM, "has a classic bus"),
    ],
)
def test_a_stack_keeps_the_kind_of_its_bus(made, wanted, said):
    stacks = made()
    with pytest.raises(AwsFailure, match=said):
        deployed(stacks, WantedStack(bus=wanted))
    assert "UpdateStack" not in stacks.names()


@pytest.fixture
def operations(monkeypatch):
    """Acts on scripted answers, and answers the clients too."""

    def made(answers, **settings):
        clients = ScriptedClients({("sts", "GetCallerIdentity"): {}} | answers)
        if "endpoint" in settings:
            clients.target = StackTarget(endpoint_url=settings["endpoint"])
        monkeypatch.setattr(
            "eda_core.aws.deployment.operations.Clients", lambda target, meter: clients
        )
        return StackOperations(Settings(world=WorldKind.AWS, **settings)), clients

    return made


def test_a_plan_counts_subscribers_and_no_rules(operations):
    made, _ = operations({("cloudformation", "DescribeStacks"): not_deployed()})
    kinds = dict(made.plan(CUSTOM).makes)
    assert (kinds["EventsV2::Subscriber"], "Events::Rule" in kinds) == (4, False)


def test_a_plan_of_a_stack_that_is_there_goes_by_its_kind(operations):
    made, _ = operations(
        {("cloudformation", "DescribeStacks"): stack_in("CREATE_COMPLETE", OUTPUTS | HAS_CUSTOM)}
    )
    assert dict(made.plan(WantedStack()).makes)["EventsV2::Subscriber"] == 4
    with pytest.raises(BackendError, match="has a custom bus, and a stack keeps"):
        made.plan(WantedStack(bus=BusKind.CLASSIC))


def test_a_plan_costs_what_a_custom_bus_costs(operations):
    made, _ = operations({("cloudformation", "DescribeStacks"): not_deployed()})
    ours, others = made.plan(CUSTOM).costs, made.plan(WantedStack()).costs
    assert [each.item for each in ours if each not in others] == [
        "Bus logs",
        "Lambda",
        "EventBridge",
    ]


def test_a_plan_for_an_emulator_is_refused_before_any_call(operations):
    made, clients = operations({}, endpoint="http://127.0.0.1:4566")
    with pytest.raises(BackendError, match="No emulator has the custom bus"):
        made.plan(CUSTOM)
    assert clients.calls == []
