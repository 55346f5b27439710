"""Counts of two sets of orders by the values of many columns, and by the events that orders have.

Some columns are counted in one pass: ``GROUPING SETS`` group the same rows by one column after the
other (SQL:1999); which of them a row of the answer is of, ``GROUPING`` tells, by a bit for each
column that it is not grouped by.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from eda_core.large_logs.statements import Row
from eda_core.read_model.event_table import CANCELLED, COMPLETED, CREATED, PAYMENT_SERVICE, Kind
from eda_core.sets.happenings import MOST_KINDS, PATH, path_of
from eda_core.sets.questions import NO, YES, Aspect, ChosenBy, SetQuestion

AT_ONCE: Final = 8
"""Columns of one statement: more of them take no less time, and memory for each."""

IN_FIRST: Final = "count(*) FILTER (WHERE side = 1)"
IN_SECOND: Final = "count(*) FILTER (WHERE side = 2)"


class CountedColumn(NamedTuple):
    """A column of ``orders``, an expression of ours, counted by each of its values; with ``key``
    by that, each group named by the greatest value in it, and told with its least.
    """

    sql: str
    key: str = ""


def counts_of_columns(
    ask: Callable[[str], Sequence[Row]],
    side: str,
    columns: Sequence[CountedColumn],
    most_texts: int = 0,
) -> Iterator[Sequence[Row]]:
    """Yield for each column its values, and how many orders of each set have them.

    ``side`` says in which set an order is: 1, 2, or 0 for neither. Orders without a value are not
    counted. Values are numbers, and come as floats, the least of each group behind the counts; with
    ``most_texts`` they are texts, at most so many of each column, the commonest first.
    """
    for begin in range(0, len(columns), AT_ONCE):
        part = columns[begin : begin + AT_ONCE]
        found: list[list[Row]] = [[] for _ in part]
        places = {_mark(place, len(part)): place for place in range(len(part))}
        sql = _statement(side, part, are_numbers=not most_texts)
        if most_texts:
            sql += f" ORDER BY a + b DESC, value LIMIT {len(part) * (most_texts + 1)}"
        for which, *row in ask(sql):
            if row[0] is not None:
                found[places[int(which)]].append(tuple(row))
        yield from (rows[:most_texts] if most_texts else rows for rows in found)


def _mark(place: int, count: int) -> int:
    """Return what ``GROUPING`` says of a row that is grouped by the column at this place."""
    return (1 << count) - 1 - (1 << (count - 1 - place))


def _statement(side: str, columns: Sequence[CountedColumn], *, are_numbers: bool) -> str:
    keys = [f"k{place}" for place in range(len(columns))]
    read = [f"{each.key or each.sql} AS {key}" for key, each in zip(keys, columns, strict=True)]
    named = [f"{each.sql} AS of_{key}" for key, each in zip(keys, columns, strict=True) if each.key]
    ends = ("max", "min") if are_numbers else ("max",)
    said = [each for end in ends for each in _ends(end, columns, keys, are_numbers=are_numbers)]
    sets = ", ".join(f"({key})" for key in keys)
    least = f", {_of_its_column('min', keys)} AS least" * are_numbers
    return (
        f"SELECT which, {_of_its_column('max', keys)} AS value, a, b{least} FROM ("
        f"SELECT GROUPING({', '.join(keys)}) AS which, {', '.join(said)}, "
        f"{IN_FIRST} AS a, {IN_SECOND} AS b "
        f"FROM (SELECT {side} AS side, {', '.join([*read, *named])} FROM orders) AS asked "
        f"WHERE side > 0 GROUP BY GROUPING SETS ({sets})) AS counted"
    )


def _ends(
    end: str, columns: Sequence[CountedColumn], keys: Sequence[str], *, are_numbers: bool
) -> list[str]:
    """Return the greatest or least value of a group of each column, as floats where they are
    numbers.
    """
    as_number = " * 1e0" if are_numbers else ""
    return [
        f"{f'{end}(of_{key})' if each.key else key}{as_number} AS {end}_{key}"
        for key, each in zip(keys, columns, strict=True)
    ]


def _of_its_column(end: str, keys: Sequence[str]) -> str:
    """Return what is said of the column that a row is grouped by."""
    cases = [f"WHEN which = {_mark(at, len(keys))} THEN {end}_{key}" for at, key in enumerate(keys)]
    return f"CASE {' '.join(cases)} END"


MOST_COMBINATIONS: Final = 2_000
"""Different combinations of events that are looked at, the most frequent."""


@dataclass(frozen=True, slots=True)
class EventCombinations:
    """Combinations of events: as they stand in the column, how many there are of each kind, and
    how many orders of each set have them.
    """

    written: Sequence[str]
    counts: Sequence[Mapping[Kind, int]]
    a: Sequence[int]
    b: Sequence[int]

    def questions(self) -> Iterator[tuple[SetQuestion, Callable[[Mapping[Kind, int]], str | None]]]:
        """Yield the questions about events, and what answers each of a combination."""
        found: Counter[Kind] = Counter()
        for counts, a, b in zip(self.counts, self.a, self.b, strict=True):
            found.update({kind: count * (a + b) for kind, count in counts.items()})
        asked = sorted(found, key=lambda each: (-found[each], each))[:MOST_KINDS]
        for kind in asked:
            decides = kind[0] == PAYMENT_SERVICE or kind in (COMPLETED, CANCELLED)
            subject = ChosenBy.OUTCOME if decides else ChosenBy.NONE
            if kind != CREATED:
                yield SetQuestion(Aspect.EVENT, kind[1], subject), _came(kind)
            yield SetQuestion(Aspect.TWICE, kind[1]), _twice(kind)
        yield SetQuestion(Aspect.LOST), lambda counts: YES if CREATED not in counts else NO
        yield PATH, lambda counts: path_of({kind: counts[kind] for kind in asked if kind in counts})


def _came(kind: Kind) -> Callable[[Mapping[Kind, int]], str | None]:
    return lambda counts: YES if kind in counts else NO


def _twice(kind: Kind) -> Callable[[Mapping[Kind, int]], str | None]:
    return lambda counts: None if kind not in counts else YES if counts[kind] > 1 else NO
