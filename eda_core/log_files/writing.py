"""Writes records as JSON lines, which can be imported again, and as CSV for a spreadsheet.

A line has the names of CloudWatch Logs: ``{"ingestionTime": epoch milliseconds, "message": text}``.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.domain.events import AnyRecord, MalformedRecord, iso_milliseconds
from eda_core.domain.orders import label_of, order_id_of

MOST_BYTES: Final = 64 * 2**20
"""Bytes of one export at most: it is made in memory."""

COLUMNS: Final = (
    "sequence",
    "logged",
    "source",
    "detail-type",
    "order",
    "time",
    "id",
    "message",
)

_as_json: Final = json.encoder.encode_basestring_ascii

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a cell a formula for a spreadsheet (OWASP, "CSV Injection")."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file's content, and how many of the records it was given are in it."""

    content: bytes
    records: int


def lines_export(records: Iterable[AnyRecord], most_bytes: int = MOST_BYTES) -> Export:
    """Records as JSON lines, as many as fit."""
    return _fitting(records, line_of, b"", most_bytes)


def csv_export(records: Iterable[AnyRecord], most_bytes: int = MOST_BYTES) -> Export:
    """Records as CSV with a line of names (RFC 4180), as many as fit.

    Text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    return _fitting(records, _csv_line, _csv_cells(COLUMNS), most_bytes)


def line_of(record: AnyRecord) -> bytes:
    """Return one record as a line of our export."""
    return line_from(record.ingested_ms, record.text)


def line_from(ingested_ms: int, message: str) -> bytes:
    """Return a line of our export from when the log received a message, and the message."""
    # Put together by hand, for a large import writes millions of them.
    return f'{{"ingestionTime":{ingested_ms},"message":{_as_json(message)}}}\n'.encode("ascii")


def _fitting(
    records: Iterable[AnyRecord],
    written: Callable[[AnyRecord], bytes],
    head: bytes,
    most_bytes: int,
) -> Export:
    parts, size = [head], len(head)
    for record in records:
        part = written(record)
        size += len(part)
        if size > most_bytes:
            break
        parts.append(part)
    return Export(b"".join(parts), len(parts) - 1)


def _csv_line(record: AnyRecord) -> bytes:
    logged = iso_milliseconds(record.ingested_ms)
    start = (str(record.sequence), logged)
    if isinstance(record, MalformedRecord):
        return _csv_cells((*start, "", "", "", "", "", record.text))
    event = record.event
    order = order_id_of(event.detail)
    label = "" if order is None else label_of(order)
    said = (event.source, event.detail_type, label, event.time, event.id, record.text)
    return _csv_cells((*start, *said))


def _csv_cells(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(_harmless(cell) for cell in cells)
    return line.getvalue().encode("utf-8", "replace")


def _harmless(cell: str) -> str:
    is_number = cell.removeprefix("-").isdecimal()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell
