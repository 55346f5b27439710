"""What a browser session holds on the Rules page: a cell, a rule, a pattern and an event."""

from typing import Final

from eda_core.app.bootstrap import Connection
from eda_core.presentation.rules.event_matrix import CellKey, RuleForm, first_rule, rule_form
from eda_core.presentation.rules.pattern_playground import (
    CHOSEN,
    EXAMPLE,
    NEWEST,
    NEWEST_TAKEN,
    PASTED,
)
from eda_core.stack import Stack
from eda_core.stack.subscribers import NO_FILTER, FilterScope
from pages.components.kit.draft import Draft
from pages.components.kit.param import Param, tell_address

_MOST_DIGITS: Final = 15
_LONGEST_NAME: Final = 64
"""What a link may hold of a number, and of the name of a rule."""


def _choice_from(text: str) -> str:
    return text if text in (NEWEST_TAKEN, CHOSEN) else NEWEST


def _choice_in_link(choice: str) -> str:
    """A link holds no event that was pasted."""
    return "" if choice == PASTED else choice


def _event_from(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _cell_from(text: str) -> CellKey | None:
    sequence, _, rule = text.partition(".")
    event = _event_from(sequence)
    return None if event is None or not rule else (event, rule[:_LONGEST_NAME])


NAME: Final = Param("rules.name", "")
TARGET: Final = Param("rules.target", "")
EVENT_CHOICE: Final = Param("rules.event-choice", NEWEST, "on", _choice_from, _choice_in_link)
"""The inputs of the playground, which the other parts of the page fill in."""

PATTERN: Final = Draft("rules.pattern")
SCOPE: Final = Param("rules.filter-scope", FilterScope.DATA, "part", FilterScope)
"""Which part of an event the filter looks at that is worked on; the data on a classic bus."""

FILTERS: Final = {
    scope: Draft(f"rules.filter.{scope}", NO_FILTER)
    for scope in FilterScope
    if scope is not FilterScope.DATA
}
"""The filters that do not look at the data, as they are typed."""

CHOSEN_EVENT: Final = Param("rules.event", None, "tried", _event_from, of_world=True)
"""The sequence number of the record that patterns are tried on."""

CHOSEN_CELL: Final = Param[CellKey | None](
    "rules.cell", None, "mark", _cell_from, lambda cell: "{}.{}".format(*cell), of_world=True
)
_BEGAN_WITH: Final = Param("rules.began-with", "")
"""The name of the rule that the page began with by itself, which goes without saying in a link."""

CHOSEN_RULE: Final = Param(
    "rules.rule",
    "",
    "rule",
    lambda text: text[:_LONGEST_NAME],
    lambda name: "" if name == _BEGAN_WITH.get() else name,
)
"""The name of a rule, or nothing; the bus may not have it any more."""

_TAKEN_OVER: Final = Param("rules.taken-over", "")
"""The name of the rule that the playground began with, or was made of what is typed there."""

EVENT: Final = Draft("rules.event-text")
_SHOWN: Final = Param("rules.event-shown", "")


def begin(connection: Connection) -> None:
    """Begin with the rule that a link names, or that of the payment, and the newest event."""
    tell_address(CHOSEN_RULE, CHOSEN_CELL, CHOSEN_EVENT)
    if PATTERN.is_begun and CHOSEN_RULE.get() == _TAKEN_OVER.get():
        return
    stack = connection.model.stack
    rule = rule_form(stack, CHOSEN_RULE.get())
    if not PATTERN.is_begun or not CHOSEN_RULE.get():
        rule = rule or _first_rule(stack)
    if not PATTERN.is_begun:
        PATTERN.load("{}")
    if rule is not None:
        choose_rule(rule)


def _first_rule(stack: Stack) -> RuleForm | None:
    rule = first_rule(stack)
    if rule is not None:
        _BEGAN_WITH.put(rule.name)
    return rule


def choose_rule(rule: RuleForm) -> None:
    """Choose a rule, and take its pattern and its target to the playground."""
    note_rule(rule.name)
    NAME.put(rule.name)
    TARGET.put(rule.target)
    PATTERN.load(rule.pattern)
    for scope, draft in FILTERS.items():
        draft.load(rule.filters.get(scope, NO_FILTER))


def note_rule(name: str) -> None:
    """Choose the rule that the playground holds by now."""
    CHOSEN_RULE.put(name)
    _TAKEN_OVER.put(name)


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
