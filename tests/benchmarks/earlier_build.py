"""The build of commit c7301cd, checked out from git history, to be measured beside this one."""

import subprocess
from pathlib import Path

import pytest

COMMIT = "c7301cd"
ROOT = Path(__file__).parents[2]


def check_out(folder):
    """Put that build into a folder; skip the benchmark where history does not have it."""
    archive = folder / "build.tar"
    done = subprocess.run(
        ["git", "-C", str(ROOT), "archive", "--output", str(archive), COMMIT, "eda_core"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"git has no commit {COMMIT} here: {done.stderr.strip()}")
    subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)
    return folder
