"""Two texts that a reader takes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.near_misses import difference, first_alike


@pytest.mark.parametrize(
    ("came", "wanted", "words"),
    [
        ("Order-Service", "order-service", "differ only in case"),
        ("order-service ", "order-service", "differ only in spaces"),
        ("order service", "order\u00a0service", "differ only in spaces"),
        ("OrderCreated", "order-created", "differ only in case and punctuation"),
        ("order_created", "order-created", "differ only in punctuation"),
        ("order service", "order-service", "differ only in spaces and punctuation"),
        ("Order-1 ", "order-1", "differ only in case and spaces"),
        ("A - b", "a_b", "differ only in case, spaces and punctuation"),
        ("Order\u200b", "order", "differ only in case and what cannot be seen"),
        ("\u0930\u093e\u092e", "\u0930\u092e\u093e", ""),
        ("\u0e01\u0e32", "\u0e01\u0e35", ""),
        ("order\U0001f44d", "order\U0001f44e", ""),
        ("-5", "5", ""),
        ("1.0", "10", ""),
        ("-", "_", ""),
        ("order-service\u200b", "order-service", "differ only in what cannot be seen"),
        ("caf\u00e9", "cafe\u0301", "differ only in how letters are composed (Unicode)"),
        ("\u043erder-service", "order-service", "differ in a letter: CYRILLIC SMALL LETTER O"),
        ("cafe", "caf\u00e9", "differ in a letter: LATIN SMALL LETTER E WITH ACUTE"),
        ("ab", "\ue000b", "differ in a letter: U+E000"),
        ("payment-service", "order-service", ""),
        ("order-service", "order-service", ""),
        ("\u65e5\u672c", "ab", ""),
        ("a" * 1001, "A" * 1001, ""),
    ],
)
def test_texts_that_a_reader_takes_for_one_are_told_apart(came, wanted, words):
    assert difference(came, wanted) == words
    assert difference(wanted, came) == words


@given(st.text(), st.text())
def test_any_two_texts_differ_alike_from_either_side(one, other):
    assert difference(one, other) == difference(other, one)


def test_the_first_of_what_is_known_is_named():
    assert first_alike("Id", ["amount", "id", "ID"]) == "id"
    assert first_alike("Id", ["amount", "Id"]) == ""
