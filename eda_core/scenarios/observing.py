"""What can be seen of a world at one moment, and which order is meant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from eda_core.domain.orders import OrderId
from eda_core.ports import Capabilities, Instant
from eda_core.presentation.order.card import order_summary
from eda_core.presentation.order.looks import look_of
from eda_core.presentation.wording import Spans, amount_text, clock_time, order_name
from eda_core.read_model import Reading
from eda_core.read_model.order_status import Fate
from eda_core.read_model.order_table import OrderRow
from eda_core.read_model.order_view import OrderView
from eda_core.scenarios.expectations import Expected, Subject, Which
from eda_core.stack.amount_limit import AmountLimit, limit_of

CENT: Final = 0.01
_NO_INSTANT: Final = Instant()
_ALL_TOLD: Final = Capabilities()


@dataclass(frozen=True, slots=True)
class Observed:
    """What can be seen of a world at one moment, ``now_ms`` by its clock.

    ``orders`` are those that count, oldest first; ``numbers`` say under which number an order of
    the file was handed in, where it is another; ``same`` closed the step before, in a lesson.
    """

    reading: Reading
    now_ms: int
    orders: Sequence[OrderId]
    numbers: Mapping[OrderId, OrderId] = field(default_factory=dict)
    instant: Instant = _NO_INSTANT
    same: OrderId | None = None
    capabilities: Capabilities = _ALL_TOLD

    def limit(self) -> AmountLimit | None:
        """Return the limit in force."""
        return limit_of(self.reading.stack.machine.definition)


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """One thing that was expected: what it is called, whether it came, and if not, what did.

    ``at_ms`` is when it came, in epoch milliseconds, where that is known. What is not
    ``is_reported`` is something of which this world tells nothing: it counts as met, and is said
    to be not reported.
    """

    label: str
    met: bool
    sentence: str = ""
    at_ms: int | None = None
    is_reported: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an expectation stands: its lines, and the order they are about, where there is one."""

    expectation: Expected
    lines: tuple[ExpectedLine, ...]
    order: OrderId | None = None
    view: OrderView | None = None

    @property
    def met(self) -> bool:
        """Whether all of it came."""
        return all(line.met for line in self.lines)

    @property
    def lacks(self) -> ExpectedLine | None:
        """The first thing that did not come."""
        return next((line for line in self.lines if not line.met), None)


MOST_TRIED: Final = 50
"""Orders that are looked at, newest first, where an expectation names none by its number."""


def orders_meant(subject: Subject, observed: Observed) -> Iterator[OrderView]:
    """Yield the orders that may be meant, newest first."""
    if subject.number is not None:
        wanted: Sequence[OrderId] = (observed.numbers.get(subject.number, subject.number),)
    elif subject.which is Which.SAME:
        wanted = () if observed.same is None else (observed.same,)
    else:
        wanted = tuple(reversed(observed.orders))
    tried = 0
    for order in wanted:
        row = row_of(observed, order)
        if row is None or not _fits(subject, row.amount, observed.limit()):
            continue
        view = observed.reading.order(order)
        if view is not None:
            yield view
        tried += 1
        if tried >= MOST_TRIED:
            return


def row_of(observed: Observed, order: OrderId) -> OrderRow | None:
    """Return an order in brief; None where the log does not know it."""
    return observed.reading.ask(lambda tables: tables.row(order))


def _fits(subject: Subject, amount: Any, limit: AmountLimit | None) -> bool:
    """Return whether an order of this amount may be meant."""
    if subject.amount is not None:
        return bool(amount == subject.amount)
    if subject.which in _BY_LIMIT:
        is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
        return is_number and limit is not None and _BY_LIMIT[subject.which](amount, limit.value)
    return amount is None if subject.which is Which.NO_AMOUNT else True


_BY_LIMIT: Final[Mapping[Which, Callable[[float, float], bool]]] = {
    Which.OVER: lambda amount, limit: amount > limit,
    Which.WITHIN: lambda amount, limit: amount <= limit,
    Which.EXACTLY: lambda amount, limit: amount == limit,
    Which.CENT_OVER: lambda amount, limit: 0 < amount - limit <= CENT * 1.5,
}


def named(view: OrderView) -> str:
    """Return an order with its amount, for a sentence."""
    return f"{order_name(view.row.order)} ({amount_text(view.row.amount)})"


def why_words(view: OrderView, now_ms: int) -> str:
    """Return why an order stands as it does, as its card says it."""
    return words_of(order_summary(view, now_ms).get("why", []))


def words_of(spans: Spans) -> str:
    """Return a sentence with its key words set apart as plain text."""
    return "".join(words for words, _ in spans)


def missed(view: OrderView, observed: Observed, what: str) -> str:
    """Return what is not as expected, and why, in the words of the order's card."""
    why = why_words(view, observed.now_ms)
    return f"{named(view)} {what}. {why}".strip()


def fate_of(view: OrderView, now_ms: int) -> Fate:
    """Return how an order stands for the customer at this time."""
    word = look_of(view, now_ms).word
    return Fate(word) if word in set(Fate) else Fate.UNKNOWN


def time_words(at_ms: int) -> str:
    """Return a time as a lesson lists it: seconds and milliseconds, ``07.420``."""
    return clock_time(at_ms)[6:]


def not_reported(label: str) -> ExpectedLine:
    """Return the line of something that this world does not report."""
    return ExpectedLine(label, True, f"This world does not report it: {label}.", is_reported=False)
