"""What the form for an order says: which amounts are declined, and bodies to begin with."""

from collections.abc import Mapping
from typing import Final

from eda_core.presentation.wording import value_text
from eda_core.stack import Stack
from eda_core.stack.amount_limit import limit_in


def limit_hint(stack: Stack, *, covered: bool = False) -> str:
    """Return which amounts the definition in force declines, as one reads it from its
    first Choice; only where its limit is while that is ``covered``.
    """
    limit = limit_in(stack)
    if limit is None:
        return "The definition in force compares no amount with a number."
    if covered:
        return f"The limit is {value_text(limit.value)}."
    return _HINTS[limit.sign].format(value_text(limit.value))


_HINTS: Final[Mapping[str, str]] = {
    ">": "Over {0} is declined; exactly {0} is not.",
    "≥": "{0} and more is declined.",
    "<": "Under {0} is declined; exactly {0} is not.",
    "≤": "{0} and less is declined.",
}

RAW_ORDER: Final = '{"id": 101, "amount": "600"}'
RAW_EVENT: Final = (
    '{"Source": "order-service",\n "DetailType": "OrderCreated",\n "Detail": "{\\"id\\": 104}"}'
)
