"""The scripts of the components: their pure parts by Node's test runner, and rules for all."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(Path(__file__).parent.glob("*.test.js"))
NODE = shutil.which("node")
ESLINT = ROOT / "node_modules" / "eslint" / "bin" / "eslint.js"
MOST_SECONDS = 60


def skip_or_fail(reason):
    if os.environ.get("EDA_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def run(command):
    """What the command did, in the project's folder; it finds this Python as ``PYTHON``."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )


@pytest.fixture
def node():
    if NODE is None:
        skip_or_fail("Node is not installed; on Debian: apt-get install nodejs")
    return NODE


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_scripts(node, file):
    done = run([node, "--experimental-vm-modules", "--no-warnings", "--test", str(file)])
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_script_breaks_a_rule(node):
    """What could only fail while somebody looks on, such as a name that nothing declares."""
    if not ESLINT.exists():
        skip_or_fail("eslint is not installed; run npm ci")
    done = run([node, str(ESLINT), "pages", "tests"])
    assert done.returncode == 0, done.stdout + done.stderr
