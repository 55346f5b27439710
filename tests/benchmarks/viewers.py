"""Many viewers of one page: what they cost the server, and how long each refresh takes.

Raw websocket clients do what a browser does with a page that refreshes every second; one of them
presses a scenario's button as well. Run by ``make viewers``; it starts servers of its own, in turn:
of a page that shows one word, which is what Streamlit takes for itself, of the build of
before, and of this one.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.earlier_build import COMMIT, check_out  # noqa: E402 - found by the path above

EMPTY = Path(__file__).with_name("empty_page.py")
IN_MEMORY = {"EDA_SEED": "7", "EDA_DATA": ":memory:"}
PROTOCOL = "streamlit"
FRAGMENT_DONE = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
TARGET = "target: at most 12% of one core at rest, 16% with orders, p95 at most 50 ms"


class Viewer:
    """One browser session without a browser."""

    def __init__(self, socket):
        self._socket = socket
        self._hashes = set()
        self._fragment = ""
        self.page = ""
        self.buttons = {}
        self.received = 0
        self.waits = []

    async def open(self):
        await self.ask(BackMsg())
        await self._until_done()

    async def refresh(self):
        """One refresh of the live fragment, timed."""
        began = time.perf_counter()
        await self.ask(self.refreshing())
        await self._until_done()
        self.waits.append(time.perf_counter() - began)

    async def press(self, key):
        """Press a button, as a run of the whole page."""
        await self.ask(self.pressing(key))
        await self._until_done()

    def refreshing(self):
        message = BackMsg()
        message.rerun_script.fragment_id = self._fragment
        message.rerun_script.is_auto_rerun = True
        return message

    def pressing(self, key):
        name = next((each for each in self.buttons if key in each), "")
        if not name:
            raise SystemExit(f"The page has no button {key}: it shows {', '.join(self.buttons)}.")
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id, widget.trigger_value = self.buttons[name], True
        return message

    async def ask(self, message):
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.cached_message_hashes.extend(self._hashes)
        await self._socket.send(message.SerializeToString())

    async def _until_done(self):
        """Read on until the run that was asked for has ended; runs cut short are not it."""
        early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
        async for raw in self._socket:
            self.received += len(raw)
            message = ForwardMsg.FromString(raw)
            self.note(message)
            if message.WhichOneof("type") == "script_finished" and message.script_finished != early:
                return

    def note(self, message):
        if message.metadata.cacheable and message.hash:
            self._hashes.add(message.hash)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "auto_rerun":
            self._fragment = message.auto_rerun.fragment_id
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "button":
            button = message.delta.new_element.button
            self.buttons[button.id.rpartition("-None-")[2] or button.id] = button.id


async def watch(viewer, seconds, interval=1.0):
    """Refresh every interval, as the browser's timer does; a late one does not catch up."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        await viewer.refresh()
        await asyncio.sleep(max(0, interval - (time.perf_counter() - began)))


async def play(viewer, seconds, key, pause):
    """Press a button again and again."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        await viewer.press(key)
        await asyncio.sleep(pause)


def cpu_seconds(pid):
    """Processor time a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(url, pid, options):
    """Open all viewers, let them settle, and measure at rest and under traffic."""
    sockets = [
        await websockets.connect(
            f"{url.replace('http', 'ws')}/_stcore/stream",
            subprotocols=[PROTOCOL],
            origin=url,
            max_size=None,
        )
        for _ in range(options.viewers + 1)
    ]
    viewers = [Viewer(socket) for socket in sockets]
    for viewer in viewers:
        await viewer.open()
    presenter = viewers.pop()
    await asyncio.gather(*(watch(viewer, 3) for viewer in viewers))
    await _phase("at rest", viewers, pid, options.seconds)
    await presenter.press(options.button)  # the first order ends the cold start on every page, once
    await asyncio.gather(*(watch(viewer, 3) for viewer in viewers))
    traffic = play(presenter, options.seconds, options.button, options.pause)
    await _phase(f"pressing {options.button}", viewers, pid, options.seconds, traffic)
    for socket in sockets:
        await socket.close()


async def _phase(name, viewers, pid, seconds, *others):
    for viewer in viewers:
        viewer.waits.clear()
        viewer.received = 0
    cpu, began = cpu_seconds(pid), time.perf_counter()
    await asyncio.gather(*spread(viewers, seconds), *others)
    took = time.perf_counter() - began
    waits = sorted(1000 * wait for viewer in viewers for wait in viewer.waits)
    kilobytes = sum(viewer.received for viewer in viewers) / len(viewers) / took / 1000
    sys.stdout.write(
        f"{name:>36}: {100 * (cpu_seconds(pid) - cpu) / took:5.1f}% of one core, "
        f"{len(waits) / took:5.1f} refreshes/s, p50 {statistics.median(waits):5.1f} ms, "
        f"p95 {waits[int(len(waits) * 0.95)]:6.1f} ms, {kilobytes:5.1f} kB/s each\n"
    )


def spread(viewers, seconds, over=1.0):
    """Watch, each from another moment of ``over`` seconds, as browsers opened one by one do."""
    return [_later(watch(v, seconds), over * at / len(viewers)) for at, v in enumerate(viewers)]


async def _later(work, delay):
    await asyncio.sleep(delay)
    await work


def _serve(folder, script, port):
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    quiet = ["--server.fileWatcherType=none"]
    return subprocess.Popen(
        command + quiet, cwd=folder, env=os.environ | IN_MEMORY, stdout=subprocess.DEVNULL
    )


def wait_for(url, process):
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("The server ended at once.")


def main():
    """Start the server, measure, and end it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--button", default="scenario-1-completed")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two presses")
    parser.add_argument("--port", type=int, default=8719)
    options = parser.parse_args()
    sys.stdout.write(f"{options.viewers} viewers at 1 Hz; {TARGET}\n")
    with tempfile.TemporaryDirectory() as folder:
        before = check_out(Path(folder))
        _measure_page("a page that shows one word", ROOT, EMPTY, options)
        _measure_page(f"the Live page of {COMMIT}", before, "dashboard.py", options)
        _measure_page("the Live page", ROOT, "dashboard.py", options)
    sys.stdout.write(f"load of the machine: {os.getloadavg()[0]:.2f}\n")


def _measure_page(name, folder, script, options):
    sys.stdout.write(f"{name}\n")
    url = f"http://127.0.0.1:{options.port}"
    process = _serve(folder, script, options.port)
    try:
        wait_for(url, process)
        asyncio.run(measure(url, process.pid, options))
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
