"""The build of commit c7301cd, checked out from git history, to be measured beside this one."""

import subprocess
from pathlib import Path

import pytest

COMMIT = "c7301cd"
ROOT = Path(__file__).parents[2]


def check_out(folder, *paths):
    """Put that build, or these paths of it, into a folder; skip where history does not have it."""
    archive = folder / "build.tar"
    done = subprocess.run(
        ["git", "-C", str(ROOT), "archive", "--output", str(archive), COMMIT, *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"git has no commit {COMMIT} here: {done.stderr.strip()}")
    subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)
    return folder
