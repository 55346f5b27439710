"""A sequence that only grows, of which the older part may be kept elsewhere."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from eda_core.ports import SLICE

T = TypeVar("T")

ReadOlder = Callable[[int, int], Sequence[Any]]
"""Elements of the older part after the first so many, at most so many."""


def nothing_older(_after: int, _most: int) -> Sequence[Any]:
    """Return nothing: all there is is in memory."""
    return ()


class Recent(list[T]):
    """The newer part of a sequence; the ``before`` older elements are what ``older`` reads.

    A world in memory keeps everything: nothing comes before.
    """

    __slots__ = ("before", "older")

    def __init__(self, before: int = 0, older: ReadOlder = nothing_older) -> None:
        super().__init__()
        self.before = before
        self.older = older

    @property
    def total(self) -> int:
        """How long the whole sequence is."""
        return self.before + len(self)

    def after(self, count: int, most: int = SLICE) -> Sequence[T]:
        """Return the elements after the first ``count`` of the whole sequence, at most ``most``."""
        if count >= self.before:
            return self.newer(count, most)
        found = self.older(count, most)
        return [*found, *self.newer(self.before, most - len(found))]

    def newer(self, count: int, most: int = SLICE) -> Sequence[T]:
        """Return what `after` does, as far as it is in memory."""
        first = max(0, count - self.before)
        return self[first : first + most]

    def forget(self) -> None:
        """Keep nothing of what there is: ``older`` reads it from now on."""
        self.before += len(self)
        self.clear()
