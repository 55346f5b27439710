"""The button *Ask AWS*: asked for, never by itself, with both answers below it."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.refereeing import Referee
from eda_core.presentation.ask_aws import BothAnswersData
from pages.components.kit import assets
from pages.components.kit.action import Action
from pages.components.kit.memo import Memo

EMULATED: Final = "An emulator answered in place of AWS: it shows the way, and proves no more."


def show(
    connection: Connection,
    key: str,
    question: object,
    ask: Callable[[Referee], BothAnswersData],
    hint: str,
) -> None:
    """Show the button where there is an AWS to ask, and what it answered to this ``question``.

    A question changed has no answer yet. ``hint`` says what is sent.
    """
    referee = connection.backend.referee
    if referee is None:
        return
    action, answers = Action(key), Memo[BothAnswersData](key)
    owner = (connection.backend.world, question)

    def keep() -> None:
        answers.forget()
        answers.keep(ask(referee), owner)

    if st.button("Ask AWS", key=f"{key}.press", help=hint):
        with st.spinner("Asking AWS …"):
            action.run(keep)
    data = answers.of(owner)
    if data is not None:
        assets.mount("both_answers", dict(data), key=f"{key}.answers")
        if not connection.backend.capabilities.costs:
            st.caption(EMULATED)
    action.show_answer()
