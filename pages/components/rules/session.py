"""What a browser session holds on the Rules page: a cell, a rule, a pattern and an event."""

from typing import Final

from eda_core.app.bootstrap import Connection
from eda_core.presentation.rules.event_matrix import CellKey, RuleForm, first_rule
from eda_core.presentation.rules.pattern_playground import CHOSEN, EXAMPLE, NEWEST
from eda_core.stack.subscribers import NO_FILTER, FilterScope
from pages.components.kit.draft import Draft
from pages.components.kit.param import Param

NAME: Final = Param("rules.name", "")
TARGET: Final = Param("rules.target", "")
EVENT_CHOICE: Final = Param("rules.event-choice", NEWEST)
"""The inputs of the playground, which the other parts of the page fill in."""

PATTERN: Final = Draft("rules.pattern")
SCOPE: Final = Param("rules.filter-scope", FilterScope.DATA)
"""Which part of an event the filter looks at that is worked on; the data on a classic bus."""

FILTERS: Final = {
    scope: Draft(f"rules.filter.{scope}", NO_FILTER)
    for scope in FilterScope
    if scope is not FilterScope.DATA
}
"""The filters that do not look at the data, as they are typed."""

CHOSEN_EVENT: Final = Param[int | None]("rules.event", None, of_world=True)
"""The sequence number of the record that patterns are tried on."""

CHOSEN_CELL: Final = Param[CellKey | None]("rules.cell", None, of_world=True)
CHOSEN_RULE: Final = Param("rules.rule", "")
"""The name of a rule, or nothing; the bus may not have it any more."""

EVENT: Final = Draft("rules.event-text")
_SHOWN: Final = Param("rules.event-shown", "")


def begin(connection: Connection) -> None:
    """Begin with the payment rule and the newest event."""
    if not PATTERN.is_begun:
        PATTERN.load("{}")
        rule = first_rule(connection.model.stack)
        if rule is not None:
            choose_rule(rule)


def choose_rule(rule: RuleForm) -> None:
    """Choose a rule, and take its pattern and its target to the playground."""
    CHOSEN_RULE.put(rule.name)
    NAME.put(rule.name)
    TARGET.put(rule.target)
    PATTERN.load(rule.pattern)
    for scope, draft in FILTERS.items():
        draft.load(rule.filters.get(scope, NO_FILTER))


def choose_cell(sequence: int, rule: str) -> None:
    """Choose one event against one rule."""
    CHOSEN_CELL.put((sequence, rule))
    choose_event(sequence)


def choose_event(sequence: int) -> None:
    """Try patterns on the event of this record."""
    CHOSEN_EVENT.put(sequence)
    EVENT_CHOICE.put(CHOSEN)


def event_text() -> str:
    """Return the event that was pasted; before that the one shown last, or an example."""
    if not EVENT.is_begun:
        EVENT.load(_SHOWN.get() or EXAMPLE)
    return EVENT.text


def note_shown(text: str) -> None:
    """Remember the event of the log that is shown, to begin with where one is pasted."""
    _SHOWN.put(text)
