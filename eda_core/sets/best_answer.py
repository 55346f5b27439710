"""The best answer to one question: the word, the cut or the span of numbers that separates best.

The more answers a question has, the more easily luck brings a good one among them:
`BestAnswer.ln_luck` counts all that were tried (Bonferroni's bound), so that a field with many
values is no better off than one with two.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from eda_core.sets.luck import ln_chance, weight
from eda_core.sets.questions import (
    Counts,
    Fact,
    Is,
    NumberCounts,
    Over,
    QuestionCounts,
    Test,
    Within,
    WordCounts,
)

GRID: Final = 2_048
"""From so many different numbers on, cuts are first looked for on a grid of as many."""


@dataclass(frozen=True, slots=True)
class BestAnswer:
    """A fact, and for how many of those who could be asked (``in_a``, ``in_b``) it is true.

    It is always more common in the first set. ``ln_luck`` is the logarithm of how often luck alone
    brings an answer as good to this question. ``counts`` are what it was found in.
    """

    fact: Fact
    a: int
    in_a: int
    b: int
    in_b: int
    ln_luck: float
    counts: QuestionCounts


def best_answer(counts: QuestionCounts) -> BestAnswer | None:
    """Return the best answer, or None where there is nothing to tell orders apart by."""
    in_a, in_b = int(counts.a.sum()), int(counts.b.sum())
    if not in_a or not in_b or np.count_nonzero(counts.a + counts.b) < 2:
        return None
    if isinstance(counts, WordCounts):
        return _best_word(counts, in_a, in_b)
    cut, span = _best_cut(counts, in_a, in_b), _best_span(counts, in_a, in_b)
    return span if span.ln_luck < cut.ln_luck else cut


def _best_word(tally: WordCounts, in_a: int, in_b: int) -> BestAnswer:
    given = np.flatnonzero(tally.a + tally.b)
    a, b, words = tally.a[given], tally.b[given], [tally.words[int(each)] for each in given]
    is_rarer = a * in_b < b * in_a
    with_a, with_b = np.where(is_rarer, in_a - a, a), np.where(is_rarer, in_b - b, b)
    chances = ln_chance(with_a, in_a, with_a + with_b, in_a + in_b)
    place = int(np.argmin(chances))
    if len(words) == 2 and is_rarer[place]:
        place = 1 - place  # of two words, the other one is what it is
    test = Is(words[place], bool(is_rarer[place]))
    found = int(with_a[place]), int(with_b[place])
    return _answer(tally, test, found, 2 * len(words))


def _answer(counts: QuestionCounts, test: Test, found: tuple[int, int], tries: float) -> BestAnswer:
    """Return the answer with its luck, where so many others were tried."""
    in_a, in_b = int(counts.a.sum()), int(counts.b.sum())
    chance = float(ln_chance(found[0], in_a, sum(found), in_a + in_b))
    luck = min(0.0, chance + math.log(tries))
    return BestAnswer(Fact(counts.question, test), found[0], in_a, found[1], in_b, luck, counts)


def _best_cut(numbers: NumberCounts, in_a: int, in_b: int) -> BestAnswer:
    """Return the best of all cuts between two numbers that follow each other."""
    below_a, below_b = np.cumsum(numbers.a)[:-1], np.cumsum(numbers.b)[:-1]
    place = _heaviest(below_a, below_b, in_a, in_b)
    a, b = int(below_a[place]), int(below_b[place])
    is_below = a * in_b > b * in_a
    bound = round_between(float(numbers.values[place]), float(numbers.lows[place + 1]))
    found = (a, b) if is_below else (in_a - a, in_b - b)
    return _answer(numbers, Over(bound, negated=is_below), found, 2 * len(below_a))


def _heaviest(below_a: Counts, below_b: Counts, in_a: int, in_b: int) -> int:
    """Return the place of the cut with the greatest `weight`.

    Of many, those of a grid are weighed first. Between two of these both counts only rise, and the
    weight is convex: it is nowhere greater than at a corner of what is between them. Where no
    corner weighs more than the best of the grid, no cut between them does.
    """
    if len(below_a) <= 2 * GRID:
        return int(np.argmax(weight(below_a, below_b, in_a, in_b)))
    step = len(below_a) // GRID
    a, b = below_a[::step], below_b[::step]
    on_grid = weight(a, b, in_a, in_b)
    corners = np.maximum(weight(a[1:], b[:-1], in_a, in_b), weight(a[:-1], b[1:], in_a, in_b))
    best = int(np.argmax(on_grid)) * step
    most = float(on_grid.max())
    spans = [*np.flatnonzero(corners > most), len(a) - 1]
    for span in sorted(spans, key=lambda at: -corners[at] if at < len(corners) else 0):
        if span < len(corners) and corners[span] <= most:
            continue
        part = slice(span * step, min(len(below_a), (span + 1) * step))
        weights = weight(below_a[part], below_b[part], in_a, in_b)
        if float(weights.max()) > most:
            most, best = float(weights.max()), part.start + int(np.argmax(weights))
    return best


class _Span(NamedTuple):
    """A span from cut ``first`` to cut ``last``, and how many orders of each set are in it.

    Of all spans it is one with the greatest ``x * a - y * b``.
    """

    a: int
    b: int
    first: int
    last: int
    x: int
    y: int

    @property
    def reach(self) -> int:
        """What no span exceeds in its direction."""
        return self.x * self.a - self.y * self.b


def _best_span(numbers: NumberCounts, in_a: int, in_b: int) -> BestAnswer:
    """Return the best of the spans from one number to another that the first set has more of."""
    given = np.flatnonzero(numbers.a + numbers.b)
    a, b = numbers.a[given], numbers.b[given]
    cuts = _cuts(a, b)
    sums_a, sums_b = (np.concatenate(([0], np.cumsum(each)))[cuts] for each in (a, b))
    best = _heaviest_span(sums_a, sums_b, in_a, in_b)
    low, high = numbers.lows[given][cuts[best.first]], numbers.values[given][cuts[best.last] - 1]
    tries = len(given) * (len(given) + 1) / 2
    return _answer(numbers, Within(float(low), float(high)), (best.a, best.b), tries)


def _cuts(a: Counts, b: Counts) -> Counts:
    """Return where a best span may begin or end: not between two numbers of one set alone, which
    it has both of or neither.
    """
    only_a, only_b = b == 0, a == 0
    is_within = (only_a[1:] & only_a[:-1]) | (only_b[1:] & only_b[:-1])
    return np.concatenate(([0], np.flatnonzero(~is_within) + 1, [len(a)]))


def _heaviest_span(sums_a: Counts, sums_b: Counts, in_a: int, in_b: int) -> _Span:
    """Return the span with the greatest `weight` of all, each looked at or shown to be lighter.

    As points of their two counts spans have a convex hull, and `weight`, which is convex, rises
    with the first count and falls with the second: the best is a corner of the hull between the
    span without orders of the second set and the one with all of the first. A corner is found in
    O(n), as what lies farthest in a direction. Between two corners all lies within the triangle
    that they and the lines through them make, so where its tip weighs no more than the best so far
    nothing better is there; else the corner farthest from the line between the two divides it
    (Eisner and Severance, JACM 23, 1976). In whole numbers this is exact; a million numbers take
    ten to twenty directions, and no log more than twice the corners.
    """

    def weighed(a: float, b: float) -> float:
        return float(weight(a, b, in_a, in_b)) if a * in_b > b * in_a else 0.0

    def heavier(span: _Span, best: _Span) -> _Span:
        return span if weighed(span.a, span.b) > weighed(best.a, best.b) else best

    least, most = (_farthest(sums_a, sums_b, *to) for to in ((1, in_a + 1), (in_b + 1, 1)))
    best, pairs = heavier(least, most), [(least, most)]
    while pairs:
        low, high = pairs.pop()
        if weighed(*_tip(low, high)) <= weighed(best.a, best.b):
            continue
        between = _farthest(sums_a, sums_b, high.b - low.b, high.a - low.a)
        if between.reach > between.x * low.a - between.y * low.b:
            best = heavier(between, best)
            pairs += sorted(
                ((low, between), (between, high)), key=lambda pair: weighed(*_tip(*pair))
            )
    return best


def _farthest(sums_a: Counts, sums_b: Counts, x: int, y: int) -> _Span:
    """Return the span with the greatest ``x * a - y * b``: where the sums of that rise most from an
    earlier cut to a later one (after Kadane).
    """
    sums = x * sums_a - y * sums_b
    least = np.minimum.accumulate(sums)
    last = int(np.argmax(sums[1:] - least[:-1])) + 1
    first = int(np.argmin(sums[:last]))
    a, b = (int(each[last] - each[first]) for each in (sums_a, sums_b))
    return _Span(a, b, first, last, x, y)


def _tip(low: _Span, high: _Span) -> tuple[float, float]:
    """Return the counts where the lines meet that no span exceeds in the two directions."""
    across = high.x * low.y - low.x * high.y
    a, b = high.reach * low.y - low.reach * high.y, high.reach * low.x - low.reach * high.x
    return a / across, b / across


def round_between(low: float, high: float) -> float:
    """Return the roundest number from ``low`` up to ``high``, which is not among them."""
    if low <= 0 < high:
        return 0.0
    most = math.floor(math.log10(max(abs(low), abs(high))))
    for exponent in range(most, most - 17, -1):
        for step, digits in (
            (10.0**exponent, -exponent),
            (5 * 10.0 ** (exponent - 1), 1 - exponent),
        ):
            found = round(math.ceil(low / step) * step, digits)
            if low <= found < high:
                return found
    return low
