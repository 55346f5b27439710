"""The template with a custom bus; what no linter sees, and that the classic one stays as it was."""

import hashlib
import json
import re
from dataclasses import replace

import pytest
import yaml

from eda_core.aws.template import MAX_TEMPLATE_BYTES, template
from eda_core.aws.template.document import document
from eda_core.aws.template.subscriber_resources import subscriber_properties
from eda_core.aws.template.vended_logs import EXECUTION_LOG_LEVELS, LEVELS_OF
from eda_core.domain.errors import InvalidSubscriber
from eda_core.domain.settings import BusKind
from eda_core.stack import demo_stack
from tests.unit.aws.test_template import (
    ROOT,
    actions,
    linted,
    missing_at,
    of_type,
    policy,
    references,
)

CLASSIC_SHA256 = "7c12b92eaf6f729644df6cf069dc27096bbad262661f70d87b83d93ece23324a"
"""Of the template before there was a second kind of bus."""

CALLED = re.compile(r'(?:SERVICE|"eventbridgev2"), "(\w+)"')
"""What is asked of the custom bus, where it is asked."""

SUBSCRIBERS = "AWS::EventsV2::Subscriber"


@pytest.fixture(scope="module")
def stack():
    return demo_stack(BusKind.CUSTOM)


@pytest.fixture(scope="module")
def resources(stack):
    return document(stack, "eda-demo")["Resources"]


def text_of(value):
    return value["Fn::Sub"] if isinstance(value, dict) else value


def test_the_classic_template_is_what_it_was_byte_for_byte():
    assert hashlib.sha256(template().encode()).hexdigest() == CLASSIC_SHA256


def test_it_fits_into_a_request_and_is_ascii():
    text = template(kind=BusKind.CUSTOM)
    assert len(text.encode()) < MAX_TEMPLATE_BYTES
    assert text.isascii()


def test_the_yaml_says_what_the_document_says(stack):
    assert yaml.safe_load(template("mine", BusKind.CUSTOM)) == document(stack, "mine")


def test_it_has_no_rule_and_no_classic_bus(resources):
    kinds = {each["Type"] for each in resources.values()}
    assert not any(kind.startswith("AWS::Events::") for kind in kinds)
    assert "AWS::EventsV2::EventBus" in kinds


def test_subscribers_are_those_the_simulator_runs(stack, resources):
    made = {text_of(each["Name"]): each for each in of_type(resources, SUBSCRIBERS)}
    assert list(made) == [f"${{NamePrefix}}-{each.name}" for each in stack.subscribers]
    for subscriber in stack.subscribers:
        properties, ours = made[f"${{NamePrefix}}-{subscriber.name}"], subscriber.to_json()
        for name in ("Type", "State", "StartingPosition", "BatchConfiguration", "RetryPolicy"):
            assert properties[name] == ours[name]
        filters = properties.get("FilterConfiguration", {}).get("Filters", [])
        patterns = [(each.scope, json.loads(each.pattern_text)) for each in subscriber.filters]
        assert [(each["Scope"], json.loads(each["Pattern"])) for each in filters] == patterns


def test_each_default_of_a_subscriber_is_written_out(resources):
    for made in of_type(resources, SUBSCRIBERS):
        assert {"MaxBatchSize", "MaxBatchWindowInSeconds"} == set(made["BatchConfiguration"])
        assert len(made["RetryPolicy"]) == 3
        for name in ("LambdaParameters", "StepFunctionsParameters"):
            assert "InvocationType" in made["InvokeConfiguration"].get(name, {"InvocationType": 1})


def test_update_order_is_waited_for_in_the_order_of_its_group(resources):
    made = resources["OrderServiceFilteringPaymentsSubscriber"]["Properties"]
    assert made["Type"] == "FIFO"
    assert made["InvokeConfiguration"]["LambdaParameters"] == {"InvocationType": "REQUEST_RESPONSE"}
    assert made["OnFailureConfiguration"]["Arn"] == {"Fn::GetAtt": ["FifoDeadLetters", "Arn"]}


def test_log_and_state_machine_are_called_by_their_api(resources):
    called = {
        name: resources[f"{name}Subscriber"]["Properties"]["InvokeConfiguration"]
        for name in ("CwCatchAll", "PaymentServiceFilteringOrders")
    }
    arns = {name: text_of(each["TargetArn"]).rpartition(":::")[2] for name, each in called.items()}
    assert arns == {
        "CwCatchAll": "aws-sdk:cloudwatchlogs:putLogEvents",
        "PaymentServiceFilteringOrders": "aws-sdk:sfn:startExecution",
    }
    inputs = [text_of(each["UniversalTargetParameters"]["Input"]) for each in called.values()]
    assert ["${CatchAllLog}" in inputs[0], "${PaymentService}" in inputs[1]] == [True, True]
    assert resources["CatchAllStream"]["Properties"]["LogStreamName"] == "bus"
    assert '"LogStreamName": "bus"' in inputs[0]


@pytest.mark.parametrize("kind", [SUBSCRIBERS, "AWS::Logs::Delivery"])
def test_they_are_made_one_after_the_other(resources, kind):
    names = [name for name, each in resources.items() if each["Type"] == kind]
    waits = [resources[name]["DependsOn"] for name in names]
    assert len(names) == 4
    assert waits[1:] == [[name] for name in names[:-1]]


def test_a_subscriber_that_the_service_would_refuse_is_not_written(stack):
    first, *others = stack.rules
    broken = replace(stack, rules=(replace(first, batch_size=2), *others))
    with pytest.raises(InvalidSubscriber, match="MaxBatchSize"):
        document(broken, "eda-demo")


def test_a_subscriber_without_dead_letters_has_no_queue(stack):
    properties = subscriber_properties(replace(stack.subscribers[0], dead_letters=False), stack)
    assert "OnFailureConfiguration" not in properties


def test_the_definition_calls_the_function_that_publishes(resources):
    (machine,) = of_type(resources, "AWS::StepFunctions::StateMachine")
    definition = json.loads(
        machine["DefinitionString"]["Fn::Sub"].replace("${AWS::Partition}", "aws")
    )
    task = definition["States"]["Notify EventBus"]
    assert task["Resource"] == "arn:aws:states:::lambda:invoke"
    assert task["Parameters"]["FunctionName"] == "${PublishPayment}"


def test_functions_share_their_code_and_know_the_bus_by_its_arn(stack, resources):
    code = document(stack, "x")["Mappings"]["Functions"]["All"]["Code"]
    functions = of_type(resources, "AWS::Lambda::Function")
    assert len(functions) == 4
    for function in functions:
        assert function["Code"] == {"ZipFile": {"Fn::FindInMap": ["Functions", "All", "Code"]}}
        assert f"\ndef {function['Handler'].removeprefix('index.')}(" in code
    variables = [each["Environment"]["Variables"] for each in functions]
    assert sum(each.get("EVENT_BUS_ARN") == {"Ref": "Bus"} for each in variables) == 3


def test_only_functions_that_are_not_waited_for_have_their_failures_kept(resources):
    made = of_type(resources, "AWS::Lambda::EventInvokeConfig")
    assert [each["FunctionName"]["Ref"] for each in made] == ["Notification"]


def test_one_role_does_what_subscribers_do_and_nothing_else(resources):
    role = resources["DeliveryRole"]["Properties"]
    (document_,) = (each["PolicyDocument"]["Statement"] for each in role["Policies"])
    assert actions(document_) == {
        "logs:PutLogEvents",
        "states:StartExecution",
        "lambda:InvokeFunction",
        "sqs:SendMessage",
    }
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "events.amazonaws.com"}
    source = trust["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"]
    assert source.endswith(":events:${AWS::Region}:${AWS::AccountId}:subscriber/*")
    assert not of_type(resources, "AWS::Lambda::Permission")[1:]


def test_every_resource_referred_to_is_there(stack, resources):
    known = {*resources, *document(stack, "x")["Parameters"]}
    for name in {*references(resources)} | {*in_texts(resources)}:
        assert name.startswith("AWS::") or name in known, name


def in_texts(value):
    """Yield the names that texts of the template are filled in with."""
    if isinstance(value, list):
        for each in value:
            yield from in_texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "Fn::Sub":
                yield from re.findall(r"\$\{([\w:]+)\}", each)
            else:
                yield from in_texts(each)


@pytest.mark.parametrize("level", LEVELS_OF[BusKind.CUSTOM])
@pytest.mark.parametrize("executions", EXECUTION_LOG_LEVELS)
def test_what_is_made_at_a_level_needs_nothing_that_is_not(resources, level, executions):
    assert not missing_at(level, executions, resources)


def test_it_says_which_kind_of_bus_it_has(stack):
    outputs = document(stack, "x")["Outputs"]
    assert outputs["EventBusArn"] == {"Value": {"Ref": "Bus"}}
    assert "EventBusArn" not in document(demo_stack(), "x")["Outputs"]


def test_the_policy_in_the_docs_is_the_one_the_stack_makes(resources):
    made = resources["DashboardPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    beside = actions(policy("custom-bus-dashboard"))
    assert actions(made) <= actions(policy("dashboard")) | beside
    assert beside <= actions(made)


def test_the_policies_of_the_docs_allow_what_the_code_calls():
    sources = (path.read_text() for path in (ROOT / "eda_core" / "aws").rglob("*.py"))
    called = {name for text in sources for name in CALLED.findall(text)}
    assert {"PutEvents", "ListSubscribers"} <= called
    assert {f"events:{name}" for name in called} <= actions(policy("custom-bus-dashboard"))


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", ["AWS::EventsV2::EventBus", SUBSCRIBERS, "AWS::Logs::LogStream"])
def test_the_policy_of_deploying_has_what_cloudformation_says_it_needs(kind):
    schemas = pytest.importorskip("cfnlint.schema")
    schema = schemas.PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-central-1", kind).schema
    handlers = [each["permissions"] for each in schema["handlers"].values()]
    needed = {action for each in handlers for action in each if not action.startswith("kms:")}
    assert needed <= actions(policy("deploy")) | actions(policy("custom-bus-deploy"))


@pytest.mark.unmeasured
def test_it_is_clean_under_cfn_lint(tmp_path):
    assert linted(template(kind=BusKind.CUSTOM), tmp_path / "template.yaml") == (0, "")
