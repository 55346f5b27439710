"""Where recordings are kept: one file each in a folder, named by the user within bounds."""

import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from eda_core.domain.errors import BackendUnavailable, InvalidRecording
from eda_core.log_files.folder import replace_file
from eda_core.recordings.archive import (
    MOST_BYTES,
    SUFFIX,
    Recording,
    Report,
    is_unpacked,
    packing,
    read_recording,
    write_recording,
)

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A recording that is kept: its name, its size, and when it was (epoch milliseconds)."""

    name: str
    size: int
    kept_ms: int


def recordings_folder(data: Path) -> Path:
    """Return where in the project's data folder the recordings are."""
    return data / "recordings"


def recording_path(folder: Path, name: str) -> Path:
    """Return where the recording of this name is; raises `InvalidRecording`: it becomes part of
    a path.
    """
    if not _NAME.fullmatch(name):
        raise InvalidRecording(
            f"A recording's name is 1 to 40 small letters, digits or hyphens, not {name[:60]!r}."
        )
    return folder / f"{name}{SUFFIX}"


def recordings_in(folder: Path) -> tuple[RecordingFile, ...]:
    """Return the recordings, the newest first; none where there is no folder yet."""
    try:
        known = [
            (path.name.removesuffix(SUFFIX), path.stat()) for path in folder.glob(f"*{SUFFIX}")
        ]
    except OSError as fault:
        raise BackendUnavailable(f"The folder of recordings cannot be read: {fault}.") from None
    found = [
        RecordingFile(name, stat.st_size, stat.st_mtime_ns // 1_000_000)
        for name, stat in known
        if _NAME.fullmatch(name)
    ]
    return tuple(sorted(found, key=lambda each: (-each.kept_ms, each.name)))


def open_recording(folder: Path, name: str, report: Report = lambda _: None) -> Recording:
    """Return the recording of this name; raises `InvalidRecording` where there is none, or it is
    none.
    """
    path = recording_path(folder, name)
    try:
        with path.open("rb") as file:
            return read_recording(file, report)
    except FileNotFoundError:
        raise InvalidRecording(f"There is no recording {name} here.") from None
    except OSError as fault:
        raise BackendUnavailable(f"The recording {name} cannot be read: {fault}.") from None


def keep_recording(folder: Path, name: str, recording: Recording) -> Path:
    """Keep a recording under a name that is free; raises `InvalidRecording` where it is not."""
    path = _free_path(folder, name)
    with replace_file(path) as file:
        write_recording(recording, file)
    return path


def take_in(folder: Path, name: str, chunks: Iterable[bytes]) -> Recording:
    """Take in a recording of anybody: it is read whole, and kept as it came if nothing is wrong.

    One that came unpacked is packed. Raises `InvalidRecording` naming the place of the fault;
    nothing is kept then.
    """
    path, pieces = _free_path(folder, name), _counted(chunks)
    with replace_file(path) as file:
        first = next(pieces, b"")
        with packing(file) if is_unpacked(first) else nullcontext(file) as kept:
            for piece in chain((first,), pieces):
                kept.write(piece)
        file.flush()
        with Path(file.name).open("rb") as written:
            return read_recording(written)


def _counted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a file; raises `InvalidRecording` where they are more than allowed."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise InvalidRecording(f"The file has more than {MOST_BYTES // 2**20} MiB.")
        yield chunk


def delete_recording(folder: Path, name: str) -> None:
    """Delete a recording; one that is gone already is no fault."""
    try:
        recording_path(folder, name).unlink(missing_ok=True)
    except OSError as fault:
        raise BackendUnavailable(f"The recording {name} cannot be deleted: {fault}.") from None


def _free_path(folder: Path, name: str) -> Path:
    path = recording_path(folder, name)
    if path.exists():
        raise InvalidRecording(f"There is a recording {name} already: choose another name.")
    return path
