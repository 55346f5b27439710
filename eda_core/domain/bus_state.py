"""How a custom bus stands, where its subscribers are on it, and what can be done with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

AT_NEWEST: Final = "resumed at the newest"
"""How the change of a stack is called by which a subscriber leaves its backlog out."""


class SubscriberState(NamedTuple):
    """How a subscriber stands on its bus. Times are epoch milliseconds.

    ``position_ms`` is when the next event was published that it has not come to; None where it
    takes each as it comes. ``backlog`` counts those it has not come to. A ``replaying`` one reads
    events from before it was made, one that has ``ended`` takes nothing more. ``held`` events wait
    behind another of their group, in ``holding`` groups. ``gathered`` wait for their batch.
    """

    name: str
    running: bool
    position_ms: int | None = None
    backlog: int = 0
    replaying: bool = False
    ended: bool = False
    held: int = 0
    holding: int = 0
    gathered: int = 0


@dataclass(frozen=True, slots=True)
class CustomBusState:
    """How a custom bus stands: the events it keeps, and its subscribers.

    It keeps what was published from ``oldest_ms`` on, ``newest_ms`` is when the newest was; both
    are epoch milliseconds. Beside the ``published`` entries ``repeats`` were dropped: None where it
    is worked out from records, which do not tell.
    """

    oldest_ms: int
    newest_ms: int
    published: int
    repeats: int | None
    subscribers: Sequence[SubscriberState]

    def of(self, name: str) -> SubscriberState | None:
        """Return the state of the subscriber of this name, or None."""
        return next((each for each in self.subscribers if each.name == name), None)


class SubscriberControl(Protocol):
    """What can be done with a subscriber of a custom bus, beside what can be with a rule."""

    def set_running(self, name: str, running: bool, *, skip: bool = False) -> int | None:
        """Stop a subscriber, or let it go on: from where it stopped, or ``skip`` what came since.
        Return how many events are skipped; None where it was so already, and nothing is done.

        Raises `InvalidRequest` where there is none, or where one that replays is to skip.
        """

    def set_filter(self, name: str, scope: str, pattern: str) -> None:
        """Give a subscriber this filter for a scope (DATA, METADATA or SYSTEM_METADATA) in place of
        the one it has there; ``{}`` leaves it without.

        Raises `InvalidPattern`, `InvalidSubscriber` for what the bus refuses, and `InvalidRequest`
        where there is no such subscriber.
        """

    def update(self, name: str, properties: Mapping[str, Any]) -> None:
        """Give a subscriber other properties, in the form of ``subscribers.json``: what is left out
        stays, a block takes the place of the whole block. With another ``Type`` it is made again,
        and begins at the newest event.

        Raises `InvalidPattern`, `InvalidSubscriber` for what the bus refuses or cannot change, and
        `InvalidRequest` where there is no such subscriber.
        """

    def set_unpacking(self, on: bool) -> None:
        """Let the functions take each event of an array by itself, or (the demo) one object."""

    def replay(self, like: str, name: str, from_ms: int | None, *, live: bool = True) -> None:
        """Make a subscriber like another that starts in the past: at the oldest event kept, or at
        a time (epoch milliseconds). It then goes on ``live``, or ends at the newest event.

        Raises `InvalidRequest` for a name that is taken, and for a time that the bus refuses.
        """
