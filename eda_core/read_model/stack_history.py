"""Which rules and which definition were in force when.

A change applies from its time on. An event is judged by the rules in force when the log received
it: the envelope names its own time in whole seconds only, so one that was published just before a
change and logged just after it is judged by the changed rules.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass
from operator import attrgetter

from eda_core.stack import Stack


@dataclass(frozen=True, slots=True)
class StackPeriod:
    """The stack from ``since_ms`` on (epoch milliseconds), and what was changed then."""

    since_ms: int
    what: str
    stack: Stack


_since = attrgetter("since_ms")


class StackHistory:
    """Folds changes into the stack at any time; before the first it is the one given."""

    def __init__(self, first: Stack) -> None:
        self._first = first
        self._periods: list[StackPeriod] = []

    def fold(self, period: StackPeriod) -> None:
        """Take one change into account; the later of two at the same time counts."""
        insort(self._periods, period, key=_since)

    def at(self, at_ms: int) -> Stack:
        """Return the stack in force at this time."""
        index = bisect_right(self._periods, at_ms, key=_since)
        return self._periods[index - 1].stack if index else self._first

    def until(self, at_ms: int) -> "StackHistory":
        """Return what of it was known at this time."""
        history = StackHistory(self._first)
        history._periods = self._periods[: bisect_right(self._periods, at_ms, key=_since)]
        return history

    @property
    def now(self) -> Stack:
        """The stack in force after all changes so far."""
        return self._periods[-1].stack if self._periods else self._first

    @property
    def changes(self) -> tuple[StackPeriod, ...]:
        """The changes, oldest first."""
        return tuple(self._periods)
