"""The items of one order in the deployed table, asked for when somebody looks at the order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.reading.on_demand import Age, Answers, Job, in_thread
from eda_core.domain.attribute_values import plain_item
from eda_core.domain.orders import OrderId

SOON_MS: Final = 3_000
"""After an event came, the items are asked for again, but not sooner than this."""

LATER_MS: Final = 60_000
"""Without an event the items stay the same; they are asked for again after this long anyway."""

MAX_DIGITS: Final = 38
"""Digits of a DynamoDB number (developer guide, "Data types")."""

MOST_PAGES: Final = 3

Items = Sequence[Mapping[str, Any]]


class AwsOrders:
    """The orders table of a deployed stack. ``log_size`` answers how many records the log has."""

    def __init__(
        self,
        clients: Clients,
        discovery: Discovery,
        clock: Callable[[], int],
        log_size: Callable[[], int],
        run: Callable[[Job], None] = in_thread,
    ) -> None:
        self._clients = clients
        self._discovery = discovery
        self._log_size = log_size
        self._answers = Answers[int, Items](self._ask, _is_stale, clock, run)

    def history(self, order: OrderId) -> Items:
        """See `eda_core.ports.Orders`; an order id that is no number of DynamoDB has no items."""
        if not isinstance(order, int) or abs(order) >= 10**MAX_DIGITS:
            return ()
        return self._answers.get(order, self._log_size()) or ()

    def _ask(self, order: int) -> Items:
        pages = self._clients.pages(
            "dynamodb",
            "Query",
            token="ExclusiveStartKey",  # noqa: S106 - the name of a parameter
            answered="LastEvaluatedKey",
            most=MOST_PAGES,
            TableName=self._discovery.resources().table,
            KeyConditionExpression="id = :id",
            ExpressionAttributeValues={":id": {"N": str(order)}},
            ScanIndexForward=True,
        )
        return tuple(plain_item(item) for page in pages for item in page.get("Items", ()))


def _is_stale(_: Items | None, age: Age) -> bool:
    return age.milliseconds >= (SOON_MS if age.log_has_grown else LATER_MS)
