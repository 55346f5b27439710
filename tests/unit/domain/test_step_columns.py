"""Columns of steps read with their few places as digits are those of the whole as JSON."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.chunks import read_steps, step_columns, to_json
from eda_core.domain.deliveries import DeliveryStep
from tests.examples import examples

NAMES = st.sampled_from(
    ["a", "b", "c", 'x"],[0,1]],"odd":[', "]],", "[1]", "\\", '"', "ü", "", "events"]
)
"""Texts that look like what stands between two columns."""


@st.composite
def columns(draw):
    """The JSON value of a chunk of steps, with up to twelve different rules."""
    steps = draw(st.lists(st.sampled_from(list(DeliveryStep)), min_size=1, unique=True))
    events = draw(st.lists(NAMES, min_size=1, unique=True))
    rules = draw(st.lists(st.none() | st.tuples(NAMES, NAMES), min_size=1, max_size=12))
    count = draw(st.integers(1, 30))

    def places(values):
        place = st.integers(0, len(values) - 1)
        return [values, draw(st.lists(place, min_size=count, max_size=count))]

    odd = draw(st.lists(st.tuples(st.integers(0, count - 1), st.just(2), NAMES), max_size=2))
    later = draw(st.lists(st.integers(-5, 10**6), min_size=count, max_size=count))
    return {
        "at": [draw(st.integers(0, 2**42)), *later],
        "steps": places(steps),
        "events": places(events),
        "rules": places(rules),
        "odd": odd,
    }


@given(columns())
@settings(max_examples=examples(200))
def test_few_places_are_read_as_digits(value):
    text = to_json(value).encode()
    read, whole = read_steps(text), step_columns(json.loads(text))
    for name in ("at", "steps", "step_places", "events", "event_places", "rules", "odd"):
        assert list(getattr(read, name)) == list(getattr(whole, name))
    assert list(read.rule_places) == list(whole.rule_places)
    assert list(read.codes) == list(whole.codes)
    assert read.meanings == whole.meanings
    wanted = {*list(whole.meanings)[::2]}
    assert list(read.places_of(wanted)) == list(whole.places_of(wanted))
    has_digits = max(*value["steps"][1], *value["rules"][1]) < 10
    assert isinstance(read.step_places, bytes) is has_digits


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b'{"at":[1,2],"steps":[[],[1]],"events":['])
def test_what_are_no_columns_is_refused(text):
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_steps(text)


def test_columns_of_which_one_is_shorter_are_refused():
    value = {"at": [1, 2, 3], "steps": [["RULE_MATCH"], [0, 0]], "events": [["a"], [0, 0]]}
    value |= {"rules": [[["r", "t"]], [0]], "odd": []}
    with pytest.raises(ValueError, match="equally long"):
        read_steps(to_json(value).encode())
