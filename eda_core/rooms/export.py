"""A room as lines of JSON, to be taken elsewhere and read by others.

The first line says what this is. Each of the others is a row of a table of the room, such as
``{"table":"items","row":[101,...]}``, in the order of the columns the first line names; what the
file holds as JSON is written as that. The room made of the lines equals the one they came from.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from eda_core.domain.errors import InvalidSettings
from eda_core.domain.settings import BusKind
from eda_core.rooms.file import check_header, is_new, new_file, open_connection
from eda_core.rooms.file_errors import backend_errors, damaged
from eda_core.rooms.journal import BODY
from eda_core.rooms.packing import compressed, expanded, to_json
from eda_core.rooms.store import RECORDS_FROM, create_tables

FORMAT: Final = "eda-live room"
FORMAT_VERSION: Final = 1
MAX_LINE: Final = 64 * 1024**2
"""Characters of a line: as much as a chunk may hold."""


class _Column(NamedTuple):
    """How a column is written, and read again; reading raises `ValueError` for a wrong type."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise ValueError("must be a whole number")
    return value


def _number_or_null(value: Any) -> Any:
    return None if value is None else _number(value)


def _text(value: Any) -> Any:
    if not isinstance(value, str) or not value.isascii():
        raise ValueError("must be ASCII text")
    return value


def _key(value: Any) -> Any:
    if isinstance(value, float | str) and not isinstance(value, bool):
        return value if isinstance(value, float) else _text(value)
    return _number(value)


def _given(value: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value.encode(*BODY)


def _same(value: Any) -> Any:
    return value


NUMBER: Final = _Column(_same, _number)
NULLABLE: Final = _Column(_same, _number_or_null)
TEXT: Final = _Column(_same, _text)
KEY: Final = _Column(_same, _key)
GIVEN: Final = _Column(lambda given: given.decode(*BODY), _given)
JSON: Final = _Column(json.loads, to_json)
CHUNK: Final = _Column(expanded, lambda value: compressed(to_json(value)))

COLUMNS: Final[Mapping[str, Mapping[str, _Column]]] = {
    "meta": {"name": TEXT, "value": JSON},
    "definitions": {"number": NUMBER, "text": TEXT},
    "chunks": {"kind": TEXT, "first": NUMBER, "count": NUMBER, "data": CHUNK},
    "items": {"id": KEY, "timestamp": GIVEN, "item": JSON},
    "executions": {"number": NUMBER, "key": NUMBER, "failed": NULLABLE, "data": JSON},
    "flight": {"number": NUMBER, "kind": TEXT, "data": CHUNK},
    "commands": {"number": NUMBER, "at_ms": NUMBER, "executed": NUMBER}
    | {"ahead_ms": NUMBER, "stepped_ms": NUMBER, "kind": TEXT, "given": GIVEN},
}
"""The tables of a room in the order they are written."""


def export_room(source: Path, out: IO[str]) -> int:
    """Write a room as it stands, open or not, as lines of JSON; answers how many lines.

    Raises `InvalidSettings` for a source that is no room, `BackendError` where it cannot be read.
    """
    lines = 0
    for line in _export(source):  # what `out` answers is not the room's fault
        out.write(line)
        lines += 1
    return lines


def _export(source: Path) -> Iterator[str]:
    if not source.is_file():
        raise InvalidSettings(f"There is no room {source}.")
    check_header(source)
    with backend_errors(source), open_connection(source, "ro") as room:
        room.execute("BEGIN")  # one look at all the tables, whoever goes on writing
        if is_new(room, source):
            raise InvalidSettings(f"The room {source} is empty.")
        yield to_json(_first_line()) + "\n"
        yield from _lines(room, source)


def _first_line() -> dict[str, Any]:
    columns = {table: list(columns) for table, columns in COLUMNS.items()}
    return {"format": FORMAT, "version": FORMAT_VERSION, "columns": columns}


def _lines(room: sqlite3.Connection, path: Path) -> Iterator[str]:
    for table, columns in COLUMNS.items():
        rows = room.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - ours
        for row in rows:
            yield _line(table, columns, row, path)


def _line(table: str, columns: Mapping[str, _Column], row: Any, path: Path) -> str:
    try:
        values = [c.write(value) for c, value in zip(columns.values(), row, strict=True)]
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise damaged(path, f"a row of {table}, {fault}") from fault
    return to_json({"table": table, "row": values}) + "\n"


def import_room(source: Iterable[str], target: Path, bus: BusKind | None = None) -> int:
    """Make a room of the lines `export_room` wrote; answers how many there were.

    All or nothing: ``target`` must not exist, and is there only once all is read. Raises
    `InvalidSettings` naming the line that cannot be used, and where the room is to have a kind of
    ``bus`` that it does not have.
    """
    with new_file(target) as part, backend_errors(target), open_connection(part, "rwc") as room:
        create_tables(room)
        room.execute("BEGIN")
        count = _read(room, _capped(source))
        room.execute("COMMIT")
        _check_rows(room)
        _check_kind(room, bus)
    return count


def _capped(source: Iterable[str]) -> Iterator[tuple[int, Any]]:
    """Line numbers, from 1, and the JSON in the lines."""
    for number, line in enumerate(source, start=1):
        if len(line) > MAX_LINE:
            raise InvalidSettings(f"Line {number} has more than {MAX_LINE} characters.")
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            raise InvalidSettings(f"Line {number} is not JSON.") from None


def _read(room: sqlite3.Connection, lines: Iterator[tuple[int, Any]]) -> int:
    _, first = next(lines, (1, None))
    if not isinstance(first, dict) or first.get("format") != FORMAT:
        raise InvalidSettings(f'Line 1 must say {{"format": "{FORMAT}", ...}}: this is no export.')
    if first.get("version") != FORMAT_VERSION:
        raise InvalidSettings(
            f"Line 1: version {to_json(first.get('version'))[:20]} of the format is not known; "
            f"this program reads {FORMAT_VERSION}."
        )
    number = 1
    for number, line in lines:
        _insert(room, number, line)
    return number


def _insert(room: sqlite3.Connection, number: int, line: Any) -> None:
    table = line.get("table") if isinstance(line, dict) else None
    columns = COLUMNS.get(table) if isinstance(table, str) else None
    if columns is None:
        raise InvalidSettings(f"Line {number}: `table` must be one of {', '.join(COLUMNS)}.")
    row = line.get("row")
    if not isinstance(row, list) or len(row) != len(columns):
        raise InvalidSettings(f"Line {number}: `row` must be a list of {', '.join(columns)}.")
    values = [
        _value(number, name, columns[name], value) for name, value in zip(columns, row, strict=True)
    ]
    marks = ", ".join("?" * len(columns))
    try:
        room.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608 - names of ours
    except sqlite3.IntegrityError as fault:
        raise InvalidSettings(f"Line {number}: this row cannot be added ({fault}).") from None


def _value(number: int, name: str, column: _Column, value: Any) -> Any:
    try:
        return column.read(value)
    except (ValueError, TypeError, RecursionError) as fault:
        raise InvalidSettings(f"Line {number}: `{name}` {fault}.") from None


def _check_rows(room: sqlite3.Connection) -> None:
    """Refuse chunks that hold no records, and a room that says nothing of itself."""
    for kind, first, data in room.execute("SELECT kind, first, data FROM chunks"):
        try:
            RECORDS_FROM[kind](first, expanded(data))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as fault:
            where = f"The {kind} from number {first} on"
            raise InvalidSettings(f"{where} cannot be used: {fault!r}.") from None
    with closing(room.execute("SELECT count(*) FROM meta WHERE name = 'room'")) as found:
        if found.fetchone() != (1,):
            raise InvalidSettings("The export ends before it says what the room began with.")


def _check_kind(room: sqlite3.Connection, wanted: BusKind | None) -> None:
    (text,) = room.execute("SELECT value FROM meta WHERE name = 'room'").fetchone()
    began = json.loads(text)
    kind = began.get("bus", BusKind.CLASSIC) if isinstance(began, dict) else BusKind.CLASSIC
    if wanted is not None and kind != wanted:
        raise InvalidSettings(
            f"This is a room of the {str(kind)[:20]} bus: choose that kind of bus first, and "
            "import it there."
        )
