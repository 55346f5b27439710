"""Files named on the command line, with a sentence when they cannot be opened, read or written.

Lines for a terminal are shown whatever they hold and whatever it can show.
"""

import codecs
import contextlib
import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from eda_core.domain.errors import InvalidSettings
from eda_core.domain.unseen import UNSEEN

STDIN: Final = "-"
_UNNAMED: Final = "<stdin>"
"""Python's name for standard input."""

UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@contextlib.contextmanager
def open_to_write(name: str) -> Iterator[TextIO]:
    """A text file to write; raises `InvalidSettings` where it cannot be opened or written."""
    opened = _create(name)
    try:
        yield opened
    finally:
        with writing(name):  # closing writes the last bytes, and tries those again that failed
            opened.close()


def _create(name: str) -> TextIO:
    if name == STDIN:
        raise InvalidSettings("Name a file to write: - stands for standard input alone.")
    with writing(check_name(name)):
        return Path(name).open("w", encoding="utf-8", newline="\n")


def check_not_read(name: str, read: Iterable[str | BinaryIO]) -> None:
    """Raise `InvalidSettings` where a file to write is one of those that are ``read``, by whatever
    name: writing would empty it. A device, as a terminal, may be both.
    """
    with writing(name):  # a name may be too long to be asked for
        is_read = _is_among(Path(name), read)
    if is_read:
        raise InvalidSettings(f"Cannot write {name}: it is read, too. Name another file.")


def _is_among(path: Path, read: Iterable[str | BinaryIO]) -> bool:
    if path.is_file():
        return any(_is_same(path, each) for each in read)
    # A room that is to be made has its name only.
    return not path.exists() and path.absolute() in map(_absolute, read)


def _is_same(path: Path, read: str | BinaryIO) -> bool:
    try:
        of_read = Path(read).stat() if isinstance(read, str) else os.fstat(read.fileno())
    except OSError:  # nothing is there, or it is no file of the system
        return False
    return os.path.samestat(path.stat(), of_read)


def _absolute(read: str | BinaryIO) -> Path | None:
    return Path(read).absolute() if isinstance(read, str) else None


@contextlib.contextmanager
def writing(name: str) -> Iterator[None]:
    """Raise `InvalidSettings` where writing fails, but for a pipe that nobody reads any more."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise InvalidSettings(f"Cannot write {name}: {fault.strerror}.") from None


def open_to_read(name: str, stdin: BinaryIO) -> contextlib.AbstractContextManager[BinaryIO]:
    """Return a file to read as bytes, or standard input for ``-``; raises `InvalidSettings`."""
    if name == STDIN:
        return contextlib.nullcontext(stdin)
    try:
        return Path(check_name(name)).open("rb")
    except OSError as fault:
        raise InvalidSettings(f"Cannot read {name}: {fault.strerror}.") from None


def check_name(name: str) -> str:
    """Return the name of a file; raises `InvalidSettings` for an empty one, as of a variable that
    is not set: as a path it is the folder one is in.
    """
    if not name:
        raise InvalidSettings("An empty text, as of a variable that is not set, names no file.")
    return name


def numbered_lines(source: BinaryIO, most_bytes: int) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers from 1.

    A byte order mark before the first is left out. A line longer than ``most_bytes`` comes cut
    just above that, so that it can be refused. Raises `InvalidSettings`, also for UTF-16.
    """
    number = 0
    while line := _line(source, most_bytes + 2):
        number += 1
        if number == 1:
            line = _unmarked(line, source)
        if text := line.decode("utf-8", "replace").strip():
            yield number, text


def numbered_cases(source: BinaryIO, most_bytes: int) -> Iterator[tuple[int, str]]:
    """Yield lines as `numbered_lines` does; raises `InvalidSettings` at the end if none came."""
    number = 0
    for number, line in numbered_lines(source, most_bytes):
        yield number, line
    if not number:
        raise InvalidSettings(f"There is no case in {_name(source)}.")


def _unmarked(line: bytes, source: BinaryIO) -> bytes:
    if line.startswith(UTF16_MARKS):
        raise InvalidSettings(f"Cannot use {_name(source)}: it is UTF-16; save it as UTF-8.")
    return line.removeprefix(codecs.BOM_UTF8)


def _line(source: BinaryIO, most_bytes: int) -> bytes:
    try:
        line = rest = source.readline(most_bytes)
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(most_bytes)
    except OSError as fault:
        raise InvalidSettings(f"Cannot read {_name(source)}: {fault.strerror}.") from None
    return line


def _name(source: BinaryIO) -> str:
    name = str(getattr(source, "name", _UNNAMED))
    return "standard input" if name == _UNNAMED else name


def write_lines(lines: Iterator[str], target: TextIO) -> None:
    """Write each line and its end; raises `InvalidSettings`, as for a full disk."""
    with writing(target.name):
        target.writelines(f"{line}\n" for line in lines)
        target.flush()


def write_shown(stream: TextIO, lines: Iterable[str]) -> None:
    """Write lines, each on one line of a terminal of any encoding; raises `InvalidSettings`."""
    encoding = stream.encoding or "utf-8"
    for line in lines:
        shown = on_one_line(line).encode(encoding, "backslashreplace").decode(encoding)
        with writing("the answer"):
            stream.write(f"{shown}\n")
            stream.flush()


def on_one_line(text: str) -> str:
    """Text of any origin for a terminal: what would move the cursor is written as an escape."""
    return "".join(map(_printable, text))


def _printable(letter: str) -> str:
    if letter == "\n":
        return " "
    return repr(letter)[1:-1] if unicodedata.category(letter) in UNSEEN else letter
