"""An earlier moment, on every page and in the address."""

import json

import pytest

from eda_core.presentation.frame.playhead import Playhead
from pages.components.frame import selection
from pages.components.live import timeline_panel
from tests.pages.conftest import START_MS, Dashboard

pytestmark = pytest.mark.unmeasured

PAGES = ["pages/rules.py", "pages/event_log.py", "pages/payment_service.py"]


def moment_shown(dashboard):
    """What a page says of the moment: in a line of its own, on Live where the world is named."""
    lines = [m.value for m in dashboard.at.markdown if m.value.startswith("**Showing")]
    if any(c.proto.id.endswith("-live.order") for c in dashboard.at.get("bidi_component")):
        assert lines == []
        lines.append(f"**{dashboard.part('world_bar')['status']}**")
    return [line for line in lines if line.startswith("**Showing")]


@pytest.fixture
def two_orders(dashboard):
    dashboard.open()
    for number, amount in ((101, 100), (102, 900)):
        dashboard.submit(number, amount)
        dashboard.let_pass()
    return dashboard


def test_a_live_page_shows_no_moment(two_orders):
    assert moment_shown(two_orders) == []
    assert two_orders.part("timeline")["at"] is None


@pytest.fixture
def earlier(two_orders):
    """The dashboard half a minute after the first order, when there was no second."""
    two_orders.store(selection.PLAYHEAD, Playhead(START_MS + 30_000))
    two_orders.at.run()
    return two_orders


@pytest.fixture
def elsewhere(earlier):
    """The same moment on a page that has no timeline."""
    earlier.at.switch_page("pages/rules.py").run()
    return earlier


def test_the_totals_are_those_of_the_moment(earlier):
    assert earlier.tiles()["submitted"] == "1"
    assert moment_shown(earlier) == ["**Showing 12:00:30.000 UTC, 1 min ago**"]


def test_the_address_names_the_moment_and_the_order(earlier):
    assert earlier.at.query_params["at"] == str(START_MS + 30_000)
    assert earlier.at.query_params["order"] == "102"


def test_the_timeline_goes_on_beyond_the_moment(earlier):
    shown = earlier.part("timeline")
    assert shown["at"] == START_MS + 30_000
    assert shown["total"] == 12


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_which_moment_it_shows(earlier, page):
    earlier.at.switch_page(page).run()
    assert len(moment_shown(earlier)) == 1


def test_the_log_shows_what_it_held(earlier):
    earlier.at.switch_page("pages/event_log.py").run()
    assert len(earlier.shown("log.feed")["rows"]) == 3


def test_live_has_one_set_of_controls_under_the_timeline(earlier):
    assert not [each.key for each in earlier.at.button if str(each.key).startswith("moment.")]


def test_the_way_back_is_one_button(elsewhere):
    elsewhere.at.button(key="moment.live").click().run()
    assert moment_shown(elsewhere) == []
    assert "at" not in elsewhere.at.query_params


def test_the_next_event_is_a_step_away(elsewhere):
    elsewhere.at.button(key="moment.next").click().run()
    (words,) = moment_shown(elsewhere)
    assert words.startswith("**Showing 12:01:00")
    elsewhere.at.button(key="moment.previous").click().run()
    assert moment_shown(elsewhere)[0].startswith("**Showing 12:00:00")


def test_it_plays_on_with_the_clock_and_skips_idle_time(elsewhere, clock):
    elsewhere.at.button(key="moment.play").click().run()
    assert moment_shown(elsewhere)[0].startswith("**Showing 12:00:59.")
    clock.ms += 1_000
    elsewhere.at.run()
    assert moment_shown(elsewhere)[0].startswith("**Showing 12:01:00.")
    clock.ms += 30_000
    elsewhere.at.run()
    assert moment_shown(elsewhere) == []


def test_from_live_on_it_plays_at_once_so_the_address_names_no_moment(two_orders, monkeypatch):
    heads = []
    _, connection = two_orders.at.session_state["kept"]["memo:world.connection"]
    monkeypatch.setattr(selection, "speed", lambda: 1.0)
    monkeypatch.setattr(selection, "move_playhead", heads.append)
    monkeypatch.setattr(selection, "playhead", lambda: heads[-1] if heads else None)
    timeline_panel._play(connection, True)
    assert [(head.at_ms >= START_MS, head.plays) for head in heads] == [(True, True)]


@pytest.mark.parametrize("at", ["x", "-1", "99999999999999999", ""])
def test_a_link_to_no_moment_is_live(dashboard, at):
    dashboard.at.query_params["at"] = at
    dashboard.open()
    assert moment_shown(dashboard) == []


def test_a_link_to_a_moment_opens_it(two_orders, clock):
    other = Dashboard(clock)
    other.at.query_params["at"] = str(START_MS - 60_000)
    other.at.query_params["lanes"] = "order"
    other.open()
    assert len(moment_shown(other)) == 1
    assert other.part("timeline")["lanes"] == "order"


def test_a_link_to_a_moment_of_a_room_without_events_shows_what_is_now(dashboard):
    dashboard.at.query_params["at"] = str(START_MS - 60_000)
    dashboard.open()
    assert moment_shown(dashboard) == []
    assert "at" not in dashboard.at.query_params
    dashboard.submit(101, 100)
    dashboard.let_pass()
    assert dashboard.tiles()["submitted"] == "1"


@pytest.mark.parametrize("view", ["clock", "1767225600000-1767225601000"])
def test_a_link_to_a_part_of_the_timeline_opens_it_and_keeps_it(dashboard, view):
    dashboard.at.query_params["view"] = view
    dashboard.open()
    assert dashboard.part("timeline")["view"] == view
    assert dashboard.at.query_params["view"] in (view, [view])


@pytest.mark.parametrize("view", ["x", "5", "1-", "-1-5", "1-2-3", "9" * 20 + "-5", "clock "])
def test_a_link_to_no_part_of_the_timeline_shows_the_newest(dashboard, view):
    dashboard.at.query_params["view"] = view
    dashboard.open()
    assert dashboard.part("timeline")["view"] == ""
    assert "view" not in dashboard.at.query_params


def test_a_refresh_sends_new_marks_only(two_orders):
    first = two_orders.part("timeline")["slices"][0]["first"]
    for number in range(103, 120):
        two_orders.post((number, 100))
        two_orders.let_pass()
    later = two_orders.part("timeline")
    assert first == 0
    assert later["slices"][0]["first"] > 80
    assert json.dumps(later).count("PaymentSucceeded") == 1


def test_what_is_chosen_is_said_on_every_page(earlier):
    earlier.store(selection.WAY, selection.BY_ORDER)
    earlier.at.switch_page("pages/rules.py").run()
    said = {name: earlier.at.query_params[name] for name in ("order", "at", "lanes")}
    assert said == {"order": "102", "at": str(START_MS + 30_000), "lanes": "order"}
