import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.sets import best_answer as module
from eda_core.sets.best_answer import best_answer, round_between
from eda_core.sets.luck import weight
from eda_core.sets.questions import Aspect, Is, NumberCounts, Over, SetQuestion, Within, WordCounts

AMOUNT = SetQuestion(Aspect.NUMBER, "amount")
CHANNEL = SetQuestion(Aspect.WORD, "channel")


def numbers(values, a, b):
    return NumberCounts(AMOUNT, np.array(values, float), np.array(a), np.array(b))


def tally(words, a, b):
    return WordCounts(CHANNEL, words, np.array(a), np.array(b))


def test_a_number_finds_its_cut_and_says_it_round():
    answer = best_answer(
        numbers([100, 250, 499.5, 501, 800], [0, 2, 0, 200, 198], [900, 600, 97, 1, 2])
    )
    assert answer.fact.test == Over(500)
    assert (answer.a, answer.in_a, answer.b, answer.in_b) == (398, 400, 3, 1600)


def test_where_the_first_set_has_the_smaller_numbers_the_cut_is_the_other_way_round():
    answer = best_answer(numbers([1, 2, 3], [50, 0, 0], [0, 20, 20]))
    assert answer.fact.test == Over(1, negated=True)


def test_what_lies_in_between_is_a_span():
    answer = best_answer(
        numbers(range(10), [5, 4, 5, 4, 60, 70, 5, 5, 4, 5], [50] * 4 + [0, 0] + [50] * 4)
    )
    assert answer.fact.test == Within(4, 5)


def test_a_word_is_named_where_it_is_commoner_and_denied_where_it_is_rarer():
    assert best_answer(tally(("web", "app", "kiosk"), [5, 5, 90], [50, 50, 0])).fact.test == Is(
        "kiosk"
    )
    answer = best_answer(tally(("web", "app", "kiosk"), [50, 50, 0], [5, 5, 90]))
    assert answer.fact.test == Is("kiosk", negated=True)
    assert (answer.a, answer.b) == (100, 10)


def test_of_two_words_the_one_that_is_true_is_named():
    assert best_answer(tally(("no", "yes"), [90, 10], [10, 90])).fact.test == Is("no")


@pytest.mark.parametrize(
    "counts",
    [
        numbers([], [], []),
        numbers([500], [4], [9]),
        numbers([500, 600], [4, 3], [0, 0]),
        tally(("yes",), [4], [9]),
        tally(("no", "yes"), [0, 4], [0, 9]),
        tally(("no", "yes"), [0, 0], [5, 9]),
    ],
)
def test_where_nothing_differs_or_one_set_is_not_asked_there_is_no_answer(counts):
    assert best_answer(counts) is None


def test_a_field_with_many_values_is_no_better_off_than_one_with_two():
    two = best_answer(numbers([1, 2], [0, 9], [30, 0]))
    many = best_answer(numbers(range(39), [0] * 30 + [1] * 9, [1] * 30 + [0] * 9))
    assert many.ln_luck > two.ln_luck


def spans(least, greatest, a, b):
    ends = np.array(greatest, float), np.array(a), np.array(b), np.array(least, float)
    return NumberCounts(AMOUNT, *ends, 10.0)


def test_a_cut_between_two_spans_of_numbers_lies_between_their_ends():
    answer = best_answer(spans([0, 499.97, 510], [9, 499.99, 519], [0, 0, 40], [30, 5, 0]))
    assert answer.fact.test == Over(500)
    answer = best_answer(spans([0, 490, 500], [9, 499, 509], [0, 0, 40], [30, 5, 0]))
    assert 499 <= answer.fact.test.bound < 500


def test_a_span_of_spans_reaches_from_the_least_to_the_greatest():
    answer = best_answer(spans([0, 10, 20, 30], [9, 19, 29, 39], [0, 40, 40, 0], [40, 0, 0, 40]))
    assert answer.fact.test == Within(10, 29)


COUNTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=60)


@given(COUNTS, st.integers(1, 5))
def test_a_cut_looked_for_on_a_grid_is_the_best_of_all(counts, grid):
    a, b = (np.cumsum(each) for each in zip(*counts, strict=True))
    in_a, in_b = int(a[-1]) or 1, int(b[-1]) or 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "GRID", grid)
        place = module._heaviest(a[:-1], b[:-1], in_a, in_b)
    weights = weight(a[:-1], b[:-1], in_a, in_b)
    assert weights[place] == pytest.approx(weights.max())


MIXED = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 900), st.integers(0, 900)),
        st.tuples(st.integers(0, 9), st.just(0)),
        st.tuples(st.just(0), st.integers(0, 9)),
    ),
    min_size=2,
    max_size=60,
)


@given(st.one_of(COUNTS, MIXED))
def test_a_span_is_the_best_of_all(counts):
    a, b = (np.array(each) for each in zip(*counts, strict=True))
    in_a, in_b = int(a.sum()), int(b.sum())
    if not in_a or not in_b:
        return
    found = module._best_span(numbers(range(len(a)), a, b), in_a, in_b)
    within = slice(int(found.fact.test.low), int(found.fact.test.high) + 1)
    assert (a[within].sum(), b[within].sum()) == (found.a, found.b)
    sums = [
        (a[first:last].sum(), b[first:last].sum())
        for first in range(len(a))
        for last in range(first + 1, len(a) + 1)
    ]
    best = max(float(weight(x, y, in_a, in_b)) for x, y in sums if x * in_b >= y * in_a)
    weighed = float(weight(found.a, found.b, in_a, in_b)) if found.a * in_b > found.b * in_a else 0
    assert weighed == pytest.approx(best)


@given(st.integers(0, 9), st.integers(200, 2_000), st.sampled_from((0.05, 0.5)))
def test_of_many_numbers_few_spans_are_looked_at(seed, count, share):
    """Also where chance alone deals them out, which leaves many spans that weigh nearly as much."""
    chance = np.random.default_rng(seed)
    is_a = chance.random(count) < share
    is_a[:2] = True, False
    looked = []

    def counted(*given):
        looked.append(given)
        return found(*given)

    found = module._farthest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_farthest", counted)
        module._best_span(numbers(range(count), is_a, ~is_a), int(is_a.sum()), int((~is_a).sum()))
    assert len(looked) < 60


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_round_number_is_not_below_and_not_at_the_next(low, more):
    high = low + more
    assert low <= round_between(low, high) < high


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (499.5, 501, 500),
        (500, 500.01, 500),
        (0.383, 0.412, 0.4),
        (382, 411, 400),
        (-3, 4, 0),
        (1e12, 1e12 + 5, 1e12),
    ],
)
def test_a_round_number(low, high, found):
    assert round_between(low, high) == found
