"""The dashboard in a real browser: a server on a free port, Chromium without a screen.

One server serves all tests of a process, and one tab shows them; each test has a room of its own
there, and finds the tab as if nobody had used it. The few tests on what comes first after a start
have a server of their own, by `first_visit`.
"""

import ctypes
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.aws import emulators
from tests.browser import waits
from tests.browser.waits import WAIT_SECONDS

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
PR_SET_PDEATHSIG = 1
OF_WHOEVER_RUNS_THE_TESTS = ("AWS_", "EDA_", "COVERAGE_")
"""Variables no server gets. Measured by coverage, too, it would answer at half its speed."""


def pytest_collection_modifyitems(items):
    """Try a browser test that fails once more: two busy cores leave Chromium waiting for seconds.

    Each that was tried twice is listed at the end; what fails twice fails. A test may say another
    number itself.
    """
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("flaky"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium():
    if not Path(CHROMIUM).exists():
        reason = "Chromium is not installed; on Debian: apt-get install chromium"
        if os.environ.get("EDA_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    sync_api = pytest.importorskip("playwright.sync_api")
    sync_api.expect.set_options(timeout=WAIT_SECONDS * 1000)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        browser.tab = Tab(browser)
        yield browser
        browser.close()


class Tab:
    """The tab that the tests use one after the other.

    It keeps what Chromium compiled of Streamlit's scripts: a new tab takes three times as long to
    show a page, nearly all of it for compiling the same again. Nothing else is kept, but where
    tests say that they share what they begin with.
    """

    def __init__(self, browser):
        self._browser, self._page, self._shared = browser, None, None
        self.is_suspect = False

    def entered(self, server, reduced_motion):
        """The tab as one finds a new one."""
        self.leave()
        page = self._page = self._page or self._opened()
        page.server, page.outside = server, []
        page.runs.update(dict.fromkeys(page.runs, 0))
        self._put_right(reduced_motion)
        return page

    def shared(self, server, room, reduced_motion, wanted):
        """The tab as the function that is wanted left it for the first test that shares it."""
        key, (begin, *arguments) = (wanted, reduced_motion), wanted
        if self.is_suspect or self._shared != key:
            begin(Visit(self.entered(server, reduced_motion), server, room), *arguments)
            self._shared = key
        self._close_others()
        self._put_right(reduced_motion)
        return self._page

    def leave(self):
        """Forget the server that was visited; a test that failed leaves no tab at all."""
        if self.is_suspect and self._page:
            self._page.context.close()
            self._page = None
        elif self._page and self._page.server:
            self._forget()
        self._shared, self.is_suspect = None, False

    def _opened(self):
        page = self._browser.new_context().new_page()
        page.set_default_timeout(WAIT_SECONDS * 1000)
        page.on("request", lambda request: _note_outside(page, request.url))
        waits.count(page)
        return page

    def _put_right(self, reduced_motion):
        self._page.set_viewport_size({"width": 1440, "height": 900})
        self._page.emulate_media(color_scheme="light", reduced_motion=reduced_motion)
        self._page.mouse.up()
        self._page.mouse.move(0, 0)

    def _close_others(self):
        for other in self._page.context.pages[1:]:
            other.close()

    def _forget(self):
        self._close_others()
        self._page.goto(f"{self._page.server}/_stcore/health")
        self._page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self._page.context.clear_cookies()
        self._page.server = ""


def pytest_exception_interact(node):
    """Have a test that failed leave no tab to others, nor to itself when it is tried once more."""
    chromium = getattr(node, "funcargs", {}).get("chromium")
    if chromium:
        chromium.tab.is_suspect = True


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


def _environment(data):
    """What a server finds: a seed, its data, and credentials that only an emulator takes."""
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(OF_WHOEVER_RUNS_THE_TESTS)
    }
    return {**kept, **emulators.CREDENTIALS, "EDA_SEED": "7", "EDA_DATA": str(data)}


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def _served(data, port=None):
    """A server that keeps rooms and imported logs in this folder; answers its address."""
    port = port or _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
    command.append("--server.fileWatcherType=none")
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(data),
        stdout=subprocess.DEVNULL,
        preexec_fn=_end_with_the_tests,
    )
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while not _answers(url):
            assert process.poll() is None, "the server ended at once"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
        yield url
    finally:
        _end(process)


def _end_with_the_tests():
    """Have Linux end the server if the process of the tests is killed before it can do so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process):
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the server of this process's tests."""
    with _served(tmp_path_factory.mktemp("data")) as url:
        yield url


_NUMBERS = itertools.count(1)


@pytest.fixture
def room():
    """The name of a room nobody has used yet."""
    return f"test-{next(_NUMBERS)}"


def in_room(path, room):
    """This path of the dashboard in this room, unless it names another world."""
    page, _, query = path.partition("?")
    named = dict(parse_qsl(query, keep_blank_values=True))
    if "world" in named or not room:
        return path
    return f"{page}?{urlencode({**named, 'room': room})}"


class Visit:
    """Opens paths of the dashboard in a room, in a tab; places orders there, as a program would.

    The page remembers which hosts it asked.
    """

    def __init__(self, page, server, room):
        self.page, self._server, self._room = page, server, room

    def __call__(self, path=""):
        self.page.goto(f"{self._server}/{in_room(path, self._room)}")
        return self.page

    def place(self, *amounts, first=101):
        """Place orders of these amounts, numbered from the first; what they cause goes on."""
        for order, amount in enumerate(amounts, first):
            body = json.dumps({"id": order, "amount": amount}).encode()
            url = f"{self._server}/room/{self._room}/order"
            with urllib.request.urlopen(url, body, timeout=WAIT_SECONDS) as answer:
                assert answer.status == 202


@contextmanager
def visiting(chromium, server, room="", reduced_motion="reduce"):
    """What opens the dashboard, at a path of the address, in a tab that nobody has used yet."""
    page = chromium.tab.entered(server, reduced_motion)
    try:
        yield Visit(page, server, room)
    finally:
        chromium.tab.leave()


@pytest.fixture
def visit(chromium, server, room):
    """Open the dashboard in a room of this test's own, at a path of the address."""
    with visiting(chromium, server, room) as opened:
        yield opened


@pytest.fixture(scope="module")
def tab(chromium):
    """The tab of this process; what tests of a file share in it ends with the file."""
    yield chromium.tab
    chromium.tab.leave()


@pytest.fixture
def shared(tab, server, room):
    """What several tests of a file begin with, in one room: it is opened for the first of them.

    ``begin`` gets a `Visit`, and what else is given. Each of the tests finds the page as the one
    before has left it, so it begins by going to where it needs to be. After a failure it is opened
    again.
    """

    def shared(begin, *arguments, reduced_motion="reduce"):
        return tab.shared(server, room, reduced_motion, (begin, *arguments))

    return shared


def open_live(visit):
    visit().get_by_role("button", name="A good order").wait_for()


@pytest.fixture
def live(shared):
    """The Live page, with what the tests of a file before have done there: they share a room."""
    page = shared(open_live)
    waits.close_menu(page)
    if "Live" not in page.locator("[aria-current=page]").inner_text():
        waits.go_to(page, "Live")
    return page


class _FirstPort:
    """The port of the servers that nobody has visited yet, one after the other.

    Chromium keeps what it compiled by address: at a new one all is compiled once more.
    """

    def __init__(self):
        self._port = _free_port()

    def again(self):
        if not _is_free(self._port):
            self._port = _free_port()
        return self._port


@pytest.fixture(scope="session")
def first_port():
    return _FirstPort()


@pytest.fixture
def first_visit(chromium, tmp_path, first_port):
    """Open the dashboard of a server that nobody has visited yet."""
    with _served(tmp_path, first_port.again()) as url, visiting(chromium, url) as opened:
        yield opened


def _note_outside(page, url):
    inside = (page.server, page.server.replace("http:", "ws:"), "data:", "blob:")
    if not url.startswith(inside):
        page.outside.append(url)
