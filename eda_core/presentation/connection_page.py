"""The words of the Connection page: findings, progress, calls, and what a world can show."""

from collections.abc import Iterable, Sequence
from typing import Final

from eda_core.deployment import CallTotal, Check, CheckState, Place, Progress, ProgressKind
from eda_core.ports import Backend, FeedState
from eda_core.presentation.wording import as_markdown, count_text

MARKS: Final = {
    CheckState.OK: ":green[:material/check_circle:]",
    CheckState.WARNING: ":yellow[:material/warning:]",
    CheckState.FAILED: ":violet[:material/error:]",
    CheckState.SKIPPED: ":gray[:material/remove:]",
}
"""A shape and a colour for each state; the word stands beside it unless all is well."""

_WORDS: Final = {
    CheckState.OK: "in order",
    CheckState.WARNING: "doubtful",
    CheckState.FAILED: "failed",
    CheckState.SKIPPED: "not looked at",
}

STILL_AT_WORK: Final = (
    "Watching was interrupted. AWS goes on by itself; the same button watches on."
)


def check_line(check: Check) -> str:
    """One finding as Markdown: its mark, its name, and how it stands."""
    word = "" if check.state is CheckState.OK else f" {_WORDS[check.state]}."
    return f"{MARKS[check.state]} **{as_markdown(check.name)}**{word} {as_markdown(check.what)}"


def preflight_summary(checks: Sequence[Check]) -> str:
    """How many findings there are of each kind: ``11 in order, 1 failed``."""
    counts = ((state, sum(check.state is state for check in checks)) for state in CheckState)
    return ", ".join(f"{count} {_WORDS[state]}" for state, count in counts if count)


def progress_end(lines: Sequence[Progress]) -> str:
    """How a change ended, in a sentence; that it was interrupted where there is no end."""
    if not lines:
        return ""
    return STILL_AT_WORK if lines[-1].kind is ProgressKind.STEP else lines[-1].text


def call_rows(calls: Iterable[CallTotal]) -> list[dict[str, str]]:
    """One row for each operation asked for."""
    return [
        {
            "Service": call.service,
            "Operation": call.operation,
            "Calls": count_text(call.count),
            "US dollars": f"{call.usd:.6f}" if call.usd else "free",
        }
        for call in calls
    ]


def call_sentence(calls: Sequence[CallTotal]) -> str:
    """All calls of this visit together, and what they cost."""
    count = sum(call.count for call in calls)
    if not count:
        return "This page has not asked AWS for anything yet."
    usd = sum(call.usd for call in calls)
    cost = f"about ${usd:.4f} by list price" if usd else "none of them charged for"
    return f"Calls by this page so far: {count_text(count)}, {cost}."


def capability_rows(backend: Backend) -> list[dict[str, str]]:
    """What can be seen and done in the world in use."""
    can = backend.capabilities
    answers = {
        "Rules and definition can be changed": backend.editor is not None,
        "Time can be held, slowed and stepped": backend.time is not None,
        "Faults can be injected": backend.faults is not None,
        "Every step of a delivery is reported": can.deliveries,
        "Notifications can be read": can.notifications,
        "Orders may cost money and send mail": can.costs,
    }
    return [{"In this world": what, "": "yes" if so else "no"} for what, so in answers.items()]


def reading_sentence(feed: FeedState) -> str:
    """What reading the world in use has taken, for all who look at it."""
    cost = f", about ${feed.usd:.4f} by list price" if feed.usd else ""
    return f"Reading it has taken {count_text(feed.calls)} calls so far{cost}."


def banner_text(place: Place) -> str:
    """What must not be overlooked: whose account is acted on."""
    if place.is_local:
        return f"Emulator at {place.endpoint} · stack {place.stack} · nothing here costs"
    profile = f" · profile {place.profile}" if place.profile else ""
    region = place.region or "no Region"
    return (
        f"Real AWS account {place.account or 'unknown'} · {region}{profile} · stack {place.stack}"
        " · orders cost money and may send mail"
    )
