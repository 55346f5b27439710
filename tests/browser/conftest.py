"""The dashboard in a real browser: the server on a free port, Chromium without a screen."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60


@pytest.fixture(scope="session")
def chromium():
    if not Path(CHROMIUM).exists():
        reason = "Chromium is not installed; on Debian: apt-get install chromium"
        if os.environ.get("EDA_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url):
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def data():
    """Where the server keeps rooms and imported logs; a module may name a folder instead."""
    return ":memory:"


@pytest.fixture
def server(data):
    """A server of its own for one test; answers its address and ends with the test."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
    command.append("--server.fileWatcherType=none")
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"EDA_SEED": "7", "EDA_DATA": str(data)},
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(url):
            assert process.poll() is None, "the server ended at once"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def visit(chromium, server):
    """Open the dashboard, at a path of it; the page remembers which hosts it asked."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.outside = []
    page.on("request", lambda request: _note_outside(page, request.url, server))

    def opened(path=""):
        page.goto(f"{server}/{path}")
        return page

    yield opened
    context.close()


def _note_outside(page, url, server):
    inside = (server, server.replace("http:", "ws:"), "data:", "blob:")
    if not url.startswith(inside):
        page.outside.append(url)
