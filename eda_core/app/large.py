"""Large logs, where what they need is installed: DuckDB comes with requirements-big.txt.

It is imported when the first of them is taken in or opened, so nobody else waits for it.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any, Final

from eda_core.domain.errors import InvalidLogFile, InvalidSettings
from eda_core.domain.settings import Settings
from eda_core.domain.stored_files import S3, FileStore
from eda_core.log_files import Imported, SourceFile
from eda_core.log_files.folder import LARGE
from eda_core.log_files.importing import Report
from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.stack import Stack

MISSING: Final = (
    "A large log needs DuckDB, which is not installed here: pip install -r requirements-big.txt"
)
_BROUGHT: Final = ("duckdb", "fsspec", "pyarrow")
"""What requirements-big.txt brings."""


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
    taking_in = _load("taking_in")
    imported: Imported = taking_in.import_large(
        sources, folder, name, stack, hear, old_times=old_times
    )
    return imported


def open_large(
    backend: Backend, path: Path, settings: Settings, stack: Stack
) -> tuple[ReadModel, Callable[[], None]]:
    """Return the model of the large log in this folder, and what closes it.

    The settings name a ClickHouse server that has it instead, or the address of S3 below which it
    is; a log that is here is not looked for at S3. Raises `InvalidLogFile` for a log that cannot be
    read here, `BackendError` for one that cannot be read there, `InvalidSettings` without DuckDB.
    """
    engines = _load("engines")
    if not _is_s3(settings):
        engine = engines.engine_for(path, settings.log_engine)
    elif path.is_dir():
        engine = engines.engine_for(path, "")
    else:
        engine = engines.stored_engine(files_at(f"{settings.log_engine}/{path.name}", settings))
    return _load("asked_tables").AskedModel(backend, engine, stack), engine.close


def send_large(path: Path, settings: Settings, tell: Callable[[str], None]) -> None:
    """Put a large log where the settings say: below an address of S3, or on a ClickHouse server.

    Raises `InvalidSettings` without an address, `InvalidLogFile` where there is no such log here,
    and `BackendError` where it is not taken.
    """
    if not settings.log_engine:
        raise InvalidSettings(
            "Set EDA_LOG_ENGINE to the address of a ClickHouse server, or to one of S3."
        )
    if not path.is_dir():
        raise InvalidLogFile(f"There is no large log {path.stem} here.")
    taking_in = _load("taking_in")
    taking_in.about(path)
    if _is_s3(settings):
        store = files_at(f"{settings.log_engine}/{path.name}", settings)
        taking_in.put_away(path, store, tell)
    else:
        clickhouse = _load("clickhouse")
        clickhouse.send(clickhouse.server_from(settings.log_engine), path, tell)


def have_read(address: str, settings: Settings, tell: Callable[[str], None]) -> str:
    """Have the ClickHouse server of the settings read a large log at S3 itself; returns its name.

    Raises what `send_large` does.
    """
    if not settings.log_engine or _is_s3(settings):
        raise InvalidSettings("Set EDA_LOG_ENGINE to the address of a ClickHouse server.")
    store, clickhouse = files_at(address, settings), _load("clickhouse")
    path = PurePosixPath(store.address)
    if path.suffix != LARGE:
        raise InvalidSettings(f"A large log at S3 is a folder called NAME{LARGE}, not {path.name}.")
    clickhouse.fetch(clickhouse.server_from(settings.log_engine), path.stem, store.url, tell)
    return path.stem


def _is_s3(settings: Settings) -> bool:
    return settings.log_engine.startswith(S3)


def files_at(address: str, settings: Settings) -> FileStore:
    """Return the files at an address of S3, asked with the credentials that the settings name.

    Raises `InvalidSettings` naming what cannot be used; it calls nobody yet.
    """
    from eda_core.aws.s3_files import S3Files  # here and not above: boto3 takes its time to load
    from eda_core.aws.target import target_from

    target = target_from(
        region=settings.region, profile=settings.profile, endpoint_url=settings.endpoint
    )
    return S3Files(address, target)


def _load(module: str) -> Any:
    try:
        return import_module(f"eda_core.large_logs.{module}")
    except ModuleNotFoundError as fault:
        if fault.name not in _BROUGHT:
            raise
        raise InvalidSettings(MISSING) from None
