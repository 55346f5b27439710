"""Calls of a subscriber's target: gathered, made, made again, given up.

Every failure is retried, the permanent ones too (User Guide, eb-custom-bus-retry): up to
``most_retries`` times, which is tested first, and up to the age of ``most_age_s``. What is given up
leaves a record in the dead-letter queue, or nothing.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from eda_core.asl import ExpressionFailed
from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import TargetUnavailable
from eda_core.simulator.bus import Delivery, WorldParts, break_target
from eda_core.simulator.delivery_log import DeadLetter, DeadLetterQueue, Note
from eda_core.simulator.event_shapes import GivenUp, Shaper
from eda_core.simulator.lanes import EventGroup, HeldEvent, SubscriberLane, group_of
from eda_core.simulator.retries import TARGET_FAULTS, FunctionQueue, reason_of
from eda_core.simulator.subscriber_routes import SubscriberRoute
from eda_core.stack import Subscriber, TargetKind
from eda_core.stack.subscribers import Invocation, Transformer

FIRST_DELAY_MS: Final = 1_000
LONGEST_DELAY_MS: Final = 900_000
"""Assumed, unknown 1: the wait before a retry is 1 s and doubles, without jitter. Unknown 30: the
age of an event counts from its publication, also where it is replayed.
"""


class StandardWorkflow(ValueError):
    """A state machine that cannot be waited for is called as if it could."""


_CODES: Final[Mapping[type[Exception], str]] = {
    ExpressionFailed: "INPUT_TRANSFORMATION_FAILURE",
    TargetUnavailable: "THROTTLING",
    StandardWorkflow: "SFN_TYPE_NOT_SUPPORTED",
}
"""Error codes (documented) of what goes wrong whoever is called; the rest depends on the target."""


class LanesAndLetters(Protocol):
    """What calls have to do with of their bus."""

    lanes: dict[str, SubscriberLane]
    dead_letters: DeadLetterQueue

    def current(self, route: SubscriberRoute) -> SubscriberRoute:
        """Return the way to a subscriber as it is by now."""


def next_call_ms(subscriber: Subscriber, now_ms: int, age_ms: int, number: int) -> int | str:
    """Return when to call again after the ``number``-th call failed, or what forbids it."""
    if number > subscriber.most_retries:
        return "MaximumRetryAttempts"
    delay_ms = min(FIRST_DELAY_MS << min(number - 1, 20), LONGEST_DELAY_MS)
    if age_ms + delay_ms > subscriber.most_age_s * 1000:
        return "MaximumEventAgeInSeconds"
    return now_ms + delay_ms


class SubscriberCalls:
    """Makes the calls of all subscribers of one bus, on the scheduler."""

    def __init__(self, bus: LanesAndLetters, parts: WorldParts) -> None:
        self._bus = bus
        self._scheduler = parts.scheduler
        self._journal = parts.journal
        self._faults = parts.faults
        self._shaper = Shaper(parts.ids, parts.random)
        self.functions = FunctionQueue(
            parts.scheduler, parts.journal, self._hand_over, self._give_up_run
        )

    @property
    def actions(self) -> Mapping[str, Callable[..., object]]:
        """What is scheduled here, by the name under which a world writes it down."""
        return {
            "deliver": self.deliver,
            "invoke": self.functions.invoke,
            "arrive": self.arrive,
            "close": self.close,
        }

    def schedule(self, due_ms: int, route: SubscriberRoute, delivery: Delivery) -> None:
        """Let an event arrive at its subscriber at this time, or in its turn."""
        lane = self._bus.lanes.get(route.rule.name) if route.is_fifo else None
        if lane is not None:
            name = group_of(delivery)
            group = lane.groups.get(name)
            if group is not None:
                group.waiting.append(HeldEvent(due_ms, delivery))
                self._let_arrive(route, group)
                return
            group = lane.groups[name] = EventGroup()
            group.is_due = True
        self._scheduler.schedule(due_ms, self.deliver, route, delivery, 1)

    def _let_arrive(self, route: SubscriberRoute, group: EventGroup) -> None:
        """Schedule the next event of a group, unless one is on its way or with the target."""
        held = group.next_due()
        if held is not None:
            self._scheduler.schedule(held.due_ms, self.deliver, route, held.delivery, 1)

    def arrive(self, route: SubscriberRoute, name: str) -> None:
        """Take the next event of a group, as rooms have written it down that are older."""
        lane = self._bus.lanes.get(route.rule.name)
        group = None if lane is None else lane.groups.get(name)
        if group is not None:  # else the subscriber was deleted meanwhile
            group.is_due = False
            held = group.next_due()
            if held is not None:
                self.deliver(route, held.delivery, 1)

    def _gather(self, route: SubscriberRoute, lane: SubscriberLane, delivery: Delivery) -> None:
        """Add an event to the batch; a full one is handed over, another when its window ends.

        An expression is worked out for each event before (documented): one that fails, fails alone.
        """
        route = self._bus.current(route)
        subscriber = route.subscriber
        try:
            if subscriber.transformer is Transformer.JSONATA:
                self._shaper.evaluate(subscriber, delivery)
        except ExpressionFailed as fault:
            self._fail_call(route, lane, batch_of((delivery,)), fault)
            return
        lane.batch.append(delivery)
        if len(lane.batch) >= subscriber.batch_size:
            self._call_with_batch(route, lane)
        elif len(lane.batch) == 1:
            due_ms = self._scheduler.now_ms + subscriber.batch_window_s * 1000
            self._scheduler.schedule(due_ms, self.close, route, lane.batches)

    def _fail_call(
        self, route: SubscriberRoute, lane: SubscriberLane, delivery: Delivery, fault: Exception
    ) -> None:
        if route.is_fifo:
            lane.begin(delivery)
        self._fail(route, delivery, 1, fault)

    def close(self, route: SubscriberRoute, batch: int) -> None:
        """Hand over what was gathered, where it is still the same batch."""
        lane = self._bus.lanes.get(route.rule.name)
        if lane is not None and lane.batches == batch and lane.batch:
            self._call_with_batch(route, lane)

    def _call_with_batch(self, route: SubscriberRoute, lane: SubscriberLane) -> None:
        together, lane.batch = tuple(lane.batch), []
        lane.batches += 1
        delivery = batch_of(together)
        if route.is_fifo:
            lane.begin(delivery)
        self._call(route, delivery, 1)

    def deliver(self, route: SubscriberRoute, delivery: Delivery, number: int) -> None:
        """Call with an event or a batch for the ``number``-th time; or gather it first."""
        if route.is_direct and not self._faults.armed:
            # `_call`, without a call for each event
            try:
                route.take(delivery)
            except TARGET_FAULTS as fault:
                self._fail(route, delivery, number, fault)
                return
            note = route.taken if number == 1 else route.taken._replace(attempt=number)
            self._journal.note(self._scheduler.now_ms, delivery.event.id, note)
            return
        lane = self._bus.lanes.get(route.rule.name)
        if lane is None or number > 1 or delivery.batch:
            self._call(route, delivery, number)
        elif route.is_fifo:
            self._take_turn(route, lane, delivery)
        elif route.subscriber.batch_size > 1:
            self._gather(route, lane, delivery)
        else:
            self._call(route, delivery, 1)

    def _take_turn(self, route: SubscriberRoute, lane: SubscriberLane, delivery: Delivery) -> None:
        """Call with the next event of a group, or gather it; then the one after it may come at
        once, for it goes in the same call.
        """
        name = group_of(delivery)
        group = lane.groups.get(name)
        if group is None:  # the subscriber was deleted and made again meanwhile
            group = lane.groups[name] = EventGroup()
        group.is_due = False
        if route.subscriber.batch_size == 1:
            group.calls = True
            self._call(route, delivery, 1)
        elif group.calls:
            group.waiting.appendleft(HeldEvent(self._scheduler.now_ms, delivery))
        else:
            self._gather(route, lane, delivery)
            self._let_arrive(route, group)

    def _call(self, route: SubscriberRoute, delivery: Delivery, number: int) -> None:
        try:
            if route.is_as_it_is and not self._faults.armed:
                route.take(delivery)
            else:
                self._hand_over(route, delivery)
        except TARGET_FAULTS as fault:
            self._fail(route, delivery, number, fault)
        else:
            self._note_taken(route, delivery, number)

    def _hand_over(self, route: SubscriberRoute, delivery: Delivery) -> None:
        if self._faults.armed:
            for each in delivery.events:
                break_target(self._faults, route, each)
        subscriber = route.subscriber
        if subscriber.target.kind is TargetKind.STATE_MACHINE:
            delivery = _as_state_machine_gets_it(subscriber, delivery)
        if delivery.batch or subscriber.transformer is not Transformer.RAW:
            delivery = self._shaper.shape(subscriber, delivery)
        route.take(delivery)

    def _fail(
        self, route: SubscriberRoute, delivery: Delivery, number: int, fault: Exception
    ) -> None:
        """A call failed, or a function that is not waited for raised: then the bus is done."""
        subscriber, reason = route.subscriber, reason_of(fault)
        code = next((code for kind, code in _CODES.items() if isinstance(fault, kind)), "")
        if code:
            self._try_again(route, delivery, number, code, reason)
        elif subscriber.target.kind is not TargetKind.FUNCTION:
            self._try_again(route, delivery, number, "CUSTOMER_VALIDATION", reason)
        elif subscriber.invocation is Invocation.REQUEST_RESPONSE:
            self._try_again(route, delivery, number, "COMPUTE_EXECUTION_ERROR", reason)
        else:
            self._note_taken(route, delivery, number)
            self.functions.try_again(route, delivery, 1, reason)  # Lambda counts its runs by itself

    def _note_taken(self, route: SubscriberRoute, delivery: Delivery, number: int) -> None:
        note = route.taken if number == 1 else route.taken._replace(attempt=number)
        if not delivery.batch:
            self._journal.note(self._scheduler.now_ms, delivery.event.id, note)
        else:
            self._note(delivery, note)
        if route.is_fifo:
            self._end(route, delivery)

    def _try_again(
        self, route: SubscriberRoute, delivery: Delivery, number: int, code: str, reason: str
    ) -> None:
        """A call failed: it is made again, or given up, whatever the reason."""
        subscriber, now_ms = route.subscriber, self._scheduler.now_ms
        age_ms = now_ms - delivery.published_ms
        after = next_call_ms(subscriber, now_ms, age_ms, number)
        words, retry_ms = f"{code}: {reason}", after if isinstance(after, int) else None
        step = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
        self._note(delivery, Note(step, subscriber, number, words, retry_ms))
        if retry_ms is not None:
            self._scheduler.schedule(retry_ms, self.deliver, route, delivery, number + 1)
            return
        events = tuple(delivery.events)
        given_up = GivenUp(subscriber, code, reason, number - 1, str(after), events)
        note = Note(DeliveryStep.INVOCATION_FAILURE, subscriber, number, words)
        self._give_up(delivery, given_up, note)
        if subscriber.is_fifo:
            self._end(route, delivery)

    def _give_up(self, delivery: Delivery, given_up: GivenUp, note: Note) -> None:
        """Leave a record in the dead-letter queue, or drop the events where there is none."""
        if given_up.subscriber.dead_letters:
            for each in delivery.events:
                self._bus.dead_letters.put(DeadLetter(given_up.subscriber, each, given_up))
            note = note._replace(step=DeliveryStep.INVOCATION_DLQ)
        self._note(delivery, note)

    def _give_up_run(self, delivery: Delivery, note: Note) -> None:
        """Lambda keeps the event itself in its own dead-letter queue, as on either bus."""
        if note.rule is not None and note.rule.dead_letters:
            for each in delivery.events:
                self._bus.dead_letters.put(DeadLetter(note.rule, each))
            note = note._replace(step=DeliveryStep.FUNCTION_DLQ)
        self._note(delivery, note)

    def _end(self, route: SubscriberRoute, delivery: Delivery) -> None:
        """Let the groups of a call that has ended go on."""
        lane = self._bus.lanes.get(route.rule.name)
        if lane is None:
            return
        for name in lane.end(delivery):
            self._let_arrive(route, lane.groups[name])

    def _note(self, delivery: Delivery, note: Note) -> None:
        events = delivery.events
        note = note if len(events) == 1 else note._replace(batch=len(events))
        for each in events:
            self._journal.note(self._scheduler.now_ms, each.event.id, note)


def batch_of(together: tuple[Delivery, ...]) -> Delivery:
    """Return the call of a batch: as old as its oldest event."""
    first = together[0]
    published_ms = min(each.published_ms for each in together)
    return Delivery(first.event, [each.envelope for each in together], published_ms, None, together)


def _as_state_machine_gets_it(subscriber: Subscriber, delivery: Delivery) -> Delivery:
    """Return the call of a state machine: by its own API as it is, else always an array.

    Assumed, unknown 2: an array for one event, too. Raises `StandardWorkflow` where it is waited
    for: the demo's is of type STANDARD.
    """
    if subscriber.invocation is Invocation.UNIVERSAL:
        return delivery
    if subscriber.invocation is Invocation.REQUEST_RESPONSE:
        raise StandardWorkflow("A state machine of type STANDARD cannot be waited for.")
    return delivery if delivery.batch else batch_of((delivery,))
