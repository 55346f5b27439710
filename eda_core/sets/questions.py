"""What is asked of orders, and the counts that answer it: all that gathering and ranking share.

Whoever counts, from columns in memory or by SQL, gives a `Counted`: for each question either
`WordCounts` (how many orders of each set have which word) or `NumberCounts` (the distinct numbers
in rising order, and how many orders of each set have each), and, for the few facts that were found
to set the sets apart, how many orders have which of them together. No order is handed over.

In SQL, `WordCounts` are ``SELECT value, count(*) FILTER (WHERE in_a), count(*) FILTER (WHERE in_b)
... GROUP BY value``, `NumberCounts` the same with ``ORDER BY value``, and `Counted.together` is one
query grouped by the conditions of the facts. `tests/unit/sets/test_by_sql.py` does so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Counts: TypeAlias = NDArray[np.int64]
Values: TypeAlias = NDArray[np.float64]


class ChosenBy(StrEnum):
    """What a question is about, where a set may have been chosen by just that."""

    OUTCOME = "outcome"
    AMOUNT = "amount"
    TIME = "time"
    NONE = ""


class Aspect(StrEnum):
    """What is asked of each order. ``name`` of the question says of which field, rule or event."""

    FORM = "form"
    """Whether a field is there, and as which JSON type."""

    NUMBER = "number"
    """The number in a field."""

    WORD = "word"
    """The text, or truth value, in a field."""

    LENGTH = "length"
    """How many items a field holds."""

    RULE = "rule"
    """Whether a rule took an event of the order; the name is ``rule|detail-type``."""

    TROUBLE = "trouble"
    """Whether a delivery to a target went wrong in this way; the name is ``way|target``."""

    FAILURE = "failure"
    """With which error its execution failed."""

    TWICE = "twice"
    """Whether an event of this detail-type came more than once."""

    COPIED = "copied"
    """Whether the log has one of its events more than once."""

    LOST = "lost"
    """Whether the log lacks its OrderCreated."""

    FATE = "fate"
    """How it stands."""

    EVENT = "event"
    """Whether an event of this detail-type came."""

    PATH = "path"
    """Which events it has, all of them together."""

    EVENTS = "events"
    """How many events it has."""

    MAILS = "mails"
    """How often its customer was told something."""

    GAP = "gap"
    """Milliseconds from one event to another; the name is ``from|to``."""

    HANDED = "handed"
    """Milliseconds until the last target answered for an event of this detail-type."""

    SPACING = "spacing"
    """Milliseconds since the order before it came."""

    STACK = "stack"
    """Which rules and definition were in force when it came."""

    HOUR = "hour"
    """The hour of the day it came in, UTC."""

    DAY = "day"
    """The day of the week it came on, UTC."""

    ARRIVED = "arrived"
    """When it came, epoch milliseconds."""

    ID = "id"
    """Its number."""


CAUSES_FIRST: Final = {ask: place for place, ask in enumerate(Aspect)}
"""Of two facts that hold for the same orders, the one asked earlier here is the sentence."""

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, order=True)
class SetQuestion:
    """One question to every order."""

    ask: Aspect
    name: str = ""
    subject: ChosenBy = ChosenBy.NONE


@dataclass(frozen=True, slots=True)
class Is:
    """The answer is this word, or with ``negated`` any other."""

    word: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """The number is greater than this, or with ``negated`` at most this."""

    bound: float
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """The number is from ``low`` to ``high``, both included."""

    low: float
    high: float


Test: TypeAlias = Is | Over | Within


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is true of an order or not: a question, and the answers that count."""

    question: SetQuestion
    test: Test

    @property
    def key(self) -> str:
        """The fact as one line, by which a link names it."""
        question, test = self.question, self.test
        if isinstance(test, Is):
            said = f"{'not ' * test.negated}{test.word}"
        elif isinstance(test, Over):
            said = f"{'at most' if test.negated else 'over'} {_plain(test.bound)}"
        else:
            said = f"{_plain(test.low)} to {_plain(test.high)}"
        return ": ".join(filter(None, (question.ask, question.name, said)))


def _plain(number: float) -> str:
    return repr(int(number) if float(number).is_integer() else number)


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Orders of each set by word; those of whom the question cannot be asked are in none."""

    question: SetQuestion
    words: Sequence[str]
    a: Counts
    b: Counts


@dataclass(frozen=True, slots=True)
class NumberCounts:
    """Orders of each set by number: the distinct ones, rising; orders without one are in none.

    Where there are too many of them, spans are counted: those between the multiples of a ``width``,
    a power of two. ``values`` are their greatest numbers then, and ``least`` their least.
    """

    question: SetQuestion
    values: Values
    a: Counts
    b: Counts
    least: Values | None = None
    width: float = 0.0

    @property
    def lows(self) -> Values:
        """The least number of each span; the number itself where each is counted."""
        return self.values if self.least is None else self.least


QuestionCounts: TypeAlias = WordCounts | NumberCounts


class Overlap(NamedTuple):
    """Orders of each set for which the same of some facts hold: bit i of ``facts`` is the i-th."""

    facts: int
    a: int
    b: int


class Counted(Protocol):
    """The counts of two sets, wherever they were counted. No order may be in both."""

    @property
    def sizes(self) -> tuple[int, int]:
        """How many orders are in each set."""

    @property
    def subjects(self) -> frozenset[ChosenBy]:
        """What the sets were chosen by: facts about it would only repeat that."""

    @property
    def unasked(self) -> Sequence[SetQuestion]:
        """Questions that were not put, for there are too many different answers to count."""

    def answers(self) -> Iterable[QuestionCounts]:
        """Return the counts of every question that was put."""

    def together(self, facts: Sequence[Fact]) -> Sequence[Overlap]:
        """Return how many orders have which of these facts, at most 16, together."""
