"""The event bus: gives entries their envelope, matches rules, hands events to targets.

Every event has one id for all rules (as recorded on AWS). Delivery is at least once: a target that
cannot take an event is tried again, a function that raises is run again, and what is given up
goes to the dead-letter queue of its rule, or is dropped where the rule has none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import EdaError, InvalidEvent, TargetUnavailable
from eda_core.domain.events import Envelope, Event, iso_seconds
from eda_core.domain.faults import FaultKind
from eda_core.domain.orders import order_id_of
from eda_core.ports import EntryResult
from eda_core.simulator.armed_faults import Faults, arrivals
from eda_core.simulator.chance import Ids, Latency
from eda_core.simulator.delivery_log import DeliveryJournal
from eda_core.simulator.entries import Entry, Refusal
from eda_core.simulator.retries import RetryPolicy, next_invocation_ms
from eda_core.simulator.scheduler import Scheduler
from eda_core.stack import Rule, Stack, TargetKind

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"

TARGET_FAULTS: Final = (EdaError, LookupError, ValueError, TypeError)
"""What a service function raises on an event it cannot use; its invocation then fails."""


class Delivery(NamedTuple):
    """One event as it is handed over."""

    event: Event
    envelope: Envelope


TargetHandler = Callable[[Delivery], None]


@dataclass(frozen=True, slots=True)
class Route:
    """A rule, what takes its events, and how long the way there is."""

    rule: Rule
    take: TargetHandler
    latency: Latency


class Attempt(NamedTuple):
    """One delivery on one route: which attempt this is, and when the event was published.

    A tuple, as a delivery is: eight are made for every order, and tuples are made fastest.
    """

    route: Route
    delivery: Delivery
    published_ms: int
    number: int = 1

    def next(self) -> "Attempt":
        """The attempt after this one."""
        return self._replace(number=self.number + 1)


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
    )

    def __init__(
        self,
        stack: Stack,
        scheduler: Scheduler,
        ids: Ids,
        random: Random,
        journal: DeliveryJournal,
        faults: Faults,
    ) -> None:
        self._stack = stack
        self._scheduler = scheduler
        self._ids = ids
        self._random = random
        self._journal = journal
        self._faults = faults
        self._policy = RetryPolicy()
        self._targets: Mapping[str, tuple[TargetHandler, Latency]] = {}
        self._routes: dict[str, Route] = {}
        self._match = stack.rule_set.matching

    def connect(self, targets: Mapping[str, tuple[TargetHandler, Latency]]) -> None:
        """Say what stands behind the target names of the rules, and how far away it is."""
        self._targets = targets
        self.use(self._stack)

    def use(self, stack: Stack) -> None:
        """Match by the rules of this stack from now on; what is under way still arrives."""
        self._stack = stack
        self._match = stack.rule_set.matching
        self._routes = {rule.name: self.route(rule) for rule in stack.rules}

    def route(self, rule: Rule) -> Route:
        """The way to the target of a rule, which the bus may no longer have."""
        return Route(rule, *self._targets[rule.target.name])

    def put(
        self, entries: Sequence[Entry | Refusal], resources: tuple[str, ...] = ()
    ) -> tuple[EntryResult, ...]:
        """Publish what was accepted; ``resources`` are added to those each entry names."""
        return tuple(
            EntryResult("", entry.code, entry.message)
            if isinstance(entry, Refusal)
            else EntryResult(self.publish(entry, resources))
            for entry in entries
        )

    def publish(self, entry: Entry, resources: tuple[str, ...] = ()) -> str:
        """Put one entry on the bus it names; answers the event id.

        An entry for a bus that does not exist gets an id all the same, and goes nowhere: recorded.
        """
        event = self._event(entry, resources)
        if entry.bus in ("", self._stack.bus):
            self._route(event)
        return event.id

    def _event(self, entry: Entry, resources: tuple[str, ...]) -> Event:
        at_ms = self._scheduler.now_ms if entry.at_ms is None else entry.at_ms
        return Event(
            self._ids.uuid(),
            entry.detail_type,
            entry.source,
            ACCOUNT,
            iso_seconds(at_ms // 1000),
            REGION,
            entry.resources + resources,
            entry.detail,
        )

    def _route(self, event: Event) -> None:
        delivery = Delivery(event, event.to_envelope())
        now_ms = self._scheduler.now_ms
        for name in self._matching(delivery):
            route = self._routes[name]
            attempt = Attempt(route, delivery, now_ms)
            due_ms = now_ms + route.latency.draw(self._random)
            if self._faults.armed:
                self._send_through_faults(attempt, due_ms)
                continue
            self._journal.note((now_ms, DeliveryStep.RULE_MATCH, event.id, route.rule, 1, "", None))
            self._scheduler.schedule(due_ms, self.deliver, attempt)

    def _send_through_faults(self, attempt: Attempt, due_ms: int) -> None:
        """Send a delivery on its way, through whatever is armed for it there."""
        rule, order = attempt.route.rule, order_id_of(attempt.delivery.event.detail)
        if self._faults.strikes(FaultKind.RULE_DISABLED, rule.name, order):
            return
        self._note(attempt, DeliveryStep.RULE_MATCH)
        for due in arrivals(self._faults, rule, order, due_ms):
            self._scheduler.schedule(due, self.deliver, attempt)

    def _take(self, attempt: Attempt) -> None:
        """Let the target take the event, unless a fault stops it."""
        if self._faults.armed:
            self._break(attempt)
        attempt.route.take(attempt.delivery)

    def _break(self, attempt: Attempt) -> None:
        target, order = attempt.route.rule.target, order_id_of(attempt.delivery.event.detail)
        if self._faults.strikes(FaultKind.TARGET_THROWS, target.name, order):
            broken = ValueError if target.kind is TargetKind.FUNCTION else TargetUnavailable
            raise broken("broken on purpose")

    def _matching(self, delivery: Delivery) -> Sequence[str]:
        """The rules that match; an event built to be beyond judging is noted and goes nowhere."""
        step, reason = DeliveryStep.NO_STANDARD_RULES_MATCHED, ""
        try:
            if names := self._match(delivery.envelope):
                return names
        except InvalidEvent as fault:
            reason = str(fault)
        now_ms = self._scheduler.now_ms
        self._journal.note((now_ms, step, delivery.event.id, None, 1, reason, None))
        return ()

    def deliver(self, attempt: Attempt) -> None:
        """Hand an event over; a function that has it is then Lambda's to run again."""
        try:
            self._take(attempt)
        except TargetUnavailable as fault:
            self._try_again(attempt, str(fault))
        except TARGET_FAULTS as fault:
            self._fail(attempt, _reason(fault))
        else:
            self._note(attempt, DeliveryStep.INVOCATION_SUCCESS)

    def _try_again(self, attempt: Attempt, reason: str) -> None:
        now_ms = self._scheduler.now_ms
        age_ms = now_ms - attempt.published_ms
        retry_ms = self._policy.next_ms(now_ms, age_ms, attempt.number, self._random)
        step = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE
        self._note(attempt, step, reason, retry_ms)
        if retry_ms is None:
            self._give_up(attempt, reason, DeliveryStep.INVOCATION_FAILURE)
        else:
            self._scheduler.schedule(retry_ms, self.deliver, attempt.next())

    def _fail(self, attempt: Attempt, reason: str) -> None:
        if attempt.route.rule.target.kind is TargetKind.FUNCTION:
            self._note(attempt, DeliveryStep.INVOCATION_SUCCESS)
            self._run_again(attempt._replace(number=1), reason)
        else:
            self._note(attempt, DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE, reason)
            self._give_up(attempt, reason, DeliveryStep.INVOCATION_FAILURE)

    def _run_again(self, attempt: Attempt, reason: str) -> None:
        """A run of a function raised: Lambda runs it again, or gives it up."""
        retry_ms = next_invocation_ms(self._scheduler.now_ms, attempt.number)
        self._note(attempt, DeliveryStep.FUNCTION_ERROR, reason, retry_ms)
        if retry_ms is None:
            self._give_up(attempt, reason, DeliveryStep.FUNCTION_FAILURE)
        else:
            self._scheduler.schedule(retry_ms, self.invoke, attempt.next())

    def invoke(self, attempt: Attempt) -> None:
        """Run a function again that has the event and raised on it."""
        try:
            self._take(attempt)
        except TARGET_FAULTS as fault:
            self._run_again(attempt, _reason(fault))
        else:
            self._note(attempt, DeliveryStep.FUNCTION_SUCCESS)

    def _give_up(self, attempt: Attempt, reason: str, dropped: DeliveryStep) -> None:
        kept = _DEAD_LETTERS[dropped] if attempt.route.rule.dead_letters else dropped
        self._note(attempt, kept, reason)

    def _note(
        self, attempt: Attempt, step: DeliveryStep, reason: str = "", retry_ms: int | None = None
    ) -> None:
        now_ms, event_id = self._scheduler.now_ms, attempt.delivery.event.id
        rule, number = attempt.route.rule, attempt.number
        self._journal.note((now_ms, step, event_id, rule, number, reason, retry_ms))


_DEAD_LETTERS: Final = {
    DeliveryStep.INVOCATION_FAILURE: DeliveryStep.INVOCATION_DLQ,
    DeliveryStep.FUNCTION_FAILURE: DeliveryStep.FUNCTION_DLQ,
}


def _reason(fault: Exception) -> str:
    return str(fault.args[0]) if fault.args else type(fault).__name__
