"""Where the subscribers of a custom bus were at a moment, worked out from its records.

The changes of the stack say when each was made, stopped and let go on; the log says what was
published, at the time it got it; the delivery records say what each had been given. A bus reads
what it keeps in order, so the newest event that was read late is how far a subscriber had come. How
many repeats the bus had dropped no record tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from eda_core.domain.bus_state import AT_NEWEST, CustomBusState, SubscriberState
from eda_core.domain.events import LogRecord
from eda_core.read_model.event_table import NO_EVENT
from eda_core.read_model.tables import Tables
from eda_core.stack import Subscriber, TargetKind
from eda_core.stack.subscriber_updates import is_another

DAY_MS: Final = 24 * 3600 * 1000
LOOKED_AT: Final = 300
"""Events, the newest, among which one is looked for that a subscriber takes."""

SECOND_MS: Final = 1_000
LOGGED_LATE_MS: Final = 2_000
"""An envelope names its second: an event whose log time is later than that by more than this was
read for the log by a subscriber that was behind.
"""


def bus_at(tables: Tables, at_ms: int) -> CustomBusState:
    """Return how the bus stood at this moment (epoch milliseconds), which the tables are of."""
    places = _Places(tables, at_ms)
    subscribers = tables.stacks.at(at_ms).subscribers
    first_ms, newest_ms = tables.events.arrivals.after(float("-inf")), places.newest_ms()
    kept_ms = at_ms - tables.stacks.at(at_ms).retention_days * DAY_MS
    origins = tables.events.origin_counts(at_ms)
    return CustomBusState(
        max(kept_ms, min(at_ms, at_ms if first_ms is None else first_ms)),
        newest_ms,
        sum(count for origin, count in origins.items() if origin != NO_EVENT),
        None,
        tuple(map(places.state, subscribers)),
    )


@dataclass(slots=True)
class _Way:
    """A subscriber's way so far: everything published up to ``behind_ms`` it had gone past; None
    where it took each event as it came.
    """

    made_ms: float
    until_ms: int | None
    behind_ms: float | None
    running: bool = True


class _Places:
    """The places of the subscribers at one moment."""

    def __init__(self, tables: Tables, at_ms: int) -> None:
        self._tables = tables
        self._at_ms = at_ms

    def newest_ms(self) -> int:
        """Return when the log got its newest event by the moment; the moment where it had none."""
        newest = self._tables.events.arrivals.before(self._at_ms + 1)
        return self._at_ms if newest is None else newest

    def state(self, subscriber: Subscriber) -> SubscriberState:
        """Return how a subscriber stood."""
        name, at_ms = subscriber.name, self._at_ms
        way = self._way(subscriber)
        if way.running and way.behind_ms is not None:
            self._catch_up(subscriber, way, at_ms)
        is_behind = way.behind_ms is not None
        ended = is_behind and way.running and self._has_ended(subscriber, way)
        to_come = () if way.behind_ms is None or ended else self._to_come(subscriber, way.behind_ms)
        position_ms = self._at(to_come[0]) if to_come else None
        progress, held = self._tables.progress, self._tables.marks.subscribers.held
        orders = held.held_at(name, at_ms)
        return SubscriberState(
            name,
            running=way.running,
            position_ms=position_ms,
            backlog=len(to_come),
            replaying=is_behind and not ended and (position_ms or at_ms) < way.made_ms,
            ended=ended,
            held=len(orders),
            holding=len({*orders}),
            gathered=progress.gathered_by(name, at_ms) if subscriber.batch_size > 1 else 0,
        )

    def _way(self, subscriber: Subscriber) -> _Way:
        """Follow a subscriber through the changes of the stack, from when it was made last."""
        stacks = self._tables.stacks
        before = _find(stacks.at(0).subscribers, subscriber.name)
        way = self._step(None, float("-inf"), "", before)
        for period in stacks.changes:
            if period.since_ms <= self._at_ms:
                found = _find(period.stack.subscribers, subscriber.name)
                is_new = before is not None and found is not None and is_another(before, found)
                before = found
                way = self._step(None if is_new else way, period.since_ms, period.what, found)
        return way or _Way(self._at_ms, None, None, subscriber.enabled)

    def _step(
        self, way: _Way | None, at_ms: float, what: str, found: Subscriber | None
    ) -> _Way | None:
        """Return the way after a change of the stack."""
        if found is None:
            return None
        way = _begun(found, at_ms) if way is None else way
        if way.running and not found.enabled:
            if way.behind_ms is not None:
                self._catch_up(found, way, at_ms)
            way.behind_ms = at_ms if way.behind_ms is None else way.behind_ms
        elif found.enabled and not way.running and what.endswith(AT_NEWEST):
            way.behind_ms = None
        way.running = found.enabled
        return way

    def _catch_up(self, subscriber: Subscriber, way: _Way, at_ms: float) -> None:
        """Note how far a subscriber that goes on had read by a time, or that it was live again."""
        name, begun_ms = subscriber.name, way.behind_ms or 0
        last = self._tables.progress.read_late(name, at_ms)
        reached_ms = max(begun_ms, self._at(last)) if last else begun_ms
        newest = self._newest_taken(subscriber, reached_ms, at_ms)
        is_live = way.until_ms is None and (newest is None or self._came_live(name, newest))
        way.behind_ms = None if is_live else reached_ms

    def _newest_taken(
        self, subscriber: Subscriber, after_ms: float, until_ms: float
    ) -> LogRecord | None:
        """Return the newest event between two times that a subscriber takes, among the newest."""
        numbers = self._between(after_ms, until_ms)
        records = map(self._tables.events.records.get, reversed(numbers))
        for record in islice(records, LOOKED_AT):
            if isinstance(record, LogRecord) and _takes(subscriber, record):
                return record
        return None

    def _came_live(self, name: str, record: LogRecord) -> bool:
        """Return whether a subscriber was given an event when it came."""
        is_matched = name in self._tables.deliveries.of_event(record).matched
        return is_matched and not self._tables.progress.was_late(name, record.sequence)

    def _has_ended(self, subscriber: Subscriber, way: _Way) -> bool:
        """Return whether a subscriber that is to end had read all up to there."""
        if way.until_ms is None or way.behind_ms is None:
            return False
        until_ms = min(self._at_ms, way.until_ms - 1)
        return self._newest_taken(subscriber, way.behind_ms, until_ms) is None

    def _to_come(self, subscriber: Subscriber, behind_ms: float) -> Sequence[int]:
        """Return the numbers of the events that had come and that a subscriber had not gone past.

        The one that writes the log is seen by what the log got later.
        """
        if subscriber.target.kind is TargetKind.LOG_GROUP and subscriber.start is None:
            return self._logged_later(behind_ms)
        numbers = self._between(behind_ms, self._at_ms)
        on_their_way = 0
        for number in numbers:
            record = self._tables.events.records.get(number)
            is_near = self._at(number) <= behind_ms + SECOND_MS
            if not is_near or not isinstance(record, LogRecord):
                break
            if not self._came_live(subscriber.name, record):
                break
            on_their_way += 1
        return numbers[on_their_way:]

    def _logged_later(self, behind_ms: float) -> Sequence[int]:
        """Return the events that were published by the moment, and that the log got much later."""
        events = self._tables.events
        found = []
        for number in self._between(max(behind_ms, self._at_ms), float("inf")):
            published_ms = events.times[number - 1]
            if published_ms > self._at_ms:
                break
            if events.at[number - 1] - published_ms > LOGGED_LATE_MS:
                found.append(number)
        return found

    def _between(self, after_ms: float, until_ms: float) -> Sequence[int]:
        """Return the numbers of the records that the log got between two times, in their order."""
        arrivals = self._tables.events.arrivals
        places = arrivals.places(arrivals.count_until(after_ms), arrivals.count_until(until_ms))
        return (
            range(places.start + 1, places.stop + 1)
            if isinstance(places, range)
            else [place + 1 for place in places]
        )

    def _at(self, number: int) -> int:
        return int(self._tables.events.at[number - 1])


def _find(subscribers: Sequence[Subscriber], name: str) -> Subscriber | None:
    return next((each for each in subscribers if each.name == name), None)


def _begun(subscriber: Subscriber, at_ms: float) -> _Way:
    """Return the way of a subscriber that was made at a time."""
    start = subscriber.start
    if start is None:
        return _Way(at_ms, None, None)
    behind_ms = 0 if start.from_s is None else start.from_s * 1000 - 1
    return _Way(at_ms, None if start.until_s is None else start.until_s * 1000, behind_ms)


def _takes(subscriber: Subscriber, record: LogRecord) -> bool:
    return subscriber.pattern.matches(record.event.to_envelope())
