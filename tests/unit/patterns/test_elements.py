"""Fields of one array must be met by one element: the search against a naive one."""

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.patterns import compile_pattern
from eda_core.patterns.branches import Branch, Field
from eda_core.patterns.leaves import FoundLeaves, Leaf, find_leaves
from tests.examples import examples
from tests.unit.patterns.strategies import EVENTS, PATTERNS


def agree(taken: dict[int, int], leaf: Leaf) -> bool:
    return all(taken.get(array, element) == element for array, element in leaf.place)


def naively_met(fields: list[Field], found: FoundLeaves, taken: dict[int, int]) -> bool:
    """Try every value for every field, in the order of the paths."""
    if not fields:
        return True
    first, *rest = fields
    leaves = [leaf for leaf in found.leaves.get(first.path, []) if agree(taken, leaf)]
    if not leaves and first.absent and naively_met(rest, found, taken):
        return True
    meeting = (leaf for leaf in leaves if first.accepts(leaf.value))
    return any(naively_met(rest, found, {**taken, **dict(leaf.place)}) for leaf in meeting)


def in_order(branch: Branch) -> list[Field]:
    return sorted(branch, key=lambda each: each.path)


@given(PATTERNS, st.lists(EVENTS | st.lists(EVENTS, max_size=2), max_size=4))
@settings(max_examples=examples(200))
def test_match_agrees_with_the_naive_search(pattern, elements):
    compiled = compile_pattern({"k": pattern})
    event = {"k": elements}
    found = find_leaves(event, compiled.root)
    naive = any(naively_met(in_order(branch), found, {}) for branch in compiled.branches)
    assert compiled.matches(event) == naive


def test_leaves_of_one_path_keep_the_order_of_the_event():
    compiled = compile_pattern({"a": {"b": [1]}})
    found = find_leaves({"a": [{"b": 1}, {"b": [2, 3]}, [{"b": 4}]]}, compiled.root)
    assert [leaf.value for leaf in chain(*found.leaves.values())] == [1, 2, 3, 4]
