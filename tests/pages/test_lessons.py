"""A lesson beside the page: the log closes its steps, and what helps is one press away.

After its first run AppTest runs a page without the frame around it: each look is a new session.
"""

import os

import pytest

from eda_core.domain.orders import Outcome
from pages.components.frame import session
from pages.components.lessons import panel as of_panel
from pages.components.lessons import session as lessons
from tests.pages.conftest import Dashboard
from tests.pages.test_audience import invite


class Room:
    """The room of the tests, looked at by sessions with the lesson about the limit beside them."""

    def __init__(self, clock):
        self.clock = clock

    def open(self, lesson="the-limit"):
        dashboard = Dashboard(self.clock)
        if lesson:
            dashboard.at.query_params["lesson"] = lesson
        dashboard.at.run()
        assert not dashboard.at.exception
        return dashboard

    def panel(self):
        return self.open().shown("lesson")

    def states(self):
        return [step["state"] for step in self.panel()["steps"]]

    @property
    def connection(self):
        return session.worlds().connection(session.settings_from(os.environ))

    def place(self, amount):
        self.panel()  # what comes before a lesson is looked at closes nothing
        number = self.connection.free_order_number()
        body = f'{{"id": {number}, "amount": {amount}}}'
        self.connection.backend.api.place(body)
        self.clock.ms += 60_000

    def act(self, **picked):
        """Pick something in the panel, as the browser says it."""
        of_panel._act(lessons.lesson_named("the-limit"), self.connection, picked)
        self.clock.ms += 60_000


@pytest.fixture
def room(dashboard, clock):
    return Room(clock)


def test_a_link_opens_a_lesson_and_without_one_there_is_a_menu(room):
    assert room.panel()["title"] == "The limit"
    assert room.open().at.button(key="lesson.fold").label == "Lesson: The limit"
    for none in ("", "<b>"):
        keys = [button.key for button in room.open(lesson=none).at.button]
        assert "lesson.choose-the-limit" in keys
        assert "lesson.fold" not in keys


def test_the_log_closes_steps_and_says_which_order_did(room):
    assert room.states() == ["open", *["later"] * 4]
    room.place(900)
    assert room.states()[:2] == ["done", "open"]
    assert room.panel()["steps"][0]["note"].startswith("Order 101 · 900: cancelled at ")
    assert room.open().part("flow_map")["point"] == ["payment", "2"]
    room.place(100)
    missing = room.panel()["steps"][1]["missing"]
    assert missing["words"] == "An order of exactly the limit has not come; 1 other order came."


def test_what_is_missing_is_named_with_the_button_that_helps(room):
    room.connection.backend.editor.set_rule_enabled("order-service-filtering-payments", False)
    room.place(900)
    missing = room.panel()["steps"][0]["missing"]
    assert missing["lead"] == "Missing: cancelled of order 101."
    assert missing["words"].endswith("The rule order ← payments is disabled.")
    assert (missing["button"], missing["then"]) == ("Enable the rule", "2")
    room.act(help=True)
    room.place(900)
    assert room.states()[0] == "done"


def test_a_step_is_done_by_its_button_skipped_and_begun_anew(room):
    room.panel()
    for _ in range(3):
        room.act(skip=True)
    room.act(play=True)
    assert room.states() == ["skipped", "skipped", "skipped", "done", "open"]
    room.act(reset=True)
    assert room.states() == ["open", *["later"] * 4]


class Answers(dict):
    """What sessions answered, in place of what one keeps: each look of these tests is another."""

    of = dict.get

    def keep(self, value, owner):
        self[owner] = value


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({"1": "completed"}, {"1": "completed"}),
        ({"1": "cancelled", "2": "completed", "x": "completed", "3": 5}, {}),
        (7, {}),
    ],
)
def test_a_page_that_is_loaded_anew_knows_what_its_tab_answered(room, monkeypatch, told, known):
    answers = Answers()
    monkeypatch.setattr(lessons, "_GUESSES", answers)
    room.place(900)
    assert room.panel()["guesses"] == {}
    room.act(guess="completed")
    assert room.panel()["guesses"] == {"1": "completed"}
    answers.clear()
    room.act(guessed=told)
    panel = room.panel()
    assert (panel["guesses"], panel["steps"][1]["guess"]["mine"]) == (known, known.get("1", ""))


@pytest.mark.parametrize("picked", [{"guess": "magic"}, {"fly": 1}, {}, {"help": True}])
def test_what_nobody_offered_does_nothing(room, picked):
    room.panel()
    room.act(**picked)
    assert room.states() == ["open", *["later"] * 4]


def test_the_stage_shows_the_open_step_and_the_log_closes_it_there(room):
    def strip():
        stage = Dashboard(room.clock)
        stage.at.query_params["lesson"], stage.at.query_params["stage"] = "the-limit", "1"
        stage.at.run()
        return stage.shown("lesson")

    assert strip()["step"]["title"] == "Over the limit"
    room.place(900)
    shown = strip()
    assert (shown["before"]["state"], shown["step"]["title"]) == ("done", "Exactly the limit")


def test_votes_of_the_audience_are_the_guesses_of_the_room(room):
    live = Dashboard(room.clock)
    live.at.query_params["lesson"] = "the-limit"
    live.at.run()
    room.place(900)
    assert room.states()[1] == "open"
    invite(live)
    crowd = session.audience().invited().invitation.crowd
    assert live.at.button(key="audience.ask").label == "Ask about 500"
    live.at.button(key="audience.ask").click().run()
    for fate in (Outcome.COMPLETED, Outcome.COMPLETED, Outcome.CANCELLED):
        assert crowd.vote(crowd.seat(), crowd.state().question.number, fate)
    guess = room.panel()["steps"][1]["guess"]
    assert guess["note"].startswith("3 have voted")
    assert [answer["count"] for answer in guess["answers"]] == [0, 0]
    live.at.button(key="audience.ask").click().run()
    live.let_pass()
    guess = room.panel()["steps"][1]["guess"]
    assert [answer["count"] for answer in guess["answers"]] == [2, 1]
    assert (guess["log"], guess["note"]) == ("completed", "")


def test_nothing_is_pointed_at_without_a_lesson(room):
    room.panel()
    assert "point" not in room.open(lesson="").part("flow_map")
