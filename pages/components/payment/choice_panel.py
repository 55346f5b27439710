"""Why a Choice went where it went, and sliders to see what other numbers would lead to."""

from typing import Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.presentation.payment.choice_explainer import (
    Asked,
    Trial,
    asked,
    choice_names,
    choice_rules,
    scale_of,
    trial_of,
    tried_out,
)
from eda_core.presentation.payment.state_detail import Scene
from eda_core.presentation.wording import as_markdown
from pages.components.kit import assets, fields
from pages.components.kit.param import Param

GRAPH: Final = {"height": 190, "largest": 1.2, "least": 0.6}
NO_CHOICE: Final = "This definition has no Choice state: every execution takes the same way."
NOTHING_TO_MOVE: Final = "No rule here compares a plain number, so there is nothing to move."


def show(_: Connection, scene: Scene) -> None:
    """Show one Choice of the scene's machine: its rules, and what to try."""
    names = choice_names(scene)
    if not names:
        st.caption(NO_CHOICE)
        return
    name = names[0]
    if len(names) > 1:
        which = Param(f"payment.choice.{scene.label}", name)
        name = fields.choice(which, "Choice state", names)
    question = asked(scene, name)
    unseen = scene.progress is not None and scene.progress.is_unseen
    data = choice_rules(scene.machine, name, question.explanation, unseen=unseen)
    tone = "none" if question.explanation is None else scene.tone
    assets.mount("choice_rules", data | {"tone": tone}, key="payment.rules")
    _show_trial(scene, question)


def _show_trial(scene: Scene, question: Asked) -> None:
    st.markdown("##### What if …")
    trial = trial_of(scene.machine, question.name, question.input)
    if trial is None:
        st.caption(NOTHING_TO_MOVE)
        return
    value, limit = _show_sliders(scene, trial)
    outcome = tried_out(scene.machine, trial, question.input, value, limit)
    assets.mount("choice_rules", {"sentence": outcome.sentence, "trial": True}, key="payment.tried")
    assets.mount("state_graph", {**outcome.graph, **GRAPH}, key="payment.trial-graph")


def _show_sliders(scene: Scene, trial: Trial) -> tuple[float, float | None]:
    """Return the sliders; their keys name the order and the rule, so that each begins with
    its own.
    """
    key = f"payment.try.{scene.label}.{trial.state_name}.{trial.rule}"
    scale = scale_of(trial.value, trial.limit)
    left, right = st.columns(2)
    begin = trial.limit if trial.value is None else trial.value
    ends = {"min_value": scale.low, "max_value": scale.high, "step": scale.step, "format": "%.10g"}
    amount = Param(f"{key}.{begin}", float(begin or 0))
    value = fields.slider(amount, as_markdown(trial.label), left, **ends)
    if trial.limit is None:
        return value, None
    rule = f"limit of rule {trial.rule + 1}" if trial.is_one_of_several else "limit"
    turn = Param(f"{key}.{trial.limit}.limit", float(trial.limit))
    limit = fields.slider(turn, rule, right, **ends)
    if scene.label and trial.value is None:
        st.caption(as_markdown(f"This order has no number {trial.label}; the slider tries one."))
    return value, limit
