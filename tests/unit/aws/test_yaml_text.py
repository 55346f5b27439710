import yaml
from hypothesis import given
from hypothesis import strategies as st

from eda_core.aws.template.document import yaml_text

# What PyYAML reads back as it was: printable, and no line break but our own.
words = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
texts = words | st.lists(words, min_size=1, max_size=4).map("\n".join)
scalars = texts | st.integers() | st.booleans() | st.none()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(words, values, min_size=1, max_size=4))
def test_what_is_written_is_read_back(document):
    assert yaml.safe_load(yaml_text(document)) == document


def test_text_of_several_lines_stays_readable():
    assert yaml_text({"Code": "a\n  b\n"}) == "Code: |\n  a\n    b\n"


def test_words_that_yaml_takes_for_values_are_quoted():
    assert yaml_text({"On": "yes"}) == '"On": "yes"\n'
