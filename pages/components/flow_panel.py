"""The panel of the flow map on the Live page, and the part of it that is chosen."""

from typing import Final

import streamlit as st

from eda_core.presentation.flow_focus import Focus, focus_on
from eda_core.presentation.flow_map import Play, flow_map, flow_picture
from eda_core.read_model import Reading
from pages.components import assets, session
from pages.components import flow_map as component

_KEY: Final = "live.map"
_MOST_PATTERN: Final = 500
"""Letters of a pattern that the Event log page takes."""

_ELEMENT: Final = "element"
"""The name of the chosen part in the address."""


def show(reading: Reading, play: Play) -> Focus | None:
    """Show the map; answers the focus on the part that is chosen, if one is."""
    picture = reading.ask(flow_picture)
    element = chosen_element()
    focus = focus_on(element, picture.stack, picture.counts)
    data = flow_map(picture, play, session.chosen_label(), "" if focus is None else element)
    data["focus"] = "" if focus is None else focus.sentence
    if component.show(data, _KEY, _choose) == component.TO_LOG and focus is not None:
        st.switch_page("pages/event_log.py", query_params=in_log(focus))
    return focus


def in_log(focus: Focus) -> dict[str, str]:
    """What the address of the Event log page says to show what goes through this part."""
    if focus.pattern and len(focus.pattern) <= _MOST_PATTERN:
        return {"filter-pattern": focus.pattern}
    wanted = {"filter-source": focus.wanted.source, "filter-type": focus.wanted.detail_type}
    return {name: value for name, value in wanted.items() if value}


def chosen_element() -> str:
    """The part of the map that is chosen, by the address; it may name none there is."""
    return st.query_params.get(_ELEMENT, "")


def _choose() -> None:
    element = str(assets.picked(_KEY) or "")
    if element == component.TO_LOG:
        return
    if element:
        st.query_params[_ELEMENT] = element
    else:
        st.query_params.pop(_ELEMENT, None)
