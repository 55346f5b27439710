"""Where imported logs are kept: one file each in a folder, named by the user within bounds."""

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

from eda_core.domain.errors import BackendUnavailable, InvalidLogFile
from eda_core.domain.names import free_name

SUFFIX: Final = ".jsonl"
STEPS_SUFFIX: Final = ".steps"
"""What a bus log told of deliveries, beside the log of its name."""
LARGE: Final = ".parquet"
"""How the folder of a large log ends."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class LogFile:
    """An imported log: its name, and its size in bytes."""

    name: str
    size: int


def logs_folder(data: Path) -> Path:
    """Return where in the project's data folder the imported logs are."""
    return data / "logs"


def log_name_from(text: str) -> str:
    """Return the name of a log; raises `InvalidLogFile`: it becomes part of a path."""
    if not _NAME.fullmatch(text):
        raise InvalidLogFile(
            f"A log's name is 1 to 40 small letters, digits or hyphens, not {text[:60]!r}."
        )
    return text


def proposed_name(file_name: str, taken: Collection[str] = ()) -> str:
    """Return a name for a file that was called so, such as ``query-results`` for
    Query results.csv, or ``query-results-2`` where that is taken.
    """
    stem = file_name.rpartition("/")[2].partition(".")[0].lower()
    name = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40].strip("-") or "log"
    return free_name(name, taken, "log")


def log_path(folder: Path, name: str) -> Path:
    """Return where the log of this name is; raises `InvalidLogFile` for a name that cannot be."""
    return folder / f"{log_name_from(name)}{SUFFIX}"


def steps_beside(path: Path) -> Path:
    """Return where the steps of deliveries of a log are, if it came with any."""
    return path.with_suffix(STEPS_SUFFIX)


def large_path(folder: Path, name: str) -> Path:
    """Return the folder of the large log of this name; raises `InvalidLogFile` as `log_path`."""
    return folder / f"{log_name_from(name)}{LARGE}"


def check_free(folder: Path, name: str) -> None:
    """Raise `InvalidLogFile` where there is a log of this name, or none can be called so."""
    if log_path(folder, name).exists() or large_path(folder, name).exists():
        raise InvalidLogFile(f"There is a log {name} already: delete it, or choose another name.")


def logs_in(folder: Path) -> tuple[LogFile, ...]:
    """Return the imported logs, by name; none where there is no folder yet."""
    try:
        return tuple(sorted(_find_in(folder), key=lambda log: log.name))
    except OSError as fault:
        raise BackendUnavailable(f"The folder of imported logs cannot be read: {fault}.") from None


def _find_in(folder: Path) -> Iterator[LogFile]:
    for path in folder.glob("[a-z0-9]*"):
        if path.suffix not in (SUFFIX, LARGE) or not _NAME.fullmatch(path.stem):
            continue
        files = [path] if path.suffix == SUFFIX else [*path.iterdir()]
        size = sum(file.stat().st_size for file in files)
        yield LogFile(path.stem, size)


def delete_log(folder: Path, name: str) -> None:
    """Delete an imported log; one that is gone already is no fault."""
    try:
        path = log_path(folder, name)
        path.unlink(missing_ok=True)
        steps_beside(path).unlink(missing_ok=True)
        if (large := large_path(folder, name)).exists():
            shutil.rmtree(large)
    except OSError as fault:
        raise BackendUnavailable(f"The log {name} cannot be deleted: {fault}.") from None


@contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes its place whole when the block ends well, and else is gone.

    Raises `BackendUnavailable` where the folder takes no file.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".import-", delete=False) as file:
            try:
                yield file
                file.flush()
                os.replace(file.name, path)  # noqa: PTH105 - the name is a temporary file's, a str
            finally:
                Path(file.name).unlink(missing_ok=True)
    except OSError as fault:
        raise BackendUnavailable(f"{path.name} cannot be written: {fault}.") from None
