"""Expressions of JSONata by the kind of value they come to, mostly such as mean something."""

import json

from hypothesis import strategies as st

DATA = {
    "orders": [
        {"id": 1, "status": "paid", "total": 120.5, "items": [{"sku": "A", "qty": 2, "price": 10}]},
        {"id": 2, "status": "open", "total": 99, "items": []},
        {"id": 3, "status": "paid", "total": 7, "by": None, "items": [{"sku": "C", "price": 2.25}]},
    ],
    "mixed": [1, "a", None, True, [2], {"k": None}],
    "nested": {"p": {"x": 1}, "q": {"x": 2, "r": {"x": 3}}, "s": 5, "t": [{"x": 6}, {"x": 7}]},
    "name": "Zoé",
    "count": 5,
    "none": None,
}
INTEGERS = ["0", "1", "2", "3", "-1", "-2", "5", "12", "100", "255", "1250"]
NUMBERS = [*INTEGERS, "0.5", "1.5", "-2.5", "12.35", "0.125", "33.333", "1e6", "1e15", "1e-7"]
TEXTS = ["", "a", "abc", "Hello World", "3.50", "007", " 12 ", "a,b,,c", "aXbX", "Zoé", "10px 2em"]
REGEXES = ["/b/", "/[a-c]+/", "/(a)(b)?/", "/A/i", r"/\d+/", r"/\d(?=p)/", r"/(?<=X)b/", r"/(.)\1/"]
NUMBER_PICTURES = [
    "0",
    "#",
    "#,##0",
    "#,##0.00",
    "0.0",
    "#.##",
    "000",
    "#0.0#",
    "0%",
    "(0);-0",
    ",",
]
ODD_PICTURES = ["#,##,##0", "0.0e0", "$0.0e0"]
INTEGER_PICTURES = ["0", "00", "#,##0", "w", "W", "Ww", "w;o", "I", "i", "a", "A", "1;o", "x"]
DATE_PICTURES = [
    "[Y0001]-[M01]-[D01]", "[D1o] [MNn] [Y]", "[FNn], [D]/[M]", "[H01]:[m01]:[s01]", "[h]:[m][P]",
    "[Y] [W] [d]", "[X]-[w]-[xNn]", "[MN,*-3]", "[Z01:01]", "[Q]", "[",
]  # fmt: skip
DATES = [
    ("2024-05-01", "[Y0001]-[M01]-[D01]"), ("3rd February 2018", "[D1o] [MNn] [Y]"),
    ("27/4/2018 2:32 pm", "[D]/[M]/[Y] [h]:[m] [P]"), ("2018-100", "[Y]-[d]"),
    ("20240501", "[Y0001][M01][D01]"), ("2018-5", "[Y]-[D]"), ("nope", "[Y]"),
]  # fmt: skip
ARRAYS = [
    "[]", "[1]", "[3, 1, 2]", "['b', 'a', 'b']", "[1, 'a']", "[1, 1, true]", "[null]",
    "[[1, 2], [3]]",
    "[{'k': 1, 'v': 'a'}, {'k': 0, 'v': 'b'}, {'k': 1, 'v': 'c'}]", "[1..4]", "$states.input.mixed",
    "$states.input.orders", "$states.input.orders.items", "$states.input.orders.total",
    "$states.input.orders[status = 'paid']", "$states.input.orders^(>total)", "$states.input.**.x",
    "$states.input.nested.*", "$states.input.nested.*.*", "$states.input.mixed.*",
]  # fmt: skip
OBJECTS = [
    "{}", "{'a': 1}", "{'b': 0.1 + 0.2, 'a': ['é', null]}", "$states.input", "$states.input.nested",
    "$states.input.orders[0]", "$states.input.orders{status: $count(id)}",
]  # fmt: skip
FUNCTIONS = [
    "function($x) { $x }", "function($x) { $x > 1 }", "function($x, $i) { $i }", "$string", "$type",
    "function($l, $r) { $l > $r }", "function($l, $r) { $l.k > $r.k }", "$sum", "$uppercase",
]  # fmt: skip


def _texts_of(values: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(values).map(json.dumps)


numbers = st.sampled_from(NUMBERS)
texts = _texts_of(TEXTS)
arrays = st.sampled_from(ARRAYS)
objects = st.sampled_from(OBJECTS)
functions = st.sampled_from(FUNCTIONS)
patterns = texts | st.sampled_from(REGEXES)
booleans = st.sampled_from(["true", "false"])
others = st.sampled_from(["null", "$states.input.nope", "$states.input.none"])
values = numbers | texts | arrays | objects | booleans | others
dates = st.sampled_from(DATES)
millis = st.integers(0, 4 * 10**12).map(str)
timezones = st.sampled_from(["+0100", "-0800"])


def _call(name: str, *arguments: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A call with all arguments, or without the last."""
    every = st.tuples(*arguments)
    given = every if len(arguments) == 1 else every | every.map(lambda each: each[:-1])
    return given.map(lambda each: f"${name}({', '.join(each)})")


def _filled(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda drawn: template.format(*drawn))


calls = st.one_of(
    *(_call(name, numbers) for name in ("abs", "floor", "ceil", "sqrt", "formatBase")),
    *(_call(name, texts) for name in ("base64encode", "base64decode")),
    *(_call(name, texts) for name in ("length", "trim", "uppercase", "lowercase", "encodeUrl")),
    *(_call(name, arrays) for name in ("sum", "max", "min", "average", "count", "reverse")),
    *(_call(name, arrays) for name in ("distinct", "sort", "merge", "zip")),
    *(_call(name, values) for name in ("boolean", "not", "type", "exists", "keys", "spread")),
    *(_call(name, values) for name in ("string", "number", "distinct")),
    *(_call(name, arrays, functions) for name in ("map", "filter", "sort", "single", "reduce")),
    *(_call(name, objects, functions) for name in ("each", "sift")),
    _call("round", numbers, st.sampled_from(INTEGERS[:6])),
    _call("power", numbers, st.sampled_from(INTEGERS[:6])),
    _call("formatBase", numbers, st.sampled_from(["2", "16", "36", "1", "2.5"])),
    _call("substring", texts, numbers, numbers),
    _call("substringBefore", texts, texts),
    _call("substringAfter", texts, texts),
    _call("pad", texts, st.sampled_from(INTEGERS[:8]), texts),
    _call("join", arrays, texts),
    _call("append", values, values),
    _call("lookup", values, texts),
    _call("contains", texts, patterns),
    _call("match", texts, st.sampled_from(REGEXES), st.sampled_from(INTEGERS[:6])),
    _call("split", texts, patterns, st.sampled_from(INTEGERS[:6])),
    _filled("$replace({}, {}, {})", texts, patterns, texts),
    _call("clone", objects),
    _filled("$formatNumber({}, {})", numbers, _texts_of([*NUMBER_PICTURES, *ODD_PICTURES])),
    _filled("$formatInteger({}, {})", numbers, _texts_of(INTEGER_PICTURES)),
    _filled("$parseInteger({}, {})", texts, _texts_of(INTEGER_PICTURES)),
    _filled("$fromMillis({}, {}, '{}')", millis, _texts_of(DATE_PICTURES), timezones),
    dates.map(lambda pair: f"$toMillis({json.dumps(pair[0])}, {json.dumps(pair[1])})"),
)
FRAMES = (
    "[{0}, {1}]", "{{'k': {0}, 'l': {1}}}", "({0} + {1})", "({0} - {1})", "({0} * {1})",
    "({0} % {1})", "({0} & {1})", "({0} = {1})", "({0} != {1})", "({0} < {1})", "({0} >= {1})",
    "({0} in {1})", "({0} and {1})", "({0} ? {1} : {0})", "({0}).({1})", "({0})[{1}]", "({0})[0]",
    "({0})[-1]", "({0})^($)", "({0})^(>$)", "({0}){{$string($): $count($)}}", "($v := {0}; {1})",
    "({0})[]", "({0}).*", "({0}).**", "({0})#$i.($i)", "({0}).$string($)", "({0})[$ = {1}]",
    "$map({0}, function($q) {{ {1} }})", "$sort({0}, function($l, $r) {{ $l > $r }})",
    "$filter({0}, function($q) {{ $q = {1} }})", "({0} ~> |$|{1}|)", "({0} ~> $count())", "-{0}",
)  # fmt: skip

expressions = st.recursive(
    calls | values,
    lambda inner: st.tuples(st.sampled_from(FRAMES), inner, inner).map(
        lambda drawn: drawn[0].format(drawn[1], drawn[2])
    ),
    max_leaves=5,
)

patterns_that_look = st.recursive(
    st.sampled_from(
        ["a", "b", "c", "1", ".", "[abc]", "[^a]", r"\d", r"\w", r"\b", "^", "$", "ab"]
    ),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                "({})",
                "({})(?:{})",
                "(?:{}|{})",
                "(?={})({})",
                "(?!{})({})",
                "(?<={})({})",
                "(?<!{})({})",
            ]
        ),
        st.sampled_from(["", "", "+", "{{1,2}}"]),
        inner,
        inner,
    ).map(lambda drawn: (drawn[0] + drawn[1]).format(drawn[2], drawn[3])),
    max_leaves=6,
).filter(lambda pattern: "(?=" in pattern or "(?!" in pattern or "(?<" in pattern)
"""Patterns that look ahead or behind. Nothing in them may be repeated without being there once."""
