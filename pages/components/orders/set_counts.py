"""The counts of two sets of the orders of the world on the page."""

from eda_core.domain.orders import OrderId
from eda_core.read_model import Reading
from eda_core.read_model.order_query import OrderQuery
from eda_core.sets.counting import CountsSets, GroupOfOrder, LogCounts, group_of_order, within
from eda_core.sets.members import SetChoice
from eda_core.sets.order_columns import order_columns


def set_counts(
    reading: Reading, choices: tuple[SetChoice, SetChoice], query: OrderQuery, now_ms: int
) -> LogCounts:
    """Return the counts: a large log counts where it is, of others the columns are kept."""
    counts = reading.ask(
        lambda tables: (
            tables.set_counts(choices, query, now_ms) if isinstance(tables, CountsSets) else None
        )
    )
    if counts is not None:
        return counts
    columns = reading.ask_once("order columns", lambda tables: order_columns(tables, now_ms))
    shown = reading.ask(lambda tables: tables.index.numbers(query, now_ms))
    return within(columns, choices, shown, query)


def group_of(reading: Reading, order: OrderId, now_ms: int) -> GroupOfOrder | None:
    """Return what sets the orders that ended as this one did apart; it looks at every order."""
    with reading.at_one_instant():
        return group_of_order(
            order, lambda choices: set_counts(reading, choices, OrderQuery(), now_ms)
        )


def of_events_alone(reading: Reading) -> bool:
    """Return whether the log keeps events alone, and no deliveries or executions to ask of."""
    return reading.ask(lambda tables: isinstance(tables, CountsSets))
