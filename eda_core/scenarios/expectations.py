"""What is expected of orders and of the world: one language for scenarios and for lessons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.numbers import plain_number
from eda_core.domain.orders import MAX_NUMBER, OrderId
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_status import Fate
from eda_core.scenarios.checked_json import Given
from eda_core.scenarios.instructions import MOST_SECONDS

MOST_EXPECTATIONS: Final = 2_000
MOST_ITEMS: Final = 100
MOST_COUNT: Final = 10**9


class Which(StrEnum):
    """Which orders an expectation may mean, besides one by its number or by its amount."""

    ANY = "any"
    OVER = "over the limit"
    WITHIN = "within the limit"
    EXACTLY = "exactly the limit"
    CENT_OVER = "a cent over the limit"
    NO_AMOUNT = "without an amount"
    SAME = "the same order"


@dataclass(frozen=True, slots=True)
class Subject:
    """The order meant: by its number, by its amount, or by how the amount lies to the limit.

    The same order is the one that closed the step of a lesson before.
    """

    which: Which = Which.ANY
    number: OrderId | None = None
    amount: int | float | None = None

    @property
    def words(self) -> str:
        """What it is called in a sentence."""
        if self.number is not None:
            return f"order {self.number}"
        if self.amount is not None:
            return f"an order of {plain_number(self.amount)}"
        return "an order" if self.which is Which.ANY else _WORDS.get(self.which, self.which.value)


_WORDS: Final = {
    Which.OVER: "an order over the limit",
    Which.WITHIN: "an order within the limit",
    Which.EXACTLY: "an order of exactly the limit",
    Which.CENT_OVER: "an order a cent over the limit",
    Which.NO_AMOUNT: "an order without an amount",
}


class Ask(StrEnum):
    """What is asked of the subject, or of the world; the name is that of the field in the file."""

    OUTCOME = "outcome"
    EVENTS = "events"
    PATH = "path"
    EXECUTION = "execution"
    RULES = "rules"
    TAKEN = "taken"
    DELIVERY = "delivery"
    NOTIFIED = "notified"
    PROGRESS = "progress"
    SAYS = "says"
    TOTALS = "totals"
    STACK = "stack"
    TWINS = "twins"


OF_ORDER: Final = tuple(Ask)[: tuple(Ask).index(Ask.TOTALS)]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected ``at_ms`` after the beginning, or at the end where that is None.

    ``asks`` are in the order in which they are looked at: what explains most comes first.
    """

    subject: Subject | None
    asks: tuple[tuple[Ask, Any], ...]
    at_ms: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryWanted:
    """A delivery of an event by a rule: how many ``times``, and a ``step`` it must have had."""

    event: str
    rule: str
    times: int | None = None
    step: DeliveryStep | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number that is expected: exactly, or at least."""

    number: int
    at_least: bool = False

    def fits(self, count: int) -> bool:
        """Return whether this many are as expected."""
        return count >= self.number if self.at_least else count == self.number

    @property
    def words(self) -> str:
        """What it is called in a sentence."""
        return f"at least {self.number}" if self.at_least else str(self.number)


def expectations_from(given: Given) -> tuple[Expected, ...]:
    """Return the expectations of a list."""
    return tuple(_expectation(each) for each in given.items(MOST_EXPECTATIONS))


def _expectation(given: Given) -> Expected:
    fields = given.fields(("order", "at", *Ask))
    asked = tuple(ask for ask in Ask if ask in fields)
    if not asked:
        raise given.refused(f"It expects nothing; it must say one of {', '.join(Ask)}.")
    subject = _subject(fields["order"]) if "order" in fields else None
    _check_subject(given, subject, asked)
    at_ms = round(1000 * fields["at"].number(0, MOST_SECONDS)) if "at" in fields else None
    asks = tuple((ask, _PARSERS[ask](fields[ask])) for ask in asked)
    return Expected(subject, asks, at_ms, given.path)


def _check_subject(given: Given, subject: Subject | None, asked: tuple[Ask, ...]) -> None:
    of_order = [ask for ask in asked if ask in OF_ORDER]
    if Ask.TWINS in asked:
        of_order = [ask for ask in of_order if ask is not Ask.SAYS]
    if of_order and subject is None:
        raise given.refused(f"{of_order[0]!s} needs an `order`.")
    if subject is not None and len(of_order) < len(asked):
        raise given.refused("totals, stack and twins are of no one order: leave `order` out.")


def _subject(given: Given) -> Subject:
    if isinstance(given.value, dict):
        fields = given.fields(("amount",), ("amount",))
        return Subject(amount=fields["amount"].number(-MAX_NUMBER, MAX_NUMBER))
    if isinstance(given.value, str):
        return Subject(Which(given.one_of(Which)))
    return Subject(number=given.whole(-MAX_NUMBER, MAX_NUMBER))


def _fate(given: Given) -> Fate:
    return Fate(given.one_of(fate.lower() for fate in Fate).upper())


def _texts(given: Given) -> tuple[str, ...]:
    if isinstance(given.value, str):
        return (given.text(),)
    return given.texts(MOST_ITEMS)


def _rules(given: Given) -> Mapping[str, frozenset[str]]:
    """Return by detail-type the rules that take the event, all of them."""
    if not isinstance(given.value, dict) or len(given.value) > MOST_ITEMS:
        raise given.refused("It must be an object of detail-types with lists of rules.")
    return {kind: frozenset(given.at(kind).texts(MOST_ITEMS)) for kind in given.value}


def _delivery(given: Given) -> DeliveryWanted:
    fields = given.fields(("event", "rule", "times", "step"), ("event", "rule"))
    times = fields["times"].whole(0, MOST_COUNT) if "times" in fields else None
    step = DeliveryStep(fields["step"].one_of(DeliveryStep)) if "step" in fields else None
    if times is None and step is None:
        raise given.refused("It must say `times` or `step`.")
    return DeliveryWanted(fields["event"].text(128), fields["rule"].text(64), times, step)


def _count(given: Given) -> Count:
    if isinstance(given.value, dict):
        fields = given.fields(("at_least",), ("at_least",))
        return Count(fields["at_least"].whole(0, MOST_COUNT), at_least=True)
    return Count(given.whole(0, MOST_COUNT))


COUNTED: Final = (
    "orders",
    "ended",
    *(fate.lower() for fate in Fate if fate is not Fate.UNKNOWN),
    "events",
    "faults",
    "dead_letters",
)
"""What can be counted of the orders meant, and of the world: faults armed, dead letters kept."""


def _totals(given: Given) -> tuple[tuple[str, Count], ...]:
    return tuple((name, _count(each)) for name, each in given.fields(COUNTED).items())


@dataclass(frozen=True, slots=True)
class StackWanted:
    """How the stack is expected to be: what is None, or not among the ``rules``, is not asked."""

    limit: int | float | None = None
    idempotent: bool | None = None
    rules: tuple[tuple[str, str], ...] = ()


RULE_STATES: Final = ("on", "off", "gone")


def _stack(given: Given) -> StackWanted:
    fields = given.fields(("limit", "idempotent", "rules"))
    limit = fields["limit"].number(-MAX_NUMBER, MAX_NUMBER) if "limit" in fields else None
    idempotent = fields["idempotent"].flag() if "idempotent" in fields else None
    rules: tuple[tuple[str, str], ...] = ()
    if "rules" in fields:
        names = fields["rules"].value
        if not isinstance(names, dict) or len(names) > MOST_ITEMS:
            raise fields["rules"].refused("It must be an object of names: on, off or gone.")
        rules = tuple((name, fields["rules"].at(name).one_of(RULE_STATES)) for name in names)
    return StackWanted(limit, idempotent, rules)


def _twins(given: Given) -> tuple[Subject, Subject]:
    pair = given.items(2)
    if len(pair) != 2:
        raise given.refused("Twins are two orders.")
    return _subject(pair[0]), _subject(pair[1])


_PARSERS: Final[Mapping[Ask, Callable[[Given], Any]]] = {
    Ask.OUTCOME: _fate,
    Ask.EVENTS: lambda given: given.texts(MOST_ITEMS),
    Ask.PATH: lambda given: given.texts(MOST_ITEMS),
    Ask.EXECUTION: lambda given: given.text(40),
    Ask.RULES: _rules,
    Ask.TAKEN: lambda given: given.whole(0, MOST_COUNT),
    Ask.DELIVERY: _delivery,
    Ask.NOTIFIED: _count,
    Ask.PROGRESS: lambda given: OrderProgress(given.one_of(OrderProgress)),
    Ask.SAYS: _texts,
    Ask.TOTALS: _totals,
    Ask.STACK: _stack,
    Ask.TWINS: _twins,
}
