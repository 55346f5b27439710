import pytest

from eda_core.asl import execute, parse_definition
from eda_core.read_model.stays import failed_state, stays_of
from tests.definitions import MAP, PARALLEL, TWO_CHOICES, WAITING


def history(definition, data):
    """The history of an execution with nothing to publish to."""
    states = {**definition["States"], "Notify": {"Type": "Succeed"}}
    machine = parse_definition({**definition, "States": states})
    return execute(machine, data).history


def ways(definition, data):
    return [(stay.came_from, stay.state) for stay in stays_of(history(definition, data))]


def test_a_state_knows_the_one_before_it():
    assert ways(WAITING, {}) == [("", "Start"), ("Start", "Wait"), ("Wait", "Notify")]


def test_branches_run_side_by_side():
    assert ways(PARALLEL, {}) == [
        ("", "Both"),
        ("", "Left"),
        ("", "Right"),
        ("Right", "Far right"),
        ("Both", "Notify"),
    ]


def test_every_item_of_a_map_has_its_own_stays():
    states = [state for _, state in ways(MAP, {"detail": {"items": [1, 2]}})]
    assert states == ["Each", "Reserve", "Reserved", "Reserve", "Reserved", "Notify"]


def test_a_stay_has_its_times_and_its_values():
    _, wait, _ = stays_of(history(WAITING, {"a": 1}))
    assert (wait.entered_ms, wait.exited_ms) == (0, 30_000)
    assert (wait.input, wait.output) == ('{"a":1}', '{"a":1}')


def test_a_state_that_failed_was_not_left():
    (stay,) = stays_of(history(TWO_CHOICES, {}))
    assert (stay.exited_ms, stay.output) == (None, "")


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({}, "Large?"),
        ({"detail": {"amount": 300}, "limit": 1}, "No"),
        ({"detail": {"amount": 1}}, ""),
    ],
)
def test_the_state_whose_failure_ended_it_is_found(data, state):
    assert failed_state(history(TWO_CHOICES, data)) == state


def test_the_failing_branch_is_found_among_others():
    branches = [
        {"StartAt": name, "States": {name: {"Type": "Fail", "Error": "E"} if name == "b" else slow}}
        for name, slow in (("a", {"Type": "Wait", "Seconds": 9, "End": True}), ("b", None))
    ]
    states = {"Both": {"Type": "Parallel", "Branches": branches, "End": True}}
    found = execute(parse_definition({"StartAt": "Both", "States": states}), {}).history
    assert failed_state(found) == "b"


def test_no_history_is_no_failure():
    assert (failed_state(()), stays_of(())) == ("", ())
