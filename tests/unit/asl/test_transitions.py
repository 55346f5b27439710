"""The ways between states."""

from eda_core.asl import is_terminal, parse_definition, transitions


def test_payment_has_its_transitions(payment_machine):
    found = [(way.source, way.target, way.label, way.kind) for way in transitions(payment_machine)]
    assert found == [
        ("isFraud", "Payment Failed", "$.detail.amount > 500", "choice"),
        ("isFraud", "Payment Succeeded", "default", "default"),
        ("Payment Failed", "Notify EventBus", "", "next"),
        ("Payment Succeeded", "Notify EventBus", "", "next"),
    ]


def test_catch_is_labelled_with_its_errors():
    states = {
        "A": {
            "Type": "Task",
            "Resource": "arn:aws:states:::test:call",
            "End": True,
            "Catch": [{"ErrorEquals": ["One", "Two"], "Next": "B"}],
        },
        "B": {"Type": "Fail"},
    }
    found = transitions(parse_definition({"StartAt": "A", "States": states}))
    assert [(way.target, way.label, way.kind) for way in found] == [("B", "One, Two", "catch")]


def test_states_inside_are_a_level_of_their_own():
    inner = {
        "StartAt": "B",
        "States": {"B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Succeed"}},
    }
    states = {"A": {"Type": "Parallel", "Branches": [inner], "End": True}}
    machine = parse_definition({"StartAt": "A", "States": states})
    assert transitions(machine) == ()
    assert [way.target for way in transitions(machine.states["A"].branches[0])] == ["C"]


def test_terminal_states_are_known(payment_machine):
    terminal = [name for name, state in payment_machine.states.items() if is_terminal(state)]
    assert terminal == ["Notify EventBus"]
