"""What is let in to the routes of the API, and what protects everything the server answers."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit

from eda_core.doors import admission
from eda_core.doors.admission import A_SECOND, AT_ONCE, MOST_CLIENTS, RateLimit
from eda_core.doors.protection import HEADERS, INLINE_SCRIPT
from tests.unit.doors.client import FAR, NEAR, OWN, STALLED, ask
from tests.unit.doors.served import Served

ORDER = b'{"id": 101, "amount": 100}'
FORM = "application/x-www-form-urlencoded"


def posted(served, body=ORDER, **how):
    answer = ask(served.app, "POST", "/order", body, **how)
    assert answer.status == 202 or answer.json["error"].endswith(".")
    return answer.status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8501", 200),
        ("127.0.0.1", 200),
        ("localhost:1", 200),
        ("LOCALHOST.", 200),
        ("evil.example", 400),
        ("evil.example:8501", 400),
        ("127.0.0.1.evil.example", 400),
        ("127.0.0.1@evil.example", 400),
        ("evil@127.0.0.1", 400),
        ("127.0.0.1:x", 400),
        ("127.0.0.1/x", 400),
        ("[::1", 400),
        ("", 400),
        (None, 400),
    ],
)
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/static/x.js"])
def test_only_hosts_on_the_list_are_served(served, path, host, status):
    answer = ask(served.app, "GET", path, host=host)
    assert answer.status == status
    if status == 400:
        assert answer.json == {"error": "This host name is not served."}


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        (("*.example",), "a.example", 200),
        (("*.example",), "example", 400),
        (("*.example",), "aexample", 400),
        (("*",), "any.where", 200),
        ((), "any.where", 200),
        (("[::1]", "::1"), "[::1]:8501", 200),
    ],
)
def test_the_list_is_read_as_streamlit_reads_it(hosts, host, status):
    assert ask(Served(hosts=hosts).app, "GET", "/", host=host).status == status


@pytest.mark.parametrize(
    ("path", "host"), [("/", OWN), ("/order", OWN), ("/order/x/y", OWN), ("/", "evil.example")]
)
def test_every_answer_has_the_headers(served, path, host):
    answer = ask(served.app, "GET", path, host=host)
    for name, value in HEADERS:
        assert answer.headers[name.decode()] == value.decode()


def test_the_policy_knows_the_script_in_the_page_of_this_streamlit():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"sha256-{digest}" == INLINE_SCRIPT


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": f"http://{OWN}"}, 202),
        ({"origin": f"http://{OWN}", "sec_fetch_site": "same-origin"}, 202),
        ({"sec_fetch_site": "none"}, 202),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[x"}, 403),
        ({"origin": ""}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
    ],
)
def test_nothing_of_a_foreign_page_is_taken(served, headers, status):
    assert posted(served, **headers) == status
    assert len(served.of().orders.history(101)) == (status == 202)


def test_a_foreign_page_may_not_even_ask(served):
    assert ask(served.app, "GET", "/order/1", sec_fetch_site="cross-site").status == 403


@pytest.mark.parametrize(
    ("content_type", "client", "origin", "status"),
    [
        ("application/json", NEAR, None, 202),
        ("application/json", FAR, None, 202),
        ("Application/JSON; charset=utf-8", FAR, None, 202),
        (FORM, NEAR, None, 202),
        (FORM, ("::1", 1), None, 202),
        (FORM, ("::ffff:127.0.0.1", 1), None, 202),
        (None, NEAR, None, 202),
        (FORM, FAR, None, 415),
        (FORM, None, None, 415),
        (FORM, ("testclient", 1), None, 415),
        (None, FAR, None, 415),
        (FORM, NEAR, f"http://{OWN}", 415),
        ("text/plain", NEAR, None, 415),
        ("multipart/form-data; boundary=x", NEAR, None, 415),
    ],
)
def test_a_form_type_is_taken_as_curl_sends_it_only(served, content_type, client, origin, status):
    how = {"content_type": content_type, "client": client, "origin": origin}
    assert posted(served, **how) == status


def test_a_body_is_read_to_its_bound_and_no_further(served, monkeypatch):
    monkeypatch.setattr(admission, "MOST_BYTES", 1000)
    monkeypatch.setattr(admission, "MOST_DROPPED_BYTES", 4000)
    assert posted(served, ORDER.ljust(1000)) == 202
    assert posted(served, ORDER.ljust(1001)) == 413
    assert posted(served, [b" " * 600] * 5) == 413
    endless = [b" " * 600] * 5000
    assert posted(served, endless) == 413


def test_a_body_that_does_not_come_is_waited_for_a_moment_only(served, monkeypatch):
    monkeypatch.setattr(admission, "BODY_SECONDS", 0.05)
    assert posted(served, [b'{"id": 1', STALLED]) == 408


def test_a_client_from_elsewhere_may_make_so_many_requests(monkeypatch):
    monkeypatch.setattr("eda_core.doors.beside.RateLimit", lambda _: RateLimit(lambda: 0.0))
    served = Served()
    statuses = [posted(served, client=FAR) for _ in range(AT_ONCE + 5)]
    assert statuses == [202] * AT_ONCE + [429] * 5
    assert posted(served, client=("192.168.1.21", 1)) == 202
    assert [posted(served) for _ in range(3 * AT_ONCE)] == [202] * 3 * AT_ONCE


def test_the_rate_is_of_each_client_and_comes_back_with_time():
    now = [0.0]
    rate = RateLimit(lambda: now[0])
    assert [rate.allows("a") for _ in range(AT_ONCE + 1)] == [True] * AT_ONCE + [False]
    assert rate.allows("b")
    now[0] += 1.0
    assert [rate.allows("a") for _ in range(A_SECOND + 1)] == [True] * A_SECOND + [False]
    now[0] += 1e6
    assert sum(rate.allows("a") for _ in range(3 * AT_ONCE)) == AT_ONCE


def test_no_more_clients_are_remembered_than_so_many():
    rate = RateLimit(lambda: 0.0)
    for _ in range(AT_ONCE):
        rate.allows("first")
    assert not rate.allows("first")
    for number in range(MOST_CLIENTS):
        rate.allows(str(number))
    assert rate.allows("first")
