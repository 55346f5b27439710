"""One world for many sessions.

There is no background thread: whoever reads or submits first advances the world to the wall
clock, under one lock. So nothing drifts while nobody looks, and nothing is missed when somebody
does.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import RLock
from typing import Any

from eda_core.simulator.pace import Pacer
from eda_core.simulator.world import World

Lock = AbstractContextManager[Any]
"""What lets in one at a time, and the same one again."""

WallClock = Callable[[], int]
"""The time outside, in epoch milliseconds."""


class SharedWorld:
    """A world that many sessions use at once: one at a time, each at the time it is by its pace.

    ``lock`` is what they take turns by, where somebody else takes turns with them.
    """

    def __init__(self, world: World, clock: WallClock, lock: Lock | None = None) -> None:
        self._world = world
        self._clock = clock
        self._lock = RLock() if lock is None else lock
        self._pacer = Pacer(world, clock())

    @contextmanager
    def now(self) -> Iterator[World]:
        """The world as it is by now, held for the caller alone."""
        with self._lock:
            self._world.check_open()
            self._pacer.catch_up(self._clock())
            yield self._world

    @contextmanager
    def time(self) -> Iterator[tuple[Pacer, int]]:
        """What paces the world, and the time outside, held for the caller alone."""
        with self._lock:
            self._world.check_open()
            wall_ms = self._clock()
            self._pacer.catch_up(wall_ms)
            yield self._pacer, wall_ms
