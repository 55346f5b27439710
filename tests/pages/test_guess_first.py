import pytest

from eda_core.presentation.live.cover import ARRIVES_MS, PATIENCE_MS
from eda_core.read_model.order_status import Fate
from tests.pages.conftest import START_MS, Dashboard

ARRIVES_S = ARRIVES_MS / 1000


@pytest.fixture
def live(dashboard):
    dashboard.at.query_params["guess"] = "1"
    return dashboard.open()


def guess(live, wish):
    """What the component triggers, as its callback hears it before the next run."""
    slot = "memo:guess-first.cover"
    world, cover = live.at.session_state["kept"][slot]
    fate = Fate(wish.get("guess", "waiting").upper())
    is_still = wish.get("still", False)
    cover = cover.lifted(START_MS) if "show" in wish else cover.guessed(fate, still=is_still)
    live.at.session_state["kept"][slot] = (world, cover)


def answers_given_away(live):
    """All that the page was given of the order's end."""
    tiles, flow = live.tiles(), live.part("flow_map")
    update = next(at for at, edge in enumerate(flow["edges"]) if edge[1] == "update-order")
    return {
        "tiles": (tiles["completed"], tiles["cancelled"]) != ("0", "0"),
        "map": flow["used"].get(str(update), 0) > 0,
        "card": live.part("summary")["word"] != "on its way",
        "path": bool(live.part("state_graph")["visited"]),
        "story": bool(live.part("narrative")["lines"]),
        "rules": bool(live.part("rule_grid")["rows"]),
        "timeline": "covered" not in live.part("timeline"),
        "log": bool(live.part("guess")["log"]),
    }


@pytest.mark.parametrize("key", ["1-completed", "2-cancelled", "4-cancelled"])
def test_nothing_on_the_page_gives_the_answer_away_before_it_is_guessed(live, key):
    live.at.button(key=f"scenario-{key}").click().run()
    live.let_pass(1)
    live.let_pass(ARRIVES_S)
    assert live.part("guess")["covers"]
    assert not any(answers_given_away(live).values()), answers_given_away(live)
    guess(live, {"guess": "cancelled"})
    live.let_pass(1)
    assert all(answers_given_away(live).values()), answers_given_away(live)
    asked = live.part("guess")
    assert (asked["mine"], asked["log"]) == ("cancelled", key.partition("-")[2])


def test_a_guess_waits_for_the_dot_unless_less_motion_is_asked_for(live):
    live.submit(101, 100)
    live.let_pass(1)
    guess(live, {"guess": "completed"})
    live.let_pass(1)
    assert live.part("guess")["covers"]
    live.let_pass(ARRIVES_S)
    assert live.part("guess")["log"] == "completed"
    live.submit(102, 900)
    live.let_pass(1)
    guess(live, {"guess": "completed", "still": True})
    live.let_pass(0)
    assert live.part("guess")["log"] == "cancelled"


def test_it_can_be_shown_and_shows_itself_where_nobody_guesses(live):
    live.submit(101, 100)
    live.let_pass(1)
    guess(live, {"show": True})
    live.let_pass(0)
    assert (live.part("guess")["log"], live.part("guess")["mine"]) == ("completed", "")
    live.submit(102, 900)
    live.let_pass(1)
    assert live.part("guess")["covers"]
    live.let_pass(PATIENCE_MS / 1000)
    assert live.part("guess")["log"] == "cancelled"


def test_an_order_that_fails_in_the_choice_is_neither(live):
    live.at.button(key="scenario-5-stuck").click().run()
    live.let_pass(1)
    live.let_pass(ARRIVES_S)
    guess(live, {"guess": "completed"})
    live.let_pass(1)
    assert live.part("guess")["log"] == "stuck"
    assert live.part("guess")["words"].endswith("neither completed nor cancelled.")


def test_an_order_from_outside_is_covered_in_each_session_that_asks(live, clock):
    other = Dashboard(clock).open()
    other.submit(101, 900)
    live.let_pass(2)
    other.at.run()
    assert live.part("summary")["order"] == "101"
    assert live.part("guess")["covers"]
    assert other.tiles()["cancelled"] == "1"
    assert "guess" not in other.shown("live.order")["parts"]


def test_orders_that_were_there_before_are_not_covered(dashboard):
    dashboard.open()
    dashboard.submit(101, 900)
    dashboard.let_pass()
    dashboard.at.button(key="guess-first").click().run()
    dashboard.let_pass(1)
    assert dashboard.tiles()["cancelled"] == "1"
    assert dashboard.at.query_params["guess"] == "1"
