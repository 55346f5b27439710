"""Counts that SQL made feed the same ranking as counts from columns, and give the same answer."""

import random
import sqlite3

import numpy as np

from eda_core.sets.counting import ColumnCounts
from eda_core.sets.order_columns import OrderColumns
from eda_core.sets.questions import (
    Aspect,
    Is,
    NumberCounts,
    Over,
    Overlap,
    SetQuestion,
    WordCounts,
)
from eda_core.sets.ranking import compare
from eda_core.sets.word_column import in_order

AMOUNT, CHANNEL = SetQuestion(Aspect.NUMBER, "amount"), SetQuestion(Aspect.WORD, "channel")
COLUMNS = {AMOUNT: "amount", CHANNEL: "channel"}
CHANNELS = ("app", "kiosk", "web")


class SqlCounts:
    """Counts the rows of a table of SQLite, by the two queries there are."""

    subjects = frozenset()
    unasked = ()

    def __init__(self, table):
        self.table = table

    @property
    def sizes(self):
        return self.table.execute("SELECT sum(failed), sum(NOT failed) FROM orders").fetchone()

    def answers(self):
        for question, column in COLUMNS.items():
            rows = self.table.execute(
                f"SELECT {column}, sum(failed), sum(NOT failed) FROM orders "
                f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY {column}"
            )
            values, a, b = zip(*rows, strict=True)
            counts = np.array(a), np.array(b)
            if question is AMOUNT:
                yield NumberCounts(question, np.array(values, float), *counts)
            else:
                yield WordCounts(question, values, *counts)

    def together(self, facts):
        bits = " + ".join(f"({self.condition(fact)}) * {1 << at}" for at, fact in enumerate(facts))
        sql = f"SELECT {bits}, sum(failed), sum(NOT failed) FROM orders GROUP BY 1"
        return [Overlap(*row) for row in self.table.execute(sql)]

    def condition(self, fact):
        column, test = COLUMNS[fact.question], fact.test
        if isinstance(test, Is):
            sign, value = ("!=" if test.negated else "="), f"'{test.word}'"
        elif isinstance(test, Over):
            sign, value = ("<=" if test.negated else ">"), test.bound
        else:
            sign, value = "BETWEEN", f"{test.low} AND {test.high}"
        return f"coalesce({column} {sign} {value}, 0)"


def test_sql_and_columns_say_the_same():
    chance = random.Random(3)
    rows = []
    for _ in range(600):
        amount = None if chance.random() < 0.05 else chance.randrange(1, 1000)
        channel = chance.choice(CHANNELS)
        failed = (amount or 0) > 500 or (channel == "kiosk" and chance.random() < 0.3)
        rows.append((amount, channel, failed))
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE orders (amount, channel, failed)")
    table.executemany("INSERT INTO orders VALUES (?, ?, ?)", rows)
    by_sql = compare(SqlCounts(table))
    table.close()
    assert _told(by_sql) == _told(compare(_by_columns(rows)))
    assert [difference.answer.fact.key for difference in by_sql.differences] == [
        "number: amount: over 500",
        "word: channel: kiosk",
    ]


def _by_columns(rows):
    amounts, channels, failed = zip(*rows, strict=True)
    codes = np.array([CHANNELS.index(each) for each in channels], np.int32)
    numbers = np.array([np.nan if each is None else each for each in amounts])
    columns = OrderColumns(
        range(len(rows)),
        np.zeros(len(rows), np.uint8),
        np.zeros(len(rows)),
        {CHANNEL: in_order(codes, CHANNELS)},
        {AMOUNT: numbers},
    )
    return ColumnCounts(columns, np.array(failed), ~np.array(failed))


def _told(comparison):
    found = [(d.answer.fact, d.answer.a, d.answer.b, d.accounts) for d in comparison.differences]
    return comparison.sizes, comparison.asked, found
