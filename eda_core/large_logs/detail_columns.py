"""The fields of the details of a large log as columns of its orders, for questions to sets of them.

Which fields there are is read from `TRIED` orders, spread over the log. Three columns a field,
``f0_form``, ``f0_word`` and ``f0_number``, are what `sets.detail_fields` keeps of a detail in
memory; the table ``fields`` names them, and says of which there are too many different answers.
The statements are DuckDB's alone, as in `order_rows`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from eda_core.sets.detail_fields import (
    DEEPEST,
    FORMS,
    MOST_FIELDS,
    MOST_LETTERS,
    MOST_WORDS,
    flat_parts,
)

TRIED: Final = 100_000
"""Orders whose fields and words are looked at before any is written."""

MOST_NUMBERS: Final = 50_000
"""Different numbers of a column that are counted one by one."""

FIELDS: Final = pa.schema(
    [
        ("name", pa.string()),
        ("path", pa.string()),
        ("many", pa.int64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
"""``name`` is a column of ``orders``, ``path`` that of the field. ``many`` is 1 where it has too
many different answers: texts are not asked then, numbers are counted in spans from ``low`` to
``high``, between which nearly all of them are.
"""

TIMES: Final = ("to_payment", "to_outcome", "unpaid_to_outcome", "spacing", "first_ms", "order_id")
"""Columns of numbers that are there whatever the details are."""


@dataclass(slots=True)
class FoundField:
    """A field: its ``place``, the names on the way to it, and the words it was seen with."""

    place: int
    names: tuple[str, ...]
    words: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        """The path, as a question names it."""
        return ".".join(self.names)

    @property
    def pointer(self) -> str:
        """The field as a JSON pointer (RFC 6901) into the envelope."""
        steps = (name.replace("~", "~0").replace("/", "~1") for name in ("detail", *self.names))
        return "".join(f"/{step}" for step in steps)

    def columns(self) -> str:
        """Return its columns, from what `details_sql` reads of all fields at once."""
        at, whole = f"f{self.place}", "object" if len(self.names) == DEEPEST else "missing"
        kind, said, items = (f"{of}[{self.place + 1}]" for of in ("kinds", "said", "items"))
        forms = {**_FORMS, "OBJECT": whole}
        cases = " ".join(f"WHEN '{kind}' THEN {FORMS.index(form)}" for kind, form in forms.items())
        word = f"left({said}, {MOST_LETTERS})" if len(self.words) <= MOST_WORDS else "NULL"
        return (
            f"CASE {kind} {cases} ELSE CASE WHEN kinds IS NULL THEN NULL ELSE 0 END END::BIGINT"
            f" AS {at}_form, CASE WHEN {kind} IN ('VARCHAR', 'BOOLEAN') THEN {word} END::VARCHAR"
            f" AS {at}_word, CASE WHEN {kind} = 'ARRAY' THEN {items}"
            f" WHEN {kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT') AND"
            f" isfinite(try_cast({said} AS DOUBLE)) THEN try_cast({said} AS DOUBLE)"
            f" END::DOUBLE AS {at}_number"
        )


_FORMS: Final = {
    "NULL": "null",
    "UBIGINT": "number",
    "BIGINT": "number",
    "HUGEINT": "number",
    "DOUBLE": "number",
    "VARCHAR": "text",
    "BOOLEAN": "true or false",
    "ARRAY": "list",
}


def find_fields(table: duckdb.DuckDBPyConnection) -> list[FoundField]:
    """Return the fields of the events that created orders, those of the first orders first."""
    ((orders,),) = table.execute("SELECT count(*) FROM log WHERE step = 1").fetchall()
    cursor = table.cursor().execute(
        "SELECT text FROM log WHERE step = 1 AND escaped = 0 AND hash(sequence) % $every = 0 "
        "ORDER BY sequence",
        {"every": orders // TRIED + 1},
    )
    found: dict[str, FoundField] = {}
    while rows := cursor.fetchmany(1000):
        for (text,) in rows:
            _note(json.loads(text), found)
    return list(found.values())


def _note(envelope: Mapping[str, Any], found: dict[str, FoundField]) -> None:
    for names, value in flat_parts(envelope["detail"]):
        path = ".".join(names)
        if path not in found and len(found) < MOST_FIELDS:
            found[path] = FoundField(len(found), names)
        if isinstance(value, str) and path in found and len(found[path].words) <= MOST_WORDS:
            found[path].words.add(value[:MOST_LETTERS])


def details_sql(fields: Sequence[FoundField]) -> str:
    """Return the statement of the details of the events that created the orders of a table
    ``judged``, by ``sequence``.

    All fields are read by three functions: each function of DuckDB over JSON holds what it parsed
    of some thousand details, so three a field would hold more than there is memory.
    """
    if not fields:
        return "SELECT 0 AS created_at_number WHERE $farthest < 0"
    columns = ", ".join(each.columns() for each in fields)
    return (
        f"SELECT sequence AS created_at_number, {columns} FROM (SELECT sequence, "
        "json_type(j, $fields) AS kinds, json_extract_string(j, $fields) AS said, "
        "json_array_length(j, $fields) AS items FROM (SELECT sequence, "
        "CASE WHEN escaped = 0 AND json_valid(text) THEN text::JSON END AS j FROM log "
        "WHERE step = 1 AND sequence BETWEEN $least AND $farthest "
        "AND sequence IN (SELECT created FROM judged)) AS read) AS parsed"
    )


def pointers(fields: Sequence[FoundField]) -> dict[str, list[str]]:
    """Return the parameters of `details_sql`."""
    return {"fields": [each.pointer for each in fields]} if fields else {}


def write_fields(
    table: duckdb.DuckDBPyConnection, folder: Path, fields: Sequence[FoundField]
) -> None:
    """Write the table ``fields`` beside the orders, which are written."""
    table.read_parquet(str(folder / "orders*.parquet")).create_view("written")
    rows = [_spread(table, name, "") for name in TIMES]
    for each in fields:
        at, many = f"f{each.place}", int(len(each.words) > MOST_WORDS)
        rows.append((f"{at}_form", each.path, 0, None, None))
        rows.append((f"{at}_word", each.path, many, None, None))
        rows.append(_spread(table, f"{at}_number", each.path))
    columns = zip(*rows, strict=True)
    arrays = [pa.array(c, of.type) for c, of in zip(columns, FIELDS, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=FIELDS), folder / "fields.parquet")


def _spread(table: duckdb.DuckDBPyConnection, name: str, path: str) -> tuple[Any, ...]:
    """Return the row of a column of numbers; the names of columns are this module's own."""
    ((count, ends),) = table.execute(
        f"SELECT approx_count_distinct({name}), approx_quantile({name}::DOUBLE, [0.001, 0.999]) "
        "FROM written"
    ).fetchall()
    low, high = ends or (None, None)
    return name, path, int(count > MOST_NUMBERS), low, high
