"""What can be done with a subscriber, in words: pausing, going on, and replaying the past."""

from typing import Final

from eda_core.domain.bus_state import SubscriberState
from eda_core.presentation.wording import counted
from eda_core.stack import Stack

FROM_OLDEST: Final = "From the oldest event kept"
FROM_TIME: Final = "From minutes ago"
REPLAY_STARTS: Final = (FROM_OLDEST, FROM_TIME)
THEN_LIVE: Final = "then live"
THEN: Final = (THEN_LIVE, "until now")

WORKS_AGAIN: Final = (
    "A running subscriber cannot be set back: a replay is a subscriber of its own, **{name}**, "
    "with the same filter and target. It alone sees the past, and its target does its work again."
)
_LONGEST: Final = 64


def resume_words(state: SubscriberState) -> dict[bool, str]:
    """Return where a paused subscriber may go on: False from where it stopped, True to skip."""
    waits = counted(state.backlog, "event", "events")
    return {
        False: f"From where it stopped: {waits}, oldest first",
        True: f"From the newest: skip {state.backlog}",
    }


def paused_answer(name: str) -> str:
    """Return what a pause does."""
    return f"{name} is paused (STOPPED). The bus keeps for it what is published from now on."


def resumed_answer(state: SubscriberState, *, skip: bool) -> str:
    """Return what going on does, in AWS's word for it."""
    if skip:
        return f"{state.name} goes on at the newest (LATEST); {state.backlog} are skipped."
    return f"{state.name} goes on from where it stopped (LAST_PROCESSED)."


def replayed_answer(name: str) -> str:
    """Return what is said once a subscriber for a replay was made."""
    return f"{name} reads the past now; the other subscribers see nothing of it."


def replay_name(like: str, stack: Stack) -> str:
    """Return a name that no subscriber has, for one that replays what another has taken."""
    taken = {rule.name for rule in stack.rules}
    stem = f"replay-{like[: _LONGEST - 12]}"  # what differs comes first: the map cuts names
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
