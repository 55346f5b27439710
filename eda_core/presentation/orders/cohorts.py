"""Groups of orders in words: titles, sentences, and the group that a click asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.domain.durations import duration_text
from eda_core.domain.events import iso_milliseconds
from eda_core.domain.numbers import plain_number
from eda_core.domain.orders import label_of
from eda_core.presentation.wording import clock_time, count_text
from eda_core.read_model.groups import Cohorts, OrderMark, spread_of
from eda_core.read_model.order_status import Fate
from eda_core.stack.amount_limit import AmountLimit

BY_AMOUNT: Final = "By amount"
BY_TIME: Final = "Time to outcome"
OVER_TIME: Final = "Over time"
WAITING: Final = "Where they wait"
VIEWS: Final = (BY_AMOUNT, BY_TIME, OVER_TIME, WAITING)
"""The pictures of the groups, by name."""

NO_ORDERS: Final = "No orders yet: groups need some. Submit a burst on the Live page."
NONE_FIT: Final = "No order fits the search and ranges of the table: there are no groups."
NAMED: Final = 3
"""Exceptions that are named; the rest is counted."""

_ABOVE: Final = (">", "≥")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of orders to look at: a fate, and bounds of amount and of arrival (epoch ms)."""

    fate: Fate
    amount_from: float | None = None
    amount_to: float | None = None
    from_ms: int | None = None
    to_ms: int | None = None

    def address(self) -> dict[str, str]:
        """Return the group as parameters of a link: ``outcome``, ``min``, ``max``, ``from``,
        ``to``.
        """
        bounds = {"min": self.amount_from, "max": self.amount_to}
        times = {"from": self.from_ms, "to": self.to_ms}
        named = {"outcome": self.fate.value.lower()}
        named |= {name: plain_number(value) for name, value in bounds.items() if value is not None}
        return named | {n: iso_milliseconds(ms) for n, ms in times.items() if ms is not None}


def group_picked(given: Any) -> Group | None:
    """Return the group a picked point or bar stands for, from its custom data; None for anything
    else.
    """
    if not isinstance(given, list | tuple) or len(given) != 5 or given[0] not in tuple(Fate):
        return None
    low, high, start, end = (value if _is_number(value) else None for value in given[1:])
    from_ms, to_ms = (None if at is None else int(at) for at in (start, end))
    return Group(Fate(given[0]), low, high, from_ms, to_ms)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def sample_sentence(cohorts: Cohorts, drawn: int | None = None) -> str:
    """Return what of the log the picture shows, ``drawn`` one by one; nothing where it
    shows all.
    """
    placed = sum(mark.amount is not None for mark in cohorts.marks)
    newest, every = count_text(cohorts.looked_at), count_text(cohorts.orders)
    is_part = cohorts.looked_at < cohorts.orders
    parts = [f"The newest {newest} of {every} orders."] if is_part else []
    if drawn is not None and drawn < placed:
        of = "them" if is_part else f"the {count_text(placed)} orders"
        parts.append(f"A sample of {count_text(drawn)} of {of} is drawn.")
    if drawn is not None and placed < cohorts.looked_at:
        left_out = cohorts.looked_at - placed
        has = "order has no amount" if left_out == 1 else "orders have no amount"
        parts.append(f"{count_text(left_out)} {has}, and so no place here.")
    return " ".join(parts)


def filter_sentence(cohorts: Cohorts, is_part_shown: bool) -> str:
    """Return which orders the groups are of, where the table shows others than all
    (``is_part_shown``).
    """
    if not (cohorts.filtered or is_part_shown):
        return ""
    if not cohorts.filtered:
        return "Of all orders, whatever the table shows."
    fit = "order that fits" if cohorts.orders == 1 else "orders that fit"
    outcomes = ", of every outcome" if is_part_shown else ""
    of = f"{count_text(cohorts.orders)} {fit} the search and ranges of the table"
    return f"Of the {of}{outcomes}."


def since_sentence(newer: int) -> str:
    """Return how many records came since the picture was drawn."""
    if newer <= 0:
        return ""
    return f"{count_text(newer)} {'record has' if newer == 1 else 'records have'} come since."


def sentence_of(view: str, cohorts: Cohorts) -> str:
    """Return what a picture shows, in a sentence."""
    return _SENTENCES[view](cohorts)


def _limit_sentence(cohorts: Cohorts) -> str:
    limit = cohorts.limit
    if limit is None:
        return "The definition in force compares no amount with a number."
    others = [mark for mark in cohorts.marks if _is_beyond(mark, limit)]
    changed = " The limit was another one once." if cohorts.limit_changed else ""
    if not others:
        at = plain_number(limit.value)
        cliff = f"The limit is a cliff at {at}: every order with an outcome keeps to it."
        return f"{cliff}{changed}"
    named = ", ".join(label_of(mark.order) for mark in others[:NAMED])
    more = f" and {count_text(len(others) - NAMED)} more" if len(others) > NAMED else ""
    ended = "order ended" if len(others) == 1 else "orders ended"
    beyond = f"{count_text(len(others))} {ended} on the other side of {limit.words}"
    return f"{beyond}: {named}{more}.{changed}"


def _is_beyond(mark: OrderMark, limit: AmountLimit) -> bool:
    """Return whether an order ended otherwise than the limit says; the demo cancels what
    it takes.
    """
    if mark.amount is None or mark.fate not in (Fate.COMPLETED, Fate.CANCELLED):
        return False
    return _taken(mark.amount, limit) is not (mark.fate is Fate.CANCELLED)


def _taken(amount: float, limit: AmountLimit) -> bool:
    if amount == limit.value:
        return limit.sign in ("≥", "≤")
    return (amount > limit.value) is (limit.sign in _ABOVE)


def _time_sentence(cohorts: Cohorts) -> str:
    parts = []
    for fate in (Fate.COMPLETED, Fate.CANCELLED):
        spread = spread_of(durations(cohorts, fate))
        if spread is not None:
            times = f"{duration_text(spread.median)}, 95 of 100 within {duration_text(spread.p95)}"
            parts.append(f"{fate.value.lower()} in {times}")
    return f"Half of the orders are {'; '.join(parts)}." if parts else "No order has ended yet."


def durations(cohorts: Cohorts, fate: Fate) -> list[int]:
    """Return how long the orders of a fate took to their outcome, in milliseconds."""
    marks = (mark for mark in cohorts.marks if mark.fate is fate)
    return [mark.duration_ms for mark in marks if mark.duration_ms is not None]


def _over_sentence(cohorts: Cohorts) -> str:
    first, last = (clock_time(mark.first_ms)[:8] for mark in _ends(cohorts))
    return f"Orders by when they came, from {first} to {last} UTC, and how they stand now."


def _ends(cohorts: Cohorts) -> tuple[OrderMark, OrderMark]:
    return cohorts.marks[0], cohorts.marks[-1]


def _wait_sentence(cohorts: Cohorts) -> str:
    if not cohorts.waits:
        return "Every order has an outcome: none waits."
    stuck = sum(count for (fate, _), count in cohorts.waits.items() if fate is Fate.STUCK)
    lost = sum(count for (fate, _), count in cohorts.waits.items() if fate is Fate.OVERDUE)
    all_open = sum(cohorts.waits.values())
    are = "order has" if all_open == 1 else "orders have"
    hopeless = f", for {count_text(stuck)} of them none will come" if stuck else ""
    overdue = f", {count_text(lost)} of them overdue" if lost else ""
    return f"{count_text(all_open)} {are} no outcome yet{overdue}{hopeless}."


_SENTENCES: Final[Mapping[str, Callable[[Cohorts], str]]] = {
    BY_AMOUNT: _limit_sentence,
    BY_TIME: _time_sentence,
    OVER_TIME: _over_sentence,
    WAITING: _wait_sentence,
}
