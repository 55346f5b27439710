"""A world that outlives its process: a journal of what was done, and checkpoints.

A world is deterministic, so what was done from outside, when, and after how many actions of the
scheduler, is all there is to write down before a caller gets an answer. A checkpoint writes what
has come of it, and what is under way, and forgets the journal. Whoever opens the room again loads
the last checkpoint, does what the journal says, and has the same world, ids and delays included.
"""

from collections.abc import Sequence
from typing import Final

from eda_core.domain.errors import BackendError, BackendUnavailable
from eda_core.domain.faults import Fault
from eda_core.ports import ApiResponse, EntryResult
from eda_core.rooms.checkpoint import execution_fields, snapshot
from eda_core.rooms.file import RoomLimits
from eda_core.rooms.journal import (
    BODY,
    entries_given,
    fault_given,
    number_given,
    pacing_given,
    stack_given,
)
from eda_core.rooms.kept_world import KeptWorld, key_of
from eda_core.rooms.packing import pack_changes, pack_log, pack_notifications, pack_steps, to_json
from eda_core.rooms.store import Command, ExecutionRow, RoomStore, Sequences
from eda_core.simulator.chance import Latencies
from eda_core.simulator.entries import Entry, Refusal
from eda_core.simulator.pacing import Pacing
from eda_core.stack import Stack

LEFTOVER: Final = 200
"""Actions and commands from which on a world that comes to rest is written down."""

UNWRITTEN: Final = 10
"""Checkpoints that may fail in a row before nothing moves: until then memory has it all."""


class DurableWorld(KeptWorld):
    """A world in a room file. In memory is what is under way, and what the file has not yet."""

    def __init__(
        self,
        stack: Stack,
        start_ms: int,
        seed: int,
        latencies: Latencies,
        store: RoomStore,
        limits: RoomLimits,
    ) -> None:
        super().__init__(stack, start_ms, seed, latencies, store)
        self.pacing = Pacing(stepped_ms=start_ms, tied=True)  # it begins now, by the wall clock
        self.limits = limits
        self.orders = 0
        """Orders that were answered with 202."""
        self.bytes = 0
        """The size of the file, and what was written down since it was measured."""
        self._trouble = ""
        self._failures = 0
        self._commands = 0
        self._written = 0
        self._written_ms = start_ms
        self._due = limits.checkpoint_every

    def place(self, body: str) -> ApiResponse:
        """`POST /order`; answered with 507 where the room cannot take the order down."""
        try:
            self._record("place", body.encode(*BODY))
        except BackendError as fault:
            return ApiResponse(507, {"error": str(fault)})
        answer = self.placed(body)
        if self._commands >= self._due:  # where time stands still; else `advance` sees to it
            self._settle()
        return answer

    def placed(self, body: str) -> ApiResponse:
        """`POST /order` of an order that is written down."""
        answer = super().place(body)
        self.orders += answer.accepted
        return answer

    def put(self, entries: Sequence[Entry | Refusal]) -> tuple[EntryResult, ...]:
        """Put entries on the bus; raises `InvalidRequest` for details a room cannot keep."""
        self._record("put", entries_given(entries))
        results = super().put(entries)
        self._settle()
        return results

    def use(self, stack: Stack, what: str) -> None:
        """Go by this stack from now on, and note what changed."""
        self._record("use", stack_given(stack, what))
        super().use(stack, what)
        self._settle()

    def arm(self, fault: Fault) -> int:
        """Arm a fault; answers its number. Raises `InvalidRequest` for one that cannot be."""
        self._record("arm", fault_given(fault), always=True)
        return super().arm(fault)

    def disarm(self, number: int | None = None) -> None:
        """Disarm one fault, or all of them."""
        self._record("disarm", number_given(number), always=True)
        super().disarm(number)

    def note_pacing(self) -> None:
        """Write down the pace, and how far a step came."""
        self._record("pace", pacing_given(self.pacing), always=True)

    def _record(self, kind: str, given: bytes, always: bool = False) -> None:
        self.check_open()
        if self.bytes >= self.limits.max_bytes and not always:
            raise BackendUnavailable(self._is_full())
        scheduler = self.scheduler
        now_ms, executed, pacing = scheduler.now_ms, scheduler.executed, self.pacing
        self.store.record(
            Command(now_ms, executed, pacing.ahead_ms, pacing.stepped_ms, kind, given)
        )
        self._commands += 1
        self.bytes += len(given)

    def warning(self) -> str:
        """What is wrong with the room, or soon will be, as a sentence; empty most of the time."""
        if self._trouble or self.store.unread:
            return self.store.unread or self._trouble
        if self.bytes >= self.limits.max_bytes:
            return self._is_full()
        if self.bytes >= self.limits.max_bytes * self.limits.warn_share:
            return f"{self._measured('nearly full')}; full, it takes no new orders."
        return ""

    def _is_full(self) -> str:
        return f"{self._measured('full')} and takes no new orders: export it, or reset it."

    def _measured(self, how: str) -> str:
        used, most = self.bytes / 2**20, self.limits.max_bytes / 2**20
        return f"The room {self.store.path.stem} is {how} ({used:.1f} of {most:.1f} MiB)"

    def advance(self, to_ms: int | None, most: int | None = None) -> None:
        """Let everything happen that is due, with a checkpoint now and then.

        Nothing moves in a room that has outgrown its limit and the reserve for what was under way,
        or that could not be written for long.
        """
        scheduler = self.scheduler
        started = scheduler.executed
        while self._may_move():
            some = self._due if most is None else min(most, self._due)
            scheduler.run(to_ms, some)
            done = scheduler.executed - started
            if not done:
                return
            started += done
            self._settle()
            most = None if most is None else most - done
            if most == 0 or done < some:
                return

    def step(self) -> bool:
        """Let the next thing happen; answers whether there was one."""
        stepped = self._may_move() and super().step()
        self._settle()
        return stepped

    def _may_move(self) -> bool:
        within = self.bytes < self.limits.most_bytes and self._failures < UNWRITTEN
        return within and not self.store.unread

    def _unwritten(self) -> int:
        return self.scheduler.executed - self._written + self._commands

    def _settle(self) -> None:
        """Write a checkpoint where there is enough to write, or peace to do so."""
        done = self._unwritten()
        if done >= self._due or (done >= LEFTOVER and not len(self.scheduler)):
            try:
                self.checkpoint()
            except BackendError as fault:
                self._trouble = str(fault)
                self._failures += 1
                self._due = done + self.limits.checkpoint_every

    def checkpoint(self) -> None:
        """Write down what has happened and what is under way; raises `BackendError`, else as was.

        The next is due after as much as is under way, so that its cost stays in proportion.
        """
        self.check_open()
        if not self._unwritten() and self.scheduler.now_ms == self._written_ms:
            return
        try:
            with self.store.checkpoint():
                self._write()
        except BackendError:
            self.definitions.forget()
            raise
        for tail in (self.log, self.deliveries.steps, self.notifications, self.changes):
            tail.forget()
        self.table.forget()
        self.payments.forget_ended()
        self.mark()

    def _write(self) -> None:
        store, steps = self.store, self.deliveries.steps
        store.append(Sequences.LOG, self.log.before, pack_log(self.log))
        store.append(Sequences.DELIVERIES, steps.before, pack_steps(steps))
        told = self.notifications
        store.append(Sequences.NOTIFICATIONS, told.before, pack_notifications(told))
        store.append(Sequences.CHANGES, self.changes.before, pack_changes(self.changes))
        store.put_items(self.table.new)
        store.put_executions(self._execution_rows())
        state, flight = snapshot(self, self.definitions)
        store.put_flight(flight)
        store.put("state", {**state, "orders": self.orders})

    def _execution_rows(self) -> Sequence[ExecutionRow]:
        failed = self.payments.failed
        numbers = {each.arn: n for n, each in enumerate(failed, failed.before + 1)}
        return [
            ExecutionRow(
                key_of(execution.arn),
                numbers.get(execution.arn),
                to_json(execution_fields(execution, self.definitions)),
            )
            for execution in self.payments.ended()
        ]

    def mark(self) -> None:
        """The file has everything up to here."""
        self._commands, self._written = 0, self.scheduler.executed
        self._written_ms = self.scheduler.now_ms
        self._due = max(self.limits.checkpoint_every, len(self.scheduler))
        self.bytes = self.store.size()
        self._trouble, self._failures = "", 0

    def go_on(self, commands: int) -> None:
        """So many commands were done again after the file's last checkpoint."""
        self._commands = commands
        self._settle()

    def close(self) -> None:
        """Write a last checkpoint and let go of the file; what cannot be written is in its journal.

        Raises `BackendError` if that checkpoint failed; the room is closed all the same.
        """
        try:
            if not self.store.unread:
                self.checkpoint()
        finally:
            self.closed = True
            self.store.close()
