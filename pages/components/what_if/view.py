"""The What if? page: recorded orders run again with something changed, and who ends otherwise."""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.orders import label_of
from eda_core.experiments import view_of, what_if
from eda_core.presentation.order.twins import twins_card, twins_of
from eda_core.presentation.orders.cohort_figures import cliff_figure
from eda_core.presentation.orders.cohort_figures import drawn as drawn_marks
from eda_core.presentation.orders.cohorts import (
    BY_AMOUNT,
    sample_sentence,
    sentence_of,
    since_sentence,
)
from eda_core.presentation.what_if.outcome_changes import (
    AT_ONCE,
    change_words,
    orders_sentence,
    tried_limit,
    twin_names,
)
from eda_core.presentation.what_if.outcome_changes import what_if_result as result_data
from eda_core.presentation.wording import as_markdown, count_text
from eda_core.read_model import Reading
from eda_core.read_model.groups import Cohorts, cohorts
from eda_core.read_model.run_comparison import Change, RecordedOrders, WhatIf, recorded_orders
from pages.components.frame import failures, session
from pages.components.frame import refresh as frame
from pages.components.kit import assets
from pages.components.kit.memo import Memo
from pages.components.what_if import change as what_if_change

_STYLE: Final = Path(__file__).with_name("page.css")
_RESULT: Final = Memo[WhatIf]("what-if.result")
"""What came of a change, of a world with the stack it has."""
_FIGURE_CONFIG: Final = {"displayModeBar": False, "scrollZoom": False}
_GROUPS: Final = Memo[Cohorts]("what-if.groups")
_KEY: Final = "what-if.orders"


def show(connection: Connection) -> None:
    """Show what is changed beside what comes of it."""
    st.html(_STYLE)
    bar, reading = frame.begin(connection), connection.model
    with st.container(key="what-if-columns"):
        ask, answer = st.columns([450, 940])
    with failures.shown():
        reading.refresh()
    recorded, change, result = reading.ask_once("recorded orders", recorded_orders), None, None
    with ask, failures.shown(), st.container(border=True, key="card-what-if"):
        st.markdown("##### What if …")
        change = what_if_change.show(reading)
        st.caption(orders_sentence(recorded))
        newer = st.container()
        result = None if change is None else _result(reading, recorded, change)
    with answer, failures.shown():
        if change is not None and result is not None:
            _show_result(reading, result, change)
        elif change is not None and recorded.created:
            _show_cliff(reading, change, connection.now_ms())
    _follow(connection, bar, newer, reading.last_sequence)


@st.fragment(run_every=1.0, key="what-if-bar")
def _follow(connection: Connection, bar: Any, newer: Any, seen: int) -> None:
    """Refresh the bar every second; the experiment stands still and says what has come since."""
    frame.show(connection, bar)
    sentence = since_sentence(connection.model.last_sequence - seen)
    with newer, st.container(key="what-if-newer"):
        if sentence:
            st.caption(as_markdown(sentence))
            if st.button("Take them in", key="what-if.again"):
                st.rerun()


def _result(reading: Reading, recorded: RecordedOrders, change: Change) -> WhatIf | None:
    """Return the result for this change and this log; few orders are run at once, many when asked
    for.
    """
    token = (reading, reading.stack, change)
    held = _RESULT.of(token)
    few = len(recorded.created) <= AT_ONCE
    fits = held is not None and (not few or held.recorded == recorded)
    label = f"Run {count_text(len(recorded.created))} orders again"
    if not few and st.button(label, key="what-if.run", type="primary", width="stretch"):
        fits = False
    elif not few and held is None:
        return None
    if not recorded.created:
        return None
    return held if fits else _RESULT.keep(_run(reading, recorded, change), token)


def _run(reading: Reading, recorded: RecordedOrders, change: Change) -> WhatIf:
    place = st.empty()
    bar = place.progress(0.0, "Running the orders again …")
    try:
        return what_if(recorded, reading.stack, change.stack, bar.progress)
    finally:
        place.empty()


def _show_result(reading: Reading, result: WhatIf, change: Change) -> None:
    labels = [label_of(fork.order) for fork in result.otherwise]
    chosen = session.chosen_label()
    chosen = chosen if chosen in labels else next(iter(labels), "")
    with st.container(border=True, key="card-what-if-result"):
        data = result_data(result, change_words(change), chosen)
        assets.mount("result", data, key=_KEY, on_pick=_choose)
    if chosen:
        with st.container(border=True, key="card-what-if-twins"):
            _show_twins(reading, result, change, chosen)


def _show_cliff(reading: Reading, change: Change, now_ms: int) -> None:
    """Show which orders lie between the limit in force and the one that is to be tried."""
    tried = tried_limit(change)
    if tried is None:
        return
    owner = reading, reading.last_sequence
    groups = _GROUPS.of(owner) or _GROUPS.keep(
        reading.ask(lambda tables: cohorts(tables, now_ms)), owner
    )
    figure = cliff_figure(groups, tried, st.context.theme.type == "dark")
    with st.container(border=True, key="card-what-if-cliff"):
        st.markdown("##### Orders by amount, before the run")
        st.plotly_chart(figure, key="what-if.cliff", theme=None, config=_FIGURE_CONFIG)
        drawn = len(drawn_marks(groups))
        st.caption(
            as_markdown(f"{sentence_of(BY_AMOUNT, groups)} {sample_sentence(groups, drawn)}")
        )


def _choose(picked: Any) -> None:
    session.choose_order(str(picked or ""))


def _show_twins(reading: Reading, result: WhatIf, change: Change, chosen: str) -> None:
    order = next(f.order for f in result.otherwise if label_of(f.order) == chosen)
    created = result.recorded.created_of(order)
    before, after = view_of(created, reading.stack), view_of(created, change.stack)
    st.markdown("##### Before and after")
    if before is None or after is None:
        st.caption(as_markdown(f"Order {chosen} cannot be run by itself."))
        return
    now_ms = max(view.row.last_ms for view in (before, after)) + 60_000
    card = twins_card(twins_of(before, after), now_ms)
    for side, name in zip(card["sides"], twin_names(chosen, change_words(change)), strict=True):
        side["order"] = name
    assets.mount("twins", card, key="what-if.twins")
