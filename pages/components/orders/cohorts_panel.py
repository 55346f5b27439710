"""Failed against succeeded orders as groups: one picture of them at a time, drawn when asked for.

A picture of Plotly is built anew when its data changes, so this panel does not follow the log by
itself: it shows the groups as they were, and offers to draw them again.
"""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from eda_core.domain.numbers import plain_number
from eda_core.presentation.orders.cohort_figures import drawn as drawn_marks
from eda_core.presentation.orders.cohort_figures import figure_of
from eda_core.presentation.orders.cohorts import (
    BY_AMOUNT,
    NO_ORDERS,
    NONE_FIT,
    VIEWS,
    Group,
    filter_sentence,
    group_picked,
    sample_sentence,
    sentence_of,
    since_sentence,
)
from eda_core.presentation.wording import as_markdown
from eda_core.read_model import Reading
from eda_core.read_model.groups import Cohorts, cohorts
from eda_core.read_model.order_query import EVERY
from pages.components.frame import session
from pages.components.kit import fields
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.orders import session as orders_session

_STYLE: Final = Path(__file__).with_name("cohorts.css")
_VIEW: Final = Param("groups", BY_AMOUNT, "groups")
_DRAWN: Final = Memo[Cohorts]("cohorts.drawn")
_PICKED: Final = Memo[bool]("cohorts.picked")
_CONFIG: Final = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"}


@st.fragment
def show(reading: Reading, now_ms: int) -> None:
    """Show the groups of orders in a card; a click on one filters the table of orders.

    Call it outside a live fragment. ``now_ms`` is the world's time (epoch milliseconds).
    """
    if _PICKED.take():
        st.rerun()
    st.html(_STYLE)
    with st.container(border=True, key="card-cohorts"):
        view = _show_head()
        groups = _groups(reading, now_ms)
        if not groups.marks:
            st.caption(NONE_FIT if groups.filtered else NO_ORDERS)
            st.button("Look again", key="cohorts.again", on_click=_DRAWN.forget)
            return
        _show_picture(view, groups)
        with st.container(horizontal=True, vertical_alignment="center", key="cohorts-foot"):
            _show_foot(reading, groups, view)


def _show_head() -> str:
    with st.container(horizontal=True, vertical_alignment="center", key="cohorts-head"):
        st.markdown("##### Groups")
        return fields.segments(_VIEW, "Picture", VIEWS)


def _groups(reading: Reading, now_ms: int) -> Cohorts:
    """Return the groups drawn last, unless they are of other orders, empty, or asked for again."""
    owner = reading, orders_session.looked_for()
    drawn = _DRAWN.of(owner)
    if drawn is not None and drawn.marks and drawn.last_sequence <= reading.last_sequence:
        return drawn
    query = orders_session.query(now_ms)
    return _DRAWN.keep(reading.ask(lambda tables: cohorts(tables, now_ms, query)), owner)


def _show_picture(view: str, groups: Cohorts) -> None:
    sentence = sentence_of(view, groups)
    figure = figure_of(view, groups, st.context.theme.type == "dark")
    if figure["data"]:
        st.plotly_chart(
            figure,
            key=_key(view),
            theme=None,
            config=_CONFIG,
            on_select=lambda: _pick(view),
            selection_mode="points",
            alt=f"{view}: {sentence}",
        )
    st.caption(as_markdown(sentence))


def _key(view: str) -> str:
    return f"cohorts-{view.lower().replace(' ', '-')}"


def _show_foot(reading: Reading, groups: Cohorts, view: str) -> None:
    shown = len(drawn_marks(groups)) if view == BY_AMOUNT else None
    newer = reading.last_sequence - groups.last_sequence
    of = filter_sentence(groups, orders_session.SHOW.get() != EVERY)
    sentences = (of, sample_sentence(groups, shown), since_sentence(newer))
    st.caption(as_markdown(" ".join(filter(None, sentences))))
    if newer:
        st.button("Draw again", key="cohorts.again", on_click=_DRAWN.forget)


def _pick(view: str) -> None:
    """Have the table show the group that was clicked; a point is an order to choose, too."""
    selection: Any = fields.selection(_key(view))
    points = selection.get("points", [])
    groups = [group for point in points if (group := group_picked(point.get("customdata")))]
    if groups:
        session.choose_order(str(points[0].get("id") or ""))
        _filter(groups[0])
        _PICKED.keep(True)


def _filter(group: Group) -> None:
    """Show the group in the table; its search and ranges stay, for the groups are of those."""
    orders_session.show_only(group.fate.value.lower())
    bounds = ((orders_session.FROM, group.amount_from), (orders_session.TO, group.amount_to))
    for param, bound in bounds:
        if bound is not None:
            param.put(plain_number(bound))
