"""When a room writes a checkpoint, and what is in it: all that has happened, and is under way."""

from collections.abc import Sequence
from typing import Final

from eda_core.domain.errors import BackendError
from eda_core.rooms.checkpoint import execution_fields, snapshot
from eda_core.rooms.definitions import Definitions
from eda_core.rooms.older_records import RoomTable, key_of
from eda_core.rooms.packing import (
    pack_changes,
    pack_kept,
    pack_log,
    pack_notifications,
    pack_steps,
    to_json,
)
from eda_core.rooms.store import ExecutionRow, RoomStore, Sequences
from eda_core.simulator.custom_bus import CustomBus
from eda_core.simulator.world import World

LEFTOVER: Final = 200
"""Actions and commands from which on a world that comes to rest is written down."""

UNWRITTEN: Final = 10
"""Checkpoints that may fail in a row before nothing moves: until then memory has it all."""


class CheckpointWriter:
    """Writes a world into its file now and then, and lets it forget what is there.

    ``every`` is how many actions and commands may go by without a checkpoint, ``due`` how many
    until the next. ``commands`` are those done since the last one, ``orders`` those the room took.
    ``trouble`` is a sentence on why the last one failed.
    """

    def __init__(self, world: World, table: RoomTable, store: RoomStore, every: int) -> None:
        self.definitions = Definitions(store)
        self.orders = self.commands = 0
        self.due = self._every = every
        self.trouble = ""
        self._world = world
        self._table = table
        self._store = store
        self._failures = self._written = 0
        self._written_ms = world.scheduler.now_ms

    @property
    def gave_up(self) -> bool:
        """Whether so many checkpoints failed that memory must take no more."""
        return self._failures >= UNWRITTEN

    def write_if_due(self) -> bool:
        """Write a checkpoint where there is enough to write, or peace to; return whether it did."""
        done = self._unwritten()
        if done < self.due and (done < LEFTOVER or len(self._world.scheduler)):
            return False
        try:
            return self.write()
        except BackendError as fault:
            self.trouble = str(fault)
            self._failures += 1
            self.due = done + self._every
            return False

    def _unwritten(self) -> int:
        return self._world.scheduler.executed - self._written + self.commands

    def write(self) -> bool:
        """Write a checkpoint unless nothing is new; return whether it did.

        Raises `BackendError`, and then all is as it was. The next is due after as much as is under
        way, so that its cost stays in proportion.
        """
        if not self._unwritten() and self._world.scheduler.now_ms == self._written_ms:
            return False
        try:
            with self._store.checkpoint():
                self._write_all()
        except BackendError:
            self.definitions.forget()
            raise
        self._forget()
        self.mark()
        return True

    def _write_all(self) -> None:
        store, world = self._store, self._world
        deliveries, notifications = world.deliveries, world.notifications
        store.append(Sequences.LOG, world.log.before, pack_log(world.log))
        store.append(Sequences.DELIVERIES, deliveries.before, pack_steps(deliveries))
        store.append(
            Sequences.NOTIFICATIONS, notifications.before, pack_notifications(notifications)
        )
        store.append(Sequences.CHANGES, world.changes.before, pack_changes(world.changes))
        if isinstance(world.bus, CustomBus):
            kept = world.bus.kept
            store.append(Sequences.KEPT, kept.before, pack_kept(kept.newer()))
        store.put_items(self._table.new)
        store.put_executions(self._execution_rows())
        state, flight = snapshot(world, self.definitions)
        store.put_flight(flight)
        store.put("state", {**state, "orders": self.orders})

    def _execution_rows(self) -> Sequence[ExecutionRow]:
        failed = self._world.payments.failed
        numbers = {each.arn: n for n, each in enumerate(failed, failed.before + 1)}
        return [
            (
                key_of(run.journal.arn),
                numbers.get(run.journal.arn),
                to_json(execution_fields(run, self.definitions)),
            )
            for run in self._world.payments.ended()
        ]

    def _forget(self) -> None:
        world = self._world
        for records in (world.log, world.deliveries, world.notifications, world.changes):
            records.forget()
        if isinstance(world.bus, CustomBus):
            world.bus.kept.forget()
        self._table.forget()
        world.payments.forget_ended()

    def mark(self) -> None:
        """Note that the file has everything up to here."""
        scheduler = self._world.scheduler
        self.commands, self._written, self._written_ms = 0, scheduler.executed, scheduler.now_ms
        self.due = max(self._every, len(scheduler) + len(self._world.bus.dead_letters))
        self.trouble, self._failures = "", 0
