"""The stack up and down: what it makes and costs, a yes, and then line by line what happens."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.aws.deployment.operations import StackOperations
from eda_core.aws.template.vended_logs import LEVELS_OF
from eda_core.domain.deployment import DeploymentPlan, ProgressKind, StackProgress, WantedStack
from eda_core.domain.errors import EdaError
from eda_core.domain.settings import MAX_TEXT, BusKind, Settings
from eda_core.presentation.connection.stack_report import (
    cost_rows,
    cost_sentence,
    log_sentence,
    mail_sentence,
    makes_sentence,
    plan_sentence,
    progress_end,
)
from eda_core.presentation.wording import as_markdown
from pages.components.connection import session as connection_session
from pages.components.frame import account_banner
from pages.components.kit import action, fields
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

_AS_IT_IS: Final = "As it is"
_SIGNED_WORDS: Final = {_AS_IT_IS: None, "Anybody (NONE)": "NONE", "Signed (AWS_IAM)": "AWS_IAM"}
_ONCE_WORDS: Final = {_AS_IT_IS: None, "As in the demo": False, "Idempotent": True}
"""What can be chosen; a new stack has the first that is no "as it is"."""

_BUS_LOG_WORDS: Final = {
    _AS_IT_IS: None,
    "Every step (TRACE)": "TRACE",
    "Major steps (INFO)": "INFO",
    "Failures (ERROR)": "ERROR",
    "Nothing (OFF)": "OFF",
}
_WHO_LOGS: Final = {BusKind.CLASSIC: "The bus logs", BusKind.CUSTOM: "Its subscribers log"}
_EXECUTION_LOG_WORDS: Final = {_AS_IT_IS: None, "Nothing": False, "Each execution": True}

_EMAIL: Final = Param("connection.email", "")
_SIGNED: Final = Param("connection.signed", _AS_IT_IS)
_ONCE: Final = Param("connection.once", _AS_IT_IS)
_BUS_LOGS: Final = Param("connection.bus-logs", _AS_IT_IS)
_EXECUTION_LOGS: Final = Param("connection.execution-logs", _AS_IT_IS)
_TYPED: Final = Param("connection.typed", "")
_ASKED: Final = Memo[bool]("connection.asked")
"""Whether destroying a stack is asked about."""

_DEPLOY: Final = "deploy"
_DESTROY: Final = "destroy"


def show(operations: StackOperations, settings: Settings) -> None:
    """Show the deeds, the question about one, or the progress of one."""
    st.markdown("##### Stack")
    requested = connection_session.REQUEST.take(settings)
    planned = connection_session.PLAN.of(settings)
    if requested is not None:
        _run(operations, settings, *requested)  # ends in a run of its own, which shows how it ended
    elif planned is not None:
        account_banner.show(settings, key="connection-place")
        _ask_deploy(settings, *planned)
    elif _ASKED.of(settings):
        account_banner.show(settings, key="connection-place")
        _ask_destroy(settings)
    else:
        _offer(operations, settings)
    _show_lines(connection_session.LINES.of(settings) or [])


def _offer(operations: StackOperations, settings: Settings) -> None:
    fields.text(
        _EMAIL,
        "E-mail for notifications",
        placeholder="nobody; or leave it as it was deployed",
        max_chars=200,
    )
    left, right = st.columns(2)
    fields.choice(_SIGNED, "Who may submit orders", tuple(_SIGNED_WORDS), left)
    fields.choice(_ONCE, "Update Order", tuple(_ONCE_WORDS), right)
    levels = (None, *LEVELS_OF[settings.bus])
    words = tuple(word for word, level in _BUS_LOG_WORDS.items() if level in levels)
    fields.choice(_BUS_LOGS, _WHO_LOGS[settings.bus], words, left)
    fields.choice(_EXECUTION_LOGS, "The state machine logs", tuple(_EXECUTION_LOG_WORDS), right)
    with st.container(horizontal=True, key="connection-stack-deeds"):
        asked = st.button("Deploy …", key="connection.deploy", icon=":material/cloud_upload:")
        st.button(
            "Destroy …",
            key="connection.destroy",
            icon=":material/delete:",
            on_click=partial(_ask, settings),
        )
    if asked:
        _plan(operations, settings)


def _plan(operations: StackOperations, settings: Settings) -> None:
    wanted = _wanted(settings.bus)
    try:
        connection_session.PLAN.keep((operations.plan(wanted), wanted), settings)
    except EdaError as fault:
        st.error(as_markdown(str(fault)))
        return
    st.rerun()


def _wanted(bus: BusKind) -> WantedStack:
    """Return what is chosen; what is not leaves the stack as it is."""
    email, signed = _EMAIL.get().strip(), _SIGNED_WORDS[_SIGNED.get()]
    return WantedStack(
        email or None,
        signed,
        _ONCE_WORDS[_ONCE.get()],
        _BUS_LOG_WORDS[_BUS_LOGS.get()],
        _EXECUTION_LOG_WORDS[_EXECUTION_LOGS.get()],
        bus,
    )


def _ask_deploy(settings: Settings, plan: DeploymentPlan, wanted: WantedStack) -> None:
    st.markdown(as_markdown(plan_sentence(plan)))
    said = (makes_sentence(plan), mail_sentence(plan), log_sentence(plan), cost_sentence(plan))
    for sentence in said:
        st.caption(as_markdown(sentence))
    with st.expander("What 1,000 orders cost, service by service"):
        st.table(cost_rows(plan), border="horizontal")
    with st.container(horizontal=True, key="connection-deploy-deeds"):
        st.button(
            "Deploy now",
            key="connection.deploy-now",
            type="primary",
            on_click=_go,
            args=(settings, _DEPLOY, wanted),
        )
        st.button("Cancel", key="connection.deploy-not", on_click=_leave)


def _ask_destroy(settings: Settings) -> None:
    name = settings.stack
    st.markdown(f"Deletes the stack **{as_markdown(name)}** with its orders, its log and all else.")
    typed = fields.text(_TYPED, f"Type {name} to go on", max_chars=MAX_TEXT)
    with st.container(horizontal=True, key="connection-destroy-deeds"):
        st.button(
            "Destroy now",
            key="connection.destroy-now",
            type="primary",
            disabled=typed.strip() != name,
            on_click=_go,
            args=(settings, _DESTROY, WantedStack()),
        )
        st.button("Cancel", key="connection.destroy-not", on_click=_leave)


def _ask(settings: Settings) -> None:
    _TYPED.reset()
    _ASKED.keep(True, settings)


def _leave() -> None:
    connection_session.PLAN.forget()
    _ASKED.forget()


def _go(settings: Settings, what: str, wanted: WantedStack) -> None:
    _leave()
    connection_session.REQUEST.keep((what, wanted), settings)


def _run(operations: StackOperations, settings: Settings, what: str, wanted: WantedStack) -> None:
    """Do it in this run; whoever clicks elsewhere stops watching, and AWS goes on."""
    steps: Iterator[StackProgress] = (
        operations.deploy(wanted) if what == _DEPLOY else operations.destroy()
    )
    lines: list[StackProgress] = connection_session.LINES.keep([], settings)
    with st.status("AWS is at work …", expanded=True):
        place = st.empty()
        for step in steps:
            lines.append(step)
            del lines[: -connection_session.MOST_LINES]
            _show_text(place, lines)
    st.rerun()


def _show_lines(lines: list[StackProgress]) -> None:
    if not lines:
        return
    failed = lines[-1].kind is ProgressKind.FAILED
    (st.error if failed else st.caption)(as_markdown(progress_end(lines)))
    action.show_remedy(lines[-1].fix)
    with st.expander("What happened, line by line"):
        _show_text(st.empty(), lines)


def _show_text(place: Any, lines: list[StackProgress]) -> None:
    place.code("\n".join(step.text for step in lines), language=None, height=260)
