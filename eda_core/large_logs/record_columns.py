"""Records of a log as columns of the table ``log``, written to Parquet as they come.

Memory does not grow with the log: so many rows, or so much text, and they are on disk.
"""

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from zlib import crc32

import pyarrow as pa
import pyarrow.parquet as pq

from eda_core.domain.bus_log import BusLogStep
from eda_core.domain.events import AnyRecord, Event, record_from_text
from eda_core.domain.orders import OrderId, order_id_of
from eda_core.read_model.columns import hundredths
from eda_core.read_model.event_table import (
    CANCELLED,
    COMPLETED,
    CREATED,
    NO_EVENT,
    PAYMENTS,
    Kind,
)
from eda_core.read_model.flow_elements import origin_by
from eda_core.read_model.order_fields import text_for_table

ROW_GROUP: Final = 32_768
"""Rows of a row group: an engine reads one of them, some 8 MB of text, to show a record."""

MOST_TEXT: Final = 16 * 2**20
"""Letters of a row group: fewer rows where messages are long."""

INT64: Final = 2**63
EXACT: Final = 2**53
"""Below this a whole number is the same as a float."""

STEPS: Final[dict[Kind, int]] = {
    CREATED: 1,
    **dict.fromkeys(PAYMENTS, 2),
    COMPLETED: 3,
    CANCELLED: 4,
}
"""What an event is on the way of an order; 0 stands for anything else."""

LOG: Final = pa.schema(
    [
        ("sequence", pa.int64()),
        ("at_ms", pa.int64()),
        ("time_ms", pa.int64()),
        ("source", pa.string()),
        ("detail_type", pa.string()),
        ("step", pa.int64()),
        ("origin", pa.int64()),
        ("order_id", pa.int64()),
        ("order_key", pa.string()),
        ("hundredths", pa.int64()),
        ("checksum", pa.int64()),
        ("text", pa.string()),
        ("folded", pa.string()),
        ("escaped", pa.int64()),
    ]
)
"""``text`` is the message as it is shown, and ``folded`` the same for a search that ignores case,
where that is not the text in small letters. ``escaped`` marks text that UTF-8 cannot hold: it is
written as JSON. An order is its ``order_id``, or its ``order_key`` where that is no number of 64
bits.
"""


def order_columns(order: OrderId | None) -> tuple[int | None, str | None]:
    """Return what stands for an order in the columns ``order_id`` and ``order_key``."""
    if order is None:
        return None, None
    if isinstance(order, int) and -INT64 <= order < INT64:
        return order, None
    return None, json.dumps(order)


def order_from(order_id: int | None, order_key: str | None) -> OrderId | None:
    """Return the order that these columns stand for."""
    if order_id is not None:
        return order_id
    return None if order_key is None else order_id_of({"id": json.loads(order_key)})


def record_from(sequence: int, at_ms: int, text: str, escaped: int) -> AnyRecord:
    """Return the record of a row of the table ``log``."""
    return record_from_text(sequence, at_ms, json.loads(text) if escaped else text)


class LogWriter:
    """Writes the table ``log``, numbered as the records come; a file to be closed.

    ``is_in_order`` says whether they came in the order of their times.
    """

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, LOG, compression="zstd", use_dictionary=_REPEATED)
        self._rows: list[tuple[Any, ...]] = []
        self._size = 0
        self._latest_ms: int | None = None
        self.count = 0
        self.is_in_order = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._write()
        self._writer.close()

    def keep(self, at_ms: int, message: str, event: Event | None) -> None:
        """Write a log event; one that is no event has its message alone."""
        self.count += 1
        if self._latest_ms is not None and at_ms < self._latest_ms:
            self.is_in_order = False
        self._latest_ms = at_ms
        text = message if event is None else event.to_text()
        fields = (at_ms, "", "", 0, NO_EVENT, None, None, None, None)
        fields = fields if event is None else _event_fields(event)
        self._rows.append((self.count, at_ms, *fields, *_text_fields(text)))
        self._size += len(text)
        if len(self._rows) >= ROW_GROUP or self._size >= MOST_TEXT:
            self._write()

    def keep_step(self, step: BusLogStep) -> bool:  # noqa: ARG002 - none is kept
        """Keep no step of a delivery: a large log tells of events alone."""
        return False

    def _write(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(c, each.type) for c, each in zip(columns, LOG, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=LOG))
            self._rows, self._size = [], 0


_REPEATED: Final = ["source", "detail_type", "step", "origin", "hundredths", "time_ms", "escaped"]
"""Columns in which values come again and again."""


def _event_fields(event: Event) -> tuple[Any, ...]:
    kind = event.source, event.detail_type
    return (
        event.time_ms,
        text_for_table(event.source),
        text_for_table(event.detail_type),
        STEPS.get(kind, 0),
        origin_by(kind, event.detail, event.resources),
        *order_columns(order_id_of(event.detail)),
        hundredths(event.detail.get("amount")),
        crc32(event.id.encode("utf-8", "surrogatepass")),
    )


def _text_fields(text: str) -> tuple[str, str | None, int]:
    if text.isascii():
        return text, None, 0
    folded = text.casefold()
    if text_for_table(text) is text:
        return text, folded, 0
    halves = folded.encode("utf-16", "surrogatepass")
    return json.dumps(text), halves.decode("utf-16", "replace"), 1
