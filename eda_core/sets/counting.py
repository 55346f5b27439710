"""Counts two sets of orders in columns in memory: a `Counted` for the ranking.

And says what sets the orders that ended as one did apart from those that ended otherwise.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from eda_core.domain.orders import OrderId
from eda_core.read_model.order_query import Among, OrderQuery
from eda_core.read_model.tables import Tables
from eda_core.sets.members import (
    BY_FATE,
    FAILED,
    SUCCEEDED,
    Members,
    SetChoice,
    both_of,
    subjects_of,
)
from eda_core.sets.order_columns import OrderColumns, order_columns
from eda_core.sets.questions import (
    Aspect,
    ChosenBy,
    Counted,
    Counts,
    Fact,
    Is,
    NumberCounts,
    Over,
    Overlap,
    QuestionCounts,
    SetQuestion,
    WordCounts,
)
from eda_core.sets.ranking import SetComparison, compare
from eda_core.sets.word_column import WordColumn


class ColumnCounts:
    """Two sets of the orders of some columns; ``in_a`` and ``in_b`` say which are in which."""

    def __init__(
        self,
        columns: OrderColumns,
        in_a: Members,
        in_b: Members,
        subjects: frozenset[ChosenBy] = frozenset(),
    ) -> None:
        self._columns = columns
        self._in_a, self._in_b = in_a, in_b
        self._sets = (in_a + 2 * in_b).astype(np.int32)
        self.subjects = subjects

    @property
    def sizes(self) -> tuple[int, int]:
        """How many orders are in each set."""
        return int(self._in_a.sum()), int(self._in_b.sum())

    @property
    def unasked(self) -> Sequence[SetQuestion]:
        """Questions with too many different answers."""
        return self._columns.unasked

    @property
    def whole(self) -> frozenset[Aspect]:
        """See `LogCounts`."""
        return self._columns.whole

    @property
    def always(self) -> frozenset[SetQuestion]:
        """See `LogCounts`."""
        return self._columns.always

    def answers(self) -> Iterator[QuestionCounts]:
        """Yield the counts of every question."""
        for question, column in self._columns.words.items():
            yield self._tally(question, column)
        for question in self._columns.numbers:
            yield self._counted(question)

    def _tally(self, question: SetQuestion, column: WordColumn) -> WordCounts:
        a, b = self._by_code(column.codes, len(column.words))
        return WordCounts(question, column.words, a, b)

    def _by_code(self, codes: NDArray[Any], count: int) -> tuple[Counts, Counts]:
        """Return how many orders of each set have each code; of -1 nothing is counted."""
        found = np.bincount(self._sets * (count + 1) + codes + 1, minlength=3 * (count + 1))
        _, a, b = found.reshape(3, count + 1)[:, 1:]
        return a, b

    def _counted(self, question: SetQuestion) -> NumberCounts:
        rising = self._columns.rising(question)
        if not len(rising.order):
            none = np.zeros(0, np.int64)
            return NumberCounts(question, rising.values, none, none)
        a, b = (
            np.add.reduceat(members[rising.order], rising.starts, dtype=np.int64)
            for members in (self._in_a, self._in_b)
        )
        is_in_one = a + b > 0
        return NumberCounts(question, rising.values[is_in_one], a[is_in_one], b[is_in_one])

    def holds(self, fact: Fact) -> Members:
        """Return for which orders a fact is true."""
        question, test = fact.question, fact.test
        if isinstance(test, Is):
            return _is_word(self._columns.words[question], test)
        values = self._columns.numbers[question]
        if isinstance(test, Over):
            return values <= test.bound if test.negated else values > test.bound
        return (values >= test.low) & (values <= test.high)

    def together(self, facts: Sequence[Fact]) -> list[Overlap]:
        """Return how many orders of each set have which of these facts together."""
        bits = np.zeros(len(self._columns), np.int64)
        for place, fact in enumerate(facts):
            bits |= self.holds(fact).astype(np.int64) << place
        a, b = self._by_code(bits, 1 << len(facts))
        return [Overlap(int(at), int(a[at]), int(b[at])) for at in np.flatnonzero(a + b)]

    def holds_for(self, order: OrderId, facts: Sequence[Fact]) -> list[bool]:
        """See `FilteringCounts`."""
        place = _place(self._columns, order)
        return [place is not None and bool(self.holds(fact)[place]) for fact in facts]

    def among(self, fact: Fact, exceptions_words: str, others_words: str) -> Among:
        """See `FilteringCounts`."""
        is_so = self.holds(fact)
        others, exceptions = (np.flatnonzero(is_so & of) + 1 for of in (self._in_a, self._in_b))
        return Among(
            frozenset(exceptions.tolist()), others.tolist(), exceptions_words, others_words
        )


def _place(columns: OrderColumns, order: OrderId) -> int | None:
    """Return where an order stands in columns; their ids may be longer than they are."""
    try:
        return columns.ids.index(order, 0, len(columns))
    except ValueError:
        return None


def within(
    columns: OrderColumns,
    choices: tuple[SetChoice, SetChoice],
    shown: Sequence[int] = (),
    query: OrderQuery | None = None,
) -> ColumnCounts:
    """Return the counts of two sets of one log; ``shown`` are the numbers of the orders that a
    table shows, for the ``query`` it is asked.
    """
    in_a, in_b = both_of(*choices, columns, shown)
    subjects = subjects_of(choices[0], query) | subjects_of(choices[1], query)
    return ColumnCounts(columns, in_a, in_b, subjects)


class FilteringCounts(Counted, Protocol):
    """Counts that also say which orders a table is to show for a fact."""

    def among(self, fact: Fact, exceptions_words: str, others_words: str) -> Among:
        """Return the orders of both sets for which a fact is true: those of the second set are the
        exceptions.
        """

    def holds_for(self, order: OrderId, facts: Sequence[Fact]) -> Sequence[bool]:
        """Return which facts are true of one order; none is of one that is not in the log."""


class LogCounts(FilteringCounts, Protocol):
    """Counts of one log, that also tell what to make of a question which it does not raise."""

    @property
    def whole(self) -> frozenset[Aspect]:
        """The aspects of which all questions are put, as far as its orders raise any."""

    @property
    def always(self) -> frozenset[SetQuestion]:
        """Questions that are not put, for all orders that could be asked answer yes."""


CountPair: TypeAlias = Callable[[tuple[SetChoice, SetChoice]], LogCounts]
"""Counts two sets of one log."""


@runtime_checkable
class CountsSets(Protocol):
    """Tables that count sets where they are kept, and hand over no columns."""

    def set_counts(
        self, choices: tuple[SetChoice, SetChoice], query: OrderQuery | None, now_ms: int
    ) -> LogCounts:
        """Return the counts of two sets; ``query`` is that of a table that is shown."""


def _is_word(column: WordColumn, test: Is) -> Members:
    """Return which answers are this word; of whom it cannot be asked, nothing is true."""
    code = column.words.index(test.word) if test.word in column.words else len(column.words)
    is_it = column.codes == code
    found: Members = (column.codes >= 0) & ~is_it if test.negated else is_it
    return found


def counts_in(tables: Tables, now_ms: int) -> CountPair:
    """Return what counts two sets of a log at ``now_ms`` of its world; hold the lock of its model.

    A large log counts where it is; of others the columns are read once.
    """
    if isinstance(tables, CountsSets):
        asked = tables
        return lambda choices: asked.set_counts(choices, None, now_ms)
    columns = order_columns(tables, now_ms)
    return lambda choices: within(columns, choices)


_FATE = SetQuestion(Aspect.FATE, subject=ChosenBy.OUTCOME)


@dataclass(frozen=True, slots=True)
class GroupOfOrder:
    """The set an order is in and the other one, what sets them apart, and of each difference
    whether it ``holds`` for the order.
    """

    choices: tuple[SetChoice, SetChoice]
    comparison: SetComparison
    holds: Sequence[bool]


def group_of_order(order: OrderId, count: CountPair) -> GroupOfOrder | None:
    """Return what sets the failed, or the succeeded, apart; None for an order that is neither."""
    for names in ((FAILED, SUCCEEDED), (SUCCEEDED, FAILED)):
        choices = SetChoice(names[0]), SetChoice(names[1])
        counts = count(choices)
        if any(counts.holds_for(order, [Fact(_FATE, Is(fate)) for fate in BY_FATE[names[0]]])):
            comparison = compare(counts)
            facts = [each.answer.fact for each in comparison.differences]
            return GroupOfOrder(choices, comparison, counts.holds_for(order, facts))
    return None
