"""Two sets of the orders of a large log, counted by an engine: a `Counted` for the ranking.

The columns are those that the import wrote (`detail_columns`). What an order's events were is one
word a combination of them, which is asked for once and answers every question about events. Of a
column with too many different numbers spans are counted, each with its greatest and its least: a
cut between two spans is one between two orders.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from eda_core.domain.orders import DetailType, OrderId
from eda_core.large_logs import kept_answers
from eda_core.large_logs.detail_columns import MOST_NUMBERS, TRIED
from eda_core.large_logs.engines import Engine
from eda_core.large_logs.grouped_counts import (
    IN_FIRST,
    IN_SECOND,
    MOST_COMBINATIONS,
    CountedColumn,
    EventCombinations,
    counts_of_columns,
)
from eda_core.large_logs.record_columns import EXACT
from eda_core.large_logs.statements import (
    FATE_NOW,
    AskedAmong,
    AskedAt,
    Part,
    Row,
    Statement,
    order_is,
    shown_orders,
)
from eda_core.read_model.event_table import Kind
from eda_core.read_model.order_query import FATES, OrderQuery
from eda_core.sets.detail_fields import FORMS, MOST_FIELDS, MOST_WORDS, field_question
from eda_core.sets.happenings import MOST_KINDS, PATH
from eda_core.sets.members import BEFORE, BY_FATE, FROM, REST, SHOWN, SetChoice, time_of
from eda_core.sets.order_columns import DAYS, ENDED, PAID
from eda_core.sets.questions import (
    NO,
    YES,
    Aspect,
    ChosenBy,
    Fact,
    Is,
    NumberCounts,
    Over,
    Overlap,
    QuestionCounts,
    SetQuestion,
    Within,
    WordCounts,
)

_HOUR_MS: Final = 3_600_000
_NAME: Final = re.compile(r"\{(?!now|late)(\w+):")
_EACH: Final = f"{IN_FIRST}, {IN_SECOND}"
_CREATED: Final = DetailType.ORDER_CREATED


def _in_set(name: re.Match[str]) -> str:
    return f"{{set_{name[1]}:"


class _Column(NamedTuple):
    """What answers a question: an expression of ours, and the words its numbers stand for."""

    sql: str
    words: Sequence[str] = ()
    spread: Row = ()


def _timely(ask: Aspect) -> SetQuestion:
    return SetQuestion(ask, "", ChosenBy.TIME)


_EVENTS: Final = SetQuestion(Aspect.EVENTS, subject=ChosenBy.OUTCOME)
_FATE: Final = SetQuestion(Aspect.FATE, subject=ChosenBy.OUTCOME)
_WORDS: Final[Mapping[SetQuestion, _Column]] = {
    _FATE: _Column(FATE_NOW, tuple(FATES)),
    _timely(Aspect.HOUR): _Column(
        f"floor((first_ms % {24 * _HOUR_MS}) / {_HOUR_MS})",
        tuple(f"{hour:02d}" for hour in range(24)),
    ),
    _timely(Aspect.DAY): _Column(f"floor(first_ms / {24 * _HOUR_MS}) % 7", DAYS),
    SetQuestion(Aspect.COPIED): _Column("copied", (NO, YES)),
}
_NUMBERS: Final[Mapping[SetQuestion, str]] = {
    SetQuestion(Aspect.GAP, f"{_CREATED}|{PAID}"): "to_payment",
    SetQuestion(Aspect.GAP, f"{PAID}|{ENDED}"): "to_outcome",
    SetQuestion(Aspect.GAP, f"{_CREATED}|{ENDED}"): "unpaid_to_outcome",
    SetQuestion(Aspect.SPACING): "spacing",
    _timely(Aspect.ARRIVED): "first_ms",
    _timely(Aspect.ID): "order_id",
}


class AskedCounts:
    """The counts of two sets of one large log, for the time of a clock; see `sets.questions`."""

    def __init__(
        self,
        engine: Engine,
        choices: tuple[SetChoice, SetChoice],
        query: OrderQuery | None,
        clock: AskedAt,
        subjects: frozenset[ChosenBy],
    ) -> None:
        self._engine = engine
        self.subjects = subjects
        self._values: dict[str, Any] = dict(clock.values)
        self._side = self._side_of(choices, query)
        self._orders = f"(SELECT *, {self._side} AS side FROM orders) AS sided"
        fields = engine.ask(kept_answers.FIELDS)
        self._words, self._numbers, self.unasked = _columns(fields)
        self._kinds = self._combinations()
        paths = self._by_answer(dict(self._kinds.questions())[PATH])
        self.unasked += (PATH,) if len(paths) > MOST_WORDS else ()
        self.sizes = self._sizes()
        self.whole = frozenset(self._whole())
        self.always: frozenset[SetQuestion] = frozenset()

    def _whole(self) -> Iterator[Aspect]:
        """Yield the aspects of which all questions are put."""
        ((orders,),) = self._engine.ask(kept_answers.COUNT)
        asked = Counter(question.ask for question in self._words)
        if orders <= TRIED and asked[Aspect.FORM] < MOST_FIELDS:
            yield Aspect.FORM
        asked = Counter(question.ask for question, _ in self._kinds.questions())
        if asked[Aspect.TWICE] < MOST_KINDS and len(self._kinds.written) < MOST_COMBINATIONS:
            yield Aspect.EVENT

    def _side_of(self, choices: tuple[SetChoice, SetChoice], query: OrderQuery | None) -> str:
        """Return in which set an order is: 1 and 2 are the sets, 0 is neither."""
        first, second = choices
        if first.name == REST != second.name:
            chosen = self._condition(second, query)
            sides = f"WHEN {chosen} THEN 2 ELSE 1"
        else:
            sides = f"WHEN {self._condition(first, query)} THEN 1 "
            sides += f"WHEN {self._condition(second, query)} THEN 2 ELSE 0"
        return f"CASE {sides} END"

    def _condition(self, choice: SetChoice, query: OrderQuery | None) -> str:
        if choice.name in BY_FATE:
            fates = ", ".join(str(FATES.index(fate)) for fate in BY_FATE[choice.name])
            return f"{FATE_NOW} IN ({fates})"
        if choice.name in (BEFORE, FROM):
            ((first_ms,),) = self._engine.ask(kept_answers.FIRST_MS)
            name = f"at{len(self._values)}"
            self._values[name] = float(time_of(choice.at, float(first_ms or 0)))
            return f"first_ms {'<' if choice.name == BEFORE else '>='} {{{name}:Float64}}"
        if choice.name == SHOWN and query is not None:
            words, values = shown_orders(query)  # a table may ask by the same names meanwhile
            self._values |= {f"set_{name}": value for name, value in values.items()}
            return f"({_NAME.sub(_in_set, words)})"
        return "1 = 1"

    def _sizes(self) -> tuple[int, int]:
        ((a, b),) = self._ask(f"SELECT {_EACH} FROM {self._orders}")
        return int(a), int(b)

    def _ask(self, sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Row]:
        return self._engine.ask(Statement(sql, {**self._values, **(values or {})}))

    def _by_columns(
        self, columns: Sequence[CountedColumn], most_texts: int = 0
    ) -> Iterator[Sequence[Row]]:
        return counts_of_columns(self._ask, self._side, columns, most_texts)

    def _combinations(self) -> EventCombinations:
        (rows,) = self._by_columns([CountedColumn("kinds")], MOST_COMBINATIONS)
        counts = [
            {(source, kind): count for source, kind, count in json.loads(row[0])} for row in rows
        ]
        written = [str(row[0]) for row in rows]
        return EventCombinations(
            written, counts, [int(r[1]) for r in rows], [int(r[2]) for r in rows]
        )

    def answers(self) -> Iterator[QuestionCounts]:
        """Yield the counts of every question."""
        yield from self._word_counts()
        for question, answer in self._kinds.questions():
            if question not in self.unasked:
                yield _word_counts(question, self._by_answer(answer))
        yield self._event_counts()
        columns = [_counted_column(column) for column in self._numbers.values()]
        found = self._by_columns(columns)
        for (question, column), rows in zip(self._numbers.items(), found, strict=True):
            yield _numbers_from(question, rows, _width(column))

    def _word_counts(self) -> Iterator[WordCounts]:
        coded = {question: column for question, column in self._words.items() if column.words}
        found = self._by_columns([CountedColumn(column.sql) for column in coded.values()])
        for (question, column), rows in zip(coded.items(), found, strict=True):
            named = {column.words[int(row[0])]: (row[1], row[2]) for row in rows}
            yield _word_counts(question, named, column.words)
        texts = {question: each.sql for question, each in self._words.items() if not each.words}
        found = self._by_columns([CountedColumn(sql) for sql in texts.values()], MOST_WORDS)
        for question, rows in zip(texts, found, strict=True):
            yield _word_counts(question, {word: (a, b) for word, a, b in rows})

    def _event_counts(self) -> NumberCounts:
        """Return how many events the orders have; copies are none."""
        found: dict[int, tuple[int, int]] = {}
        for counts, a, b in zip(self._kinds.counts, self._kinds.a, self._kinds.b, strict=True):
            before = found.get(sum(counts.values()), (0, 0))
            found[sum(counts.values())] = before[0] + a, before[1] + b
        return _numbers_from(_EVENTS, [(number, a, b, number) for number, (a, b) in found.items()])

    def _by_answer(
        self, answer: Callable[[Mapping[Kind, int]], str | None]
    ) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for counts, a, b in zip(self._kinds.counts, self._kinds.a, self._kinds.b, strict=True):
            word = answer(counts)
            if word is not None:
                before = found.get(word, (0, 0))
                found[word] = before[0] + a, before[1] + b
        return found

    def together(self, facts: Sequence[Fact]) -> list[Overlap]:
        """Return how many orders of each set have which of these facts together."""
        bits, values = self._bits(facts)
        sql = (
            f"SELECT bits, {_EACH} FROM (SELECT side, {bits} AS bits "
            f"FROM {self._orders}) AS asked WHERE side > 0 GROUP BY bits"
        )
        return [Overlap(*map(int, row)) for row in self._ask(sql, values)]

    def holds_for(self, order: OrderId, facts: Sequence[Fact]) -> list[bool]:
        """See `FilteringCounts`."""
        if not facts:
            return []
        where, values = order_is(order)
        bits, more = self._bits(facts)
        rows = self._ask(f"SELECT {bits} FROM orders WHERE {where} LIMIT 1", {**values, **more})
        found = int(rows[0][0]) if rows else 0
        return [bool(found >> place & 1) for place in range(len(facts))]

    def _bits(self, facts: Sequence[Fact]) -> Part:
        """Return a number whose bit i says whether the i-th fact is true."""
        values: dict[str, Any] = {}
        bits = []
        for place, fact in enumerate(facts):
            words, more = self.condition(fact, f"fact{place}")
            bits.append(f"CASE WHEN {words} THEN {1 << place} ELSE 0 END")
            values |= more
        return " + ".join(bits), values

    def among(self, fact: Fact, exceptions_words: str, others_words: str) -> AskedAmong:
        """See `FilteringCounts`."""
        words, values = self.condition(fact, "fact")
        ((others, exceptions),) = self._ask(
            f"SELECT {_EACH} FROM {self._orders} WHERE side > 0 AND {words}",
            values,
        )
        return AskedAmong(
            range(int(exceptions)),
            range(int(others)),
            exceptions_words,
            others_words,
            f"{self._side} > 0 AND {words}",
            f"{self._side} = 1",
            {**self._values, **values},
        )

    def condition(self, fact: Fact, name: str) -> Part:
        """Return the condition for which a fact is true; ``name`` begins those of its values."""
        question, test = fact.question, fact.test
        if isinstance(test, Is):
            return self._is_word(question, test, name)
        if question == _EVENTS:
            return self._among_kinds(lambda counts: _is_number(test, sum(counts.values())), name)
        number = self._numbers[question].sql
        if isinstance(test, Over):
            sign = "<=" if test.negated else ">"
            return f"{number} {sign} {{{name}:Float64}}", {name: test.bound}
        ends = {f"{name}_low": test.low, f"{name}_high": test.high}
        return f"{number} BETWEEN {{{name}_low:Float64}} AND {{{name}_high:Float64}}", ends

    def _is_word(self, question: SetQuestion, test: Is, name: str) -> Part:
        sign = "!=" if test.negated else "="
        column = self._words.get(question)
        if column is None:
            return self._has_kinds(question, test, name)
        if column.words:
            place = column.words.index(test.word)
            return f"{column.sql} {sign} {{{name}:Int64}}", {name: place}
        return f"{column.sql} {sign} {{{name}:String}}", {name: test.word}

    def _has_kinds(self, question: SetQuestion, test: Is, name: str) -> Part:
        """Return the condition of a fact about events: the combinations for which it is true."""
        answer = dict(self._kinds.questions())[question]

        def is_so(counts: Mapping[Kind, int]) -> bool:
            word = answer(counts)
            return word is not None and (word == test.word) != test.negated

        return self._among_kinds(is_so, name)

    def _among_kinds(self, is_so: Callable[[Mapping[Kind, int]], bool], name: str) -> Part:
        combinations = zip(self._kinds.written, self._kinds.counts, strict=True)
        fitting = [written for written, counts in combinations if is_so(counts)]
        values = {f"{name}_{place}": written for place, written in enumerate(fitting)}
        among = ", ".join(f"{{{each}:String}}" for each in values)
        return (f"kinds IN ({among})" if among else "1 = 0"), values


def _is_number(test: Over | Within, number: float) -> bool:
    if isinstance(test, Over):
        return (number <= test.bound) if test.negated else number > test.bound
    return test.low <= number <= test.high


def _width(column: _Column) -> float:
    """Return the width of the spans that a column with very many numbers is counted in, else 0.

    It is a power of two, so that the spans of two logs lie whole within each other.
    """
    _, _, many, low, high = column.spread
    if not many:
        return 0.0
    return float(2.0 ** math.ceil(math.log2((float(high) - float(low)) / MOST_NUMBERS or 1.0)))


def _counted_column(column: _Column) -> CountedColumn:
    """Return a column of numbers as it is counted: of very many the spans they are in."""
    width, (low, high) = _width(column), column.spread[3:]
    if not width:
        return CountedColumn(column.sql)
    least, most = float(low) // width - 1, float(high) // width + 1
    return CountedColumn(
        column.sql, f"floor(least(greatest(({column.sql}) / {width!r}, {least!r}), {most!r}))"
    )


def _numbers_from(question: SetQuestion, rows: Sequence[Row], width: float = 0.0) -> NumberCounts:
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    values, a, b, least = table[np.argsort(table[:, 0])].T
    return NumberCounts(question, values, a.astype(np.int64), b.astype(np.int64), least, width)


def _word_counts(
    question: SetQuestion, found: Mapping[str, tuple[int, int]], words: Sequence[str] = ()
) -> WordCounts:
    """Return the counts of words in the order of ``words``, else in alphabetical order."""
    words = [each for each in words if each in found] or sorted(found)
    a, b = (np.array([int(found[each][at]) for each in words], np.int64) for at in (0, 1))
    return WordCounts(question, words, a, b)


def _columns(
    fields: Sequence[Row],
) -> tuple[dict[SetQuestion, _Column], dict[SetQuestion, _Column], tuple[SetQuestion, ...]]:
    """Return the columns by the questions they answer, words and numbers, and what is not asked."""
    spreads = {row[0]: row for row in fields}
    nothing = ("", "", 0, None, None)
    words = dict(_WORDS)
    numbers = {q: _Column(sql, (), spreads.get(sql, nothing)) for q, sql in _NUMBERS.items()}
    numbers[_timely(Aspect.ID)] = _Column(
        f"CASE WHEN abs(order_id) < {EXACT} THEN order_id END", (), spreads["order_id"]
    )
    unasked = []
    for row in sorted(fields, key=lambda each: each[1]):
        name, path, many = row[:3]
        number = name.removesuffix("_number")
        if name.endswith("_form"):
            words[field_question(Aspect.FORM, path)] = _Column(name, FORMS)
        elif name.endswith("_word") and many:
            unasked.append(field_question(Aspect.WORD, path))
        elif name.endswith("_word"):
            words[field_question(Aspect.WORD, path)] = _Column(name)
        elif number != name:
            for ask, form in ((Aspect.NUMBER, "number"), (Aspect.LENGTH, "list")):
                column = f"CASE WHEN {number}_form = {FORMS.index(form)} THEN {name} END"
                numbers[field_question(ask, path)] = _Column(column, (), row)
    return words, numbers, tuple(unasked)
