"""The pure parts of the components' scripts, by Node's own test runner; one test a file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(Path(__file__).parent.glob("*.test.js"))
NODE = shutil.which("node")
MOST_SECONDS = 60


@pytest.fixture
def node():
    if NODE is None:
        reason = "Node is not installed; on Debian: apt-get install nodejs"
        if os.environ.get("EDA_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return NODE


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_scripts(node, file):
    command = [node, "--experimental-vm-modules", "--no-warnings", "--test", str(file)]
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
