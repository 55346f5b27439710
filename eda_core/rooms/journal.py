"""The journal of a room: what was done to it from outside, as it is written and done again.

One table says for each kind of command how it is written down and read. `replay` follows the
scheduler's count of actions, so it does not matter at which pace, or by how many steps, the world
got there the first time.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final, NamedTuple

from eda_core.asl import Json
from eda_core.domain.errors import BackendError, EdaError, InvalidRequest
from eda_core.rooms.checkpoint import fault_fields, fault_from
from eda_core.rooms.file import Progress
from eda_core.rooms.packing import to_json
from eda_core.rooms.store import Fields, JournalRow
from eda_core.simulator.commands import (
    ArmFault,
    ChangeStack,
    Command,
    DisarmFault,
    Pacing,
    PlaceOrder,
    PutEvents,
    Redrive,
    SetPace,
    SetSubscriberState,
    StartExecution,
)
from eda_core.simulator.entries import Entry
from eda_core.simulator.world import World
from eda_core.stack import Stack, machine_from, rules_from

MOST_NESTED: Final = 400
"""Deepest nesting of a detail put in a room: what was once taken must always be readable."""

BODY: Final = ("utf-8", "surrogatepass")
"""How a request body is written: it may hold half of a surrogate pair, and is refused later."""

PROGRESS_EVERY: Final = 1_000
"""Commands between two reports of progress."""

MOST_REPLAYED: Final = 10_000_000
"""Actions since a checkpoint; the next comes well before."""

Handle = Callable[[Command[Any]], object]


class _Form(NamedTuple):
    """How a kind of command is written, and read for a world with this stack.

    ``always`` says that a room that is full takes it all the same.
    """

    kind: str
    write: Callable[[Any], bytes]
    read: Callable[[bytes, Stack], Command[Any]]
    always: bool = False


def journal_fields(world: World, command: Command[Any]) -> Fields:
    """Return the row for a command that is about to be done.

    Raises `InvalidRequest` for details a room cannot keep.
    """
    form, pacing, scheduler = _FORMS[type(command)], world.pacing, world.scheduler
    return (
        scheduler.now_ms,
        scheduler.executed,
        pacing.ahead_ms,
        pacing.stepped_ms,
        form.kind,
        form.write(command),
    )


def fits_in_a_full_room(command: Command[Any]) -> bool:
    """Return whether a room takes this command though it is full: faults and pace are small."""
    return _FORMS[type(command)].always


def replay(world: World, rows: Sequence[JournalRow], handle: Handle, progress: Progress) -> None:
    """Do again what the journal says; raises `ValueError` where it does not fit the world."""
    last = world.scheduler.executed + MOST_REPLAYED
    for number, row in enumerate(rows):
        if number % PROGRESS_EVERY == 0:
            progress("going on from the journal", number / len(rows))
        if row.executed > last:
            raise ValueError("the journal goes on for longer than any journal of ours")
        _run_to(world, row)
        _repeat(_BY_KIND[row.kind].read(row.given, world.stack), handle)


def _run_to(world: World, row: JournalRow) -> None:
    scheduler = world.scheduler
    scheduler.run(None, max(0, row.executed - scheduler.executed))
    if scheduler.executed != row.executed or row.at_ms < scheduler.now_ms:
        raise ValueError("the journal does not fit the checkpoint")
    scheduler.now_ms = row.at_ms
    world.pacing = replace(world.pacing, ahead_ms=row.ahead_ms, stepped_ms=row.stepped_ms)


def _repeat(command: Command[Any], handle: Handle) -> None:
    try:
        handle(command)
    except BackendError:
        raise
    except EdaError:  # it was refused when it was done first, and is again
        return


def _bytes(value: Json) -> bytes:
    return to_json(value).encode("ascii")


def _write_entries(command: PutEvents) -> bytes:
    accepted = [entry for entry in command.entries if isinstance(entry, Entry)]
    if any(_nests_deeper(entry.detail, MOST_NESTED) for entry in accepted):
        raise InvalidRequest(
            "ValidationException", f"A room keeps details nested up to {MOST_NESTED} levels deep."
        )
    return _bytes([_entry_fields(entry) for entry in accepted])


def _entry_fields(entry: Entry) -> Sequence[Any]:
    """Return the fields of an entry; group and repeat id only where it has one."""
    return entry if entry.group or entry.deduplication_id else entry[:6]


def _nests_deeper(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        inner = [each for each in level if isinstance(each, dict | list | tuple)]
        level = [v for each in inner for v in (each.values() if isinstance(each, dict) else each)]
        if not level:
            return False
    return True


def _read_entries(given: bytes, _: Stack) -> PutEvents:
    rows = json.loads(given)
    return PutEvents(tuple(Entry(s, d, detail, tuple(r), *rest) for s, d, detail, r, *rest in rows))


def _write_start(command: StartExecution) -> bytes:
    if _nests_deeper(command.given, MOST_NESTED):
        raise InvalidRequest(
            "InvalidExecutionInput", f"A room keeps inputs nested up to {MOST_NESTED} levels deep."
        )
    return _bytes([command.given, command.name, command.again])


def _read_start(given: bytes, _: Stack) -> StartExecution:
    return StartExecution(*json.loads(given))


def _write_stack(command: ChangeStack) -> bytes:
    stack = command.stack
    rules = [rule.to_json() for rule in stack.rules]
    definition, more = json.dumps(stack.machine.definition), [True] if stack.unpacks else []
    return _bytes([command.what, rules, definition, stack.idempotent, *more])


def _read_stack(given: bytes, stack: Stack) -> ChangeStack:
    what, rules, definition, idempotent, *more = json.loads(given)
    machine, kept = machine_from(definition), rules_from(rules)
    unpacks = bool(more and more[0])
    changed = replace(stack, rules=kept, machine=machine, idempotent=idempotent, unpacks=unpacks)
    return ChangeStack(changed, what)


_FORMS: Final[Mapping[type[Command[Any]], _Form]] = {
    PlaceOrder: _Form(
        "place",
        write=lambda command: command.body.encode(*BODY),
        read=lambda given, _: PlaceOrder(given.decode(*BODY)),
    ),
    PutEvents: _Form("put", write=_write_entries, read=_read_entries),
    ChangeStack: _Form("use", write=_write_stack, read=_read_stack),
    ArmFault: _Form(
        "arm",
        write=lambda command: _bytes(fault_fields(command.fault)),
        read=lambda given, _: ArmFault(fault_from(json.loads(given))),
        always=True,
    ),
    DisarmFault: _Form(
        "disarm",
        write=lambda command: _bytes(command.number),
        read=lambda given, _: DisarmFault(json.loads(given)),
        always=True,
    ),
    Redrive: _Form(
        "redrive",
        write=lambda command: _bytes([command.event_id, command.rule]),
        read=lambda given, _: Redrive(*json.loads(given)),
    ),
    SetSubscriberState: _Form(
        "subscriber",
        write=lambda command: _bytes([command.name, command.running, command.skip]),
        read=lambda given, _: SetSubscriberState(*json.loads(given)),
        always=True,
    ),
    StartExecution: _Form("start", write=_write_start, read=_read_start),
    SetPace: _Form(
        "pace",
        write=lambda command: _bytes(asdict(command.pacing)),
        read=lambda given, _: SetPace(Pacing.from_fields(json.loads(given))),
        always=True,
    ),
}
_BY_KIND: Final = {form.kind: form for form in _FORMS.values()}
