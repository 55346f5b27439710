"""A text that is worked on: it keeps what was typed, and it can be taken back.

An editor in the browser keeps what is typed until its *revision* changes, so that an answer on its
way never undoes a letter; the revision changes when the program puts another text there.
"""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from pages.components.kit.whole import touch


@dataclass(frozen=True, slots=True)
class Drafted:
    """A text, what it began with, and how often the program has put a text there."""

    text: str = ""
    base: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A text of this session under ``key``; ``first`` until something is loaded or followed."""

    key: str
    first: str = ""

    @property
    def text(self) -> str:
        """The text as far as it has been typed."""
        return self._drafted().text

    @property
    def base(self) -> str:
        """The text it began with: what `undo` brings back."""
        return self._drafted().base

    @property
    def revision(self) -> int:
        """How often the program put a text there; what is typed does not count."""
        return self._drafted().revision

    @property
    def is_begun(self) -> bool:
        """Whether there is a text at all."""
        return touch(lambda: self._slot in st.session_state)

    def shown(self) -> dict[str, Any]:
        """Return what an editor shows of it; by the rest a browser keeps it over a reload.

        The name is one word: no page on a custom bus is sent the words of the other kind.
        """
        drafted = self._drafted()
        known = {"text": drafted.text, "revision": drafted.revision}
        return known | {"draft": self.key.replace(".", "_"), "base": drafted.base}

    def follow(self, base: str) -> None:
        """Begin with ``base``; where that changes, so does a draft nobody has touched."""
        drafted = self._drafted()
        if not self.is_begun or drafted.text == drafted.base != base:
            self.load(base)
        elif drafted.base != base:
            self._keep(replace(drafted, base=base))

    def write(self, text: str) -> None:
        """Keep the text as it was typed."""
        self._keep(replace(self._drafted(), text=text))

    def load(self, text: str) -> None:
        """Put another text there, and begin with it."""
        self._keep(Drafted(text, text, self.revision + 1))

    def undo(self) -> None:
        """Put back the text it began with."""
        self.load(self.base)

    def _drafted(self) -> Drafted:
        first = Drafted(self.first, self.first)
        drafted: Drafted = touch(st.session_state.get, self._slot, first)
        return drafted

    def _keep(self, drafted: Drafted) -> None:
        touch(st.session_state.update, {self._slot: drafted})

    @property
    def _slot(self) -> str:
        return f"draft:{self.key}"
