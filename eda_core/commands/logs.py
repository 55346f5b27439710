"""``logs``: imported logs, without a screen. ``EDA_DATA`` names the folder they are kept in.

Exit status 0 when done. A file may be larger here than one that is uploaded: 500 MiB.
"""

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from eda_core.commands.files import open_to_read
from eda_core.domain.errors import InvalidSettings
from eda_core.domain.settings import settings_from
from eda_core.log_files import (
    Imported,
    Progress,
    delete_log,
    import_log,
    log_name_from,
    logs_folder,
    logs_in,
)

PIECE: Final = 2**18
TENTHS: Final = 10

Verb = Callable[[Path, argparse.Namespace, BinaryIO, TextIO, TextIO], None]


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("logs", help="import, list or delete log files")
    verbs = parser.add_subparsers(required=True, metavar="VERB", parser_class=type(parser))
    _verb(verbs, "list", "say which imported logs there are", _list)
    _verb(verbs, "import", "take a log file in", _import, "FILE", "NAME")
    _verb(verbs, "delete", "delete an imported log", _delete, "NAME")


def _verb(verbs: Any, name: str, text: str, verb: Verb, *names: str) -> None:
    parser = verbs.add_parser(name, help=text)
    parser.set_defaults(run=_run, verb=verb)
    for place in names:
        parser.add_argument(place.lower(), metavar=place)


def _run(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    data = settings_from(os.environ).data
    if data is None:
        raise InvalidSettings("Imported logs need a folder; set EDA_DATA to one.")
    arguments.verb(logs_folder(data), arguments, stdin, stdout, stderr)
    return 0


def _list(
    folder: Path, _given: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, stderr: TextIO
) -> None:
    logs = logs_in(folder)
    for log in logs:
        stdout.write(f"{log.name:<40} {log.size / 1024**2:>9.1f} MiB\n")
    if not logs:
        stderr.write("No imported logs yet.\n")


def _import(
    folder: Path, given: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO
) -> None:
    size = 0 if given.file == "-" else _size(given.file)
    with open_to_read(given.file, stdin) as source:
        pieces = iter(partial(source.read, PIECE), b"")
        imported = import_log(pieces, size, folder, given.name, _Teller(stderr))
    for line in _told(imported):
        stdout.write(f"{line}\n")


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0  # what is wrong with it is said when it is opened


class _Teller:
    """Says each tenth of an import once."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._said = 0

    def __call__(self, progress: Progress) -> None:
        tenth = int(progress.share * TENTHS) if progress.bytes_all else 0
        if tenth > self._said:
            self._said = tenth
            self._out.write(f"{tenth * 100 // TENTHS} %, {progress.records} records\n")


def _told(imported: Imported) -> list[str]:
    lines = [f"{imported.records} records imported as {imported.name}."]
    if imported.malformed:
        lines.append(f"{imported.malformed} of them are no events: grey marks.")
    if imported.bad_rows:
        lines.append(f"{imported.bad_rows} rows are no log events and were left out:")
    rows = (f"  row {row.number}: {row.reason} {row.text[:60]}" for row in imported.listed)
    return [*lines, *rows]


def _delete(
    folder: Path, given: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, _stderr: TextIO
) -> None:
    delete_log(folder, log_name_from(given.name))
    stdout.write(f"There is no log {given.name} any more.\n")
