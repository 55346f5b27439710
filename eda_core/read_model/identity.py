"""A key for what cannot be hashed and never changes: the object itself, not what it holds."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True, eq=False)
class Same(Generic[Held]):
    """Equal only to a key of the very same object, which it keeps alive.

    A parsed machine or an ended execution holds dicts, so it has no hash, and comparing two of
    them costs more than what is remembered of them.
    """

    held: Held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.held is other.held

    def __hash__(self) -> int:
        return id(self.held)
