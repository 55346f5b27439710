"""What is known of every order of one log, in columns: an answer to each question for each order.

They are worked out from the columns of the tables, all orders at once, for now or for a moment. An
order of which a question cannot be asked, such as how long its payment took where it has none, has
no answer to it, and is not counted with those that have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from eda_core.domain.orders import DetailType, OrderId
from eda_core.read_model.event_table import (
    CANCELLED,
    COMPLETED,
    CREATED,
    PAYMENT_SERVICE,
)
from eda_core.read_model.order_numbers import OrderNumbers
from eda_core.read_model.order_query import FATES
from eda_core.read_model.tables import Tables
from eda_core.sets.detail_fields import DetailFields, detail_fields
from eda_core.sets.happenings import (
    MOST_KINDS,
    PATH,
    Events,
    delivery_words,
    event_words,
    execution_words,
    rule_words,
)
from eda_core.sets.questions import Aspect, ChosenBy, SetQuestion, Values
from eda_core.sets.word_column import WordColumn

_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS
DAYS: Final = ("Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday")
"""Epoch time begins on a Thursday."""

PAID: Final = "payment"
ENDED: Final = "outcome"
_ENDINGS: Final = (COMPLETED, CANCELLED)


@dataclass(frozen=True, slots=True, eq=False)
class OrderColumns:
    """The answers of every order of a log. ``ids`` may be longer: it grows, the columns do not.

    ``fates`` are places in `FATES`, 255 for an order that had not come; ``first_ms`` epoch
    milliseconds. ``unasked`` have too many different answers, ``always`` are answered by yes alone.
    Of ``whole`` aspects all questions are put that its orders raise.
    """

    ids: Sequence[OrderId]
    fates: NDArray[np.uint8]
    first_ms: Values
    words: Mapping[SetQuestion, WordColumn] = field(default_factory=dict)
    numbers: Mapping[SetQuestion, Values] = field(default_factory=dict)
    unasked: tuple[SetQuestion, ...] = ()
    always: frozenset[SetQuestion] = frozenset()
    whole: frozenset[Aspect] = frozenset()
    _rising: dict[SetQuestion, "Rising"] = field(default_factory=dict)

    def rising(self, question: SetQuestion) -> "Rising":
        """Return the numbers that answer a question in rising order; sorted once, then kept."""
        if question not in self._rising:
            self._rising[question] = _in_rising_order(self.numbers[question])
        return self._rising[question]

    def __len__(self) -> int:
        return len(self.fates)


class Rising(NamedTuple):
    """The different ``values`` of a column, rising, and where in ``order``, the places of the
    orders that have one by their value, each of them ``starts``.
    """

    values: Values
    order: NDArray[np.int64]
    starts: NDArray[np.int64]


def _in_rising_order(column: Values) -> Rising:
    order = np.argsort(column, kind="stable")  # NaN is last
    order = order[: len(column) - int(np.isnan(column).sum())]
    values = column[order]
    is_other = np.ones(len(values), bool)
    is_other[1:] = values[1:] != values[:-1]
    starts = np.flatnonzero(is_other)
    return Rising(values[starts], order, starts)


def order_columns(tables: Tables, now_ms: int) -> OrderColumns:
    """Return the columns of all orders at ``now_ms`` of the world; hold the lock of its model."""
    fates = np.frombuffer(tables.index.fate_codes(now_ms), np.uint8)
    events = Events(tables, len(fates))
    details = detail_fields(tables.events)
    words = dict(details.words())
    rules, always = rule_words(events)
    words |= rules
    words |= dict(delivery_words(tables, events))
    words |= dict(execution_words(tables, events))
    words |= dict(event_words(events))
    unasked = (*details.uncountable(), *(() if PATH in words else (PATH,)))
    words |= dict(_words_of_time(tables, events.first_ms))
    words[SetQuestion(Aspect.FATE, subject=ChosenBy.OUTCOME)] = WordColumn(
        np.where(fates < len(FATES), fates.astype(np.int32), -1), tuple(FATES)
    )
    return OrderColumns(
        ids=tables.events.numbers.ids,
        fates=fates,
        first_ms=events.first_ms,
        words=words,
        numbers=dict(details.numbers()) | dict(_numbers(tables, events)),
        unasked=unasked,
        always=always,
        whole=frozenset(_whole(details, events)),
    )


def _whole(details: DetailFields, events: Events) -> Iterator[Aspect]:
    """Yield the aspects of which all questions are put."""
    if not details.has_left_out:
        yield Aspect.FORM
    if len(events.kinds) < MOST_KINDS:
        yield Aspect.EVENT
    if events.taken().any():  # else nobody tells of deliveries
        yield from (Aspect.RULE, Aspect.TROUBLE, Aspect.FAILURE)


def _words_of_time(tables: Tables, first_ms: Values) -> Iterator[tuple[SetQuestion, WordColumn]]:
    """Yield hour and day, where the log is long enough for them, and the stack in force."""
    come = first_ms[first_ms < np.inf]
    if not len(come):
        return
    at_ms = np.where(first_ms < np.inf, first_ms, 0).astype(np.int64)
    has_come = first_ms < np.inf
    hours = np.where(has_come, at_ms % _DAY_MS // _HOUR_MS, -1).astype(np.int32)
    yield _timely(Aspect.HOUR), WordColumn(hours, tuple(f"{hour:02d}" for hour in range(24)))
    days = np.where(has_come, at_ms // _DAY_MS % 7, -1).astype(np.int32)
    yield _timely(Aspect.DAY), WordColumn(days, DAYS)
    periods = tables.stacks.changes
    since = np.searchsorted([period.since_ms for period in periods], at_ms, side="right")
    names = ("", *(f"{at}. {period.what}" for at, period in enumerate(periods, 1)))
    yield _timely(Aspect.STACK), WordColumn(np.where(has_come, since, -1).astype(np.int32), names)


def _timely(ask: Aspect, name: str = "") -> SetQuestion:
    return SetQuestion(ask, name, ChosenBy.TIME)


def _numbers(tables: Tables, events: Events) -> Iterator[tuple[SetQuestion, Values]]:
    created = events.earliest(CREATED)
    paid = events.earliest(*(kind for kind in events.kinds if kind[0] == PAYMENT_SERVICE))
    ended = events.earliest(*_ENDINGS)
    unpaid = np.where(paid < np.inf, np.inf, created)
    for names, start, end in (
        (f"{DetailType.ORDER_CREATED}|{PAID}", created, paid),
        (f"{PAID}|{ENDED}", paid, ended),
        (f"{DetailType.ORDER_CREATED}|{ENDED}", unpaid, ended),  # else it is the sum of the two
    ):
        yield SetQuestion(Aspect.GAP, names), _later(start, end)
    yield from events.handed()
    arrived = np.where(events.first_ms < np.inf, events.first_ms, np.nan)
    yield SetQuestion(Aspect.SPACING), _spacing(arrived)
    yield _timely(Aspect.ARRIVED), arrived
    yield _timely(Aspect.ID), _ids(tables.events.numbers, arrived)
    counts = np.where(np.isnan(arrived), np.nan, events.counts())
    yield SetQuestion(Aspect.EVENTS, subject=ChosenBy.OUTCOME), counts
    if len(tables.messages):
        yield SetQuestion(Aspect.MAILS, subject=ChosenBy.OUTCOME), events.mails(arrived)


def _later(start: Values, end: Values) -> Values:
    """Return how much later the end is; NaN where one of them is missing, or they are turned
    round.
    """
    both = (start < np.inf) & (end < np.inf)
    gaps: Values = np.full(len(start), np.nan)
    np.subtract(end, start, out=gaps, where=both)
    gaps[gaps < 0] = np.nan
    return gaps


def _spacing(arrived: Values) -> Values:
    """Return how long before each order the one before it came; NaN for the first."""
    order = np.argsort(arrived, kind="stable")  # NaN is last
    spacing = np.full(len(arrived), np.nan)
    spacing[order[1:]] = np.diff(arrived[order])
    return spacing


def _ids(numbers: OrderNumbers, arrived: Values) -> Values:
    """Return the orders that are whole numbers as such."""
    found: Values = np.full(len(arrived), np.nan)
    by_order = np.array(numbers.direct, dtype=np.int64)
    orders = np.flatnonzero((by_order > 0) & (by_order <= len(arrived)))
    found[by_order[orders] - 1] = orders
    for place in np.flatnonzero(np.isnan(found)).tolist():
        found[place] = order if _is_small(order := numbers.ids[place]) else np.nan
    found[np.isnan(arrived)] = np.nan
    return found


def _is_small(order: Any) -> bool:
    return isinstance(order, int) and abs(order) < 2**53
