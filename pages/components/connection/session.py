"""What a browser session holds on the Connection page: the target typed, findings, progress."""

import os
from dataclasses import replace
from typing import Final

import streamlit as st

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import Check, DeploymentPlan, StackProgress, WantedStack
from eda_core.domain.settings import (
    IN_ADDRESS,
    Settings,
    WorldKind,
    settings_from,
    settings_in_address,
)
from pages.components.frame import session

WORLD: Final = "connection.world"
FIELDS: Final = {
    "stack": "connection.stack",
    "region": "connection.region",
    "profile": "connection.profile",
    "endpoint": "connection.endpoint",
}
"""Settings of a deployed stack, and the keys of the inputs they are typed into."""

MOST_LINES: Final = 400

_HELD: Final = "connection.held"
_OPERATIONS: Final = "connection.operations"
_CHECKS: Final = "connection.checks"
_PLAN: Final = "connection.plan"
_LINES: Final = "connection.lines"
_DEED: Final = "connection.deed"


def begin() -> None:
    """Begin with the world in use; inputs come back after a page switch."""
    settings = session.settings()
    in_use = settings.world if settings.world is WorldKind.AWS else WorldKind.SIMULATOR
    known = {key: getattr(settings, name) for name, key in FIELDS.items()} | {WORLD: in_use}
    for key, value in st.session_state.setdefault(_HELD, known).items():
        st.session_state[key] = value


def keep(key: str) -> None:
    """Keep what was typed: Streamlit forgets it while the input is not on screen."""
    st.session_state[_HELD][key] = st.session_state[key]


def wanted() -> Settings:
    """The settings as they are typed; raises `InvalidSettings` naming one that is no use."""
    if st.session_state[WORLD] != WorldKind.AWS:
        return replace(session.settings(), world=WorldKind.SIMULATOR)
    usual = settings_from(os.environ)
    typed = {name: str(st.session_state[key]).strip() for name, key in FIELDS.items()}
    cleared = {name: "" for name in ("region", "profile", "endpoint") if not typed[name]}
    named = {name: text for name, text in typed.items() if text and name in IN_ADDRESS}
    return replace(settings_in_address(usual, {"world": WorldKind.AWS, **named}), **cleared)


def operations(settings: Settings) -> StackOperations:
    """Deeds on the stack of these settings; what was found out about another is let go."""
    known, held = st.session_state.get(_OPERATIONS, (None, None))
    if held is None or known != settings:
        held = StackOperations(settings)
        st.session_state[_OPERATIONS] = (settings, held)
        for key in (_CHECKS, _PLAN, _LINES, _DEED):
            st.session_state.pop(key, None)
    return held


def checks() -> list[Check]:
    """The findings of the last preflight."""
    found: list[Check] = st.session_state.setdefault(_CHECKS, [])
    return found


def begin_checks() -> None:
    """Forget the findings of an earlier preflight."""
    st.session_state[_CHECKS] = []


def plan() -> tuple[DeploymentPlan, WantedStack] | None:
    """What deploying would do and was asked to, while that is asked about."""
    held: tuple[DeploymentPlan, WantedStack] | None = st.session_state.get(_PLAN)
    return held


def hold_plan(found: tuple[DeploymentPlan, WantedStack] | None) -> None:
    """Ask about this plan, or about none."""
    st.session_state[_PLAN] = found


def lines() -> list[StackProgress]:
    """What was told of the last change to the stack."""
    told: list[StackProgress] = st.session_state.setdefault(_LINES, [])
    return told


def begin_lines() -> None:
    """Forget what was told of an earlier change."""
    st.session_state[_LINES] = []


def request(deed: str, wanted: WantedStack) -> None:
    """Have this done in the run that follows, where its progress can be shown."""
    st.session_state[_DEED] = (deed, wanted)


def requested() -> tuple[str, WantedStack] | None:
    """What is to be done in this run, once."""
    asked: tuple[str, WantedStack] | None = st.session_state.pop(_DEED, None)
    return asked
