"""The command line's switch, and what is said before an address is opened."""

import socket
from pathlib import Path

import pytest

from eda_core.audience.crowd import CrowdState, StageQuestion
from eda_core.audience.panel import QUIET_ZONE, crowd_panel, qr_path, qr_picture
from eda_core.audience.switch import LOOPBACK, Address, confirm_address, consequences, own_addresses
from eda_core.domain.orders import COSTS, Outcome
from eda_core.domain.settings import Settings, WorldKind

FAR = "127.0.0.2:0"
"""Another loopback address: near, and on every Linux."""


def invited(*arguments, settings=None, says=None):
    asked = []

    def ask(question):
        asked.append(question)
        if says is None:
            raise EOFError
        return says

    return confirm_address(arguments, lambda: settings or Settings(), ask), asked


def test_nobody_is_invited_unless_asked_for():
    assert invited() == (None, [])


def test_trying_it_out_asks_nothing():
    place, asked = invited("--audience", "127.0.0.1:0")
    assert (place, asked) == (Address(LOOPBACK, 0), [])


@pytest.fixture
def reachable(monkeypatch):
    """An address that others could reach, as far as the switch knows."""
    monkeypatch.setattr(Address, "is_near", property(lambda place: place.host == LOOPBACK))
    return "127.0.0.2:0"


def test_an_address_others_reach_is_asked_about_in_words(reachable):
    place, (question,) = invited("--audience", reachable, says="y")
    assert place.host == "127.0.0.2"
    assert "Everybody on the network of 127.0.0.2" in question
    assert "room default" in question


@pytest.mark.parametrize("says", ["", "n", "no", None])
def test_without_a_yes_nobody_is_invited(reachable, says):
    with pytest.raises(SystemExit, match="Nobody was invited"):
        invited("--audience", reachable, says=says)


def test_yes_can_be_said_beforehand(reachable):
    assert invited("--audience", reachable, "--yes")[1] == []


def test_without_a_terminal_there_is_no_yes(reachable, monkeypatch):
    with Path("/dev/null").open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        with pytest.raises(SystemExit, match="Nobody was invited"):
            confirm_address(["--audience", reachable], Settings)


def test_a_world_that_costs_is_asked_about_also_near():
    settings = Settings(world=WorldKind.AWS)
    _, (question,) = invited("--audience", "127.0.0.1:0", settings=settings, says="yes")
    assert COSTS in question
    assert "stack eda-demo" in consequences(Address("192.168.0.20"), "stack eda-demo")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("nowhere", "is no address"),
        ("0.0.0.0", "is no address of one network"),
        ("::1", "is no port"),
        ("127.0.0.1:x", "is no port"),
        ("127.0.0.1:99999", "is no port"),
        ("203.0.113.9:8600", "is no address of this computer"),
    ],
)
def test_an_address_that_is_none_is_one_sentence(given, says):
    with pytest.raises(SystemExit, match=says):
        invited("--audience", given)


def test_a_port_in_use_is_one_sentence():
    with socket.create_server((LOOPBACK, 0)) as taken:
        place = "{}:{}".format(*taken.getsockname())
        with pytest.raises(SystemExit, match=r"is in use at 127\.0\.0\.1\. Choose another port\."):
            invited("--audience", place)


def test_an_imported_log_takes_no_orders():
    with pytest.raises(SystemExit, match="for reading"):
        invited("--audience", "127.0.0.1:0", settings=Settings(world=WorldKind.FILE))


def test_the_address_for_trying_out_comes_last():
    addresses = own_addresses()
    assert addresses[-1] == LOOPBACK
    assert len(addresses) == len(set(addresses))
    assert "0.0.0.0" not in addresses


def test_the_code_is_that_of_the_library_with_its_quiet_zone():
    import segno

    rows = segno.make_qr("http://192.168.0.20:8600/k7qm3x", error="m").matrix
    path, side = qr_path("http://192.168.0.20:8600/k7qm3x")
    dark = set()
    for run in path.removeprefix("M").removesuffix("z").split("zM"):
        start, length = run.split("h")[0], int(run.split("h")[1].removesuffix("v1"))
        x, y = map(int, start.split())
        dark |= {(x + step - QUIET_ZONE, y - QUIET_ZONE) for step in range(length)}
    assert dark == {
        (x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    }
    assert side == len(rows) + 2 * QUIET_ZONE
    assert path in qr_picture("http://192.168.0.20:8600/k7qm3x")


def test_the_panel_has_no_bars_while_votes_are_taken():
    votes = {"a": Outcome.COMPLETED, "b": Outcome.CANCELLED}
    state = CrowdState(present=3, sent=2, ended=2, right=1, question=StageQuestion(1, 500, votes))
    panel = crowd_panel(state, "http://127.0.0.1:8600/abc", "500", large=True)
    assert panel["vote"]["counts"] is None
    assert panel["vote"]["voted"] == "2 have voted"
    assert panel["lines"] == ["2 orders sent", "1 of 2 guessed right"]
    assert panel["address"] == ("http://", "127.0.0.1:8600/abc")
    closed = CrowdState(question=StageQuestion(1, 500, votes, order=101))
    panel = crowd_panel(closed, "http://127.0.0.1:8600/abc", "500", large=False)
    assert (panel["vote"]["counts"], panel["code"]) == ((1, 1), "")
