"""The AWS CLI on the simulator: the commands a presenter would type."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.aws.emulators import CREDENTIALS, without_aws
from tests.unit.doors.listening import Listening
from tests.unit.doors.served import Served

AWS = Path(__file__).parents[2] / ".venv-awscli" / "bin" / "aws"
ENTRY = {"Source": "order-service", "DetailType": "OrderCreated", "EventBusName": "eda-demo",
         "Detail": '{"id": 101, "amount": 900}'}  # fmt: skip


@pytest.fixture(scope="module")
def listening():
    if not AWS.exists():
        reason = "aws is not installed; `make test` installs it where a package index answers"
        (pytest.fail if os.environ.get("EDA_EMULATORS") == "required" else pytest.skip)(reason)
    listening = Listening(Served())
    yield listening
    listening.close()


def aws(listening, *arguments):
    """What a command of the AWS CLI answers."""
    command = [str(AWS), *arguments, "--endpoint-url", listening.url, "--output", "json"]
    environment = {**without_aws(os.environ), **CREDENTIALS}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_event_is_put_and_its_execution_read(listening):
    put = aws(listening, "events", "put-events", "--entries", json.dumps([ENTRY]))
    assert put["FailedEntryCount"] == 0
    listening.served.now_ms += 600_000
    log = aws(listening, "logs", "filter-log-events", "--log-group-name", "eda-demo-all")
    created, payment, *_ = [json.loads(event["message"]) for event in log["events"]]
    assert created["id"] == put["Entries"][0]["EventId"]
    assert payment["detail-type"] == "PaymentFailed"
    (arn,) = (arn for arn in payment["resources"] if ":execution:" in arn)
    history = aws(listening, "stepfunctions", "get-execution-history", "--execution-arn", arn)
    types = [event["type"] for event in history["events"]]
    assert (types[0], types[-1]) == ("ExecutionStarted", "ExecutionSucceeded")
