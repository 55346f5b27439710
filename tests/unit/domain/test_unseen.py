"""What cannot be seen is shown as an escape, here as in the browser."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.unseen import reveal, write_halves

CASES = json.loads((Path(__file__).parents[2] / "scripts" / "unseen.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "shown"), CASES)
def test_what_cannot_be_seen_is_an_escape(text, shown):
    assert reveal(text) == shown


@given(st.text())
def test_what_is_shown_of_a_json_text_says_the_same(text):
    written = json.dumps(text, ensure_ascii=False)
    assert json.loads(reveal(written)) == text


@given(st.text())
def test_what_is_shown_is_shown_as_it_is(text):
    assert reveal(reveal(text)) == reveal(text)


def test_halves_of_a_pair_are_written_and_nothing_else():
    assert write_halves("a\u200b\ud800😀\udc00") == "a\u200b\\ud800😀\\udc00"
