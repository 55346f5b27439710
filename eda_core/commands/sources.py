"""Where a command reads orders from: a room, a log, a recording, or a deployed stack.

Nothing is written there.
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, NamedTuple, TextIO

from eda_core.app.bootstrap import Connection, connect, rooms_of
from eda_core.commands.arguments import add_stack_options, stack_settings
from eda_core.commands.files import STDIN, check_name, open_to_read
from eda_core.commands.logs import PIECE, Teller, sources_in
from eda_core.domain.errors import (
    BackendUnavailable,
    InvalidLogFile,
    InvalidRecording,
    InvalidSettings,
)
from eda_core.domain.settings import Settings, WorldKind, settings_from
from eda_core.domain.stored_files import S3
from eda_core.log_files import import_log, logs_folder
from eda_core.log_files.folder import LARGE, proposed_name
from eda_core.recordings import recordings_folder, take_in
from eda_core.rooms.catalog import RoomFolder
from eda_core.rooms.file_errors import DamagedRoom

PATIENCE_SECONDS: Final = 60.0
"""How long the log of a deployed stack may take to be read."""

_LOOK_SECONDS: Final = 0.2
_BEHIND_MS: Final = 1_000
"""A log whose next page is fetched within this time has not been read to its end."""


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Say what is read; without any of these it is what the ``EDA_...`` variables name."""
    group: Any = parser.add_mutually_exclusive_group()
    group.add_argument("--room", metavar="NAME", help="a room; it may be open in a dashboard")
    group.add_argument(
        "--log", metavar="NAME|FILE", help="an imported log, any log file, or one at S3"
    )
    group.add_argument("--recording", metavar="NAME|FILE", help="a recording, or the file of one")
    group.add_argument("--aws", action="store_true", help="the deployed stack that is named by:")
    add_stack_options(parser)


def chosen_by(arguments: argparse.Namespace, source: str) -> argparse.Namespace:
    """Return the same arguments with another source in place of what the options name.

    It is ``room:NAME``, ``recording:NAME``, or a log; the options hold where it is empty. Raises
    `InvalidSettings` for an empty name.
    """
    if not source:
        return arguments
    kind, _, name = source.partition(":")
    if kind in ("room", "recording"):
        check_name(name)
    chosen = {kind: name} if kind in ("room", "recording") else {"log": source}
    nothing = {"room": None, "log": None, "recording": None, "aws": False}
    return argparse.Namespace(**{**vars(arguments), **nothing, **chosen})


@contextmanager
def open_source(
    arguments: argparse.Namespace, stdin: BinaryIO, stderr: TextIO
) -> Iterator[Connection]:
    """Open what the options name, read to its end, for as long as the context lasts.

    A room is read from a copy, so that one that is open elsewhere can be read and none is written.
    Raises `InvalidSettings`, `InvalidLogFile` and `InvalidRecording` for what there is not,
    `BackendError` for what cannot be read.
    """
    with ExitStack() as opened:
        settings = _settings(arguments, _Streams(stdin, stderr, opened))
        connection = _connect(settings)
        opened.callback(connection.close)
        _read_all(connection)
        yield connection


class _Streams(NamedTuple):
    """What a source is read from, who is told, and what is undone when it is closed."""

    stdin: BinaryIO
    stderr: TextIO
    opened: ExitStack

    def folder(self) -> Path:
        """Return a folder that is there as long as the source is open."""
        return Path(self.opened.enter_context(TemporaryDirectory(prefix="eda-source-")))


def _settings(arguments: argparse.Namespace, streams: _Streams) -> Settings:
    given = settings_from(os.environ)
    if arguments.log is not None:
        return _of_log(given, check_name(arguments.log), streams)
    if arguments.recording is not None:
        check_name(arguments.recording)
        return _of_recording(given, arguments.recording, streams)
    if arguments.aws or (given.world is WorldKind.AWS and arguments.room is None):
        return stack_settings(arguments, os.environ)
    room = given.room if arguments.room is None else arguments.room
    return _copy_room(given, room, streams.folder())


def _connect(settings: Settings) -> Connection:
    """Connect to what is read; a damaged room is not answered for by a new one, which is empty."""
    try:
        return connect(settings, set_damaged_aside=False)
    except DamagedRoom as fault:
        copy = rooms_of(settings).path(settings.room)
        kept = rooms_of(settings_from(os.environ)).path(settings.room)
        raise DamagedRoom(fault.reason.replace(str(copy), str(kept))) from None


def _copy_room(given: Settings, name: str, folder: Path) -> Settings:
    source = rooms_of(given).existing(name)
    copies = RoomFolder(folder, given.bus)
    copies.path(name).parent.mkdir()
    copies.take_copy_of(source, name)
    return replace(given, world=WorldKind.SIMULATOR, room=name, data=folder)


def _of_log(given: Settings, log: str, streams: _Streams) -> Settings:
    """Return the settings of an imported log, or of a file imported for the time being."""
    in_file = replace(given, world=WorldKind.FILE, file=log)
    path = PurePosixPath(log)
    if log.startswith(S3) and path.suffix == LARGE:
        below = log.rstrip("/").removesuffix(f"/{path.name}")
        return replace(in_file, file=path.stem, log_engine=below, data=streams.folder())
    if not log.startswith(S3) and not _is_file(log):
        _check_is_a_name(log, "an imported log")
        return in_file
    data, name = streams.folder(), proposed_name(path.name)
    sources = list(sources_in(log, streams.stdin))
    with _named(log):
        import_log(sources, logs_folder(data), name, Teller(streams.stderr))
    return replace(in_file, file=name, data=data)


def _of_recording(given: Settings, recording: str, streams: _Streams) -> Settings:
    """Return the settings of a recording that is kept, or of a file taken in for the time being."""
    in_recording = replace(given, world=WorldKind.RECORDING, file=recording)
    if not _is_file(recording):
        _check_is_a_name(recording, "a recording")
        return in_recording
    data, name = streams.folder(), proposed_name(Path(recording).name)
    with open_to_read(recording, streams.stdin) as file, _named(recording):
        take_in(recordings_folder(data), name, iter(lambda: file.read(PIECE), b""))
    return replace(in_recording, file=name, data=data)


@contextmanager
def _named(place: str) -> Iterator[None]:
    """Say of what cannot be taken in which of the files it is: a command may have named two."""
    try:
        yield
    except (InvalidLogFile, InvalidRecording) as fault:
        raise type(fault)(f"{place[:200]}: {fault}") from None


def _is_file(name: str) -> bool:
    return name == STDIN or Path(name).exists()


def _check_is_a_name(name: str, what: str) -> None:
    """Raise `InvalidSettings` for what is the path of a file that is not there."""
    if "/" in name or "." in name:
        raise InvalidSettings(f"There is no file {name[:200]}, and {what} has no such name.")


def _read_all(connection: Connection) -> None:
    """Read a world to its end; of a deployed stack, until the poller has nothing more to fetch."""
    connection.model.refresh()
    feed = connection.backend.feed
    ends = time.monotonic() + PATIENCE_SECONDS
    while feed is not None:
        state = feed.state()
        last, due = state.last_poll_ms, state.next_poll_ms
        is_read = last is not None and due is not None and due - last > _BEHIND_MS
        connection.model.refresh()
        if is_read:
            return
        if time.monotonic() > ends:
            raise BackendUnavailable("The log of the stack was not read to its end in a minute.")
        time.sleep(_LOOK_SECONDS)
