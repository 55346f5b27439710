"""The engines that answer statements, and the setting that chooses one.

``EDA_LOG_ENGINE`` is ``duckdb``, which is what goes without saying, the address of a ClickHouse
server: ``clickhouse://user:password@host:8123``, ``clickhouses://`` over TLS; or one of S3, below
which the files of logs are: ``s3://bucket/folder``. DuckDB asks these as it asks files here.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

import duckdb

from eda_core.domain.errors import BackendUnavailable
from eda_core.domain.stored_files import FileStore
from eda_core.large_logs.clickhouse import ClickHouseEngine, server_from
from eda_core.large_logs.kept_answers import Answers, kept_answers
from eda_core.large_logs.order_rows import quoted
from eda_core.large_logs.statements import Row, Statement
from eda_core.large_logs.stored_tables import ROOT, StoredTables
from eda_core.large_logs.taking_in import ABOUT, about, checked

TABLES: Final = ("log", "orders", "copies", "fields")

MEMORY: Final = "512MB"
"""What the engine may hold of a log while it answers."""

_VALUE: Final = re.compile(r"\{(\w+):\w+\}")


class Engine(Protocol):
    """Answers statements about one log; safe to be asked by several at once."""

    def ask(self, statement: Statement) -> Sequence[Row]:
        """Return the rows of the answer; raises `BackendUnavailable` where there is none."""

    def close(self) -> None:
        """Let go of what it holds; it is asked nothing any more."""


def engine_for(path: Path, address: str) -> Engine:
    """Return what answers about the large log of this folder: a server, where one has an address.

    Raises `InvalidLogFile` for a folder that cannot be read here, `InvalidSettings` for an address
    that is none.
    """
    if address:
        return ClickHouseEngine(server_from(address), path.stem)
    return DuckEngine(path, kept=kept_answers(about(path)))


def stored_engine(store: FileStore) -> Engine:
    """Return what answers about the large log whose files are at the address of a store.

    Raises `BackendError` where they cannot be read, `InvalidLogFile` where there are none.
    """
    tables = StoredTables(store)
    kept = kept_answers(checked(tables.text(ABOUT), store.address))
    return DuckEngine(ROOT, tables, kept)


class DuckEngine:
    """DuckDB, in this process, over the Parquet files in a folder; it may read no other.

    A table may be of several files, whose names begin with its own. The folder may be of ``stored``
    files, which are read in parts. What is ``kept`` of its answers is not asked again.
    """

    def __init__(
        self,
        folder: Path | str,
        stored: StoredTables | None = None,
        kept: Answers = MappingProxyType({}),
    ) -> None:
        self._stored = stored
        self._kept = kept
        self._table = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": ""})
        if stored is not None:
            self._table.register_filesystem(stored)
        self._table.execute("SET parquet_metadata_cache = true")
        self._table.execute(f"SET allowed_directories = ['{quoted(folder)}']")
        self._table.execute("SET enable_external_access = false")
        self._table.execute("SET lock_configuration = true")
        for name in TABLES:
            files = quoted(f"{folder}/{name}*.parquet")
            self._execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}')")

    def ask(self, statement: Statement) -> Sequence[Row]:
        """See `Engine`."""
        if statement.sql in self._kept:
            return self._kept[statement.sql]
        sql = _VALUE.sub(r"$\1", statement.sql)
        values = {name: statement.values[name] for name in _VALUE.findall(statement.sql)}
        return self._execute(sql, values)

    def _execute(self, sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Row]:
        try:
            return self._table.cursor().execute(sql, values).fetchall()
        except duckdb.Error as fault:
            if self._stored is not None and (failure := self._stored.take_failure()):
                raise failure from None
            reason = str(fault).partition("\n")[0]
            raise BackendUnavailable(f"The log could not be asked: {reason}") from None

    def close(self) -> None:
        """See `Engine`."""
        self._table.close()
