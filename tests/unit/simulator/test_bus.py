"""The two ways a delivery is tried again, one after the other, on a bus alone."""

from random import Random

import pytest

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.errors import TargetUnavailable
from eda_core.simulator.armed_faults import Faults
from eda_core.simulator.bus import SimulatedBus, WorldParts
from eda_core.simulator.chance import Ids, Latency
from eda_core.simulator.delivery_log import DeliveryJournal
from eda_core.simulator.scheduler import Scheduler
from eda_core.stack import demo_stack

STACK = demo_stack()
FUNCTION = STACK.update_order


def deliveries(*outcomes):
    """The records of one payment event whose function answers so: an error to raise, or None."""
    scheduler, journal, left = Scheduler(0), DeliveryJournal(), list(outcomes)

    def take(_):
        outcome = left.pop(0)
        if outcome is not None:
            raise outcome

    bus = SimulatedBus(STACK, WorldParts(scheduler, Ids(1), Random(1), journal, Faults(1)))
    nothing = (lambda _: None, Latency(0))
    bus.connect(dict.fromkeys(STACK.targets, nothing) | {FUNCTION: (take, Latency(0))})
    bus.publish("payment-service", "PaymentFailed", {"id": 101})
    scheduler.run()
    return [record for record in journal.read_after(0) if record.target == FUNCTION]


BUSY, BROKEN = TargetUnavailable("busy"), ValueError("broken")


@pytest.mark.parametrize("busy", [0, 1, 2])
def test_lambda_counts_its_runs_from_one_however_often_the_bus_tried(busy):
    records = deliveries(*[BUSY] * busy, BROKEN, None)
    taken, raised, run_again = records[-3:]
    assert (taken.step, taken.attempt) == (DeliveryStep.INVOCATION_SUCCESS, busy + 1)
    assert (raised.step, raised.attempt) == (DeliveryStep.FUNCTION_ERROR, 1)
    assert (run_again.step, run_again.attempt) == (DeliveryStep.FUNCTION_SUCCESS, 2)


def test_lambda_runs_a_function_three_times_however_often_the_bus_tried():
    records = deliveries(BUSY, BUSY, BROKEN, BROKEN, BROKEN)
    runs = [(r.attempt, r.retry_ms is None) for r in records if r.step == "FUNCTION_ERROR"]
    assert runs == [(1, False), (2, False), (3, True)]
    assert records[-1].step is DeliveryStep.FUNCTION_DLQ
