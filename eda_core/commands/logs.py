"""``logs``: imported logs, without a screen: taken in, listed, asked, deleted.

``EDA_DATA`` names the folder they are kept in. Exit status 0 when done. Files may be larger here
than those that are uploaded: 500 MiB together, 2,000 MiB unpacked. Beyond that, or with
``--large``, they become a large log, which is kept as Parquet and asked by DuckDB. A folder stands
for all files in it, and so does an address of S3.
"""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from eda_core.app.bootstrap import stack_of_logs
from eda_core.app.large import files_at, have_read, import_large, send_large
from eda_core.commands import log_questions
from eda_core.commands.files import STDIN, check_name, open_to_read
from eda_core.domain.errors import InvalidLogFile, InvalidSettings
from eda_core.domain.settings import settings_from
from eda_core.domain.stored_files import S3, FileStore, StoredFile
from eda_core.log_files import (
    MOST_BYTES,
    Imported,
    OldTimes,
    Progress,
    SourceFile,
    delete_log,
    import_log,
    log_name_from,
    logs_folder,
    logs_in,
)
from eda_core.log_files.folder import large_path
from eda_core.presentation.log.event_filter import TakenFor, imported_sentence
from eda_core.presentation.wording import counted

PIECE: Final = 2**18
PART: Final = 8 * 2**20
"""Bytes of a file at S3 that are asked for at once, and again where a connection breaks off."""

TENTHS: Final = 10

Verb = Callable[[Path, argparse.Namespace, BinaryIO, TextIO, TextIO], None]


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("logs", help="import, list or delete log files")
    verbs = parser.add_subparsers(required=True, metavar="VERB", parser_class=type(parser))
    _verb(verbs, "list", "say which imported logs there are", _list)
    taking = _verb(verbs, "import", "take log files in", _import)
    taking.add_argument(
        "file",
        metavar="FILE",
        nargs="+",
        help="a file, a folder of files, s3://bucket/folder, or - for standard input",
    )
    taking.add_argument("name", metavar="NAME", help="what the log is called from then on")
    taking.add_argument(
        "--large", action="store_true", help="keep it on disk, whatever its size; needs DuckDB"
    )
    taking.add_argument(
        "--old-times", action="store_true", help="take times before 2014 as they are"
    )
    _verb(verbs, "delete", "delete an imported log", _delete, "NAME")
    _verb(verbs, "send", "send a large log to where EDA_LOG_ENGINE is", _send, "NAME")
    log_questions.add_to(verbs)


def _verb(verbs: Any, name: str, text: str, verb: Verb, *names: str) -> Any:
    parser = verbs.add_parser(name, help=text)
    parser.set_defaults(run=_run, verb=verb)
    for place in names:
        parser.add_argument(place.lower(), metavar=place)
    return parser


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
    sources = [source for name in given.file for source in sources_in(name, stdin)]
    if not sources:
        raise InvalidLogFile(f"There is no file in {', '.join(given.file)[:200]}.")
    try:
        imported = _take_in(sources, folder, given, stderr)
    except OldTimes as question:
        raise InvalidLogFile(f"{question} If it is right, add --old-times.") from None
    for line in _outcome(imported):
        stdout.write(f"{line}\n")


def _take_in(
    sources: Sequence[SourceFile], folder: Path, given: argparse.Namespace, stderr: TextIO
) -> Imported:
    """Take the files in; those that are too many for memory as a large log."""
    teller, old_times = Teller(stderr), given.old_times
    if not given.large and sum(source.size for source in sources) <= MOST_BYTES:
        return import_log(sources, folder, given.name, teller, old_times=old_times)

    def tell(words: str) -> None:
        stderr.write(f"{words} ...\n")

    hear = (teller, tell)
    return import_large(sources, folder, given.name, stack_of_logs(), hear, old_times=old_times)


def sources_in(name: str, stdin: BinaryIO) -> Iterator[SourceFile]:
    """Yield the files a name stands for: itself, or those in a folder and its folders, by name.

    Raises `InvalidSettings` for an empty one and an address of S3 that cannot be used,
    `InvalidLogFile` for one with nothing below it, `BackendError` for one that cannot be read.
    """
    if name.startswith(S3):
        yield from _sources_at(name)
        return
    path = Path(check_name(name))
    if name == STDIN or not path.is_dir():
        yield SourceFile(name, 0 if name == STDIN else _size(path), _pieces(name, stdin))
        return
    for file in sorted(path.rglob("*")):
        if file.is_file():
            yield SourceFile(str(file.relative_to(path)), _size(file), _pieces(str(file), stdin))


def _sources_at(address: str) -> Iterator[SourceFile]:
    store = files_at(address, settings_from(os.environ))
    files = store.list_files()
    if not files:
        raise InvalidLogFile(f"There is no file at {store.address}.")
    for file in files:
        yield SourceFile(file.name, file.size, _parts(store, file))


def _parts(store: FileStore, file: StoredFile) -> Iterator[bytes]:
    for first in range(0, file.size, PART):
        yield store.read(file, first, PART)


def _pieces(name: str, stdin: BinaryIO) -> Iterator[bytes]:
    with open_to_read(name, stdin) as source:
        while piece := source.read(PIECE):
            yield piece


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # what is wrong with it is said when it is opened


class Teller:
    """Says each tenth of an import once."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._said = 0

    def __call__(self, progress: Progress) -> None:
        """Say a tenth once it is done."""
        tenth = int(progress.share * TENTHS) if progress.bytes_all else 0
        if tenth > self._said:
            self._said = tenth
            self._out.write(
                f"{tenth * 100 // TENTHS} %, {counted(progress.records, 'record', 'records')}\n"
            )


def _outcome(imported: Imported) -> list[str]:
    taken_for = TakenFor(
        imported.forms, imported.files, imported.events, imported.left_out, imported.steps
    )
    counts = (imported.records, imported.malformed, imported.bad_rows)
    rows = [f"  {row.place}: {row.reason} {row.text[:60]}" for row in imported.listed]
    return [imported_sentence(imported.name, taken_for, *counts), *rows]


def _delete(
    folder: Path, given: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, _stderr: TextIO
) -> None:
    name = log_name_from(given.name)
    if name not in {log.name for log in logs_in(folder)}:
        raise InvalidLogFile(f"There is no imported log {name}.")
    delete_log(folder, name)
    stdout.write(f"There is no log {given.name} any more.\n")


def _send(
    folder: Path, given: argparse.Namespace, _stdin: BinaryIO, stdout: TextIO, stderr: TextIO
) -> None:
    def tell(words: str) -> None:
        stderr.write(f"{words} ...\n")

    settings, name = settings_from(os.environ), given.name
    if name.startswith(S3):
        name = have_read(name, settings, tell)
    else:
        send_large(large_path(folder, name), settings, tell)
    stdout.write(f"The log {name} is there.\n")
