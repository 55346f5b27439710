"""Lambda's asynchronous invocation: a function that raised is run again, or given up.

It comes after the bus is done, on either kind of bus (Lambda Developer Guide, "Asynchronous
invocation").
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import EdaError
from eda_core.simulator.delivery_log import DeliveryJournal, Note
from eda_core.simulator.retries import next_invocation_ms
from eda_core.simulator.scheduler import Scheduler

if TYPE_CHECKING:
    from eda_core.simulator.bus import Delivery, Route

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

    def raised(self, route: "Route", delivery: "Delivery", number: int, reason: str) -> None:
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
            self.raised(route, delivery, number, reason_of(fault))
        else:
            self._note(delivery, Note(DeliveryStep.FUNCTION_SUCCESS, route.rule, number))

    def _note(self, delivery: "Delivery", note: Note) -> None:
        for each in delivery.events:
            self._journal.note(self._scheduler.now_ms, each.event.id, note)


def reason_of(fault: Exception) -> str:
    """Return why a target failed, in its own words."""
    return str(fault.args[0]) if fault.args else type(fault).__name__
