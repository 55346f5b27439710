"""The reading of a world that is far away, and how it stands."""

from dataclasses import dataclass
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class SideLog:
    """How a log beside that of the events stands: of a bus's deliveries, or of executions.

    ``is_there`` is None while nobody knows, ``read_ms`` (epoch milliseconds) when its newest record
    was read, None for never. ``failure`` says why it cannot be read, ``remedy`` what to do; both
    are empty while all goes well.
    """

    is_there: bool | None = None
    read_ms: int | None = None
    failure: str = ""
    remedy: str = ""

    @property
    def tells(self) -> bool:
        """Whether it is there and can be read now."""
        return self.is_there is True and not self.failure


_UNKNOWN: Final = SideLog()


@dataclass(frozen=True, slots=True)
class FeedState:
    """How the reading of a world from afar stands. Times are epoch milliseconds, None for never.

    ``lag_ms`` is how long the newest event took from its own time until it was read here.
    ``failure`` is what went wrong last, in a sentence, and ``remedy`` what to do; both are empty
    while all goes well. ``warning`` says that something is about to. ``calls`` is how many
    requests this visit has made, ``usd`` about what they cost in US dollars by list price.
    ``live`` tells whether a live tail is open, ``live_failure`` and ``live_remedy`` why one that
    was wanted is not; ``dead_letters`` is None while nobody knows.
    """

    last_poll_ms: int | None = None
    next_poll_ms: int | None = None
    lag_ms: int | None = None
    failure: str = ""
    remedy: str = ""
    warning: str = ""
    calls: int = 0
    usd: float = 0.0
    live: bool = False
    live_failure: str = ""
    live_remedy: str = ""
    dead_letters: int | None = None
    bus_log: SideLog = _UNKNOWN
    execution_log: SideLog = _UNKNOWN


class Feed(Protocol):
    """The reading of a world that is far away: it goes on for as long as somebody looks."""

    def state(self) -> FeedState:
        """Return how it stands now; never waits for the network."""

    def set_live(self, live: bool) -> None:
        """Open a live tail beside the polling, which costs by the minute, or close it."""

    def close(self) -> None:
        """Ask no more, for good, and close the connections; waits a moment for a call under way."""
