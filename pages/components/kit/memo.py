"""What a session keeps, in one dictionary, and what it remembers of one thing: what its browser
already has, or a result that cost.

A look into Streamlit's own state costs as much as a hundred into a dictionary (a lock, the state of
widgets, whether the run is to stop; 1.67), and a refresh asks some eighty times. So it is looked up
once in a refresh, and once in a run of a page.

What is remembered belongs to an owner, such as a world or what was asked for: of another owner
nothing is known. That is all there is to letting it go: a new world, a new filter or a new file is
a new owner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import streamlit as st

from pages.components.kit.whole import HELD, touch

_SLOT: Final = "kept"
IN_HAND: Final = ContextVar[dict[str, Any] | None]("kept.in_hand", default=None)
"""What a refresh has looked up; where it is asked often, `kept` is asked only without it."""


def kept() -> dict[str, Any]:
    """Return what this session keeps, by key; what is put into it is kept."""
    values = IN_HAND.get()
    if values is not None:
        return values
    return _look_up() if HELD.get() is None else touch(_look_up)


@contextmanager
def in_hand() -> Iterator[None]:
    """Look it up once for all that is done inside; a run of a script or fragment is one session."""
    token = IN_HAND.set(_look_up())
    try:
        yield
    finally:
        IN_HAND.reset(token)


def _look_up() -> dict[str, Any]:
    if _SLOT not in st.session_state:
        st.session_state[_SLOT] = {}
    values: dict[str, Any] = st.session_state[_SLOT]
    return values


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
