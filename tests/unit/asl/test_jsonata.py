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
from eda_core.domain.errors import InvalidDefinition

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
        "import sys; limit = sys.getrecursionlimit(); import eda_core.asl.jsonata.program; "
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


def task(**fields: Any) -> dict[str, Any]:
    """A machine of one Task with ``fields``, and a state to go on to."""
    state = {"Type": "Task", "Resource": "arn:aws:states:::test:call", "End": True, **fields}
    states = {"T": state, "Z": {"Type": "Succeed"}}
    catch = {"ErrorEquals": ["States.ALL"], "Next": "Z"}
    state.setdefault("Catch", [catch])
    return {"QueryLanguage": "JSONata", "StartAt": "T", "States": states}


@pytest.mark.parametrize("field", ["Output", "Assign"])
def test_the_result_and_the_error_are_read_where_they_are(field):
    read = {"v": "{% $states.result.n %}"}
    caught = {"ErrorEquals": ["A"], "Next": "Z", field: {"v": "{% $states.errorOutput.Error %}"}}
    assert parse_definition(task(**{field: read}, Catch=[caught]))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"Arguments": "{% $states.result %}"}, "Arguments"),
        ({"Output": "{% $states.errorOutput %}"}, "Output"),
        ({"Output": {"a": ["{% $f($states.errorOutput.Cause) %}"]}}, "Output.a[0]"),
        ({"TimeoutSeconds": "{% $states.result.n %}"}, "TimeoutSeconds"),
        (
            {"Catch": [{"ErrorEquals": ["A"], "Next": "Z", "Output": "{% $states.result %}"}]},
            "Catch[0].Output",
        ),
    ],
)
def test_the_result_and_the_error_are_refused_elsewhere(fields, place):
    with pytest.raises(InvalidDefinition, match="is not supported: it is in the Output") as refusal:
        parse_definition(task(**fields))
    assert refusal.value.path == f"States.T.{place}"


@pytest.mark.parametrize(
    "expression",
    [
        "name",
        "$.name",
        "$",
        "$$",
        "*",
        "**",
        "[1, name]",
        "$sum(items.price)",
        "$states.input.a ? name : 1",
        "($x := name; $x)",
        "{'k': name}",
        "name ~> $string",
        "$map($states.input.a, function($v) { $v + name })",
        "$states.input.a[$$.b = 1]",
    ],
)
def test_a_document_to_be_read_is_not_there(expression):
    with pytest.raises(InvalidDefinition, match=r"is not supported: the input is \$states\.input"):
        parse_expression(f"{{% {expression} %}}", "Output", "A.Output")


@pytest.mark.parametrize(
    "expression",
    [
        "$states.input.a[b = 1].c",
        "$states.input.a.(b & c)",
        "$states.input.a{b: $sum(c)}",
        "$states.input.a^(b, >c)",
        "$states.input ~> |a|{'b': c}|",
        "$states.input.a#$i[$i = 0].b",
        "$states.input.a@$x.(b & $x.c)",
        "$states.input.a.b.%.c",
        "$v.**.b",
        "{'a': 1}.a",
        "$map($states.input.a, function($v) { $v.b[c > 1] })",
    ],
)
def test_a_name_below_a_path_is_one_of_the_data(expression):
    assert parse_expression(f"{{% {expression} %}}", "Output", "A.Output")


def test_a_function_there_is_not_fails_when_it_is_called():
    with pytest.raises(EvaluationFailed, match="T1006: Attempted to invoke a non-function"):
        evaluate("$eval('1 + 1')")


def test_a_null_of_the_data_is_a_null_everywhere():
    data = {"n": None, "a": [None, 1]}
    expression = parse_expression(
        "{% [$type($states.input.n), $map($states.input.a, $type), $count($states.input.a), "
        "$states.input.a[0] = null, $exists($states.input.a[0]), $string($states.input)] %}",
        "Output",
        "A.Output",
    )
    text = '{"n":null,"a":[null,1]}'
    assert expression.evaluate({"input": data}, GivenScope()) == [
        "null", "null", "number", 2, True, True, text
    ]  # fmt: skip
