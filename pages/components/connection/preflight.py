"""The preflight: findings one below the other, each red one with why it matters and its fix."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator as _Place

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import Check
from eda_core.domain.settings import Settings
from eda_core.presentation.connection.stack_report import check_line, preflight_summary
from eda_core.presentation.wording import as_markdown
from eda_core.stack.bus_words import BUS_WORDS, BusWords
from pages.components.connection import session as connection_session
from pages.components.kit import action, fields
from pages.components.kit.param import Param

_PROBE = Param("connection.probe", usual=False)


def show(operations: StackOperations, settings: Settings) -> None:
    """Show the button that runs it, and what it found last."""
    with st.container(
        horizontal=True, vertical_alignment="center", key="connection-preflight-head"
    ):
        st.markdown("##### Preflight")
        fields.switch(
            _PROBE,
            "with a probe order",
            help="Submits one order and follows it to the end: it costs and may send three mails.",
        )
        asked = st.button("Run preflight", key="connection.preflight", type="primary")
    findings = st.container(key="connection-findings")
    if asked:
        found: list[Check] = connection_session.CHECKS.keep([], settings)
        _run(operations, settings, found, findings)
    else:
        found = connection_session.CHECKS.of(settings) or []
        for check in found:
            _show_check(findings, check)
    _show_summary(found, BUS_WORDS[settings.bus])


def _run(
    operations: StackOperations, settings: Settings, found: list[Check], findings: _Place
) -> None:
    probe = _PROBE.get()
    with st.spinner("Looking …"):
        for check in operations.preflight(probe, settings.bus):
            found.append(check)
            _show_check(findings, check)


def _show_summary(found: list[Check], words: BusWords) -> None:
    parts = f"credentials, {words.rules}, log, services and e-mail"
    empty = f"Looks at {parts}. It changes nothing."
    st.caption(as_markdown(f"{preflight_summary(found)}." if found else empty))


def _show_check(place: _Place, check: Check) -> None:
    place.markdown(check_line(check))
    if check.why:
        place.caption(as_markdown(check.why))
    action.show_remedy(check.fix, place)
