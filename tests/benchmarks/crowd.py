"""A crowd at the doors: programs that post orders, and phones of an audience, while viewers watch.

``orders`` has clients post orders, at a rate or as fast as each gets its answer; ``phones`` has an
audience whose phones listen, and send an order now and then. Run by ``make crowd``; it starts a
server of its own on 127.0.0.1, with its room in a file, and counts what was lost.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path

import websockets

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.viewers import PROTOCOL, Viewer, cpu_seconds, spread, wait_for  # noqa: E402

HEAD = "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n{more}\r\n"
JSON_TYPE = "Content-Type: application/json\r\n"


class Client:
    """One connection that is kept, and what is asked over it."""

    def __init__(self, port):
        self._port = port

    async def open(self):
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    def send(self, method, path, body=b"", more=""):
        """Send a request, and wait for nothing."""
        head = HEAD.format(method=method, path=path, length=len(body), more=more)
        self._writer.write(head.encode() + body)

    async def ask(self, method, path, body=b"", more=""):
        """The status, the head and the body of the answer."""
        self.send(method, path, body, more)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        answer = await self._reader.readexactly(int(length[1])) if length else b""
        return int(head.split()[1]), head, answer

    async def parts(self):
        """The news of a line that was asked for, one by one."""
        while line := await self._reader.readline():
            if line.startswith(b"data: "):
                yield json.loads(line[6:])

    def close(self):
        self._writer.close()


class Phone:
    """A phone: it listens, sends, and notes when it learned what became of its orders."""

    def __init__(self, port, token):
        self._port, self._path = port, f"/{token}"
        self.sent = {}
        self.learned = {}
        self.refused = 0

    async def join(self):
        client = await Client(self._port).open()
        _, head, _ = await client.ask("GET", self._path)
        client.close()
        self._cookie = re.search(r"set-cookie: (seat=[^;]+)", head, re.IGNORECASE)[1]
        self._listening = asyncio.create_task(self._listen())
        return self

    async def _listen(self):
        client = await Client(self._port).open()
        client.send("GET", f"{self._path}/news", more=f"Cookie: {self._cookie}\r\n")
        async for news in client.parts():
            now = time.perf_counter()
            for order in news["orders"]:
                if order["over"]:
                    self.learned.setdefault(order["id"], now)

    async def send(self):
        body = json.dumps({"amount": random.choice((100, 500, 900)), "guess": "completed"}).encode()
        began = time.perf_counter()
        more = f"{JSON_TYPE}Cookie: {self._cookie}\r\n"
        client = await Client(self._port).open()  # what was idle for seconds has been closed
        status, _, answer = await client.ask("POST", f"{self._path}/send", body, more)
        client.close()
        if status == 202:
            self.sent[json.loads(answer)["order"]] = began
        else:
            self.refused += 1

    async def go_on(self, seconds, pause):
        """Send orders, as people do: not all at once."""
        end = time.perf_counter() + seconds
        await asyncio.sleep(random.random() * pause)
        while time.perf_counter() < end:
            await self.send()
            await asyncio.sleep(pause * (0.5 + random.random()))

    def close(self):
        self._listening.cancel()


async def post_orders(port, numbers, pause, waits, refused):
    """Post the next order until there is none, after a pause; note how long each took."""
    client = await Client(port).open()
    await asyncio.sleep(random.random() * pause)
    due = time.perf_counter()
    for number in numbers:
        await asyncio.sleep(max(0, due - time.perf_counter()))
        due += pause
        body = json.dumps({"id": number, "amount": 100}).encode()
        began = time.perf_counter()
        status, _, _ = await client.ask("POST", "/order", body, JSON_TYPE)
        waits.append(time.perf_counter() - began)
        if status != 202:
            refused.append(number)
    client.close()


@asynccontextmanager
async def viewing(url, count, over=1.0):
    """So many viewers of the Live page, each refreshed once a second; answers them.

    Their refreshes fall into ``over`` seconds; with 0 they all come at the same moment.
    """
    sockets = [
        await websockets.connect(
            f"{url.replace('http', 'ws')}/_stcore/stream",
            subprotocols=[PROTOCOL], origin=url, max_size=None,
        )
        for _ in range(count)
    ]  # fmt: skip
    viewers = [Viewer(socket) for socket in sockets]
    for viewer in viewers:
        await viewer.open()
    watching = [asyncio.create_task(each) for each in spread(viewers, 3600, over)]
    try:
        yield viewers
    finally:
        for task in watching:
            task.cancel()
        for socket in sockets:
            await socket.close()


def said(name, waits):
    """The median and the 95th percentile of some seconds, in milliseconds."""
    ordered = sorted(1000 * wait for wait in waits)
    if not ordered:
        return f"{name}: none"
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"{name}: p50 {statistics.median(ordered):.1f} ms, p95 {p95:.1f} ms of {len(ordered)}"


async def orders(url, process, options):
    """Post orders by many clients while viewers watch; say what was lost."""
    async with viewing(url, options.viewers, 0 if options.lockstep else 1) as viewers:
        await asyncio.sleep(4)
        for viewer in viewers:
            viewer.waits.clear()
        numbers, waits, refused = iter(range(1, options.orders + 1)), [], []
        cpu, began = cpu_seconds(process.pid), time.perf_counter()
        pause = options.clients / options.rate if options.rate else 0
        work = (options.port, numbers, pause, waits, refused)
        await asyncio.gather(*(post_orders(*work) for _ in range(options.clients)))
        took = time.perf_counter() - began
        busy = 100 * (cpu_seconds(process.pid) - cpu) / took
        refreshes = [wait for viewer in viewers for wait in viewer.waits]
    lost = len(refused) + await _missing(options.port, options.orders)
    say(f"{options.orders} orders in {took:.1f} s, {options.orders / took:.0f}/s, lost {lost}, "
        f"{busy:.0f}% of one core")  # fmt: skip
    say(said("a post", waits))
    say(said("a refresh of a viewer", refreshes))


async def _missing(port, count):
    """How many of the orders the table does not have."""
    client = await Client(port).open()
    missing = 0
    for number in range(1, count + 1):
        missing += (await client.ask("GET", f"/order/{number}"))[0] != 200
    client.close()
    return missing


async def phones(url, process, options):
    """An audience for a while: what it costs above what a stage alone does, and who learned."""
    port, token = re.search(r"^http://127\.0\.0\.1:(\d+)/(\w+)$", printed(process), re.M).groups()
    async with viewing(url, options.viewers) as viewers:
        await asyncio.sleep(5)
        rest = await _busy(process, 10)
        crowd = [await Phone(int(port), token).join() for _ in range(options.phones)]
        await asyncio.sleep(2)
        quiet = await _busy(process, 10)
        for viewer in viewers:
            viewer.waits.clear()
        acting = asyncio.gather(*(p.go_on(options.seconds, options.pause) for p in crowd))
        busy = await _busy(process, options.seconds)
        await acting
        await asyncio.sleep(5)
        refreshes = [wait for viewer in viewers for wait in viewer.waits]
    sent = sum(len(phone.sent) for phone in crowd)
    learned = [p.learned[o] - at for p in crowd for o, at in p.sent.items() if o in p.learned]
    for phone in crowd:
        phone.close()
    say(f"{options.phones} phones, {sent} orders in {options.seconds:.0f} s, "
        f"{sum(phone.refused for phone in crowd)} refused, "
        f"{sent - len(learned)} never learned of")  # fmt: skip
    say(f"of one core: at rest {rest:.1f}%, phones listening {quiet:.1f}%, sending {busy:.1f}%")
    say(said("from press to outcome on the phone", learned))
    say(said("a refresh of the stage", refreshes))


async def _busy(process, seconds):
    """How much of one core the server takes meanwhile, in per cent."""
    cpu, began = cpu_seconds(process.pid), time.perf_counter()
    await asyncio.sleep(seconds)
    return 100 * (cpu_seconds(process.pid) - cpu) / (time.perf_counter() - began)


def say(words):
    """Print a line."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def printed(process):
    """What the server has printed by now."""
    return Path(process.printed).read_text(encoding="utf-8")


WORK = {"orders": orders, "phones": phones}


def main():
    """Start the server, let the crowd in, and end it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", choices=tuple(WORK))
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--rate", type=float, default=100.0, help="orders a second; 0: flat out")
    parser.add_argument("--viewers", type=int, default=30)
    parser.add_argument("--lockstep", action="store_true", help="all viewers refresh at one moment")
    parser.add_argument("--phones", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=20.0, help="seconds between two orders")
    parser.add_argument("--port", type=int, default=8720)
    options = parser.parse_args()
    url = f"http://127.0.0.1:{options.port}"
    with tempfile.TemporaryDirectory() as folder:
        process = _serve(folder, options)
        try:
            wait_for(url, process)
            asyncio.run(WORK[options.work](url, process, options))
            say(f"load of the machine: {os.getloadavg()[0]:.2f}")
        finally:
            process.kill()
            process.wait()


def _serve(folder, options):
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    command += [f"--server.port={options.port}", "--server.fileWatcherType=none"]
    command += ["--", "--audience", f"127.0.0.1:{options.port + 1}"]
    output = Path(folder) / "printed"
    environment = os.environ | {"EDA_SEED": "7", "EDA_DATA": str(Path(folder) / "data")}
    with output.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out)
    process.printed = output
    return process


if __name__ == "__main__":
    main()
