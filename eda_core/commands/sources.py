"""Where a command reads orders from: a room, a log, or a deployed stack; never writing there."""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, TextIO

from eda_core.app.bootstrap import Connection, connect, rooms_of
from eda_core.commands.files import STDIN
from eda_core.commands.logs import Teller, sources_in
from eda_core.commands.stack_options import add_stack_options, stack_settings
from eda_core.domain.errors import BackendUnavailable, InvalidSettings
from eda_core.domain.settings import Settings, WorldKind, settings_from
from eda_core.log_files import import_log, logs_folder
from eda_core.log_files.folder import proposed_name
from eda_core.rooms.catalog import RoomFolder

PATIENCE_SECONDS: Final = 60.0
"""How long the log of a deployed stack may take to be read."""

_LOOK_SECONDS: Final = 0.2
_BEHIND_MS: Final = 1_000
"""A log whose next page is fetched within this time has not been read to its end."""


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Say what is read; without any of these it is what the ``EDA_...`` variables name."""
    group: Any = parser.add_mutually_exclusive_group()
    group.add_argument("--room", metavar="NAME", help="a room; it may be open in a dashboard")
    group.add_argument("--log", metavar="NAME|FILE", help="an imported log, or any log file")
    group.add_argument("--aws", action="store_true", help="the deployed stack that is named by:")
    add_stack_options(parser)


@contextmanager
def opened_source(
    arguments: argparse.Namespace, stdin: BinaryIO, stderr: TextIO
) -> Iterator[Connection]:
    """Open what the options name, read to its end, for as long as the context lasts.

    A room is read from a copy, so that one that is open elsewhere can be read and none is written.
    Raises `InvalidSettings` and `InvalidLogFile` for what there is not, `BackendError` for what
    cannot be read.
    """
    with _settings(arguments, stdin, stderr) as settings:
        connection = connect(settings)
        try:
            _read_all(connection)
            yield connection
        finally:
            connection.close()


@contextmanager
def _settings(arguments: argparse.Namespace, stdin: BinaryIO, stderr: TextIO) -> Iterator[Settings]:
    given = settings_from(os.environ)
    if arguments.aws or (given.world is WorldKind.AWS and not (arguments.room or arguments.log)):
        yield stack_settings(arguments, os.environ)
    elif arguments.log:
        with _of_log(given, arguments.log, stdin, stderr) as settings:
            yield settings
    else:
        with TemporaryDirectory(prefix="eda-room-") as folder:
            yield _copied_room(given, arguments.room or given.room, Path(folder))


def _copied_room(given: Settings, name: str, folder: Path) -> Settings:
    source = rooms_of(given).existing(name)
    copies = RoomFolder(folder)
    copies.path(name).parent.mkdir()
    copies.take_copy_of(source, name)
    return replace(given, world=WorldKind.SIMULATOR, room=name, data=folder)


@contextmanager
def _of_log(given: Settings, log: str, stdin: BinaryIO, stderr: TextIO) -> Iterator[Settings]:
    """Yield the settings of an imported log, or of a file imported for the time being."""
    is_file = log == STDIN or Path(log).exists()
    with TemporaryDirectory(prefix="eda-log-") if is_file else nullcontext("") as folder:
        data, name = given.data, log
        if is_file:
            data, name = Path(folder), proposed_name(Path(log).name)
            import_log(list(sources_in(log, stdin)), logs_folder(data), name, Teller(stderr))
        if data is None:
            raise InvalidSettings("Imported logs need a folder; set EDA_DATA to one.")
        yield replace(given, world=WorldKind.FILE, file=name, data=data)


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
