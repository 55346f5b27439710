"""A world under way as data: what is still to happen, and all that decides how it will.

`snapshot` says it as JSON, `restore` makes a world of the same stack stand where
that one stood: whatever happens next, happens the same in both.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
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
from eda_core.simulator.bus import Delivery, Route
from eda_core.simulator.dead_letter_queue import DeadLetter
from eda_core.simulator.pacing import Pacing
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
    sent_by = [route.rule for route, _, _ in _attempts(pending)]
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
    return {
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
    events = [delivery.event for _, delivery, _ in _attempts(pending)]
    by_id = {event.id: event for event in (*events, *(each.delivery.event for each in letters))}
    names = _Names(
        rules={id(rule): place for place, rule in enumerate(rules)},
        events={event_id: place for place, event_id in enumerate(by_id)},
    )
    under_way = world.payments.under_way()
    yield from _parts("executions", (execution_fields(run, numbers) for run in under_way))
    yield from _parts("events", map(event_fields, by_id.values()))
    yield from _parts("actions", (_action(world, due, names) for due in pending))
    yield from _parts("letters", (_letter(letter, names) for letter in letters))


@dataclass(frozen=True, slots=True)
class _Names:
    """The places of rules (by identity) and of events (by id)."""

    rules: Mapping[int, int]
    events: Mapping[str, int]


def _action(world: World, due: Due, names: _Names) -> Json:
    due_ms, serial, action, given = due
    what: list[Json] = [due_ms, serial, world.kind_of(action)]
    if len(given) != _DELIVERED_WITH:
        return [*what, given[0].journal.arn]
    route, delivery, number = given
    event, rule = names.events[delivery.event.id], names.rules[id(route.rule)]
    return [*what, event, rule, delivery.published_ms, number]


def _letter(letter: DeadLetter, names: _Names) -> Json:
    rule, delivery = letter
    return [names.events[delivery.event.id], names.rules[id(rule)], delivery.published_ms]


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
    world.stand(replace(world.stack, rules=in_force, machine=machine, idempotent=idempotent))
    for name, random in _randoms(world).items():
        _set_chance(random, state["chance"][name])
    for name, tail in _tails(world).items():
        tail.before = int(state["totals"][name])
    last, armed = state["faults"]
    world.faults.restore(last, [ArmedFault(n, fault_from(f), left) for n, f, left in armed])
    world.pacing = Pacing.from_fields(state["pacing"])
    _restore_flight(world, state, flight, rules, numbers)


def _restore_flight(
    world: World,
    state: Mapping[str, Any],
    flight: Iterable[tuple[str, Any]],
    rules: Sequence[Rule],
    numbers: Numbers,
) -> None:
    pending: list[Due] = []
    events: list[Event] = []
    routes = [world.bus.route(rule) for rule in rules]
    for kind, part in flight:
        if kind == "executions":
            for fields in part:
                world.payments.take_up(run_from(world, fields, numbers))
        elif kind == "events":
            events += map(event_from, part)
        elif kind == "letters":
            for event, rule, published_ms in part:
                delivery = Delivery(events[event], events[event].to_envelope(), int(published_ms))
                world.bus.dead_letters.put(DeadLetter(rules[rule], delivery))
        else:
            pending += [_due(world, fields, routes, events) for fields in part]
    world.scheduler.restore(int(state["now_ms"]), int(state["serial"]), pending)


def _due(
    world: World, fields: Sequence[Any], routes: Sequence[Route], events: Sequence[Event]
) -> Due:
    due_ms, serial, kind, subject, *rest = fields
    action = world.action_of(kind)
    if not rest:
        return int(due_ms), int(serial), action, (world.payments.run(subject),)
    rule, published_ms, number = rest
    delivery = Delivery(events[subject], events[subject].to_envelope(), int(published_ms))
    return int(due_ms), int(serial), action, (routes[rule], delivery, int(number))
