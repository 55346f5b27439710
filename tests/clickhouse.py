"""ClickHouse's engine as a process of its own, ended when what it reads from ends."""

import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-clickhouse" / "bin" / "python"
START_SECONDS = 60


def is_there():
    """Skip, or fail where it is required, unless chdb is installed."""
    if PYTHON.exists():
        return
    reason = "chdb is not installed in .venv-clickhouse"
    if os.environ.get("EDA_CLICKHOUSE") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(folder):
    """Yield the port of a server that answers; ``folder`` is where it says which."""
    is_there()
    told = folder / "port"
    command = [PYTHON, ROOT / "tests" / "clickhouse_server.py", told]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=folder)
    try:
        ends = time.monotonic() + START_SECONDS
        while not told.exists() or not told.read_text():
            if process.poll() is not None or time.monotonic() > ends:
                pytest.fail("ClickHouse's engine did not begin to answer.")
            time.sleep(0.05)
        yield int(told.read_text())
    finally:
        process.stdin.close()
        process.wait(30)
