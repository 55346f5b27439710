"""One state close up: input and output of the chosen order, and how the state is defined."""

from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.payment.state_detail import Scene, state_card, stays_in
from eda_core.presentation.wording import as_markdown
from pages.components.frame import privacy
from pages.components.kit import fields
from pages.components.kit.param import Param
from pages.components.payment import session as held

NOTHING_CHOSEN: Final = "Choose a state in the graph to see what came in and what went out."
HEIGHT: Final = 184


def show(_: Connection, scene: Scene) -> None:
    """Show the state chosen in the graph."""
    name = held.CHOSEN_STATE.get()
    if name not in scene.machine.every_state:
        st.caption(NOTHING_CHOSEN)
        return
    card = state_card(scene, name, _show_stays(scene, name))
    st.markdown(f"##### {as_markdown(card.title)}")
    st.caption(as_markdown(card.caption))
    for heading, text in (("Input", card.input), ("Output", card.output)):
        if text:
            _show_json(heading, privacy.screen()(text))
    _show_json("Definition", card.definition)


def _show_json(heading: str, text: str) -> None:
    st.caption(heading)
    st.code(text, language="json", wrap_lines=True, height=HEIGHT)


def _show_stays(scene: Scene, name: str) -> int:
    """Let one choose among several stays; answers which, from 0."""
    count = len(stays_in(scene.progress, name))
    if count < 2:
        return 0
    stay = Param(f"payment.stay.{scene.label}.{name}", 1)
    label, ends = f"Entered {count} times; which", {"min_value": 1, "max_value": count}
    return fields.number(stay, label, **ends) - 1
