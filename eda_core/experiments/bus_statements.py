"""What is said of the custom bus beside the classic one, each with its source, shown by a run.

``bus_statements.json`` is the table: a statement names the experiment that shows it, and the checks
say what must be so in its two runs. Its grade says how well it is known: nothing of it has run on
an account. Numbers of unknowns are those of ``docs/CUSTOM_BUS.md``.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

from eda_core.domain.deliveries import DeliveryStep
from eda_core.experiments.bus_figures import BusRun
from eda_core.experiments.side_by_side import BothRuns
from eda_core.simulator.delivery_log import DeadLetter

Holds = Callable[[BothRuns], bool]


def _figures(
    name: str, classic: Callable[[BothRuns], int], custom: Callable[[BothRuns], int]
) -> Holds:
    def holds(both: BothRuns) -> bool:
        seen = both.classic.figures[name], both.custom.figures[name]
        return seen == (classic(both), custom(both))

    return holds


def _none(_: BothRuns) -> int:
    return 0


def _each(times: int) -> Callable[[BothRuns], int]:
    return lambda both: times * both.orders


def _struck(times: int) -> Callable[[BothRuns], int]:
    return lambda both: times * both.struck


def _answers(question: str, classic: str, custom: str) -> Holds:
    def holds(both: BothRuns) -> bool:
        seen = both.classic.answers.get(question, ""), both.custom.answers.get(question, "")
        return seen == (classic, custom)

    return holds


def _all(*checks: Holds) -> Holds:
    return lambda both: all(check(both) for check in checks)


def _letters_are_records(both: BothRuns) -> bool:
    """Return whether the dead letters are the events, and on the custom bus records without."""
    kept, recorded = (list(run.world.bus.dead_letters) for run in (both.classic, both.custom))
    return bool(kept and recorded) and (
        all(each.given_up is None for each in kept)
        and all(_is_record(each, both.custom) for each in recorded)
    )


def _is_record(letter: DeadLetter, run: BusRun) -> bool:
    if letter.given_up is None:
        return False
    record = letter.given_up.record(run.world.stack)
    named = [each["eventId"] for each in record["failedMessages"]]
    return letter.delivery.event.id in named and "detail" not in json.dumps(record)


def _given_up_after(run: BusRun, condition: str) -> bool:
    letters = list(run.world.bus.dead_letters)
    return bool(letters) and all(
        letter.given_up is not None and letter.given_up.exhausted == condition for letter in letters
    )


def _waits(both: BothRuns) -> bool:
    """Return whether the custom bus waits 1 s before a retry, and then twice as long each time."""
    failed = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
    waits, reached, world = dict[int, set[int]](), 0, both.custom.world
    while records := world.deliveries_after(reached):
        for each in records:
            if each.step is failed and each.retry_ms is not None:
                waits.setdefault(each.attempt, set()).add(each.retry_ms - each.at_ms)
        reached += len(records)
    return bool(waits) and all(waits[n] == {1000 << (n - 1)} for n in range(1, 6))


def _others_are_in_time(both: BothRuns) -> bool:
    return both.custom.figures["late"] == both.struck < both.orders


def _delivered_all_the_same(both: BothRuns) -> bool:
    """Return whether the bus took for delivered what the function could not use."""
    given_up, seen = DeliveryStep.INVOCATION_FAILURE, 0
    world = both.custom.world
    while records := world.deliveries_after(seen):
        if any(each.step is given_up for each in records):
            return False
        seen += len(records)
    return both.custom.figures["messages"] == 0 < both.custom.figures["failed_calls"]


CHECKS: Final[dict[str, Holds]] = {
    "dedup-publish": _all(
        _figures("payments", _each(2), _each(1)), _figures("repeats", _none, _each(1))
    ),
    "dedup-window": _all(
        _figures("payments", _each(2), _each(2)), _figures("repeats", _none, _none)
    ),
    "dedup-group": _all(
        _answers("same id twice", "['accepted', 'accepted']", "['PUBLISHED', 'DEDUPLICATED']"),
        _answers("same id, two groups", "['accepted', 'accepted']", "['PUBLISHED', 'PUBLISHED']"),
    ),
    "dedup-not-delivery": _figures(
        "updates", lambda b: b.orders + b.struck, lambda b: b.orders + b.struck
    ),
    "dedup-downstream": _figures("events", lambda b: 3 * b.orders + b.struck, _each(3)),
    "fifo-order": lambda both: both.custom.figures["mixed"] == 0 < both.classic.figures["mixed"],
    "unordered-none": lambda both: (
        min(both.custom.figures["mixed"], both.classic.figures["mixed"]) > 0
    ),
    "fifo-holds": _figures("late", _none, _struck(1)),
    "fifo-others": _others_are_in_time,
    "fifo-goes-on": _figures(
        "completed",
        lambda b: b.classic.figures["completed"],
        lambda b: b.classic.figures["completed"],
    ),
    "permanent-retried": _figures("failed_calls", _struck(3), _struck(6)),
    "record-not-event": _letters_are_records,
    "backoff": _waits,
    "who-retries": _figures("late", _struck(1), _none),
    "retry-default": _all(
        _figures("payments", _each(1), _none),
        _figures("dead_letters", _none, _each(1)),
        lambda both: _given_up_after(both.custom, "MaximumRetryAttempts"),
    ),
    "retry-set": _all(
        _figures("payments", _each(1), _each(1)), _figures("dead_letters", _none, _none)
    ),
    "replay-past": _figures("seen_later", _none, _each(3)),
    "replay-marked": _figures("replayed", _none, _each(3)),
    "replay-alone": _all(
        _figures("updates", _each(1), _each(1)), _figures("payments", _each(1), _each(1))
    ),
    "replay-age": _all(
        _answers("start 1 min ago", "", "InvalidInputException"),
        _answers("start 6 min ago", "", "accepted"),
    ),
    "retention": _figures("seen_later", _none, _none),
    "pause-keeps": _figures("messages", _none, _each(3)),
    "backlog-order": lambda both: both.custom.figures["mixed"] > 0 == both.classic.figures["mixed"],
    "batch-array": _all(_delivered_all_the_same, _figures("messages", _each(3), _none)),
    "batch-unpacked": _figures("messages", _each(3), _each(3)),
    "machine-publishes": _figures("waiting", _none, _each(1)),
    "entries": _all(
        _answers("11 entries", "ValidationException", "11"),
        _answers("100 entries", "ValidationException", "100"),
        _answers("101 entries", "ValidationException", "InvalidInputException"),
    ),
    "same-outcomes": lambda both: (
        not any(row.differs for row in both.rows if row.name != "mixed")
        and both.custom.figures["waiting"] == 0
    ),
}
"""By the key of the statement."""


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
