"""The rules of the bus, and what can be done with them where they can be changed."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.bus_state import SubscriberControl
from eda_core.domain.errors import EdaError
from eda_core.ports import StackEditor
from eda_core.presentation.live.submission import Answer
from eda_core.presentation.rules.event_matrix import RuleForm, log_warning, rule_form
from eda_core.presentation.rules.event_matrix import rule_list as list_data
from eda_core.presentation.rules.filter_scopes import is_no_filter
from eda_core.presentation.rules.pattern_playground import refusal_answer
from eda_core.stack.subscribers import FilterScope
from pages.components.kit import assets, fields
from pages.components.kit.action import Action
from pages.components.rules import session as rules_session

_CHANGE: Final = Action("rules.change")
_PUT: Final = Action("rules.form")
_READ_ONLY: Final = "The rules of this world can be read here, not changed."
_AS_DEPLOYED: Final = (
    "These are the rules of the demo, as they are deployed; the preflight on the Connection page "
    "looks whether the stack still has them."
)


def show(connection: Connection) -> None:
    """Show the list; under it the actions on the chosen rule, in a world that allows them."""
    stack, name = connection.model.stack, rules_session.CHOSEN_RULE.get()
    choose = partial(_choose, connection)
    assets.mount("list", list_data(stack, name), key="rules.list", on_pick=choose)
    editor = connection.backend.editor
    if editor is None:
        st.caption(_READ_ONLY if connection.backend.feed is None else _AS_DEPLOYED)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="rule-actions"):
        _show_actions(editor, rule_form(stack, name))
    _CHANGE.show_answer()
    if log_warning(stack):
        st.caption(log_warning(stack))


def show_form(connection: Connection, *, usable: bool) -> None:
    """Show how to make the pattern of the playground a rule, in a world that allows it.

    A pattern that is not ``usable`` has its fault said where it is typed.
    """
    editor = connection.backend.editor
    if editor is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="rule-form"):
        hidden = {"label_visibility": "collapsed"}
        rule = connection.model.stack.words.rule
        placeholder = f"name of a {rule}"
        name = fields.text(
            rules_session.NAME, f"Name of the {rule}", placeholder=placeholder, **hidden
        )
        targets = tuple(connection.model.stack.targets)
        fields.choice(rules_session.TARGET, "Target", targets, **hidden)
        known = rule_form(connection.model.stack, name.strip()) is not None
        st.button(
            f"{'Change' if known else 'Add'} {rule}",
            key="rules.put",
            type="primary",
            disabled=not usable,
            on_click=_put,
            args=(editor,),
        )
    _PUT.show_answer()


def _choose(connection: Connection, picked: Any) -> None:
    rule = rule_form(connection.model.stack, str(picked or ""))
    for action in (_CHANGE, _PUT):
        action.drop()
        action.answer(None)
    if rule is not None:
        rules_session.choose_rule(rule)


def _show_actions(editor: StackEditor, rule: RuleForm | None) -> None:
    if _CHANGE.show_question():
        return
    if rule is not None:
        # A key for each of the two: a press that comes twice must not switch it back.
        st.button(
            "Disable" if rule.enabled else "Enable",
            icon=":material/toggle_off:" if rule.enabled else ":material/toggle_on:",
            key="rules.disable" if rule.enabled else "rules.enable",
            on_click=_switch,
            args=(editor, rule),
        )
        delete = partial(_delete, editor, rule.name)
        ask = partial(_ask, f"Delete {rule.name}?", "Delete", delete)
        st.button("Delete …", icon=":material/delete:", key="rules.delete", on_click=ask)
    ask = partial(_ask, _RESTORE_ALL, "Restore", partial(_restore, editor))
    icon, label = ":material/restart_alt:", "Restore the demo's rules …"
    st.button(label, icon=icon, key="rules.restore", on_click=ask)


_RESTORE_ALL: Final = "Replace all rules by the four of the demo?"


def _ask(words: str, yes: str, do: Callable[[], None]) -> None:
    _PUT.answer(None)
    _CHANGE.ask(words, yes, do)


def _switch(editor: StackEditor, rule: RuleForm) -> None:
    done = "disabled" if rule.enabled else "enabled"
    switch = partial(editor.set_rule_enabled, rule.name, not rule.enabled)
    _run(_CHANGE, switch, f"{rule.name} is {done} for events from now on.")


def _delete(editor: StackEditor, name: str) -> None:
    _run(_CHANGE, partial(editor.delete_rule, name), f"{name} is deleted; its past stays.")


def _restore(editor: StackEditor) -> None:
    _run(_CHANGE, editor.restore_rules, "The demo's rules are back, for events from now on.")


def show_filter_form(control: SubscriberControl, scope: FilterScope, *, usable: bool) -> None:
    """Show how to give the chosen subscriber the filter that is typed for this scope, if that is
    ``usable``.
    """
    name = rules_session.CHOSEN_RULE.get()
    with st.container(horizontal=True, vertical_alignment="center", key="rule-form"):
        st.button(
            f"Change {scope} of {name}",
            key="rules.put-filter",
            type="primary",
            disabled=not (name and usable),
            on_click=_put_filter,
            args=(control, scope),
        )
    _PUT.show_answer()


def _put_filter(control: SubscriberControl, scope: FilterScope) -> None:
    name, text = rules_session.CHOSEN_RULE.get(), rules_session.FILTERS[scope].text
    put = partial(control.set_filter, name, scope.value, text)
    is_none = is_no_filter(text)
    done = (
        f"has no filter of {scope}" if is_none else f"takes events by this filter of {scope}, too,"
    )
    _PUT.answer(None)
    if _PUT.run(put, f"{name} {done} from now on.", partial(_refused_filter, text)):
        rules_session.FILTERS[scope].follow(text)


def _refused_filter(text: str, fault: EdaError) -> Answer:
    return refusal_answer(fault, text)


def _put(editor: StackEditor) -> None:
    name, target = rules_session.NAME.get().strip(), rules_session.TARGET.get()
    put = partial(editor.put_rule, name, rules_session.PATTERN.text, target)
    if _run(_PUT, put, f"{name} takes events by this pattern from now on."):
        rules_session.note_rule(name)
        rules_session.PATTERN.follow(rules_session.PATTERN.text)


def _run(action: Action, do: Callable[[], None], done: str) -> bool:
    """Do it; the page has one answer at a time, at the place it belongs to."""
    for other in (_CHANGE, _PUT):
        other.answer(None)
    return action.run(do, done, _refused)


def _refused(fault: EdaError) -> Answer:
    return refusal_answer(fault, rules_session.PATTERN.text)
