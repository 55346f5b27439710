"""Expressions of JSONata, often right, and definitions that use them."""

from typing import Any

from hypothesis import strategies as st

from eda_core.asl.jsonata.builtins import NAMES
from tests.unit.asl.strategies import RESOURCE, payloads, retries

ATOMS = (
    "$states",
    "$states.input",
    "$states.input.a",
    "$states.input.b[0]",
    "$states.input.**",
    "$states.input.*",
    "$states.context.Execution.Input",
    "$states.context.Map.Item.Value",
    "$v",
    "$f",
    "1",
    "-2.5",
    "1e300",
    "'x'",
    "'2024-05-01T12:00:00Z'",
    "true",
    "null",
    "[]",
    "[1..9]",
    "[1..1000000000]",
    "{}",
    "/(a+)+$/",
    "function($x) { $x }",
    "function($x, $y) { $f($x) }",
)
FRAMES = (
    "({0})",
    "[{0}, {1}]",
    "{{'k': {0}, 'l': {1}}}",
    "{0} + {1}",
    "{0} - {1}",
    "{0} / {1}",
    "{0} % {1}",
    "{0} & {1}",
    "{0} = {1}",
    "{0} < {1}",
    "{0} in {1}",
    "{0} and {1}",
    "{0} ? {1} : {0}",
    "{0}.{1}",
    "{0}[{1}]",
    "{0}.({1})",
    "{0}.($ = {1})",
    "{0}[$ > {1}]",
    "{0}^(>{1})",
    "{0}{{'k': {1}}}",
    "{0} ~> {1}",
    "{0} ~> |$|{1}|",
    "[{0}..{1}]",
    "($f := {0}; {1})",
    "($f := function($x) {{ $f({0}) }}; $f({1}))",
    "($f := function($x) {{ [$x, $x] }}; $f($f($f({0}))))",
)
CALLS = (*(f"${name}({{0}}, {{1}})" for name in sorted(NAMES)), "$map({0}, function($x) {{ {1} }})")

expressions = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.tuples(st.sampled_from(FRAMES + CALLS), inner, inner).map(
        lambda drawn: drawn[0].format(drawn[1], drawn[2])
    ),
    max_leaves=6,
)
steady = st.sampled_from(
    ("$states.input", "1", "[1, 2]", "{'a': $states.input}", "$exists($v)", "$states.context")
)
marked = (steady | steady | steady | steady | expressions).map(lambda text: f"{{% {text} %}}")
values = st.recursive(
    marked | payloads,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("a"), inner),
    max_leaves=3,
)


def _optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _body(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    fixed = {name: st.just(value) for name, value in fields.items()}
    return st.fixed_dictionaries(fixed, optional={"Output": values, "Assign": _assign})


_assign = st.dictionaries(st.just("v"), values)
_inside = {
    "StartAt": "I",
    "States": {"I": {"Type": "Pass", "Output": "{% [$states] %}", "End": True}},
}
_caught = [{"ErrorEquals": ["States.ALL"], "Next": "Z", "Output": "{% $states %}"}]


@st.composite
def states(draw: st.DrawFn, following: str) -> dict[str, Any]:
    """One state that goes on to ``following``."""
    kind = draw(st.sampled_from(sorted(_BODIES)))
    state = {"Type": kind, **draw(_BODIES[kind])}
    if kind == "Choice":
        condition = draw(st.booleans() | st.just("{% $exists($v) %}") | marked)
        choice = {"Condition": condition, "Next": following, **draw(_optional(Output=values))}
        return {**state, "Choices": [choice], "Default": following}
    return {**state, "Next": following}


_BODIES = {
    "Pass": _body(),
    "Choice": _body(),
    "Wait": st.tuples(
        _body(),
        st.just({"Seconds": "{% 1 + 1 %}"})
        | st.just({"Timestamp": "{% $now() %}"})
        | marked.map(lambda text: {"Seconds": text}),
    ).map(lambda parts: parts[0] | parts[1]),
    "Task": st.tuples(
        _body(Resource=RESOURCE, Catch=_caught),
        _optional(Arguments=values, Retry=retries, TimeoutSeconds=st.just("{% 2 %}") | marked),
    ).map(lambda parts: parts[0] | parts[1]),
    "Parallel": st.tuples(
        _body(Branches=[_inside], Catch=_caught), _optional(Arguments=values)
    ).map(lambda parts: parts[0] | parts[1]),
    "Map": st.tuples(
        _body(ItemProcessor=_inside, Catch=_caught),
        _optional(
            Items=st.just([1, 2]) | st.just("{% [1..3] %}") | marked,
            ItemSelector=values,
            MaxConcurrency=st.just("{% 1 %}") | marked,
        ),
    ).map(lambda parts: parts[0] | parts[1]),
}


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A JSONata machine of a few states in a row; the last may loop."""
    names = ["A", "B", "C"][: draw(st.integers(1, 3))]
    bodies = {
        name: draw(states(after)) for name, after in zip(names, [*names[1:], "Z"], strict=True)
    }
    again = draw(st.sampled_from(("{% $exists($v) %}", "{% $random() < 0.2 %}")) | marked)
    last = {"Type": "Choice", "Choices": [{"Condition": again, "Next": "A"}], "Default": "Y"}
    ends = {"Z": last, "Y": {"Type": "Succeed", "Output": draw(values)}}
    return {"QueryLanguage": "JSONata", "StartAt": "A", "States": {**bodies, **ends}}
