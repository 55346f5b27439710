"""The event bus: gives entries their envelope, matches rules, hands events to targets.

Every event has one id for all rules (as recorded on AWS). Delivery is at least once: a target that
cannot take an event is tried again, a function that raises is run again, and what is given up
goes to the dead-letter queue of its rule, or is dropped where the rule has none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, NamedTuple

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import InvalidEvent, TargetUnavailable
from eda_core.domain.events import ACCOUNT, REGION, Event, iso_seconds
from eda_core.domain.faults import FaultKind
from eda_core.domain.orders import order_id_of
from eda_core.ports import EntryResult
from eda_core.simulator.armed_faults import Faults, arrivals
from eda_core.simulator.chance import Ids, Latency
from eda_core.simulator.delivery_log import DeadLetter, DeadLetterQueue, DeliveryJournal, Note
from eda_core.simulator.entries import Entry, Refusal
from eda_core.simulator.retries import TARGET_FAULTS, FunctionQueue, RetryPolicy, reason_of
from eda_core.simulator.scheduler import Scheduler
from eda_core.stack import Rule, Stack, TargetKind

_made: Final = tuple.__new__
"""Makes a tuple with names in half the time: its class calls this, and a function around it."""


class PublishedAs(NamedTuple):
    """What a custom bus knows of an event beside the event: its place, group and repeat id."""

    sequence: int
    group: str
    deduplication_id: str = ""
    replayed: bool = False


class Delivery(NamedTuple):
    """One event as it is handed over, and when it was published (epoch milliseconds).

    ``envelope`` is what the target gets. A custom bus says ``how`` the event was published; where
    it hands over several at once they are the ``batch``, and the event is the first of them.
    """

    event: Event
    envelope: Any
    published_ms: int
    how: PublishedAs | None = None
    batch: tuple["Delivery", ...] = ()

    @property
    def events(self) -> Sequence["Delivery"]:
        """Every event that is handed over."""
        return self.batch or (self,)


TargetHandler = Callable[[Delivery], None]


@dataclass(frozen=True, slots=True)
class Route:
    """A rule, what takes its events, and how long the way there is.

    ``matched`` and ``taken`` are the two steps of a delivery that goes well.
    """

    rule: Rule
    take: TargetHandler
    base_ms: int
    jitter_ms: int
    matched: Note
    taken: Note


@dataclass(frozen=True, slots=True)
class WorldParts:
    """What a bus of either kind uses of its world: time, ids, chance, where steps are noted, and
    what is broken on purpose.
    """

    scheduler: Scheduler
    ids: Ids
    random: Random
    journal: DeliveryJournal
    faults: Faults


def new_event(
    ids: Ids,
    source: str,
    detail_type: str,
    detail: Mapping[str, Any],
    resources: tuple[str, ...],
    at_ms: int,
) -> Event:
    """Return an event of the simulated account, of this time (epoch milliseconds)."""
    event_id, time = ids.uuid(), iso_seconds(at_ms // 1000)
    fields = (event_id, detail_type, source, ACCOUNT, time, REGION, resources, detail, "0", ())
    return _made(Event, fields)


class SimulatedBus:
    """One bus with its rules; delivers through the scheduler, each hop with its delay."""

    __slots__ = (
        "_faults",
        "_ids",
        "_journal",
        "_match",
        "_policy",
        "_random",
        "_routes",
        "_scheduler",
        "_stack",
        "_targets",
        "_ways",
        "dead_letters",
        "functions",
    )

    def __init__(self, stack: Stack, parts: WorldParts) -> None:
        self._stack = stack
        self._scheduler = parts.scheduler
        self._ids = parts.ids
        self._random = parts.random
        self._journal = parts.journal
        self._faults = parts.faults
        self._policy = RetryPolicy()
        self._targets: Mapping[str, tuple[TargetHandler, Latency]] = {}
        self._routes: dict[str, Route] = {}
        self._ways: dict[tuple[str, ...], _Ways] = {}
        self._match = stack.rule_set.matching
        self.dead_letters = DeadLetterQueue()
        self.functions = FunctionQueue(parts.scheduler, parts.journal, self._run, self._give_up)

    @property
    def actions(self) -> Mapping[str, Callable[..., object]]:
        """What this bus schedules, by the name under which a world writes it down."""
        return {"deliver": self.deliver, "invoke": self.functions.invoke}

    def connect(self, targets: Mapping[str, tuple[TargetHandler, Latency]]) -> None:
        """Say what stands behind the target names of the rules, and how far away it is."""
        self._targets = targets
        self.use(self._stack)

    def use(self, stack: Stack) -> None:
        """Match by the rules of this stack from now on; what is under way still arrives."""
        self._stack = stack
        self._match = stack.rule_set.matching
        self._routes = {rule.name: self.route(rule) for rule in stack.rules}
        self._ways = {(): ((), ())}

    def route(self, rule: Rule) -> Route:
        """Return the way to the target of a rule, which the bus may no longer have."""
        matched, taken = DeliveryStep.RULE_MATCH, DeliveryStep.INVOCATION_SUCCESS
        take, latency = self._targets[rule.target.name]
        notes = Note(matched, rule), Note(taken, rule)
        return Route(rule, take, latency.base_ms, latency.jitter_ms, *notes)

    def put(
        self, entries: Sequence[Entry | Refusal], resources: tuple[str, ...] = ()
    ) -> tuple[EntryResult, ...]:
        """Publish what was accepted; ``resources`` are added to those each entry names."""
        return tuple(
            [
                EntryResult("", entry.code, entry.message)
                if isinstance(entry, Refusal)
                else _made(EntryResult, (self._publish(entry, resources), "", "", "", ""))
                for entry in entries
            ]
        )

    accept = put
    """PutEvents from outside; on this bus the same as that of a state machine."""

    def publish(self, source: str, detail_type: str, detail: Mapping[str, Any]) -> str:
        """Put an event on this bus now; return its id."""
        event = new_event(self._ids, source, detail_type, detail, (), self._scheduler.now_ms)
        self._route(event)
        return event.id

    def _publish(self, entry: Entry, resources: tuple[str, ...]) -> str:
        """Put one entry on the bus it names; return the event id.

        An entry for a bus that does not exist gets an id all the same, and goes nowhere: recorded.
        """
        source, detail_type, detail, own_resources, at_ms, bus, *_ = entry
        at_ms = self._scheduler.now_ms if at_ms is None else at_ms
        event = new_event(self._ids, source, detail_type, detail, own_resources + resources, at_ms)
        if bus in ("", self._stack.bus):
            self._route(event)
        return event.id

    def _route(self, event: Event) -> None:
        now_ms, draw = self._scheduler.now_ms, self._random.random
        delivery = _made(Delivery, (event, event.to_envelope(), now_ms, None, ()))
        names = self._matching(delivery)
        routes, matched = self._ways.get(names) or self._ways_to(names)
        # `Latency.draw`, eight times an order
        calls = [
            (now_ms + route.base_ms + int(draw() * route.jitter_ms), (route, delivery, 1))
            for route in routes
        ]
        if self._faults.armed:
            for due_ms, (route, _, _) in calls:
                self._send_through_faults(route, delivery, due_ms)
            return
        self._journal.note_all(now_ms, event.id, matched)
        self._scheduler.schedule_all(self.deliver, calls)

    def _ways_to(self, names: tuple[str, ...]) -> "_Ways":
        """Return the ways to the targets of these rules, which are put together once."""
        routes = tuple(self._routes[name] for name in names)
        ways = self._ways[names] = routes, tuple(route.matched for route in routes)
        return ways

    def _send_through_faults(self, route: Route, delivery: Delivery, due_ms: int) -> None:
        """Send a delivery on its way, through whatever is armed for it there."""
        rule, order = route.rule, order_id_of(delivery.event.detail)
        if self._faults.strikes(FaultKind.RULE_DISABLED, rule.name, order):
            return
        self._journal.note(delivery.published_ms, delivery.event.id, route.matched)
        for due in arrivals(self._faults, rule, order, due_ms):
            self._scheduler.schedule(due, self.deliver, route, delivery, 1)

    def _matching(self, delivery: Delivery) -> tuple[str, ...]:
        """Return the rules that match; an event built to be beyond judging is noted and goes
        nowhere.
        """
        reason = ""
        try:
            if names := self._match(delivery.envelope):
                return names
        except InvalidEvent as fault:
            reason = str(fault)
        note = Note(DeliveryStep.NO_STANDARD_RULES_MATCHED, None, reason=reason)
        self._journal.note(delivery.published_ms, delivery.event.id, note)
        return ()

    def _run(self, route: Route, delivery: Delivery) -> None:
        if self._faults.armed:
            break_target(self._faults, route, delivery)
        route.take(delivery)

    def deliver(self, route: Route, delivery: Delivery, number: int) -> None:
        """Hand an event over, for the ``number``-th time; what raises then is Lambda's affair."""
        try:
            if self._faults.armed:
                break_target(self._faults, route, delivery)
            route.take(delivery)
        except TargetUnavailable as fault:
            self._try_again(route, delivery, number, str(fault))
        except TARGET_FAULTS as fault:
            self._fail(route, delivery, number, reason_of(fault))
        else:
            if number == 1:
                self._journal.note(self._scheduler.now_ms, delivery.event.id, route.taken)
            else:
                self._note_taken(route, delivery, number)

    def _note_taken(self, route: Route, delivery: Delivery, number: int) -> None:
        self._note(delivery, route.taken._replace(attempt=number))

    def _try_again(self, route: Route, delivery: Delivery, number: int, reason: str) -> None:
        now_ms = self._scheduler.now_ms
        age_ms = now_ms - delivery.published_ms
        retry_ms = self._policy.next_ms(now_ms, age_ms, number, self._random)
        step = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
        self._note(delivery, Note(step, route.rule, number, reason, retry_ms))
        if retry_ms is None:
            failed = DeliveryStep.INVOCATION_FAILURE
            self._give_up(delivery, Note(failed, route.rule, number, reason))
        else:
            self._scheduler.schedule(retry_ms, self.deliver, route, delivery, number + 1)

    def _fail(self, route: Route, delivery: Delivery, number: int, reason: str) -> None:
        if route.rule.target.kind is TargetKind.FUNCTION:
            self._note_taken(route, delivery, number)
            self.functions.try_again(route, delivery, 1, reason)  # Lambda counts its runs by itself
        else:
            step = DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE
            note = Note(step, route.rule, number, reason)
            self._note(delivery, note)
            self._give_up(delivery, note._replace(step=DeliveryStep.INVOCATION_FAILURE))

    def _give_up(self, delivery: Delivery, dropped: Note) -> None:
        """Keep an event in the dead-letter queue of its rule, or drop it where there is none."""
        if dropped.rule is not None and dropped.rule.dead_letters:
            self.dead_letters.put(DeadLetter(dropped.rule, delivery))
            dropped = dropped._replace(step=_DEAD_LETTERS[dropped.step])
        self._note(delivery, dropped)

    def redrive(self, event_id: str, rule: str) -> int:
        """Deliver the dead letters of an event and a rule again, or all; return how many.

        Each is a delivery of its own, with all its attempts, by the rule as it was.
        """
        now_ms, letters = self._scheduler.now_ms, self.dead_letters.take(event_id, rule)
        for letter in letters:
            route, delivery = self.route(letter.rule), letter.delivery._replace(published_ms=now_ms)
            due_ms = now_ms + route.base_ms + int(self._random.random() * route.jitter_ms)
            self._note(delivery, Note(DeliveryStep.DLQ_REDRIVE, letter.rule))
            self._scheduler.schedule(due_ms, self.deliver, route, delivery, 1)
        return len(letters)

    def _note(self, delivery: Delivery, note: Note) -> None:
        self._journal.note(self._scheduler.now_ms, delivery.event.id, note)


_Ways = tuple[tuple[Route, ...], tuple[Note, ...]]
"""The routes an event goes by, and the first step on each."""

_DEAD_LETTERS: Final = {
    DeliveryStep.INVOCATION_FAILURE: DeliveryStep.INVOCATION_DLQ,
    DeliveryStep.FUNCTION_FAILURE: DeliveryStep.FUNCTION_DLQ,
}


def break_target(faults: Faults, route: Route, delivery: Delivery) -> None:
    """Raise what a target does where a fault is armed for it."""
    target, order = route.rule.target, order_id_of(delivery.event.detail)
    if faults.strikes(FaultKind.TARGET_THROWS, target.name, order):
        broken = ValueError if target.kind is TargetKind.FUNCTION else TargetUnavailable
        raise broken("broken on purpose")
