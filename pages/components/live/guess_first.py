"""Guess first on the Live page: the answer of a new order stays covered until it is guessed.

This session's picture alone is held back, by showing an earlier moment; the world goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.audience.crowd import CrowdState
from eda_core.domain.orders import OrderId, label_of
from eda_core.presentation.live.cover import (
    GUESSES,
    STAYS_MS,
    Cover,
    CoverData,
    answer_ms,
    cover_panel,
    covered_graph,
    covered_summary,
    is_new,
)
from eda_core.presentation.order.card import rule_grid
from eda_core.presentation.order.narrative import order_story
from eda_core.read_model import MomentModel
from eda_core.read_model.flow_elements import Element
from eda_core.read_model.order_status import Fate
from eda_core.read_model.order_view import OrderView
from pages.components.frame import refresh as frame
from pages.components.frame import session
from pages.components.kit import assets, fields
from pages.components.kit.action import once
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.lessons import session as lessons
from pages.components.live import order_links

PART: Final = "guess"
PICK: Final = f"{PART}_pick"
"""What the component triggers: a guess, or that the cover is to be lifted."""

KEY: Final = "Q"
ARRIVED: Final = "flow_map_arrived"
"""What the flow map triggers when the dot it was to wait for has come in."""

_ON: Final = Param("guess-first", "", "guess")
"""The switch, ``?guess=1`` in the address; anything but 1 there is off."""

_COVER: Final = Memo[Cover]("guess-first.cover")
_NEWEST: Final = Memo[tuple[OrderId, ...]]("guess-first.newest")
"""The newest order of a world when this session last looked; none where there was none."""

_MODEL: Final = Memo[MomentModel]("guess-first.model")


@dataclass(frozen=True, slots=True)
class Covered:
    """A cover, the order as it is known by now, and since when nothing is shown (epoch
    milliseconds); None where it was lifted.
    """

    cover: Cover
    view: OrderView
    from_ms: int | None
    now_ms: int


def is_on() -> bool:
    """Return whether new orders are covered in this session."""
    return _ON.get() == "1"


def show(connection: Connection) -> None:
    """Show the switch; a lesson asks by itself, and is not asked beside."""
    if not connection.backend.capabilities.moments:
        return
    on = is_on()
    st.button(
        fields.emphasised("Guess first: on" if on else "Guess first", on),
        key="guess-first",
        icon=":material/visibility_off:" if on else ":material/help:",
        shortcut=KEY,
        width="stretch",
        help="Cover what becomes of each new order until it was guessed",
        on_click=once("guess-first", _ON.put, "" if on else "1"),
    )


def look(
    connection: Connection, shown: frame.Shown, crowd: CrowdState | None
) -> tuple[frame.Shown, Covered | None]:
    """Return what the page is to show, held back where a new order is covered, and the cover."""
    if _ON.get():
        _ON.tell_address()
    model = connection.model
    if not (shown.live and covers_new(connection)):
        _forget()
        return shown, None
    cover = _cover_now(connection)
    view = None if cover is None else model.order(cover.order)
    if cover is None or view is None:
        return shown, None
    clock_ms = connection.clock()
    cover = _COVER.keep(cover.answered(view, clock_ms), model)
    voted = any(_votes(cover, crowd) or ())
    if cover.hides and cover.should_lift(view, shown.now_ms, clock_ms, voted=voted):
        cover = _COVER.keep(cover.lifted(clock_ms), model)
    if not cover.hides:
        _MODEL.forget()
        return shown, Covered(cover, view, None, shown.now_ms)
    answer = answer_ms(view)
    at_ms = shown.now_ms if answer is None else min(shown.now_ms, answer - 1)
    moment = _MODEL.of(model) or _MODEL.keep(MomentModel(model, at_ms), model)
    moment.show(at_ms)
    covered = Covered(cover, view, at_ms + 1, shown.now_ms)
    return replace(shown, reading=moment, now_ms=at_ms), covered


def covers_new(connection: Connection) -> bool:
    """Return whether the answer of a new order is covered on this page: nothing else may tell it.

    A lesson asks by itself.
    """
    is_possible = connection.backend.capabilities.moments and not connection.settings.is_read_only
    return is_on() and is_possible and lessons.shown() is None


def _forget() -> None:
    for each in (_COVER, _NEWEST, _MODEL):
        each.forget()


def _cover_now(connection: Connection) -> Cover | None:
    """Return the cover there is; a new one where an order came that is to be asked about."""
    model, cover = connection.model, _COVER.of(connection.model)
    known = _NEWEST.of(model)
    found = _NEWEST.keep(model.ask(lambda t: tuple(row.order for row in t.newest(1))), model)
    if known is None or found in ((), known) or _is_busy(connection, cover, found[0]):
        return cover
    view = model.order(found[0])
    if view is None or not is_new(view):
        return cover
    session.choose_order(label_of(found[0]))
    return _COVER.keep(Cover(found[0], connection.clock()), model)


def _is_busy(connection: Connection, cover: Cover | None, newest: OrderId) -> bool:
    """Return whether the cover is for another order yet; an own order takes its place."""
    if cover is None or session.chosen_order() == newest:
        return False
    return cover.hides or stays(cover, connection.clock())


def stays(cover: Cover, clock_ms: int) -> bool:
    """Return whether what was guessed is to be seen for a while yet."""
    return cover.lifted_ms is not None and clock_ms < cover.lifted_ms + STAYS_MS


def holds(connection: Connection, covered: Covered | None) -> bool:
    """Return whether the page stays with the order of this cover."""
    cover = None if covered is None else covered.cover
    return cover is not None and (cover.hides or stays(cover, connection.clock()))


def panel(covered: Covered, crowd: CrowdState | None) -> CoverData:
    """Return what the component ``guess`` is to show; with the votes on this very order."""
    votes = _votes(covered.cover, crowd)
    return cover_panel(covered.cover, covered.view, covered.now_ms, votes)


def _votes(cover: Cover, crowd: CrowdState | None) -> tuple[int, int] | None:
    """Return the votes of the audience, where it was asked about this order."""
    question = None if crowd is None else crowd.question
    is_asked = question is not None and question.order == cover.order
    return question.counts() if question is not None and is_asked else None


def awaits(covered: Covered) -> Mapping[str, Sequence[str]]:
    """Return for the flow map whose dot is waited for, and where: the map says when it is there."""
    if not covered.cover.hides or covered.cover.entered:
        return {}
    return {"awaits": [label_of(covered.cover.order), Element.PAYMENT]}


def card(covered: Covered, crowd: CrowdState | None) -> Mapping[str, assets.Encoded]:
    """Return the card of an order that is covered: nothing of it gives the answer away."""
    parts: dict[str, Any] = {
        "summary": covered_summary(covered.view),
        PART: panel(covered, crowd),
        "state_graph": covered_graph(covered.view.stack.machine, covered.now_ms),
        "narrative": order_story(None, covered.now_ms),
        "rule_grid": rule_grid(None),
        "order_links": order_links.data("", jumps=False),
    }
    return {name: assets.encoded(part) for name, part in parts.items()}


def silent(crowd: CrowdState | None) -> CrowdState | None:
    """Return the audience without how many guessed right: it would tell how an order ended."""
    return None if crowd is None else replace(crowd, ended=0, right=0)


def enter(connection: Connection, label: Any) -> None:
    """Note that the dot of an order is in the Choice, as the map says; it may say so of any."""
    cover = _COVER.of(connection.model)
    if cover is not None and label == label_of(cover.order):
        _COVER.keep(replace(cover, entered=True), connection.model)


def act(connection: Connection, wish: Any) -> None:
    """Guess, or lift the cover, as was picked; what a browser sends may be anything."""
    cover = _COVER.of(connection.model)
    if cover is None or not isinstance(wish, dict):
        return
    fate = str(wish.get("guess", "")).upper()
    if wish.get("show"):
        _COVER.keep(cover.lifted(connection.clock()), connection.model)
    elif fate in GUESSES:
        _COVER.keep(cover.guessed(Fate(fate)), connection.model)
