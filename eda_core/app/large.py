"""Large logs, where what they need is installed: DuckDB comes with requirements-big.txt.

It is imported when the first of them is taken in or opened, so nobody else waits for it.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from eda_core.domain.errors import InvalidSettings
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


def open_large(backend: Backend, path: Path, stack: Stack) -> tuple[ReadModel, Callable[[], None]]:
    """Return the model of the large log in this folder, and what closes it.

    Raises `InvalidLogFile` for one that cannot be read here, `InvalidSettings` without DuckDB.
    """
    _needed("taking_in").about(path)
    engine = _needed("engines").DuckEngine(path)
    return _needed("asked_tables").AskedModel(backend, engine, stack), engine.close


def _needed(module: str) -> Any:
    try:
        return import_module(f"eda_core.large_logs.{module}")
    except ModuleNotFoundError as fault:
        if fault.name not in ("duckdb", "pyarrow"):
            raise
        raise InvalidSettings(MISSING) from None
