"""The words of the Connection page: what a deployment makes and costs, findings, progress, calls.

And what a world can show.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from eda_core.domain.deployment import (
    CallTotal,
    Check,
    CheckState,
    CostLine,
    DeploymentPlan,
    ProgressKind,
    StackProgress,
)
from eda_core.domain.durations import duration_text
from eda_core.domain.feed import FeedState, SideLog
from eda_core.domain.settings import BusKind
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


def plan_sentence(plan: DeploymentPlan) -> str:
    """Return what is about to happen, and where."""
    verb = "Brings up to date" if plan.exists else "Creates"
    return f"{verb} the stack {plan.name} in {plan.where}."


def makes_sentence(plan: DeploymentPlan) -> str:
    """Return what the stack is made of."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in plan.makes)
    return f"{count_text(sum(count for _, count in plan.makes))} resources: {kinds}."


def mail_sentence(plan: DeploymentPlan) -> str:
    """Return whether anybody gets mail."""
    if not plan.email:
        return "No e-mail is sent."
    return "Every order sends three mails to the address given, once its owner has confirmed."


def log_sentence(plan: DeploymentPlan) -> str:
    """Return what the bus and the state machine will log, and what the screens have of it."""
    executions = " The state machine logs its executions, without their data."
    logged = executions if plan.execution_logs else ""
    who, what = _WHO_LOGS[plan.bus]
    if plan.bus_logs == "OFF":
        return f"{who} nothing, so deliveries are inferred, and marked so.{logged}"
    level = f"{who} {what.format(plan.bus_logs)}"
    return f"{level}: {_TOLD_AT[plan.bus_logs]}.{logged}"


_WHO_LOGS: Final = {
    BusKind.CLASSIC: ("The bus logs", "its steps at level {}, without details of events"),
    BusKind.CUSTOM: ("The subscribers log", "attempts at level {}, failed ones with the event"),
}
_TOLD_AT: Final = {
    "ERROR": "failed deliveries are known, the others inferred",
    "INFO": "deliveries are known, not inferred",
    "TRACE": "deliveries are known, not inferred",
}


def cost_sentence(plan: DeploymentPlan) -> str:
    """Return what 1,000 orders cost altogether, and what it costs when none come."""
    if plan.is_local:
        return "An emulator costs nothing. On AWS, 1,000 orders would cost " + _range(plan) + "."
    words = "by list prices of us-east-1 without the free tier; next to nothing without orders"
    return f"1,000 orders cost {_range(plan)}, {words}."


def cost_rows(plan: DeploymentPlan) -> list[dict[str, str]]:
    """Return one row for each service: what 1,000 orders use of it and what that costs, who says
    so.
    """
    return [
        {
            "Service": line.item,
            "1,000 orders use": line.units,
            "Price": line.price,
            "US dollars": usd_text(line),
            "Source": line.source,
        }
        for line in plan.costs
    ]


def plan_lines(plan: DeploymentPlan) -> list[str]:
    """Return all of it as lines of text."""
    rows = [
        f"  {row['US dollars']:>15}  {row['Service']}: {row['1,000 orders use']},"
        f" {row['Price']} ({row['Source']})"
        for row in cost_rows(plan)
    ]
    return [
        plan_sentence(plan),
        makes_sentence(plan),
        mail_sentence(plan),
        log_sentence(plan),
        cost_sentence(plan),
        *rows,
    ]


def usd_text(line: CostLine) -> str:
    """``0.0030``, or a range where sources disagree: ``0.0750 to 0.1250``."""
    low = f"{line.usd_low:.4f}"
    return low if line.usd_low == line.usd_high else f"{low} to {line.usd_high:.4f}"


def _range(plan: DeploymentPlan) -> str:
    low = sum(line.usd_low for line in plan.costs)
    high = sum(line.usd_high for line in plan.costs)
    return f"${low:.2f} to ${high:.2f}"
