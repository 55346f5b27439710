"""The kernel: what is due, in order, on a virtual clock.

Four verbs, as in SimPy: `schedule`, `peek`, `step`, `run`. It knows nothing of orders or events.
Actions due at the same time run in the order they were scheduled, so one script of calls gives
one history. Pausing, stepping and running to the end are ways of calling `step`.

What is to happen is data: a function and what it is called with, so a world under way can be
written down and taken up again.
"""

import heapq
from collections.abc import Callable, Iterable
from typing import Any

Action = Callable[..., object]

Due = tuple[int, int, Action, tuple[Any, ...]]
"""When (epoch milliseconds), its turn among those of that time, what, and with what."""


class Scheduler:
    """A heap of `Due` and the clock it drives, in epoch milliseconds."""

    __slots__ = ("_heap", "_serial", "now_ms")

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms
        self._serial = 0
        self._heap: list[Due] = []

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def executed(self) -> int:
        """How many actions have been run: with the clock, where a script of calls stands."""
        return self._serial - len(self._heap)

    def pending(self) -> list[Due]:
        """Return what is still to happen, in the order it was scheduled."""
        return sorted(self._heap, key=lambda due: due[1])

    def restore(self, now_ms: int, serial: int, pending: list[Due]) -> None:
        """Stand at this time, with so much scheduled since the start and this still to happen."""
        self.now_ms, self._serial = now_ms, serial
        self._heap[:] = pending
        heapq.heapify(self._heap)

    @property
    def serial(self) -> int:
        """How many actions have ever been scheduled."""
        return self._serial

    def schedule(self, due_ms: int, action: Action, *given: Any) -> None:
        """Call ``action`` with ``given`` at ``due_ms``, or at once in its turn if that is past."""
        self._serial += 1
        due_ms = due_ms if due_ms > self.now_ms else self.now_ms
        heapq.heappush(self._heap, (due_ms, self._serial, action, given))

    def schedule_all(self, action: Action, calls: Iterable[tuple[int, tuple[Any, ...]]]) -> None:
        """Do `schedule` for each of ``calls``: when, and with what."""
        heap, push, serial, now_ms = self._heap, heapq.heappush, self._serial, self.now_ms
        for due_ms, given in calls:
            serial += 1
            push(heap, (due_ms if due_ms > now_ms else now_ms, serial, action, given))
        self._serial = serial

    def peek(self) -> int | None:
        """Return when the next action is due, or None if there is none."""
        return self._heap[0][0] if self._heap else None

    def step(self) -> bool:
        """Run the next action and set the clock to it; answers whether there was one."""
        if not self._heap:
            return False
        self.now_ms, _, action, given = heapq.heappop(self._heap)
        action(*given)
        return True

    def run(self, until_ms: int | None = None, most: int | None = None) -> int:
        """Run all that is due up to ``until_ms`` and set the clock there; to the end without.

        After ``most`` actions it stops where it is, for a world may never come to an end. Return
        how many there were.
        """
        heap, pop, done = self._heap, heapq.heappop, 0
        while heap and (until_ms is None or heap[0][0] <= until_ms):
            if done == most:
                return done
            done += 1
            # `step`, without a call for each action
            self.now_ms, _, action, given = pop(heap)
            action(*given)
        if until_ms is not None and until_ms > self.now_ms:
            self.now_ms = until_ms
        return done
