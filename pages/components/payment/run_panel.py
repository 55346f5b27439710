"""The definition in the editor, run on an input with mocks, without placing anything."""

from functools import partial
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.unseen import reveal
from eda_core.presentation.ask_aws import ask_states
from eda_core.presentation.payment.definition_editor import verdict
from eda_core.presentation.payment.state_detail import Scene
from eda_core.presentation.payment.trial_run import TrialRun, mocks_to_write, trial_run
from eda_core.presentation.payment.trial_states import states_of
from eda_core.presentation.wording import as_markdown
from pages.components.kit import ask_aws, assets, fields
from pages.components.kit.draft import Draft
from pages.components.payment import session as held

OUTPUT_HEIGHT: Final = 150
HINT: Final = "What tasks answer, in the form of Step Functions Local's mock file. Empty: no mocks."
ASK_HINT: Final = (
    "Sends each state of the path to TestState, with its input and what its task was answered. "
    "Nothing is called or placed, and it costs nothing."
)
_INPUT: Final = "payment.run.input"
_MOCKS: Final = "payment.run.mocks"


def show(connection: Connection, _: Scene) -> None:
    """Show what to run on and with which mocks, and what came of it."""
    definition = runnable()
    ours = definition == held.DRAFT.text
    where = "in the editor" if ours else "in force, as the one in the editor is not valid"
    st.caption(f"A trial of the definition {where}. Nothing is placed.")
    run = _run(definition)
    _edit("Input of the execution", _INPUT, held.RUN_INPUT, run.input_problem, "")
    _edit("Mocks", _MOCKS, held.RUN_MOCKS, run.mocks_problem, HINT)
    _show_choices(definition, run)
    if run.status:
        st.markdown(f"**{run.status}** · {as_markdown(run.sentence)}")
    if run.output:
        st.caption("Output")
        st.code(reveal(run.output), language="json", wrap_lines=True, height=OUTPUT_HEIGHT)
    if run.execution is not None:
        question = (definition, held.RUN_INPUT.text, held.RUN_MOCKS.text, held.RUN_CASE.get())
        ask = partial(ask_states, states=states_of(definition, run))
        ask_aws.show(connection, "payment.ask", question, ask, ASK_HINT)


def show_picture(size: dict[str, object]) -> None:
    """Show the machine with the path of the run, in a picture of this ``size``."""
    run = _run(runnable())
    st.caption("The path of the trial")
    assets.mount("state_graph", {**run.graph, **size}, key="payment.run.graph")


def runnable() -> str:
    """Return the definition to run: the draft, or the one in force where the draft is not valid."""
    return held.DRAFT.text if verdict(held.DRAFT.text).is_valid else held.DRAFT.base


def _run(definition: str) -> TrialRun:
    case = held.RUN_CASE.get()
    return trial_run(definition, held.RUN_INPUT.text, held.RUN_MOCKS.text, case)


def _edit(label: str, key: str, draft: Draft, problem: str, hint: str) -> None:
    data = {
        "label": label,
        **draft.shown(),
        "problem": problem,
        "place": "",
        "caption": label,
        "hint": hint,
    }
    assets.mount("json_editor", data, key=key, on_pick=partial(_write, draft))


def _write(draft: Draft, picked: Any) -> None:
    if picked is not None:
        draft.write(str(picked))


def _show_choices(definition: str, run: TrialRun) -> None:
    skeleton = mocks_to_write(definition)
    with st.container(horizontal=True, vertical_alignment="bottom", key="payment-run-actions"):
        st.button(
            "Write mocks for its tasks",
            key="payment.run.write",
            disabled=not skeleton or held.RUN_MOCKS.text == skeleton,
            on_click=held.RUN_MOCKS.load,
            args=(skeleton,),
        )
        if len(run.cases) > 1:
            cases = ("", *run.cases)
            fields.choice(held.RUN_CASE, "Test case", cases, label_visibility="collapsed")
