"""What moves on the Live page: totals, flow map, timeline, and the chosen order."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from eda_core.bootstrap import Connection
from eda_core.presentation.flow_map import Play, travel_ms
from eda_core.presentation.order_card import order_story as story_data
from eda_core.presentation.order_card import order_summary as summary_data
from eda_core.presentation.order_card import rule_grid as grid_data
from eda_core.presentation.state_graph import state_graph as graph_data
from eda_core.presentation.totals import recent_orders, totals_strip
from pages.components import (
    failures,
    flow_panel,
    frame,
    order_story,
    order_summary,
    rule_grid,
    selection,
    session,
    stage,
    state_graph,
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
    with st.container(border=True, key="card-flush-totals"):
        recent = reading.ask(lambda folds: recent_orders(folds, now_ms))
        data = totals_strip(reading.totals(), reading.troubles(), recent)
        totals.show(data, key="live.totals")
    with st.container(border=True, key="card-flush-map"):
        flow_panel.show(reading, _play(connection, shown))
    with st.container(border=True, key="card-flush-timeline"):
        timeline_panel.show(connection, shown, _timeline_height(shown))


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
    order_summary.show(summary_data(view, now_ms), key="live.summary")
    state_graph.show(graph_data(reading.stack.machine, view, now_ms), key="live.graph")
    order_story.show(story_data(view, now_ms), key="live.story")
    rule_grid.show(grid_data(view), key="live.rules")
