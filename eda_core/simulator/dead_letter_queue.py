"""The dead-letter queue: events that were given up, each with the rule it was sent by.

One queue for all rules, as the demo's stack has it. A letter is taken out when it is sent again.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from eda_core.stack import Rule

if TYPE_CHECKING:
    from eda_core.simulator.bus import Delivery
    from eda_core.simulator.event_shapes import GivenUp


class DeadLetter(NamedTuple):
    """An event as it was to be delivered, and the rule by which.

    A custom bus keeps a record and not the event: ``given_up``, the same for all of one call. What
    Lambda gave up is the event itself on either bus.
    """

    rule: Rule
    delivery: "Delivery"
    given_up: "GivenUp | None" = None


class DeadLetterQueue:
    """The letters, oldest first."""

    __slots__ = ("_letters",)

    def __init__(self) -> None:
        self._letters: list[DeadLetter] = []

    def __len__(self) -> int:
        return len(self._letters)

    def __iter__(self) -> Iterator[DeadLetter]:
        return iter(self._letters)

    def put(self, letter: DeadLetter) -> None:
        """Add a letter."""
        self._letters.append(letter)

    def take(self, event_id: str, rule: str) -> list[DeadLetter]:
        """Take out the letters of an event sent by this rule; all letters without an event."""
        if not event_id:
            taken, self._letters = self._letters, []
            return taken
        wanted = (event_id, rule)
        named = [((each.delivery.event.id, each.rule.name) == wanted, each) for each in self]
        self._letters = [each for is_wanted, each in named if not is_wanted]
        return [each for is_wanted, each in named if is_wanted]
