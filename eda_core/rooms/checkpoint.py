"""A world under way as data: what is still to happen, and all that decides how it will.

`snapshot` says it as JSON, `restore` makes a world of the same stack stand where
that one stood: whatever happens next, happens the same in both.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from random import Random
from struct import pack as packed
from struct import unpack
from typing import Any, Final

from eda_core.asl import Json, Run
from eda_core.domain.events import Event
from eda_core.domain.faults import ArmedFault, Fault, FaultKind
from eda_core.rooms.definitions import Numbers
from eda_core.rooms.packing import (
    answer_fields,
    answer_from,
    event_fields,
    event_from,
    input_fields,
    input_from,
    texts,
)
from eda_core.rooms.subscriber_state import (
    Places,
    bus_fields,
    call_fields,
    call_from,
    deliveries_kept,
    delivery_at,
    given_up_fields,
    given_up_from,
    lane_parts,
    restore_bus,
    restore_lane,
)
from eda_core.simulator.bus import Delivery, Route
from eda_core.simulator.commands import Pacing
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.delivery_log import DeadLetter
from eda_core.simulator.scheduler import Due
from eda_core.simulator.world import World
from eda_core.stack import Rule, rules_from

_MERSENNE: Final = "<625I"
"""The state of Python's generator: 624 words and the place among them."""

_DELIVERED_WITH: Final = 3
"""What a delivery is called with: way, delivery, number; an execution is called with itself."""

Parts = Iterator[tuple[str, str]]
"""Kind and JSON text."""


def snapshot(world: World, numbers: Numbers) -> tuple[dict[str, Json], Parts]:
    """Return the state, and what is under way in parts: executions, then the actions that
    are due.
    """
    pending = world.scheduler.pending()
    rules = _rules(world, pending)
    return _state(world, rules, numbers), _flight(world, pending, rules, numbers)


def _rules(world: World, pending: Sequence[Due]) -> list[Rule]:
    """Return the rules in force, then others that what is under way, or given up, was sent by."""
    routes = (given[0] for _, _, _, given in pending if isinstance(given[0], Route))
    sent_by = [route.rule for route in routes]
    sent_by += [letter.rule for letter in world.bus.dead_letters]
    return list({id(rule): rule for rule in [*world.stack.rules, *sent_by]}.values())


def _attempts(pending: Sequence[Due]) -> Iterator[tuple[Route, Delivery, int]]:
    """Yield the deliveries under way: the way, what is delivered, and for which time."""
    return (given for _, _, _, given in pending if len(given) == _DELIVERED_WITH)


def _state(world: World, rules: Sequence[Rule], numbers: Numbers) -> dict[str, Json]:
    """Return all that decides what happens next, but for what is under way."""
    scheduler, faults = world.scheduler, world.faults
    return {
        "now_ms": scheduler.now_ms,
        "serial": scheduler.serial,
        "chance": {name: _chance(random) for name, random in _randoms(world).items()},
        "faults": [faults.last_number, [_armed_fields(armed) for armed in faults.armed]],
        "rules": [rule.to_json() for rule in rules],
        "in_force": len(world.stack.rules),
        "definition": numbers.number(world.stack.machine),
        "idempotent": world.stack.idempotent,
        **bus_fields(world),
        "pacing": asdict(world.pacing),
        "totals": {name: tail.total for name, tail in _tails(world).items()},
    }


def _randoms(world: World) -> dict[str, Random]:
    return {"ids": world.ids.random, "delays": world.delays, "faults": world.faults.random}


def _chance(random: Random) -> str:
    _, words, _ = random.getstate()
    return b64encode(packed(_MERSENNE, *words)).decode("ascii")


def _set_chance(random: Random, text: str) -> None:
    version, _, spare = random.getstate()
    random.setstate((version, unpack(_MERSENNE, b64decode(text)), spare))


def _tails(world: World) -> dict[str, Any]:
    kept = {"kept": world.bus.kept} if isinstance(world.bus, CustomBus) else {}
    return {
        **kept,
        "log": world.log,
        "deliveries": world.deliveries,
        "notifications": world.notifications,
        "changes": world.changes,
        "failed": world.payments.failed,
    }


def _armed_fields(armed: ArmedFault) -> Json:
    return [armed.number, fault_fields(armed.fault), armed.left]


def fault_fields(fault: Fault) -> Json:
    """Return a fault as JSON; `fault_from` is the inverse."""
    return asdict(fault)


def fault_from(fields: Mapping[str, Any]) -> Fault:
    """Return the fault with these fields."""
    return Fault(**{**fields, "kind": FaultKind(fields["kind"])})


def _parts(kind: str, fields: Iterable[Json]) -> Parts:
    for _, text in texts(fields):
        yield kind, text


def _flight(world: World, pending: Sequence[Due], rules: Sequence[Rule], numbers: Numbers) -> Parts:
    """Executions, then events, then the actions that are due and the letters, which name both."""
    letters = world.bus.dead_letters
    calls = [delivery for _, delivery, _ in _attempts(pending)]
    calls += [*(each.delivery for each in letters), *deliveries_kept(world)]
    calls += [each for letter in letters if letter.given_up for each in letter.given_up.events]
    by_id = {each.event.id: each.event for call in calls for each in call.events}
    names = _Names(
        rules={id(rule): place for place, rule in enumerate(rules)},
        events={event_id: place for place, event_id in enumerate(by_id)},
    )
    under_way = world.payments.under_way()
    yield from _parts("executions", (execution_fields(run, numbers) for run in under_way))
    yield from _parts("events", map(event_fields, by_id.values()))
    yield from _parts("actions", (_action(world, due, names) for due in pending))
    yield from _parts("letters", (_letter(letter, names) for letter in letters))
    yield from _parts("lanes", lane_parts(world, names.events))


@dataclass(frozen=True, slots=True)
class _Names:
    """The places of rules (by identity) and of events (by id)."""

    rules: Mapping[int, int]
    events: Places


def _action(world: World, due: Due, names: _Names) -> Json:
    due_ms, serial, action, given = due
    kind = world.kind_of(action)
    return [due_ms, serial, kind, *_GIVEN.get(kind, _attempt)(given, names)]


def _attempt(given: Sequence[Any], names: _Names) -> list[Json]:
    route, delivery, number = given
    event, rule = names.events[delivery.event.id], names.rules[id(route.rule)]
    more = call_fields(delivery, names.events)
    return [event, rule, delivery.published_ms, number, *more]


_GIVEN: Final[Mapping[str, Callable[[Sequence[Any], _Names], list[Json]]]] = {
    "advance": lambda given, _: [given[0].journal.arn],
    "catch up": lambda given, _: [given[0]],
    "arrive": lambda given, names: [names.rules[id(given[0].rule)], given[1]],
    "close": lambda given, names: [names.rules[id(given[0].rule)], given[1]],
}
"""What an action is called with; any other kind is an attempt to deliver."""


def _letter(letter: DeadLetter, names: _Names) -> Json:
    rule, delivery, given_up = letter
    how = [] if delivery.how is None else [list(delivery.how)]
    why = given_up_fields(given_up, names.events)
    event = names.events[delivery.event.id]
    return [event, names.rules[id(rule)], delivery.published_ms, *how, *why]


def execution_fields(run: Run, numbers: Numbers) -> Json:
    """Return an execution, running or ended, as JSON; `run_from` is the inverse."""
    journal = run.journal
    return [
        journal.arn.rpartition(":")[2],
        numbers.number(run.machine),
        input_fields(journal.input),
        journal.started_ms,
        run.until_ms,
        [answer_fields(answer) for answer in journal.answers],
    ]


def run_from(world: World, fields: Sequence[Any], numbers: Numbers) -> Run:
    """Return the execution with these fields, standing where it stood."""
    name, definition, given, started_ms, until_ms, answers = fields
    return world.payments.resumed(
        name,
        input_from(given),
        numbers.machine(definition),
        started_ms,
        until_ms,
        tuple(map(answer_from, answers)),
    )


def restore(
    world: World,
    state: Mapping[str, Any],
    flight: Iterable[tuple[str, Any]],
    numbers: Numbers,
) -> None:
    """Let ``world``, which nothing has happened in yet, stand as this state says."""
    rules = rules_from(state["rules"])
    in_force = rules[: state["in_force"]]
    machine, idempotent = numbers.machine(state["definition"]), bool(state["idempotent"])
    unpacks = bool(state.get("bus", {}).get("unpacks", False))
    world.stand(
        replace(
            world.stack, rules=in_force, machine=machine, idempotent=idempotent, unpacks=unpacks
        )
    )
    for name, random in _randoms(world).items():
        _set_chance(random, state["chance"][name])
    for name, tail in _tails(world).items():
        tail.before = int(state["totals"][name])
    last, armed = state["faults"]
    world.faults.restore(last, [ArmedFault(n, fault_from(f), left) for n, f, left in armed])
    world.pacing = Pacing.from_fields(state["pacing"])
    _restore_flight(world, state, flight, rules, numbers)
    restore_bus(world, state.get("bus"))


def _restore_flight(
    world: World,
    state: Mapping[str, Any],
    flight: Iterable[tuple[str, Any]],
    rules: Sequence[Rule],
    numbers: Numbers,
) -> None:
    routes = [world.bus.route(rule) for rule in rules]
    under_way = _UnderWay(world, rules, routes, numbers)
    for kind, part in flight:
        for fields in part:
            _TAKEN_UP[kind](under_way, fields)
    world.scheduler.restore(int(state["now_ms"]), int(state["serial"]), under_way.pending)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """What is read of a checkpoint's parts, in their order: events before what names them."""

    world: World
    rules: Sequence[Rule]
    routes: Sequence[Route]
    numbers: Numbers
    pending: list[Due] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def take_execution(self, fields: Sequence[Any]) -> None:
        self.world.payments.take_up(run_from(self.world, fields, self.numbers))

    def take_event(self, fields: Sequence[Any]) -> None:
        self.events.append(event_from(fields))

    def take_action(self, fields: Sequence[Any]) -> None:
        due_ms, serial, kind, *rest = fields
        given = _GIVEN_AGAIN.get(kind, _attempt_from)(self, rest)
        self.pending.append((int(due_ms), int(serial), self.world.action_of(kind), given))

    def take_letter(self, fields: Sequence[Any]) -> None:
        self.world.bus.dead_letters.put(_letter_from(fields, self.rules, self.events))

    def take_lane(self, fields: Sequence[Any]) -> None:
        restore_lane(self.world, fields, self.events)


_TAKEN_UP: Final[Mapping[str, Callable[[_UnderWay, Sequence[Any]], None]]] = {
    "executions": _UnderWay.take_execution,
    "events": _UnderWay.take_event,
    "actions": _UnderWay.take_action,
    "letters": _UnderWay.take_letter,
    "lanes": _UnderWay.take_lane,
}


def _attempt_from(kept: _UnderWay, fields: Sequence[Any]) -> tuple[Any, ...]:
    event, rule, published_ms, number, *more = fields
    delivery = call_from([event, published_ms], more, kept.events)
    return kept.routes[rule], delivery, int(number)


def _on_route(kept: _UnderWay, fields: Sequence[Any]) -> tuple[Any, ...]:
    rule, value = fields
    return kept.routes[rule], value


_GIVEN_AGAIN: Final[Mapping[str, Callable[[_UnderWay, Sequence[Any]], tuple[Any, ...]]]] = {
    "advance": lambda kept, fields: (kept.world.payments.run(fields[0]),),
    "catch up": lambda _, fields: (fields[0],),
    "arrive": _on_route,
    "close": _on_route,
}
"""The inverse of `_GIVEN`."""


def _letter_from(
    fields: Sequence[Any], rules: Sequence[Rule], events: Sequence[Event]
) -> DeadLetter:
    event, rule, published_ms, *more = fields
    how, why = (more[0] if more else None), more[1:]
    delivery = delivery_at([event, published_ms, how], events)
    return DeadLetter(rules[rule], delivery, given_up_from(why, rules[rule], events))
