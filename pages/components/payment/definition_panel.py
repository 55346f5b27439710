"""The definition as text: edited, checked, compared, applied from then on, and taken back."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import EdaError
from eda_core.ports import StackEditor
from eda_core.presentation.live.api_answers import Answer
from eda_core.presentation.payment.definition_editor import (
    demo_definition,
    difference,
    same_definition,
    verdict,
)
from eda_core.presentation.payment.state_detail import Scene
from eda_core.presentation.wording import as_markdown
from pages.components.kit import assets
from pages.components.payment import session as held

IN_FORCE, DEMO = "in force", "the demo's"
DIFF_HEIGHT: Final = 178
_AGAINST: Final = "payment.against"
_ANSWER: Final = "payment.answer"
_ASKING: Final = "payment.asking"
_EDITOR: Final = "payment.definition"


def show(connection: Connection, _: Scene) -> None:
    """Show the definition in force; where it can be changed, as a draft to work on."""
    editor = connection.backend.editor
    if editor is None:
        st.caption("The definition of this world can be read here, not changed.")
        st.code(held.in_force(), language="json", wrap_lines=True, height=560)
        return
    _show_draft()
    with st.container(horizontal=True, vertical_alignment="center", key="payment-deeds"):
        _show_deeds(editor)
    _show_answer()
    _show_difference()


def _show_draft() -> None:
    found = verdict(held.draft())
    place, _, reason = found.sentence.rpartition(": ") if not found.is_valid else ("", "", "")
    data = {
        "label": "Definition of the state machine",
        "text": held.draft(),
        "revision": held.revision(),
        "problem": reason,
        "place": place,
        "caption": found.sentence,
    }
    assets.mount("json_editor", data, key=_EDITOR, on_pick=_write)


def _write() -> None:
    picked = assets.picked(_EDITOR)
    if picked is not None:
        held.write_draft(str(picked))
        st.session_state.pop(_ANSWER, None)


def _show_deeds(editor: StackEditor) -> None:
    if st.session_state.get(_ASKING):
        st.markdown("Go back to the demo's definition?")
        st.button(
            "Restore", key="payment.restore-now", type="primary", on_click=_restore, args=(editor,)
        )
        st.button("Cancel", key="payment.restore-not", on_click=_ask, args=(False,))
        return
    unchanged = same_definition(held.draft(), held.in_force())
    usable = verdict(held.draft()).is_valid and not unchanged
    st.button(
        "Apply from now on",
        key="payment.apply",
        type="primary",
        disabled=not usable,
        on_click=_apply,
        args=(editor,),
    )
    st.button("Undo my changes", key="payment.undo", disabled=unchanged, on_click=_undo)
    icon = ":material/restart_alt:"
    st.button("Restore the demo's …", key="payment.restore", icon=icon, on_click=_ask, args=(True,))


def _ask(asking: bool) -> None:
    st.session_state[_ASKING] = asking
    st.session_state.pop(_ANSWER, None)


def _undo() -> None:
    held.load_draft(held.in_force())


def _apply(editor: StackEditor) -> None:
    text = held.draft()
    done = "Applied: orders from now on run it. Orders before keep the path of their time."
    _do(lambda: editor.put_definition(text), done)


def _restore(editor: StackEditor) -> None:
    _ask(False)
    if _do(editor.restore_definition, "The demo's definition is back, for orders from now on."):
        held.load_draft(demo_definition())


def _do(deed: Callable[[], None], done: str) -> bool:
    """Do it, keep the sentence to be shown, and answer whether it was done."""
    try:
        deed()
    except EdaError as fault:
        st.session_state[_ANSWER] = Answer(False, str(fault))
        return False
    st.session_state[_ANSWER] = Answer(True, done)
    return True


def _show_answer() -> None:
    answer = st.session_state.get(_ANSWER)
    if answer is None:
        return
    if answer.taken:
        st.caption(as_markdown(answer.text))
    else:
        st.error(as_markdown(answer.text))


def _show_difference() -> None:
    against = st.segmented_control(
        "Compared with the definition that is",
        (IN_FORCE, DEMO),
        key=_AGAINST,
        default=IN_FORCE,
        required=True,
    )
    before = demo_definition() if against == DEMO else held.in_force()
    text = difference(before, held.draft(), f"the definition that is {against}")
    st.code(text, language="diff", wrap_lines=True, height=DIFF_HEIGHT)
