"""A set of one log and a set of another: each log counts its own, and the counts are put together.

So it does not matter where each is kept. A question that only one of them raises, such as whether a
field is there, a fault happened or a rule took an event, is answered for the other, too, where it
is known that none of its orders would answer otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from eda_core.domain.orders import OrderId
from eda_core.read_model.order_query import Among
from eda_core.sets.counting import CountPair, LogCounts
from eda_core.sets.detail_fields import FORMS
from eda_core.sets.members import SetChoice
from eda_core.sets.questions import (
    NO,
    YES,
    Aspect,
    ChosenBy,
    Counts,
    Fact,
    Is,
    NumberCounts,
    Over,
    Overlap,
    QuestionCounts,
    SetQuestion,
    Values,
    WordCounts,
)

_LOST: Final = SetQuestion(Aspect.LOST)
_EVERY: Final = Fact(_LOST, Is("", negated=True))
_CREATED: Final = Fact(_LOST, Is(NO))
_NONE: Final = Fact(_LOST, Is(""))
"""Facts that are true of all orders, of those whose creation the log has, and of none."""


class _Part:
    """One set of one log; the other set of these counts is empty."""

    def __init__(self, counts: LogCounts) -> None:
        self.counts = counts
        self.size = counts.sizes[0]

    @cached_property
    def raised(self) -> Mapping[SetQuestion, QuestionCounts]:
        """The counts by their questions."""
        return {each.question: each for each in self.counts.answers()}

    def answer(self, question: SetQuestion) -> QuestionCounts | None:
        """Return the counts of a question, None where it cannot be answered."""
        if question.ask is Aspect.FAILURE and Aspect.FAILURE not in self.counts.whole:
            return None
        if question in self.raised:
            return self.raised[question]
        known = self._of_all(question)
        if known is None:
            return None
        word, asked = known
        count = sum(each.a for each in self.counts.together([asked]) if each.facts)
        return WordCounts(question, [word], np.array([count]), np.array([0]))

    def _of_all(self, question: SetQuestion) -> tuple[str, Fact] | None:
        """Return how all orders answer a question that is not raised, and what is true of those
        who can be asked; None where it is not known.
        """
        if question.ask not in self.counts.whole:
            return None
        if question.ask is Aspect.FORM:
            return FORMS[0], _CREATED
        if question.ask is not Aspect.RULE:
            return NO, _EVERY
        handed = SetQuestion(Aspect.HANDED, question.name.partition("|")[2])
        if handed not in self.raised:
            return None
        return YES if question in self.counts.always else NO, Fact(handed, Over(-1))

    def as_raised(self, fact: Fact) -> Fact:
        """Return a fact that is true of just the same orders, of a question that is raised."""
        known = None if fact.question in self.raised else self._of_all(fact.question)
        if known is None or not isinstance(fact.test, Is):
            return fact
        return known[1] if (known[0] == fact.test.word) != fact.test.negated else _NONE

    def together(self, facts: Sequence[Fact]) -> Sequence[Overlap]:
        """See `Counted`."""
        return self.counts.together([self.as_raised(fact) for fact in facts])


class CountsOfTwo:
    """A `Counted` of a set of one log, and of a set of another one.

    When orders came only repeats which log they are of. A table is that of the first log.
    """

    def __init__(self, first: LogCounts, second: LogCounts) -> None:
        self._first, self._second = _Part(first), _Part(second)
        self.subjects = first.subjects | second.subjects | {ChosenBy.TIME}

    @property
    def sizes(self) -> tuple[int, int]:
        """How many orders are in each set."""
        return self._first.size, self._second.size

    @property
    def unasked(self) -> Sequence[SetQuestion]:
        """Questions that one of the logs has too many different answers to."""
        return sorted({*self._first.counts.unasked, *self._second.counts.unasked})

    def answers(self) -> Iterator[QuestionCounts]:
        """Yield the counts of every question that both logs answer."""
        always = self._first.counts.always | self._second.counts.always
        raised = dict.fromkeys((*self._first.raised, *self._second.raised, *sorted(always)))
        for question in raised:
            one, other = self._first.answer(question), self._second.answer(question)
            if isinstance(one, NumberCounts) and isinstance(other, NumberCounts):
                yield _numbers_of_two(one, other)
            elif isinstance(one, WordCounts) and isinstance(other, WordCounts):
                yield _words_of_two(one, other)

    def together(self, facts: Sequence[Fact]) -> list[Overlap]:
        """Return how many orders of each set have which of these facts together."""
        first, second = self._first.together(facts), self._second.together(facts)
        return [
            *(Overlap(each.facts, each.a, 0) for each in first),
            *(Overlap(each.facts, 0, each.a) for each in second),
        ]

    def holds_for(self, order: OrderId, facts: Sequence[Fact]) -> Sequence[bool]:
        """Return which facts are true of one order of the first log."""
        return self._first.counts.holds_for(order, [self._first.as_raised(f) for f in facts])

    def among(self, fact: Fact, exceptions_words: str, others_words: str) -> Among:
        """Return the orders of the first log for which a fact is true: none is an exception."""
        asked = self._first.as_raised(fact)
        return self._first.counts.among(asked, exceptions_words, others_words)


def between(
    first: CountPair, second: CountPair, choices: tuple[SetChoice, SetChoice]
) -> CountsOfTwo:
    """Return the counts of a set of one log and one of another, by what counts sets of each."""
    one, other = choices
    return CountsOfTwo(first((one, one)), second((other, other)))


def _words_of_two(one: WordCounts, other: WordCounts) -> WordCounts:
    words = sorted({*one.words, *other.words})
    return WordCounts(one.question, words, _by_word(one, words), _by_word(other, words))


def _by_word(counts: WordCounts, words: Sequence[str]) -> Counts:
    found = dict(zip(counts.words, counts.a.tolist(), strict=True))
    return np.array([found.get(word, 0) for word in words], np.int64)


def _numbers_of_two(one: NumberCounts, other: NumberCounts) -> NumberCounts:
    """Return the numbers of both. Where one has spans, so has the answer: the wider ones, in which
    the narrower and the single numbers lie whole.
    """
    width = max(one.width, other.width)
    table = np.concatenate((_spans(one, 0), _spans(other, 1)))
    least, most, a, b = table[np.argsort(table[:, 0], kind="stable")].T
    reach = np.maximum.accumulate(most)
    is_apart = least[1:] > reach[:-1]
    if width:
        is_apart &= np.floor(least[1:] / width) > np.floor(reach[:-1] / width)
    starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(least)), bool), is_apart)))
    ends = np.append(starts[1:], len(least))[: len(starts)] - 1
    first, second = (
        np.add.reduceat(each.astype(np.int64), starts) if len(starts) else each.astype(np.int64)
        for each in (a, b)
    )
    return NumberCounts(one.question, reach[ends], first, second, least[starts], width)


def _spans(counts: NumberCounts, place: int) -> Values:
    """Return the least and the greatest of each span with its counts, those of one set."""
    columns = [counts.lows, counts.values, np.zeros(len(counts.a)), np.zeros(len(counts.a))]
    columns[2 + place] = counts.a.astype(np.float64)
    return np.stack(columns, axis=1)
