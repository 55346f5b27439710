"""Two windows of one server: a presenter's view, and the one that it drives."""

import pytest
from streamlit.testing.v1 import AppTest

from eda_core.app.pairs import GONE_MS, follower_code
from eda_core.domain.orders import Outcome
from eda_core.presentation.recording.presenter_view import (
    NO_ACTS,
    NO_NOTES,
    NOBODY,
    NOBODY_YET,
)
from pages.components.frame import session
from pages.components.recording import driven
from tests.pages.conftest import ROOT, Dashboard
from tests.pages.test_audience import invite, seat
from tests.pages.test_recording import bar, recorded

CODE = "0123456789abcdef" * 2


class Presenter(Dashboard):
    """A presenter's view on the same server: each look loads it again, which changes nothing.

    (AppTest runs the script of a page alone from its second run on, and this is no page.)
    """

    def __init__(self, clock, code=CODE):
        super().__init__(clock)
        self.address = {"presenter": "1", "pair": code}
        self.load()

    def load(self):
        self.at = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=30)
        for name, text in self.address.items():
            self.at.query_params[name] = text
        self.at.run()
        self.address["pair"] = self.at.query_params["pair"]

    @property
    def view(self):
        self.load()
        return self.shown("presenter-view")

    def ask(self, name, value):
        driven.pairs().give(self.address["pair"], name, value)


def follow(dashboard, code=CODE):
    """Open the window of the pair, and let it say what it shows."""
    dashboard.at.query_params["pair"] = follower_code(code)
    dashboard.at.session_state["kept"]["param:page"] = ("elsewhere", 7)
    dashboard.at.run()
    return dashboard


@pytest.fixture
def live(dashboard, monkeypatch, tmp_path):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    dashboard.at.session_state["recording-menu"] = True
    return dashboard.open("pages/live.py")


def names(parts):
    return [part["name"] for part in parts]


def test_without_acts_it_shows_the_live_world_and_says_how_to_write_notes(live, clock):
    follow(live)
    view = Presenter(clock).view
    assert (view["follows"], view["window"], view["parts"]) == (True, "", [])
    assert view["empty"] == NO_ACTS
    assert view["world"] == "Simulator · room default"
    assert (view["page"], view["paused"], view["has_time"]) == ("live", False, True)
    assert "mirror=1" in view["mirror"]
    assert f"pair={CODE}" in view["mirror"]
    assert f"pair={follower_code(CODE)}" in view["opens"]


def test_a_window_that_is_driven_goes_to_a_page_holds_its_time_and_says_who_drives(live, clock):
    follow(live)
    presenter = Presenter(clock)
    assert bar(live)["driven"] == "Presenter's view drives"
    presenter.ask("page", "orders")
    presenter.ask("pause", True)
    live.at.run()
    view = presenter.view
    assert (view["page"], view["paused"]) == ("orders", True)
    assert live.at.button(key="time.pause").label == ":primary[Resume]"
    assert live.at.query_params["pair"] == follower_code(CODE)


def test_a_late_run_of_the_page_before_does_not_lead_a_driven_window_back(live, clock):
    follow(live)
    presenter = Presenter(clock)
    presenter.ask("page", "orders")
    live.at.run()
    live.at.switch_page("pages/live.py").run()
    assert presenter.view["page"] == "orders"


def test_whoever_sits_at_a_driven_window_may_leave_its_page(live, clock):
    follow(live)
    presenter = Presenter(clock)
    presenter.ask("page", "orders")
    for _ in range(2):
        live.at.run()
    live.at.switch_page("pages/live.py").run()
    assert presenter.view["page"] == "live"


def test_notes_come_from_the_recording_that_stands_ready_in_view_or_not(live, clock):
    follow(recorded(live))
    presenter = Presenter(clock)
    view = presenter.view
    assert (view["ready"], view["is_recording"]) == ("two", False)
    assert (names(view["parts"]), view["at"]) == (["Act 1", "Over the limit"], 0)
    presenter.ask("act", 1)
    live.at.run()
    live.at.run()
    assert bar(live)["recording"] == ""
    view = presenter.view
    assert (view["at"], view["next"]) == (1, "Over the limit")
    assert view["next_notes"][0]["text"] == "It ends well, technically."
    assert view["sets"] == ["Live"]
    presenter.ask("recording", True)
    for _ in range(2):
        live.at.run()
    assert bar(live)["recording"] == "Two"
    presenter.ask("act", 2)
    for _ in range(2):
        live.at.run()
    view = presenter.view
    assert (bar(live)["act"], view["at"], view["is_recording"]) == (2, 2, True)
    assert view["notes"] == [{"kind": "Say", "text": "It ends well, technically.", "quiet": False}]
    presenter.ask("recording", False)
    for _ in range(2):
        live.at.run()
    assert bar(live)["recording"] == ""


@pytest.mark.parametrize(("address", "parts", "ready"), [
    ({"world": "recording", "file": "two"}, ["Act 1", "Over the limit"], "two"),
    ({"world": "recording", "file": "gone"}, [], ""),
])  # fmt: skip
def test_opened_by_hand_it_tells_of_the_world_in_its_address(live, clock, address, parts, ready):
    recorded(live)
    presenter = Presenter(clock)
    presenter.address |= address
    view = presenter.view
    assert (names(view["parts"]), view["ready"], view["is_recording"]) == (parts, ready, False)
    assert view["empty"] == (NO_NOTES if parts else "There is no recording gone here.")
    assert view["title"] == ("Two" if parts else "gone")
    assert f"world=recording&file={address['file']}" in view["opens"]


@pytest.mark.parametrize(("name", "text"), [("world", "mars"), ("room", "a/..")])
def test_an_address_that_names_no_world_there_can_be_is_refused_in_a_sentence(
    live, clock, name, text
):
    presenter = Presenter(clock)
    presenter.address |= {name: text}
    view = presenter.view
    assert not presenter.at.exception
    assert view["empty"].startswith(f"{name} must be ")


def test_a_window_opened_from_a_view_of_a_room_is_in_that_room(live, clock):
    presenter = Presenter(clock)
    presenter.address |= {"room": "anna"}
    assert "room=anna" in presenter.view["opens"]


def test_the_steps_of_a_lesson_are_notes_and_the_open_one_can_be_skipped(live, clock):
    live.at.query_params["lesson"] = "the-limit"
    follow(live)
    live.at.run()
    presenter = Presenter(clock)
    view = presenter.view
    assert (view["unit"], view["at"]) == ("step", 1)
    assert view["parts"]
    assert {"Say", "Do"} <= {note["kind"] for note in view["notes"]}
    presenter.ask("skip", 1)
    presenter.ask("skip", 1)
    live.at.run()
    assert presenter.view["at"] == 2


def test_a_closed_window_is_missed_and_one_that_is_loaded_again_is_still_driven(live, clock):
    presenter = Presenter(clock)
    assert presenter.view["window"] == NOBODY_YET
    follow(live)
    assert presenter.view["follows"]
    clock.ms += GONE_MS
    view = presenter.view
    assert (view["follows"], view["window"]) == (False, NOBODY)
    again = follow(Dashboard(clock).open())
    presenter.ask("page", "rules")
    for _ in range(2):
        again.at.run()
    assert presenter.view["page"] == "rules"


def test_two_presenters_do_not_disturb_each_other(live, clock):
    other = "f" * 32
    follow(live)
    second = follow(Dashboard(clock).open(), other)
    Presenter(clock, other).ask("page", "rules")
    for window in (live, second, live, second):
        window.at.run()
    assert Presenter(clock).view["page"] == "live"
    assert Presenter(clock, other).view["page"] == "rules"


def test_a_second_window_of_a_pair_is_told_that_another_is_driven(live, clock):
    follow(live)
    twin = follow(Dashboard(clock).open())
    twin.at.run()
    assert bar(twin)["driven"] == "Another window is driven"
    Presenter(clock).ask("page", "rules")
    twin.at.run()
    assert twin.at.session_state["kept"]["param:page"][0] == "live"


@pytest.mark.parametrize("code", ["../../etc", "<script>", "0" * 500, follower_code(CODE)])
@pytest.mark.unmeasured
def test_a_code_that_is_none_drives_nothing(live, clock, code):
    follow(live)
    presenter = Presenter(clock, code)
    assert not presenter.at.exception
    assert len(presenter.address["pair"]) == 32
    presenter.ask("page", "orders")
    live.at.run()
    assert not presenter.view["follows"]
    assert live.at.session_state["kept"]["param:page"][0] == "live"


NO_CUES = [
    ("page", "../secret"),
    ("page", 7),
    ("act", 999),
    ("act", "one"),
    ("act", True),
    ("recording", False),
    ("recording", "yes"),
    ("skip", "all"),
    ("step", "x"),
    ("unknown", 1),
]


@pytest.mark.unmeasured
def test_a_cue_that_means_nothing_does_nothing(live, clock):
    follow(recorded(live))
    presenter = Presenter(clock)
    for name, value in NO_CUES:
        presenter.ask(name, value)
        for _ in range(2):
            live.at.run()
        assert not live.at.exception, (name, value)
        assert live.at.session_state["kept"]["param:page"][0] == "live", (name, value)


def test_a_mirror_goes_where_the_driven_window_is(live, clock):
    live.submit(101, 100)
    live.let_pass()
    follow(live)
    mirror = Dashboard(clock)
    mirror.at.query_params["mirror"], mirror.at.query_params["pair"] = "1", CODE
    mirror.at.run()
    presenter = Presenter(clock)
    presenter.ask("page", "orders")
    for window in (live, mirror):
        window.at.run()
    assert mirror.at.session_state["kept"]["param:page"][0] == "orders"
    assert mirror.at.query_params["order"] == live.at.query_params["order"] == "101"
    assert presenter.view["page"] == "orders"


def test_the_votes_are_seen_here_before_the_hall_sees_them(live, clock):
    follow(live)
    presenter = Presenter(clock)
    assert presenter.view["audience"] == ""
    invite(live)
    invited = session.audience().invited()
    crowd, seats = invited.invitation.crowd, [seat(invited) for _ in range(3)]
    fates = (Outcome.COMPLETED, Outcome.COMPLETED, Outcome.CANCELLED)
    assert presenter.view["audience"] == "Audience: 3 are in"
    live.at.button(key="audience.ask").click().run()
    for phone, fate in zip(seats, fates, strict=True):
        assert crowd.vote(phone, crowd.state().question.number, fate)
    live.let_pass(1)
    assert live.part("crowd")["vote"]["counts"] is None
    seen = "Audience: 3 are in · 3 have voted: 2 completed, 1 cancelled"
    assert presenter.view["audience"] == seen
