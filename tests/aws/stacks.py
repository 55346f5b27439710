"""The demo stack on MiniStack, deployed from our template, and made fresh for each test."""

import io
import time
import uuid
import zipfile
from contextlib import suppress

import boto3

from eda_core.aws.template import template

LOG_GROUP = "eda-demo-all"
TABLE = "eda-demo-orders"
ACCOUNT = "000000000000"
"""The account of MiniStack; it stands in each envelope and ARN."""

# MiniStack drops what a rule sends to a log group, so a function writes the log in its place. The
# log's JSON and streams are therefore our own doing here, and no evidence of what AWS writes.
LOG_SHIM = """
import json, os, time, uuid
import boto3

LOGS = boto3.client("logs")


def handler(event, context):
    stream = str(uuid.uuid4())
    group = os.environ["LOG_GROUP"]
    LOGS.create_log_stream(logGroupName=group, logStreamName=stream)
    entry = {"timestamp": int(time.time() * 1000), "message": json.dumps(event)}
    LOGS.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[entry])
"""


def client(service, url, region="us-east-1"):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def deploy(url):
    """Create the stack, and the function that stands in for the log target."""
    stacks = client("cloudformation", url)
    stacks.create_stack(
        StackName="eda-demo",
        TemplateBody=template(),
        Capabilities=["CAPABILITY_IAM"],
        # It writes no bus logs, and refuses a template that has their deliveries.
        Parameters=[{"ParameterKey": "BusLogLevel", "ParameterValue": "OFF"}],
    )
    status = _status_at_rest(stacks)
    assert status == "CREATE_COMPLETE", status
    install_log_shim(url)


def _status_at_rest(stacks):
    for _ in range(300):
        (stack,) = stacks.describe_stacks(StackName="eda-demo")["Stacks"]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack["StackStatus"]
        time.sleep(0.1)
    return "still in progress"


def install_log_shim(url, name="eda-demo"):
    """Let a function write the log of the stack of this name."""
    functions = client("lambda", url)
    shim = f"{name}-log-shim-{uuid.uuid4().hex[:8]}"
    function = functions.create_function(
        FunctionName=shim,
        Runtime="python3.11",
        Role="arn:aws:iam::000000000000:role/log-shim",
        Handler="index.handler",
        Code={"ZipFile": _zipped(LOG_SHIM)},
        Environment={"Variables": {"LOG_GROUP": f"{name}-all"}},
    )
    functions.add_permission(
        FunctionName=shim,
        StatementId="events",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
    )
    client("events", url).put_targets(
        Rule="cw-catch-all",
        EventBusName=name,
        Targets=[{"Id": "log-shim", "Arn": function["FunctionArn"]}],
    )


def _zipped(code):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.py", code)
    return content.getvalue()


def clear(url):
    """Forget what happened so far: an empty log and an empty table."""
    logs, tables = client("logs", url), client("dynamodb", url)
    with suppress(logs.exceptions.ResourceNotFoundException):
        logs.delete_log_group(logGroupName=LOG_GROUP)
    logs.create_log_group(logGroupName=LOG_GROUP)
    for item in tables.scan(TableName=TABLE)["Items"]:
        key = {name: item[name] for name in ("id", "timestamp")}
        tables.delete_item(TableName=TABLE, Key=key)
