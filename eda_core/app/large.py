"""Large logs, where what they need is installed: DuckDB comes with requirements-big.txt.

It is imported when the first of them is taken in or opened, so nobody else waits for it.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from eda_core.domain.errors import InvalidLogFile, InvalidSettings
from eda_core.log_files import Imported, SourceFile
from eda_core.log_files.importing import Report
from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.stack import Stack

MISSING: Final = (
    "A large log needs DuckDB, which is not installed here: pip install -r requirements-big.txt"
)


def import_large(
    sources: Sequence[SourceFile],
    folder: Path,
    name: str,
    stack: Stack,
    hear: tuple[Report, Callable[[str], None]],
    *,
    old_times: bool,
) -> Imported:
    """Take in files as a large log; ``hear`` is told how far it has come, and what is done then.

    Raises what `large_logs.taking_in.import_large` does, and `InvalidSettings` without DuckDB.
    """
    taking_in = _needed("taking_in")
    imported: Imported = taking_in.import_large(
        sources, folder, name, stack, hear, old_times=old_times
    )
    return imported


def open_large(
    backend: Backend, path: Path, log_engine: str, stack: Stack
) -> tuple[ReadModel, Callable[[], None]]:
    """Return the model of the large log in this folder, and what closes it.

    ``log_engine`` is the address of a ClickHouse server that has it, or nothing. Raises
    `InvalidLogFile` for a log that cannot be read here, `BackendError` for one that cannot be read
    there, `InvalidSettings` without DuckDB.
    """
    engine = _needed("engines").engine_for(path, log_engine)
    return _needed("asked_tables").AskedModel(backend, engine, stack), engine.close


def send_large(path: Path, log_engine: str, tell: Callable[[str], None]) -> None:
    """Make the database of a large log on the server at this address.

    Raises `InvalidSettings` without an address, `InvalidLogFile` where there is no such log here,
    and `BackendError` where the server does not take it.
    """
    if not log_engine:
        raise InvalidSettings("Set EDA_LOG_ENGINE to the address of a ClickHouse server.")
    if not path.is_dir():
        raise InvalidLogFile(f"There is no large log {path.stem} here.")
    _needed("taking_in").about(path)
    clickhouse = _needed("clickhouse")
    clickhouse.send(clickhouse.server_from(log_engine), path, tell)


def _needed(module: str) -> Any:
    try:
        return import_module(f"eda_core.large_logs.{module}")
    except ModuleNotFoundError as fault:
        if fault.name not in ("duckdb", "pyarrow"):
            raise
        raise InvalidSettings(MISSING) from None
