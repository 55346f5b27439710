"""The executions a log tells of, as rows: whose, how they stand, when, and which way they went.

The log has no data, so the order may not be known; a row then says why.
"""

from collections.abc import Sequence
from typing import Final

from eda_core.domain.durations import duration_text
from eda_core.domain.orders import label_of
from eda_core.ports import LoggedExecution
from eda_core.presentation.wording import as_markdown, clock_time, counted

MOST: Final = 30
"""Executions that are shown, those begun last."""

NONE_YET: Final = "The log tells of no execution yet. It comes a minute or two late."
MOST_STATES: Final = 12
NO_BREAK: Final = "\u00a0"
_ARROW: Final = f"{NO_BREAK}→ "
_GAP: Final = "steps missing: "


def execution_rows(logged: Sequence[LoggedExecution]) -> list[dict[str, str]]:
    """Return one row of Markdown for each, in the order given."""
    return [_row(each) for each in logged]


def _row(logged: LoggedExecution) -> dict[str, str]:
    execution = logged.execution
    cells = {
        "Order": _order(logged),
        "Execution": execution.status.value,
        "Began": clock_time(execution.started_ms)[:8],
        "Took": _took(logged).replace(" ", NO_BREAK),
        "Path": _path(logged),
    }
    return {name: as_markdown(text) for name, text in cells.items()}


def _order(logged: LoggedExecution) -> str:
    """Return the order, or why there is none, with the beginning of the execution's name."""
    if logged.order is not None:
        return label_of(logged.order)
    name = f"({logged.execution.name[:8]})"
    if not logged.is_asked:
        return f"not named yet {name}"
    return f"no order in its input {name}" if logged.is_read else f"not to be had {name}"


def _took(logged: LoggedExecution) -> str:
    execution = logged.execution
    if execution.ended_ms is None:
        return "not over"
    return duration_text(max(0, execution.ended_ms - execution.started_ms))


def _path(logged: LoggedExecution) -> str:
    states = logged.execution.path_taken
    more = f"{_ARROW}…" if len(states) > MOST_STATES else ""
    names = (state.replace(" ", NO_BREAK) for state in states[:MOST_STATES])
    path = f"{_ARROW.join(names)}{more}"
    return path if logged.is_whole else f"{_GAP}{path}"


def executions_note(logged: Sequence[LoggedExecution]) -> str:
    """Return what the rows are, and how their orders are known."""
    if not logged:
        return NONE_YET
    unnamed = sum(each.order is None for each in logged)
    read = sum(each.is_read for each in logged)
    parts = [f"The newest {len(logged)} by the log of executions, which has no data"]
    if read:
        parts.append(f"{counted(read, 'history', 'histories')} read for want of an event")
    if unnamed:
        parts.append(f"{unnamed} without a known order")
    return " · ".join(parts)
