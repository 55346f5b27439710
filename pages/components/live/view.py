"""What moves on the Live page: totals, flow map, timeline, and the chosen order."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.audience.crowd import CrowdState
from eda_core.presentation.frame.playhead import showing
from eda_core.presentation.graph.order_path import state_graph as graph_data
from eda_core.presentation.live.flow_focus import Focus
from eda_core.presentation.live.flow_map import SLOW_MS, Play, travel_ms
from eda_core.presentation.live.totals import BAR_MS, log_totals, recent_orders, totals_strip
from eda_core.presentation.order.card import NO_ORDER_YET, absence
from eda_core.presentation.order.card import order_summary as summary_data
from eda_core.presentation.order.card import rule_grid as grid_data
from eda_core.presentation.order.narrative import order_story as story_data
from eda_core.presentation.wording import as_markdown
from eda_core.read_model import Reading
from eda_core.read_model.identity import Same
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.tables import Tables
from pages.components.frame import failures, selection, session, stage
from pages.components.frame import refresh as frame
from pages.components.kit import assets, column
from pages.components.kit.picks import Actions
from pages.components.lessons import session as lessons
from pages.components.live import (
    audience,
    density_panel,
    event_panel,
    flow_panel,
    guess_first,
    order_form,
    order_links,
    scenario_buttons,
    timeline_panel,
)

WATCH: Final = "live.watch"
UNDERSTAND: Final = "live.order"
"""The keys of the two columns of the page, of which the first fills the second."""

HEIGHT: Final = 271
STAGE_HEIGHT: Final = 161
"""Pixels of the timeline, and of the timeline on the stage."""

LESSON_KEYS_HEIGHT: Final = 44
"""Pixels that the row of keys takes from the timeline while a lesson is beside the page."""

NOTICE_HEIGHT: Final = 40
STAGE_BANNER_HEIGHT: Final = 36
"""Pixels a line below the banner takes, and the banner on the stage."""


@st.fragment(run_every=1.0, key="live")
@frame.of_one_instant
def show(connection: Connection, bar: Any, notices: Any) -> None:
    """Show the watching and the understanding column; refresh them every second.

    The fragment stands in the first itself: to write into a container outside is one more message.
    """
    shown = frame.look(connection, bar)
    crowd = audience.state(connection)
    if audience.is_outdated(connection, crowd):
        st.rerun()
    shown, covered = guess_first.look(connection, shown, crowd)
    crowd = guess_first.silent(crowd) if covered and covered.from_ms else crowd
    if shown.live and not guess_first.holds(connection, covered):
        stage.follow(shown.reading)
    view = None
    with notices, failures.shown():
        view = _chosen(shown.reading)
    if view is None and order_form.is_outdated(connection):
        st.rerun()
    is_cold = view is None and shown.live and order_form.awaits_first(connection)
    is_over = view is None or view.is_over_at(shown.now_ms)
    chosen = _Chosen(view, is_over, crowd, covered, is_cold)
    card = column.Column({"world_bar": _status(shown)})
    with notices, failures.shown():
        card = _card_column(connection, shown, chosen)
    with failures.shown():
        _show_columns(connection, shown, chosen, card)


def stand() -> None:
    """Show where the chosen order stands; the page does it once for all refreshes to come."""
    column.stand(UNDERSTAND)


class _Chosen(NamedTuple):
    """The chosen order, if the log knows it, and whether time changes nothing of it any more.

    ``crowd`` is the audience, if anybody was invited; ``covered`` is what is to be guessed first.
    ``is_cold`` says that nothing has happened yet, and that it can begin here.
    """

    view: OrderView | None
    is_over: bool
    crowd: CrowdState | None
    covered: guess_first.Covered | None = None
    is_cold: bool = False


def _chosen(reading: Reading) -> OrderView | None:
    """Return the chosen order; asked for once a refresh, for a world may be far away."""
    order = session.chosen_order()
    return None if order is None else reading.order(order)


def _show_columns(
    connection: Connection, shown: frame.Shown, chosen: _Chosen, card: column.Column
) -> None:
    """Show both columns as one component: each that a refresh sends costs as much as what is in
    it.
    """
    watch, focus = _watch_column(connection, shown, chosen)
    heard = column.show(watch, key=WATCH, others={UNDERSTAND: card}, actions=_actions(connection))
    flow_panel.follow(heard.get(flow_panel.PICK), focus)
    if not connection.backend.capabilities.moments:
        density_panel.follow(connection, heard.get(density_panel.PICK))
    order_links.follow(heard.get(order_links.PICK), connection)


def _actions(connection: Connection) -> Actions:
    return {
        **timeline_panel.actions(connection),
        flow_panel.PICK: partial(flow_panel.choose, connection),
        event_panel.PICK: partial(event_panel.act, connection),
        event_panel.LINE: partial(event_panel.open_line, connection),
        guess_first.PICK: partial(guess_first.act, connection),
        guess_first.ARRIVED: partial(guess_first.enter, connection),
    }


def _watch_column(
    connection: Connection, shown: frame.Shown, chosen: _Chosen
) -> tuple[column.Column, Focus | None]:
    faults = connection.model.instant.faults if shown.live else ()
    at = (chosen.view, shown.now_ms, faults)
    marks = flow_panel.marks(shown.reading, *at, is_over=chosen.is_over)
    number, points = lessons.pointer(connection)
    marks |= {"point": [points.part, str(number)]} if points.part else {}
    if chosen.is_cold:
        marks |= scenario_buttons.offer_first(connection, chosen.crowd)
    if chosen.covered:
        marks |= guess_first.awaits(chosen.covered)
    flow, focus = flow_panel.data(shown.reading, _play(shown, chosen), marks)
    parts = {
        "totals": _totals(connection, shown.reading, shown.now_ms),
        "flow_map": flow,
        **_over_time(connection, shown, focus, chosen.covered),
        **event_panel.parts(shown),
    }
    return column.Column(parts, cards=True), focus


def _over_time(
    connection: Connection,
    shown: frame.Shown,
    focus: Focus | None,
    covered: guess_first.Covered | None,
) -> Mapping[str, Mapping[str, Any] | assets.Encoded]:
    """Return the timeline; of a log with too many events for it, how its orders are spread."""
    height = _timeline_height(shown)
    if connection.backend.capabilities.moments:
        given = timeline_panel.data(connection, shown, height, focus)
        hides = {"covered": covered.from_ms} if covered and covered.from_ms else {}
        return {"timeline": {**given, **hides}}
    return {density_panel.PART: density_panel.part(connection, height)}


def _totals(connection: Connection, reading: Reading, now_ms: int) -> assets.Encoded:
    """Return the totals, worked out again only where a bar, or how many are overdue, is another."""

    def tell(_: Tables) -> assets.Encoded:
        if connection.tells_events_alone:
            return assets.encoded(log_totals(reading.totals(), reading.troubles(), overdue))
        return assets.encoded(totals_strip(reading.totals(), reading.troubles(), recent, overdue))

    recent, overdue = reading.ask_once(
        ("recent", now_ms // BAR_MS),
        lambda tables: (recent_orders(tables, now_ms), tables.index.overdue(now_ms)),
    )
    return reading.ask_once(("totals", recent, overdue), tell)


def _timeline_height(shown: frame.Shown) -> int:
    """Return what is left of a screen of 1440 x 900.

    The first line of a banner takes the place of the bar that holds time, but for a pixel.
    """
    notices = NOTICE_HEIGHT * max(shown.banner - 1, 0)
    if stage.is_on():
        return STAGE_HEIGHT - (STAGE_BANNER_HEIGHT if shown.banner else 0) - notices
    keys = LESSON_KEYS_HEIGHT if lessons.shown() is not None else 0
    return HEIGHT - min(shown.banner, 1) - notices - keys


def _play(shown: frame.Shown, chosen: _Chosen) -> Play:
    """Return how the map moves: as the world does, or as the playhead does."""
    head = selection.playhead()
    moving = shown.live or (head is not None and head.plays)
    newest = chosen.crowd.newest if chosen.crowd else frozenset()
    if chosen.covered and chosen.covered.from_ms:
        return Play(shown.now_ms, moving, SLOW_MS, newest, covered=True)
    return Play(shown.now_ms, moving, travel_ms(shown.time if shown.live else None), newest)


def _card_column(connection: Connection, shown: frame.Shown, chosen: _Chosen) -> column.Column:
    """Return the chosen order; and with it, one component the less, the line that names the
    world.
    """
    parts = {"world_bar": _status(shown), **_beside_audience(connection, shown, chosen)}
    late = [name for name in parts if name not in _AT_ONCE]
    return column.Column(parts, follows=session.chosen_label(), late=late)


_AT_ONCE: Final = ("world_bar", audience.PART, guess_first.PART)
"""Parts of the card that wait for no dot."""


def _beside_audience(
    connection: Connection, shown: frame.Shown, chosen: _Chosen
) -> Mapping[str, assets.Encoded]:
    """Return the chosen order and the audience; a stage has room for the order's head
    alone then.
    """
    crowd = audience.part(connection, chosen.crowd)
    if not (chosen.crowd and stage.is_on()):
        return {**_order(shown, chosen), **crowd}
    if chosen.crowd.asks:
        return crowd
    head = ("summary", guess_first.PART)
    order = _order(shown, chosen)
    return {name: part for name, part in order.items() if name in head} | crowd


def _status(shown: frame.Shown) -> dict[str, Any]:
    """Return the line that names the world; the way back to now is under the timeline."""
    if shown.live:
        return shown.status
    words = f"Showing {showing(shown.now_ms, shown.world_ms)}"
    return shown.status | {"status": words, "live": False}


def _order(shown: frame.Shown, chosen: _Chosen) -> Mapping[str, assets.Encoded]:
    reading, now_ms, view = shown.reading, shown.now_ms, chosen.view
    covered = chosen.covered
    if covered and covered.from_ms:
        return guess_first.card(covered, chosen.crowd)
    label = session.chosen_label()
    empty = absence(label, shown.live)
    if chosen.is_cold:
        empty = NO_ORDER_YET
    for sentence in () if view is None else view.unread:
        st.warning(as_markdown(sentence))
    retries = (
        view is not None and not chosen.is_over and view.expected_next(now_ms).retry_ms is not None
    )
    jumps = retries and shown.live and shown.time is not None
    badges = audience.badges(chosen.crowd, session.chosen_order()) if chosen.crowd else ()
    card = _card(reading, chosen, now_ms, (label, empty, badges), jumps=jumps)
    if covered is None or covered.cover.order != session.chosen_order():
        return card
    told = assets.encoded(guess_first.panel(covered, chosen.crowd))
    return {"summary": card["summary"], guess_first.PART: told, **card}


def _card(
    reading: Reading,
    chosen: _Chosen,
    now_ms: int,
    words: tuple[str, str, Sequence[str]],
    *,
    jumps: bool = False,
) -> Mapping[str, assets.Encoded]:
    """Return what the parts of the card are to show; worked out once for all who see the same.

    ``words`` are the label of the chosen order, what is said where there is none, and badges of
    its own.
    """
    (view, is_over, *_), (label, empty, badges) = chosen, words

    def parts(_: Tables) -> Mapping[str, assets.Encoded]:
        summary = summary_data(view, now_ms, empty)
        data = {
            "summary": summary | {"badges": [*badges, *summary.get("badges", ())]},
            "state_graph": graph_data(reading.stack.machine, view, now_ms),
            "narrative": story_data(view, now_ms),
            "rule_grid": grid_data(view),
            "order_links": order_links.data("" if view is None else label, jumps=jumps),
        }
        return {name: assets.encoded(part) for name, part in data.items()}

    key = ("card", Same(view), *words, jumps, None if is_over else now_ms)
    return reading.ask_once(key, parts)
