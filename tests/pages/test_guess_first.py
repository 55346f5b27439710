import json
from collections import Counter

import pytest
import streamlit as st

from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import Outcome
from eda_core.ports import Pace
from eda_core.presentation.live.cover import PATIENCE_MS, SILENT_MS
from eda_core.read_model.order_status import Fate
from eda_core.stack import demo_stack
from pages.components.frame import session
from pages.components.live import guess_first
from tests.pages.conftest import START_MS, Dashboard
from tests.pages.test_audience import invite

SILENT_S = SILENT_MS / 1000


@pytest.fixture
def live(dashboard):
    dashboard.at.query_params["guess"] = "1"
    return dashboard.open()


SLOT = "memo:guess-first.cover"


def cover_of(live):
    return live.at.session_state["kept"][SLOT][1]


def guess(live, wish):
    """What the component triggers, as its callback hears it before the next run."""
    world, cover = live.at.session_state["kept"][SLOT]
    fate = Fate(wish.get("guess", "waiting").upper())
    cover = cover.lifted(START_MS) if "show" in wish else cover.guessed(fate)
    live.at.session_state["kept"][SLOT] = (world, cover)


def enter_choice(live, monkeypatch, label="101"):
    """What the browser says when the dot of an order has come in at the Choice."""
    _, connection = live.at.session_state["kept"]["memo:world.connection"]
    with monkeypatch.context() as patch:
        patch.setattr(st, "session_state", live.at.session_state)
        guess_first.enter(connection, label)


def answers_given_away(live):
    """All that the page was given of the order's end."""
    tiles, flow = live.tiles(), live.part("flow_map")
    edges = live.part("state_graph")["graph"]["edges"]
    update = next(at for at, edge in enumerate(flow["edges"]) if edge[1] == "update-order")
    return {
        "tiles": (tiles["completed"], tiles["cancelled"]) != ("0", "0"),
        "map": flow["used"].get(str(update), 0) > 0,
        "card": live.part("summary")["word"] != "on its way",
        "path": bool(live.part("state_graph")["visited"]),
        "condition": any(edge["label"] not in ("", "?") for edge in edges),
        "story": bool(live.part("narrative")["lines"]),
        "rules": bool(live.part("rule_grid")["rows"]),
        "timeline": "covered" not in live.part("timeline"),
        "log": bool(live.part("guess")["log"]),
    }


def counted_beyond_dots(live):
    """The lines of the map with more on them than is told dot by dot."""
    flow = live.part("flow_map")
    told = Counter(edge for _, edge, *_ in flow["hops"])
    return [flow["edges"][int(at)][:2] for at, used in flow["used"].items() if used > told[int(at)]]


def told_before_a_press(live):
    """All that the page says of what will become of an order."""
    buttons = [(b.key, b.label, b.icon) for b in live.at.button if b.key.startswith("scenario-")]
    return f"{buttons} {[caption.value for caption in live.at.caption]}".lower()


def test_what_can_be_pressed_does_not_give_the_answer_away(live):
    said = told_before_a_press(live)
    given_away = ("good", "over the", "cent over", "declined", "fails", "completed", "cancelled")
    assert [words for words in given_away if words in said] == []
    assert "**amount 500.01**" in said
    live.at.button(key="guess-first").click().run()
    said = told_before_a_press(live)
    assert [words for words in given_away if words not in said] == []


@pytest.mark.parametrize(("press", "log"), [(1, "completed"), (2, "cancelled"), (4, "cancelled")])
@pytest.mark.unmeasured
def test_nothing_on_the_page_gives_the_answer_away_before_it_is_guessed(live, press, log):
    live.at.button(key=f"scenario-{press}-covered").click().run()
    live.let_pass(1)
    assert counted_beyond_dots(live) == []
    live.let_pass(SILENT_S)
    assert live.part("guess")["covers"]
    assert not any(answers_given_away(live).values()), answers_given_away(live)
    guess(live, {"guess": "cancelled"})
    live.let_pass(1)
    assert all(answers_given_away(live).values()), answers_given_away(live)
    asked = live.part("guess")
    assert (asked["mine"], asked["log"]) == ("cancelled", log)


def test_a_guess_waits_until_the_browser_says_that_the_dot_is_in_the_choice(live, monkeypatch):
    live.submit(101, 100)
    live.let_pass(1)
    assert live.part("flow_map")["awaits"] == ["101", "payment"]
    guess(live, {"guess": "completed"})
    enter_choice(live, monkeypatch, "102")
    live.let_pass(1)
    assert live.part("guess")["covers"]
    enter_choice(live, monkeypatch)
    live.let_pass(0)
    assert live.part("guess")["log"] == "completed"
    assert "awaits" not in live.part("flow_map")


def test_a_dot_in_the_choice_waits_for_a_guess(live, monkeypatch):
    live.submit(101, 100)
    live.let_pass(1)
    enter_choice(live, monkeypatch)
    live.let_pass(5)
    assert (live.part("guess")["asks"], "awaits" in live.part("flow_map")) == (True, False)
    guess(live, {"guess": "cancelled"})
    live.let_pass(0)
    assert live.part("guess")["log"] == "completed"


def test_where_no_browser_answers_the_time_of_its_way_is_counted(live):
    live.submit(101, 100)
    live.let_pass(1)
    guess(live, {"guess": "completed"})
    live.let_pass(SILENT_S - 2)
    assert live.part("guess")["covers"]
    live.let_pass(2)
    assert live.part("guess")["log"] == "completed"


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
    live.at.button(key="scenario-5-covered").click().run()
    live.let_pass(1)
    live.let_pass(SILENT_S)
    guess(live, {"guess": "completed"})
    live.let_pass(1)
    assert live.part("guess")["log"] == "stuck"
    assert live.part("guess")["words"].endswith("neither completed nor cancelled.")


def test_in_slow_motion_it_stays_covered_until_the_dot_is_in_the_choice(live, monkeypatch):
    _, connection = live.at.session_state["kept"]["memo:world.connection"]
    connection.backend.time.set_pace(Pace.SLOW, 2 * SILENT_MS)
    live.submit(101, 900)
    while "guess" not in live.card():
        live.let_pass(1)
    guess(live, {"guess": "completed"})
    while cover_of(live).answered_ms is None:
        assert live.part("guess")["covers"]
        live.let_pass(5)
    assert cover_of(live).since_ms < cover_of(live).answered_ms - SILENT_MS
    live.let_pass(5)
    assert live.part("guess")["covers"]
    enter_choice(live, monkeypatch)
    live.let_pass(0)
    assert live.part("guess")["words"] == "Order 101 is in the Choice."
    assert not live.part("guess")["covers"]


FAILS_AT_ONCE = {
    "StartAt": "Read",
    "States": {
        "Read": {"Type": "Pass", "InputPath": "$.detail.customer", "Next": "isFraud"},
        "isFraud": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.amount", "NumericGreaterThan": 500, "Next": "Done"}],
            "Default": "Done",
        },
        "Done": {"Type": "Succeed"},
    },
}


def fail_before_choice(backend):
    backend.editor.put_definition(json.dumps(FAILS_AT_ONCE))


def lose_on_the_way(backend):
    backend.faults.arm(Fault(FaultKind.DROP, "payment-service-filtering-orders"))


def switch_rule_off(backend):
    backend.editor.set_rule_enabled("payment-service-filtering-orders", False)


@pytest.mark.parametrize(
    ("breaks", "log"),
    [
        (fail_before_choice, "stuck"),
        (lose_on_the_way, "overdue"),
        (switch_rule_off, "stuck"),
    ],
)
def test_an_order_that_never_comes_to_the_choice_is_neither(live, breaks, log):
    _, connection = live.at.session_state["kept"]["memo:world.connection"]
    breaks(connection.backend)
    live.submit(101, 100)
    live.let_pass(1)
    assert live.part("guess")["covers"]
    guess(live, {"guess": "completed"})
    live.let_pass(SILENT_S)
    told = live.part("guess")
    assert (told["covers"], told["log"], told["mine"]) == (False, log, "completed")
    assert told["words"].endswith("neither completed nor cancelled.")


def test_a_guess_waits_a_minute_for_an_order_that_is_tried_again_and_again(live):
    _, connection = live.at.session_state["kept"]["memo:world.connection"]
    machine = demo_stack().state_machine
    faults = connection.backend.faults
    faults.arm(Fault(FaultKind.TARGET_THROWS, machine, next_n=None, share=1.0))
    live.submit(101, 100)
    live.let_pass(1)
    guess(live, {"guess": "completed"})
    live.let_pass(SILENT_S)
    assert live.part("guess")["covers"]
    live.let_pass(PATIENCE_MS / 1000)
    told = live.part("guess")
    assert (told["covers"], told["log"]) == (False, "")
    assert told["words"] == "Order 101 is not in the Choice yet."
    faults.disarm()
    for _ in range(5):
        live.let_pass(600)
    assert (live.part("summary")["word"], live.part("guess")["log"]) == ("COMPLETED", "completed")


def test_votes_of_the_audience_are_a_guess(live):
    invite(live)
    crowd = session.audience().invited().invitation.crowd
    live.at.button(key="audience.ask").click().run()
    for fate in (Outcome.COMPLETED, Outcome.COMPLETED, Outcome.CANCELLED):
        assert crowd.vote(crowd.seat(), crowd.state().question.number, fate)
    live.at.button(key="audience.ask").click().run()
    live.let_pass(1)
    told = live.part("guess")
    counts = [answer["count"] for answer in told["answers"]]
    assert (told["covers"], told["asks"], counts) == (True, False, [2, 1])
    live.let_pass(SILENT_S)
    assert live.part("guess")["log"] == "completed"


def test_an_order_from_outside_is_covered_in_each_session_that_asks(live, clock):
    other = Dashboard(clock).open()
    other.submit(101, 900)
    live.let_pass(2)
    other.at.run()
    assert live.part("summary")["order"] == "101"
    assert live.part("guess")["covers"]
    assert other.tiles()["cancelled"] == "1"
    assert "guess" not in other.card()


def test_orders_that_were_there_before_are_not_covered(dashboard):
    dashboard.open()
    dashboard.submit(101, 900)
    dashboard.let_pass()
    dashboard.at.button(key="guess-first").click().run()
    dashboard.let_pass(1)
    assert dashboard.tiles()["cancelled"] == "1"
    assert dashboard.at.query_params["guess"] == "1"
