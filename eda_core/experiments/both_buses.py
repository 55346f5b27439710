"""Two runs on the two kinds of bus as they are shown: rows, reasons, statements, in words."""

from collections.abc import Iterator
from typing import Final, TypedDict

from eda_core.experiments.bus_catalog import EXPERIMENTS, FAULT_EXPERIMENTS
from eda_core.experiments.bus_statements import BY_KEY, BusStatement, Grade, shown_by
from eda_core.experiments.side_by_side import BothRuns

EXPERIMENTS_BY_KEY: Final = {each.key: each for each in (*EXPERIMENTS, *FAULT_EXPERIMENTS)}

ASIDE: Final = (
    "Two simulators run apart from the world of the other pages, with the same orders and the same "
    "seed. Nothing of the custom bus has run on an AWS account: each statement says how well it is "
    "known, and what no page of AWS says is marked as assumed."
)
_ASSUMED: Final = (Grade.ASSUMED, Grade.INFERRED)


class FigureRow(TypedDict):
    """One figure of both runs; ``why`` is empty where the next row has the same reason."""

    what: str
    classic: str
    custom: str
    differs: bool
    why: str
    assumed: bool


class StatementRow(TypedDict):
    """What either kind of bus does; ``holds`` says whether these runs show it."""

    custom: str
    classic: str
    grade: str
    source: str
    assumed: bool
    holds: bool


class BothBusesData(TypedDict):
    """The component ``both_buses``."""

    title: str
    sentence: str
    rows: list[FigureRow]
    statements: list[StatementRow]


def both_buses(both: BothRuns) -> BothBusesData:
    """Return two runs in words."""
    differing = sum(row.differs for row in both.rows)
    counts = f"{differing} of {len(both.rows)} figures differ" if differing else "Nothing differs"
    return {
        "title": both.experiment.title,
        "sentence": f"{counts} between the two runs of {both.orders:,} orders.",
        "rows": list(_rows(both)),
        "statements": [_statement(each, both) for each in shown_by(both.experiment.key)],
    }


def _rows(both: BothRuns) -> Iterator[FigureRow]:
    rows = both.rows
    for row, after in zip(rows, (*rows[1:], None), strict=True):
        is_last = bool(row.reason) and (after is None or after.reason != row.reason)
        reason = BY_KEY.get(row.reason)
        yield {
            "what": row.title,
            "classic": f"{row.classic:,}",
            "custom": f"{row.custom:,}",
            "differs": row.differs,
            "why": reason.custom if reason is not None and is_last else "",
            "assumed": reason is not None and reason.grade in _ASSUMED,
        }


def _statement(statement: BusStatement, both: BothRuns) -> StatementRow:
    return {
        "custom": statement.custom,
        "classic": statement.classic,
        "grade": statement.grade.value,
        "source": statement.source,
        "assumed": statement.grade in _ASSUMED,
        "holds": statement.holds(both),
    }
