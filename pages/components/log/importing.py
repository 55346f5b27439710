"""Takes a log file in, and lists the ones there are: each is a world of its own to look at."""

from functools import partial
from pathlib import Path
from typing import IO, Final

import streamlit as st

from eda_core.domain.errors import EdaError
from eda_core.log_files import (
    BadRow,
    Imported,
    Progress,
    delete_log,
    import_log,
    logs_folder,
    logs_in,
    proposed_name,
)
from eda_core.presentation.log.event_filter import bad_rows_title, imported_sentence, size_text
from eda_core.presentation.wording import as_markdown, count_text
from pages.components.frame import session

MOST_MEGABYTES: Final = 256
PIECE: Final = 2**18
_ROUND: Final = "import.round"
_RESULT: Final = "import.result"
_DELETING: Final = "import.deleting"


def show() -> None:
    """Show the menu: a file to take in, what came of it, and the logs taken in so far."""
    with st.popover(
        "Import", icon=":material/upload:", key="log-import", on_change="rerun"
    ) as menu:
        if not menu.open:
            return
        data = session.settings().data
        if data is None:
            st.caption("This dashboard keeps nothing on disk (EDA_DATA=:memory:): no log is kept.")
            return
        _show_form(logs_folder(data))
        _show_result()
        _show_logs(logs_folder(data))


def _show_form(folder: Path) -> None:
    st.caption(
        "Our JSON lines, the output of `aws logs filter-log-events` or `get-query-results`, "
        "or what Logs Insights exports as JSON or CSV."
    )
    number = st.session_state.setdefault(_ROUND, 0)
    file = st.file_uploader(
        "Log file",
        type=["jsonl", "json", "csv", "ndjson", "txt", "log"],
        key=f"import.file-{number}",
        max_upload_size=MOST_MEGABYTES,
        label_visibility="collapsed",
    )
    if file is None:
        return
    name = st.text_input(
        "Name", proposed_name(file.name), key=f"import.name-{number}-{file.name}", max_chars=40
    )
    if st.button("Import this file", key="import.start", type="primary", width="stretch"):
        _take_in(file, file.size, folder, name or "")


def _take_in(file: IO[bytes], size: int, folder: Path, name: str) -> None:
    bar = st.progress(0.0, "Reading …")
    try:
        file.seek(0)
        pieces = iter(partial(file.read, PIECE), b"")
        result = import_log(pieces, size, folder, name.strip(), partial(_say, bar))
    except EdaError as fault:
        st.error(as_markdown(str(fault)))
        return
    st.session_state[_RESULT] = result
    # Another key empties the field; the server holds what was uploaded until the session ends.
    st.session_state[_ROUND] += 1
    st.rerun()


def _say(bar: "st.delta_generator.DeltaGenerator", progress: Progress) -> None:
    read, rows = size_text(progress.bytes_read), count_text(progress.records)
    bad = f", {count_text(progress.bad_rows)} bad rows" if progress.bad_rows else ""
    bar.progress(progress.share, f"{read} read, {rows} records{bad}")


def _show_result() -> None:
    result: Imported | None = st.session_state.get(_RESULT)
    if result is None:
        return
    counts = (result.records, result.malformed, result.bad_rows)
    st.success(as_markdown(imported_sentence(result.name, *counts)))
    if result.listed:
        with st.expander(bad_rows_title(result.bad_rows, len(result.listed))):
            st.dataframe([_cells(row) for row in result.listed], height=180, hide_index=True)


def _cells(row: BadRow) -> dict[str, object]:
    return {"row": row.number, "what is wrong": row.reason, "how it begins": row.text}


def _show_logs(folder: Path) -> None:
    logs = logs_in(folder)
    if logs:
        st.markdown("##### Imported logs")
    for log in logs:
        with st.container(horizontal=True, vertical_alignment="center", key=f"import-{log.name}"):
            st.markdown(f"[{log.name}](event_log?world=file&file={log.name})")
            st.caption(size_text(log.size))
            sure = st.session_state.get(_DELETING) == log.name
            st.button(
                "Delete for good" if sure else "Delete",
                key=f"import.delete-{log.name}",
                type="primary" if sure else "tertiary",
                on_click=_delete if sure else _ask,
                args=(folder, log.name) if sure else (log.name,),
            )


def _ask(name: str) -> None:
    st.session_state[_DELETING] = name


def _delete(folder: Path, name: str) -> None:
    st.session_state.pop(_DELETING, None)
    st.session_state.pop(_RESULT, None)
    delete_log(folder, name)
