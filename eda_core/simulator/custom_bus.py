"""The custom bus: keeps what is published, and lets each subscriber take it in its own way.

Beside it `SimulatedBus` is the classic one. What is published has a place on the bus, is kept for
the days of its retention, and goes to every subscriber that is live and whose filters match. One
that was stopped, or starts in the past, reads what is kept until it has caught up.

Sources: EventBridge User Guide, chapter *Event bus (Custom)*, and what ``docs/CUSTOM_BUS.md``
lists; what nothing says is marked *assumed* with the number it has there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import InvalidEvent, InvalidRequest
from eda_core.domain.events import Event
from eda_core.domain.faults import FaultKind
from eda_core.domain.orders import order_id_of
from eda_core.ports import EntryResult
from eda_core.simulator.armed_faults import arrivals
from eda_core.simulator.bus import Delivery, PublishedAs, TargetHandler, WorldParts, new_event
from eda_core.simulator.chance import Latency
from eda_core.simulator.delivery_log import DeadLetterQueue, Note
from eda_core.simulator.entries import Entry, Refusal
from eda_core.simulator.event_shapes import sequence_text
from eda_core.simulator.kept_events import REFUSED, Kept, KeptEvents, check_start, delivery_of
from eda_core.simulator.lanes import LIVE, SubscriberLane
from eda_core.simulator.publishing import WINDOW_MS, DeduplicationWindow
from eda_core.simulator.subscriber_calls import SubscriberCalls
from eda_core.simulator.subscriber_routes import SubscriberRoute, match_note, others_match, route_of
from eda_core.stack import Rule, Stack, Subscriber
from eda_core.stack.published_terms import deduplication_id, event_group
from eda_core.stack.subscriber_updates import is_another

SLICE: Final = 100
"""Events that a subscriber which is behind reads at once."""

SLICE_MS: Final = 100
"""How long it takes for them. Assumed: a backlog and a replay "run at live speed", no page says
which that is.
"""

DAY_MS: Final = 24 * 3600 * 1000


class CustomBus:
    """One custom bus with its subscribers; delivers through the scheduler.

    ``kept`` is everything published, ``lanes`` how each subscriber stands, ``repeats`` how many
    entries were answered with DEDUPLICATED.
    """

    def __init__(self, stack: Stack, parts: WorldParts) -> None:
        self._stack, self._match = stack, stack.rule_set.matching
        self._scheduler = parts.scheduler
        self._ids = parts.ids
        self._random = parts.random
        self._journal = parts.journal
        self._faults = parts.faults
        self._targets: Mapping[str, tuple[TargetHandler, Latency]] = {}
        self._ways: dict[tuple[str, ...], _Ways] = {}
        self._routes: dict[str, SubscriberRoute] = {}
        self._window = DeduplicationWindow()
        self._began_ms = parts.scheduler.now_ms
        self.kept = KeptEvents()
        self.lanes: dict[str, SubscriberLane] = {}
        self._all_are_plain = False
        self.repeats = 0
        self.dead_letters = DeadLetterQueue()
        self._calls = SubscriberCalls(self, parts)
        self.functions = self._calls.functions

    @property
    def actions(self) -> Mapping[str, Callable[..., object]]:
        """What this bus schedules, by the name under which a world writes it down."""
        return {**self._calls.actions, "catch up": self.catch_up}

    def connect(self, targets: Mapping[str, tuple[TargetHandler, Latency]]) -> None:
        """Say what stands behind the target names, and how far away it is."""
        self._targets = targets
        self.use(self._stack)

    def use(self, stack: Stack) -> None:
        """Go by the subscribers of this stack from now on; what is under way still arrives."""
        before = {each.name: each for each in self._stack.subscribers}
        self._stack, self._match = stack, stack.rule_set.matching
        self._ways = {}
        self._routes = {each.name: self.route(each) for each in stack.subscribers}
        for name in self.lanes.keys() - self._routes.keys():
            del self.lanes[name]
        for subscriber in stack.subscribers:
            self._follow(before.get(subscriber.name), subscriber)

    def route(self, rule: Rule) -> SubscriberRoute:
        """Return the way to the target of a subscriber, which the bus may no longer have."""
        if not isinstance(rule, Subscriber):
            raise TypeError(f"{rule.name} is no subscriber.")
        take, latency = self._targets[rule.target.name]
        return route_of(rule, take, latency)

    def current(self, route: SubscriberRoute) -> SubscriberRoute:
        """Return the way to a subscriber as it is by now."""
        return self._routes.get(route.rule.name, route)

    def _follow(self, before: Subscriber | None, subscriber: Subscriber) -> None:
        """Let a subscriber start, stop, go on from where it stopped, or deliver in another way."""
        known = self.lanes.get(subscriber.name)
        is_new = before is not None and is_another(before, subscriber)
        lane = self._begun(subscriber) if known is None or is_new else known
        if lane is not known:
            self.lanes[subscriber.name] = lane
            lane.batches = 0 if known is None else known.batches + 1
            if subscriber.enabled and lane.position != LIVE:
                self._schedule_catching_up(subscriber.name)
        elif lane.batch and before is not None and before.batching != subscriber.batching:
            route, now_ms = self._routes[subscriber.name], self._scheduler.now_ms
            self._scheduler.schedule(now_ms, self._calls.close, route, lane.batches)
        if not subscriber.enabled and not lane.stopped:
            lane.stop(self.kept.total)
        elif subscriber.enabled and lane.stopped:
            lane.stopped = False
            self._schedule_catching_up(subscriber.name)

    def _begun(self, subscriber: Subscriber) -> SubscriberLane:
        start = subscriber.start
        if start is None:
            return SubscriberLane()
        begins_ms = self.oldest_ms if start.from_s is None else start.from_s * 1000
        until_ms = None if start.until_s is None else start.until_s * 1000
        # assumed, unknown 9: it begins at once; on AWS after a delay of unknown length
        return SubscriberLane(self.kept.count_before(begins_ms), self.kept.total, until_ms)

    def check_start(self, subscriber: Subscriber) -> None:
        """Raise `InvalidRequest` for a start that the bus refuses now."""
        if subscriber.start is not None:
            check_start(subscriber.start, self.oldest_ms, self._scheduler.now_ms)

    @property
    def oldest_ms(self) -> int:
        """From when on events are kept (documented: since its creation, or the retention ago)."""
        kept_ms = self._stack.retention_days * DAY_MS
        return max(self._began_ms, self._scheduler.now_ms - kept_ms)

    def put(
        self, entries: Sequence[Entry | Refusal], _resources: tuple[str, ...] = ()
    ) -> tuple[EntryResult, ...]:
        """PutEvents of the classic API, which a state machine calls: it does not reach this bus.

        Events for a bus that is not there get an id and go nowhere (recorded).
        """
        return tuple(
            EntryResult("", entry.code, entry.message)
            if isinstance(entry, Refusal)
            else EntryResult(self._ids.uuid())
            for entry in entries
        )

    def accept(self, entries: Sequence[Entry | Refusal]) -> tuple[EntryResult, ...]:
        """Publish what was accepted: one result for each entry, in their order."""
        return tuple(
            EntryResult("", entry.code, entry.message)
            if isinstance(entry, Refusal)
            else self._answer(entry)
            for entry in entries
        )

    def _answer(self, entry: Entry) -> EntryResult:
        source, detail_type, detail, resources, at_ms, _, group, repeat = entry
        place, done = self._count_repeat(group, repeat) if repeat else 0, "DEDUPLICATED"
        if place:
            event_id = self.kept.at(place).event.id
        else:
            at_ms = self._scheduler.now_ms if at_ms is None else at_ms
            event = new_event(self._ids, source, detail_type, detail, resources, at_ms)
            is_plain = bool(group) and group == event_group(detail)
            place, done = self._publish(event, group, repeat, plain=is_plain), "PUBLISHED"
            event_id = event.id
        return EntryResult(event_id, "", "", sequence_text(place), done)

    def publish(
        self,
        source: str,
        detail_type: str,
        detail: Mapping[str, Any],
        resources: tuple[str, ...] = (),
    ) -> str:
        """Publish an event of the demo's services, in the group of its order; return its id."""
        group, repeat = event_group(detail), deduplication_id(detail_type, detail)
        place = self._count_repeat(group, repeat)
        if place:
            return self.kept.at(place).event.id
        event = new_event(self._ids, source, detail_type, detail, resources, self._scheduler.now_ms)
        self._publish(event, group, repeat, plain=bool(group))
        return event.id

    def _count_repeat(self, group: str, repeat: str) -> int:
        """Return the place of the event that this id repeats within its group, and count it; 0 for
        what is new.
        """
        place = self._window.find((group, repeat))
        if not place:
            return 0
        if self.kept.at(place).published_ms <= self._scheduler.now_ms - WINDOW_MS:
            return 0
        self.repeats += 1
        return place

    def _publish(self, event: Event, group: str, repeat: str, *, plain: bool) -> int:
        """Put an event on the bus and return its place; one that is ``plain`` is in the group of
        its order.
        """
        now_ms, own_group = self._scheduler.now_ms, group or event.id
        place = self.kept.append(event, now_ms, own_group, repeat)
        if repeat:
            self._window.note((group, repeat), place, now_ms)
        how = _made(PublishedAs, (place, own_group, repeat, False))
        delivery = _made(Delivery, (event, event.to_envelope(), now_ms, how, ()))
        names = self._matching(delivery)
        routes, matched = self._ways.get(names) or self._ways_to(names)
        if self._faults.armed or not (self._all_are_plain and plain):
            self._hand_out(routes, delivery)
            return place
        # `_hand_out` where nothing is unusual, without a call for each subscriber
        self._journal.note_all(now_ms, event.id, matched)
        draw, calls = self._random.random, self._calls
        schedule, deliver = self._scheduler.schedule, calls.deliver
        for route in routes:
            due_ms = now_ms + route.base_ms + int(draw() * route.jitter_ms)
            if route.is_direct:
                schedule(due_ms, deliver, route, delivery, 1)
            else:
                calls.schedule(due_ms, route, delivery)
        return place

    def _hand_out(self, routes: Sequence[SubscriberRoute], delivery: Delivery) -> None:
        """Send an event on its way to every live subscriber that takes it."""
        for route in routes:
            is_live = self.lanes[route.rule.name].is_live
            if is_live and others_match(route.others, delivery):
                self._send(route, delivery)

    def _ways_to(self, names: tuple[str, ...]) -> "_Ways":
        """Return the ways to these subscribers, which are put together once."""
        routes = tuple(self._routes[name] for name in names)
        ways = self._ways[names] = routes, tuple(route.matched for route in routes)
        lanes = self.lanes.values()
        are_live = all(lane.is_live for lane in lanes)
        self._all_are_plain = are_live and not any(r.others for r in self._routes.values())
        return ways

    def _matching(self, delivery: Delivery) -> tuple[str, ...]:
        """Return the subscribers whose data filter matches; an event that no filter can judge is
        noted and goes nowhere.
        """
        try:
            if names := self._match(delivery.envelope):
                return names
            reason = ""
        except InvalidEvent as fault:
            reason = str(fault)
        note = Note(DeliveryStep.NO_STANDARD_RULES_MATCHED, None, reason=reason)
        self._journal.note(self._scheduler.now_ms, delivery.event.id, note)
        return ()

    def _send(self, route: SubscriberRoute, delivery: Delivery) -> None:
        now_ms = self._scheduler.now_ms
        due_ms = now_ms + route.base_ms + int(self._random.random() * route.jitter_ms)
        matched = match_note(route, delivery)
        if not self._faults.armed:
            self._journal.note(now_ms, delivery.event.id, matched)
            self._calls.schedule(due_ms, route, delivery)
            return
        rule, order = route.rule, order_id_of(delivery.event.detail)
        if self._faults.strikes(FaultKind.RULE_DISABLED, rule.name, order):
            return
        self._journal.note(now_ms, delivery.event.id, matched)
        for due in arrivals(self._faults, rule, order, due_ms):
            self._calls.schedule(due, route, delivery)

    def _schedule_catching_up(self, name: str) -> None:
        self._scheduler.schedule(self._scheduler.now_ms, self.catch_up, name)

    def catch_up(self, name: str) -> None:
        """Let a subscriber that is behind read some more of what is kept."""
        lane, route = self.lanes.get(name), self._routes.get(name)
        if lane is None or route is None or lane.stopped or lane.position == LIVE:
            return
        oldest_ms = self.oldest_ms
        for kept in self.kept.after(lane.position, SLICE):
            if lane.until_ms is not None and kept.published_ms >= lane.until_ms:
                lane.ended = True
                return
            lane.position += 1
            if kept.published_ms >= oldest_ms:
                self._read(route, lane, kept)
        if lane.position < self.kept.total:
            self._scheduler.schedule(self._scheduler.now_ms + SLICE_MS, self.catch_up, name)
        elif lane.until_ms is None:
            lane.position = LIVE
            self._ways = {}
        else:
            lane.ended = True  # assumed, unknown 5: it stays RUNNING and takes nothing more

    def _read(self, route: SubscriberRoute, lane: SubscriberLane, kept: Kept) -> None:
        # assumed, unknown 6: what waited through a pause is marked LIVE
        replayed = lane.position <= lane.replay_until
        delivery = delivery_of(kept, lane.position, replayed=replayed)
        is_taken = route.rule.pattern.matches(delivery.envelope)
        if is_taken and others_match(route.others, delivery):
            self._send(route, delivery)

    def skip_backlog(self, name: str) -> None:
        """Let a stopped subscriber go on with what is published from now on (LATEST).

        Raises `InvalidRequest` for one that replays (documented).
        """
        lane = self.lanes.get(name)
        if lane is None:
            raise InvalidRequest("ResourceNotFoundException", f"No subscriber {name}.")
        if lane.until_ms is not None or lane.position < lane.replay_until:
            raise InvalidRequest(REFUSED, "A subscriber that replays cannot resume at LATEST.")
        lane.position = self.kept.total

    def backlog(self, name: str) -> int:
        """Return how many events a subscriber has still to go past, whether it takes them or not.

        Those that wait within a group, or for a call to be made again, are not among them.
        """
        lane = self.lanes[name]
        return 0 if lane.position == LIVE or lane.ended else self.kept.total - lane.position

    def redrive(self, event_id: str, rule: str) -> int:
        """Deliver events of dead letters again, or all; return how many.

        A dead letter is a record and not the event, which is read from what is kept: on AWS by a
        subscriber made for it, which starts in the past with a filter on ``aws:EventId``. So it is
        marked REPLAY. What is no longer kept stays in the queue.
        """
        now_ms, sent = self._scheduler.now_ms, 0
        for letter in self.dead_letters.take(event_id, rule):
            if letter.delivery.published_ms < self.oldest_ms:
                self.dead_letters.put(letter)
                continue
            route, how = self.route(letter.rule), letter.delivery.how
            again = how._replace(replayed=True) if how is not None else None
            delivery = letter.delivery._replace(how=again, published_ms=now_ms)
            self._journal.note(
                now_ms, delivery.event.id, Note(DeliveryStep.DLQ_REDRIVE, letter.rule)
            )
            due_ms = now_ms + route.base_ms + int(self._random.random() * route.jitter_ms)
            self._calls.schedule(due_ms, route, delivery)
            sent += 1
        return sent

    def remember(self, since_ms: int) -> None:
        """Know the repeats of what is kept since this time, as if it had just been published."""
        self._window = DeduplicationWindow()
        place = self.kept.count_before(since_ms)
        while found := self.kept.after(place, SLICE):
            for kept in found:
                place += 1
                if kept.deduplication_id:
                    group = "" if kept.group == kept.event.id else kept.group
                    key = group, kept.deduplication_id
                    self._window.note(key, place, kept.published_ms)


_made: Final = tuple.__new__
"""Makes a tuple with names in half the time."""

_Ways = tuple[tuple[SubscriberRoute, ...], tuple[Note, ...]]
"""The routes an event goes by where all are live, and the first step on each."""
