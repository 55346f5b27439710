"""What a browser session holds on the Payment service page: whose path, which state, a draft."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import OrderId
from eda_core.presentation.payment.definition_editor import definition_text
from eda_core.presentation.payment.trial_run import FIRST_INPUT
from pages.components.frame import session

ALL: Final = ""
"""What stands for all orders among the labels of orders."""

WHY, STATE, DEFINITION, RUN = "Why", "State", "Definition", "Run"
PANELS: Final = (WHY, STATE, DEFINITION, RUN)

ORDER: Final = "payment.order"
PANEL: Final = "payment.panel"
"""Keys of the two inputs that choose what is shown."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in an editor of the page: the key it is held under, and what it is at first."""

    key: str
    first: str


RUN_INPUT: Final = Text("payment.run.input.text", FIRST_INPUT)
RUN_MOCKS: Final = Text("payment.run.mocks.text", "")

_ALL: Final = "payment.all"
_STATE: Final = "payment.state"
_DRAFT: Final = "payment.draft"
_BASE: Final = "payment.base"
_REVISION: Final = "payment.revision"


def begin(connection: Connection) -> None:
    """Show the order chosen on any page, and let an untouched draft follow what is in force."""
    st.session_state[ORDER] = shown_label()
    st.session_state.setdefault(PANEL, WHY)
    in_force = definition_text(connection.model.stack.machine)
    if st.session_state.get(_BASE) != in_force:
        untouched = st.session_state.get(_DRAFT) == st.session_state.get(_BASE)
        st.session_state[_BASE] = in_force
        if untouched:
            load_draft(in_force)


def shown_label() -> str:
    """The label of the order whose path is shown; nothing for all orders."""
    return ALL if st.session_state.get(_ALL) else session.chosen_label()


def shown_order() -> OrderId | None:
    """The order whose path is shown, or None for all orders."""
    return None if st.session_state.get(_ALL) else session.chosen_order()


def choose_order() -> None:
    """Take over what was chosen in the list of orders."""
    label = st.session_state[ORDER]
    st.session_state[_ALL] = label == ALL
    session.choose_order(label)


def choose_state(name: str) -> None:
    """Choose a state and show it close up."""
    if name:
        st.session_state[_STATE], st.session_state[PANEL] = name, STATE


def chosen_state() -> str:
    """The name of the chosen state, or nothing; the definition may not have it any more."""
    return str(st.session_state.get(_STATE, ""))


def draft() -> str:
    """The definition being edited, as far as it has been typed."""
    return str(st.session_state.get(_DRAFT, ""))


def write_draft(text: str) -> None:
    """Keep the definition as it was typed."""
    st.session_state[_DRAFT] = text


def load_draft(text: str) -> None:
    """Put another definition into the editor."""
    st.session_state[_REVISION] = revision() + 1
    write_draft(text)


def in_force() -> str:
    """The definition in force, as text."""
    return str(st.session_state.get(_BASE, ""))


def revision() -> int:
    """How often a definition was put into the editor; what is typed does not count."""
    return int(st.session_state.get(_REVISION, 0))


def text_of(text: Text) -> str:
    """An editor's text, as far as it has been typed."""
    return str(st.session_state.get(text.key, text.first))


def write_text(text: Text, content: str) -> None:
    """Keep a text as it was typed."""
    st.session_state[text.key] = content


def load_text(text: Text, content: str) -> None:
    """Put another text into its editor."""
    st.session_state[f"{text.key}.revision"] = revision_of(text) + 1
    write_text(text, content)


def revision_of(text: Text) -> int:
    """How often a text was put into its editor; what is typed does not count."""
    return int(st.session_state.get(f"{text.key}.revision", 0))
