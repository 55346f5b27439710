"""What a scenario has done, one instruction at its time: orders, events, faults and changes."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from eda_core.domain.errors import EdaError
from eda_core.domain.faults import Fault, fault_from_text
from eda_core.domain.orders import MAX_NUMBER, Order, OrderId
from eda_core.scenarios.checked_json import Given
from eda_core.stack import machine_from
from eda_core.stack.demo_orders import demo_orders
from eda_core.stack.subscriber_updates import CHANGEABLE

MOST_INSTRUCTIONS: Final = 2_000
MOST_ORDERS: Final = 2_000
"""Orders of one instruction."""

MOST_SECONDS: Final = 86_400


class Kind(StrEnum):
    """What an instruction does; the name is that of its field in the file."""

    ORDER = "order"
    ORDERS = "orders"
    EVENT = "event"
    ARM = "arm"
    DISARM = "disarm"
    RULE = "rule"
    SUBSCRIBER = "subscriber"
    REPLAY = "replay"
    RESTORE = "restore"
    LIMIT = "limit"
    DEFINITION = "definition"
    IDEMPOTENT = "idempotent"
    UNPACKS = "unpacks"
    REDRIVE = "redrive"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do, ``at_ms`` after the beginning; ``path`` is its place in the file."""

    at_ms: int
    kind: Kind
    given: Any
    path: str = ""

    def numbers(self) -> Iterator[int]:
        """Yield the numbers of the orders it hands in."""
        if self.kind is Kind.ORDER:
            yield self.given.id
        elif self.kind is Kind.ORDERS:
            yield from range(self.given.first, self.given.first + self.given.count)
        elif self.kind is Kind.EVENT and isinstance(self.given.order, int):
            yield self.given.order


@dataclass(frozen=True, slots=True)
class Burst:
    """Orders of amounts that are drawn, the same each time: a share of them over the limit."""

    first: int
    count: int
    over_percent: int

    def orders(self, largest: int) -> list[Order]:
        """Return the orders; ``largest`` is the greatest whole amount within the limit."""
        share = self.over_percent / 100
        return list(demo_orders(self.first, self.count, share, seed=0, limit=largest))


@dataclass(frozen=True, slots=True)
class HandMade:
    """An event put on the bus by hand; ``order`` is the one its detail names."""

    source: str
    detail_type: str
    detail: Mapping[str, Any]
    order: OrderId | None

    def entry(self, order: OrderId | None) -> dict[str, str]:
        """Return it as a PutEvents entry, about this order."""
        detail = dict(self.detail) if order is None else {**self.detail, "id": order}
        names = {"Source": self.source, "DetailType": self.detail_type}
        return {**names, "Detail": json.dumps(detail)}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that is switched, put in place, or deleted: what is None stays as it is."""

    name: str
    enabled: bool | None = None
    pattern: str | None = None
    target: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class SubscriberChange:
    """A subscriber that is given other ``properties``, in the form of ``subscribers.json``; one
    that is stopped, or goes on (``skip`` leaves out what came meanwhile). None stays as it is.
    """

    name: str
    running: bool | None = None
    skip: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplayOf:
    """A new subscriber like another that begins in the past.

    That is at the oldest event kept, or so many seconds ago. Then it goes on ``live``, or ends.
    """

    like: str
    name: str
    ago_s: float | None = None
    live: bool = True


def instructions_from(given: Given) -> tuple[Instruction, ...]:
    """Return the instructions of a list, in the order of their times."""
    found = [_instruction(each) for each in given.items(MOST_INSTRUCTIONS)]
    return tuple(sorted(found, key=lambda each: each.at_ms))


def _instruction(given: Given) -> Instruction:
    fields = given.fields(("at", *Kind))
    kinds = [Kind(name) for name in fields if name != "at"]
    if len(kinds) != 1:
        raise given.refused(f"It must have one of {', '.join(Kind)}, and may have `at`.")
    (kind,) = kinds
    at_ms = round(1000 * fields["at"].number(0, MOST_SECONDS)) if "at" in fields else 0
    return Instruction(at_ms, kind, _PARSERS[kind](fields[kind]), fields[kind].path)


def _order(given: Given) -> Order:
    fields = given.fields(("id", "amount"), ("id", "amount"))
    return Order(_number(fields["id"]), fields["amount"].number(-MAX_NUMBER, MAX_NUMBER))


def _number(given: Given) -> int:
    return given.whole(-MAX_NUMBER, MAX_NUMBER)


def _burst(given: Given) -> Burst:
    fields = given.fields(("first", "count", "over_percent"), ("first", "count"))
    over = fields["over_percent"].whole(0, 100) if "over_percent" in fields else 0
    return Burst(_number(fields["first"]), fields["count"].whole(1, MOST_ORDERS), over)


def _event(given: Given) -> HandMade:
    names = ("source", "detail-type", "detail")
    fields = given.fields(names, names)
    detail = fields["detail"].value
    if not isinstance(detail, dict):
        raise fields["detail"].refused("It must be an object.")
    order = detail.get("id")
    named = order if isinstance(order, int) and not isinstance(order, bool) else None
    return HandMade(fields["source"].text(256), fields["detail-type"].text(128), detail, named)


def _fault(given: Given) -> Fault:
    try:
        return fault_from_text(json.dumps(given.value))
    except EdaError as fault:
        raise given.refused(str(fault)) from None


def _rule(given: Given) -> RuleChange:
    fields = given.fields(("name", "enabled", "pattern", "target", "deleted"), ("name",))
    name = fields["name"].text(64)
    if "deleted" in fields:
        fields["deleted"].only(True)
        return RuleChange(name, deleted=True)
    if "pattern" in fields:
        if "target" not in fields:
            raise given.refused("A `rule` with a `pattern` needs its `target`, too.")
        pattern = fields["pattern"].value
        text = pattern if isinstance(pattern, str) else json.dumps(pattern)
        enabled = fields["enabled"].flag() if "enabled" in fields else None
        return RuleChange(name, enabled, text, fields["target"].text(128))
    if "enabled" not in fields:
        raise given.refused("It must say `enabled`, `pattern` with `target`, or `deleted`.")
    return RuleChange(name, fields["enabled"].flag())


def _subscriber(given: Given) -> SubscriberChange:
    fields = given.fields(("name", "running", "skip", "set"), ("name",))
    if "running" not in fields and "set" not in fields:
        raise given.refused("It must say `running`, or what to `set`.")
    skip = "skip" in fields and fields["skip"].flag()
    running = fields["running"].flag() if "running" in fields else None
    properties = fields["set"].fields(CHANGEABLE) if "set" in fields else {}
    values = {name: each.value for name, each in properties.items()}
    return SubscriberChange(fields["name"].text(64), running, skip, values)


def _replay(given: Given) -> ReplayOf:
    fields = given.fields(("like", "name", "ago", "live"), ("like", "name"))
    ago_s = fields["ago"].number(0, MOST_SECONDS) if "ago" in fields else None
    live = fields["live"].flag() if "live" in fields else True
    return ReplayOf(fields["like"].text(64), fields["name"].text(64), ago_s, live)


def _definition(given: Given) -> str:
    text = given.value if isinstance(given.value, str) else json.dumps(given.value)
    given.read(lambda _: machine_from(text))
    return text


def _limit(given: Given) -> int | float:
    return given.number(-MAX_NUMBER, MAX_NUMBER)


def _true(given: Given) -> bool:
    given.only(True)
    return True


RESTORED: Final = ("rules", "definition")

_PARSERS: Final[Mapping[Kind, Callable[[Given], Any]]] = {
    Kind.ORDER: _order,
    Kind.ORDERS: _burst,
    Kind.EVENT: _event,
    Kind.ARM: _fault,
    Kind.DISARM: _true,
    Kind.RULE: _rule,
    Kind.SUBSCRIBER: _subscriber,
    Kind.REPLAY: _replay,
    Kind.RESTORE: lambda given: given.one_of(RESTORED),
    Kind.LIMIT: _limit,
    Kind.DEFINITION: _definition,
    Kind.IDEMPOTENT: Given.flag,
    Kind.UNPACKS: Given.flag,
    Kind.REDRIVE: _true,
}
