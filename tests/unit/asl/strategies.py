"""Arbitrary JSON, and definitions that are often right."""

from typing import Any

from hypothesis import strategies as st

RESOURCE = "arn:aws:states:::test:call"
FIELDS = ("a", "b", "n")
PATHS = (
    "$",
    "$.a",
    "$.b",
    "$.n",
    "$.a.b",
    "$.a[0]",
    "$..a",
    "$.b[*]",
    "$.a[?(@.n > 1)]",
    "$['a','b']",
    "$$",
    "$$.Execution.Input",
    "$$.Map.Item.Value",
    "$v",
    "$v.a",
)
EXPRESSIONS = (
    *PATHS,
    "States.Format('{}-{}', $.a, $)",
    "States.MathAdd($.n, 1)",
    "States.Array($, $.a, 'x')",
    "States.JsonToString($)",
    "States.StringToJson($.a)",
    "States.ArrayLength($.b)",
    "States.ArrayUnique($..n)",
    "States.JsonMerge($, $.a, false)",
    "States.UUID()",
    "States.MathRandom(0, $.n)",
    "States.StringSplit($.a, $.b)",
)
REFERENCE_PATHS = ("$", "$.a", "$.a.b", "$.b[0]", "$.n", None)
OPERATORS = {
    "NumericGreaterThan": 1,
    "NumericEqualsPath": "$.n",
    "StringEquals": "x",
    "StringLessThanPath": "$.a",
    "StringMatches": "*x*",
    "BooleanEquals": True,
    "TimestampLessThan": "2024-05-01T12:00:00Z",
    "IsPresent": True,
    "IsNull": False,
    "IsNumeric": True,
    "IsString": True,
}

numbers = st.integers(-10, 10) | st.floats(-5, 5) | st.sampled_from([10**40, 1e308])
scalars = st.none() | st.booleans() | numbers | st.sampled_from(["", "x", "1", "2024-05-01T12:00Z"])
texts = st.text(max_size=5)
json_values = st.recursive(
    scalars | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
payloads = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3)
    ),
    max_leaves=10,
)

comparisons = st.tuples(st.sampled_from(PATHS), st.sampled_from(sorted(OPERATORS))).map(
    lambda drawn: {"Variable": drawn[0], drawn[1]: OPERATORS[drawn[1]]}
)
rules = st.recursive(
    comparisons,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda found: {"And": found})
        | st.lists(inner, min_size=1, max_size=3).map(lambda found: {"Or": found})
        | inner.map(lambda found: {"Not": found})
    ),
    max_leaves=4,
)
templates = st.dictionaries(
    st.sampled_from(("a.$", "b.$", "n.$")), st.sampled_from(EXPRESSIONS), max_size=3
) | payloads.filter(lambda value: isinstance(value, dict))
retries = st.fixed_dictionaries(
    {"ErrorEquals": st.sampled_from((["States.ALL"], ["Oops"], ["States.Timeout"]))},
    optional={
        "MaxAttempts": st.integers(0, 4),
        "BackoffRate": st.sampled_from((1, 2.5)),
        "JitterStrategy": st.sampled_from(("NONE", "FULL")),
        "MaxDelaySeconds": st.integers(1, 9),
    },
).map(lambda retrier: [retrier])


def _optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


flows = _optional(
    InputPath=st.sampled_from((*PATHS, None)),
    OutputPath=st.sampled_from((*PATHS, None)),
    Assign=st.dictionaries(
        st.sampled_from(("v.$", "w.$")), st.sampled_from(EXPRESSIONS), max_size=1
    ),
)
shaping = _optional(Parameters=templates, ResultPath=st.sampled_from(REFERENCE_PATHS))
guards = _optional(ResultSelector=templates, Retry=retries)


@st.composite
def states(draw: st.DrawFn, names: list[str], index: int, depth: int) -> dict[str, Any]:
    """One state of ``names``; most go on to the state after it, so that all are reached."""
    kinds = ["Pass", "Pass", "Choice", "Wait", "Task", "Succeed", "Fail"]
    kind = draw(st.sampled_from(kinds + (["Parallel", "Map"] if depth else [])))
    after = names[index + 1] if index + 1 < len(names) else None
    state = {"Type": kind} | draw(_BODIES[kind](depth, names[index]))
    if kind == "Choice":
        targets = [after or draw(st.sampled_from(names)), draw(st.sampled_from(names))]
        drawn = draw(st.lists(rules, min_size=1, max_size=3))
        choices = [{**rule, "Next": targets[place % 2]} for place, rule in enumerate(drawn)]
        default = draw(_optional(Default=st.sampled_from(names)))
        return {**state, **default, "Choices": choices}
    if kind in ("Succeed", "Fail"):
        return state
    loops = st.sampled_from(names).map(lambda name: {"Next": name})
    way = {"Next": after} if after else draw(st.just({"End": True}) | loops)
    return {**state, **way}


def _merged(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda found: {k: v for part in found for k, v in part.items()})


_BODIES = {
    "Pass": lambda depth, name: _merged(flows, shaping, _optional(Result=payloads)),
    "Choice": lambda depth, name: flows,
    "Wait": lambda depth, name: _merged(
        flows,
        st.sampled_from(
            (
                {"Seconds": 3},
                {"SecondsPath": "$.n"},
                {"Timestamp": "2024-05-01T12:00:00Z"},
                {"TimestampPath": "$.a"},
            )
        ),
    ),
    "Task": lambda depth, name: _merged(
        flows, shaping, guards, st.just({"Resource": RESOURCE, "TimeoutSeconds": 2})
    ),
    "Succeed": lambda depth, name: _optional(InputPath=st.sampled_from(PATHS)),
    "Fail": lambda depth, name: _optional(Error=texts, CausePath=st.sampled_from(EXPRESSIONS)),
    "Parallel": lambda depth, name: _merged(
        flows,
        shaping,
        guards,
        st.tuples(branches(depth - 1, f"{name}x"), branches(depth - 1, f"{name}y")).map(
            lambda found: {"Branches": list(found)}
        ),
    ),
    "Map": lambda depth, name: _merged(
        flows,
        _optional(
            ItemsPath=st.sampled_from(PATHS),
            ItemSelector=templates,
            MaxConcurrency=st.integers(0, 3),
            Retry=retries,
        ),
        branches(depth - 1, f"{name}z").map(lambda found: {"ItemProcessor": found}),
    ),
}


@st.composite
def branches(draw: st.DrawFn, depth: int, prefix: str) -> dict[str, Any]:
    """States that follow each other, named by ``prefix`` and a number."""
    names = [f"{prefix}{number}" for number in range(draw(st.integers(1, 4)))]
    bodies = {name: draw(states(names, index, depth)) for index, name in enumerate(names)}
    return {"StartAt": names[0], "States": bodies}


definitions = branches(1, "S")
