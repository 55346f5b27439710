"""The row of one order in the table of orders: what can be sorted by, filtered and looked for."""

import math
from typing import Any, Final

from eda_core.domain.orders import label_of
from eda_core.read_model.order_query import FATES
from eda_core.read_model.order_status import Known, verdict_by
from eda_core.read_model.order_table import Judged

MOST_WORDS: Final = 60
"""Characters of an amount that are looked at for a text."""


def order_fields(known: Known, number: int, judged: Judged) -> tuple[Any, ...]:
    """Return the row of an order of which the events say so."""
    order = known.events.numbers.ids[number - 1]
    verdict = verdict_by(known, order, judged)
    row, fate = verdict.row, FATES.index(verdict.fate)
    label = text_for_table(label_of(row.order))
    return (
        number,
        label,
        number_for_table(row.order),
        number_for_table(row.amount),
        fate,
        None if verdict.execution is None else verdict.execution.value,
        row.duration_ms,
        row.events,
        verdict.duplicates,
        row.first_ms,
        row.last_ms,
        int(verdict.is_odd),
        verdict.late_from,
        text_for_table(verdict.note) or None,
        text_for_table(f"{label} {_amount_words(row.amount)} {verdict.note}").casefold(),
        known.touched_ms(number),
        min(judged.events, key=lambda event: (known.events.at[event - 1], event)),
        judged.lacks or None,
    )


def text_for_table(text: str) -> str:
    """Text as the table can keep it: half of a surrogate pair is written out, as JSON would."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("ascii", "backslashreplace").decode()
    return text


def _amount_words(amount: Any) -> str:
    """Return an amount as one would look for it."""
    if isinstance(amount, float) and amount.is_integer():
        return str(int(amount))
    try:
        return str(amount)[:MOST_WORDS]
    except (RecursionError, ValueError):
        return ""


def number_for_table(value: Any) -> int | float | None:
    """Return a number the table can compare; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int) and abs(value) >= 2**63:
        return math.inf if value > 0 else -math.inf
    return value
