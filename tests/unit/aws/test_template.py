import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from eda_core.asl import parse_definition
from eda_core.aws.template import MAX_TEMPLATE_BYTES, template
from eda_core.aws.template.document import document
from eda_core.aws.template.services import definition_text
from eda_core.aws.template.vended_logs import BUS_LOG_LEVELS, EXECUTION_LOG_LEVELS, unmet
from eda_core.stack import demo_stack

ROOT = Path(__file__).parents[3]
SEED = ROOT / "eda_core" / "stack"


@pytest.fixture(scope="module")
def resources():
    return document(demo_stack(), "eda-demo")["Resources"]


def of_type(resources, kind):
    return [each["Properties"] for each in resources.values() if each["Type"] == kind]


def filled(value):
    """Text of the template with the demo's own prefix and partition filled in."""
    text = value["Fn::Sub"].replace("${NamePrefix}", "eda-demo")
    return text.replace("${AWS::Partition}", "aws").replace("${!", "${")


def test_the_template_fits_into_a_request():
    assert len(template().encode()) < MAX_TEMPLATE_BYTES


def test_the_template_is_ascii():
    assert template().isascii()


def test_the_yaml_says_what_the_document_says():
    assert yaml.safe_load(template("mine")) == document(demo_stack(), "mine")


def test_the_prefix_is_the_default_of_the_parameter():
    assert document(demo_stack(), "mine")["Parameters"]["NamePrefix"]["Default"] == "mine"


def test_rules_are_those_the_simulator_runs(resources):
    made = {rule["Name"]: rule["EventPattern"] for rule in of_type(resources, "AWS::Events::Rule")}
    seed = json.loads((SEED / "rules.json").read_text())
    assert made == {rule["Name"]: rule["EventPattern"] for rule in seed}


def test_each_rule_has_one_target_and_the_dead_letter_queue(resources):
    for rule in of_type(resources, "AWS::Events::Rule"):
        (target,) = rule["Targets"]
        assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["DeadLetters", "Arn"]}}


def test_the_definition_is_the_one_the_simulator_runs(resources):
    (machine,) = of_type(resources, "AWS::StepFunctions::StateMachine")
    seed = json.loads((SEED / "payment_service.asl.json").read_text())
    assert json.loads(filled(machine["DefinitionString"])) == seed


def test_nothing_in_the_template_is_of_one_partition_alone():
    assert "arn:aws" not in template()


def test_resources_of_a_definition_are_those_of_the_partition_it_is_deployed_in():
    task = {"Type": "Task", "End": True}
    resources = {
        "A": "arn:aws:states:::lambda:invoke",
        "B": "arn:aws-cn:states:::lambda:invoke",
        "C": "${Function}",
    }
    states = {name: {**task, "Resource": each} for name, each in resources.items()}
    branches = [{"StartAt": name, "States": {name: state}} for name, state in states.items()]
    parallel = {"Type": "Parallel", "Branches": branches, "End": True}
    machine = parse_definition({"StartAt": "P", "States": {"P": parallel}})
    text = definition_text(replace(demo_stack(), machine=machine))
    assert '"arn:${AWS::Partition}:states:::lambda:invoke"' in text
    assert '"arn:aws-cn:states:::lambda:invoke"' in text
    assert '"${!Function}"' in text


@pytest.mark.parametrize(
    ("kind", "field", "names"),
    [
        (
            "AWS::Logs::LogGroup",
            "LogGroupName",
            {
                "eda-demo-all",
                "/aws/lambda/eda-demo",
                "/aws/vendedlogs/api/eda-demo",
                "/aws/vendedlogs/events/event-bus/eda-demo",
                "/aws/vendedlogs/states/eda-demo-payment-service",
            },
        ),
        ("AWS::DynamoDB::Table", "TableName", {"eda-demo-orders"}),
        ("AWS::SQS::Queue", "QueueName", {"eda-demo-dlq"}),
        ("AWS::SNS::Topic", "TopicName", {"eda-demo-order-notification"}),
        (
            "AWS::StepFunctions::StateMachine",
            "StateMachineName",
            {"eda-demo-payment-service"},
        ),
        (
            "AWS::Lambda::Function",
            "FunctionName",
            {"eda-demo-create-order", "eda-demo-update-order", "eda-demo-notification"},
        ),
    ],
)
def test_names_are_those_of_the_demo(resources, kind, field, names):
    assert {filled(each[field]) for each in of_type(resources, kind)} == names


def test_a_rule_may_only_invoke_the_function_it_points_at(resources):
    permissions = of_type(resources, "AWS::Lambda::Permission")
    assert len(permissions) == 3
    assert all("SourceArn" in permission for permission in permissions)


def test_the_bus_logs_its_steps_without_details_of_events(resources):
    (bus,) = of_type(resources, "AWS::Events::EventBus")
    assert bus["LogConfig"] == {"IncludeDetail": "NONE", "Level": {"Ref": "BusLogLevel"}}


def test_each_level_of_a_record_has_a_delivery_to_the_group_of_the_bus(resources):
    sources = {
        name: each["Properties"]["LogType"]
        for name, each in resources.items()
        if each["Type"] == "AWS::Logs::DeliverySource"
    }
    assert sorted(sources.values()) == ["ERROR_LOGS", "INFO_LOGS", "TRACE_LOGS"]
    joined = of_type(resources, "AWS::Logs::Delivery")
    assert {each["DeliverySourceName"]["Ref"] for each in joined} == set(sources)


def test_deliveries_are_made_one_after_the_other(resources):
    waits = {
        name: each["DependsOn"]
        for name, each in resources.items()
        if each["Type"] == "AWS::Logs::Delivery"
    }
    assert waits == {
        "BusLogErrorDelivery": ["CatchAllLogPolicy"],
        "BusLogInfoDelivery": ["BusLogErrorDelivery"],
        "BusLogTraceDelivery": ["BusLogInfoDelivery"],
    }


def test_one_resource_policy_lets_all_logs_be_written(resources):
    (made,) = of_type(resources, "AWS::Logs::ResourcePolicy")
    statements = json.loads(made["PolicyDocument"]["Fn::Sub"])["Statement"]
    groups = [statement["Resource"].split("log-group:")[1] for statement in statements]
    assert groups == [
        "${CatchAllLog}:*",
        "/aws/vendedlogs/events/event-bus/${NamePrefix}:log-stream:*",
        "/aws/vendedlogs/states/${NamePrefix}-payment-service:log-stream:*",
    ]


@pytest.mark.parametrize("level", BUS_LOG_LEVELS)
@pytest.mark.parametrize("executions", EXECUTION_LOG_LEVELS)
def test_what_is_made_at_a_level_needs_nothing_that_is_not(resources, level, executions):
    assert not missing_at(level, executions, resources)


def test_what_holds_data_can_be_brought_back_and_is_not_sent_in_clear(resources):
    (table,) = of_type(resources, "AWS::DynamoDB::Table")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    (topic,) = of_type(resources, "AWS::SNS::Topic")
    assert topic["KmsMasterKeyId"] == "alias/aws/sns"
    for kind in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
        (made,) = of_type(resources, kind)
        refused = made["PolicyDocument"]["Statement"][-1]
        assert refused["Effect"] == "Deny"
        assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_log_of_the_api_has_no_body(resources):
    (stage,) = of_type(resources, "AWS::ApiGatewayV2::Stage")
    logged = json.loads(stage["AccessLogSettings"]["Format"])
    assert {"requestTime", "routeKey", "status"} <= set(logged)
    assert not any("body" in name.lower() for name in logged)


def test_every_log_group_forgets(resources):
    groups = of_type(resources, "AWS::Logs::LogGroup")
    assert all(group["RetentionInDays"] == {"Ref": "LogRetentionDays"} for group in groups)


def test_each_function_is_traced_and_can_be_limited(resources):
    for function in of_type(resources, "AWS::Lambda::Function"):
        assert function["TracingConfig"] == {"Mode": {"Ref": "Tracing"}}
        assert function["ReservedConcurrentExecutions"]["Fn::If"][0] == "HasReserve"


def test_every_role_stands_under_our_path(resources):
    roles = of_type(resources, "AWS::IAM::Role")
    assert {role["Path"] for role in roles} == {"/eda-demo/"}


def test_no_role_may_do_anything_everywhere(resources):
    for role in of_type(resources, "AWS::IAM::Role"):
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Resource"] != "*"
                assert "*" not in json.dumps(statement["Action"])


def test_every_resource_referred_to_is_there(resources):
    known = {*resources, *document(demo_stack(), "x")["Parameters"]}
    text = json.dumps(resources)
    for name in references(json.loads(text)):
        assert name.startswith("AWS::") or name in known, name


def missing_at(level, executions, resources):
    """What is made at these levels of the logs and refers to something that is not."""
    gone = unmet(level, executions)
    made = {name: each for name, each in resources.items() if each.get("Condition") not in gone}
    needs = [(name, each) for name in made for each in {*references(made[name])} & {*resources}]
    optional = ("PaymentService", "ExecutionLogGroup")
    return [need for need in needs if need[1] not in made and need != optional]


def references(value):
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        if "Ref" in value:
            yield value["Ref"]
        if "Fn::GetAtt" in value:
            yield value["Fn::GetAtt"][0]
        for each in value.values():
            yield from references(each)


def linted(text, target):
    """What cfn-lint says of a template for two Regions that have all it needs."""
    linter = Path(sys.executable).with_name("cfn-lint")
    if not linter.exists():
        pytest.skip("cfn-lint is not installed; requirements-dev.txt names it")
    target.write_text(text)
    command = [linter, "--regions", "us-east-1", "eu-central-1", "--", target]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout


@pytest.mark.unmeasured
def test_the_template_is_clean_under_cfn_lint(tmp_path):
    assert linted(template(), tmp_path / "template.yaml") == (0, "")


def actions(statements):
    listed = [statement["Action"] for statement in statements]
    return {action for each in listed for action in ([each] if isinstance(each, str) else each)}


def policy(name):
    return json.loads((ROOT / "docs" / "policies" / f"{name}.json").read_text())["Statement"]


def test_the_policy_in_the_docs_is_the_one_the_stack_makes(resources):
    made = resources["DashboardPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert actions(policy("dashboard")) == actions(made)


@pytest.mark.parametrize("name", ["dashboard", "deploy"])
def test_a_policy_of_the_docs_lets_do_nothing_unnamed(name):
    assert not any("*" in action for action in actions(policy(name)))


CALL = re.compile(r'"(\w+)",\s*"([A-Z][A-Za-z]+)"')
CHANGES = {"CreateStack", "UpdateStack", "DeleteStack", "DescribeStackEvents"}


def test_the_policies_of_the_docs_allow_what_the_code_calls():
    sources = "\n".join(path.read_text() for path in (ROOT / "eda_core" / "aws").rglob("*.py"))
    services = ("cloudformation", "dynamodb", "events", "logs", "sns", "sqs", "stepfunctions")
    called = {pair for pair in CALL.findall(sources) if pair[0] in services}
    assert ("logs", "FilterLogEvents") in called
    reading = actions(policy("dashboard")) | actions(policy("custom-bus-dashboard"))
    for service, operation in called:
        action = f"{'states' if service == 'stepfunctions' else service}:{operation}"
        assert action in (actions(policy("deploy")) if operation in CHANGES else reading), action
