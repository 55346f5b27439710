"""The audience's address over HTTP on a free port: what is served, what is refused, its end."""

import gzip
import http.client
import json
import re
import socket
import threading
from dataclasses import replace

import pytest

from eda_core.audience import listener, web
from eda_core.audience.listener import Audience
from eda_core.audience.switch import Address
from eda_core.domain.errors import BackendError, InvalidSettings
from eda_core.domain.settings import BusKind, Settings
from eda_core.doors.admission import AT_ONCE
from eda_core.doors.protection import HEADERS
from tests.unit.doors.client import FAR, NEAR, ask
from tests.unit.doors.served import Served

HERE = Address("127.0.0.1", 0)
WAIT_SECONDS = 30
ORDER = {"amount": 500.01, "guess": "completed"}
KNOWN = "token1"


class Phone:
    """A phone at the address of an invitation: what it asks, and the news it hears."""

    def __init__(self, invited):
        self.port, self.path = invited.address.port, f"/{invited.invitation.token}"
        _, headers, _ = self.ask("GET", "")
        self.cookie = headers["set-cookie"].partition(";")[0]
        self._line = None

    def ask(self, method, path, body=None, whole=False, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        try:
            connection.request(method, path if whole else self.path + path, body, named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def send(self, sent=ORDER, **headers):
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        headers = {"Content_Type": "application/json", "Cookie": self.cookie} | headers
        status, _, answer = self.ask("POST", "/send", body, **headers)
        return status, json.loads(answer)

    def listen(self):
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        self._connection.request("GET", f"{self.path}/news", headers={"Cookie": self.cookie})
        self._line = self._connection.getresponse()
        assert self._line.status == 200
        return self

    def hears(self, fulfilled):
        """The first news that are so."""
        while line := self._line.readline():
            if line.startswith(b"data: ") and fulfilled(news := json.loads(line[6:])):
                return news
        return None

    def close(self):
        if self._line is not None:
            self._line.close()
            self._connection.close()
            self._line = None


@pytest.fixture
def served():
    return Served()


@pytest.fixture
def audience(served):
    audience = Audience(lambda: served.worlds)
    yield audience
    audience.end()


@pytest.fixture
def invited(audience):
    return audience.invite(Settings(data=None), HERE)


@pytest.fixture
def phone(invited):
    phone = Phone(invited)
    yield phone
    phone.close()


@pytest.fixture(scope="module")
def shared():
    """One listener, for tests of what is refused: the world behind it, and a phone."""
    served = Served()
    audience = Audience(lambda: served.worlds)
    yield served, Phone(audience.invite(Settings(data=None), HERE))
    audience.end()


@pytest.fixture
def here(served):
    """The application itself, for clients from elsewhere: no port."""
    from eda_core.audience.invitation import Invitation
    from eda_core.audience.web import MOST_BYTES, application
    from eda_core.doors.admission import Admission, RateLimit

    invitation = Invitation(Settings(data=None), served.worlds.connection, KNOWN)
    admission = Admission(RateLimit(lambda: 0.0), most_bytes=MOST_BYTES, takes_forms=False)
    return application(invitation, admission, "127.0.0.1")


def test_the_page_is_small_and_asks_nobody_else(phone):
    status, headers, body = phone.ask("GET", "", Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(body) < 8_000
    page = gzip.decompress(body).decode()
    assert page == web.page().decode()
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page)
    assert "innerHTML" not in page


def test_the_policy_lets_the_page_run_its_own_script_alone(phone):
    policy = phone.ask("GET", "")[1]["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 2


def test_an_order_from_press_to_outcome(served, phone):
    phone.listen()
    assert phone.hears(lambda news: news["present"] == 1)["amounts"] == [100, 500, 500.01, 900]
    assert phone.send() == (202, {"order": 101})
    served.now_ms += 60_000
    (order,) = phone.hears(lambda news: news["orders"] and news["orders"][0]["over"])["orders"]
    assert (order["id"], order["word"], order["guess"]) == (101, "Cancelled", "completed")
    phone.close()


def test_the_vote_of_a_question(invited, phone):
    invited.invitation.crowd.ask(500)
    assert phone.send({"vote": 1, "guess": "cancelled"}) == (202, {"vote": 1})
    assert phone.send({"vote": 2, "guess": "cancelled"})[0] == 409
    invited.invitation.crowd.close(101)
    assert phone.send({"vote": 1, "guess": "completed"})[0] == 409
    assert invited.invitation.crowd.state().question.counts() == (0, 1)


def test_one_order_a_second_each(invited, phone):
    assert [phone.send()[0] for _ in range(2)] == [202, 429]
    assert Phone(invited).send()[0] == 202


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"[1]", 400),
        (b"[" * 1000, 400),
        ({"amount": 100}, 400),
        ({"amount": 100, "guess": "maybe"}, 400),
        ({"amount": 100, "guess": ["completed"]}, 400),
        ({"guess": "completed"}, 400),
        ({"amount": "100", "guess": "completed"}, 400),
        ({"amount": True, "guess": "completed"}, 400),
        ({"amount": 1e300, "guess": "completed"}, 400),
        (b'{"amount": NaN, "guess": "completed"}', 400),
        ({"vote": "1", "guess": "completed"}, 409),
        (b" " * 1025, 413),
    ],
)
def test_what_cannot_be_an_order_or_a_vote_is_refused(shared, sent, status):
    served, phone = shared
    given, answer = phone.send(sent)
    assert (given, answer["error"][-1]) == (status, ".")
    assert served.of().orders.history(101) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": "localhost"}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Cookie": "seat=made-up"}, 403),
        ({"Cookie": ""}, 403),
    ],
)
def test_what_no_phone_sends_is_refused(shared, headers, status):
    served, phone = shared
    given, answer = phone.send(**headers)
    assert (given, answer["error"][-1]) == (status, ".")
    assert served.of().orders.history(101) == []


@pytest.mark.parametrize(
    ("cookie", "origin", "status"),
    [("seat=made-up", None, 403), (None, None, 403), ("own", "http://evil.example", 403)],
)
def test_news_are_for_phones_with_a_seat(shared, cookie, origin, status):
    _, phone = shared
    headers = {"Cookie": phone.cookie if cookie == "own" else cookie, "Origin": origin}
    given = phone.ask("GET", "/news", **{name: text for name, text in headers.items() if text})
    assert given[0] == status


def test_a_phone_may_have_the_page_open_a_few_times(invited, phone):
    for _ in range(web.MOST_LINES):
        assert invited.invitation.crowd.enter(phone.cookie.removeprefix("seat="), web.MOST_LINES)
    assert phone.ask("GET", "/news", Cookie=phone.cookie)[0] == 429


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/index.html",
            "/orders",
            "/order",
            "/events",
            "/room/default/order",
            "/favicon.ico",
        ),
        *("/_stcore/health", "/_stcore/stream", "/_stcore/host-config", "/media/x", "/static/x.js"),
        *("/component/x", "/robots.txt", "/aaaaaa", "/aaaaaa/news", "/aaaaaa/send", "//", "/%00"),
        *("/TOKEN/", "/TOKEN/x", "/TOKEN/news/", "/TOKEN/../order", "/TOKEN/%2e%2e/order"),
        *("/x/../TOKEN", "/TOKEN?x", "/TOKENx", "/%2e", "/TOKEN;x", "/..//etc"),
    ],
)
def test_a_scan_finds_the_page_and_two_routes_only(shared, path):
    _, phone = shared
    upper = phone.path.upper()
    assert phone.ask("GET", upper, whole=True)[0] == 404
    status, headers, body = phone.ask("GET", path.replace("/TOKEN", phone.path), whole=True)
    is_page = path == "/TOKEN?x"
    assert (status, b"<html" in body) == ((200, True) if is_page else (404, False))
    for name, _ in HEADERS:
        assert headers[name.decode()]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"])
def test_a_method_that_is_not_taken_is_refused(shared, method):
    _, phone = shared
    assert phone.ask(method, "")[0] == 405
    assert phone.ask(method, "/news")[0] == 405
    if method != "POST":
        assert phone.ask(method, "/send")[0] == 405


def test_tokens_cannot_be_tried_at_will(here):
    statuses = [
        ask(here, "GET", f"/{n:06}", client=FAR, host="127.0.0.1").status
        for n in range(AT_ONCE + 3)
    ]
    assert set(statuses[:AT_ONCE]) == {404}
    assert set(statuses[AT_ONCE:]) == {429}
    assert ask(here, "GET", f"/{KNOWN}", client=FAR, host="127.0.0.1").status == 429
    assert ask(here, "GET", f"/{KNOWN}", client=NEAR, host="127.0.0.1").status == 200


def test_a_world_that_fails_is_not_described_to_phones(served, audience):
    class Failing:
        def place(self, body):
            raise BackendError("The key of account 123456789012 has expired.", "aws sso login")

    served.backend = lambda backend, _: replace(backend, api=Failing())
    phone = Phone(audience.invite(Settings(data=None), HERE))
    status, answer = phone.send()
    assert (status, set(answer)) == (503, {"error"})
    assert "123456789012" not in answer["error"]


def test_who_left_is_not_counted(invited, phone):
    phone.listen()
    other = Phone(invited).listen()
    other.hears(lambda news: news["present"] == 2)
    phone.close()
    assert other.hears(lambda news: news["present"] == 1)
    other.close()


def test_ending_it_ends_the_lines_and_frees_the_port(audience, invited, phone):
    phone.listen()
    phone.hears(lambda _: True)
    audience.end()
    assert phone.hears(lambda _: False) is None
    assert audience.invited() is None
    assert not invited.thread.is_alive()
    socket.create_server(invited.address).close()


def test_a_connection_that_asks_nothing_is_ended(monkeypatch, audience):
    monkeypatch.setattr(listener, "SILENT_S", 0.05)
    invited = audience.invite(Settings(data=None), HERE)
    with socket.create_connection(invited.address, WAIT_SECONDS) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert silent.recv(1) == b""
    assert Phone(invited).ask("GET", "")[0] == 200


def test_no_more_connections_than_so_many(monkeypatch, audience):
    monkeypatch.setattr(listener, "MOST_CONNECTIONS", 2)
    invited = audience.invite(Settings(data=None), HERE)
    first, second, third = [
        socket.create_connection(invited.address, WAIT_SECONDS) for _ in range(3)
    ]
    with first, second, third:
        assert third.recv(1) == b""
        first.sendall(b"GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert first.recv(12) == b"HTTP/1.1 404"


def test_another_invitation_has_another_token(audience, invited):
    again = audience.invite(Settings(data=None), invited.address)
    assert again.url != invited.url
    assert Phone(again).ask("GET", f"/{invited.invitation.token}", whole=True)[0] == 404


def test_a_port_in_use_is_one_sentence(audience, invited):
    other = Audience(lambda: None)
    sentence = f"^Port {invited.address.port} is in use at 127.0.0.1. Choose another port.$"
    with pytest.raises(InvalidSettings, match=sentence):
        other.invite(Settings(data=None), invited.address)
    assert audience.invited() is invited


def test_phones_of_a_room_on_the_custom_bus_send_to_that_one(served, audience):
    phone = Phone(audience.invite(Settings(data=None, bus=BusKind.CUSTOM), HERE))
    status, answer = phone.send()
    assert status == 202
    sent = {bus: len(served.of(bus=bus).orders.history(answer["order"])) for bus in BusKind}
    assert sent == {BusKind.CLASSIC: 0, BusKind.CUSTOM: 1}


def test_phones_at_once_get_a_number_each(invited):
    phones = [Phone(invited) for _ in range(8)]
    numbers = []

    def send(phone):
        numbers.append(phone.send()[1]["order"])

    threads = [threading.Thread(target=send, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(101, 109))
