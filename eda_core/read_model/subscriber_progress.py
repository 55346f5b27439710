"""How far subscribers of a custom bus had come at any time: what the delivery records say of it.

Two things are kept. An event that was matched after the log had it was read from what the bus
keeps, by a subscriber that was behind; and an event that has come to one that gathers batches, and
was not yet called with, waits for its batch or is on its way there.
"""

from array import array
from bisect import bisect_right
from typing import Final

from eda_core.domain.chunks import Json, StepColumns
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.read_model.columns import Columns, check_lengths, check_most, check_times
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.held_groups import COMES, FAILS
from eda_core.read_model.subscriber_marks import NumberOf
from eda_core.stack import Stack

CALLS: Final = FAILS | {DeliveryStep.INVOCATION_SUCCESS}
LOST_MS: Final = 60_000
"""What was matched so long before a call, beyond the window of its batch, will be in none: it was
lost by a fault.
"""

MOST_NAMES: Final = 255
LONGEST_WINDOW_MS: Final = 300_000


class SubscriberProgress:
    """Events read late, and how many waited for a batch, each with its subscriber and its time.

    Only subscribers that were ever stopped, or start in the past, read late.
    """

    def __init__(self, events: EventTable, stack: Stack) -> None:
        self._events = events
        self._behind: set[str] = set()
        self._gathering: set[str] = set()
        self._codes: dict[str, int] = {}
        self._open: dict[str, dict[str, int]] = {}
        self.late_at = array("d")
        self.late_numbers = array("q")
        self.late_rules = bytearray()
        self.gathered_at = array("d")
        self.gathered = array("I")
        self.gathered_rules = bytearray()
        self.note_stack(stack)

    def note_stack(self, stack: Stack) -> None:
        """Take into account how subscribers stand from now on."""
        for each in stack.subscribers:
            if not each.enabled or each.start is not None:
                self._behind.add(each.name)
            if each.batch_size > 1:
                self._gathering.add(each.name)

    def _code(self, rule: str) -> int:
        return self._codes.setdefault(rule, min(len(self._codes), MOST_NAMES))

    def note_step(self, record: DeliveryRecord, number: int) -> None:
        """Take a step into account; ``number`` is that of its event, 0 where the log lacks it."""
        if record.inferred or record.takes_back:
            return
        rule, at_ms = record.rule, record.at_ms
        is_match = record.step is DeliveryStep.RULE_MATCH and rule in self._behind
        if is_match and number and at_ms > self._events.at[number - 1]:
            self.late_at.append(at_ms)
            self.late_numbers.append(number)
            self.late_rules.append(self._code(rule))
        if rule in self._gathering:
            self._gather(record)

    def _gather(self, record: DeliveryRecord) -> None:
        waiting = self._open.setdefault(record.rule, {})
        if record.step in COMES:
            waiting[record.event_id] = record.at_ms
        elif record.step in CALLS and record.event_id in waiting:
            del waiting[record.event_id]
            oldest_ms = record.at_ms - LONGEST_WINDOW_MS - LOST_MS
            for event_id in [each for each, at_ms in waiting.items() if at_ms < oldest_ms]:
                del waiting[event_id]
        else:
            return
        self.gathered_at.append(record.at_ms)
        self.gathered.append(len(waiting))
        self.gathered_rules.append(self._code(record.rule))

    def note_steps(self, columns: StepColumns, first: int, number_of: NumberOf) -> None:
        """Take a chunk of steps into account, the first of which has this number."""
        wanted = {
            code
            for code, (step, (rule, _)) in columns.meanings.items()
            if (rule in self._behind and step is DeliveryStep.RULE_MATCH)
            or (rule in self._gathering and step in COMES | CALLS)
        }
        if not wanted:
            return
        for place in columns.places_of(wanted):
            record = columns.record(place, first + place)
            self.note_step(record, number_of(record))

    def read_late(self, rule: str, at_ms: float) -> int:
        """Return the number of the event that a subscriber read last, of those it read late, by a
        moment; 0 for none.
        """
        code = self._codes.get(rule)
        for row in range(bisect_right(self.late_at, at_ms) - 1, -1, -1):
            if self.late_rules[row] == code:
                return self.late_numbers[row]
        return 0

    def was_late(self, rule: str, number: int) -> bool:
        """Return whether a subscriber read the event with this number late, at any time."""
        code = self._codes.get(rule)
        rows = zip(self.late_numbers, self.late_rules, strict=True)
        return any(late == number and each == code for late, each in rows)

    def gathered_by(self, rule: str, at_ms: float) -> int:
        """Return how many events waited for the batch of a subscriber at a moment."""
        code = self._codes.get(rule)
        for row in range(bisect_right(self.gathered_at, at_ms) - 1, -1, -1):
            if self.gathered_rules[row] == code:
                return self.gathered[row]
        return 0

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        return {
            "late at": self.late_at,
            "late numbers": self.late_numbers,
            "late rules": self.late_rules,
            "gathered at": self.gathered_at,
            "gathered": self.gathered,
            "gathered rules": self.gathered_rules,
        }

    def kept_rest(self) -> Json:
        """Return what is in no column."""
        return {"codes": list(self._codes), "open": self._open}

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned; raises `ValueError` unless the columns hang together."""
        self._codes = {rule: code for code, rule in enumerate(rest["codes"])}
        self._open = {rule: dict(waiting) for rule, waiting in rest["open"].items()}
        check_lengths(len(self.late_at), self.late_numbers, self.late_rules)
        check_lengths(len(self.gathered_at), self.gathered, self.gathered_rules)
        check_times(self.late_at, self.gathered_at)
        check_most(len(self._events), self.late_numbers)
