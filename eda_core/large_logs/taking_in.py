"""Takes log files of any size in, as Parquet in a folder of the log's name."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import duckdb

from eda_core.domain.errors import BackendUnavailable, InvalidLogFile
from eda_core.domain.stored_files import FileStore
from eda_core.large_logs.kept_answers import answers_to_keep
from eda_core.large_logs.order_rows import Tell, judge, quoted
from eda_core.large_logs.record_columns import ROW_GROUP, LogWriter
from eda_core.log_files.folder import check_free, large_path
from eda_core.log_files.importing import Imported, Report, SourceFile, take_in
from eda_core.stack import Stack

FORMAT: Final = 2
"""Of the tables; a log of another one is to be imported again."""

ABOUT: Final = "about.json"
"""The file beside the tables that says which form they have."""

MEMORY: Final = "400MB"
"""What the engine holds while it gathers and sorts; the rest of it is on disk meanwhile."""

_SORTED: Final = """
COPY (SELECT row_number() OVER () AS sequence, * FROM (
    SELECT * EXCLUDE (sequence) FROM read_parquet($unsorted) ORDER BY at_ms, sequence))
TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows})
"""


def import_large(
    sources: Sequence[SourceFile],
    folder: Path,
    name: str,
    stack: Stack,
    hear: tuple[Report, Tell] = (lambda _: None, lambda _: None),
    *,
    old_times: bool = False,
) -> Imported:
    """Take in files as the large log ``name`` in the folder.

    ``hear`` is told how far the reading has come, and then what is done. Raises what `import_log`
    does, but that there is no limit other than the disk; nothing is kept then.
    """
    report, tell = hear
    check_free(folder, name)
    with _make_folder(large_path(folder, name)) as made:
        with LogWriter(made / "log.parquet") as log:
            imported = take_in(name, sources, log, report, old_times=old_times)
        with database(MEMORY, made) as table:
            if not log.is_in_order:
                tell("Putting the records in order")
                _sort(table, made)
            table.read_parquet(str(made / "log.parquet")).create_view("log")
            orders = judge(table, made, stack, tell)
            tell("Keeping what is asked of the whole log")
            write_about(table, made, records=imported.records, orders=orders)
    return imported


def write_about(
    table: duckdb.DuckDBPyConnection, folder: Path, *, records: int, orders: int
) -> None:
    """Write what stands beside the tables of a log; ``table`` is a database with a view ``log``."""
    for name in ("orders", "copies", "fields"):
        table.read_parquet(str(folder / f"{name}*.parquet")).create_view(name)
    answers = answers_to_keep(lambda sql: table.execute(sql).fetchall())
    said = {"format": FORMAT, "records": records, "orders": orders, "answers": answers}
    (folder / ABOUT).write_text(json.dumps(said), "utf-8")


def _sort(table: duckdb.DuckDBPyConnection, folder: Path) -> None:
    path, unsorted = folder / "log.parquet", folder / "unsorted.parquet"
    path.rename(unsorted)
    table.execute(_SORTED.format(path=quoted(path), rows=ROW_GROUP), {"unsorted": str(unsorted)})
    unsorted.unlink()


@contextmanager
def _make_folder(path: Path) -> Iterator[Path]:
    """A folder that takes its place whole when the block ends well, and else is gone.

    Raises `BackendUnavailable` where nothing can be written, as on a disk that is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(dir=path.parent, prefix=".import-"))
        try:
            yield folder
            folder.chmod(0o755)
            os.replace(folder, path)  # noqa: PTH105 - a folder takes the place of none
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except (OSError, duckdb.Error) as fault:
        reason = str(fault).partition("\n")[0]
        raise BackendUnavailable(f"The log cannot be written: {reason}") from None


@contextmanager
def database(memory: str, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that goes to files in the folder where it would grow beyond this."""
    spilled = folder / "spilled"
    settings: dict[str, Any] = {"memory_limit": memory, "temp_directory": str(spilled)}
    table = duckdb.connect(config=settings)
    try:
        yield table
    finally:
        table.close()
        shutil.rmtree(spilled, ignore_errors=True)


def about(path: Path) -> Mapping[str, Any]:
    """Return what stands beside the tables of the large log in this folder.

    Raises `InvalidLogFile` unless it can be read here.
    """
    try:
        said = (path / ABOUT).read_text("utf-8")
    except (OSError, ValueError):
        said = ""
    return checked(said, f"The log {path.stem}")


def put_away(path: Path, store: FileStore, tell: Tell) -> None:
    """Put the files of a large log at the address of a store, what says that it is whole last.

    Raises `BackendError` where they are not taken; the log is not there then, or in part.
    """
    files = sorted(path.iterdir(), key=lambda file: (file.name == ABOUT, file.name))
    for file in files:
        tell(f"Putting {file.name}, {file.stat().st_size / 2**20:,.1f} MiB")
        with file.open("rb") as content:
            store.write(file.name, content)


def checked(about: str, what: str) -> Mapping[str, Any]:
    """Return what this text, beside the tables of a log, says of them.

    Raises `InvalidLogFile` unless it names their form.
    """
    try:
        said = json.loads(about)
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise InvalidLogFile(
            f"{what} was written by another version: delete it and import it again."
        )
    return said
