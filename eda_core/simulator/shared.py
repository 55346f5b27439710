"""One world for many sessions, and how fast it runs against the wall clock.

There is no background thread: whoever reads or submits first advances the world to the wall
clock, under one lock. So nothing drifts while nobody looks, and nothing is missed when somebody
does.

Each pace is a way of calling `step`. What happens, and in which order, is the same at any pace: the
pace decides only when somebody gets to see it. The virtual clock may stand still or run ahead; it
never goes back.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from threading import RLock
from typing import Any, Final, TypeVar

from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.domain.settings import BusKind
from eda_core.ports import Pace, TimeState
from eda_core.simulator.commands import Command, Pacing, SetPace, WorldControl
from eda_core.simulator.world import World

MOST_STEPS: Final = 20_000
"""Steps one look may take: rules can be changed so that events go round for ever."""


class Pacer:
    """Advances a world as the wall clock goes (both in epoch milliseconds), by its ``control``.

    How the world is paced is part of it, so one that was put away goes on as if nobody had looked.
    """

    __slots__ = ("_control", "world")

    def __init__(self, world: World, control: WorldControl, wall_ms: int) -> None:
        self.world = world
        self._control = control
        pacing = world.pacing
        ran_ahead = world.scheduler.now_ms > wall_ms + pacing.ahead_ms
        if ran_ahead or not pacing.tied:
            world.pacing = self._anchored(wall_ms, tied=True)

    def _anchored(self, wall_ms: int, **changes: Any) -> Pacing:
        """Return a pacing that goes on from here, whatever the wall clock did until now."""
        ahead_ms = self.world.scheduler.now_ms - wall_ms
        return replace(self.world.pacing, ahead_ms=ahead_ms, stepped_ms=wall_ms, **changes)

    def catch_up(self, wall_ms: int) -> None:
        """Let happen what is to have happened by now."""
        pacing = self.world.pacing
        if not pacing.paused:
            _CATCH_UP[pacing.pace](self, wall_ms)

    def _in_real_time(self, wall_ms: int) -> None:
        self._control.advance(wall_ms + self.world.pacing.ahead_ms, MOST_STEPS)

    def _hop_by_hop(self, wall_ms: int) -> None:
        pacing = self.world.pacing
        hops = min((wall_ms - pacing.stepped_ms) // pacing.hop_ms, MOST_STEPS)
        for _ in range(hops):
            self._control.step()
        rests = not len(self.world.scheduler)
        stepped_ms = wall_ms if rests else pacing.stepped_ms + hops * pacing.hop_ms
        self.world.pacing = replace(pacing, stepped_ms=stepped_ms)

    def _to_the_end(self, wall_ms: int) -> None:
        self._control.advance(None, MOST_STEPS)
        self.world.pacing = self._anchored(wall_ms)

    def set_pace(self, pace: Pace, hop_ms: int, wall_ms: int) -> None:
        """Run at this pace from now on; ``hop_ms`` is what a hop takes in slow motion."""
        self.catch_up(wall_ms)
        self._control.handle(SetPace(self._anchored(wall_ms, pace=pace, hop_ms=hop_ms)))

    def set_paused(self, paused: bool, wall_ms: int) -> None:
        """Stand still, or go on from where it stands."""
        self.catch_up(wall_ms)
        self._control.handle(SetPace(self._anchored(wall_ms, paused=paused)))

    def step(self, wall_ms: int) -> bool:
        """Let the next thing happen, now; return whether there was one."""
        stepped = self._control.step()
        self._control.handle(SetPace(self._anchored(wall_ms)))
        return stepped

    def step_order(self, order: OrderId, wall_ms: int) -> bool:
        """Step until the log has one more event of this order; return whether it has."""
        found = self._step_to(order, wall_ms)
        self._control.handle(SetPace(self._anchored(wall_ms)))
        return found

    def _step_to(self, order: OrderId, wall_ms: int) -> bool:
        world = self.world
        for _ in range(MOST_STEPS):
            logged = world.log.total
            if not self._control.step():
                return False
            # a room may write down all there is at any step, and notes the pacing of its time
            world.pacing = self._anchored(wall_ms)
            if any(_is_of(record, order) for record in world.log_after(logged)):
                return True
        return False

    def state(self) -> TimeState:
        """Return how time stands."""
        scheduler, pacing = self.world.scheduler, self.world.pacing
        return TimeState(
            pacing.pace, pacing.paused, pacing.hop_ms, scheduler.now_ms, len(scheduler)
        )


def _is_of(record: AnyRecord, order: OrderId) -> bool:
    return isinstance(record, LogRecord) and order_id_of(record.event.detail) == order


_CATCH_UP: Final[Mapping[Pace, Callable[[Pacer, int], None]]] = {
    Pace.REAL_TIME: Pacer._in_real_time,
    Pace.SLOW: Pacer._hop_by_hop,
    Pace.TO_THE_END: Pacer._to_the_end,
}


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
