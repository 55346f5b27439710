"""The stack up and down: what it makes and costs, a yes, and then line by line what happens."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import DeploymentPlan, ProgressKind, StackProgress, WantedStack
from eda_core.domain.errors import EdaError
from eda_core.domain.settings import Settings
from eda_core.presentation.connection.deployment_plan import (
    cost_rows,
    cost_sentence,
    mail_sentence,
    makes_sentence,
    plan_sentence,
)
from eda_core.presentation.connection.stack_report import progress_end
from eda_core.presentation.wording import as_markdown
from pages.components.connection import session as connection_session
from pages.components.frame import account_banner

_EMAIL: Final = "connection.email"
_SIGNED: Final = "connection.signed"
_ONCE: Final = "connection.once"
_TYPED: Final = "connection.typed"
_ASKED: Final = "connection.asked"
_AS_IT_IS: Final = "As it is"
_SIGNED_WORDS: Final = {_AS_IT_IS: None, "Anybody (NONE)": "NONE", "Signed (AWS_IAM)": "AWS_IAM"}
_ONCE_WORDS: Final = {_AS_IT_IS: None, "As in the demo": False, "Idempotent": True}
"""What can be chosen; a new stack has the first that is no "as it is"."""

_DEPLOY: Final = "deploy"
_DESTROY: Final = "destroy"


def show(operations: StackOperations, settings: Settings) -> None:
    """Show the deeds, the question about one, or the progress of one."""
    st.markdown("##### Stack")
    requested, planned = connection_session.requested(), connection_session.plan()
    if requested is not None:
        _run(operations, *requested)  # ends in a run of its own, which shows how it ended
    elif planned is not None:
        account_banner.show(settings, key="connection-place")
        _ask_deploy(*planned)
    elif st.session_state.get(_ASKED) == settings.stack:
        account_banner.show(settings, key="connection-place")
        _ask_destroy(settings)
    else:
        _offer(operations, settings)
    _show_lines()


def _offer(operations: StackOperations, settings: Settings) -> None:
    st.text_input(
        "E-mail for notifications",
        key=_EMAIL,
        placeholder="nobody; or leave it as it was deployed",
        max_chars=200,
    )
    left, right = st.columns(2)
    left.selectbox("Who may submit orders", list(_SIGNED_WORDS), key=_SIGNED)
    right.selectbox("Update Order", list(_ONCE_WORDS), key=_ONCE)
    with st.container(horizontal=True, key="connection-stack-deeds"):
        asked = st.button("Deploy …", key="connection.deploy", icon=":material/cloud_upload:")
        st.button(
            "Destroy …",
            key="connection.destroy",
            icon=":material/delete:",
            on_click=partial(_ask, settings.stack),
        )
    if asked:
        _plan(operations)


def _plan(operations: StackOperations) -> None:
    wanted = _wanted()
    try:
        connection_session.hold_plan((operations.plan(wanted), wanted))
    except EdaError as fault:
        st.error(as_markdown(str(fault)))
        return
    st.rerun()


def _wanted() -> WantedStack:
    """What is chosen; what is not leaves the stack as it is."""
    email = str(st.session_state[_EMAIL]).strip()
    signed = _SIGNED_WORDS[st.session_state[_SIGNED]]
    return WantedStack(email or None, signed, _ONCE_WORDS[st.session_state[_ONCE]])


def _ask_deploy(plan: DeploymentPlan, wanted: WantedStack) -> None:
    st.markdown(as_markdown(plan_sentence(plan)))
    for sentence in (makes_sentence(plan), mail_sentence(plan), cost_sentence(plan)):
        st.caption(as_markdown(sentence))
    with st.expander("What 1,000 orders cost, service by service"):
        st.table(cost_rows(plan), border="horizontal")
    with st.container(horizontal=True, key="connection-deploy-deeds"):
        st.button(
            "Deploy now",
            key="connection.deploy-now",
            type="primary",
            on_click=_go,
            args=(_DEPLOY, wanted),
        )
        st.button("Cancel", key="connection.deploy-not", on_click=_leave)


def _ask_destroy(settings: Settings) -> None:
    name = settings.stack
    st.markdown(f"Deletes the stack **{as_markdown(name)}** with its orders, its log and all else.")
    typed = st.text_input(f"Type {name} to go on", key=_TYPED, max_chars=60)
    with st.container(horizontal=True, key="connection-destroy-deeds"):
        st.button(
            "Destroy now",
            key="connection.destroy-now",
            type="primary",
            disabled=typed.strip() != name,
            on_click=_go,
            args=(_DESTROY, WantedStack()),
        )
        st.button("Cancel", key="connection.destroy-not", on_click=_leave)


def _ask(name: str) -> None:
    st.session_state[_ASKED] = name


def _leave() -> None:
    connection_session.hold_plan(None)
    st.session_state.pop(_ASKED, None)


def _go(deed: str, wanted: WantedStack) -> None:
    _leave()
    connection_session.request(deed, wanted)


def _run(operations: StackOperations, deed: str, wanted: WantedStack) -> None:
    """Do it in this run; whoever clicks elsewhere stops watching, and AWS goes on."""
    steps: Iterator[StackProgress] = (
        operations.deploy(wanted) if deed == _DEPLOY else operations.destroy()
    )
    connection_session.begin_lines()
    told = connection_session.lines()
    with st.status("AWS is at work …", expanded=True):
        place = st.empty()
        for step in steps:
            told.append(step)
            del told[: -connection_session.MOST_LINES]
            _show_text(place, told)
    st.rerun()


def _show_lines() -> None:
    told = connection_session.lines()
    if not told:
        return
    failed = told[-1].kind is ProgressKind.FAILED
    (st.error if failed else st.caption)(as_markdown(progress_end(told)))
    if told[-1].fix:
        st.code(told[-1].fix, language="bash", wrap_lines=True)
    with st.expander("What happened, line by line"):
        _show_text(st.empty(), told)


def _show_text(place: Any, told: list[StackProgress]) -> None:
    place.code("\n".join(step.text for step in told), language=None, height=260)
