"""What a session remembers of one thing: what its browser already has, or a result that cost.

It belongs to an owner, such as a world or what was asked for: of another owner nothing is known.
That is all there is to letting it go: a new world, a new filter or a new file is a new owner.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from pages.components.kit.kept import IN_HAND, kept

T = TypeVar("T")


@dataclass(frozen=True)  # no slots: Python 3.11 then fails at `Memo[...](...)`
class Memo(Generic[T]):
    """One value a session remembers under ``key``, for as long as its owner is the same."""

    key: str

    def of(self, owner: object = None) -> T | None:
        """Return what is remembered of ``owner``, or None."""
        noted: tuple[object, T] | None = (IN_HAND.get() or kept()).get(self._slot)
        if noted is None:
            return None
        return noted[1] if noted[0] is owner or noted[0] == owner else None

    def keep(self, value: T, owner: object = None) -> T:
        """Remember ``value`` of ``owner``, in place of what was; return it."""
        kept()[self._slot] = (owner, value)
        return value

    def take(self, owner: object = None) -> T | None:
        """Return what is remembered of ``owner`` and forget it: a message for one run."""
        value = self.of(owner)
        self.forget()
        return value

    def forget(self) -> None:
        """Remember nothing."""
        (IN_HAND.get() or kept()).pop(self._slot, None)

    @cached_property
    def _slot(self) -> str:
        return f"memo:{self.key}"
