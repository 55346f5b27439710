"""Files named on the command line: opened, read and written with a sentence when they cannot be."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from eda_core.domain.errors import InvalidSettings

STDIN: Final = "-"


def open_to_write(name: str) -> contextlib.AbstractContextManager[TextIO]:
    """A text file to write; raises `InvalidSettings` if it cannot be opened."""
    opened: TextIO = _opened(name, "w", encoding="utf-8", newline="\n")
    return opened


def open_to_read(name: str, stdin: BinaryIO) -> contextlib.AbstractContextManager[BinaryIO]:
    """A file to read as bytes, or standard input for ``-``; raises `InvalidSettings`."""
    if name == STDIN:
        return contextlib.nullcontext(stdin)
    opened: BinaryIO = _opened(name, "rb")
    return opened


def _opened(name: str, mode: str, **options: Any) -> Any:
    try:
        return Path(name).open(mode, **options)
    except OSError as fault:
        deed = "write" if "w" in mode else "read"
        raise InvalidSettings(f"Cannot {deed} {name}: {fault.strerror}.") from None


def numbered_lines(source: BinaryIO, most_bytes: int) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers from 1.

    A line longer than ``most_bytes`` comes cut just above that, so that it can be refused.
    """
    number = 0
    while line := _line(source, most_bytes + 2):
        number += 1
        if text := line.decode("utf-8", "replace").strip():
            yield number, text


def _line(source: BinaryIO, most_bytes: int) -> bytes:
    try:
        line = rest = source.readline(most_bytes)
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(most_bytes)
    except OSError as fault:
        raise InvalidSettings(f"Cannot read {_name(source)}: {fault.strerror}.") from None
    return line


def _name(source: BinaryIO) -> str:
    return str(getattr(source, "name", "standard input"))


def write_lines(lines: Iterator[str], target: TextIO) -> None:
    """Write each line and its end; raises `InvalidSettings`, as for a full disk."""
    try:
        target.writelines(f"{line}\n" for line in lines)
        target.flush()
    except OSError as fault:
        raise InvalidSettings(f"Cannot write {target.name}: {fault.strerror}.") from None
