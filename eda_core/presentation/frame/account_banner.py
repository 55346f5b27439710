"""What must not be overlooked of a deployed stack: whose account it is, and what goes wrong."""

from collections.abc import Iterator
from typing import Final, NotRequired, TypedDict

from eda_core.domain.deployment import Place
from eda_core.domain.feed import FeedState
from eda_core.presentation.wording import remedy_parts
from eda_core.stack.bus_words import BusWords

NOT_HERE: Final = "Time, faults and rooms: in the simulator only"
"""What a deployed stack does not offer; said, so that nobody looks for it."""


class NoticeData(TypedDict):
    """What goes wrong, and a ``remedy``, which may be empty: to copy if it is a ``command``.

    A failure also says when it is asked ``again``, apart: it counts down, which is not read aloud.
    """

    key: str
    said: str
    remedy: str
    command: bool
    again: NotRequired[str]


class AccountBannerData(TypedDict):
    """The component ``account_banner``; ``real`` says that it is an account of AWS."""

    text: str
    real: bool
    aside: str
    notices: list[NoticeData]


def account_banner(
    place: Place, feed: FeedState | None, now_ms: int, words: BusWords
) -> AccountBannerData:
    """Return whose account it is, and what goes wrong.

    ``now_ms`` is the clock outside, in epoch milliseconds; ``words`` are those of its bus.
    """
    return {
        "text": banner_text(place),
        "real": not place.is_local,
        "aside": "" if feed is None else NOT_HERE,
        "notices": [] if feed is None else list(_notices(feed, now_ms, words)),
    }


def banner_text(place: Place) -> str:
    """Return whose account is acted on."""
    if place.is_local:
        return f"Emulator at {place.endpoint} · stack {place.stack} · nothing here costs"
    profile = f" · profile {place.profile}" if place.profile else ""
    region = place.region or "no Region"
    return (
        f"Real AWS account {place.account or 'unknown'} · {region}{profile} · stack {place.stack}"
        " · orders cost money and may send mail"
    )


def _notices(feed: FeedState, now_ms: int, words: BusWords) -> Iterator[NoticeData]:
    if feed.failure:
        failure = feed.failure if feed.failure.endswith((".", "?", "!")) else f"{feed.failure}."
        said = f"{failure} What was read before stays on screen."
        again = _again(feed, now_ms)
        yield {**_notice("failure", said, feed.remedy), "again": again}
    if feed.live_failure:
        said = f"{feed.live_failure} The live tail is closed; the log is read as before."
        yield _notice("live", said, feed.live_remedy)
    yield from _log_notices(feed, words)
    if feed.warning:
        yield _notice("warning", feed.warning, "")


def _log_notices(feed: FeedState, words: BusWords) -> Iterator[NoticeData]:
    """Yield what a log that cannot be read means; one reason for both stands once."""
    bus_log, executions = feed.bus_log, feed.execution_log
    is_same = bus_log.failure == executions.failure
    if bus_log.failure:
        means = f"What the {words.log} does not tell is inferred, and marked so."
        means = f"{means} {_COSTS_CALLS.capitalize()}" if is_same else means
        yield _notice("bus-log", f"{bus_log.failure} {means}", bus_log.remedy)
    if executions.failure and not is_same:
        said = f"{executions.failure} The log of executions is not read: {_COSTS_CALLS}"
        yield _notice("execution-log", said, executions.remedy)


_COSTS_CALLS: Final = "each path costs a call of its own."


def _notice(key: str, said: str, remedy: str) -> NoticeData:
    words, command = remedy_parts(remedy)
    if not command:
        return {"key": key, "said": said, "remedy": words, "command": False}
    return {"key": key, "said": f"{said} {words}".strip(), "remedy": command, "command": True}


def _again(feed: FeedState, now_ms: int) -> str:
    if feed.next_poll_ms is None:
        return ""
    return f"again in {max(0, feed.next_poll_ms - now_ms) // 1000} s"
