"""What one check of the preflight found: good, doubtful, bad, or not looked at."""

from dataclasses import dataclass

from eda_core.domain.deployment import CheckState


@dataclass(frozen=True, slots=True)
class Finding:
    """How it stands, in a sentence, and the command or step that mends it."""

    state: CheckState
    what: str
    fix: str = ""


def ok(what: str) -> Finding:
    """All is as it should be."""
    return Finding(CheckState.OK, what)


def warning(what: str, fix: str) -> Finding:
    """Return the demo runs, and something about it will surprise."""
    return Finding(CheckState.WARNING, what, fix)


def failed(what: str, fix: str) -> Finding:
    """The demo does not run, or not as it should."""
    return Finding(CheckState.FAILED, what, fix)


def skipped(what: str) -> Finding:
    """Not looked at, with the reason."""
    return Finding(CheckState.SKIPPED, what)
