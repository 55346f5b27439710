"""The real server: `streamlit run dashboard.py`, its own paths, and how it ends."""

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from eda_core.doors.beside import greeting_text
from eda_core.doors.protection import HEADERS
from tests.benchmarks.viewers import PROTOCOL, Viewer
from tests.free_port import free_port
from tests.unit.doors.client import finished

ROOT = Path(__file__).parents[3]
WAIT_SECONDS = 60
ORDER = b'{"id": 101, "amount": 100}'
JSON_HEADER = {"Content_Type": "application/json"}
"""An argument of `Server.ask`."""

CUT_SHORT = ForwardMsg.FINISHED_EARLY_FOR_RERUN

OTHERS = ("AWS_", "EDA_", "COVERAGE_", "STREAMLIT_")


def environment(data):
    kept = {name: text for name, text in os.environ.items() if not name.startswith(OTHERS)}
    return {**kept, "EDA_SEED": "7", "EDA_DATA": str(data)}


class Server:
    """A server on a port of its own; what it prints goes to a file."""

    def __init__(self, folder, port=None, *arguments):
        self.port = port or free_port()
        self.printed = folder / f"printed-{self.port}-{time.monotonic_ns()}"
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
        command += [f"--server.port={self.port}", "--server.fileWatcherType=none"]
        command += ["--", *arguments] if arguments else []
        with self.printed.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(folder / "data"),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_it_answers(self):
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            assert self.process.poll() is None, self.printed.read_text()
            assert time.monotonic() < deadline, "the server does not answer"
            try:
                if self.ask("GET", "/_stcore/health")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.05)

    def ask(self, method, path, body=None, **headers):
        """The status, the headers and the body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        try:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def end(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        return self.process.wait(WAIT_SECONDS)


@contextmanager
def running(folder):
    server = Server(folder)
    try:
        yield server.wait_until_it_answers()
    finally:
        server.end()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


def test_it_prints_two_lines_to_copy(server):
    printed = server.printed.read_text()
    assert greeting_text(f"http://127.0.0.1:{server.port}") in printed
    assert f"\nexport API=http://127.0.0.1:{server.port}\n" in printed
    assert '\ncurl -X POST $API/order -d \'{"id":101,"amount":100}\'\n' in printed


def test_a_refresh_right_behind_a_press_leaves_no_place_empty(server):
    assert finished(_missing_after_presses(f"127.0.0.1:{server.port}", 5)) == [set()] * 5


async def _missing_after_presses(host, presses):
    """For each press the elements of a refresh that the whole run right before it lacked."""
    stream = websockets.connect(
        f"ws://{host}/_stcore/stream",
        subprotocols=[PROTOCOL],
        origin=f"http://{host}",
        max_size=None,
    )
    async with stream as socket:
        viewer = Viewer(socket)
        await viewer.open()
        return [await _missing_after_press(viewer, socket) for _ in range(presses)]


async def _missing_after_press(viewer, socket):
    """The refresh is asked for once the whole run has begun; before that both would be one."""
    await viewer.ask(viewer.pressing("scenario-1-completed"))
    async with asyncio.timeout(WAIT_SECONDS):
        while _kind(viewer, await socket.recv()) != "new_session":
            pass
        await viewer.ask(viewer.refreshing())
        whole = await _elements_of_a_run(viewer, socket)
        return await _elements_of_a_run(viewer, socket) - whole


def _kind(viewer, raw):
    message = ForwardMsg.FromString(raw)
    viewer.note(message)
    return message.WhichOneof("type")


async def _elements_of_a_run(viewer, socket):
    """The places that a run fills, once it has ended and was not cut short."""
    places = set()
    async for raw in socket:
        message = ForwardMsg.FromString(raw)
        viewer.note(message)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            places = set()
        elif kind in {"delta", "ref_hash"}:
            places.add(tuple(message.metadata.delta_path))
        elif kind == "script_finished" and message.script_finished != CUT_SHORT:
            return places
    return places


def test_an_order_before_anybody_looked(server):
    status, headers, body = server.ask("POST", "/order", ORDER, Content_Type="application/json")
    assert (status, headers["content-type"]) == (202, "application/json")
    assert json.loads(body)["order"]["id"] == 101


def test_what_curl_sends_without_a_header(server):
    form = "application/x-www-form-urlencoded"
    assert server.ask("POST", "/order", ORDER, Content_Type=form)[0] == 202


def test_a_page_has_what_shows_its_style_loaded_at_once(server):
    _, headers, _ = server.ask("GET", "/orders")
    (address,) = re.findall(r"<(/static/js/Html\.\S+\.js)>; rel=modulepreload", headers["link"])
    assert server.ask("GET", address)[0] == 200
    assert "link" not in server.ask("GET", "/_stcore/health")[1]


def test_streamlit_is_told_that_its_server_is_not_below_a_page(server):
    for name in ("health", "host-config"):
        assert server.ask("GET", f"/_stcore/{name}")[0] == 200
        assert server.ask("GET", f"/orders/_stcore/{name}")[0] == 300


def test_what_is_not_there_is_json(server):
    assert server.ask("GET", "/order")[0] == 405
    assert json.loads(server.ask("GET", "/order/1/2")[2])["error"]
    assert server.ask("GET", "/room/anna/x")[0] == 404


@pytest.mark.parametrize("path", ["/", "/orders", "/_stcore/health", "/favicon.png", "/order/1"])
def test_a_foreign_host_is_refused_on_every_path(server, path):
    status, _, body = server.ask("GET", path, Host="evil.example")
    assert (status, json.loads(body)) == (400, {"error": "This host name is not served."})
    for name, value in HEADERS:
        assert server.ask("GET", path)[1][name.decode()] == value.decode()


def test_a_foreign_host_gets_no_websocket(server):
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    assert server.ask("GET", "/_stcore/stream", **handshake, Host="evil.example")[0] == 400
    own = f"http://127.0.0.1:{server.port}"
    assert server.ask("GET", "/_stcore/stream", **handshake, Origin="http://evil.example")[0] == 403
    assert server.ask("GET", "/_stcore/stream", **handshake, Origin=own)[0] == 101


@pytest.mark.parametrize(("content_type", "status"), [("application/json", 413), ("text/x", 415)])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_that_is_too_large_gets_an_answer(server, content_type, status, is_chunked):
    body = iter([b" " * 2**20] * 3) if is_chunked else b" " * 3 * 2**20
    given, _, answer = server.ask("POST", "/order", body, Content_Type=content_type)
    assert (given, json.loads(answer)["error"][-1]) == (status, ".")


@pytest.mark.parametrize("path", ["/order/../orders", "/order/%2e%2e/orders", "//order", "/%00"])
def test_path_tricks_lead_nowhere(server, path):
    status, _, body = server.ask("GET", path)
    assert status in (400, 404)
    assert b"<html" not in body


def test_an_order_answered_with_202_survives_kill(tmp_path):
    with running(tmp_path) as server:
        numbers = range(1, 31)
        for number in numbers:
            body = json.dumps({"id": number, "amount": 100}).encode()
            assert server.ask("POST", "/room/anna/order", body, **JSON_HEADER)[0] == 202
        server.end(signal.SIGKILL)
    with running(tmp_path) as server:
        for number in numbers:
            status, _, body = server.ask("GET", f"/room/anna/order/{number}")
            assert (status, json.loads(body)["items"][0]["id"]) == (200, number)


def test_ctrl_c_ends_it_soon_also_with_a_request_half_sent(tmp_path):
    began = time.monotonic()
    with running(tmp_path) as server:
        starting = time.monotonic() - began
        server.ask("POST", "/order", ORDER, **JSON_HEADER)
        with socket.create_connection(("127.0.0.1", server.port)) as half:
            half.sendall(b"POST /order HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{")
            began = time.monotonic()
            assert server.end(signal.SIGINT) in (0, 1)  # Streamlit says "Aborted!" then, and 1
            ending = time.monotonic() - began
    assert ending < max(3, starting), "where starting takes long, the machine is crowded"


def test_a_port_in_use_is_one_sentence(server, tmp_path):
    second = Server(tmp_path, server.port)
    try:
        assert second.process.wait(WAIT_SECONDS) == 1
    finally:
        second.process.kill()
    (line,) = second.printed.read_text().splitlines()
    assert re.search(rf"Port {server.port} is not available$", line)


def test_the_server_starts_without_what_worlds_are_made_of():
    loaded = "import sys, eda_core.doors.beside, eda_core.doors.protection; print(*sys.modules)"
    command = [sys.executable, "-c", loaded]
    modules = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.split()
    assert b"eda_core.doors.endpoints" in modules
    assert not {b"boto3", b"pandas", b"streamlit", b"eda_core.asl", b"eda_core.ports"} & {*modules}
