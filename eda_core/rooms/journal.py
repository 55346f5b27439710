"""What is done to a room from outside, as it is written down and done again.

``APPLY`` does to a world what a command says, as a world in memory does it: nothing is written
down a second time.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from eda_core.asl import Json
from eda_core.domain.errors import InvalidRequest
from eda_core.domain.faults import Fault
from eda_core.rooms.checkpoint import fault_fields, fault_from
from eda_core.rooms.packing import to_json
from eda_core.simulator.entries import Entry, Refusal
from eda_core.simulator.pacing import Pacing
from eda_core.simulator.world import World
from eda_core.stack import Stack, machine_from, rules_from

MOST_NESTED: Final = 400
"""Deepest nesting of a detail put in a room: what was once taken must always be readable."""

BODY: Final = ("utf-8", "surrogatepass")
"""How a request body is written: it may hold half of a surrogate pair, and is refused later."""


def entries_given(entries: Sequence[Entry | Refusal]) -> bytes:
    """Accepted entries as JSON; raises `InvalidRequest` for details a room cannot keep."""
    accepted = [entry for entry in entries if isinstance(entry, Entry)]
    if any(_nests_deeper(entry.detail, MOST_NESTED) for entry in accepted):
        raise InvalidRequest(
            "ValidationException", f"A room keeps details nested up to {MOST_NESTED} levels deep."
        )
    return _bytes(accepted)


def _nests_deeper(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        inner = [each for each in level if isinstance(each, dict | list | tuple)]
        level = [v for each in inner for v in (each.values() if isinstance(each, dict) else each)]
        if not level:
            return False
    return True


def stack_given(stack: Stack, what: str) -> bytes:
    """A stack as JSON, and what was changed in it."""
    rules = [rule.to_json() for rule in stack.rules]
    return _bytes([what, rules, json.dumps(stack.machine.definition), stack.idempotent])


def fault_given(fault: Fault) -> bytes:
    """A fault as JSON."""
    return _bytes(fault_fields(fault))


def number_given(number: int | None) -> bytes:
    """The number of a fault as JSON, null for all of them."""
    return _bytes(number)


def pacing_given(pacing: Pacing) -> bytes:
    """A pace as JSON."""
    return _bytes(asdict(pacing))


def _bytes(value: Json) -> bytes:
    return to_json(value).encode("ascii")


def _put(world: World, given: bytes) -> None:
    rows = json.loads(given)
    World.put(world, [Entry(s, d, detail, tuple(r), *rest) for s, d, detail, r, *rest in rows])


def _use(world: World, given: bytes) -> None:
    what, rules, definition, idempotent = json.loads(given)
    machine = machine_from(definition)
    stack = replace(world.stack, rules=rules_from(rules), machine=machine, idempotent=idempotent)
    World.use(world, stack, what)


def _pace(world: World, given: bytes) -> None:
    world.pacing = Pacing.from_fields(json.loads(given))


APPLY: Final[Mapping[str, Callable[[World, bytes], object]]] = {
    "put": _put,
    "use": _use,
    "arm": lambda world, given: World.arm(world, fault_from(json.loads(given))),
    "disarm": lambda world, given: World.disarm(world, json.loads(given)),
    "pace": _pace,
}
"""What is done for each kind of command but ``place``."""
