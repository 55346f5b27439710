"""The catch-all log: what fits, newest first, and the chosen record field by field."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.events import LogRecord
from eda_core.domain.unseen import reveal
from eda_core.presentation.log.event_filter import Wanted, found_note
from eda_core.presentation.log.event_rows import event_feed as feed_data
from eda_core.presentation.log.event_rows import why_empty
from eda_core.presentation.order.envelope_fields import envelope_card
from eda_core.presentation.order.envelope_fields import envelope_fields as fields_data
from eda_core.presentation.wording import sentence_as_markdown
from eda_core.read_model import Reading
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.log_search import search_log
from pages.components.frame import failures, privacy, session
from pages.components.frame import refresh as frame
from pages.components.kit import assets, fields
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.order import again_menu

RECENT: Final = 30
"""Rows a refresh brings; the browser has the older ones, and asks for all when it has not."""


def show_feed(data: dict[str, Any], key: str, on_pick: Callable[[Any], None]) -> None:
    """Show the rows; what is picked is the ``event`` and ``order`` of one that was chosen.

    A row of one ``stream`` never changes, so the newest are sent and the browser keeps the rest;
    give a few hundred at most, newest first.
    """
    sent = Memo[bool](f"{key}.sent")
    actions = {"resync": lambda _: sent.forget()}
    assets.mount("event_feed", _delta(data, sent), key, on_pick, actions)


def _delta(data: dict[str, Any], sent: Memo[bool]) -> dict[str, Any]:
    """Return the newest rows; all of them at first, for another stream, and when the
    browser asks.
    """
    rows, stream = data["rows"], data.get("stream", "")
    whole = not sent.of(stream)
    sent.keep(True, stream)
    return data | {"rows": rows if whole else rows[:RECENT], "count": len(rows), "whole": whole}


LISTING_HEIGHT: Final = 604
FIELDS_HEIGHT: Final = 576
EXPLAINED: Final = "Explained"
JSON: Final = "JSON"


def _how_from(text: str) -> str:
    return JSON if text == JSON.lower() else EXPLAINED


def _sequence_from(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 16 else ""


CHOSEN: Final = Param("log.event", "", "event", _sequence_from, of_world=True)
"""The chosen record, by its sequence number."""

_HOW: Final = Param("log.how", EXPLAINED, "as", _how_from, str.lower)
_FOLLOW: Final = "See on the Live page how its JSON changes from hop to hop."


@st.fragment(run_every=1.0, key="log")
@frame.of_one_instant
def show(connection: Connection, wanted: Wanted, columns: Sequence[Any]) -> None:
    """Show the records that fit and the chosen one, and refresh every second."""
    bar, listing, envelope = columns
    reading = frame.show(connection, bar).reading
    with listing, failures.shown(), st.container(border=True, key="card-flush-log"):
        _show_listing(reading, wanted)
    with envelope, failures.shown(), st.container(border=True, key="card-log-envelope"):
        _show_envelope(connection, reading)


def _show_listing(reading: Reading, wanted: Wanted) -> None:
    taken = reading.ask(lambda tables: search_log(tables, wanted.filter))
    changes = reading.changes() if wanted.is_everything else ()
    filtered = not wanted.is_everything
    data = feed_data(taken.found, "", CHOSEN.get(), filtered, changes) | {
        "title": "Catch-all log",
        "height": LISTING_HEIGHT,
        "stream": repr(wanted.filter),
        "note": found_note(taken, wanted),
    }
    if filtered and not taken.found.total and taken.looked_at == taken.records:
        newest = reading.ask(lambda tables: search_log(tables, EventFilter())).found.records
        data["empty"] = why_empty(wanted.filter, newest)
    data["rows"] = _screened(data["rows"])
    show_feed(data, key="log.feed", on_pick=_choose)


def _screened(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with what onlookers may read of them; what is chosen by them stays."""
    screen = privacy.screen()
    return [row | {name: screen(row[name]) for name in ("text", "source")} for row in rows]


def _choose(picked: Any) -> None:
    picked = picked or {}
    CHOSEN.put(_sequence_from(str(picked.get("event", ""))))
    session.choose_order(str(picked.get("order", "")))


def _show_envelope(connection: Connection, reading: Reading) -> None:
    chosen = CHOSEN.get()
    known = reading.record(int(chosen)) if chosen else None
    record = None if known is None else privacy.screen_record()(known)
    with st.container(horizontal=True, vertical_alignment="center", key="log-envelope-head"):
        st.markdown("##### Envelope")
        if record is not None and st.button("Follow it", key="log-follow", help=_FOLLOW):
            st.switch_page("pages/live.py", query_params={"event": chosen})
        if isinstance(known, LogRecord):
            again_menu.show_for_event(connection, known.event)
        how = fields.segments(_HOW, "How to show it", (EXPLAINED, JSON))
    if how == EXPLAINED:
        data = fields_data(record, reading.stack) | {"height": FIELDS_HEIGHT, "shown": chosen}
        assets.mount("envelope_fields", data, key="log.fields")
        return
    card = envelope_card(record)
    st.caption(sentence_as_markdown(card.caption))
    if card.text:
        st.code(
            reveal(card.text), language=card.language, wrap_lines=True, height=FIELDS_HEIGHT - 40
        )
