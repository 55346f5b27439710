"""When a delivery that failed is tried again, and when it is given up.

EventBridge (User Guide, "Event retry policy and using dead-letter queues"): up to 185 attempts
more within 24 hours, backing off exponentially with jitter; how fast is not documented, so the
steps here are an assumption. Lambda (Developer Guide, "Asynchronous invocation"): two attempts
more, after one and after two minutes, once the bus is done, on either kind of bus.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import EdaError
from eda_core.simulator.delivery_log import DeliveryJournal, Note
from eda_core.simulator.scheduler import Scheduler

if TYPE_CHECKING:
    from eda_core.simulator.bus import Delivery, Route

FUNCTION_DELAYS_MS: Final = (60_000, 120_000)
FIRST_DELAY_MS: Final = 1_000
LONGEST_DELAY_MS: Final = 900_000


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and for how long, EventBridge tries again."""

    most_attempts: int = 185
    most_age_ms: int = 24 * 3600 * 1000

    def next_ms(self, now_ms: int, age_ms: int, attempt: int, random: Random) -> int | None:
        """Return when to try again after this attempt (from 1) failed, or None to give up."""
        delay_ms = min(FIRST_DELAY_MS * 2 ** min(attempt - 1, 20), LONGEST_DELAY_MS)
        delay_ms = int(delay_ms * (0.5 + random.random() / 2))
        if attempt > self.most_attempts or age_ms + delay_ms > self.most_age_ms:
            return None
        return now_ms + delay_ms


def next_invocation_ms(now_ms: int, attempt: int) -> int | None:
    """Return when Lambda runs a function again after this attempt (from 1) raised, or None to give
    up.
    """
    if attempt > len(FUNCTION_DELAYS_MS):
        return None
    return now_ms + FUNCTION_DELAYS_MS[attempt - 1]


TARGET_FAULTS: Final = (EdaError, LookupError, ValueError, TypeError)
"""What a service function raises on an event it cannot use; its invocation then fails."""

Run = Callable[[Any, "Delivery"], None]
"""Hands an event over by a route of its bus."""

GiveUp = Callable[["Delivery", Note], None]


class FunctionQueue:
    """Runs functions again that have an event and raised on it; ``give_up`` takes what is left."""

    __slots__ = ("_give_up", "_journal", "_run", "_scheduler")

    def __init__(
        self, scheduler: Scheduler, journal: DeliveryJournal, run: Run, give_up: GiveUp
    ) -> None:
        self._scheduler = scheduler
        self._journal = journal
        self._run = run
        self._give_up = give_up

    def try_again(self, route: "Route", delivery: "Delivery", number: int, reason: str) -> None:
        """A run of a function raised: Lambda runs it again, or gives it up."""
        retry_ms = next_invocation_ms(self._scheduler.now_ms, number)
        step = DeliveryStep.FUNCTION_ERROR
        self._note(delivery, Note(step, route.rule, number, reason, retry_ms))
        if retry_ms is None:
            failed = DeliveryStep.FUNCTION_FAILURE
            self._give_up(delivery, Note(failed, route.rule, number, reason))
        else:
            self._scheduler.schedule(retry_ms, self.invoke, route, delivery, number + 1)

    def invoke(self, route: "Route", delivery: "Delivery", number: int) -> None:
        """Run a function again that has the event and raised on it."""
        try:
            self._run(route, delivery)
        except TARGET_FAULTS as fault:
            self.try_again(route, delivery, number, reason_of(fault))
        else:
            self._note(delivery, Note(DeliveryStep.FUNCTION_SUCCESS, route.rule, number))

    def _note(self, delivery: "Delivery", note: Note) -> None:
        for each in delivery.events:
            self._journal.note(self._scheduler.now_ms, each.event.id, note)


def reason_of(fault: Exception) -> str:
    """Return why a target failed, in its own words."""
    return str(fault.args[0]) if fault.args else type(fault).__name__
