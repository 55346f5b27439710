"""Who would have ended otherwise, had the limit, the definition or the rules been others.

Every order is run twice, with the stack as it is and with the changed one: so what the change
does is told from what a fault, a lost event or an early end of the log did to the recorded order.
"""

from collections.abc import Callable

from eda_core.experiments.replay import replayed
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.order_table import OrderTable
from eda_core.read_model.run_comparison import RecordedOrders, WhatIf, compared_runs
from eda_core.stack import Stack

Report = Callable[[float], None]
"""Hears the share of the work that is done, 0 to 1."""


def what_if(
    recorded: RecordedOrders, stack: Stack, changed: Stack, report: Report = lambda _: None
) -> WhatIf:
    """Run the recorded orders with the stack and with the changed one, and compare the outcomes.

    Raises `InvalidRequest` when one of the runs does not come to an end.
    """
    whole = max(1, 2 * len(recorded.created))
    before = _outcomes(recorded, stack, lambda count: report(count / whole))
    after = _outcomes(recorded, changed, lambda count: report(0.5 + count / whole))
    return compared_runs(recorded, before, after)


def _outcomes(recorded: RecordedOrders, stack: Stack, report: Callable[[int], None]) -> OrderTable:
    orders, world = OrderTable(EventTable()), replayed(recorded.created, stack, report)
    sequence = 0
    while records := world.log_after(sequence):
        for record in records:
            orders.fold(record)
        sequence = records[-1].sequence
    return orders
