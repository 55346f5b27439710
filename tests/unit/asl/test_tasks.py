"""What a task may be told."""

import pytest

from eda_core.asl import TaskFailed, put_events_outcome


def test_response_without_failures_is_the_output():
    response = {"Entries": [{"EventId": "1"}], "FailedEntryCount": 0}
    assert put_events_outcome(response) == response


def test_response_with_a_failure_fails_the_task():
    response = {"Entries": [{"ErrorCode": "MalformedDetail"}], "FailedEntryCount": 1}
    with pytest.raises(TaskFailed) as failed:
        put_events_outcome(response)
    assert failed.value.error == "EventBridge.FailedEntry"
    assert (
        failed.value.cause == '{"Entries":[{"ErrorCode":"MalformedDetail"}],"FailedEntryCount":1}'
    )


def test_failure_without_a_cause_reads_as_its_error():
    assert str(TaskFailed("Lambda.Unknown")) == "Lambda.Unknown"
