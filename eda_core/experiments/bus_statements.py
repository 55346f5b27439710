"""What is said of the custom bus beside the classic one, each with its source, shown by a run.

``bus_statements.json`` is the table: a statement names the experiment that shows it, and
`bus_checks` says what must be so in its two runs. Its grade says how well it is known: nothing of
it has run on an account. Numbers of unknowns are those of ``docs/CUSTOM_BUS.md``.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

from eda_core.experiments.bus_checks import CHECKS
from eda_core.experiments.side_by_side import BothRuns


class Grade(StrEnum):
    """How well a statement is known."""

    MODEL = "service model"
    DOCUMENTED = "documented"
    THIRD_PARTY = "seen by others"
    INFERRED = "inferred"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class BusStatement:
    """One statement: what the custom bus does, what the classic one does, and who says so."""

    key: str
    experiment: str
    custom: str
    classic: str
    grade: Grade
    source: str

    @property
    def is_sure(self) -> bool:
        """Whether a page or the service model says so."""
        return self.grade in (Grade.MODEL, Grade.DOCUMENTED)

    def holds(self, both: BothRuns) -> bool:
        """Return whether it is so in the runs of its experiment."""
        return CHECKS[self.key](both)


def _read() -> tuple[BusStatement, ...]:
    text = files(__package__).joinpath("bus_statements.json").read_text(encoding="utf-8")
    return tuple(BusStatement(**{**row, "grade": Grade(row["grade"])}) for row in json.loads(text))


STATEMENTS: Final = _read()
BY_KEY: Final = {statement.key: statement for statement in STATEMENTS}


def shown_by(experiment: str) -> tuple[BusStatement, ...]:
    """Return the statements that an experiment shows."""
    return tuple(each for each in STATEMENTS if each.experiment == experiment)
