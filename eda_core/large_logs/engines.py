"""The engines that answer statements, and the setting that chooses one.

``EDA_LOG_ENGINE`` is ``duckdb``, which is what goes without saying, or the address of a ClickHouse
server: ``clickhouse://user:password@host:8123``, ``clickhouses://`` over TLS.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import duckdb

from eda_core.domain.errors import BackendUnavailable
from eda_core.large_logs.clickhouse import ClickHouseEngine, server_from
from eda_core.large_logs.order_rows import quoted
from eda_core.large_logs.statements import Row, Statement
from eda_core.large_logs.taking_in import about

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
    about(path)
    return DuckEngine(path)


class DuckEngine:
    """DuckDB, in this process, over the Parquet files in a folder; it may read no other.

    A table may be of several files, whose names begin with its own.
    """

    def __init__(self, folder: Path) -> None:
        self._table = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": ""})
        self._table.execute("SET parquet_metadata_cache = true")
        for name in TABLES:
            path = quoted(folder / f"{name}*.parquet")
            self._table.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
        self._table.execute(f"SET allowed_directories = ['{quoted(folder)}']")
        self._table.execute("SET enable_external_access = false")
        self._table.execute("SET lock_configuration = true")

    def ask(self, statement: Statement) -> Sequence[Row]:
        """See `Engine`."""
        sql = _VALUE.sub(r"$\1", statement.sql)
        values = {name: statement.values[name] for name in _VALUE.findall(statement.sql)}
        try:
            return self._table.cursor().execute(sql, values).fetchall()
        except duckdb.Error as fault:
            reason = str(fault).partition("\n")[0]
            raise BackendUnavailable(f"The log could not be asked: {reason}") from None

    def close(self) -> None:
        """See `Engine`."""
        self._table.close()
