"""Wildcards against a naive reading of them, and their complexity."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns.wildcard import TOO_COMPLEX, compile_wildcard

# Short enough never to be too complex.
PIECES = st.lists(st.text(alphabet="ab\n", max_size=2), min_size=1, max_size=4)


@given(PIECES, st.text(alphabet="ab\n", max_size=12))
def test_wildcard_agrees_with_a_regular_expression(pieces, value):
    text = re.sub(r"\*+", "*", "*".join(pieces))
    expression = ".*".join(map(re.escape, text.split("*")))
    expected = re.fullmatch(expression, value, re.DOTALL) is not None
    assert compile_wildcard(text, "").matches(value) is expected


@pytest.mark.parametrize(
    "text",
    ["/Users/*/dir/dir/dir/dir/dir/doc.txt", "arn:aws:*:*:*:x/*", "*/dir/*", "x" * 5_000, "a*b*c"],
)
def test_wildcard_within_the_limit_compiles(text):
    assert compile_wildcard(text, "").text == text


@pytest.mark.parametrize(
    "text", ["*:*:*:*:*:x/*", "*" + "a" * 10, "*" + "ab" * 40, "*" + "*".join("ab" * 200)]
)
def test_wildcard_beyond_the_limit_is_refused(text):
    with pytest.raises(InvalidPattern, match=re.escape(TOO_COMPLEX)):
        compile_wildcard(text, "")


def test_wildcard_longer_than_the_search_is_refused():
    text = "*" + "".join(chr(0x4E00 + n) for n in range(6_000))
    with pytest.raises(InvalidPattern, match=re.escape(TOO_COMPLEX)):
        compile_wildcard(text, "")


def test_hostile_value_is_matched_without_backtracking():
    assert not compile_wildcard("*a*a*b", "").matches("a" * 1_000_000)
