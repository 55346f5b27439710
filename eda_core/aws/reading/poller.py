"""One thread of the process that asks AWS for as long as a page is looked at, and no longer.

It starts when something is read and ends by itself when nothing has been read for half a minute:
when nobody looks there are no calls and no cost.
"""

from collections.abc import Callable, Sequence
from threading import Condition, Thread, current_thread
from typing import Final

from eda_core.aws.reading.source import PolledSource

LOOKING_MS: Final = 30_000
"""Nobody has read for this long: nobody looks."""

Clock = Callable[[], int]
"""The wall clock in epoch milliseconds."""


class Poller:
    """Polls sources when they are due. ``chance`` answers from 0 to 1 and makes the jitter."""

    def __init__(
        self, sources: Sequence[PolledSource], clock: Clock, chance: Callable[[], float]
    ) -> None:
        self._sources = tuple(sources)
        self._clock = clock
        self._chance = chance
        self._changed = Condition()
        self._looked_ms = 0
        self._thread: Thread | None = None
        self._is_stopped = False

    @property
    def is_running(self) -> bool:
        """Whether somebody has looked lately, so that AWS is asked."""
        with self._changed:
            return self._thread is not None

    def look(self) -> None:
        """Somebody reads: go on asking, or begin to. Never waits."""
        with self._changed:
            self._looked_ms = self._clock()
            if self._thread is None and not self._is_stopped:
                self._thread = Thread(target=self._run, name="aws-poller", daemon=True)
                self._thread.start()

    def hasten(self) -> None:
        """Something was done that should show soon."""
        self._busy()
        with self._changed:
            self._changed.notify_all()

    def wake(self, source: PolledSource) -> None:
        """One of the sources has something to fetch now."""
        source.wake()
        with self._changed:
            self._changed.notify_all()

    def _busy(self) -> None:
        now_ms = self._clock()
        for source in self._sources:
            source.hasten(now_ms)

    def stop(self, seconds: float = 15) -> None:
        """End the thread for good, and wait for it: a call that is under way is not cut off."""
        with self._changed:
            self._is_stopped = True
            thread = self._thread
            self._changed.notify_all()
        if thread is not None:
            thread.join(seconds)

    def tick(self) -> None:
        """Poll what is due, one after the other; news of one keeps them all busy."""
        for source in self._sources:
            if source.is_due(self._clock()) and source.poll(self._clock(), self._chance()):
                self._busy()

    def _run(self) -> None:
        try:
            while self._goes_on():
                self.tick()
        finally:
            self._leave()

    def _goes_on(self) -> bool:
        """Wait until something is due; answers False once nobody looks any more."""
        with self._changed:
            # Worked out under the lock that `hasten` takes, so that no haste is overlooked.
            due_ms = min(source.state.due_ms for source in self._sources)
            wait_ms = min(max(0, due_ms - self._clock()), LOOKING_MS)
            if wait_ms and not self._is_done():
                self._changed.wait(wait_ms / 1000)
            if self._is_done():
                # Decided under the lock that `look` takes, so that no reader is overlooked.
                self._leave()
                return False
            return True

    def _leave(self) -> None:
        with self._changed:
            # A reader may have started another thread meanwhile.
            if self._thread is current_thread():
                self._thread = None

    def _is_done(self) -> bool:
        return self._is_stopped or self._clock() - self._looked_ms > LOOKING_MS
