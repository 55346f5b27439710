import pytest

from eda_core.presentation.wording import (
    ago_text,
    amount_text,
    as_markdown,
    clock_time,
    count_text,
    path_text,
    sentence_as_markdown,
    value_text,
)


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-5, "just now"),
        (999, "just now"),
        (5_400, "5 s ago"),
        (240_000, "4 min ago"),
        (28_642_302_000, "331 days ago"),
    ],
)
def test_ages_are_whole_steps(ms, text):
    assert ago_text(ms) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100, "100"),
        (100.0, "100"),
        (500.01, "500.01"),
        (1234567.89, "1234567.89"),
        (1e15, "1000000000000000"),
        ("600", '"600"'),
        (True, "true"),
        ([1], "[1]"),
        (1e300, "1e+300"),
    ],
)
def test_values_are_written_as_they_came(value, text):
    assert value_text(value) == text


def test_a_long_value_is_cut():
    assert len(value_text("x" * 500)) == 60


def test_a_missing_amount_is_named():
    assert amount_text(None) == "no amount"


def test_time_of_day_has_milliseconds():
    assert clock_time(1_769_860_800_007) == "12:00:00.007"


def test_thousands_stand_apart():
    assert count_text(1234567) == "1\u202f234\u202f567"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("`amount` must be a number", "`amount` must be a number"),
        ("one ` alone *", r"one \` alone \*"),
        ("`a\n\n<b>` x", "\\`a\n\n\\<b\\>\\` x"),
        ("`a\u200b` \u202eb", r"`a\u200b` \\u202eb"),
    ],
)
def test_names_in_backticks_are_code_and_nothing_else_is_markup(text, markdown):
    assert sentence_as_markdown(text) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("https://a.b/c", r"https\::small[]//a\.b/c"),
        ("www.a.b me@a.b", r"www:small[]\.a\.b me:small[]@a\.b"),
        (":material/a: :material_a:", r"\::small[]material/a\: \::small[]material\_a\:"),
        (":streamlit:", r"\::small[]streamlit\:"),
        ("a -> b -- c", r"a \-:small[]\> b \-:small[]\- c"),
        ("a\n===", "a\n&#61;=="),
        ("    a\n\tb", "&#32;   a\n&#9;b"),
        ("10:02 a@ @b w.w x=1", r"10\:02 a@ @b w\.w x=1"),
    ],
)
def test_nothing_is_made_of_a_text_after_its_escapes(text, markdown):
    assert as_markdown(text) == markdown


def test_a_name_that_would_be_another_as_code_is_no_code():
    assert sentence_as_markdown("`:material/bolt:`") == r"\`\::small[]material/bolt\:\`"


def test_a_path_that_goes_in_circles_is_named_by_its_first_and_last_states():
    states = [f"s{at}" for at in range(5000)]
    told = path_text(states)
    assert told.startswith("s0 → s1 → ")
    assert told.endswith(
        " → s7 → … 4\u202f984 more … → s4992 → s4993 → s4994 → s4995 → s4996 → "
        "s4997 → s4998 → s4999"
    )
    assert path_text(states[:17]) == " → ".join(states[:17])
