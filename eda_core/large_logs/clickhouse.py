"""Large logs on a ClickHouse server or cluster, by its HTTP interface.

A log is a database of its own with the tables ``log``, ``orders``, ``copies`` and ``fields``.
Values travel as parameters of the request (ClickHouse documentation, "HTTP interface", "Queries
with parameters"): they are read there as fields of TabSeparated, so what has a meaning in that form
is escaped.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import unquote, urlencode, urlsplit

from eda_core.domain.errors import BackendError, BackendUnavailable, InvalidSettings
from eda_core.large_logs.order_rows import Tell
from eda_core.large_logs.statements import Row, Statement
from eda_core.log_files.folder import log_name_from
from eda_core.sets.detail_fields import MOST_FIELDS

TIMEOUT_S: Final = 60
MOST_ANSWER: Final = 256 * 2**20
"""Bytes of an answer that are read; no question of ours is answered by as many."""

PIECE: Final = 2**20

_FIXED: Final = {
    "default_format": "JSONCompactEachRow",
    "output_format_json_quote_64bit_integers": "0",
    "output_format_json_quote_denormals": "1",
}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})

_COLUMNS: Final[Mapping[str, str]] = {
    "log": """
        sequence Int64, at_ms Int64, time_ms Int64, source LowCardinality(String),
        detail_type LowCardinality(String), step Int64, origin Int64, order_id Nullable(Int64),
        order_key Nullable(String), hundredths Nullable(Int64), checksum Nullable(Int64),
        text String, folded Nullable(String), escaped Int64,
        INDEX by_order order_id TYPE bloom_filter""",
    "orders": """
        number Int64, order_id Nullable(Int64), order_key Nullable(String),
        label Nullable(String),
        amount Nullable(Float64), amount_json Nullable(String), fate Int64,
        execution Nullable(String), duration Nullable(Int64), events Int64, duplicates Int64,
        first_ms Int64, last_ms Int64, odd Int64, late_from Nullable(Int64), note Nullable(String),
        words String, lacks Nullable(Int64), paid Int64, records Array(Int64),
        copied Int64, kinds String, to_payment Nullable(Int64), to_outcome Nullable(Int64),
        unpaid_to_outcome Nullable(Int64), spacing Nullable(Int64), {fields}
        INDEX by_id order_id TYPE bloom_filter, INDEX by_label label TYPE bloom_filter""",
    "copies": "sequence Int64, origin Int64",
    "fields": """
        name String, path String, many Int64, low Nullable(Float64), high Nullable(Float64)""",
}
_OF_FIELD: Final = (
    "f{0}_form Nullable(Int64), f{0}_word Nullable(String), f{0}_number Nullable(Float64),"
)
_KEYS: Final = {"log": "sequence", "orders": "number", "copies": "sequence", "fields": "name"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where a ClickHouse server is, and as whom it is asked."""

    host: str
    port: int
    user: str = "default"
    password: str = field(default="", repr=False)
    is_secure: bool = False

    def open(self) -> HTTPConnection:
        """Return a connection, which is made when it is first used."""
        kind = HTTPSConnection if self.is_secure else HTTPConnection
        return kind(self.host, self.port, timeout=TIMEOUT_S)


SCHEMES: Final = {"clickhouse": (8123, False), "clickhouses": (8443, True)}
"""The port that goes without saying, and whether it is by TLS."""


def server_from(address: str) -> Server:
    """Return the server of an address; raises `InvalidSettings` for one that is none."""
    refusal = InvalidSettings("EDA_LOG_ENGINE must look like clickhouse://user:password@host:8123.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise refusal
    usual_port, is_secure = SCHEMES[parts.scheme]
    user, password = unquote(parts.username or "default"), unquote(parts.password or "")
    return Server(parts.hostname, port or usual_port, user, password, is_secure)


def database_of(name: str) -> str:
    """Return the database of the log of this name; raises `InvalidLogFile` for no such name."""
    return f"eda_live_{log_name_from(name).replace('-', '_')}"


class ClickHouseEngine:
    """Asks the database of one log; see `engines.Engine`."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._name = name
        self._database = database_of(name)

    def ask(self, statement: Statement) -> Sequence[Row]:
        """See `engines.Engine`."""
        values = {f"param_{name}": _field(value) for name, value in statement.values.items()}
        asked = urlencode({"database": self._database, **_FIXED, **values})
        answer = request(self._server, asked, statement.sql.encode())
        return [tuple(json.loads(line)) for line in answer.splitlines() if line]

    def close(self) -> None:
        """See `engines.Engine`: each question has a connection of its own."""


def _field(value: Any) -> str:
    return str(value).translate(_ESCAPES)


def request(server: Server, query: str, body: bytes | Iterator[bytes]) -> bytes:
    """Put one request; raises `BackendUnavailable`, or `BackendError` with the server's words."""
    connection = server.open()
    try:
        headers = {"X-ClickHouse-User": server.user, "X-ClickHouse-Key": server.password}
        connection.request("POST", f"/?{query}", body, headers, encode_chunked=True)
        answer = connection.getresponse()
        said = answer.read(MOST_ANSWER)
    except (OSError, HTTPException) as fault:
        where = f"{server.host}:{server.port}"
        raise BackendUnavailable(f"ClickHouse at {where} does not answer: {fault}.") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise BackendError(f"ClickHouse refuses: {said.decode('utf-8', 'replace')[:300].strip()}")
    return said


def send(server: Server, path: Path, tell: Tell = lambda _: None) -> None:
    """Make the database of a large log from its Parquet files, in place of one that was there.

    Raises what `request` does; the log is not there then, or in part.
    """
    for table, database in _make_tables(server, path.stem):
        tell(f"Sending {table}")
        insert = {"database": database, "query": f"INSERT INTO {table} FORMAT Parquet"}
        for part in sorted(path.glob(f"{table}*.parquet")):
            with part.open("rb") as file:
                request(server, urlencode(insert), _pieces(file))


def fetch(server: Server, name: str, url: str, tell: Tell = lambda _: None) -> None:
    """Have the server make the database of a large log whose files it can read itself.

    It reads them with credentials of its own, for none are handed to it (ClickHouse documentation,
    "s3 Table Function"). Raises what `request` does; the log is not there then, or in part.
    """
    for table, database in _make_tables(server, name):
        tell(f"Having {table} read")
        values = {"database": database, "param_files": _field(f"{url}/{table}*.parquet")}
        read = f"INSERT INTO {table} SELECT * FROM s3({{files:String}}, 'Parquet')"
        request(server, urlencode(values), read.encode())


def _make_tables(server: Server, name: str) -> Iterator[tuple[str, str]]:
    """Make the database of a log and its tables, and yield each with the database."""
    database = database_of(name)
    request(server, "", f"DROP DATABASE IF EXISTS {database}".encode())
    request(server, "", f"CREATE DATABASE {database}".encode())
    for table, columns in _COLUMNS.items():
        columns = columns.replace("{fields}", " ".join(map(_OF_FIELD.format, range(MOST_FIELDS))))
        made = f"CREATE TABLE {table} ({columns}) ENGINE = MergeTree ORDER BY {_KEYS[table]}"
        request(server, urlencode({"database": database}), made.encode())
        yield table, database


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
