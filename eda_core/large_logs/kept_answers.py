"""What is asked of a whole large log: it does not change, so the answers are kept beside it.

Each would read a column or more from beginning to end, at S3 by some hundred requests. An engine
that has no kept answer asks, such as one of a log that was written before they were.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eda_core.large_logs.statements import WAITING, Row, Statement
from eda_core.read_model.columns import ODD_AMOUNT
from eda_core.read_model.event_table import NO_EVENT
from eda_core.read_model.order_numbers import LARGEST_GONE_ON_FROM

MOST_KINDS: Final = 1_000
"""Sources and detail-types that are told, the commonest."""

RECORDS: Final = Statement("SELECT count(*) FROM log", {})
ENDS: Final = Statement("SELECT min(at_ms), max(at_ms) FROM log", {})
ORIGINS: Final = Statement("SELECT origin, count(*) FROM log GROUP BY origin", {})
COPIES: Final = Statement("SELECT origin, count(*) FROM copies GROUP BY origin", {})
FATES_NOW: Final = Statement("SELECT fate, count(*) FROM orders GROUP BY fate", {})
LACKS: Final = Statement("SELECT DISTINCT lacks FROM orders WHERE lacks IS NOT NULL", {})
FIRST_MS: Final = Statement("SELECT min(first_ms) FROM orders", {})
FIELDS: Final = Statement("SELECT name, path, many, low, high FROM fields", {})
COUNT: Final = Statement("SELECT count(*) FROM orders", {})
GREATEST: Final = Statement(
    f"SELECT max(order_id) FROM orders WHERE order_id <= {LARGEST_GONE_ON_FROM}", {}
)
KINDS: Final = Statement(
    f"SELECT source, detail_type, count(*) AS found FROM log WHERE origin != {NO_EVENT} "
    f"GROUP BY source, detail_type ORDER BY found DESC LIMIT {MOST_KINDS}",
    {},
)
DURATIONS: Final = Statement(
    """
    SELECT min(CASE WHEN reached >= 0.5 * ended THEN duration END),
        min(CASE WHEN reached >= 0.95 * ended THEN duration END)
    FROM (
        SELECT duration, sum(found) OVER (ORDER BY duration) AS reached,
            sum(found) OVER () AS ended
        FROM (
            SELECT duration, count(*) AS found FROM orders WHERE duration IS NOT NULL
            GROUP BY duration
        ) AS spread
    ) AS risen
    """,
    {},
)
"""The shortest times to the outcome that half, and 95 of 100, of the orders did not exceed."""

ODD_AMOUNTS: Final = Statement(
    f"SELECT count(*) FROM (SELECT 1 FROM log WHERE hundredths = {ODD_AMOUNT} LIMIT 1) AS odd",
    {},
)
"""Whether there is an amount that its column does not tell."""

ODD_AT_LAST: Final = Statement(
    "SELECT count(*) FROM orders WHERE odd = 1 OR late_from IS NOT NULL", {}
)
"""How many orders are odd, or will be once enough time has gone by."""

OVERDUE_AT_LAST: Final = Statement(
    f"SELECT count(*) FROM orders WHERE fate = {WAITING} AND late_from IS NOT NULL", {}
)

KEPT: Final = (
    RECORDS,
    ENDS,
    ORIGINS,
    COPIES,
    KINDS,
    ODD_AMOUNTS,
    COUNT,
    FATES_NOW,
    LACKS,
    GREATEST,
    DURATIONS,
    FIRST_MS,
    FIELDS,
    ODD_AT_LAST,
    OVERDUE_AT_LAST,
)

Answers = Mapping[str, Sequence[Row]]
"""The rows that answer a statement without values, by its text."""


def answers_to_keep(ask: Callable[[str], Sequence[Row]]) -> dict[str, Sequence[Row]]:
    """Return the answers of `KEPT`, as JSON has them."""
    return {statement.sql: ask(statement.sql) for statement in KEPT}


def kept_answers(about: Mapping[str, Any]) -> Answers:
    """Return the answers that what stands beside a log holds; what is none is left out."""
    said = about.get("answers")
    rows = said.items() if isinstance(said, dict) else ()
    return {sql: [tuple(row) for row in each] for sql, each in rows if _are_rows(each)}


def _are_rows(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(row, list) for row in said)
