"""What a session remembers of one thing: what its browser already has, or a result that cost.

It belongs to an owner, such as a world or what was asked for: of another owner nothing is known.
That is all there is to letting it go: a new world, a new filter or a new file is a new owner.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import streamlit as st

T = TypeVar("T")


@dataclass(frozen=True)  # no slots: Python 3.11 then fails at `Memo[...](...)`
class Memo(Generic[T]):
    """One value a session remembers under ``key``, for as long as its owner is the same."""

    key: str

    def of(self, owner: object = None) -> T | None:
        """Return what is remembered of ``owner``, or None."""
        kept: tuple[object, T] | None = st.session_state.get(self._slot)
        return kept[1] if kept is not None and _same(kept[0], owner) else None

    def keep(self, value: T, owner: object = None) -> T:
        """Remember ``value`` of ``owner``, in place of what was; return it."""
        st.session_state[self._slot] = (owner, value)
        return value

    def take(self, owner: object = None) -> T | None:
        """Return what is remembered of ``owner`` and forget it: a message for one run."""
        value = self.of(owner)
        self.forget()
        return value

    def forget(self) -> None:
        """Remember nothing."""
        st.session_state.pop(self._slot, None)

    @cached_property
    def _slot(self) -> str:
        return f"memo:{self.key}"


def _same(one: object, other: object) -> bool:
    return one is other or one == other
