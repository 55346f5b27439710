"""The menu of recordings: make one, mark its acts, take one in, have one stand ready."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Final

import streamlit as st

from eda_core.app.bootstrap import Connection
from eda_core.domain.errors import BackendError
from eda_core.log_files import proposed_name
from eda_core.presentation.log.event_filter import size_text
from eda_core.presentation.recording.acts_bar import marking_words
from eda_core.presentation.recording.playable import Span, played
from eda_core.presentation.wording import as_markdown, date_text
from eda_core.recordings import (
    Act,
    NoteKind,
    SpeakerNote,
    delete_recording,
    recording_path,
    recordings_folder,
    recordings_in,
    take_in,
)
from eda_core.recordings.archive import MOST_BYTES, SUFFIX
from pages.components.frame import session
from pages.components.kit import fields
from pages.components.kit.action import Action, once
from pages.components.kit.memo import Memo
from pages.components.kit.param import Param
from pages.components.recording import marking, walk
from pages.components.recording.page_file import page_file

_MENU: Final = "recording-menu"
_WIDTH: Final = 360
_PIECE: Final = 2**18
_NAME: Final = Param("recording.name", "")
_ACT_NAME: Final = Param("recording.act-name", "")
_KIND: Final = Param("recording.note-kind", NoteKind.SAY)
_NOTE: Final = Param("recording.note", "")
_TAKEN_IN: Final = Param("recording.taken-in", 0)
"""How many recordings were taken in: each has a field of its own to be chosen in."""

_DELETING: Final = Param("recording.deleting", "")
_SPAN: Final = Param[str]("recording.span", Span.MINUTE)
_PAGE: Final = Memo[tuple[str, Sequence[str]]]("recording.page-made")
"""The page that was made last, and what was left out of it."""

_RECORDING: Final = Action("recording")
_TAKING: Final = Action("recording.taking")
"""What is taken in is answered beside its button, which is far below the others."""
_NO_FOLDER: Final = "Nothing is kept on disk here (EDA_DATA=:memory:), so no recording is."
_WHAT: Final = (
    "A recording is one file: the log, the stack, and pictures of it as acts with your notes. It "
    "opens without a network, and account ids are masked in it."
)
_NOTHING: Final = "Nothing has happened yet"
_WHAT_PAGE: Final = (
    "For those who were not there: one HTML file with the map, the timeline and the stories, which "
    "plays in any browser without a network. Account ids, addresses and keys are masked in it."
)
_THIS_ACT: Final = "This act"
_SPANS: Final = (*Span, _THIS_ACT)


def show(connection: Connection) -> None:
    """Show the menu; what is in it is drawn while it is open."""
    is_made = marking.marks(connection) is not None
    icon = ":material/radio_button_checked:" if is_made else None
    with fields.menu("Recording" if is_made else "Record", _MENU, icon=icon) as menu:
        if not menu.open:
            _PAGE.forget()
            return
        with st.container(width=_WIDTH):
            data = session.settings().data
            if data is None:
                st.caption(_NO_FOLDER)
                _show_page(connection)
                return
            _show_made(connection)
            if not _RECORDING.show_question():
                _RECORDING.show_answer()
            _show_page(connection)
            _show_kept(connection, recordings_folder(data))
            _show_upload(recordings_folder(data))


def _show_page(connection: Connection) -> None:
    """Offer what happened last as a page, in two presses: it is made, and then saved."""
    if not connection.backend.capabilities.moments:
        return
    st.markdown("##### Save the last minute")
    st.caption(_WHAT_PAGE)
    act = _act_shown(connection)
    span = fields.segments(_SPAN, "How much", _SPANS if act else tuple(Span))
    wanted = act if act and span == _THIS_ACT else Span(span)
    is_empty = connection.model.last_event_ms() is None
    owner = (connection.settings, wanted)
    is_made = _PAGE.of(owner) is not None
    label = _NOTHING if is_empty else "Make it again" if is_made else "Make the page"
    if st.button(label, key="recording.make", disabled=is_empty, width="stretch"):
        _make_page(connection, wanted)
    if (made := _PAGE.of(owner)) is not None:
        _offer_page(connection, *made)


def _act_shown(connection: Connection) -> Act | None:
    acts = () if connection.recording is None else connection.recording.acts
    number = walk.ACT.get()
    return acts[number - 1] if 0 < number <= len(acts) else None


def _make_page(connection: Connection, wanted: Span | Act) -> None:
    bar = st.progress(0.0, "Looking at each moment …")
    say = partial(bar.progress, text="Looking at each moment …")
    try:
        data = played(connection.model, wanted, connection.now_ms(), say)
    except BackendError as failure:
        st.error(as_markdown(str(failure)))
        return
    bar.empty()
    if data is None:
        st.info("Nothing happened in this part.")
        return
    _PAGE.keep((page_file(data), data["left_out"]), (connection.settings, wanted))


def _offer_page(connection: Connection, page: str, left_out: Sequence[str]) -> None:
    for sentence in left_out:
        st.caption(sentence)
    st.download_button(
        f"Save the page, {size_text(len(page.encode()))}",
        data=page,
        file_name=f"{proposed_name(f'played {date_text(connection.now_ms())}')}.html",
        mime="text/html",
        key="recording.page",
        on_click="ignore",
        type="primary",
        width="stretch",
    )


def _show_made(connection: Connection) -> None:
    if (marks := marking.marks(connection)) is None:
        if connection.recording is None:
            st.caption(_WHAT)
            press = once("recording.start", _start, connection)
            st.button("Record this world", key="recording.start", type="primary", on_click=press)
        return
    st.caption(marking_words(marks.clock_ms, connection.clock(), len(marks.acts)))
    fields.text(_ACT_NAME, "This act", placeholder=f"Act {len(marks.acts) + 1}", max_chars=80)
    kind, note = st.columns([1, 2])
    fields.choice(_KIND, "Note", tuple(NoteKind), kind, format_func=_note_word)
    fields.text(_NOTE, "Text", note, max_chars=1000, label_visibility="hidden")
    press = once("recording.mark", _mark, connection)
    st.button("Mark what is in view (M)", key="recording.mark", on_click=press, width="stretch")
    fields.text(_NAME, "Name of the recording", placeholder="my-demo", max_chars=40)
    with st.container(horizontal=True, key="recording-ends"):
        press = once("recording.stop", _stop, connection)
        st.button("Stop and keep it", key="recording.stop", type="primary", on_click=press)
        st.button("Discard …", key="recording.discard", on_click=_ask_to_discard)


def _note_word(kind: NoteKind) -> str:
    return kind.value.capitalize()


def _start(connection: Connection) -> None:
    _run(_RECORDING, partial(marking.start, connection))


def _mark(connection: Connection) -> None:
    text = _NOTE.get().strip()
    notes = (SpeakerNote(_KIND.get(), text),) if text else ()
    marking.mark(connection, _ACT_NAME.get(), notes)
    _ACT_NAME.reset()
    _NOTE.reset()


def _stop(connection: Connection) -> None:
    name = _NAME.get().strip() or proposed_name(f"recording-{date_text(connection.clock())}")
    said = f"{name} is kept, and stands ready: press R to go there and back."
    if _run(_RECORDING, partial(marking.stop, connection, name), said):
        _NAME.reset()


def _ask_to_discard() -> None:
    _RECORDING.ask("Nothing of this recording is kept then.", "Discard it", marking.discard)


def _show_kept(connection: Connection, folder: Path) -> None:
    kept = recordings_in(folder)
    if kept:
        st.markdown("##### Recordings")
    for each in kept:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rec-{each.name}"):
            _show_one(connection, folder, each.name)


def _show_one(connection: Connection, folder: Path, name: str) -> None:
    is_here = connection.recording is not None and connection.settings.file == name
    is_ready = walk.READY.get() == name
    label = "In view" if is_here else "Ready: press R" if is_ready else "Have it ready"
    st.markdown(as_markdown(name))
    st.button(
        label,
        key=f"recording.ready-{name}",
        type="tertiary" if is_here or is_ready else "secondary",
        disabled=is_here,
        on_click=partial(walk.stand_ready, "" if is_ready else name),
    )
    st.download_button(
        "Save",
        data=recording_path(folder, name).read_bytes,
        file_name=f"{name}{SUFFIX}",
        mime="application/gzip",
        key=f"recording.save-{name}",
        on_click="ignore",
    )
    sure = _DELETING.get() == name
    st.button(
        "Delete for good" if sure else "Delete",
        key=f"recording.delete-{name}",
        type="primary" if sure else "tertiary",
        on_click=_delete if sure else _DELETING.put,
        args=(folder, name) if sure else (name,),
    )


def _delete(folder: Path, name: str) -> None:
    _DELETING.reset()
    if walk.READY.get() == name:
        walk.stand_ready("")
    if _run(_RECORDING, partial(delete_recording, folder, name)):
        session.worlds().forget(walk.world_of(name))


def _show_upload(folder: Path) -> None:
    number = _TAKEN_IN.get()
    file = st.file_uploader(
        "Take in a recording",
        key=f"recording.file-{number}",
        max_upload_size=MOST_BYTES // 2**20,
    )
    if file is None:
        _TAKING.show_answer()
        return
    taken = [recording.name for recording in recordings_in(folder)]
    proposed = Param(f"recording.take-{number}-{file.name}", proposed_name(file.name, taken))
    name = fields.text(proposed, "Name", max_chars=40)
    if st.button("Take it in", key="recording.take", type="primary", width="stretch"):
        read = partial(take_in, folder, name.strip(), _pieces(file))
        if _run(_TAKING, read, f"{name.strip()} is taken in, and stands ready: press R."):
            _TAKEN_IN.put(number + 1)
            walk.stand_ready(name.strip())
        st.rerun()
    _TAKING.show_answer()


def _run(action: Action, do: Callable[[], object], done: str = "") -> bool:
    """Do it; the menu has one answer at a time, at the place it belongs to."""
    for other in (_RECORDING, _TAKING):
        other.answer(None)
    return action.run(do, done)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece
