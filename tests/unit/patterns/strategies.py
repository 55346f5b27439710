"""Random event patterns and events over few names and values, so that they often meet."""

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "c", "a.b", "b.c", "a.b.c", "d", ""])
VALUES = st.sampled_from(
    (
        *("", "x", "X", "xy", "yx", "10.0.0.1", "010.0.0.1", "1", "true"),
        *(0, 1, 1.0, 5, -1.5, 2**53 + 1, True, False, None),
    )
)
TEXTS = st.sampled_from(["", "x", "X", "xy", "y", "ß", "10.0.0.1"])
NUMBERS = st.sampled_from([-2, 0, 1, 1.0, 5])
REFUSED = TEXTS | NUMBERS | st.lists(TEXTS, min_size=1, max_size=2)
REFUSED_TEXTS = TEXTS.filter(bool) | st.lists(TEXTS.filter(bool), max_size=2)
WILDCARDS = st.sampled_from(["*", "x*", "*y", "x*x", "", "\\*", "*x*y*"])
RANGES = st.sampled_from(
    [["=", 1], ["<", 1], ["<=", 1.0], [">", 0], [">=", 5], [">", 0, "<=", 5], [">=", -2, "<", 1]]
)


def operation(name: str, operand: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects that name one operator."""
    return st.fixed_dictionaries({name: operand})


OPERATIONS = st.one_of(
    operation("prefix", TEXTS | operation("equals-ignore-case", TEXTS)),
    operation("suffix", TEXTS | operation("equals-ignore-case", TEXTS)),
    operation("equals-ignore-case", TEXTS),
    operation("wildcard", WILDCARDS),
    operation("exists", st.booleans()),
    operation("cidr", st.sampled_from(["10.0.0.0/8", "::/0"])),
    operation("numeric", RANGES),
    operation("anything-but", REFUSED),
    operation("anything-but", operation("prefix", REFUSED_TEXTS)),
    operation("anything-but", operation("equals-ignore-case", REFUSED_TEXTS)),
    operation("anything-but", operation("wildcard", WILDCARDS)),
)
ENTRIES = st.lists(VALUES | OPERATIONS, min_size=1, max_size=2)


def _objects(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(NAMES, below, min_size=1, max_size=2)


_FIELDS = _objects(ENTRIES)
_DEEP_FIELDS = _objects(ENTRIES | _FIELDS)
_CHOICES = operation("$or", st.lists(_FIELDS, min_size=2, max_size=2))
_WITH_CHOICES = st.tuples(_FIELDS, _CHOICES).map(lambda parts: {**parts[0], **parts[1]})
PATTERNS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    _FIELDS, _DEEP_FIELDS, _objects(_DEEP_FIELDS), _WITH_CHOICES, _objects(_WITH_CHOICES)
)

_ARRAYS = st.lists(VALUES, max_size=3)
_OBJECTS = st.dictionaries(NAMES, VALUES | _ARRAYS, max_size=3)
_ELEMENTS = st.lists(_OBJECTS | VALUES | _ARRAYS, max_size=3)
_DEEP_OBJECTS = st.dictionaries(NAMES, VALUES | _OBJECTS | _ELEMENTS, max_size=3)
EVENTS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    NAMES, VALUES | _ELEMENTS | _DEEP_OBJECTS | st.lists(_DEEP_OBJECTS, max_size=2), max_size=3
)

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    _SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=4), below),
    max_leaves=12,
)
