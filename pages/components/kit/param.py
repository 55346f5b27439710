"""A value of a session that an input can show and a link can name.

Three places could hold such a value: Streamlit's state of a widget, which is lost when a run does
not draw it and which a browser may send late; the address, which is emptied by each page switch;
and the session. Here the session holds it, always. The others are told:

- An *input* begins with the value that is stored. A value that is put there by the program makes
  it another input (its *revision* is part of its key), so that no message of a browser that has
  not seen it yet can bring the old one back, and an input drawn late begins with the right one.
  So does another text for the value that is chosen among words beside each other: to Streamlit
  (1.67) a choice is its text, and a browser says the one it was sent with each press, whatever it
  is called by now. A list that opens stays the input it is, or the keyboard in it would be nowhere:
  what a browser says is looked up among its *texts*, also those of a moment ago, and the browser is
  told the new one; if the list is open, that shuts it and leaves the keyboard on it.
- The *address* is believed when a page is opened, for there a link may have come in. From then on
  it is only written: a refresh that is on its way still carries the address of a moment ago. What
  its run says replaces what was said meanwhile, so that is said again until the browser says it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import streamlit as st

from eda_core.domain.unseen import reveal
from pages.components.kit.memo import IN_HAND, kept
from pages.components.kit.whole import HELD, touch

T = TypeVar("T")

_PAGE = "param:page"
"""Where the session notes which page is open, and how many were opened so far."""

_LINK = "param:link"
"""Where it notes by which of its visits a link was followed that says all of a picture."""

_TOLD = "param:told"
"""Where it notes what the address was told, by name, until the browser has it."""


@dataclass(frozen=True, slots=True)
class _Told:
    """That a value was told in this visit; ``before`` says that it was in an earlier run."""

    param: "Param[Any]"
    visit: int
    before: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """What a session stores of a `Param`: its value, and what inputs and links know of it.

    ``visit`` counts the pages opened when the address was last read, ``revision`` how often the
    program has put a value where an input showed another. ``drawn`` says that there is an input,
    ``said`` which value it showed last by which text, where it lists values.
    """

    value: Any
    visit: int = 0
    revision: int = 0
    drawn: bool = False
    said: tuple[Any, str] | None = None
    texts: Mapping[str, Any] | None = None
    """What a list that opens has called its values so far; to other inputs a text is nothing."""


def open_page(path: str) -> None:
    """Note which page is shown in this run; links are read when it is another than before."""
    known, visits = kept().get(_PAGE, (None, 0))
    if path != known or kept().get(_LINK) == visits + 1:
        kept()[_PAGE] = (path, visits + 1)


def page() -> str:
    """Return the path of the page that is open."""
    path: str | None = kept().get(_PAGE, (None, 0))[0]
    return path or ""


def follow_link() -> None:
    """Note that the page that begins next is opened by a link that says all of its picture: what
    it does not name is the usual value there, whatever was stored.
    """
    kept()[_LINK] = _visit() + 1


def address() -> dict[str, str]:
    """Return what the address of this run says, to go elsewhere with it."""
    look = st.query_params.to_dict
    return look() if HELD.get() is None else touch(look)


def _visit() -> int:
    visits: int = kept().get(_PAGE, (None, 0))[1]
    return visits


@dataclass(frozen=True)  # no slots: Python 3.11 then fails at `Param[...](...)`
class Param(Generic[T]):
    """A value stored under ``key``; ``usual`` until another is put there.

    With a ``name`` it stands in the address under it, unless it is the usual one. ``parse`` reads
    it from there and raises ``ValueError`` for what is no value; ``text`` writes it. What does not
    ``stay`` is the usual value again on the next page, unless a link says another. What is
    ``of_world``, such as an order or a record, says nothing in another one (`forget_world`).
    """

    key: str
    usual: T
    name: str = ""
    parse: Callable[[str], Any] = str
    text: Callable[[T], str] = str
    stays: bool = True
    of_world: bool = False

    def __post_init__(self) -> None:
        if self.of_world:
            _OF_WORLD.append(self)

    def get(self) -> T:
        """Return the value: what its input shows by now, else what is stored."""
        stored = self._look_up()
        if stored.drawn:
            typed = self._typed(stored)
            if typed != stored.value:
                stored = self._store(replace(stored, value=typed))
                self.tell_address()
        value: T = stored.value
        return value

    def is_shown_among(self, values: Sequence[T]) -> bool:
        """Return whether what its input shows by now, if there is one, is one of these."""
        return self._typed(self._look_up()) in values

    def is_as_said(self) -> bool:
        """Return whether what a list that opens shows by now is the value it showed last."""
        stored = self._look_up()
        is_list = stored.said is not None and stored.texts is not None
        return is_list and self._typed(stored) == stored.said[0]

    def put(self, value: T) -> None:
        """Store another value, in the input and in the address, too."""
        if value != self.get():
            stored = self._look_up()
            self._store(replace(stored, value=value, revision=stored.revision + stored.drawn))
        self.tell_address()

    def reset(self) -> None:
        """Store the usual value."""
        self.put(self.usual)

    def key_of_input(self, text: str = "") -> str:
        """Return the key of the input that shows the value; whoever asks is about to draw it.

        ``text`` is how an input that lists values says this one.
        """
        stored = self._look_up()
        said = (stored.value, text)
        if not stored.drawn or (text and stored.said != said):
            renamed = stored.said is not None and stored.said[0] == stored.value
            revision = stored.revision + renamed
            stored = self._store(replace(stored, drawn=True, said=said, revision=revision))
        return self._input(stored)

    def key_of_list(self, texts: Mapping[str, T], text: str) -> tuple[str, bool]:
        """Return the key of the list that opens, which stays when its value has another ``text``;
        and whether a browser that shows it must be told the value, for it may have another one.

        ``texts`` are those of all its values; two values may have the same.
        """
        stored, value = self._look_up(), self.get()
        said = (value, text)
        values, before = [*texts.values()], stored.texts or {}
        known = {text: each for text, each in before.items() if each in values} | texts
        key = self._input(stored)
        is_behind = stored.said != said or st.session_state.get(key) != value
        if not stored.drawn or stored.said != said or stored.texts != known:
            self._store(replace(self._look_up(), drawn=True, said=said, texts=known))
        return key, is_behind and key in st.session_state

    def begin_again(self) -> None:
        """Show the value in another input, which does not know what was chosen in this one."""
        stored = self._look_up()
        self._store(replace(stored, revision=stored.revision + 1))

    def tell_address(self) -> None:
        """Say the value in the address, if it has a name there."""
        if self.name:
            tell_address(self)

    def in_address(self) -> str:
        """Return how the address says the value; empty where it is the usual one."""
        stored: T = self._look_up().value
        return "" if stored == self.usual else self.text(stored)

    def _look_up(self) -> Stored:
        values = IN_HAND.get() or kept()
        visit: int = values.get(_PAGE, (None, 0))[1]
        stored: Stored | None = values.get(self._slot)
        if stored is None:
            return self._store(Stored(self._named(self.usual), visit))
        if self.name and stored.visit != visit:
            stays = self.stays and values.get(_LINK) != visit
            value = self._named(stored.value if stays else self.usual)
            changed = stored.drawn and value != stored.value
            fresh = replace(stored, value=value, visit=visit, revision=stored.revision + changed)
            return self._store(fresh)
        return stored

    def _named(self, otherwise: T) -> T:
        """Return what the address says, or ``otherwise`` where it says nothing."""
        text = touch(st.query_params.get, self.name) if self.name else None
        if text is None:
            return otherwise
        try:
            value: T = self.parse(text)
        except ValueError:
            return self.usual
        return value

    def _store(self, stored: Stored) -> Stored:
        kept()[self._slot] = stored
        return stored

    def _typed(self, stored: Stored) -> Any:
        """Return what the input shows by now; a text of a moment ago is of the same value."""
        look, at = st.session_state.get, (self._input(stored), stored.value)
        typed = look(*at) if HELD.get() is None else touch(look, *at)
        if typed == stored.value or not stored.texts or typed in stored.texts.values():
            return typed
        return stored.texts.get(typed, typed)

    def _input(self, stored: Stored) -> str:
        return f"{self._key}.{stored.revision}" if stored.revision else self._key

    @cached_property
    def _key(self) -> str:
        """The key as a browser is told it: it may hold an id, and that half of a surrogate pair."""
        return reveal(self.key)

    @cached_property  # an input is looked up many times a refresh
    def _slot(self) -> str:
        return f"param:{self.key}"


_OF_WORLD: Final[list[Param[Any]]] = []


def forget_world() -> None:
    """Store the usual value of all that is ``of_world``, for another one or for its beginning
    anew.
    """
    for each in _OF_WORLD:
        each.reset()


def tell_address(*named: Param[Any]) -> None:
    """Say values in the address under their names; page switches empty it.

    It is read once for all of them: a session is asked for it at each look, in each refresh.
    """
    told = address()
    for each in named:
        text = each.in_address()
        if text == told.get(each.name, ""):
            continue
        kept().setdefault(_TOLD, {})[each.name] = _Told(each, _visit())
        touch(_tell, each.name, text)


def _tell(name: str, text: str) -> None:
    if text:
        st.query_params[name] = text
    elif name in st.query_params:
        del st.query_params[name]


def tell_again() -> None:
    """Tell the address what it was told until a run begins with it; each refresh does so first.

    In the run that told it the address has it in any case.
    """
    notes: dict[str, _Told] = (IN_HAND.get() or kept()).get(_TOLD, {})
    if not notes:
        return
    said, visit = address(), _visit()
    for name, note in [*notes.items()]:
        has_it = note.before and note.param.in_address() == said.get(name, "")
        if note.visit != visit or has_it:
            del notes[name]
        else:
            notes[name] = replace(note, before=True)
            tell_address(note.param)
