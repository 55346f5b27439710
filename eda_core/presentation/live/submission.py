"""What the form for an order says before and after: hints, bodies to begin with, and what the doors
answered, as one sentence.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eda_core.domain.errors import BackendError, EdaError, InvalidRequest
from eda_core.domain.json_faults import json_fault
from eda_core.ports import ApiResponse, EntryResult
from eda_core.presentation.wording import counted, value_text
from eda_core.stack import Stack
from eda_core.stack.amount_limit import limit_in


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether all of a request was taken, and the sentence that says so.

    ``remedy`` is what to do about a failure, to be copied; it may be empty.
    """

    taken: bool
    text: str
    remedy: str = ""


def order_answer(response: ApiResponse) -> Answer:
    """Return what the order API answered."""
    if response.accepted:
        order = response.body.get("order")
        name = order.get("id") if isinstance(order, dict) else None
        of_order = "" if name is None else f": order {name}"
        return Answer(True, f"{response.status} accepted{of_order}.")
    reason = response.body.get("error") or response.body.get("message") or "no reason is given."
    return Answer(False, f"{response.status} refused: {reason}")


def failure_answer(fault: EdaError, before: str = "") -> Answer:
    """Return what stands in for an answer where none came; ``before`` is what went well
    until then.
    """
    remedy = fault.remedy if isinstance(fault, BackendError) else ""
    return Answer(False, f"{before} {fault}".strip(), remedy)


def burst_answer(responses: Sequence[ApiResponse]) -> Answer:
    """Return what the order API answered to many orders."""
    taken = sum(response.accepted for response in responses)
    refused = next((r for r in responses if not r.accepted), None)
    if refused is not None:
        return Answer(False, f"{taken} of {len(responses)} accepted. {order_answer(refused).text}")
    return Answer(True, f"202 accepted: {counted(taken, 'order', 'orders')}.")


def entries_answer(results: Sequence[EntryResult]) -> Answer:
    """Return what PutEvents answered."""
    refused = [result for result in results if result.error_code]
    if refused:
        first = f"{refused[0].error_code}: {refused[0].error_message}"
        return Answer(False, f"{len(refused)} of {len(results)} entries refused. {first}")
    return Answer(True, f"{_entries(len(results))} on the bus.")


def _entries(count: int) -> str:
    return "1 entry is" if count == 1 else f"{count} entries are"


def entries_from_text(text: str) -> list[Any]:
    """PutEvents entries from JSON: a list of them, or one alone; raises `InvalidRequest`."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InvalidRequest(
            "SerializationException", f"The entries are not JSON: {json_fault(fault)}."
        ) from None
    return entries if isinstance(entries, list) else [entries]


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
