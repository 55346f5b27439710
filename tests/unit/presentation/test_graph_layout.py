from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.presentation.graph.layers import MAX_KNOTS
from eda_core.presentation.graph.layout import Item, Level, layout, size_fault
from tests.examples import examples

SLACK = 0.01
FEW = settings(max_examples=examples(40))


@st.composite
def levels(draw, prefix="s", depth=2, largest=10):
    """States with any lines between them, some of them groups of others."""
    names = [f"{prefix}{number}" for number in range(draw(st.integers(1, largest)))]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names))
    items = tuple(
        Item(
            name,
            draw(st.sampled_from((92, 140, 220))),
            draw(st.sampled_from((30, 43))),
            draw(st.sampled_from((0, 20))),
            draw(st.sampled_from((0, 20))),
            tuple(draw(insides(f"{name}-", depth))),
        )
        for name in names
    )
    rooms = draw(st.dictionaries(pairs, st.sampled_from((0, 60, 150)), max_size=3 * len(names)))
    return Level(names[0], items, rooms)


def insides(prefix, depth):
    if not depth:
        return st.just([])
    inner = st.integers(0, 2).flatmap(
        lambda count: st.tuples(
            *(levels(f"{prefix}{number}", depth - 1, 3) for number in range(count))
        )
    )
    return st.one_of(st.just(()), st.just(()), inner)


def inside_names(item):
    """The names of all states inside a group, at any depth."""
    for level in item.inside:
        for inner in level.items:
            yield inner.name
            yield from inside_names(inner)


def all_items(level):
    for item in level.items:
        yield item
        for inner in item.inside:
            yield from all_items(inner)


def apart(one, other):
    return (
        one.right <= other.left + SLACK
        or other.right <= one.left + SLACK
        or one.bottom <= other.top + SLACK
        or other.bottom <= one.top + SLACK
    )


def contains(group, box):
    across = group.left <= box.left + SLACK and box.right <= group.right + SLACK
    return across and group.top <= box.top + SLACK and box.bottom <= group.bottom + SLACK


@FEW
@given(levels())
def test_no_two_boxes_overlap_but_a_group_and_what_is_inside(level):
    boxes = layout(level).boxes
    kin = {item.name: set(inside_names(item)) for item in all_items(level)}
    for one, other in combinations(boxes, 2):
        if other not in kin[one] and one not in kin[other]:
            assert apart(boxes[one], boxes[other]), (one, other)


@FEW
@given(levels())
def test_a_group_contains_exactly_its_states(level):
    boxes = layout(level).boxes
    for item in all_items(level):
        if item.inside:
            within = {name for name, box in boxes.items() if contains(boxes[item.name], box)}
            assert within == {item.name, *inside_names(item)}


@FEW
@given(levels())
def test_every_box_is_inside_the_picture(level):
    placed = layout(level)
    assert set(placed.boxes) == {item.name for item in all_items(level)}
    for box in placed.boxes.values():
        assert box.left >= 0
        assert box.right <= placed.width + SLACK
        assert box.top >= 0
        assert box.bottom <= placed.height + SLACK


@FEW
@given(levels(depth=0))
def test_no_line_runs_through_a_box(level):
    placed = layout(level)
    for ends, route in placed.routes.items():
        for x, first, last in route.stops[1:-1]:
            top, bottom = sorted((first, last))
            crossed = [
                name
                for name, box in placed.boxes.items()
                if box.left < x < box.right and top < box.bottom and box.top < bottom
            ]
            assert crossed == [], ends


@FEW
@given(levels(depth=0))
def test_no_two_labels_overlap(level):
    placed = layout(level)
    labels = [(*placed.routes[ends].label, width) for ends, width in level.rooms.items() if width]
    for (x, y, width), (other_x, other_y, other_width) in combinations(labels, 2):
        wide_enough = abs(x - other_x) >= (width + other_width) / 2
        assert wide_enough or abs(y - other_y) >= 15


@FEW
@given(levels())
def test_a_layout_is_the_same_each_time(level):
    assert layout(level) == layout(level)


def chain(count):
    items = tuple(Item(f"s{number}", 100, 30) for number in range(count))
    rooms = {(f"s{number}", f"s{number + 1}"): 0.0 for number in range(count - 1)}
    return Level("s0", items, rooms)


def test_states_follow_each_other_downwards():
    boxes = layout(chain(5)).boxes
    heights = [boxes[f"s{number}"].y for number in range(5)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 5


def test_a_chain_is_straight():
    assert len({round(box.x, 3) for box in layout(chain(20)).boxes.values()}) == 1


@pytest.mark.parametrize("ends", [("a", "a"), ("b", "a")], ids=["to itself", "to the state before"])
def test_a_line_back_is_drawn_at_the_side(ends):
    items = (Item("a", 100, 30), Item("b", 100, 30))
    placed = layout(Level("a", items, {("a", "b"): 0.0, ends: 0.0}))
    route = placed.routes[ends]
    assert route.back
    assert all(x >= placed.boxes["a"].right for x, _, _ in route.stops[1:-1])


def test_lines_that_need_not_cross_do_not():
    items = tuple(Item(name, 92, 30) for name in "abcde")
    rooms = {("a", "b"): 0.0, ("a", "c"): 0.0, ("c", "d"): 0.0, ("b", "e"): 0.0}
    boxes = layout(Level("a", items, rooms)).boxes
    assert (boxes["b"].x < boxes["c"].x) == (boxes["e"].x < boxes["d"].x)


def test_more_lines_than_can_be_drawn_are_refused_with_a_sentence():
    names = [f"s{number}" for number in range(60)]
    rooms = {(one, other): 0.0 for one in names for other in names}
    level = Level("s0", tuple(Item(name, 92, 30) for name in names), rooms)
    assert "too many states to be drawn" in size_fault(level)
    assert size_fault(chain(MAX_KNOTS)) == ""
