"""Takes log files in, and lists the logs there are: each is a world of its own to look at.

And what fits the filter of the Event log, as a file to keep.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from eda_core.domain.errors import EdaError
from eda_core.domain.events import AnyRecord
from eda_core.domain.settings import WorldKind
from eda_core.log_files import (
    BadRow,
    Export,
    Imported,
    OldTimes,
    Progress,
    SourceFile,
    csv_export,
    delete_log,
    import_log,
    lines_export,
    logs_folder,
    logs_in,
    proposed_name,
)
from eda_core.presentation.log.event_filter import (
    MOST_EXPORTED,
    TakenFor,
    Wanted,
    bad_rows_title,
    export_name,
    export_sentence,
    imported_sentence,
    size_text,
)
from eda_core.presentation.wording import as_markdown, counted
from eda_core.read_model import Reading
from eda_core.read_model.log_search import search_log
from pages.components.frame import privacy, session
from pages.components.kit import fields
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param

MOST_MEGABYTES: Final = 256
PIECE: Final = 2**18
_MENU: Final = "log-import"
_TAKEN_IN: Final = Param("import.taken-in", 0)
"""How many times files were taken in: each has a field of its own to be chosen in."""

_IS_FOLDER: Final = Param("import.folder", usual=False)
_RESULT: Final = Memo[Imported]("import.result")
_QUESTION: Final = Memo[str]("import.question")
"""What was asked about files, by their ids."""

_DELETING: Final = Param("import.deleting", "")
"""The log that was asked about."""


def show() -> None:
    """Show the menu: a file to take in, what came of it, and the logs taken in so far."""
    with fields.menu("Import", _MENU, icon=":material/upload:") as menu:
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
        "A log as your tool wrote it: `aws logs` with any output, an S3 export, subscription "
        "payloads, bus logs, CSV, bare events; packed as gzip or zip or not."
    )
    number = _TAKEN_IN.get()
    whole = fields.switch(_IS_FOLDER, "A whole folder")
    files = st.file_uploader(
        "Log files",
        accept_multiple_files="directory" if whole else True,
        key=f"import.file-{number}-{whole}",
        max_upload_size=MOST_MEGABYTES,
        label_visibility="collapsed",
    )
    if not files:
        return
    first = files[0].name.partition("/")[0]
    taken = [log.name for log in logs_in(folder)]
    proposed = Param(f"import.name-{number}-{first}", proposed_name(first, taken))
    name = fields.text(proposed, "Name", max_chars=40)
    question = _QUESTION.of(_ids(files))
    if question:
        st.warning(as_markdown(question))
    label = "Import this file" if len(files) == 1 else "Import these files"
    label = "The times are right: import" if question else label
    if st.button(label, key="import.start", type="primary", width="stretch"):
        _take_in(files, folder, name, old_times=bool(question))


def _ids(files: Sequence[UploadedFile]) -> list[str]:
    return [file.file_id for file in files]


def _take_in(files: Sequence[UploadedFile], folder: Path, name: str, *, old_times: bool) -> None:
    bar = st.progress(0.0, "Reading …")
    sources = [SourceFile(file.name, file.size, _pieces(file)) for file in files]
    say = partial(_say, bar)
    try:
        result = import_log(sources, folder, name.strip(), say, old_times=old_times)
    except OldTimes as question:
        _QUESTION.keep(str(question), _ids(files))
        st.rerun()
    except EdaError as fault:
        bar.empty()
        st.error(as_markdown(str(fault)))
        return
    _RESULT.keep(result)
    # Another key empties the field; the server holds what was uploaded until the session ends.
    _TAKEN_IN.put(_TAKEN_IN.get() + 1)
    st.rerun()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _say(bar: "st.delta_generator.DeltaGenerator", progress: Progress) -> None:
    parts = [
        f"{size_text(progress.bytes_read)} read",
        counted(progress.records, "record", "records"),
    ]
    if progress.bad_rows:
        parts.append(counted(progress.bad_rows, "bad row", "bad rows"))
    bar.progress(progress.share, ", ".join(parts))


def _show_result() -> None:
    result = _RESULT.of()
    if result is None:
        return
    counts = (result.records, result.malformed, result.bad_rows)
    taken_for = TakenFor(result.forms, result.files, result.events, result.left_out, result.steps)
    st.success(as_markdown(imported_sentence(result.name, taken_for, *counts)))
    log = replace(session.settings(), world=WorldKind.FILE, file=result.name)
    label = as_markdown(f"Look at {result.name}")
    st.button(label, key="import.look", type="primary", on_click=partial(session.choose, log))
    if result.listed:
        with st.expander(bad_rows_title(result.bad_rows, len(result.listed))):
            st.dataframe([_cells(row) for row in result.listed], height=180, hide_index=True)


def _cells(row: BadRow) -> dict[str, object]:
    cells = {"row": row.number, "what is wrong": row.reason, "how it begins": row.text}
    return {"file": row.file, **cells} if row.file else cells


def _show_logs(folder: Path) -> None:
    logs = logs_in(folder)
    if logs:
        st.markdown("##### Imported logs")
    for log in logs:
        with st.container(horizontal=True, vertical_alignment="center", key=f"import-{log.name}"):
            st.markdown(f"[{log.name}](event_log?world=file&file={log.name})")
            st.caption(size_text(log.size))
            sure = _DELETING.get() == log.name
            st.button(
                "Delete for good" if sure else "Delete",
                key=f"import.delete-{log.name}",
                type="primary" if sure else "tertiary",
                on_click=_delete if sure else _DELETING.put,
                args=(folder, log.name) if sure else (log.name,),
            )


def _delete(folder: Path, name: str) -> None:
    _DELETING.reset()
    _RESULT.forget()
    delete_log(folder, name)


Writer = Callable[[tuple[AnyRecord, ...]], Export]
Screen = Callable[[AnyRecord], AnyRecord]

FORMS: Final[tuple[tuple[str, str, str, Writer], ...]] = (
    ("JSON lines", "jsonl", "application/jsonl", lines_export),
    ("CSV", "csv", "text/csv", csv_export),
)


def show_export(reading: Reading, wanted: Wanted) -> None:
    """Show the menu; a file is made when it is asked for."""
    with st.popover("Export", icon=":material/download:", key="log-export"):
        taken = reading.ask(lambda tables: search_log(tables, wanted.filter))
        st.caption(export_sentence(taken))
        last_ms, screen = reading.last_event_ms(), privacy.screen_record()
        for label, ending, mime, writer in FORMS:
            st.download_button(
                label,
                data=lambda writer=writer: _content(reading, wanted, writer, screen),
                file_name=export_name(reading.world, last_ms, ending),
                mime=mime,
                key=f"log.export-{ending}",
                on_click="ignore",
                width="stretch",
            )
        st.caption("JSON lines can be imported again. A spreadsheet runs nothing of the CSV.")


def _content(reading: Reading, wanted: Wanted, writer: Writer, screen: Screen) -> bytes:
    """Return the file; it is asked for outside of the session, which alone knows what is masked."""
    most = MOST_EXPORTED
    found = reading.ask(lambda tables: tables.searches.newest(wanted.filter, tables.log, most))
    return writer(tuple(screen(record) for record in found)).content
