"""What fits the filter of the Event log, as a file to keep."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from eda_core.domain.events import AnyRecord
from eda_core.log_files import Export, csv_export, lines_export
from eda_core.presentation.log.event_filter import (
    MOST_EXPORTED,
    Wanted,
    export_name,
    export_sentence,
)
from eda_core.read_model import Reading
from eda_core.read_model.event_search import searched
from pages.components.frame import privacy

Writer = Callable[[tuple[AnyRecord, ...]], Export]

FORMS: Final[tuple[tuple[str, str, str, Writer], ...]] = (
    ("JSON lines", "jsonl", "application/jsonl", lines_export),
    ("CSV", "csv", "text/csv", csv_export),
)


def show(reading: Reading, wanted: Wanted) -> None:
    """Show the menu; a file is made when it is asked for."""
    with st.popover("Export", icon=":material/download:", key="log-export"):
        taken = reading.ask(lambda tables: searched(tables, wanted.filter))
        st.caption(export_sentence(taken))
        last_ms = reading.last_event_ms()
        for label, ending, mime, writer in FORMS:
            st.download_button(
                label,
                data=lambda writer=writer: _content(reading, wanted, writer),
                file_name=export_name(reading.world, last_ms, ending),
                mime=mime,
                key=f"log.export-{ending}",
                on_click="ignore",
                width="stretch",
            )
        st.caption("JSON lines can be imported again. A spreadsheet runs nothing of the CSV.")


def _content(reading: Reading, wanted: Wanted, writer: Writer) -> bytes:
    most, screen = MOST_EXPORTED, privacy.screen_record()
    found = reading.ask(lambda tables: tables.searches.newest(wanted.filter, tables.log, most))
    return writer(tuple(screen(record) for record in found)).content
