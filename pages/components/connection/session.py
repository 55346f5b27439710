"""What a browser session holds on the Connection page: the target typed, findings, progress."""

import os
from dataclasses import replace
from typing import Final

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import Check, DeploymentPlan, StackProgress, WantedStack
from eda_core.domain.settings import (
    IN_ADDRESS,
    BusKind,
    Settings,
    WorldKind,
    settings_from,
    settings_in_address,
)
from pages.components.frame import session
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

WORLD: Final = Param[WorldKind | None]("connection.world", None)
LOG: Final = Param("connection.log", "")
"""The imported log that is chosen."""

RECORDING: Final = Param("connection.recording", "")
"""The recording that is chosen."""

FIELDS: Final = {
    name: Param(f"connection.{name}", "") for name in ("stack", "region", "profile", "endpoint")
}
"""The inputs for the settings of a deployed stack, by their names."""

BUS: Final = Param("connection.bus", BusKind.CLASSIC)
"""The kind of bus that a deployed stack has, or had when a log of it was written."""

MOST_LINES: Final = 400

_OPERATIONS: Final = Memo[StackOperations]("connection.operations")
CHECKS: Final = Memo[list[Check]]("connection.checks")
"""The findings of the last preflight, of a stack's settings."""

PLAN: Final = Memo[tuple[DeploymentPlan, WantedStack]]("connection.plan")
"""What deploying would do and was asked to, while that is asked about."""

LINES: Final = Memo[list[StackProgress]]("connection.lines")
"""What was reported of the last change to a stack."""

REQUEST: Final = Memo[tuple[str, WantedStack]]("connection.request")
"""What is to be done to a stack in the run that follows, where its progress can be shown."""


def begin() -> None:
    """Begin with the world in use, once; from then on with what was typed."""
    if WORLD.get() is None:
        settings = session.settings()
        WORLD.put(settings.world)
        (RECORDING if settings.world is WorldKind.RECORDING else LOG).put(settings.file)
        BUS.put(settings.bus)
        for name, param in FIELDS.items():
            param.put(getattr(settings, name))


def wanted() -> Settings:
    """Return the settings as they are typed; raises `InvalidSettings` naming one that is no use."""
    if WORLD.get() == WorldKind.FILE:
        return replace(session.settings(), world=WorldKind.FILE, file=LOG.get(), bus=BUS.get())
    if WORLD.get() == WorldKind.RECORDING:
        named = {"world": WorldKind.RECORDING, "file": RECORDING.get()}
        return replace(session.settings(), **named)
    if WORLD.get() != WorldKind.AWS:
        return replace(session.settings(), world=WorldKind.SIMULATOR, file="")
    usual = settings_from(os.environ)
    typed = {name: param.get().strip() for name, param in FIELDS.items()}
    cleared = {name: "" for name in ("region", "profile", "endpoint") if not typed[name]}
    named = {name: text for name, text in typed.items() if text and name in IN_ADDRESS}
    return replace(
        settings_in_address(usual, {"world": WorldKind.AWS, "bus": BUS.get(), **named}), **cleared
    )


def operations(settings: Settings) -> StackOperations:
    """Return what can be done to the stack of these settings."""
    return _OPERATIONS.of(settings) or _OPERATIONS.keep(StackOperations(settings), settings)
