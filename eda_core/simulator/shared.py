"""One world for many sessions.

There is no background thread: whoever reads or submits first advances the world to the wall
clock, under one lock. So nothing drifts while nobody looks, and nothing is missed when somebody
does.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import RLock
from typing import Any, TypeVar

from eda_core.domain.settings import BusKind
from eda_core.simulator.commands import Command, WorldControl
from eda_core.simulator.pace import Pacer
from eda_core.simulator.world import World

R = TypeVar("R")

Turn = Callable[[], AbstractContextManager[Any]]
"""Waits for the caller's turn, which ends with the context; raises where there are none left."""

WallClock = Callable[[], int]
"""The time outside, in epoch milliseconds."""


class SharedWorld:
    """A world that many sessions use at once: one at a time, each at the time it is by its pace.

    It is read in ``world`` and run by ``control``, the world itself unless another is given.
    ``turn`` is what they take turns by, where somebody else takes turns with them.
    """

    def __init__(
        self,
        world: World,
        clock: WallClock,
        control: WorldControl | None = None,
        turn: Turn | None = None,
    ) -> None:
        self._world = world
        self._clock = clock
        self._control = control or world
        lock = RLock()
        self._turn: Turn = turn or (lambda: lock)
        self._pacer = Pacer(world, self._control, clock())

    @property
    def bus(self) -> BusKind:
        """The kind of bus of the world, which it keeps."""
        return self._world.stack.kind

    @contextmanager
    def now(self) -> Iterator[World]:
        """The world as it is by now, to be read, held for the caller alone."""
        with self._turn():
            self._pacer.catch_up(self._clock())
            yield self._world

    @contextmanager
    def time(self) -> Iterator[tuple[Pacer, int]]:
        """What paces the world, and the time outside, held for the caller alone."""
        with self._turn():
            wall_ms = self._clock()
            self._pacer.catch_up(wall_ms)
            yield self._pacer, wall_ms

    def handle(self, command: Command[R]) -> R:
        """Do what the command says, now, and return the answer."""
        with self.now():
            return self._control.handle(command)
