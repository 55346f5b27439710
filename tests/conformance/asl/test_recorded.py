"""Runs the recorded behaviour of AWS, where the recordings are at hand.

The recordings mask what differs from run to run: times, ARNs, UUIDs. A masked value is held to the
shape of its mask only, where it has one.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eda_core.asl import (
    PUT_EVENTS,
    Environment,
    Execution,
    execute,
    parse_definition,
    put_events_outcome,
)

PROJECT = Path(__file__).parents[3]
RECORDED = PROJECT.parent / "shared" / "conformance" / "states_language.jsonl"
MASK = re.compile(
    r"<[^<>]+>|^\"?date\"?$|^timestamp$|start-time|entered-time|s[nf][fn]_role_arn"
    r"|RandomNumberGenerated"
)
NOW_MS = 1_732_347_360_000
NAMES = {None: "execution:machine:name", "EXPRESS": "express:machine:name:run"}

pytestmark = pytest.mark.skipif(
    not RECORDED.exists(), reason="the recorded cases are not beside the project"
)


def recorded(field: str = "expected_status") -> list[Any]:
    """The cases that say ``field``, of both query languages, named by their recording."""
    if not RECORDED.exists():
        return []
    return [
        pytest.param(case, id=name) for name, case in cases().items() if case.get(field) is not None
    ]


@cache
def cases() -> dict[str, dict[str, Any]]:
    """Return all recorded cases by language and name, which are their own: none is lost."""
    found = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    named = {_name(case): case for case in found}
    assert len(named) == len(found)
    return named


def _name(case: dict[str, Any]) -> str:
    return f"{case['query_language']}:{case['name']}"


def put_events(request: Any) -> Any:
    """Answer as the event bus of the recordings did."""
    entries = [_put(entry) for entry in request.parameters["Entries"]]
    failed = sum("ErrorCode" in entry for entry in entries)
    return put_events_outcome({"Entries": entries, "FailedEntryCount": failed})


def _put(entry: dict[str, Any]) -> dict[str, str]:
    detail = entry["Detail"]
    if "Source" not in entry:
        reason = "Parameter Source is not valid. Reason: Source is a required argument."
        return {"ErrorCode": "InvalidArgument", "ErrorMessage": reason}
    if not isinstance(json.loads(detail) if isinstance(detail, str) else detail, dict):
        return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    return {"EventId": "3f1c6b3e-0c39-4a9a-9d54-b7f32ba9d7f8"}


ENVIRONMENT = Environment(
    tasks={PUT_EVENTS: put_events},
    state_machine_arn="arn:aws:states:us-east-1:111111111111:stateMachine:machine",
    role_arn="snf_role_arn",
    draw=lambda: 0.5,
    new_uuid=lambda: "3f1c6b3e-0c39-4a9a-9d54-b7f32ba9d7f8",
)


def run(case: dict[str, Any]) -> Execution:
    """Return what came of a case, which is run once for all tests of it."""
    return _ran(_name(case))


@cache
def _ran(name: str) -> Execution:
    case = cases()[name]
    arn = f"arn:aws:states:us-east-1:111111111111:{NAMES[case.get('sm_type')]}"
    machine = parse_definition(json.dumps(case["definition"]))
    return execute(machine, case["input"], ENVIRONMENT, arn=arn, now_ms=NOW_MS)


def same(ours: Any, theirs: Any) -> bool:
    """Say whether a value is the recorded one, masks and spaces in JSON text aside."""
    ours, theirs = _parsed(ours), _parsed(theirs)
    if isinstance(ours, str) and isinstance(theirs, int):
        ours = json.loads(ours)
    if isinstance(theirs, str) and MASK.search(theirs):
        return isinstance(ours, str) is False or _fits(ours, theirs)
    if isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[k], theirs[k]) for k in theirs)
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return type(ours) is type(theirs) and ours == theirs


def _parsed(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in ("{", "[", '"'):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _fits(ours: str, mask: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, MASK.split(mask))), ours, re.DOTALL) is not None


def in_recorded_order(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the events of parallel branches in the order the recordings give them.

    The recordings sort them, without ids, and leave the end of the Parallel state out.
    """
    events, at, start = list(events), 0, None
    branches: list[dict[str, Any]] = []
    while at < len(events):
        kind = events[at]["type"]
        if kind == "ParallelStateStarted":
            start, branches = at + 1, []
        elif start is not None and kind == "ParallelStateSucceeded":
            events[start : at + 1] = sorted(branches, key=json.dumps)
        elif start is not None and kind in ("ParallelStateExited", "ExecutionSucceeded"):
            start = None
        elif start is not None:
            events[at] = _bare(events[at])
            branches.append(events[at])
        at += 1
    return events


def _bare(event: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted({**event, "id": [0], "previousEventId": 0}.items()))


def history(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The history of a case as recorded: without times, parallel branches sorted."""
    events = [event.to_json() for event in run(case).history]
    for event in events:
        del event["timestamp"]
    sorts = any(isinstance(event.get("id"), list) for event in case.get("expected_history", ()))
    return in_recorded_order(events) if sorts else events


@pytest.mark.parametrize("case", recorded())
def test_recording_ends_as_recorded(case):
    execution = run(case)
    assert execution.status == case["expected_status"]
    assert execution.error == case.get("expected_error")
    if execution.status == "SUCCEEDED":
        assert same(execution.output, case["expected_output"])


@pytest.mark.parametrize("case", recorded("expected_cause"))
def test_recording_fails_with_the_recorded_cause(case):
    cause = run(case).cause
    assert cause == case["expected_cause"] or same(cause, case["expected_cause"])


@pytest.mark.parametrize("case", recorded("expected_history_types"))
def test_recording_has_the_recorded_events(case):
    assert [event["type"] for event in history(case)] == case["expected_history_types"]


@pytest.mark.parametrize("case", recorded("expected_history"))
def test_recording_has_the_recorded_history(case):
    expected = [_without_time(event) for event in case["expected_history"]]
    for ours, theirs in zip(history(case), expected, strict=True):
        assert same(ours, theirs)


def _without_time(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "timestamp"}


def test_recorded_cases_of_each_query_language_are_all_here():
    languages = [param.values[0]["query_language"] for param in recorded()]
    assert languages.count("JSONPath") >= 724
    assert languages.count("JSONata") == 110
