"""How fast a world runs against the wall clock: each pace is a way of calling `step`.

What happens, and in which order, is the same at any pace: the pace decides only when somebody
gets to see it. The virtual clock may stand still or run ahead; it never goes back.
"""

from collections.abc import Callable, Mapping
from typing import Final

from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.ports import Pace, TimeState
from eda_core.simulator.world import World

MOST_STEPS: Final = 20_000
"""Steps one look may take: rules can be changed so that events go round for ever."""


class Pacer:
    """Advances a world as the wall clock goes (both in epoch milliseconds).

    How the world is paced is part of it, so one that was put away goes on as if nobody had looked.
    """

    __slots__ = ("_pacing", "_world")

    def __init__(self, world: World, wall_ms: int) -> None:
        self._world = world
        self._pacing = world.pacing
        ran_ahead = world.scheduler.now_ms > wall_ms + self._pacing.ahead_ms
        if ran_ahead or not self._pacing.tied:
            self._pacing.tied = True
            self._anchor(wall_ms)

    def _anchor(self, wall_ms: int) -> None:
        """Go on from here: whatever the wall clock did until now is forgotten."""
        self._pacing.ahead_ms = self._world.scheduler.now_ms - wall_ms
        self._pacing.stepped_ms = wall_ms

    def catch_up(self, wall_ms: int) -> None:
        """Let happen what is to have happened by now."""
        if not self._pacing.paused:
            _CATCH_UP[self._pacing.pace](self, wall_ms)

    def _in_real_time(self, wall_ms: int) -> None:
        self._world.advance(wall_ms + self._pacing.ahead_ms, MOST_STEPS)

    def _hop_by_hop(self, wall_ms: int) -> None:
        hops = min((wall_ms - self._pacing.stepped_ms) // self._pacing.hop_ms, MOST_STEPS)
        for _ in range(hops):
            self._world.step()
        self._pacing.stepped_ms += hops * self._pacing.hop_ms
        if not len(self._world.scheduler):
            self._pacing.stepped_ms = wall_ms

    def _to_the_end(self, wall_ms: int) -> None:
        self._world.advance(None, MOST_STEPS)
        self._anchor(wall_ms)

    def set_pace(self, pace: Pace, hop_ms: int, wall_ms: int) -> None:
        """Run at this pace from now on; ``hop_ms`` is what a hop takes in slow motion."""
        self.catch_up(wall_ms)
        self._pacing.pace, self._pacing.hop_ms = pace, hop_ms
        self._anchor(wall_ms)
        self._world.note_pacing()

    def set_paused(self, paused: bool, wall_ms: int) -> None:
        """Stand still, or go on from where it stands."""
        self.catch_up(wall_ms)
        self._pacing.paused = paused
        self._anchor(wall_ms)
        self._world.note_pacing()

    def step(self, wall_ms: int) -> bool:
        """Let the next thing happen, now; answers whether there was one."""
        stepped = self._step(wall_ms)
        self._world.note_pacing()
        return stepped

    def _step(self, wall_ms: int) -> bool:
        stepped = self._world.step()
        self._anchor(wall_ms)
        return stepped

    def step_order(self, order: OrderId, wall_ms: int) -> bool:
        """Step until the log has one more event of this order; answers whether it has."""
        found = self._step_to(order, wall_ms)
        self._world.note_pacing()
        return found

    def _step_to(self, order: OrderId, wall_ms: int) -> bool:
        world = self._world
        for _ in range(MOST_STEPS):
            logged = world.log.total
            if not self._step(wall_ms):
                return False
            if any(_is_of(record, order) for record in world.log_after(logged)):
                return True
        return False

    def state(self) -> TimeState:
        """How time stands."""
        scheduler = self._world.scheduler
        pacing = self._pacing
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
