import pytest

from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.put_events import AwsBus
from eda_core.domain.errors import InvalidRequest
from eda_core.ports import EntryResult
from tests.aws.scripted_clients import ScriptedClients

ENTRY = {"Source": "me", "DetailType": "Greeting", "Detail": "{}"}


def bus_of(answer):
    clients = ScriptedClients({("events", "PutEvents"): answer})
    return AwsBus(clients, Discovery(clients, lambda: 0)), clients


def test_entries_go_to_the_bus_of_the_stack():
    bus, clients = bus_of({"Entries": [{"EventId": "a"}]})
    bus.put_events([ENTRY])
    assert clients.asked("PutEvents") == [{"Entries": [{"EventBusName": "eda-demo", **ENTRY}]}]


def test_an_entry_may_name_its_bus():
    bus, clients = bus_of({"Entries": [{"EventId": "a"}]})
    bus.put_events([{**ENTRY, "EventBusName": "other"}])
    assert clients.asked("PutEvents")[0]["Entries"][0]["EventBusName"] == "other"


def test_an_entry_that_was_taken_has_its_event_id():
    bus, _ = bus_of({"FailedEntryCount": 0, "Entries": [{"EventId": "a"}]})
    assert bus.put_events([ENTRY]) == (EntryResult("a"),)


def test_an_entry_that_failed_has_its_code_though_the_request_went_well():
    refused = {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    bus, _ = bus_of({"FailedEntryCount": 1, "Entries": [{"EventId": "a"}, refused]})
    assert bus.put_events([ENTRY, ENTRY]) == (
        EntryResult("a"),
        EntryResult("", "MalformedDetail", "Detail is malformed."),
    )


@pytest.mark.parametrize("code", ["ValidationException", "ParamValidationError"])
def test_a_request_refused_whole_is_told_as_such(code):
    bus, _ = bus_of(AwsFailure("No.", code=code, said="Too many entries."))
    with pytest.raises(InvalidRequest, match="Too many entries") as refused:
        bus.put_events([ENTRY])
    assert refused.value.code == "ValidationException"


def test_any_other_failure_is_raised_as_it_is():
    bus, _ = bus_of(AwsFailure("No.", kind=FailureKind.PERMISSION, code="AccessDeniedException"))
    with pytest.raises(AwsFailure):
        bus.put_events([ENTRY])


def test_an_answer_that_leaves_out_results_is_not_taken_for_success():
    bus, _ = bus_of({"Entries": []})
    with pytest.raises(AwsFailure, match="0 results for 1 entries"):
        bus.put_events([ENTRY])
