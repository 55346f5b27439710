"""How a room comes back: its last checkpoint, and then its journal.

The journal is followed by the scheduler's count of actions, so it does not matter at which pace,
or by how many steps, the world got there the first time.
"""

from collections.abc import Sequence
from typing import Final

from eda_core.domain.errors import BackendError, EdaError
from eda_core.rooms.checkpoint import restore
from eda_core.rooms.durable import DurableWorld
from eda_core.rooms.file import Progress
from eda_core.rooms.file_errors import damaged
from eda_core.rooms.journal import APPLY, BODY
from eda_core.rooms.store import Command

NEWS_EVERY: Final = 1_000
"""Commands between two words of progress."""

MOST_REPLAYED: Final = 10_000_000
"""Actions since a checkpoint; the next comes well before."""


def recall(world: DurableWorld, progress: Progress) -> None:
    """Let a new world stand where its file says.

    Raises `DamagedRoom` where the file does not make sense.
    """
    try:
        _load(world)
        commands = world.store.commands()
        _replay(world, commands, progress)
    except BackendError:
        raise
    except (EdaError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as fault:
        raise damaged(world.store.path, f"its state makes no sense, {fault!r}") from fault
    world.go_on(len(commands))


def _load(world: DurableWorld) -> None:
    state = world.store.get("state")
    if state is not None:
        restore(world, state, world.store.flight(), world.definitions)
        world.orders = int(state["orders"])
    world.mark()


def _replay(world: DurableWorld, commands: Sequence[Command], progress: Progress) -> None:
    last = world.scheduler.executed + MOST_REPLAYED
    for number, command in enumerate(commands):
        if number % NEWS_EVERY == 0:
            progress("going on from the journal", number / len(commands))
        if command.executed > last:
            raise ValueError("the journal goes on for longer than any journal of ours")
        _run_to(world, command)
        _apply(world, command)


def _run_to(world: DurableWorld, command: Command) -> None:
    scheduler = world.scheduler
    scheduler.run(None, max(0, command.executed - scheduler.executed))
    if scheduler.executed != command.executed or command.at_ms < scheduler.now_ms:
        raise ValueError("the journal does not fit the checkpoint")
    scheduler.now_ms = command.at_ms
    world.pacing.ahead_ms, world.pacing.stepped_ms = command.ahead_ms, command.stepped_ms


def _apply(world: DurableWorld, command: Command) -> None:
    if command.kind == "place":
        world.placed(command.given.decode(*BODY))
        return
    apply = APPLY[command.kind]
    try:
        apply(world, command.given)
    except BackendError:
        raise
    except EdaError:  # as it was when this was done first
        return
