"""The tables as parts that can be kept, and the tables of such parts.

Each table is its columns, byte for byte, and a rest that is JSON. What is kept is for the very
build that wrote it: its version is a checksum of the code that folds and of the stack. Nothing in
it is believed before it was looked at: a part that does not fit makes `restored` raise.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from sys import byteorder
from typing import Any, Final

from eda_core.domain.chunks import to_json
from eda_core.ports import Buffer, KeptColumns
from eda_core.read_model.columns import Column, Columnar
from eda_core.read_model.step_reader import ReadSteps
from eda_core.read_model.tables import LiveTables
from eda_core.stack import Stack

PACKAGES: Final = ("asl", "domain", "patterns", "read_model", "stack")
"""What decides how a record is folded."""

REST: Final = "rest"
ORDERS: Final = "orders of the index"
MISFITS: Final = (
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError),
    sqlite3.Error,
)
"""What parts that do not fit are found by."""


def version_of(stack: Stack) -> str:
    """Return what tells the columns of this build, machine and stack from those of any other."""
    said = {field.name: getattr(stack, field.name) for field in fields(stack)}
    said["rules"] = [rule.to_json() for rule in stack.rules]
    said["machine"] = stack.machine.definition
    return f"{byteorder}-{build()}-{sha256(to_json(said).encode()).hexdigest()[:16]}"


@cache
def build() -> str:
    """Return a checksum of the code that folds records."""
    root, code = Path(__file__).parents[1], sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in {".py", ".json"}:
                code.update(path.read_bytes())
    return code.hexdigest()[:16]


def parts_of(tables: LiveTables) -> Iterator[tuple[str, Buffer]]:
    """Yield the parts of tables in which all that was folded counts, by name."""
    rest: dict[str, Any] = {"version": tables.version - _folded_again(tables)}
    for name, table in _tables(tables).items():
        for column, values in table.kept_columns().items():
            yield f"{name}: {column}", memoryview(values).cast("B")
        rest[name] = table.kept_rest()
    yield ORDERS, tables.index.serialized()
    yield REST, to_json(rest).encode("ascii")


def _folded_again(tables: LiveTables) -> int:
    """Return how many failed executions and changes there are: they are few, and read again."""
    return tables.executions_failed + len(tables.stacks.changes)


def _tables(tables: LiveTables) -> dict[str, Columnar]:
    return {
        "events": tables.events,
        "numbers": tables.events.numbers,
        "deliveries": tables.deliveries,
        "steps": tables.steps,
        "messages": tables.messages,
        "marks": tables.marks,
        "progress": tables.progress,
        "orders": tables.orders,
        "index": tables.index,
    }


def restored(stack: Stack, read_steps: ReadSteps, kept: KeptColumns) -> LiveTables:
    """Return the tables these parts are of, for a stack; raises one of `MISFITS`."""
    tables, parts = LiveTables(stack, read_steps), kept.parts
    rest = json.loads(parts.pop(REST))
    for name, table in _tables(tables).items():
        for column, values in table.kept_columns().items():
            _fill(values, parts.pop(f"{name}: {column}"))
    for name, table in _tables(tables).items():
        table.restore(rest[name])
    tables.index.deserialize(parts.pop(ORDERS))
    tables.events.records.restore(kept.records.log, kept.until.log)
    tables.messages.texts.restore(kept.records.notifications, kept.until.notifications)
    tables.take_restored(int(rest["version"]))
    rows = (len(tables.events), tables.steps.read, len(tables.messages), len(tables.index))
    until = kept.until
    if rows != (until.log, until.deliveries, until.notifications, len(tables.orders)):
        raise ValueError("some rows are missing")
    return tables


def _fill(column: Column, part: bytes) -> None:
    del column[:]
    if isinstance(column, array):
        column.frombytes(part)
    else:
        column.extend(part)
