"""What comes before and after a submission: a yes where it costs, a sentence where it fails.

On a real account the first one of a session is held until somebody says yes. Refusals of AWS come
while a button is being served, where no part of the page could show them, so they are kept.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import EdaError
from eda_core.presentation.live.api_answers import Answer, failure_answer
from eda_core.presentation.wording import as_markdown
from pages.components.frame import presses

QUESTION: Final = (
    "This is a real AWS account. Each order costs about $0.0002 and may send three mails. "
    "You are asked once in this session."
)

_ANSWER: Final = "submit.answer"
_HELD: Final = "submission.held"
_AGREED: Final = "submission.agreed"


@presses.once
def attempt(connection: Connection, deed: Callable[..., None], *arguments: Any) -> None:
    """Do it, or ask first; for use as the callback of whatever submits."""
    act = partial(deed, connection, *arguments)
    st.session_state.pop(_HELD, None)
    if _needs_a_yes(connection):
        st.session_state[_HELD] = act
        return
    try:
        act()
    except EdaError as fault:
        remember(failure_answer(fault))


def remember(answer: Answer | None) -> None:
    """Keep an answer to be shown until the next one; None forgets it."""
    st.session_state[_ANSWER] = answer


def answer() -> Answer | None:
    """The latest answer."""
    kept: Answer | None = st.session_state.get(_ANSWER)
    return kept


def show_question(connection: Connection) -> bool:
    """Ask, if something is held; answers whether it is."""
    if st.session_state.get(_HELD) is None or not _needs_a_yes(connection):
        return False
    st.warning(as_markdown(QUESTION))
    with st.container(horizontal=True, key="submission-question"):
        st.button(
            "Submit", key="submission.yes", type="primary", on_click=_agree, args=(connection,)
        )
        st.button("Cancel", key="submission.no", on_click=_decline)
    return True


def begin_anew() -> None:
    """Another world: what was held and answered belongs to the one left."""
    for key in (_HELD, _ANSWER):
        st.session_state.pop(key, None)


def _needs_a_yes(connection: Connection) -> bool:
    return (
        connection.backend.capabilities.costs
        and st.session_state.get(_AGREED) != connection.settings
    )


@presses.once
def _agree(connection: Connection) -> None:
    st.session_state[_AGREED] = connection.settings
    held: partial[None] = st.session_state.pop(_HELD)
    attempt(connection, held.func, *held.args[1:])


def _decline() -> None:
    st.session_state.pop(_HELD, None)
