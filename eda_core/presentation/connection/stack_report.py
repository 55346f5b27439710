"""The words of the Connection page: findings, progress, calls, and what a world can show."""

from collections.abc import Iterable, Sequence
from typing import Final

from eda_core.domain.deployment import CallTotal, Check, CheckState, ProgressKind, StackProgress
from eda_core.domain.durations import duration_text
from eda_core.domain.feed import FeedState, SideLog
from eda_core.ports import Backend
from eda_core.presentation.wording import ago_text, as_markdown, count_text
from eda_core.stack.bus_words import BusWords

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
    """Return one finding as Markdown: its mark, its name, and how it stands."""
    word = "" if check.state is CheckState.OK else f" {_WORDS[check.state]}."
    return f"{MARKS[check.state]} **{as_markdown(check.name)}**{word} {as_markdown(check.what)}"


def preflight_summary(checks: Sequence[Check]) -> str:
    """Return how many findings there are of each kind: ``11 in order, 1 failed``."""
    counts = ((state, sum(check.state is state for check in checks)) for state in CheckState)
    return ", ".join(f"{count} {_WORDS[state]}" for state, count in counts if count)


def progress_end(lines: Sequence[StackProgress]) -> str:
    """Return how a change ended, in a sentence; that it was interrupted where there is no end."""
    if not lines:
        return ""
    return STILL_AT_WORK if lines[-1].kind is ProgressKind.STEP else lines[-1].text


def call_rows(calls: Iterable[CallTotal]) -> list[dict[str, str]]:
    """Return one row for each operation asked for."""
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
    """Return all calls of this visit together, and what they cost."""
    count = sum(call.count for call in calls)
    if not count:
        return "This page has not asked AWS for anything yet."
    usd = sum(call.usd for call in calls)
    cost = f"about ${usd:.4f} by list price" if usd else "none of them charged for"
    return f"Calls by this page so far: {count_text(count)}, {cost}."


def capability_rows(backend: Backend, words: BusWords) -> list[dict[str, str]]:
    """Return what can be seen and done in the world in use, with the words of its bus."""
    can = backend.capabilities
    editing = f"{words.title} and definition can be changed"
    answers = (
        (editing, backend.editor is not None, "deploy them instead"),
        (
            "Time can be held, slowed and stepped",
            backend.time is not None,
            "its clock is not ours to stop",
        ),
        ("Faults can be injected", backend.faults is not None, "nothing breaks on purpose"),
        ("Every step of a delivery is reported", can.deliveries, _DELIVERIES),
        ("Every execution is reported", can.executions, _EXECUTIONS),
        ("Notifications can be read", can.notifications, "whether a mail went out is unknown"),
        ("AWS can be asked what it would answer", backend.referee is not None, "no AWS is asked"),
        ("Orders may cost money and send mail", can.costs, ""),
    )
    logged = _by_logs(None if backend.feed is None else backend.feed.state(), words)
    return [
        {"In this world": what, "": logged.get(otherwise) or _yes_or_no(so, otherwise)}
        for what, so, otherwise in answers
    ]


_DELIVERIES: Final = "inferred, and marked so"
_BY_BUS_LOG: Final = "yes: by the {}, after a minute or two; until then they are inferred"
_EXECUTIONS: Final = "failed ones, and what events say"
_BY_EXECUTION_LOG: Final = (
    "yes: by the log of executions, after a minute or two and without their data"
)


def _by_logs(feed: FeedState | None, words: BusWords) -> dict[str, str]:
    """Return what logs that can be read now say instead of these."""
    said: dict[str, str] = {}
    if feed is not None and feed.bus_log.tells:
        said[_DELIVERIES] = _BY_BUS_LOG.format(words.log)
    if feed is not None and feed.execution_log.tells:
        said[_EXECUTIONS] = _BY_EXECUTION_LOG
    return said


def _yes_or_no(is_so: bool, otherwise: str) -> str:
    return "yes" if is_so else f"no: {otherwise}" if otherwise else "no"


def reading_sentence(feed: FeedState) -> str:
    """Return what reading the world in use has taken, for all who look at it."""
    cost = f", about ${feed.usd:.4f} by list price" if feed.usd else ""
    return (
        f"This server has made {count_text(feed.calls)} calls to read and to submit{cost}, "
        "for all who look at this stack."
    )


LIVE_TAIL_PRICE: Final = r", \$0.01 a minute"
"""By list price (c3x.dev, Jun 2026), as Markdown."""


def feed_rows(feed: FeedState, now_ms: int, words: BusWords) -> list[dict[str, str]]:
    """Return how the reading of a deployed stack stands at this time (epoch milliseconds), with
    the words of its bus.
    """
    answers = {
        "Last look at the log": _when(feed.last_poll_ms, now_ms),
        "Next look": _until(feed.next_poll_ms, now_ms),
        "Newest event was readable after": _lag(feed.lag_ms),
        "Live tail": "open" if feed.live else "closed",
        words.log.capitalize(): _log(feed.bus_log, "none: deliveries are inferred", now_ms),
        "Log of executions": _log(feed.execution_log, "none: each path costs a call", now_ms),
        "Dead letters": "unknown" if feed.dead_letters is None else count_text(feed.dead_letters),
    }
    return [{"Reading": what, "": so} for what, so in answers.items()]


def _log(log: SideLog, none: str, now_ms: int) -> str:
    if log.failure:
        return as_markdown(f"cannot be read: {log.failure}")
    if not log.is_there:
        return none if log.is_there is False else "not looked for yet"
    return f"last record {_when(log.read_ms, now_ms)}" if log.read_ms else "no record yet"


def _when(at_ms: int | None, now_ms: int) -> str:
    return "none yet" if at_ms is None else ago_text(now_ms - at_ms)


def _until(at_ms: int | None, now_ms: int) -> str:
    if at_ms is None:
        return "when somebody looks"
    return f"in {max(0, at_ms - now_ms) // 1000} s"


def _lag(lag_ms: int | None) -> str:
    return "unknown: none came while looking" if lag_ms is None else duration_text(lag_ms)
