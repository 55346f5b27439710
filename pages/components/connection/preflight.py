"""The preflight: findings one below the other, each red one with why it matters and its fix."""

import streamlit as st

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import Check
from eda_core.domain.settings import Settings
from eda_core.presentation.connection.stack_report import check_line, preflight_summary
from eda_core.presentation.wording import as_markdown
from pages.components.connection import session as connection_session

_PROBE = "connection.probe"


def show(operations: StackOperations, _settings: Settings) -> None:
    """Show the button that runs it, and what it found last."""
    with st.container(
        horizontal=True, vertical_alignment="center", key="connection-preflight-head"
    ):
        st.markdown("##### Preflight")
        probe = st.toggle(
            "with a probe order",
            key=_PROBE,
            help="Submits one order and follows it to the end: it costs and may send three mails.",
        )
        asked = st.button("Run preflight", key="connection.preflight", type="primary")
    findings = st.container(key="connection-findings")
    if asked:
        _run(operations, probe, findings)
        return
    for check in connection_session.checks():
        _show_check(findings, check)
    _show_summary()


def _run(
    operations: StackOperations, probe: bool, findings: "st.delta_generator.DeltaGenerator"
) -> None:
    connection_session.begin_checks()
    with st.spinner("Looking …"):
        for check in operations.preflight(probe):
            connection_session.checks().append(check)
            _show_check(findings, check)
    _show_summary()


def _show_summary() -> None:
    found = connection_session.checks()
    empty = "Looks at credentials, rules, log, services and e-mail. It changes nothing."
    st.caption(as_markdown(f"{preflight_summary(found)}." if found else empty))


def _show_check(place: "st.delta_generator.DeltaGenerator", check: Check) -> None:
    place.markdown(check_line(check))
    if check.why:
        place.caption(as_markdown(check.why))
    if check.fix:
        place.code(check.fix, language="bash", wrap_lines=True)
