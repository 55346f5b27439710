"""What a browser session holds on the Rules page: a cell, a rule, a pattern and an event."""

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.rules.event_matrix import CellKey, RuleForm, first_rule, rule_form
from eda_core.presentation.rules.pattern_playground import CHOSEN, EXAMPLE, NEWEST

NAME = "rules.name"
TARGET = "rules.target"
EVENT_CHOICE = "rules.event-choice"
"""Keys of the inputs of the playground, which the other parts of the page fill in."""

_CELL = "rules.cell"
_RULE = "rules.rule"
_PATTERN = "rules.pattern"
_EVENT = "rules.event"
_EVENT_TEXT = "rules.event-text"
_SHOWN = "rules.event-shown"
_REVISION = "rules.revision"


def begin(connection: Connection) -> None:
    """Begin with the payment rule and the newest event; inputs come back after a page switch."""
    stack = connection.model.stack
    if _RULE not in st.session_state:
        _begin_with(first_rule(stack))
    rule = rule_form(stack, chosen_rule())
    if rule is not None:
        st.session_state.setdefault(TARGET, rule.target)
    st.session_state.setdefault(NAME, chosen_rule())
    st.session_state.setdefault(EVENT_CHOICE, NEWEST)


def _begin_with(rule: RuleForm | None) -> None:
    name_rule("")
    load_pattern("{}")
    if rule is not None:
        choose_rule(rule)


def choose_rule(rule: RuleForm) -> None:
    """Choose a rule, and take its pattern and its target to the playground."""
    name_rule(rule.name)
    st.session_state[NAME], st.session_state[TARGET] = rule.name, rule.target
    load_pattern(rule.pattern)


def chosen_rule() -> str:
    """The name of the chosen rule, or nothing; the bus may not have it any more."""
    return str(st.session_state.get(_RULE, ""))


def name_rule(name: str) -> None:
    """Choose the rule of this name as it is."""
    st.session_state[_RULE] = name


def choose_cell(sequence: int, rule: str) -> None:
    """Choose one event against one rule."""
    st.session_state[_CELL] = (sequence, rule)
    choose_event(sequence)


def chosen_cell() -> CellKey | None:
    """The chosen cell of the grid, if there is one."""
    cell: CellKey | None = st.session_state.get(_CELL)
    return cell


def choose_event(sequence: int) -> None:
    """Try patterns on the event of this record."""
    st.session_state[_EVENT] = sequence
    st.session_state[EVENT_CHOICE] = CHOSEN


def chosen_event() -> int | None:
    """The sequence number of the chosen record, if there is one."""
    event: int | None = st.session_state.get(_EVENT)
    return event


def pattern_text() -> str:
    """The pattern in the playground, as far as it has been typed."""
    return str(st.session_state[_PATTERN])


def write_pattern(text: str) -> None:
    """Keep the pattern as it was typed."""
    st.session_state[_PATTERN] = text


def load_pattern(text: str) -> None:
    """Put another pattern into the playground."""
    st.session_state[_REVISION] = revision() + 1
    write_pattern(text)


def revision() -> int:
    """How often a pattern was put into the playground; what is typed does not count."""
    return int(st.session_state.get(_REVISION, 0))


def event_text() -> str:
    """The event that was pasted; before that the one shown last, or an example."""
    shown = st.session_state.get(_SHOWN) or EXAMPLE
    return str(st.session_state.setdefault(_EVENT_TEXT, shown))


def note_shown(text: str) -> None:
    """Remember the event of the log that is shown, to begin with where one is pasted."""
    st.session_state[_SHOWN] = text


def write_event(text: str) -> None:
    """Keep the event as it was typed."""
    st.session_state[_EVENT_TEXT] = text
