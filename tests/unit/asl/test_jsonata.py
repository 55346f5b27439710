"""JSONata beyond single cases: what it costs, what it shares, what it leaves alone."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from eda_core.asl import Execution, execute, explain_choice, parse_definition, transitions
from eda_core.asl.choice_trace import GivenScope
from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.jsonata.expression import parse_expression
from eda_core.asl.scope import Allowance

ROOT = Path(__file__).parents[3]
ORDER = {"detail": {"id": 101, "amount": 900}, "limit": 1000, "kind": "b"}


class Limited(GivenScope):
    """A scope whose evaluations share a given allowance."""

    __slots__ = ("_allowance",)

    def __init__(self, allowance: Allowance) -> None:
        super().__init__()
        object.__setattr__(self, "_allowance", allowance)

    def allowance(self) -> Allowance:
        return self._allowance


def run_python(code: str) -> str:
    """What ``code`` prints in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def evaluate(text: str, scope: GivenScope | None = None) -> Any:
    expression = parse_expression(f"{{% {text} %}}", "Output", "A.Output")
    return expression.evaluate({"input": ORDER}, scope or GivenScope())


def choice(condition: Any) -> dict[str, Any]:
    """A machine that goes to Y on ``condition``, else to N."""
    start = {"Type": "Choice", "Choices": [{"Condition": condition, "Next": "Y"}], "Default": "N"}
    states = {"C": start, "Y": {"Type": "Succeed"}, "N": {"Type": "Succeed"}}
    return {"QueryLanguage": "JSONata", "StartAt": "C", "States": states}


def explained(condition: Any) -> Any:
    return explain_choice(parse_definition(choice(condition)), "C", ORDER)


def test_a_jsonpath_machine_does_not_import_the_library():
    code = (
        "import sys; from eda_core.stack import demo_stack; demo_stack(); "
        "print({'jsonata', 're2'} & set(sys.modules))"
    )
    assert run_python(code) == "set()"


def test_importing_the_library_leaves_the_recursion_limit_alone():
    code = (
        "import sys; limit = sys.getrecursionlimit(); import eda_core.asl.jsonata.engine; "
        "print(sys.getrecursionlimit() == limit)"
    )
    assert run_python(code) == "True"


def test_an_expression_is_parsed_once(monkeypatch):
    definition = choice("{% $states.input.kind = 'b' %}")
    machine = parse_definition(definition)
    monkeypatch.setattr("eda_core.asl.jsonata.program.parse_program", None)
    assert execute(machine, ORDER).path_taken == execute(machine, ORDER).path_taken == ("C", "Y")


def test_expressions_share_the_allowance_of_an_execution():
    scope = Limited(Allowance(100))
    assert evaluate("$sum([1..5].($ * 2))", scope) == 30
    with pytest.raises(EvaluationFailed, match="Check for infinite loop"):
        [evaluate("$sum([1..5].($ * 2))", scope) for _ in range(20)]


@pytest.mark.unmeasured
def test_each_execution_has_an_allowance_of_its_own():
    state = {"Type": "Pass", "Output": "{% $count([1..100000].($ + 1)) %}", "End": True}
    machine = parse_definition({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}})
    assert [execute(machine, {}).output for _ in range(4)] == [100_000] * 4


def test_an_expression_may_run_in_many_threads_at_once():
    state = {"Type": "Pass", "Output": "{% $map([1..50], function($v) { $v * $states.input }) %}"}
    machine = parse_definition(
        {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {**state, "End": True}}}
    )

    def run(factor: int) -> Execution:
        return execute(machine, factor)

    with ThreadPoolExecutor(4) as threads:
        outputs = [execution.output for execution in threads.map(run, range(1, 40))]
    assert outputs == [[number * factor for number in range(1, 51)] for factor in range(1, 40)]


def test_binding_a_function_leaves_its_name_to_others():
    evaluate("($f := $sum; $f([1]))")
    with pytest.raises(EvaluationFailed, match='function "sum"'):
        evaluate("$sum(['a'])")


def test_grouping_an_empty_array_leaves_it_empty():
    data = {"e": []}
    expression = parse_expression("{% $states.input.e{'k': 1} %}", "Output", "A.Output")
    expression.evaluate({"input": data}, GivenScope())
    assert data == {"e": []}


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (
            "{% $states.input.detail.amount > 500 %}",
            "$states.input.detail.amount: 900 > 500 is true, so Y",
        ),
        (
            "{% $states.input.detail.amount > $states.input.limit %}",
            "$states.input.detail.amount: 900 > 1000 is false, so N (default)",
        ),
        (
            "{% $exists($states.input.kind) %}",
            "$exists($states.input.kind) is true, so Y",
        ),
        (
            "{% $states.input.detail.amount > 500 and $states.input.kind = 'a' %}",
            "$states.input.detail.amount > 500 and $states.input.kind = 'a' is false, "
            "so N (default)",
        ),
        (False, "false is false, so N (default)"),
        (
            "{% $states.input.nope > 1 %}",
            "The JSONata expression '$states.input.nope > 1' specified for the field "
            "'Choices[0]/Condition' returned nothing (undefined). "
            "So the execution fails with States.QueryEvaluationError",
        ),
    ],
)
def test_a_condition_is_explained_with_its_values(condition, sentence):
    assert explained(condition).sentence == sentence


def test_the_parts_of_a_condition_are_explained_no_further_than_asked():
    rule = explained(
        "{% $states.input.kind = 'b' or $states.input.limit < 1 %}",
    ).rules[0]
    assert [part.sentence for part in rule.comparisons] == ['$states.input.kind: "b" = "b" is true']


def test_the_label_of_a_condition_is_its_expression():
    machine = parse_definition(choice("{% $states.input.kind = 'b' %}"))
    assert [way.label for way in transitions(machine)] == ["$states.input.kind = 'b'", "default"]
