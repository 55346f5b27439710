"""Places in a column of times that only grows, in the order of these times.

Most logs come in the order of their times, and then nothing is kept. Where a time is earlier than
one before it, as in the log of a deployed stack, a permutation is.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import le


class TimeOrder:
    """The places of ``times``, earliest first; among equals, in the order they were added."""

    def __init__(self, times: Sequence[float]) -> None:
        self._times = times
        self._latest = float("-inf")
        self._ordered: array[int] | None = None

    def note(self, at_ms: float) -> None:
        """Take into account that this time was added to the column."""
        if at_ms >= self._latest:
            self._latest = at_ms
        elif self._ordered is None:
            self._ordered = array("I")

    def note_all(self, times: Sequence[float]) -> None:
        """Take into account that these times were added to the column."""
        if times[0] >= self._latest and all(map(le, times, times[1:])):
            self._latest = times[-1]
            return
        for at_ms in times:
            self.note(at_ms)

    def restore(self, is_plain: bool) -> None:
        """Take the column as it is now, which was filled at once."""
        newest = self._times[-1:] if is_plain else self._times
        self._latest = max(newest, default=float("-inf"))
        self._ordered = None if is_plain else array("I")

    @property
    def is_plain(self) -> bool:
        """Whether no time is earlier than one before it: places are in their order as they are."""
        return self._ordered is None

    def count_until(self, at_ms: float) -> int:
        """Return how many times are not later than this."""
        if self._ordered is None:
            return bisect_right(self._times, at_ms)
        return bisect_right(self._in_order(), at_ms, key=self._times.__getitem__)

    def places(self, first: int, last: int) -> Sequence[int]:
        """Return the places of the times from the ``first`` earliest up to ``last``, left out."""
        if self._ordered is None:
            return range(max(0, first), min(last, len(self._times)))
        return self._in_order()[max(0, first) : max(0, last)]

    def _in_order(self) -> "array[int]":
        """Return all places in order; what was added since the last time is merged in."""
        known = self._ordered
        if known is None or len(known) < len(self._times):
            places = [*(known or ()), *range(len(known or ()), len(self._times))]
            places.sort(key=self._times.__getitem__)  # two runs in order: one pass
            known = self._ordered = array("I", places)
        return known

    def after(self, at_ms: float) -> int | None:
        """Return the next time later than this (epoch milliseconds)."""
        return next((int(self._times[p]) for p in self._one(self.count_until(at_ms))), None)

    def before(self, at_ms: float) -> int | None:
        """Return the last time earlier than this (epoch milliseconds)."""
        if self._ordered is None:
            count = bisect_left(self._times, at_ms)
        else:
            count = bisect_left(self._in_order(), at_ms, key=self._times.__getitem__)
        return next((int(self._times[p]) for p in self._one(count - 1)), None)

    def _one(self, place: int) -> Sequence[int]:
        return self.places(place, place + 1) if place >= 0 else ()
