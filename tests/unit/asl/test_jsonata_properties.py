"""What holds for any expression and any JSONata definition."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eda_core.asl import ExecutionStatus, explain_choice
from eda_core.asl.payload import to_text
from tests.examples import examples
from tests.unit.asl import jsonata_strategies, strategies
from tests.unit.asl.test_properties import ENDED, parsed, run

# a loop runs until its allowance or its history is used up, so examples are few and may be slow
runs = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
many = settings(max_examples=examples(300), deadline=None, derandomize=True)


def of_expression(text: str) -> dict[str, Any]:
    """A definition whose output is what ``text`` comes to."""
    state = {"Type": "Pass", "Output": f"{{% {text} %}}", "End": True}
    return {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}}


@given(st.text())
@many
def test_any_text_as_an_expression_is_refused_or_comes_to_an_end(text):
    machine = parsed(of_expression(text))
    assert machine is None or run(machine, {}).status in ENDED


@given(st.text(alphabet="$ax1.'\"()[]{}<>=:;,?|~^*/%&+-!@#`\\ ", max_size=25))
@many
def test_any_punctuation_as_an_expression_is_refused_or_comes_to_an_end(text):
    machine = parsed(of_expression(text))
    assert machine is None or run(machine, {"a": [1]}).status in ENDED


@given(jsonata_strategies.expressions, strategies.payloads)
@many
def test_any_expression_comes_to_an_end(text, data):
    machine = parsed(of_expression(text))
    if machine is None:
        return
    execution = run(machine, data)
    errors = {"States.QueryEvaluationError", "States.DataLimitExceeded", None}
    assert execution.status in ENDED
    assert execution.error in errors or execution.cause.endswith("deeper than 200 levels.")


@given(jsonata_strategies.expressions, strategies.payloads)
@many
def test_an_expression_leaves_its_data_as_it_was(text, data):
    before = to_text(data)
    machine = parsed(of_expression(text))
    if machine is not None:
        run(machine, data)
    assert to_text(data) == before


@given(jsonata_strategies.expressions, strategies.payloads)
@many
def test_an_output_is_json(text, data):
    machine = parsed(of_expression(text))
    if machine is not None:
        to_text(run(machine, data).output)


@given(jsonata_strategies.definitions(), strategies.payloads)
@runs
def test_any_jsonata_machine_runs_to_an_end(definition, data):
    machine = parsed(definition)
    assert machine is None or run(machine, data).status in ENDED


@given(jsonata_strategies.definitions(), strategies.payloads)
@runs
def test_history_of_a_jsonata_machine_agrees_with_the_execution(definition, data):
    machine = parsed(definition)
    if machine is None:
        return
    execution = run(machine, data)
    history = execution.history
    entered = [event.details["name"] for event in history if event.type.endswith("StateEntered")]
    assert tuple(entered) == execution.path_taken
    assert history[-1].timestamp_ms == execution.ended_ms


@given(jsonata_strategies.expressions, strategies.payloads)
@many
def test_explanation_of_a_condition_agrees_with_the_run(text, data):
    choice = {"Type": "Choice", "Choices": [{"Condition": f"{{% {text} %}}", "Next": "Yes"}]}
    states = {
        "C": {**choice, "Default": "No"},
        "Yes": {"Type": "Succeed"},
        "No": {"Type": "Succeed"},
    }
    machine = parsed({"QueryLanguage": "JSONata", "StartAt": "C", "States": states})
    if machine is None or "context" in text or "random" in text or "shuffle" in text:
        return
    execution = run(machine, data)
    explanation = explain_choice(machine, "C", data)
    if execution.status is ExecutionStatus.FAILED:
        assert explanation.target is None
    else:
        assert execution.path_taken == ("C", explanation.target)
