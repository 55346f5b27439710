"""The ports against moto: what is missing there is told, and entries are checked one by one."""

import json
import time

import pytest

from eda_core.app.bootstrap import epoch_now_ms
from eda_core.aws.deployed_stack import aws_backend
from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.target import target_from
from eda_core.domain.errors import InvalidRequest
from tests.aws import stacks
from tests.news import all_news

PATIENCE_SECONDS = 60
ENTRY = {"Source": "me", "DetailType": "Greeting", "Detail": "{}"}


@pytest.fixture
def backend(moto, aws_environment):
    target = target_from(name="eda-moto", region="eu-west-1", endpoint_url=moto)
    backend = aws_backend(target, epoch_now_ms)
    yield backend
    backend.feed.poller.stop()


@pytest.fixture
def bus(moto, backend):
    events = stacks.client("events", moto, "eu-west-1")
    events.create_event_bus(Name="eda-moto")
    yield backend.bus
    events.delete_event_bus(Name="eda-moto")


def failure_of(ask):
    with pytest.raises(AwsFailure) as failure:
        ask()
    return failure.value


def read_log(backend):
    """Read until the first poll is over: a read waits for it only a moment."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if failure := all_news(backend).failure:
            raise failure
        time.sleep(0.1)


def read_items(backend):
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        backend.orders.history(101)
        time.sleep(0.1)


def test_missing_log_is_told_by_the_log(backend):
    failure = failure_of(lambda: read_log(backend))
    assert failure.kind is FailureKind.NOT_DEPLOYED
    assert str(failure).startswith("There is no eda-moto at http://127.0.0.1")


def test_missing_log_has_the_command_that_deploys(backend):
    failure = failure_of(lambda: read_log(backend))
    assert failure.remedy.startswith("python -m eda_core deploy --name eda-moto")


def test_missing_table_is_told_by_the_orders(backend):
    failure = failure_of(lambda: read_items(backend))
    assert failure.kind is FailureKind.NOT_DEPLOYED


def test_missing_bus_is_told_by_the_bus(backend):
    failure = failure_of(lambda: backend.bus.put_events([ENTRY]))
    assert failure.kind is FailureKind.NOT_DEPLOYED


def test_missing_api_is_told_by_the_api(backend):
    failure = failure_of(lambda: backend.api.place("{}"))
    assert failure.kind is FailureKind.NOT_DEPLOYED


def test_missing_execution_is_none(backend):
    arn = "arn:aws:states:eu-west-1:123456789012:execution:eda-moto-payment-service:gone"
    assert backend.executions.by_arn(arn) is None


def test_feed_tells_what_is_missing(backend):
    failure_of(lambda: read_log(backend))
    assert "There is no eda-moto" in backend.feed.state().failure


def test_no_failure_names_the_account(backend):
    failures = [
        failure_of(lambda: read_log(backend)),
        failure_of(lambda: read_items(backend)),
        failure_of(lambda: backend.bus.put_events([ENTRY])),
    ]
    all_news = json.dumps([(str(f), f.remedy, f.said) for f in failures])
    assert "123456789012" not in all_news


def test_entry_that_was_taken_has_an_event_id(bus):
    (result,) = bus.put_events([ENTRY])
    assert result.event_id


def test_refused_entry_has_its_code(bus):
    (result,) = bus.put_events([ENTRY | {"Detail": "not JSON"}])
    assert (result.error_code, result.event_id) == ("MalformedDetail", "")


def test_one_refused_entry_leaves_the_others_alone(bus):
    taken, refused = bus.put_events([ENTRY, ENTRY | {"Detail": "not JSON"}])
    assert (bool(taken.event_id), refused.event_id) == (True, "")


def test_too_many_entries_are_refused_whole(bus):
    with pytest.raises(InvalidRequest) as refused:
        bus.put_events([ENTRY] * 11)
    assert refused.value.code == "ValidationException"


def test_entry_with_an_unknown_field_is_refused_whole(bus):
    with pytest.raises(InvalidRequest, match="Unknown parameter"):
        bus.put_events([ENTRY | {"Colour": "red"}])
