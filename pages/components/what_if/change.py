"""What an experiment changes: the limit, the definition or the rules, as far as it can be used."""

from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.domain.errors import EdaError
from eda_core.experiments import change_of
from eda_core.presentation.what_if.outcome_changes import (
    KINDS,
    NO_LIMIT,
    limit_label,
    text_to_change,
)
from eda_core.presentation.wording import as_markdown
from eda_core.read_model import Reading
from eda_core.read_model.run_comparison import Change, ChangeKind
from pages.components.kit import assets, fields
from pages.components.kit.draft import Draft
from pages.components.kit.param import Param

LARGEST: Final = 2.0**53 - 1
_KIND: Final = Param("change", KINDS[0], "change")
_EDITORS: Final = {ChangeKind.DEFINITION: "what-if.definition", ChangeKind.RULES: "what-if.rules"}
DRAFTS: Final = {kind: Draft(key) for kind, key in _EDITORS.items()}
"""What was written, by what it changes; each begins with what is in force."""


def _limit_from(text: str) -> float:
    """Return a limit a link names; raises `ValueError` for what is no number an order can have."""
    value = float(text)
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(text)
    return value


def _limit(in_force: float) -> Param[float]:
    """Return where the limit that was typed is stored; another limit in force is begun
    with anew.
    """
    return Param(f"limit.{in_force:g}", in_force, "limit", _limit_from, repr)


def show(reading: Reading) -> Change | None:
    """Show what can be changed of the stack in force; None where it cannot be used as it is."""
    named = partial(_label, reading)
    kind = ChangeKind(fields.segments(_KIND, "What is changed", KINDS, format_func=named))
    if kind is ChangeKind.LIMIT:
        return _show_limit(reading)
    return _show_editor(reading, kind)


def _label(reading: Reading, kind: str) -> str:
    return reading.stack.words.title if kind == ChangeKind.RULES else str(kind)


def _show_limit(reading: Reading) -> Change | None:
    label = limit_label(reading.stack)
    if not label:
        st.caption(NO_LIMIT)
        return None
    value = fields.number(
        _limit(float(text_to_change(ChangeKind.LIMIT, reading.stack))),
        as_markdown(label),
        min_value=-LARGEST,
        max_value=LARGEST,
        step=50.0,
        format="%g",
    )
    return change_of(reading.stack, ChangeKind.LIMIT, repr(value))


def _show_editor(reading: Reading, kind: ChangeKind) -> Change | None:
    draft = DRAFTS[kind]
    draft.follow(text_to_change(kind, reading.stack))
    change, problem = None, ""
    try:
        change = change_of(reading.stack, kind, draft.text)
    except EdaError as fault:
        problem = str(fault)
    data = {**draft.shown(), "label": _label(reading, kind), "revision": f"{kind}{draft.revision}"}
    data |= {"place": "", "problem": problem, "caption": "It can be used."}
    assets.mount("json_editor", data, key=_EDITORS[kind], on_pick=partial(_write, kind))
    if draft.text != draft.base:
        st.button("Undo my changes", key="what-if.undo", on_click=draft.undo)
    return change


def _write(kind: ChangeKind, picked: Any) -> None:
    if picked is not None:
        DRAFTS[kind].write(str(picked))
