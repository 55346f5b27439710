"""The live tail against emulators: MiniStack and moto send one, each in its own way."""

import json
import time
from uuid import uuid4

import pytest

from eda_core.app.bootstrap import epoch_now_ms
from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.deployed_stack import aws_backend
from eda_core.aws.failures.sentences import AwsFailure
from eda_core.aws.reading.live_tail import MINUTE
from eda_core.aws.target import target_from
from tests.aws import stacks
from tests.news import all_news

ENVELOPE = {
    "id": "live",
    "detail-type": "T",
    "source": "s",
    "time": "2026-01-31T12:00:00Z",
    "detail": {},
}
PATIENCE_SECONDS = 20


@pytest.fixture
def logs(ministack, aws_environment):
    """A log group of its own, under a name that a stack would have."""
    logs, name = stacks.client("logs", ministack), f"live{uuid4().hex[:8]}"
    logs.create_log_group(logGroupName=f"{name}-all")
    return logs, name


def write(logs, name):
    stream = str(uuid4())
    logs.create_log_stream(logGroupName=f"{name}-all", logStreamName=stream)
    entry = {"timestamp": epoch_now_ms(), "message": json.dumps(ENVELOPE)}
    logs.put_log_events(logGroupName=f"{name}-all", logStreamName=stream, logEvents=[entry])


def wait_until(holds):
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds() and time.monotonic() < ends:
        time.sleep(0.05)
    return holds()


def _operations(backend):
    snapshot = backend.feed._reading.clients.meter.snapshot()
    return {call.operation for call in snapshot.calls}


def test_live_tail_and_polling_show_an_event_once(ministack, logs):
    client, name = logs
    target = target_from(name=name, region="us-east-1", endpoint_url=ministack)
    backend = aws_backend(target, epoch_now_ms)
    try:
        all_news(backend)
        assert wait_until(lambda: backend.feed.state().last_poll_ms)  # the group is known by now
        backend.feed.set_live(True)
        assert backend.feed.state().live
        assert wait_until(lambda: MINUTE in _operations(backend))  # the session has begun
        write(client, name)
        assert wait_until(lambda: len(all_news(backend).log) == 1)
        time.sleep(4)  # a poll later it is still one
        assert len(all_news(backend).log) == 1
    finally:
        backend.feed.set_live(False)
        backend.feed.poller.stop()


def test_stream_that_is_refused_is_told_in_a_sentence(ministack, aws_environment):
    target = target_from(region="us-east-1", endpoint_url=ministack)
    arn = "arn:aws:logs:us-east-1:000000000000:log-group:gone"
    updates = Clients(target, CallMeter()).stream(
        "logs", "StartLiveTail", logGroupIdentifiers=[arn]
    )
    with pytest.raises(AwsFailure):
        list(updates)


def test_answer_without_a_stream_is_refused(ministack, aws_environment):
    clients = Clients(target_from(region="us-east-1", endpoint_url=ministack), CallMeter())
    with pytest.raises(AwsFailure, match="has no stream"):
        list(clients.stream("sts", "GetCallerIdentity"))
