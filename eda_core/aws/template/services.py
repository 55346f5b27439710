"""The services of the demo in a template: functions, table, state machine, topic and the API."""

import json
from collections.abc import Mapping
from typing import Any, Final

from eda_core.aws.deployment.lambda_code import HANDLER, lambda_code, services_code
from eda_core.aws.template.messaging import asynchronous_functions, functions_of, prefixed
from eda_core.aws.template.parts import (
    PREFIX,
    Resources,
    Value,
    arn_text,
    deleted_with_stack,
    encrypted_only,
    get_att,
    log_group,
    policy,
    ref,
    resource,
    sub,
)
from eda_core.aws.template.vended_logs import execution_log_config, execution_log_resources
from eda_core.domain.settings import BusKind
from eda_core.stack import Stack

RUNTIME: Final = "python3.13"
MEMORY_MB: Final = 256
TIMEOUT_SECONDS: Final = 10

CODE: Final = ("Functions", "All", "Code")
"""Where a template with a custom bus has the code of all functions, for it is nearly the same."""

TRACING: Final = "Tracing"
RESERVE: Final = "ReservedConcurrency"
"""Parameters: whether X-Ray traces functions and executions; how many of a function may run."""

API_GROUP: Final = f"/aws/vendedlogs/api/${{{PREFIX}}}"
_LOGGED: Final = (
    *("requestId", "requestTime", "routeKey", "status", "responseLength"),
    *("identity.sourceIp", "integrationErrorMessage"),
)
"""What is logged of each request to the API: who asked when and what came of it, no body."""


def service_conditions() -> dict[str, Value]:
    """Return the conditions that say what of a service is wanted."""
    return {
        "IsTraced": {"Fn::Equals": [ref(TRACING), "Active"]},
        "HasReserve": {"Fn::Not": [{"Fn::Equals": [ref(RESERVE), 0]}]},
    }


def service_resources(stack: Stack) -> Resources:
    """Return the three services, and the door for customers."""
    functions = {name: _function(field, stack) for field, name in functions_of(stack).items()}
    return {
        "PaymentService": _state_machine(stack),
        **execution_log_resources(),
        "Orders": _table(stack),
        # One for all functions: those that Lambda makes itself stay after the stack.
        "LambdaLog": log_group(sub(f"/aws/lambda/${{{PREFIX}}}")),
        **functions,
        **_all_failures(stack),
        "Topic": _topic(stack),
        "TopicPolicy": _topic_policy(),
        **_api(),
    }


def definition_text(stack: Stack) -> str:
    """Return the definition with the bus and the partition to be filled in by `sub`; all else as it
    is.

    A resource of another partition than that of the execution fails it (reported:
    aws/aws-step-functions-data-science-sdk-python, issue 120).
    """
    names = {
        ("EventBusName", stack.bus): f"${{{PREFIX}}}",
        ("FunctionName", stack.publish_payment): "${PublishPayment}",
    }
    return json.dumps(_with_names(dict(stack.machine.definition), names), indent=2)


def _with_names(value: Any, names: Mapping[tuple[str, Any], str]) -> Any:
    """Return the value with the names of a deployed stack in their fields; other ``${`` are kept
    from being filled in.
    """
    if isinstance(value, dict):
        return {
            name: names[name, each]
            if isinstance(each, str) and (name, each) in names
            else _in_partition(each)
            if name == "Resource" and isinstance(each, str)
            else _with_names(each, names)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_with_names(each, names) for each in value]
    return value.replace("${", "${!") if isinstance(value, str) else value


def _in_partition(resource: str) -> str:
    """Return the resource of a Task in the partition of the stack; any other partition stays."""
    kept = resource.replace("${", "${!")
    own = "arn:aws:"
    return f"arn:${{AWS::Partition}}:{kept.removeprefix(own)}" if kept.startswith(own) else kept


def _state_machine(stack: Stack) -> dict[str, Value]:
    properties = {
        "StateMachineName": prefixed(stack, stack.state_machine),
        "StateMachineType": "STANDARD",
        "RoleArn": get_att("PaymentRole", "Arn"),
        "DefinitionString": sub(definition_text(stack)),
        "TracingConfiguration": {"Enabled": {"Fn::If": ["IsTraced", True, False]}},
        "LoggingConfiguration": execution_log_config(),
    }
    return resource("AWS::StepFunctions::StateMachine", properties)


def _table(stack: Stack) -> dict[str, Value]:
    keys = (("id", "N", "HASH"), ("timestamp", "S", "RANGE"))
    properties = {
        "TableName": prefixed(stack, stack.table),
        "BillingMode": "PAY_PER_REQUEST",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind, _ in keys
        ],
        "KeySchema": [{"AttributeName": name, "KeyType": role} for name, _, role in keys],
    }
    return deleted_with_stack("AWS::DynamoDB::Table", properties)


def _function(field: str, stack: Stack) -> dict[str, Value]:
    properties = {
        "FunctionName": prefixed(stack, getattr(stack, field)),
        "Runtime": RUNTIME,
        "Architectures": ["arm64"],
        "Handler": f"index.{_handler(field, stack)}",
        "MemorySize": MEMORY_MB,
        "Timeout": TIMEOUT_SECONDS,
        "Role": get_att(f"{functions_of(stack)[field]}Role", "Arn"),
        "LoggingConfig": {"LogGroup": ref("LambdaLog")},
        "TracingConfig": {"Mode": ref(TRACING)},
        "ReservedConcurrentExecutions": {
            "Fn::If": ["HasReserve", ref(RESERVE), ref("AWS::NoValue")]
        },
        "Environment": {"Variables": _environment(field, stack)},
    }
    properties["Code"] = {"ZipFile": _code(field, stack)}
    return resource("AWS::Lambda::Function", properties)


def _handler(field: str, stack: Stack) -> str:
    return HANDLER if stack.kind is BusKind.CLASSIC else f"{field}_handler"


def _code(field: str, stack: Stack) -> Value:
    if stack.kind is BusKind.CLASSIC:
        return lambda_code(f"{field}_handler")
    return {"Fn::FindInMap": list(CODE)}


def code_mappings(stack: Stack) -> dict[str, Value]:
    """Return the mapping with the code of all functions of a custom bus; none for a classic one.

    What publishes to a custom bus is long, and in three functions; the text of a template is
    limited.
    """
    if stack.kind is BusKind.CLASSIC:
        return {}
    mapping, key, name = CODE
    handlers = [_handler(field, stack) for field in functions_of(stack)]
    return {"Mappings": {mapping: {key: {name: services_code(handlers)}}}}


def _environment(field: str, stack: Stack) -> dict[str, Value]:
    if field == "notification":
        return {"NOTIFICATION_TOPIC_ARN": ref("Topic")}
    once = {"IDEMPOTENT_UPDATE_ORDER": ref("IdempotentUpdateOrder")}
    return {
        **({} if field == "publish_payment" else {"DDB_TABLE_NAME": ref("Orders")}),
        **_BUS_VARIABLES[stack.kind],
        **(once if field == "update_order" else {}),
    }


_BUS_VARIABLES: Final[Mapping[BusKind, Mapping[str, Value]]] = {
    BusKind.CLASSIC: {"EVENT_BUS_NAME": ref(PREFIX)},
    BusKind.CUSTOM: {
        "EVENT_BUS_ARN": ref("Bus"),
        "EVENT_BUS_ENDPOINT": sub("https://eventsv2.${AWS::Region}.${AWS::URLSuffix}"),
    },
}


def _all_failures(stack: Stack) -> Resources:
    functions = functions_of(stack)
    return {
        f"{functions[field]}Failures": _failures(functions[field])
        for field in asynchronous_functions(stack)
    }


def _failures(function: str) -> dict[str, Value]:
    """Return where invocations that were given up go.

    To the dead-letter queue as a destination: its record names the function, which the function's
    own ``DeadLetterConfig`` does not, so that it can be sent there again.
    """
    properties = {
        "FunctionName": ref(function),
        "Qualifier": "$LATEST",
        "MaximumRetryAttempts": 2,
        "MaximumEventAgeInSeconds": 6 * 3600,
        "DestinationConfig": {"OnFailure": {"Destination": get_att("DeadLetters", "Arn")}},
    }
    return resource("AWS::Lambda::EventInvokeConfig", properties)


def _topic(stack: Stack) -> dict[str, Value]:
    subscription = [{"Protocol": "email", "Endpoint": ref("NotificationEmail")}]
    properties = {
        "TopicName": prefixed(stack, stack.topic),
        "DisplayName": "Order Notification",
        "KmsMasterKeyId": "alias/aws/sns",
        # A subscription of its own would say the same; emulators know only this form.
        "Subscription": {"Fn::If": ["HasEmail", subscription, ref("AWS::NoValue")]},
    }
    return resource("AWS::SNS::Topic", properties)


def _topic_policy() -> dict[str, Value]:
    statement = encrypted_only("sns:Publish", ref("Topic"))
    properties = {"Topics": [ref("Topic")], "PolicyDocument": policy(statement)}
    return resource("AWS::SNS::TopicPolicy", properties)


def _api() -> Resources:
    api = {"Name": sub(f"${{{PREFIX}}} Order Service"), "ProtocolType": "HTTP"}
    return {
        "ApiLog": log_group(sub(API_GROUP)),
        "Api": resource("AWS::ApiGatewayV2::Api", api),
        "ApiIntegration": resource("AWS::ApiGatewayV2::Integration", _integration()),
        "ApiRoute": resource("AWS::ApiGatewayV2::Route", _route()),
        "ApiStage": resource("AWS::ApiGatewayV2::Stage", _stage()),
        "ApiPermission": resource("AWS::Lambda::Permission", _api_permission()),
    }


def _integration() -> dict[str, Value]:
    return {
        "ApiId": ref("Api"),
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": get_att("CreateOrder", "Arn"),
        "PayloadFormatVersion": "2.0",
    }


def _route() -> dict[str, Value]:
    return {
        "ApiId": ref("Api"),
        "RouteKey": "POST /order",
        "AuthorizationType": ref("ApiAuthorization"),
        "Target": sub("integrations/${ApiIntegration}"),
    }


def _stage() -> dict[str, Value]:
    """Throttled: the address is public, and every order may send three mails."""
    return {
        "ApiId": ref("Api"),
        "StageName": "$default",
        "AutoDeploy": True,
        "AccessLogSettings": {
            "DestinationArn": get_att("ApiLog", "Arn"),
            "Format": json.dumps({name: f"$context.{name}" for name in _LOGGED}),
        },
        "DefaultRouteSettings": {
            "ThrottlingRateLimit": ref("ApiRateLimit"),
            "ThrottlingBurstLimit": ref("ApiBurstLimit"),
        },
    }


def _api_permission() -> dict[str, Value]:
    return {
        "FunctionName": ref("CreateOrder"),
        "Action": "lambda:InvokeFunction",
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": sub(arn_text("execute-api", "${Api}/*/POST/order")),
    }
