"""Deliveries in trouble: tried again, given up and kept as dead letters, or dropped.

Records are read from one source in its order, so the last one of a delivery says how it stands.
Of an event that every target took at once and once, a number says by which rules; only what is
open, in trouble, delivered again, or not in the log yet is kept step by step.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import count, repeat
from typing import Final, NamedTuple

from eda_core.domain.chunks import Json, StepColumns
from eda_core.domain.deliveries import REPLAYED, DeliveryRecord, DeliveryStep
from eda_core.domain.events import LogRecord
from eda_core.read_model.columns import Columns, check_among, check_lengths, check_most
from eda_core.read_model.event_steps import (
    KEPT,
    TROUBLES,
    DeliveryColumns,
    EventDeliveries,
    EventSteps,
    TakenBy,
    Trouble,
)
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.plain_steps import PlainReport, PlainSteps

_TROUBLE_CODES: Final = (None, *Trouble)
_FIRST: Final = (DeliveryStep.RULE_MATCH, DeliveryStep.NO_STANDARD_RULES_MATCHED)
_LONGEST: Final = 2**32 - 1
_RECENT: Final = 20_000
"""Events whose numbers are kept by their ids, twice: nearly all steps are of these."""


class _Partial(NamedTuple):
    """What is told of an event so far, all of it plain, and in which chunks at which place."""

    report: PlainReport
    parts: tuple[tuple[PlainSteps, int], ...]


class DeliveryBook:
    """Folds delivery records: which rules took an event, what is open, and what is in trouble."""

    def __init__(self, events: EventTable) -> None:
        self._events = events
        self._taken = array("I")
        self.took_ms = array("I")
        """By how much the last step of an event was later than the event, by its number."""
        self._codes: dict[TakenBy, int] = {TakenBy(): 0}
        self._kinds: list[TakenBy] = [TakenBy()]
        self._known: dict[str, EventSteps] = {}
        self._early: dict[str, tuple[int, int]] = {}
        self._partial: dict[str, _Partial] = {}
        self._recent: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self.unsettled: set[int] = set()
        """The numbers of events of which a delivery is open or was in trouble."""
        self.counts: Counter[Trouble] = Counter()
        self._changes = array("q"), bytearray(), bytearray()
        self.is_inferred = False
        self.last_sequence = 0
        """The greatest sequence number folded."""

    def note_logged(self, event_id: str, number: int, is_copy: bool) -> None:
        """Take into account that the log has this event now, as the record with this number."""
        self._taken.append(0)
        self.took_ms.append(0)
        if is_copy:
            return
        newest, _ = self._recent
        if len(newest) >= _RECENT:
            self._recent = ({}, newest)
        self._recent[0][event_id] = number
        self._put_away_early(event_id, number)

    def fold(self, record: DeliveryRecord) -> int:
        """Take one step into account; returns the number of its event, 0 where it has none yet."""
        self.last_sequence = max(self.last_sequence, record.sequence)
        self.is_inferred = self.is_inferred or record.inferred
        if record.event_id in self._partial:
            self._fold_partial((record.event_id,))
        known = self._known.get(record.event_id)
        if known is None:
            known = self._known[record.event_id] = self._begun(record)
        before, trouble = known.fold(record)
        if record.takes_back:
            self._count(record.at_ms, before, None)
        elif trouble is not None and (before is not trouble or record.step in TROUBLES):
            self._count(record.at_ms, before, trouble)
        if known.number:
            self._put_away_whole(record.event_id, known)
        return known.number

    def _begun(self, record: DeliveryRecord) -> EventSteps:
        """Return what was put away of the event of this step, to go on from."""
        code, last_ms = self._early.pop(record.event_id, (0, 0))
        number = 0 if code else self.number_of(record)
        if number:
            code, last_ms = self._taken[number - 1], self.answered_ms(number)
        begun = EventSteps(*self._kinds[code])
        begun.last_ms, begun.number = last_ms, number
        return begun

    def note_all_logged(self, ids: Sequence[str], first: int) -> None:
        """Take into account that the log has these events now, numbered from ``first`` on."""
        self._taken.extend(repeat(0, len(ids)))
        self.took_ms.extend(repeat(0, len(ids)))
        newest, _ = self._recent
        if len(newest) >= _RECENT:
            self._recent = ({}, newest)
        copies, newest = self._events.original, self._recent[0]
        numbered: Iterable[tuple[str, int]] = zip(ids, count(first), strict=False)  # no end
        if copies:
            numbered = [(event_id, n) for event_id, n in numbered if n not in copies]
            ids = [event_id for event_id, _ in numbered]
        newest.update(numbered)
        told = [
            each for known in (self._early, self._known) if known for each in known.keys() & ids
        ]
        for each in told:
            self._put_away_early(each, newest[each])

    def _put_away_early(self, event_id: str, number: int) -> None:
        """Put away what was reported of an event before the log had it."""
        code, last_ms = self._early.pop(event_id, (0, 0))
        known = self._known.get(event_id)
        if code:
            self._put_away(number, code, last_ms)
        elif known is not None:
            known.number = number
            self._put_away_whole(event_id, known)

    def number_of(self, record: DeliveryRecord) -> int:
        """Return the number of the event; one that a rule has just matched has come just now,
        unless it is one of the past.
        """
        newest, older = self._recent
        number = newest.get(record.event_id) or older.get(record.event_id, 0)
        if number or (record.step in _FIRST and record.reason != REPLAYED):
            return number
        return self._events.number_of(record.event_id)

    def _count(self, at_ms: int, before: Trouble | None, trouble: Trouble | None) -> None:
        if before is trouble is None:
            return
        if before is not None:
            self.counts[before] -= 1
        if trouble is not None:
            self.counts[trouble] += 1
        times, left, entered = self._changes
        times.append(at_ms)
        left.append(_TROUBLE_CODES.index(before))
        entered.append(_TROUBLE_CODES.index(trouble))

    def _put_away_whole(self, event_id: str, known: EventSteps) -> None:
        """Put an event away that every target took at once, and once."""
        number = known.number
        code = self._code(
            tuple(known.rules),
            tuple(rule for rule in known.rules if rule in known.unreported),
            tuple(rule for rule in known.rules if rule in known.inferred),
            known.bus_log,
            tuple(rule for rule in known.rules if rule in known.replayed),
        )
        self._put_away(number, code, known.last_ms)
        if known.is_open or known.troubles or known.again:
            self.unsettled.add(number)
            return
        self.unsettled.discard(number)
        del self._known[event_id]

    def _put_away(self, number: int, code: int, last_ms: int) -> None:
        place = number - 1
        self._taken[place] = code
        later_ms = last_ms - int(self._events.at[place])
        if later_ms > 0:
            self.took_ms[place] = later_ms if later_ms < _LONGEST else _LONGEST

    def _code(
        self,
        matched: tuple[str, ...],
        unreported: tuple[str, ...] = (),
        inferred: tuple[str, ...] = (),
        bus_log: bool = False,
        replayed: tuple[str, ...] = (),
    ) -> int:
        taken = TakenBy(matched, unreported, inferred, bus_log, replayed)
        code = self._codes.get(taken)
        if code is None:
            code = self._codes[taken] = len(self._kinds)
            self._kinds.append(taken)
        return code

    def answered_ms(self, number: int) -> int:
        """Return when the last step of an event was, or when it was logged if that was later."""
        return int(self._events.at[number - 1]) + self.took_ms[number - 1]

    def fold_chunk(self, first: int, columns: StepColumns) -> list[int]:
        """Take a chunk of steps; returns the numbers of the events that are in the log.

        Events that every target took at once are told by their columns alone.
        """
        self.last_sequence = max(self.last_sequence, first + len(columns.later) - 1)
        plain = PlainSteps(first, columns)
        numbers: list[int] = []
        others = self._put_plain_away(plain, numbers)
        left = {place for place in others if not self._take_report(plain, place, numbers)}
        return [*numbers, *self._fold_left(plain, left)]

    def _put_plain_away(self, plain: PlainSteps, numbers: list[int]) -> list[int]:
        """Put the events away that are in the log, and of which this chunk tells all: most are.

        Adds their numbers; returns the places of the others.
        """
        codes = [self._code(r.matched) if r and r.is_complete else 0 for r in plain.reports]
        events = plain.columns.events
        begun, taken, others = self._begun_among({*events}), self._taken, list[int]()
        newest, older = self._recent
        at, took = self._events.at, self.took_ms
        for place, (event_id, kind) in enumerate(zip(events, plain.kinds, strict=True)):
            code = codes[kind]
            number = (newest.get(event_id) or older.get(event_id, 0)) if code else 0
            if not number or taken[number - 1] or event_id in begun:
                others.append(place)
                continue
            taken[number - 1] = code
            later_ms = plain.last_ms[place] - at[number - 1]
            if later_ms > 0:
                took[number - 1] = int(later_ms) if later_ms < _LONGEST else _LONGEST
            numbers.append(number)
        return others

    def _begun_among(self, events: set[str]) -> set[str]:
        """Return those of these events of which something was told before."""
        return {
            *(self._known.keys() & events),
            *(self._early.keys() & events),
            *(self._partial.keys() & events),
        }

    def _take_report(self, plain: PlainSteps, place: int, numbers: list[int]) -> bool:
        """Take what a chunk tells of an event; False where its steps are to be taken one by one."""
        event_id, report = plain.columns.events[place], plain.reports[plain.kinds[place]]
        partial = self._partial
        if event_id in partial and report is not None:
            report = partial[event_id].report.and_then(report)
        if report is None or event_id in self._known or event_id in self._early:
            return False
        if report.is_complete:
            return self._put_away_at_once(event_id, report, plain.last_ms[place], numbers)
        parts = partial[event_id].parts if event_id in partial else ()
        partial[event_id] = _Partial(report, (*parts, (plain, place)))
        return True

    def _put_away_at_once(
        self, event_id: str, report: PlainReport, last_ms: int, numbers: list[int]
    ) -> bool:
        """Put an event away of which all is reported; False where it was put away once before."""
        newest, older = self._recent
        number = newest.get(event_id) or older.get(event_id, 0)
        if number and self._taken[number - 1]:
            return False
        if self._partial:
            self._partial.pop(event_id, None)
        code = self._code(report.matched)
        if number:
            self._put_away(number, code, last_ms)
            numbers.append(number)
        else:
            self._early[event_id] = (code, last_ms)
        return True

    def _fold_left(self, plain: PlainSteps, left: set[int]) -> list[int]:
        """Take the steps of these events of a chunk one by one, after all told of them before."""
        if not left:
            return []
        begun = {plain.columns.events[place] for place in left} & self._partial.keys()
        numbers = self._fold_partial(begun)
        return numbers + [self.fold(record) for record in plain.records(left)]

    def fold_partial(self) -> list[int]:
        """Take one by one what is told in part; to be called before anything is asked.

        Returns the numbers of the events.
        """
        return self._fold_partial({*self._partial})

    def _fold_partial(self, events: Collection[str]) -> list[int]:
        parts: dict[int, tuple[PlainSteps, set[int]]] = {}
        for event_id in events:
            for plain, place in self._partial.pop(event_id).parts:
                parts.setdefault(plain.first, (plain, set()))[1].add(place)
        chunks = (parts[first] for first in sorted(parts))
        return [self.fold(record) for plain, places in chunks for record in plain.records(places)]

    def kept_columns(self) -> Columns:
        """Return the columns by name."""
        times, left, entered = self._changes
        return {
            "taken": self._taken,
            "took": self.took_ms,
            "changed at": times,
            "left": left,
            "entered": entered,
        }

    def kept_rest(self) -> Json:
        """Return what is in no column, once nothing is told in part."""
        return {
            "kinds": self._kinds,
            "known": [(event_id, steps.fields()) for event_id, steps in self._known.items()],
            "early": list(self._early.items()),
            "recent": self._recent,
            "unsettled": sorted(self.unsettled),
            "counts": list(self.counts.items()),
            "is inferred": self.is_inferred,
            "last": self.last_sequence,
        }

    def restore(self, rest: Json) -> None:
        """Take what `kept_rest` returned, once the columns are filled."""
        self._kinds = [
            TakenBy(tuple(matched), tuple(more), tuple(inferred), bus_log is True, tuple(replayed))
            for matched, more, inferred, bus_log, replayed in rest["kinds"]
        ]
        self._codes = {kind: code for code, kind in enumerate(self._kinds)}
        self._known = {event_id: EventSteps.restored(*fields) for event_id, fields in rest["known"]}
        self._early = {event_id: (code, ms) for event_id, (code, ms) in rest["early"]}
        newest, older = rest["recent"]
        self._recent = (dict(newest), dict(older))
        self.unsettled = set(rest["unsettled"])
        self.counts = Counter({Trouble(name): count for name, count in rest["counts"]})
        self.is_inferred, self.last_sequence = rest["is inferred"] is True, int(rest["last"])
        self._check()

    def _check(self) -> None:
        """Raise `ValueError` unless what was restored hangs together."""
        times, left, entered = self._changes
        check_lengths(len(self._events), self._taken, self.took_ms)
        check_lengths(len(times), left, entered)
        check_most(len(self._kinds) - 1, self._taken)
        check_most(len(self._events), array("q", [0, *self.unsettled]))
        check_among(range(len(_TROUBLE_CODES)), left, entered)

    def count(self, trouble: Trouble, until_ms: int | None = None) -> int:
        """Return how many deliveries stand like this, or stood so by a moment."""
        if until_ms is None:
            return self.counts[trouble]
        code = _TROUBLE_CODES.index(trouble)
        return sum(
            (entered == code) - (left == code)
            for at_ms, left, entered in zip(*self._changes, strict=True)
            if at_ms <= until_ms
        )

    def columns(self) -> DeliveryColumns:
        """Return what became of all events; the columns grow, so take copies under the lock."""
        matched = [kind.matched for kind in self._kinds]
        return DeliveryColumns(self._taken, self.took_ms, matched, list(self._known.values()))

    def is_settled(self, number: int) -> bool:
        """Return whether every target that is known to be meant for an event took it at once."""
        return number not in self.unsettled

    def was_kept(self, event_id: str, until_ms: float = float("inf")) -> bool:
        """Return whether a delivery of this event was given up, and the event kept as a dead
        letter.
        """
        known = self._known.get(event_id)
        troubles = () if known is None else known.troubles
        return any(record.step in KEPT and record.at_ms <= until_ms for record in troubles)

    def of_event(self, record: LogRecord) -> EventDeliveries:
        """Return what became of an event; nothing where no step speaks of it."""
        known = self._known.get(record.event.id)
        if known is not None:
            return known.report()
        return self._from_code(self._events.original.get(record.sequence, record.sequence))

    def _from_code(self, number: int) -> EventDeliveries:
        return self._kinds[self._taken[number - 1]].report(inferred=self.is_inferred)

    def of_event_at(
        self, record: LogRecord, at_ms: int, steps_of: Callable[[str], Sequence[DeliveryRecord]]
    ) -> EventDeliveries:
        """Return what had become of an event by a moment; ``steps_of`` are its steps by then."""
        number = self._events.original.get(record.sequence, record.sequence)
        is_over = record.event.id not in self._known and self.took_ms[number - 1] < _LONGEST
        if is_over and self.answered_ms(number) <= at_ms:
            return self._from_code(number)
        steps = EventSteps()
        for step in steps_of(record.event.id):
            steps.fold(step)
        return steps.report()
