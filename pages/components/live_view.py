"""What moves on the Live page: totals, flow map, timeline, and the chosen order."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from eda_core.bootstrap import Connection
from eda_core.presentation.flow_map import Play, travel_ms
from eda_core.presentation.order_card import absence
from eda_core.presentation.order_card import order_story as story_data
from eda_core.presentation.order_card import order_summary as summary_data
from eda_core.presentation.order_card import rule_grid as grid_data
from eda_core.presentation.state_graph import state_graph as graph_data
from eda_core.presentation.totals import recent_orders, totals_strip
from eda_core.presentation.wording import as_markdown
from pages.components import (
    column,
    failures,
    flow_panel,
    frame,
    order_links,
    selection,
    session,
    stage,
    timeline_panel,
    totals,
)

HEIGHT: Final = 274
STAGE_HEIGHT: Final = 178
"""Pixels of the timeline, and of the timeline on the stage."""


@st.fragment(run_every=1.0, key="live")
def show(connection: Connection, columns: Sequence[Any]) -> None:
    """Show the bar, the watching and the understanding column; refresh them every second."""
    bar, watch, understand = columns
    shown = frame.show(connection, bar)
    with watch, failures.shown():
        _show_watch(connection, shown)
    with understand, failures.shown():
        _show_order(shown)


def _show_watch(connection: Connection, shown: frame.Shown) -> None:
    reading, now_ms = shown.reading, shown.now_ms
    recent = reading.ask(lambda folds: recent_orders(folds, now_ms))
    totals.show(totals_strip(reading.totals(), reading.troubles(), recent), key="live.totals")
    focus = flow_panel.show(reading, _play(connection, shown))
    timeline_panel.show(connection, shown, _timeline_height(shown), focus)


def _timeline_height(shown: frame.Shown) -> int:
    """What is left of a screen of 1440 x 900; a line more says that an earlier moment is shown."""
    if stage.is_on():
        return STAGE_HEIGHT
    return HEIGHT if shown.live else timeline_panel.HEIGHT


def _play(connection: Connection, shown: frame.Shown) -> Play:
    """How the map moves: as the world does, or as the playhead does."""
    time, head = connection.backend.time, selection.playhead()
    moving = shown.live or (head is not None and head.plays)
    pace = None if time is None or not shown.live else time.state()
    return Play(shown.now_ms, moving, travel_ms(pace))


def _show_order(shown: frame.Shown) -> None:
    reading, now_ms = shown.reading, shown.now_ms
    order = session.chosen_order()
    view = None if order is None else reading.order(order)
    empty = absence(session.chosen_label(), shown.live)
    parts = {
        "order_summary": summary_data(view, now_ms, empty),
        "state_graph": graph_data(reading.stack.machine, view, now_ms),
        "order_story": story_data(view, now_ms),
        "rule_grid": grid_data(view),
    }
    column.show(parts, key="live.order")
    for sentence in () if view is None else view.unread:
        st.warning(as_markdown(sentence))
    if view is not None:
        order_links.show(session.chosen_label())
