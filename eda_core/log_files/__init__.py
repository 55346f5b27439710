"""Log files: a catch-all log written to a file, read from one, and looked at as a world.

`read_rows` reads what other tools write, in the forms of `forms.known`, `import_log` keeps it in
the form of our own export, `log_backend` opens it behind the ports. Files are read piece by piece:
memory does not grow with them.
"""

from eda_core.log_files.folder import (
    delete_log,
    log_name_from,
    logs_folder,
    logs_in,
    proposed_name,
)
from eda_core.log_files.imported_log import log_backend
from eda_core.log_files.importing import (
    MOST_BYTES,
    Imported,
    Progress,
    SourceFile,
    import_log,
)
from eda_core.log_files.reader import read_rows
from eda_core.log_files.rows import BadRow, LeftOut, LogRow
from eda_core.log_files.times import OldTimes
from eda_core.log_files.writing import Export, csv_export, lines_export

__all__ = [
    "MOST_BYTES",
    "BadRow",
    "Export",
    "Imported",
    "LeftOut",
    "LogRow",
    "OldTimes",
    "Progress",
    "SourceFile",
    "csv_export",
    "delete_log",
    "import_log",
    "lines_export",
    "log_backend",
    "log_name_from",
    "logs_folder",
    "logs_in",
    "proposed_name",
    "read_rows",
]
