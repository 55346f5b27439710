"""The filter of the Event log: its inputs are part of the address, some sets of them have names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import streamlit as st

from eda_core.presentation.log.event_filter import (
    ALL,
    INPUTS,
    NOT_AN_EVENT,
    PRESETS,
    Wanted,
    wanted_from,
)
from eda_core.presentation.wording import as_markdown
from eda_core.read_model import Reading

MOST_SAVED: Final = 20
_STYLE: Final = Path(__file__).with_name("page.css")
_SAVED: Final = "log.saved-filters"
_CHOSEN: Final = "log.saved-filter"
_NAME: Final = "log.filter-name"
_CHOICES: Final = ("filter-source", "filter-type")


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
    _text("Search", "filter-text", "text, or a field: detail.amount>500 source:payment", "stretch")
    _text("Order", "filter-order", "any", 82)
    _choice("Source", "filter-source", (ALL, *sources, NOT_AN_EVENT), 142)
    _choice("Detail-type", "filter-type", (ALL, *kinds), 158)
    _text("From (UTC)", "filter-from", "10:02:03", 96)
    _text("Before", "filter-before", "10:02:30", 96)
    label = "Pattern ✓" if st.session_state.get("filter-pattern") else "Pattern"
    with st.popover(label, key="log-pattern"):
        st.text_area(
            "Event pattern",
            key="filter-pattern",
            bind="query-params",
            height=170,
            max_chars=4096,
            placeholder='{"detail": {"amount": [{"numeric": [">", 500]}]}}',
            help="In the language of the rules: events that match it are shown.",
        )
    return {name: st.session_state.get(name) or "" for name in INPUTS}


def _text(label: str, key: str, placeholder: str, width: int | str) -> None:
    st.text_input(
        label, key=key, bind="query-params", placeholder=placeholder, width=width, max_chars=500
    )


def _choice(label: str, key: str, choices: tuple[str, ...], width: int) -> None:
    st.selectbox(label, choices, key=key, bind="query-params", width=width)


def show_named(wanted: Wanted) -> None:
    """Show the filters that have a name, and let the one that is typed have one."""
    named = _named()
    st.session_state[_CHOSEN] = next((n for n in named if named[n] == _typed()), None)
    st.pills(
        "Named filters",
        list(named),
        key=_CHOSEN,
        on_change=_apply,
        label_visibility="collapsed",
        format_func=as_markdown,
    )
    if wanted.is_everything and not wanted.problems:
        return
    st.button("Clear", key="log.clear", type="tertiary", on_click=_fill, args=({},))
    if st.session_state[_CHOSEN] is None:
        with st.popover("Keep this filter", key="log-keep"):
            st.text_input("Name", key=_NAME, max_chars=30, placeholder="a name for it")
            st.button("Keep", key="log.keep", type="primary", on_click=_keep)
    elif st.session_state[_CHOSEN] in _saved():
        st.button("Forget this filter", key="log.forget", type="tertiary", on_click=_forget)


def _saved() -> dict[str, Mapping[str, str]]:
    saved: dict[str, Mapping[str, str]] = st.session_state.setdefault(_SAVED, {})
    return saved


def _named() -> dict[str, Mapping[str, str]]:
    return {**PRESETS, **_saved()}


def _typed() -> Mapping[str, str]:
    """The inputs that ask for something."""
    typed = {name: str(st.session_state.get(name) or "").strip() for name in INPUTS}
    return {name: text for name, text in typed.items() if text and text != ALL}


def _apply() -> None:
    _fill(_named().get(st.session_state[_CHOSEN], {}))


def _fill(inputs: Mapping[str, str]) -> None:
    for name in INPUTS:
        st.session_state[name] = inputs.get(name, ALL if name in _CHOICES else "")


def _keep() -> None:
    name, saved = str(st.session_state[_NAME]).strip(), _saved()
    if name and name not in PRESETS and len(saved) < MOST_SAVED:
        saved[name] = _typed()


def _forget() -> None:
    _saved().pop(st.session_state[_CHOSEN], None)
    _fill({})
