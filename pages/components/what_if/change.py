"""What an experiment changes: the limit, the definition or the rules, as far as it can be used."""

from typing import Final

import streamlit as st

from eda_core.domain.errors import EdaError
from eda_core.experiments import change_of
from eda_core.presentation.what_if.outcome_changes import (
    KINDS,
    NO_LIMIT,
    limit_label,
    text_to_change,
)
from eda_core.read_model import Reading
from eda_core.read_model.run_comparison import Change, ChangeKind
from pages.components.kit import assets

LARGEST: Final = 2.0**53 - 1
_KIND: Final = "change"
_LIMIT: Final = "limit"
_DRAFTS: Final = "what-if.drafts"
_EDITORS: Final = {ChangeKind.DEFINITION: "what-if.definition", ChangeKind.RULES: "what-if.rules"}


def show(reading: Reading) -> Change | None:
    """Show what can be changed of the stack in force; None where it cannot be used as it is."""
    chosen = st.segmented_control(
        "What is changed",
        KINDS,
        key=_KIND,
        default=KINDS[0],
        required=True,
        bind="query-params",
        label_visibility="collapsed",
    )
    kind = ChangeKind(chosen) if chosen in KINDS else ChangeKind.LIMIT
    if kind is ChangeKind.LIMIT:
        return _show_limit(reading)
    return _show_editor(reading, kind)


def _show_limit(reading: Reading) -> Change | None:
    label = limit_label(reading.stack)
    if not label:
        st.caption(NO_LIMIT)
        return None
    value = st.number_input(
        label,
        key=_LIMIT,
        value=float(text_to_change(ChangeKind.LIMIT, reading.stack)),
        min_value=-LARGEST,
        max_value=LARGEST,
        step=50.0,
        format="%g",
        bind="query-params",
    )
    return change_of(reading.stack, ChangeKind.LIMIT, repr(float(value)))


def _show_editor(reading: Reading, kind: ChangeKind) -> Change | None:
    usual = text_to_change(kind, reading.stack)
    text, revision = _drafts().get(kind, (usual, 0))
    change, problem = None, ""
    try:
        change = change_of(reading.stack, kind, text)
    except EdaError as fault:
        problem = str(fault)
    data = {"label": kind.value, "text": text, "revision": f"{kind}{revision}", "place": ""}
    data |= {"problem": problem, "caption": "It can be used."}
    assets.mount("json_editor", data, key=_EDITORS[kind], on_pick=lambda: _write(kind))
    if text != usual:
        st.button("Undo my changes", key="what-if.undo", on_click=_undo, args=(kind, usual))
    return change


def _drafts() -> dict[str, tuple[str, int]]:
    """What was written, and how often it was put there and not typed, by what it changes."""
    drafts: dict[str, tuple[str, int]] = st.session_state.setdefault(_DRAFTS, {})
    return drafts


def _write(kind: ChangeKind) -> None:
    picked = assets.picked(_EDITORS[kind])
    if picked is not None:
        _drafts()[kind] = (str(picked), _drafts().get(kind, ("", 0))[1])


def _undo(kind: ChangeKind, usual: str) -> None:
    _drafts()[kind] = (usual, _drafts().get(kind, ("", 0))[1] + 1)
