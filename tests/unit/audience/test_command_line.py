"""The real server with an audience: its switch, its sentence where it cannot be, and its end."""

import re
import signal
import socket
import time

import pytest

from tests.unit.audience.test_web import Phone
from tests.unit.doors.test_server import WAIT_SECONDS, Server, free_port


class Invited:
    """What `Phone` asks of an invitation, read from what the server printed."""

    def __init__(self, printed):
        port, token = re.search(
            r"^http://127\.0\.0\.1:(\d+)/(\w+)$", printed, re.MULTILINE
        ).groups()
        self.address, self.invitation = self, self
        self.port, self.token = int(port), token


def test_an_audience_from_start_to_ctrl_c(tmp_path):
    began = time.monotonic()
    server = Server(tmp_path, None, "--audience", f"127.0.0.1:{free_port()}")
    try:
        server.wait_until_it_answers()
        starting = time.monotonic() - began
        phone = Phone(Invited(server.printed.read_text())).listen()
        assert phone.send({"amount": 100, "guess": "completed"}) == (202, {"order": 101})
        assert phone.hears(lambda news: news["orders"] and news["orders"][0]["over"])
        assert server.ask("GET", "/order/101")[0] == 200
        assert server.ask("GET", phone.path)[2] != phone.ask("GET", "")[2]
        began = time.monotonic()
        assert server.end(signal.SIGINT) in (0, 1)
        ending = time.monotonic() - began
        assert phone.hears(lambda _: False) is None
        phone.close()
    finally:
        server.end()
    assert ending < max(3, 2 * starting), "where starting takes long, the machine is crowded"


@pytest.mark.parametrize("given", ["taken", "192.0.2.77:8600"])
def test_an_address_that_cannot_be_is_one_sentence(tmp_path, given):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        if given == "taken":
            given = f"127.0.0.1:{taken.getsockname()[1]}"
        server = Server(tmp_path, None, "--audience", given)
        try:
            assert server.process.wait(WAIT_SECONDS) == 1
        finally:
            server.process.kill()
    printed = server.printed.read_text()
    assert re.search(r"^(Port \d+ is in use at|192\.0\.2\.77 is no address).*\.$", printed, re.M)
    assert "Traceback" not in printed
