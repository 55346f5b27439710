"""The definition as text: edited, checked, compared, applied from then on, and taken back."""

from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.settings import BusKind
from eda_core.domain.unseen import reveal
from eda_core.ports import StackEditor
from eda_core.presentation.payment.definition_editor import (
    demo_definition,
    difference,
    same_definition,
    verdict,
)
from eda_core.presentation.payment.state_detail import Scene
from pages.components.kit import assets, fields
from pages.components.kit.action import Action
from pages.components.kit.param import Param
from pages.components.payment.session import DRAFT

IN_FORCE, DEMO = "in force", "the demo's"
DIFF_HEIGHT: Final = 178
_AGAINST: Final = Param("payment.against", IN_FORCE)
_CHANGE: Final = Action("payment")
_EDITOR: Final = "payment.definition"


def show(connection: Connection, _: Scene) -> None:
    """Show the definition in force; where it can be changed, as a draft to work on."""
    editor, kind = connection.backend.editor, connection.model.stack.kind
    if editor is None:
        st.caption("The definition of this world can be read here, not changed.")
        st.code(reveal(DRAFT.base), language="json", wrap_lines=True, height=560)
        return
    _show_draft()
    with st.container(horizontal=True, vertical_alignment="center", key="payment-actions"):
        _show_actions(editor, kind)
    _CHANGE.show_answer()
    _show_difference(kind)


def _show_draft() -> None:
    found = verdict(DRAFT.text)
    place, _, reason = found.sentence.rpartition(": ") if not found.is_valid else ("", "", "")
    data = {
        "label": "Definition of the state machine",
        **DRAFT.shown(),
        "problem": reason,
        "place": place,
        "caption": found.sentence,
    }
    assets.mount("json_editor", data, key=_EDITOR, on_pick=_write)


def _write(picked: Any) -> None:
    if picked is not None:
        DRAFT.write(str(picked))
        _CHANGE.answer(None)


def _show_actions(editor: StackEditor, kind: BusKind) -> None:
    if _CHANGE.show_question():
        return
    unchanged = same_definition(DRAFT.text, DRAFT.base)
    usable = verdict(DRAFT.text).is_valid and not unchanged
    st.button(
        "Apply from now on",
        key="payment.apply",
        type="primary",
        disabled=not usable,
        on_click=_apply,
        args=(editor,),
    )
    st.button("Undo my changes", key="payment.undo", disabled=unchanged, on_click=DRAFT.undo)
    ask = partial(_CHANGE.ask, _QUESTION, "Restore", partial(_restore, editor, kind))
    icon = ":material/restart_alt:"
    st.button("Restore the demo's …", key="payment.restore", icon=icon, on_click=ask)


_QUESTION: Final = "Go back to the demo's definition?"


def _apply(editor: StackEditor) -> None:
    text = DRAFT.text
    done = "Applied: orders from now on run it. Orders before keep the path of their time."
    _CHANGE.run(lambda: editor.put_definition(text), done)


def _restore(editor: StackEditor, kind: BusKind) -> None:
    done = "The demo's definition is back, for orders from now on."
    if _CHANGE.run(editor.restore_definition, done):
        DRAFT.load(demo_definition(kind))


def _show_difference(kind: BusKind) -> None:
    label, shown = "Compared with the definition that is", {"label_visibility": "visible"}
    against = fields.segments(_AGAINST, label, (IN_FORCE, DEMO), **shown)
    before = demo_definition(kind) if against == DEMO else DRAFT.base
    text = difference(before, DRAFT.text, f"the definition that is {against}")
    st.code(reveal(text), language="diff", wrap_lines=True, height=DIFF_HEIGHT)
