"""``rooms``: the worlds kept on disk, without a screen.

``EDA_DATA`` names their folder. A room that is open in a dashboard can be listed and exported, not
reset. Exit status 0 when done, 1 when the user thought better of it or a room is not sound.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from eda_core.app.bootstrap import epoch_now_ms, rooms_of
from eda_core.commands.files import check_not_read, numbered_lines, open_to_read, open_to_write
from eda_core.domain.errors import BackendError
from eda_core.domain.settings import BusKind, settings_from
from eda_core.read_model import ReadModel
from eda_core.rooms.catalog import RoomFile, RoomFolder
from eda_core.rooms.opening import open_room
from eda_core.stack import demo_stack

MAX_LINE_BYTES: Final = 16 * 1024**2
"""The longest line of an exported room: an event of 1 MB may be in it more than once."""


Verb = Callable[[RoomFolder, argparse.Namespace, BinaryIO], Iterator[str]]
"""Does what was asked and tells, line by line."""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("rooms", help="list, export, import, copy or reset rooms")
    verbs = parser.add_subparsers(required=True, metavar="VERB", parser_class=type(parser))
    _verb(verbs, "list", "say which rooms there are", _list)
    export = _verb(verbs, "export", "write a room as JSON lines", _export, "NAME")
    export.add_argument("--out", metavar="FILE", required=True)
    load = _verb(verbs, "import", "make a room from exported lines", _import, "NAME")
    load.add_argument("--from", metavar="FILE|-", required=True, dest="source")
    check = verbs.add_parser("check", help="open a room as the dashboard would, and measure it")
    check.set_defaults(run=_check)
    check.add_argument("name", metavar="NAME")
    check.add_argument("--fresh", action="store_true", help="use nothing that was kept of before")
    _verb(verbs, "copy", "make a room like another", _copy, "NAME", "NEW-NAME")
    reset = _verb(verbs, "reset", "forget a room and all that is in it", _reset, "NAME")
    reset.add_argument("--yes", action="store_true", help="do not ask")


def _verb(verbs: Any, name: str, text: str, verb: Verb, *names: str) -> Any:
    parser = verbs.add_parser(name, help=text)
    parser.set_defaults(run=_run, verb=verb, yes=verb is not _reset)
    for place in names:
        parser.add_argument(place.lower().replace("-", "_"), metavar=place)
    return parser


def _run(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    folder = rooms_of(settings_from(os.environ))
    if not arguments.yes and not _confirm(folder, arguments.name, stdin, stderr):
        stderr.write("Nothing was changed.\n")
        return 1
    for line in arguments.verb(folder, arguments, stdin):
        stdout.write(f"{line}\n")
    return 0


def _check(arguments: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Say how long a room takes until a dashboard on it is ready, or what is wrong with it."""
    path = rooms_of(settings_from(os.environ)).existing(arguments.name)
    try:
        measured = _measure(path, fresh=arguments.fresh)
    except BackendError as fault:
        stderr.write(f"{fault}\n")
        return 1
    stdout.write(json.dumps(measured) + "\n")
    return 0


def _measure(path: Path, *, fresh: bool) -> dict[str, Any]:
    """Open a room as the dashboard does; returns what that took. Raises `BackendError`."""
    started, processor = time.perf_counter(), time.process_time()
    room = open_room(path, demo_stack(), epoch_now_ms, seed=0, set_damaged_aside=False, fresh=fresh)
    with closing(room):
        model = ReadModel(room.backend(), demo_stack(room.world.stack.kind))
        if not fresh:
            model.restore()
        model.refresh()
        seconds, used = time.perf_counter() - started, time.process_time() - processor
        totals, peak = model.totals(), peak_mib()
        model.keep()
    return {
        "orders": totals.orders,
        "events": totals.events,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(used, 3),
        "peak_mib": peak,
        "from": "columns" if model.is_restored else "records",
    }


def peak_mib() -> float | None:
    """Return the most memory this process has had, in MiB; None where no system call says so."""
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 if sys.platform != "darwin" else 1024**2), 1)


def _confirm(folder: RoomFolder, name: str, stdin: BinaryIO, stderr: TextIO) -> bool:
    """Ask before a room is forgotten; raises `InvalidSettings` if there is none to forget."""
    folder.existing(name)
    stderr.write(f"Forget the room {name} and all that is in it? Type its name to go on: ")
    stderr.flush()
    return stdin.readline(100).decode("utf-8", "replace").strip() == name


def _list(folder: RoomFolder, _arguments: argparse.Namespace, _stdin: BinaryIO) -> Iterator[str]:
    rooms, now_ms = folder.all_rooms(), epoch_now_ms()
    yield from (_line(room, now_ms) for room in rooms)
    if not rooms:
        yield "No rooms yet."


def _line(room: RoomFile, now_ms: int) -> str:
    used = datetime.fromtimestamp(room.used_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M")
    line = f"{room.name:<24} {room.size / 1024**2:>9.1f} MiB  used {used} UTC"
    bus = "" if room.bus is BusKind.CLASSIC else f"  {room.bus} bus"
    return f"{line}{bus}  {room.warning(now_ms)}".rstrip()


def _export(folder: RoomFolder, arguments: argparse.Namespace, _stdin: BinaryIO) -> Iterator[str]:
    room = folder.existing(arguments.name)
    check_not_read(arguments.out, [str(room)])
    with open_to_write(arguments.out) as out:
        lines = folder.export(arguments.name, out)
    yield f"{lines} lines written to {arguments.out}."


def _import(folder: RoomFolder, arguments: argparse.Namespace, stdin: BinaryIO) -> Iterator[str]:
    with open_to_read(arguments.source, stdin) as source:
        texts = (text for _, text in numbered_lines(source, MAX_LINE_BYTES))
        lines = folder.import_(texts, arguments.name)
    yield f"{lines} lines read into the room {arguments.name}."


def _copy(folder: RoomFolder, arguments: argparse.Namespace, _stdin: BinaryIO) -> Iterator[str]:
    folder.copy(arguments.name, arguments.new_name)
    yield f"The room {arguments.new_name} is like {arguments.name} now."


def _reset(folder: RoomFolder, arguments: argparse.Namespace, _stdin: BinaryIO) -> Iterator[str]:
    folder.reset(arguments.name)
    yield f"The room {arguments.name} is forgotten."
