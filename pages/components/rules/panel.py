"""The rules of the bus, and what can be done with them where they can be changed."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import EdaError
from eda_core.ports import StackEditor
from eda_core.presentation.live.api_answers import Answer
from eda_core.presentation.rules.event_matrix import RuleForm, log_warning, rule_form
from eda_core.presentation.rules.event_matrix import rule_list as list_data
from eda_core.presentation.rules.pattern_playground import refusal_answer
from eda_core.presentation.wording import as_markdown
from pages.components.kit import assets
from pages.components.rules import session as rules_session

_QUESTION: Final = "rules.question"
_ANSWER: Final = "rules.answer"
_PANEL: Final = "panel"
_FORM: Final = "form"
_DELETE: Final = "delete"
_RESTORE: Final = "restore"
_READ_ONLY: Final = "The rules of this world can be read here, not changed."
_AS_DEPLOYED: Final = (
    "These are the rules of the demo, as they are deployed; the preflight on the Connection page "
    "looks whether the stack still has them."
)


def show(connection: Connection) -> None:
    """Show the list; under it the deeds for the chosen rule, in a world that allows them."""
    stack, name = connection.model.stack, rules_session.chosen_rule()
    choose = partial(_choose, connection)
    assets.mount("list", list_data(stack, name), key="rules.list", on_pick=choose)
    editor = connection.backend.editor
    if editor is None:
        st.caption(_READ_ONLY if connection.backend.feed is None else _AS_DEPLOYED)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="rule-deeds"):
        _show_deeds(editor, rule_form(stack, name))
    _show_answer(_PANEL)
    if log_warning(stack):
        st.caption(log_warning(stack))


def show_form(connection: Connection) -> None:
    """Show how to make the pattern of the playground a rule, in a world that allows it."""
    editor = connection.backend.editor
    if editor is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="rule-form"):
        name = st.text_input(
            "Name of the rule",
            key=rules_session.NAME,
            placeholder="name of a rule",
            label_visibility="collapsed",
        )
        targets = list(connection.model.stack.targets)
        st.selectbox("Target", targets, key=rules_session.TARGET, label_visibility="collapsed")
        known = rule_form(connection.model.stack, name.strip()) is not None
        st.button(
            "Change rule" if known else "Add rule",
            key="rules.put",
            type="primary",
            on_click=_put,
            args=(editor,),
        )
    _show_answer(_FORM)


def _choose(connection: Connection) -> None:
    rule = rule_form(connection.model.stack, str(assets.picked("rules.list") or ""))
    st.session_state.pop(_QUESTION, None)
    st.session_state.pop(_ANSWER, None)
    if rule is not None:
        rules_session.choose_rule(rule)


def _show_deeds(editor: StackEditor, rule: RuleForm | None) -> None:
    question = st.session_state.get(_QUESTION)
    if question == _RESTORE:
        asked = "Replace all rules by the four of the demo?"
        _ask(asked, "Restore", "rules.restore-now", partial(_restore, editor))
    elif question == _DELETE and rule is not None:
        deed = partial(_delete, editor, rule.name)
        _ask(f"Delete {rule.name}?", "Delete", "rules.delete-now", deed)
    else:
        _offer(editor, rule)


def _offer(editor: StackEditor, rule: RuleForm | None) -> None:
    if rule is not None:
        st.button(
            "Disable" if rule.enabled else "Enable",
            icon=":material/toggle_off:" if rule.enabled else ":material/toggle_on:",
            key="rules.switch",
            on_click=_switch,
            args=(editor, rule),
        )
        icon = ":material/delete:"
        st.button("Delete …", icon=icon, key="rules.delete", on_click=_question, args=(_DELETE,))
    icon = ":material/restart_alt:"
    label = "Restore the demo's rules …"
    st.button(label, icon=icon, key="rules.restore", on_click=_question, args=(_RESTORE,))


def _ask(question: str, word: str, key: str, deed: Callable[[], None]) -> None:
    st.markdown(as_markdown(question))
    st.button(word, key=key, type="primary", on_click=_settle, args=(deed,))
    st.button("Cancel", key=f"{key}-not", on_click=_question, args=("",))


def _question(question: str) -> None:
    st.session_state[_QUESTION] = question
    st.session_state.pop(_ANSWER, None)


def _settle(deed: Callable[[], None]) -> None:
    _question("")
    deed()


def _switch(editor: StackEditor, rule: RuleForm) -> None:
    done = "disabled" if rule.enabled else "enabled"
    deed = partial(editor.set_rule_enabled, rule.name, not rule.enabled)
    _do(_PANEL, deed, f"{rule.name} is {done} for events from now on.")


def _delete(editor: StackEditor, name: str) -> None:
    _do(_PANEL, partial(editor.delete_rule, name), f"{name} is deleted; its past stays.")


def _restore(editor: StackEditor) -> None:
    _do(_PANEL, editor.restore_rules, "The demo's rules are back, for events from now on.")


def _put(editor: StackEditor) -> None:
    name, target = (
        st.session_state[rules_session.NAME].strip(),
        st.session_state[rules_session.TARGET],
    )
    deed = partial(editor.put_rule, name, rules_session.pattern_text(), target)
    if _do(_FORM, deed, f"{name} takes events by this pattern from now on."):
        rules_session.name_rule(name)


def _do(place: str, deed: Callable[[], None], done: str) -> bool:
    """Do it, keep the sentence to be shown in its place, and answer whether it was done."""
    try:
        deed()
    except EdaError as fault:
        answer = refusal_answer(fault, rules_session.pattern_text())
    else:
        answer = Answer(True, done)
    st.session_state[_ANSWER] = (place, answer)
    return answer.taken


def _show_answer(place: str) -> None:
    answered_at, answer = st.session_state.get(_ANSWER, ("", None))
    if answered_at != place:
        return
    if answer.taken:
        st.caption(as_markdown(answer.text))
    else:
        st.error(as_markdown(answer.text))
