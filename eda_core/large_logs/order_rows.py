"""Makes the tables ``orders``, ``copies`` and ``fields`` of the table ``log``.

Orders that went the whole way as they should are told by one statement, as `SmoothOrders` tells
them in memory; each of the others is judged by the table in memory, from its own events. The
statements here are DuckDB's alone: Parquet is written by it, whatever engine is asked later.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from eda_core.domain.events import LogRecord
from eda_core.domain.orders import OrderId
from eda_core.large_logs.detail_columns import (
    FoundField,
    details_sql,
    find_fields,
    pointers,
    write_fields,
)
from eda_core.large_logs.record_columns import EXACT, order_columns, order_from, record_from
from eda_core.read_model.columns import ODD_AMOUNT
from eda_core.read_model.event_table import (
    CANCELLED,
    COMPLETED,
    CREATED,
    NO_EVENT,
    PAYMENT_SERVICE,
)
from eda_core.read_model.flow_elements import Origin
from eda_core.read_model.order_query import FATES
from eda_core.read_model.order_status import Fate
from eda_core.read_model.tables import LiveTables
from eda_core.stack import Stack

MOST_OF_ORDER: Final = 10_000
"""Events of one order that are looked at, the first: in memory they would be all there is."""

BATCH: Final = 2_000
"""Orders that are judged together."""

ORDERS: Final = pa.schema(
    [
        ("order_id", pa.int64()),
        ("order_key", pa.string()),
        ("label", pa.string()),
        ("amount", pa.float64()),
        ("amount_json", pa.string()),
        ("fate", pa.int64()),
        ("execution", pa.string()),
        ("duration", pa.int64()),
        ("events", pa.int64()),
        ("duplicates", pa.int64()),
        ("first_ms", pa.int64()),
        ("last_ms", pa.int64()),
        ("odd", pa.int64()),
        ("late_from", pa.int64()),
        ("note", pa.string()),
        ("words", pa.string()),
        ("lacks", pa.int64()),
        ("paid", pa.int64()),
        ("records", pa.list_(pa.int64())),
        ("copied", pa.int64()),
        ("kinds", pa.string()),
        ("created_ms", pa.int64()),
        ("paid_ms", pa.int64()),
        ("ended_ms", pa.int64()),
        ("created", pa.int64()),
    ]
)
"""What `order_fields` says of an order, and its ``records``, by their sequence numbers.

``label`` is there where ``order_id`` is not. ``amount_json`` is the amount as it came where
``amount`` does not say it; ``paid`` whether an event of the payment service is among its events.
``kinds`` are its events, ``[source, detail-type, how many]``, as JSON; ``created`` is the record
whose detail is that of the order. In its place and that of the three times the written table has
how long it took to the payment and the outcome, and since the order before, and the fields
(`detail_columns`).
"""

_COPIES: Final = pa.schema([("sequence", pa.int64()), ("origin", pa.int64())])

_COMPLETED, _CANCELLED = FATES.index(Fate.COMPLETED), FATES.index(Fate.CANCELLED)

CREATED_WITHIN: Final = 1_000_000
"""Records after a part in which the OrderCreated of its orders is looked for; one that came later
than that has no fields.
"""

PART_ROWS: Final = 6_000_000
"""Records whose orders are gathered at a time: these stay within the memory there is for it."""

SPAN_ROWS: Final = 1_500_000
"""Records whose orders are written at a time, if their details have a field or two: DuckDB 1.5
needs to hold all columns of these, whatever else it can put on disk. What was gathered is by first
records, so that most of it is passed over for each span.
"""

_BY_ORDER: Final = """
SELECT order_id, order_key, count(*) AS events, min(sequence) AS first,
    max(CASE WHEN step = 1 THEN sequence END) AS a, max(CASE WHEN step = 2 THEN sequence END) AS b,
    max(CASE WHEN step >= 3 THEN sequence END) AS c,
    max(CASE WHEN step = 1 THEN at_ms END) AS a_ms, max(CASE WHEN step = 2 THEN at_ms END) AS b_ms,
    max(CASE WHEN step >= 3 THEN at_ms END) AS c_ms,
    max(CASE WHEN step = 1 THEN time_ms END) AS a_time,
    max(CASE WHEN step = 2 THEN time_ms END) AS b_time,
    max(CASE WHEN step >= 3 THEN time_ms END) AS c_time,
    max(CASE WHEN step = 1 THEN checksum END) AS a_id,
    max(CASE WHEN step = 2 THEN checksum END) AS b_id,
    max(CASE WHEN step >= 3 THEN checksum END) AS c_id,
    max(CASE WHEN step = 1 THEN hundredths END) AS amount, max(step) AS ended,
    max(CASE WHEN step = 2 THEN origin END) AS paid_by,
    max(CASE WHEN step = 2 THEN detail_type END) AS paid_kind
FROM log WHERE hash(order_id, order_key) % $parts = $part
    AND (order_id IS NOT NULL OR order_key IS NOT NULL) GROUP BY order_id, order_key
ORDER BY first
"""

_IS_SMOOTH: Final = f"""
coalesce(order_id IS NOT NULL AND events = 3 AND a < b AND b < c
    AND b_ms - a_ms <= $late_ms AND c_ms - b_ms <= $late_ms AND a_time <= b_time
    AND b_time <= c_time AND a_id != b_id AND a_id != c_id AND b_id != c_id
    AND amount < {ODD_AMOUNT} AND paid_by = {int(Origin.PAID)}, false)
"""

_SMOOTH: Final = f"""
SELECT order_id, NULL AS order_key, NULL AS label, amount / 100 AS amount,
    NULL AS amount_json, CASE ended WHEN 3 THEN {_COMPLETED} ELSE {_CANCELLED} END AS fate,
    'SUCCEEDED' AS execution, c_ms - a_ms AS duration, 3 AS events, 0 AS duplicates,
    a_ms AS first_ms, c_ms AS last_ms, 0 AS odd, NULL AS late_from, NULL AS note,
    order_id || ' ' || amount // 100 || CASE WHEN amount % 100 = 0 THEN ' '
        WHEN amount % 10 = 0 THEN '.' || amount % 100 // 10 || ' '
        ELSE '.' || lpad((amount % 100)::VARCHAR, 2, '0') || ' ' END AS words,
    NULL AS lacks, 1 AS paid, [a, b, c] AS records, 0 AS copied,
    '[["{CREATED[0]}","{CREATED[1]}",1],["{PAYMENT_SERVICE}","' || paid_kind || '",1],["' ||
    CASE ended WHEN 3 THEN '{'","'.join(COMPLETED)}' ELSE '{'","'.join(CANCELLED)}' END
    || '",1]]' AS kinds, a_ms AS created_ms, b_ms AS paid_ms, c_ms AS ended_ms, a AS created
FROM by_order WHERE {_IS_SMOOTH}
"""

_ODD: Final = f"""
SELECT odd.first, log.sequence, log.at_ms, log.text, log.escaped, log.origin,
    odd.order_id, odd.order_key
FROM log JOIN (
    SELECT order_id, order_key, first FROM by_order
    WHERE NOT {_IS_SMOOTH} AND events <= {MOST_OF_ORDER}
) AS odd ON log.order_id IS NOT DISTINCT FROM odd.order_id
    AND log.order_key IS NOT DISTINCT FROM odd.order_key
ORDER BY odd.first, log.sequence
"""

_ENDLESS: Final = f"SELECT order_id, order_key, first FROM by_order WHERE events > {MOST_OF_ORDER}"

_OF_ENDLESS: Final = f"""
SELECT $first, sequence, at_ms, text, escaped, origin, order_id, order_key FROM log
WHERE order_id IS NOT DISTINCT FROM $order_id AND order_key IS NOT DISTINCT FROM $order_key
ORDER BY sequence LIMIT {MOST_OF_ORDER}
"""

_ALIKE: Final = f"""
SELECT sequence, at_ms, text, escaped, origin, checksum FROM log
WHERE order_id IS NULL AND order_key IS NULL AND origin != {NO_EVENT} AND checksum IN (
    SELECT checksum FROM log WHERE order_id IS NULL AND order_key IS NULL AND origin != {NO_EVENT}
    GROUP BY checksum HAVING count(*) > 1)
ORDER BY checksum, sequence
"""

_WRITE: Final = """
COPY (WITH judged AS ({smooth} AND first BETWEEN $least AND $most
    UNION ALL SELECT * FROM read_parquet($odd) WHERE records[1] BETWEEN $least AND $most)
SELECT {before} + row_number() OVER () AS number, * FROM (
    SELECT * EXCLUDE (created, created_at_number, created_ms, paid_ms, ended_ms),
        CASE WHEN paid_ms >= created_ms THEN paid_ms - created_ms END AS to_payment,
        CASE WHEN ended_ms >= paid_ms THEN ended_ms - paid_ms END AS to_outcome,
        CASE WHEN paid_ms IS NULL AND ended_ms >= created_ms THEN ended_ms - created_ms END
            AS unpaid_to_outcome,
        first_ms - coalesce(lag(first_ms) OVER (ORDER BY records[1]), $last_ms) AS spacing
    FROM judged LEFT JOIN ({details}) AS details ON created = created_at_number
    ORDER BY records[1]))
TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720)
"""

_WIDTH: Final = 8
"""How many fields take as much memory as all other columns of an order."""

Tell = Callable[[str], None]
Row = tuple[Any, ...]


def judge(table: duckdb.DuckDBPyConnection, folder: Path, stack: Stack, tell: Tell) -> int:
    """Write the tables ``orders`` and ``copies`` beside the log; returns how many orders there are.

    ``table`` is a database with a view ``log``. What is gathered is on disk meanwhile, part by
    part: all of it at once would be more than the memory there is for it.
    """
    ((records,),) = table.execute("SELECT count(*) FROM log").fetchall()
    with TemporaryDirectory(dir=folder, prefix="gathered-") as gathered:
        _gather(table, Path(gathered), records, tell)
        odd, late = Path(gathered) / "odd.parquet", {"late_ms": stack.late_ms}
        copies, rows = _Rows(folder / "copies.parquet", _COPIES), _Rows(odd, ORDERS)
        with copies, rows:
            for batch in _batches(_events_of_odd(table, late)):
                tell(f"Judging orders that did not go as most do: {rows.count:,} so far")
                _judge(batch, stack, rows, copies)
            _note_copies(table, copies)
        fields = find_fields(table)
        values = {**late, "odd": str(odd), **pointers(fields)}
        count = _write(table, folder, records, values, fields, tell)
    write_fields(table, folder, fields)
    return count


def _gather(table: duckdb.DuckDBPyConnection, gathered: Path, records: int, tell: Tell) -> None:
    """Make the view ``by_order``, some orders at a time."""
    parts = records // PART_ROWS + 1
    for part in range(parts):
        tell(f"Gathering the events of each order, part {part + 1} of {parts}")
        path = quoted(gathered / f"by_order-{part:04d}.parquet")
        table.execute(f"COPY ({_BY_ORDER}) TO '{path}'", {"parts": parts, "part": part})
    table.read_parquet(str(gathered / "by_order-*.parquet")).create_view("by_order")


def _write(
    table: duckdb.DuckDBPyConnection,
    folder: Path,
    records: int,
    values: dict[str, Any],
    fields: Sequence[FoundField],
    tell: Tell,
) -> int:
    """Write the orders in the order of their first records, a span of the log at a time."""
    most_rows = SPAN_ROWS * _WIDTH // (_WIDTH + len(fields))
    parts, before, details = records // max(1, most_rows) + 1, 0, details_sql(fields)
    last_ms: int | None = None
    span = records // parts + 1
    for part in range(parts):
        tell(f"Putting the orders in order, part {part + 1} of {parts}")
        path = folder / f"orders-{part:04d}.parquet"
        sql = _WRITE.format(before=before, smooth=_SMOOTH, details=details, path=quoted(path))
        most = (part + 1) * span - 1
        reach = {"least": part * span, "most": most, "farthest": most + CREATED_WITHIN}
        ((written,),) = table.execute(sql, {**values, **reach, "last_ms": last_ms}).fetchall()
        before += int(written)
        if written:
            latest = "SELECT first_ms FROM read_parquet($path) ORDER BY number DESC LIMIT 1"
            ((last_ms,),) = table.execute(latest, {"path": str(path)}).fetchall()
    return before


def quoted(path: Path | str) -> str:
    """Return a path as it stands between quotes where a statement takes no parameter."""
    return str(path).replace("'", "''")


class _Rows:
    """Writes rows to Parquet, some thousands at a time."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._schema = schema
        self._rows: list[Row] = []
        self.count = 0

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._write()
        self._writer.close()

    def add(self, row: Row) -> None:
        self.count += 1
        self._rows.append(row)
        if len(self._rows) >= 10 * BATCH:
            self._write()

    def _write(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(self._schema)
        arrays = [pa.array(c, each.type) for c, each in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []


def _fetch(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def _events_of_odd(table: duckdb.DuckDBPyConnection, late: dict[str, int]) -> Iterator[Row]:
    """Return the events of the orders that are to be judged, those of an order together."""
    yield from _fetch(table.cursor().execute(_ODD, late))
    for order_id, order_key, first in table.execute(_ENDLESS).fetchall():
        values = {"first": first, "order_id": order_id, "order_key": order_key}
        yield from _fetch(table.cursor().execute(_OF_ENDLESS, values))


def _batches(rows: Iterable[Row]) -> Iterator[Sequence[Sequence[Row]]]:
    """Return the events of orders, order by order, of some orders at a time."""
    batch: list[list[Row]] = []
    for _, events in groupby(rows, itemgetter(0)):
        batch.append(list(events))
        if len(batch) >= BATCH or len(batch[-1]) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _judge(batch: Sequence[Sequence[Row]], stack: Stack, rows: _Rows, copies: _Rows) -> None:
    """Judge some orders by the table in memory, and write what it says."""
    tables, events = LiveTables(stack), [row for of_order in batch for row in of_order]
    for number, (_, _, at_ms, text, escaped, *_) in enumerate(events, 1):
        tables.fold(record_from(number, at_ms, text, escaped))
    tables.flush()
    judged = dict(zip(tables.events.numbers.ids, _judged_rows(tables), strict=True))
    for of_order in batch:
        order = order_from(*of_order[0][-2:])
        if order is not None:
            rows.add(_row(tables, order, judged[order], [row[1] for row in of_order], events))
    for number in tables.events.original:
        sequence, origin = events[number - 1][1], events[number - 1][5]
        copies.add((sequence, origin))


_TAKEN: Final = (
    "label, amount, fate, execution, duration, events, duplicates, first_ms, last_ms, odd, "
    "late_from, note, words, lacks"
)


def _judged_rows(tables: LiveTables) -> Sequence[Row]:
    sql = f"SELECT {_TAKEN} FROM orders ORDER BY number"
    return tables.index.table.execute(sql).fetchall()


def _row(
    tables: LiveTables,
    order: OrderId,
    judged: Row,
    sequences: Sequence[int],
    events: Sequence[Row],
) -> Row:
    label, amount, *rest = judged
    records = tables.known.records(order)
    paid = any(record.event.source == PAYMENT_SERVICE for record in records)
    row = tables.row(order)
    as_it_came = None if row is None else _as_it_came(row.amount, amount)
    amount = None if amount is None else float(amount)
    order_id, order_key = order_columns(order)
    label = None if order_key is None else label
    named = (order_id, order_key, label, amount, as_it_came, *rest, int(paid), sequences)
    return (*named, int(_is_copied(tables, order)), *_times(records, events))


def _is_copied(tables: LiveTables, order: OrderId) -> bool:
    """Return whether the log has one of an order's events more than once, at whatever time."""
    number = tables.events.numbers.number_of(order)
    return any(each in tables.events.original for each in tables.events.chain(number))


def _times(records: Sequence[LogRecord], events: Sequence[Row]) -> Row:
    """Return the kinds of an order's events, when the first of its way came, and its creation."""
    kinds = Counter((each.event.source, each.event.detail_type) for each in records)
    said = json.dumps([[*kind, count] for kind, count in sorted(kinds.items())])
    created = [e for e in records if (e.event.source, e.event.detail_type) == CREATED]
    paid = [each for each in records if each.event.source == PAYMENT_SERVICE]
    ended = [e for e in records if (e.event.source, e.event.detail_type) in (COMPLETED, CANCELLED)]
    times = (min((e.ingested_ms for e in of), default=None) for of in (created, paid, ended))
    first = min((events[each.sequence - 1][1] for each in created), default=None)
    return (said, *times, first)


def _as_it_came(amount: Any, column: float | None) -> str | None:
    """Return an amount as JSON where the column does not say what it is."""
    is_number = type(amount) in (int, float) and column is not None
    is_said = is_number and abs(amount) < EXACT and amount == column
    return None if amount is None or is_said else json.dumps(amount)


def _note_copies(table: duckdb.DuckDBPyConnection, copies: _Rows) -> None:
    """Note the events of no order that the log has more than once: they are known by their ids."""
    rows = _fetch(table.cursor().execute(_ALIKE))
    for _, alike in groupby(rows, itemgetter(-1)):
        seen: set[str] = set()
        for sequence, at_ms, text, escaped, origin, _ in alike:
            record = record_from(sequence, at_ms, text, escaped)
            if isinstance(record, LogRecord) and record.event.id in seen:
                copies.add((sequence, origin))
            elif isinstance(record, LogRecord):
                seen.add(record.event.id)
