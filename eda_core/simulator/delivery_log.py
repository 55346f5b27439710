"""What became of every event on its way to every target, and the events that were given up.

There are sixteen steps an order, so they are kept in columns and spelt out when they are read. What
a step says beside its time and its event is the same for most deliveries of a rule: a `Note`, made
once.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep, OddStep
from eda_core.ports import SLICE
from eda_core.simulator.recent import ReadOlder, nothing_older
from eda_core.stack import Rule

if TYPE_CHECKING:
    from eda_core.simulator.bus import Delivery
    from eda_core.simulator.event_shapes import GivenUp


class Note(NamedTuple):
    """What a step says beside when and of which event, as in a `DeliveryRecord`."""

    step: DeliveryStep
    rule: Rule | None
    attempt: int = 1
    reason: str = ""
    retry_ms: int | None = None
    batch: int = 1
    group: str = ""

    @property
    def odd(self) -> OddStep:
        """What it says that most steps do not."""
        return OddStep(*self[2:])

    def record(self, sequence: int, at_ms: int, event_id: str) -> DeliveryRecord:
        """Return the record of a step."""
        name, target = ("", "") if self.rule is None else (self.rule.name, self.rule.target.name)
        made = DeliveryRecord(sequence, at_ms, self.step, event_id, name, target)
        return made if self[2:] == USUAL else self.odd.given_to(made)


USUAL: Final = OddStep()
"""What a step of a delivery that goes well says."""


class DeliveryJournal:
    """Appends steps, numbered from 1. The ``before`` older ones are what ``older`` reads."""

    __slots__ = ("at_ms", "before", "event_ids", "notes", "older")

    def __init__(self) -> None:
        self.at_ms: list[int] = []
        self.event_ids: list[str] = []
        self.notes: list[Note] = []
        self.before = 0
        self.older: ReadOlder = nothing_older

    @property
    def total(self) -> int:
        """How many steps there are."""
        return self.before + len(self.notes)

    def note(self, at_ms: int, event_id: str, note: Note) -> None:
        """Note one step."""
        self.at_ms.append(at_ms)
        self.event_ids.append(event_id)
        self.notes.append(note)

    def note_all(self, at_ms: int, event_id: str, notes: Sequence[Note]) -> None:
        """Note several steps of one event at one time."""
        count = len(notes)
        self.at_ms += (at_ms,) * count
        self.event_ids += (event_id,) * count
        self.notes += notes

    def read_after(self, sequence: int, most: int = SLICE) -> Sequence[DeliveryRecord]:
        """Return the records after the one with this number, at most so many."""
        found = self.older(sequence, most) if sequence < self.before else ()
        return [*found, *self._newer(max(0, sequence - self.before), most - len(found))]

    def _newer(self, start: int, most: int) -> Iterator[DeliveryRecord]:
        columns = (self.at_ms, self.event_ids, self.notes)
        rows = zip(*(column[start : start + most] for column in columns), strict=True)
        for number, (at_ms, event_id, note) in enumerate(rows, self.before + start + 1):
            yield note.record(number, at_ms, event_id)

    def forget(self) -> None:
        """Keep nothing of what there is: ``older`` reads it from now on."""
        self.before = self.total
        for column in (self.at_ms, self.event_ids, self.notes):
            column.clear()


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
