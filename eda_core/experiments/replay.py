"""Who would have ended otherwise, had the limit, the definition or the rules been others.

Every order is run twice, with the stack as it is and with the changed one: so what the change
does is told from what a fault, a lost event or an early end of the log did to the recorded order.

An order's OrderCreated events are put on the bus of a fresh simulated world as they were, each at
its time, and its items into its table, as Create Order would have done. Nothing that was broken in
the recorded world is broken there.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from eda_core.domain.errors import InvalidDefinition, InvalidPattern, InvalidRequest
from eda_core.domain.events import LogRecord, iso_milliseconds
from eda_core.domain.json_faults import json_fault
from eda_core.domain.orders import MAX_NUMBER, order_id_of
from eda_core.domain.settings import BusKind
from eda_core.read_model import ReadModel
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.order_table import OrderTable
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.run_comparison import (
    Change,
    ChangeKind,
    RecordedOrders,
    WhatIf,
    compared_runs,
)
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import MOST_RULES, Stack, Subscriber, machine_from, rules_from
from eda_core.stack.amount_limit import stack_with_limit
from eda_core.stack.subscribers import subscriber_from

Report = Callable[[float], None]
"""Hears the share of the work that is done, 0 to 1."""


def what_if(
    recorded: RecordedOrders, stack: Stack, changed: Stack, report: Report = lambda _: None
) -> WhatIf:
    """Run the recorded orders with the stack and with the changed one, and compare the outcomes.

    Raises `InvalidRequest` when one of the runs does not come to an end.
    """
    whole = max(1, 2 * len(recorded.created))
    before = _outcomes(recorded, stack, lambda count: report(count / whole))
    after = _outcomes(recorded, changed, lambda count: report(0.5 + count / whole))
    return compared_runs(recorded, before, after)


def _outcomes(recorded: RecordedOrders, stack: Stack, report: Callable[[int], None]) -> OrderTable:
    orders, world = OrderTable(EventTable()), replay(recorded.created, stack, report)
    sequence = 0
    while records := world.log_after(sequence):
        for record in records:
            orders.fold(record)
        sequence = records[-1].sequence
    return orders


STEPS_AN_ORDER: Final = 1000
"""Steps of a world for each order; it takes twenty as a rule. Rules can go round in a circle."""

CHUNK: Final = 250

ReportCount = Callable[[int], None]
"""Hears how many orders have been handed in."""


def replay(
    created: Sequence[LogRecord], stack: Stack, report: ReportCount = lambda _: None
) -> World:
    """Return a world in which these orders were handed in and everything has happened.

    Raises `InvalidRequest` when it does not come to an end.
    """
    world = World(stack, created[0].ingested_ms if created else 0)
    left = _Budget(world, STEPS_AN_ORDER * (len(created) + 10))
    for number, record in enumerate(created):
        left.advance(max(world.scheduler.now_ms, record.ingested_ms))
        _hand_in(world, record)
        if number % CHUNK == 0:
            report(number)
    left.advance(None)
    report(len(created))
    return world


@dataclass(frozen=True, slots=True)
class _Budget:
    """Lets a world go on for so many steps and no more."""

    world: World
    steps: int

    def advance(self, to_ms: int | None) -> None:
        scheduler = self.world.scheduler
        self.world.advance(to_ms, max(0, self.steps - scheduler.executed))
        due_ms = scheduler.peek()
        if due_ms is not None and (to_ms is None or due_ms <= to_ms):
            raise InvalidRequest(
                "ExecutionLimit",
                f"The orders do not come to an end within {self.steps} steps: "
                f"{self.world.stack.words.rules} or definition may send events round in a circle.",
            )


def _hand_in(world: World, record: LogRecord) -> None:
    event = record.event
    order, amount = order_id_of(event.detail), event.detail.get("amount")
    if isinstance(order, int):
        item = {"id": order, "status": event.detail_type, "timestamp": _stamp(record)}
        world.table.put(item if amount is None else {**item, "amount": amount})
    entry = {"Source": event.source, "DetailType": event.detail_type}
    world.put_events([{**entry, "Detail": json.dumps(event.detail)}])


def _stamp(record: LogRecord) -> str:
    return iso_milliseconds(record.ingested_ms)


def view_of(created: Sequence[LogRecord], stack: Stack) -> OrderView | None:
    """Return one order whole, as it comes out when these OrderCreated events of it are handed in
    again.
    """
    order = order_id_of(created[0].event.detail) if created else None
    if order is None:
        return None
    world = replay(created, stack)
    now_ms = world.scheduler.now_ms
    model = ReadModel(simulated_backend(world, lambda: now_ms), stack)
    model.refresh()
    return model.order(order)


def change_of(stack: Stack, kind: ChangeKind, text: str) -> Change:
    """Return the stack with something changed: an amount, a definition, or rules, as text.

    Raises `InvalidDefinition` or `InvalidPattern` for a text that cannot be used.
    """
    return Change(kind, text, _CHANGES[kind](stack, text))


def stack_with_definition(stack: Stack, text: str) -> Stack:
    """Return the stack with this definition; raises `InvalidDefinition`."""
    return replace(stack, machine=machine_from(text))


def stack_with_rules(stack: Stack, text: str) -> Stack:
    """Return the stack with these rules, a JSON array in the form of ``rules.json``; on a custom
    bus with these subscribers, in that of ``subscribers.json``.

    Raises `InvalidPattern` or `InvalidSubscriber`, naming the one at fault.
    """
    entries, read = _parsed(stack, text), _READ[stack.kind]
    rules = tuple(read(stack, at, entry) for at, entry in enumerate(entries))
    names = [rule.name for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidPattern(f"There are two {stack.words.rules} of this name.", twice)
    return replace(stack, rules=rules)


def _parsed(stack: Stack, text: str) -> list[Any]:
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InvalidPattern(
            f"The {stack.words.rules} are not JSON: {json_fault(fault)}."
        ) from None
    if not isinstance(entries, list) or len(entries) > MOST_RULES:
        what = f"The {stack.words.rules} must be a JSON array"
        raise InvalidPattern(f"{what} of at most {MOST_RULES}.")
    return entries


def _rule(stack: Stack, at: int, entry: Any) -> Any:
    place = f"[{at}]"
    if not isinstance(entry, dict) or not isinstance(entry.get("Name"), str):
        raise InvalidPattern("A rule is an object with a Name, a text.", place)
    target = entry.get("Target")
    name = target.get("Name") if isinstance(target, dict) else None
    if not isinstance(name, str) or name not in stack.targets:
        known = ", ".join(stack.targets)
        raise InvalidPattern(f"Its Target must have the Name of one: {known}.", entry["Name"])
    kind = stack.targets[name].kind.value
    try:
        (rule,) = rules_from([{**entry, "Target": {"Kind": kind, "Name": name}}])
    except KeyError:
        raise InvalidPattern("It has no EventPattern.", entry["Name"]) from None
    except InvalidPattern as fault:
        raise _of_rule(entry["Name"], fault) from None
    return rule


def _of_rule(name: str, fault: InvalidPattern) -> InvalidPattern:
    """Return what is wrong with a pattern, with the name of its rule."""
    return InvalidPattern(fault.reason, f"{name}: {fault.path}" if fault.path else name)


def _subscriber(stack: Stack, at: int, entry: Any) -> Subscriber:
    if not isinstance(entry, dict) or not isinstance(entry.get("Name"), str):
        raise InvalidPattern("A subscriber is an object with a Name, a text.", f"[{at}]")
    try:
        subscriber = subscriber_from(entry)
    except InvalidPattern as fault:
        raise _of_rule(entry["Name"], fault) from None
    if subscriber.target != stack.targets.get(subscriber.target.name):
        known = ", ".join(stack.targets)
        raise InvalidPattern(f"Its Target must have Kind and Name of one: {known}.", entry["Name"])
    return subscriber


_READ: Final[Mapping[BusKind, Callable[[Stack, int, Any], Any]]] = {
    BusKind.CLASSIC: _rule,
    BusKind.CUSTOM: _subscriber,
}


def _limit_in(stack: Stack, text: str) -> Stack:
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not abs(limit) <= MAX_NUMBER:
        raise InvalidDefinition(f"A limit is a number up to 2^53 - 1, not {text[:40]!r}.")
    return stack_with_limit(stack, int(limit) if limit.is_integer() else limit)


_CHANGES: Final[Mapping[ChangeKind, Callable[[Stack, str], Stack]]] = {
    ChangeKind.LIMIT: _limit_in,
    ChangeKind.DEFINITION: stack_with_definition,
    ChangeKind.RULES: stack_with_rules,
}
