"""A sequence that only grows, of which the older part may be elsewhere."""

from collections.abc import Sequence
from typing import TypeVar

from eda_core.ports import SLICE

T = TypeVar("T")


class Tail(list[T]):
    """The newer part of a sequence; the ``before`` older elements are kept by somebody else.

    A world in memory keeps everything: nothing comes before.
    """

    __slots__ = ("before",)

    def __init__(self, before: int = 0) -> None:
        super().__init__()
        self.before = before

    @property
    def total(self) -> int:
        """How long the whole sequence is."""
        return self.before + len(self)

    def after(self, count: int, most: int = SLICE) -> Sequence[T]:
        """The elements after the first ``count`` of the whole sequence, at most ``most``.

        Nothing that comes before this tail is among them.
        """
        first = max(0, count - self.before)
        return self[first : first + most]

    def forget(self) -> None:
        """Keep nothing of what there is: somebody else has it from now on."""
        self.before += len(self)
        self.clear()
