"""Something a press does: once, with a question before it where it costs, and an answer after it.

A press is on its way for a moment before the browser forgets it, and a refresh of a fragment that
is sent in that moment takes it along (Streamlit 1.67): a button's callback would run twice, and
one key would place two orders. The press then comes with a run of the whole page, too. So a
callback only notes what was pressed; the page does it before it draws anything, and a fragment
that is refreshed forgets it. (A serial number baked into the callback is not enough: a fragment
that has the page run anew has the button drawn anew, before the press comes by itself.)

But what changes in one moment is sent in one message, and if any of it is in a fragment, as a
refresh of that fragment alone. So where something in a fragment was picked or typed, a press that
came with it is all there is of it, and the fragment has the whole page run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from eda_core.domain.errors import EdaError
from eda_core.presentation.live.submission import Answer, failure_answer
from eda_core.presentation.wording import as_markdown, remedy_parts, sentence_as_markdown
from pages.components.kit.memo import kept
from pages.components.kit.whole import whole

_PRESSED: Final = "action:pressed"
_CHANGED: Final = "action:changed"
_EACH_TIME: Final = "action:each-time"
_HELD: Final = "action:held"


def once(key: str, do: Callable[..., object], *arguments: Any) -> Callable[[], None]:
    """Return a callback for the button ``key`` on a page, outside its fragments: it does this once.

    What stands in a fragment comes with a refresh of the fragment alone, and takes ``do`` itself.
    """
    return partial(_note_press, key, partial(do, *arguments))


def each_time(key: str, do: Callable[..., object], *arguments: Any) -> Callable[[], None]:
    """Return `once` for a button that means something again each time it is pressed.

    Pressed twice before the page runs it was pressed once to Streamlit (1.67). So a browser numbers
    its presses, where ``presses.js`` knows it by its key, and they come by `hear_press`; what is
    returned is for whoever presses it otherwise.
    """
    act = partial(do, *arguments)
    kept().setdefault(_EACH_TIME, {})[_in_style(key)] = act
    return partial(_note_press, key, act)


def _in_style(key: str) -> str:
    """Return the key of a widget as its class says it in the browser."""
    return key.replace(".", "-")


def hear_press(name: Any) -> None:
    """Note a press that a browser has numbered: of the button that was shown last under this name,
    if it was one of `each_time`.
    """
    do = kept().get(_EACH_TIME, {}).get(name) if isinstance(name, str) else None
    if do is not None:
        _note_press(object(), do)


def _note_press(key: object, do: Callable[[], object]) -> None:
    with whole():
        kept().setdefault(_PRESSED, {})[key] = do


def do_pressed() -> None:
    """Do what was pressed; every run of the whole page begins with this."""
    with whole():
        kept().pop(_CHANGED, None)
        pressed: dict[object, Callable[[], object]] = kept().pop(_PRESSED, {})
        for do in pressed.values():
            do()


def note_change() -> None:
    """Note that something was picked or typed since the last run of the page or its fragment."""
    kept()[_CHANGED] = True


def begin_refresh() -> None:
    """Forget what was pressed and came with the refresh of a fragment, for it will come with a run
    of the page; unless it came with a change, then the page runs now.
    """
    values = kept()
    if values.pop(_CHANGED, False) and _PRESSED in values:
        st.rerun()
    values.pop(_PRESSED, None)


def with_page(key: str, do: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what to do with what is picked in the component ``key`` on a page, outside its
    fragments: do it, and have the whole page run, whatever brought it.
    """

    def act(picked: Any) -> None:
        do(picked)
        _note_press(key, _nothing)

    return act


def _nothing() -> None:
    """Leave all that is left to the run of the page."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before something is done: the words, the word for yes, and what to do then.

    ``of`` is what it was asked of; it is asked of nothing else.
    """

    words: str
    yes: str
    do: Callable[[], None]
    warns: bool = False
    of: object = None


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done at one place of a page, named by ``key``: its question and its answer."""

    key: str

    def run(
        self,
        do: Callable[[], object],
        done: str = "",
        refused: Callable[[EdaError], Answer] = failure_answer,
    ) -> bool:
        """Do it and keep the answer: ``done``, or why it was refused; return whether it was done.

        Where ``done`` is empty there is nothing to say, or ``do`` keeps an answer of its own. A
        question that is open was about what there was before: it is asked no more.
        """
        with whole():
            self.drop()
            self.answer(None)
            try:
                do()
            except EdaError as fault:
                self.answer(refused(fault))
                return False
            if done:
                self.answer(Answer(True, done))
            return True

    def answer(self, answer: Answer | None) -> None:
        """Keep an answer to be shown until the next one; None forgets it."""
        _held()[self.key, "answer"] = answer

    def answered(self) -> Answer | None:
        """Return the latest answer."""
        return _held().get((self.key, "answer"))

    def ask(
        self,
        words: str,
        yes: str,
        do: Callable[[], None],
        *,
        warns: bool = False,
        of: object = None,
    ) -> None:
        """Ask before ``do`` is done; an earlier question and answer are forgotten."""
        self.answer(None)
        _held()[self.key, "question"] = Question(words, yes, do, warns, of)

    def asked(self) -> Question | None:
        """Return the question that is open."""
        return _held().get((self.key, "question"))

    def keep_asking(self, of: object) -> None:
        """Ask on, where it was asked of this; a question of what is no more is dropped."""
        question = self.asked()
        if question is not None and question.of is not of:
            self.drop()

    def drop(self) -> None:
        """Ask no more."""
        _held().pop((self.key, "question"), None)

    def show_answer(self) -> bool:
        """Show the latest answer, with its remedy; return whether there is one."""
        answer = self.answered()
        if answer is None:
            return False
        (st.caption if answer.taken else st.error)(sentence_as_markdown(answer.text))
        show_remedy(answer.remedy)
        return True

    def show_question(self) -> bool:
        """Show the open question with its yes and its no; return whether there is one."""
        question = self.asked()
        if question is None:
            return False
        (st.warning if question.warns else st.markdown)(as_markdown(question.words))
        with st.container(horizontal=True, key=f"{self.key}-question"):
            st.button(question.yes, key=f"{self.key}.yes", type="primary", on_click=self._agree)
            st.button("Cancel", key=f"{self.key}.no", on_click=self.drop)
        return True

    def _agree(self) -> None:
        """Do what was asked about; said twice, it is done once, for the question is gone."""
        with whole():
            question = self.asked()
            self.drop()
            if question is not None:
                question.do()


def forget_all() -> None:
    """Forget what was asked and answered, and what can be pressed: it belongs to a world that was
    left.
    """
    kept().pop(_HELD, None)
    kept().pop(_EACH_TIME, None)


def _held() -> dict[tuple[str, str], Any]:
    held: dict[tuple[str, str], Any] = kept().setdefault(_HELD, {})
    return held


def show_remedy(remedy: str, place: DeltaGenerator | None = None) -> None:
    """Show a remedy, where there is one; in the page, or in a place of it."""
    where = st if place is None else place
    words, command = remedy_parts(remedy)
    if words:
        where.caption(as_markdown(words))
    if command:
        where.code(command, language="bash", wrap_lines=True)
