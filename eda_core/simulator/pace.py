"""How fast a world runs against the wall clock: each pace is a way of calling `step`.

What happens, and in which order, is the same at any pace: the pace decides only when somebody
gets to see it. The virtual clock may stand still or run ahead; it never goes back.
"""

from collections.abc import Callable, Mapping
from typing import Final

from eda_core.events import AnyRecord, LogRecord
from eda_core.orders import OrderId, order_id_of
from eda_core.ports import Pace, TimeState
from eda_core.simulator.world import World

MOST_STEPS: Final = 20_000
"""Steps one look may take: rules can be changed so that events go round for ever."""


class Pacer:
    """Advances a world as the wall clock goes (both in epoch milliseconds)."""

    __slots__ = ("_ahead_ms", "_hop_ms", "_pace", "_paused", "_stepped_ms", "_world")

    def __init__(self, world: World, wall_ms: int) -> None:
        self._world = world
        self._pace = Pace.REAL_TIME
        self._paused = False
        self._hop_ms = 1000
        self._anchor(wall_ms)

    def _anchor(self, wall_ms: int) -> None:
        """Go on from here: whatever the wall clock did until now is forgotten."""
        self._ahead_ms = self._world.scheduler.now_ms - wall_ms
        self._stepped_ms = wall_ms

    def catch_up(self, wall_ms: int) -> None:
        """Let happen what is to have happened by now."""
        if not self._paused:
            _CATCH_UP[self._pace](self, wall_ms)

    def _in_real_time(self, wall_ms: int) -> None:
        self._world.advance(wall_ms + self._ahead_ms, MOST_STEPS)

    def _hop_by_hop(self, wall_ms: int) -> None:
        hops = min((wall_ms - self._stepped_ms) // self._hop_ms, MOST_STEPS)
        for _ in range(hops):
            self._world.scheduler.step()
        self._stepped_ms += hops * self._hop_ms
        if not len(self._world.scheduler):
            self._stepped_ms = wall_ms

    def _to_the_end(self, wall_ms: int) -> None:
        self._world.advance(None, MOST_STEPS)
        self._anchor(wall_ms)

    def set_pace(self, pace: Pace, hop_ms: int, wall_ms: int) -> None:
        """Run at this pace from now on; ``hop_ms`` is what a hop takes in slow motion."""
        self.catch_up(wall_ms)
        self._pace, self._hop_ms = pace, hop_ms
        self._anchor(wall_ms)

    def set_paused(self, paused: bool, wall_ms: int) -> None:
        """Stand still, or go on from where it stands."""
        self.catch_up(wall_ms)
        self._paused = paused
        self._anchor(wall_ms)

    def step(self, wall_ms: int) -> bool:
        """Let the next thing happen, now; answers whether there was one."""
        stepped = self._world.scheduler.step()
        self._anchor(wall_ms)
        return stepped

    def step_order(self, order: OrderId, wall_ms: int) -> bool:
        """Step until the log has one more event of this order; answers whether it has."""
        log = self._world.log
        for _ in range(MOST_STEPS):
            logged = len(log)
            if not self.step(wall_ms):
                return False
            if any(_is_of(record, order) for record in log[logged:]):
                return True
        return False

    def state(self) -> TimeState:
        """How time stands."""
        scheduler = self._world.scheduler
        return TimeState(self._pace, self._paused, self._hop_ms, scheduler.now_ms, len(scheduler))


def _is_of(record: AnyRecord, order: OrderId) -> bool:
    return isinstance(record, LogRecord) and order_id_of(record.event.detail) == order


_CATCH_UP: Final[Mapping[Pace, Callable[[Pacer, int], None]]] = {
    Pace.REAL_TIME: Pacer._in_real_time,
    Pace.SLOW: Pacer._hop_by_hop,
    Pace.TO_THE_END: Pacer._to_the_end,
}
