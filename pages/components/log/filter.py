"""The filter of the Event log: its inputs are part of the address, some sets of them have names."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from eda_core.presentation.log.event_filter import (
    ALL,
    INPUTS,
    NOT_AN_EVENT,
    Wanted,
    pattern_label,
    presets,
    search_example,
    wanted_from,
)
from eda_core.presentation.wording import as_markdown
from eda_core.read_model import Reading
from pages.components.kit import fields
from pages.components.kit.param import Param

MOST_SAVED: Final = 20
_STYLE: Final = Path(__file__).with_name("page.css")
_CHOICES: Final = ("filter-source", "filter-type")
_MOST: Final = {"filter-pattern": 4096}
MOST_TEXT: Final = 500
"""Characters an input takes; a link may name more, and is cut."""


def _cut(name: str, text: str) -> str:
    return text[: _MOST.get(name, MOST_TEXT)]


_PARAMS: Final = {
    name: Param(name, ALL if name in _CHOICES else "", name, partial(_cut, name)) for name in INPUTS
}
"""What was typed into each input; each is in the address under its name."""

_SAVED: Final = Param[Mapping[str, Mapping[str, str]]]("log.saved-filters", {})
_CHOSEN: Final = Param[str | None]("log.saved-filter", None)
_NAME: Final = Param("log.filter-name", "")


def show(reading: Reading) -> Wanted:
    """Show the inputs and answer what is wanted; what cannot be read is said below them."""
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom", key="log-inputs"):
        inputs = _show_inputs(reading)
    wanted = wanted_from(inputs, reading.last_event_ms() or 0)
    for problem in wanted.problems:
        st.caption(as_markdown(problem))
    return wanted


def _show_inputs(reading: Reading) -> Mapping[str, str]:
    sources, kinds = reading.vocabulary()
    _text("Search", "filter-text", search_example(reading.stack), "stretch")
    _text("Order", "filter-order", "any", 82)
    _choice("Source", "filter-source", (ALL, *sources, NOT_AN_EVENT), 142)
    _choice("Detail-type", "filter-type", (ALL, *kinds), 158)
    with st.container(horizontal=True, width="content", key="log-times"):
        _text("From (UTC)", "filter-from", "10:02:03", 96)
        _text("Before", "filter-before", "10:02:30", 96)
    pattern = _PARAMS["filter-pattern"]
    label = pattern_label(pattern.get())
    with st.popover(label, key="log-pattern"):
        fields.area(
            pattern,
            "Event pattern",
            height=170,
            max_chars=_MOST["filter-pattern"],
            placeholder='{"detail": {"amount": [{"numeric": [">", 500]}]}}',
            help="In the language of event patterns: events that match it are shown.",
        )
    return {name: param.get() for name, param in _PARAMS.items()}


def _text(label: str, key: str, placeholder: str, width: int | str) -> None:
    fields.text(_PARAMS[key], label, placeholder=placeholder, width=width, max_chars=MOST_TEXT)


def _choice(label: str, key: str, choices: tuple[str, ...], width: int) -> None:
    asked = _PARAMS[key].get()  # a link may name what has not come yet
    known = choices if asked in choices else (*choices, asked)
    fields.choice(_PARAMS[key], label, known, width=width)


def show_named(reading: Reading, wanted: Wanted) -> None:
    """Show the filters that have a name, and let the one that is typed have one."""
    named = {**presets(reading.stack), **_SAVED.get()}
    _CHOSEN.put(next((n for n in named if named[n] == _typed()), None))
    apply = partial(_apply, named)
    fields.pills(_CHOSEN, "Named filters", tuple(named), then=apply, format_func=as_markdown)
    if wanted.is_everything and not wanted.problems:
        return
    st.button("Clear", key="log.clear", type="tertiary", on_click=_fill, args=({},))
    if _CHOSEN.get() is None:
        with st.popover("Keep this filter", key="log-keep"):
            fields.text(_NAME, "Name", max_chars=30, placeholder="a name for it")
            keep = partial(_keep, tuple(named))
            st.button("Keep", key="log.keep", type="primary", on_click=keep)
    elif _CHOSEN.get() in _SAVED.get():
        st.button("Forget this filter", key="log.forget", type="tertiary", on_click=_forget)


def _typed() -> Mapping[str, str]:
    """Return the inputs that ask for something."""
    typed = {name: param.get().strip() for name, param in _PARAMS.items()}
    return {name: text for name, text in typed.items() if text and text != ALL}


def _apply(named: Mapping[str, Mapping[str, str]]) -> None:
    _fill(named.get(_CHOSEN.get() or "", {}))


def _fill(inputs: Mapping[str, str]) -> None:
    for name, param in _PARAMS.items():
        param.put(inputs.get(name, param.usual))


def _keep(taken: Sequence[str]) -> None:
    name, saved = _NAME.get().strip(), _SAVED.get()
    if name and (name in saved or name not in taken) and len(saved) < MOST_SAVED:
        _SAVED.put({**saved, name: _typed()})


def _forget() -> None:
    _SAVED.put({name: kept for name, kept in _SAVED.get().items() if name != _CHOSEN.get()})
    _fill({})
