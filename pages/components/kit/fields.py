"""Inputs that show what is stored: whatever is drawn late, again or for the first time.

Each of them shows a `Param`: it begins with the value stored, is another input where the program
has put another value, and gives back what the session holds. Nothing else on a page is an input of
Streamlit's with a value to keep, so that no popover, page switch, rerun or cold start loses one.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from eda_core.domain.unseen import reveal, write_halves
from pages.components.kit.action import note_change
from pages.components.kit.param import Param
from pages.components.kit.whole import HELD, touch, whole

T = TypeVar("T")
Then = Callable[[], None] | None
"""What to do when the user has changed the value, which is stored by then."""


def text(param: Param[str], label: str, place: Any = st, then: Then = None, **options: Any) -> str:
    """Show a line to type in."""
    return _show(param, place.text_input, label, then, value=write_halves(param.get()), **options)


def area(param: Param[str], label: str, place: Any = st, then: Then = None, **options: Any) -> str:
    """Show several lines to type in."""
    return _show(param, place.text_area, label, then, value=write_halves(param.get()), **options)


def number(param: Param[T], label: str, place: Any = st, then: Then = None, **options: Any) -> T:
    """Show a number to type in; give ``min_value`` and ``max_value`` of the value's own type."""
    value = _value_within(param, **options)
    return _show(param, place.number_input, label, then, value=value, **options)


def slider(param: Param[T], label: str, place: Any = st, then: Then = None, **options: Any) -> T:
    """Show a number to be moved between ``min_value`` and ``max_value``."""
    value = _value_within(param, **options)
    return _show(param, place.slider, label, then, value=value, **options)


def switch(
    param: Param[bool], label: str, place: Any = st, then: Then = None, **options: Any
) -> bool:
    """Show something to be switched on and off."""
    return _show(param, place.toggle, label, then, value=param.get(), **options)


def check(param: Param[bool], label: str, place: Any = st, then: Then = None) -> bool:
    """Show something to be ticked."""
    return _show(param, place.checkbox, label, then, value=param.get())


def choice(
    param: Param[T],
    label: str,
    values: Sequence[T],
    place: Any = st,
    then: Then = None,
    **options: Any,
) -> T:
    """Show a list to choose one of; a value that is not in it gives way to the first."""
    value, shown = _value_in(param, values, values[0]), _revealing(options.get("format_func", str))
    texts = {shown(each): each for each in values}
    key, is_behind = param.key_of_list(texts, shown(value))
    if is_behind:  # what is put there is told to a browser, which then asks no index
        st.session_state[key] = value
    options |= {"options": values, "index": 0 if is_behind else values.index(value)}
    options["format_func"] = shown
    place.selectbox(label, key=key, on_change=_take_change, args=(param, then, values), **options)
    param.tell_address()
    return param.get()


def _revealing(format_func: Callable[[T], object]) -> Callable[[T], str]:
    return lambda value: reveal(str(format_func(value)))


def segments(
    param: Param[T], label: str, values: Sequence[T], then: Then = None, **options: Any
) -> T:
    """Show a few words beside each other, one of them chosen, without the label."""
    options = {"required": True, "label_visibility": "collapsed"} | options
    value = _value_in(param, values, values[0])
    return _show(param, st.segmented_control, label, then, options=values, default=value, **options)


def pills(
    param: Param[T | None], label: str, values: Sequence[T], then: Then = None, **options: Any
) -> T | None:
    """Show words of which one may be chosen, without the label."""
    value = _value_in(param, values, None)
    options = {"label_visibility": "collapsed"} | options
    return _show(param, st.pills, label, then, options=values, default=value, **options)


def _value_within(param: Param[Any], min_value: Any, max_value: Any, **_: Any) -> Any:
    """Return the value; one beyond the ends, which Streamlit refuses, gives way to the nearest."""
    param.put(min(max(param.get(), min_value), max_value))
    return param.get()


def _value_in(param: Param[Any], values: Sequence[Any], otherwise: Any) -> Any:
    if param.get() not in values:
        param.put(otherwise)
    return param.get()


def _show(param: Param[T], show: Callable[..., Any], label: str, then: Then, **options: Any) -> T:
    values, format_func = options.get("options"), options.get("format_func", str)
    text = "" if values is None or param.get() is None else str(format_func(param.get()))
    key = param.key_of_input(text)
    show(label, key=key, on_change=_take_change, args=(param, then, values), **options)
    param.tell_address()
    return param.get()


def _take_change(param: Param[Any], then: Then, values: Sequence[Any] | None) -> None:
    with whole():
        note_change()
        _take(param, then, values)


def _take(param: Param[Any], then: Then, values: Sequence[Any] | None) -> None:
    if values is not None and not param.is_shown_among((*values, None)):
        param.begin_again()  # chosen by a text that is the text of none by now
        return
    is_choice = not param.is_as_said()  # a browser that has not seen another text says the old one
    param.get()
    param.tell_address()
    if is_choice and then is not None:
        then()


def emphasised(words: str, wanted: bool) -> str:
    """Return the label of a button that is to look like the primary one now, if that is wanted.

    A button of another ``type`` is another element to Streamlit (1.67), and the keyboard that was
    on it is nowhere; the style sheet of the frame knows this label.
    """
    return f":primary[{words}]" if wanted else words


def menu(label: str, key: str, **options: Any) -> Any:
    """Show a button that opens a menu; return the menu, to be filled while it is ``open``.

    Another label or icon is another menu to Streamlit (1.67), whatever its key, and a new menu is
    shut: one that is open is told to stay so.
    """
    if is_open(key):
        st.session_state[key] = True
    return st.popover(label, key=key, on_change="rerun", **options)


def fold(label: str, key: str) -> Any:
    """Show words that unfold; return what is below them, to be drawn while it is ``open``."""
    return st.expander(label, key=key, on_change="rerun")


def close(key: str) -> None:
    """Close the menu under ``key``, before this run draws it."""
    touch(st.session_state.update, {key: False})


def is_open(key: str) -> bool:
    """Say whether the menu under ``key`` was open when this run began."""
    look = st.session_state.get
    return bool(look(key) if HELD.get() is None else touch(look, key))


def selection(key: str) -> Any:
    """Return what was selected in the chart under ``key``; for use in a callback of it."""
    state = touch(st.session_state.get, key)
    return {} if state is None else state.get("selection") or {}
