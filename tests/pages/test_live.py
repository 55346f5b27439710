import json
from dataclasses import replace

import pytest
import streamlit as st

from eda_core.domain.errors import BackendUnavailable
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.orders import MAX_NUMBER
from eda_core.ports import ApiResponse
from eda_core.read_model import ReadModel
from eda_core.simulator.backend import SimulatedApi
from pages.components.frame import session
from pages.components.live import flow_panel, order_links
from pages.components.live import view as live_view
from tests.pages.conftest import Dashboard


@pytest.fixture
def live(dashboard):
    return dashboard.open()


def summary(live):
    """The order, its amount and its outcome, as the chosen order's card says them."""
    shown = live.part("summary")
    return shown["order"], shown["amount"], shown["word"]


def words(spans):
    return "".join(text for text, _ in spans)


def test_the_empty_page_says_what_to_do(live):
    assert live.part("summary")["empty"].startswith("No order yet. Place the first one")
    assert live.tiles()["submitted"] == "0"
    assert not live.at.exception


def prominent(live):
    """What can be pressed before all else: in the map, and in the column to act in."""
    labels = {button.key: button.label for button in live.at.button}
    return live.part("flow_map").get("start"), labels["submit"].startswith(":primary[")


@pytest.mark.parametrize("stage", ["", "1"])
def test_a_cold_start_has_one_thing_to_press_until_an_order_is_there(dashboard, stage, clock):
    dashboard.at.query_params["stage"] = stage
    live, other = dashboard.open(), Dashboard(clock).open()
    assert prominent(live) == (["Place the first order", "1"], False)
    other.submit(101, 100)
    assert prominent(other) == (None, True)
    live.let_pass(2)
    live.at.run()
    assert prominent(live) == (None, True)


def test_the_one_thing_to_press_places_one_order_however_often(live, monkeypatch):
    _, connection = live.at.session_state["kept"]["memo:world.connection"]
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(st, "session_state", live.at.session_state)
            flow_panel.choose(connection, ">first")
        live.let_pass(2)
    assert live.tiles()["submitted"] == live.tiles()["completed"] == "1"


def test_nothing_is_offered_beside_a_lesson(dashboard):
    dashboard.at.query_params["lesson"] = "the-limit"
    live = dashboard.open()
    assert prominent(live) == (None, False)


def test_the_first_order_number_is_proposed(live):
    assert live.field("submit.id").value == 101


def test_an_order_filled_in_field_by_field_is_placed_as_it_was_filled_in(live):
    live.field("submit.id").set_value(7).run()
    live.field("submit.amount").set_value(900.0).run()
    live.at.button(key="submit").click().run()
    live.let_pass()
    assert summary(live) == ("7", "900", "CANCELLED")


def test_a_submitted_order_waits_and_then_completes(live):
    live.submit(101, 100)
    live.let_pass(0.09)
    assert summary(live) == ("101", "100", "WAITING")
    live.let_pass()
    assert summary(live) == ("101", "100", "COMPLETED")


def test_the_two_orders_of_the_demo_end_differently(live):
    live.submit(101, 100)
    live.submit(102, 900)
    live.let_pass()
    tiles = live.tiles()
    assert (tiles["completed"], tiles["cancelled"], tiles["waiting"]) == ("1", "1", "0")


def test_a_submitted_order_is_chosen_and_explained(live):
    live.submit(102, 900)
    live.let_pass()
    shown = live.part("summary")
    assert summary(live) == ("102", "900", "CANCELLED")
    assert "amount 900 > 500 is true" in words(shown["why"])
    assert "execution SUCCEEDED" in shown["badges"]


def test_the_path_of_the_chosen_order_is_drawn(live):
    live.submit(102, 900)
    live.let_pass()
    graph = live.part("state_graph")
    assert graph["visited"] == ["isFraud", "Payment Failed", "Notify EventBus"]
    assert graph["caption"] == "from the execution history"


def test_the_rule_grid_has_8_of_12_taken(live):
    live.submit(101, 100)
    live.let_pass()
    assert live.part("rule_grid")["title"] == "Rules: 8 of 12 took it"


def test_the_next_number_is_proposed_after_an_order(live):
    live.submit(101, 100)
    assert live.field("submit.id").value == 102


def test_the_greatest_number_there_is_leaves_one_for_the_next(live):
    live.submit(MAX_NUMBER, 100)
    assert live.field("submit.id").value == 101
    for key in ("scenario-1-completed", "scenario-burst-active"):
        live.at.button(key=key).click().run()
    live.let_pass()
    assert live.tiles()["submitted"] == "52"


def test_a_burst_that_is_refused_leaves_the_order_that_is_shown(live, monkeypatch):
    live.submit(101, 100)
    refused = ApiResponse(400, {"error": "no"})
    monkeypatch.setattr(SimulatedApi, "place", lambda *_: refused)
    live.at.button(key="scenario-burst-active").click().run()
    live.let_pass()
    assert summary(live) == ("101", "100", "COMPLETED")


def test_a_number_of_ones_own_is_kept(live):
    live.field("submit.id").set_value(7).run()
    live.let_pass()
    assert live.field("submit.id").value == 7


@pytest.mark.parametrize(
    ("key", "amount", "word"),
    [
        ("scenario-1-completed", "100", "COMPLETED"),
        ("scenario-2-cancelled", "900", "CANCELLED"),
        ("scenario-3-completed", "500", "COMPLETED"),
        ("scenario-4-cancelled", "500.01", "CANCELLED"),
    ],
)
def test_a_scenario_is_one_click(live, key, amount, word):
    live.at.button(key=key).click().run()
    live.let_pass()
    assert summary(live) == ("101", amount, word)


def test_an_order_without_amount_waits_and_says_why(live):
    live.at.button(key="scenario-5-stuck").click().run()
    live.let_pass()
    assert summary(live) == ("101", "no amount", "STUCK")
    assert "States.Runtime" in words(live.part("summary")["why"])
    assert live.part("state_graph")["failed"]["id"] == "isFraud"


def test_a_burst_has_the_share_asked_for(live):
    live.field("burst.count").set_value(20).run()
    live.field("burst.share").set_value(25).run()
    live.at.button(key="scenario-burst-active").click().run()
    live.let_pass()
    tiles = live.tiles()
    assert (tiles["submitted"], tiles["cancelled"]) == ("20", "5")


def test_a_raw_body_is_refused_with_the_reason(live):
    live.at.button(key="submit.send").click().run()
    assert "must be a number" in live.at.error[0].value.replace("\\", "")


def test_what_is_typed_and_sent_at_once_is_what_is_sent(live):
    live.field("submit.raw-text.Request body").set_value('{"id": 7, "amount": 900}')
    live.at.button(key="submit.send").click().run()
    live.let_pass()
    assert live.tiles()["cancelled"] == "1"


def test_what_was_done_can_be_saved_as_a_scenario(live):
    labels = [button.proto.label for button in live.at.get("download_button")]
    assert "Save the file" in labels


def test_it_has_the_title_and_as_many_orders_as_were_typed(files, live):
    for order in ((101, 100), (102, 900)):
        live.post(order)
        live.let_pass()
    live.field("saved.title").set_value("The two")
    live.field("saved.count").set_value(1).run()
    saved = json.loads(files("saved.file"))
    assert (saved["title"], [each["order"]["id"] for each in saved["do"]]) == ("The two", [102])


def test_a_size_typed_and_a_burst_played_at_once_have_that_size(live):
    live.field("burst.count").set_value(3)
    live.at.button(key="scenario-burst-active").click().run()
    live.let_pass()
    assert live.tiles()["submitted"] == "3"


def test_raw_entries_go_on_the_bus(live):
    live.field("submit.raw-kind").set_value("Bus entries").run()
    live.at.button(key="submit.send").click().run()
    live.let_pass()
    assert live.tiles()["waiting · 1 stuck"] == "0"


@pytest.mark.parametrize("text", ["nonsense", "[]", '[{"Source": "x"}]', "[5]"])
def test_bad_entries_get_a_sentence(live, text):
    live.field("submit.raw-kind").set_value("Bus entries").run()
    live.field("submit.raw-text.Bus entries").set_value(text).run()
    live.at.button(key="submit.send").click().run()
    assert live.at.error[0].value
    assert not live.at.exception


def test_a_link_opens_with_its_order_chosen(live, dashboard):
    live.submit(101, 100)
    live.let_pass()
    other = type(dashboard)(dashboard._clock)
    other.at.query_params["order"] = "101"
    assert other.open().part("summary")["order"] == "101"


@pytest.mark.parametrize("label", ["7", "nonsense", "[" * 5000])
def test_a_link_to_no_order_shows_the_hint(dashboard, label):
    dashboard.at.query_params["order"] = label
    assert dashboard.open().part("summary")["empty"]


def test_text_of_an_event_is_shown_as_text(live):
    markup = "<img src=x onerror=alert(1)>**bold**"
    live.field("submit.raw-text.Request body").set_value(f'{{"id": "{markup}"}}').run()
    live.at.button(key="submit.send").click().run()
    assert "\\<img" in live.at.error[0].value


def test_a_backend_that_cannot_be_read_gets_a_sentence(live, monkeypatch):
    live.submit(101, 100)
    live.let_pass()

    def unavailable(model):
        raise BackendUnavailable("Nothing answers. Try again in 5 s.")

    monkeypatch.setattr(ReadModel, "refresh", unavailable)
    live.let_pass()
    assert "Nothing answers" in live.at.error[0].value
    assert live.tiles()["submitted"] == "1"


def test_a_part_that_breaks_leaves_the_rest_standing(live, monkeypatch):
    def broken(model, order):
        raise ZeroDivisionError

    live.submit(101, 100)
    monkeypatch.setattr(ReadModel, "order", broken)
    live.let_pass()
    assert "This part of the page failed" in live.at.error[0].value
    assert live.tiles()["submitted"] == "1"


def subs(live):
    return live.part("flow_map")["subs"]


def test_the_map_counts_what_went_over_every_part(live):
    live.submit(101, 100)
    live.let_pass()
    assert subs(live)["update-order"] == ["Lambda · ", 1, "run*"]
    assert subs(live)["rule/notification-service"] == ["", 3, "matched"]


def test_every_hop_of_the_newest_orders_is_told(live):
    live.submit(101, 100)
    live.let_pass()
    hops = live.part("flow_map")["hops"]
    assert {hop[2] for hop in hops} == {"101"}
    assert {hop[3] for hop in hops} == {"none", "completed"}


def test_a_link_opens_with_a_part_of_the_map_chosen(dashboard):
    dashboard.at.query_params["element"] = "rule/cw-catch-all"
    shown = dashboard.open().part("flow_map")
    assert shown["element"] == "rule/cw-catch-all"
    assert "0 events matched rule cw-catch-all" in shown["focus"]


@pytest.mark.parametrize("element", ["nothing", "rule/none", "more/log", "[" * 5000])
def test_a_link_to_no_part_of_the_map_chooses_none(dashboard, element):
    dashboard.at.query_params["element"] = element
    assert dashboard.open().part("flow_map")["element"] == ""


def test_the_map_stands_still_at_an_earlier_moment(live):
    live.submit(101, 100)
    live.let_pass()
    past = type(live)(live._clock)
    past.at.query_params["at"] = str(live._clock.ms - 30_000)
    shown = past.open().part("flow_map")
    assert (shown["moving"], shown["hops"]) == (False, [])


def header(dashboard):
    return dashboard.open().shown("header")


def test_the_stage_is_a_link(dashboard):
    dashboard.at.query_params["stage"] = "1"
    assert header(dashboard)["stage"] is True


@pytest.mark.parametrize("value", ["", "2", "true", "[" * 5000])
def test_anything_else_is_no_stage(dashboard, value):
    dashboard.at.query_params["stage"] = value
    assert header(dashboard)["stage"] is False


def test_the_stage_shows_each_new_order_whoever_submitted_it(live):
    hall = type(live)(live._clock)
    hall.at.query_params["stage"] = "1"
    hall.open()
    for order in (101, 102):
        live.submit(order, 100)
        hall.let_pass()
        assert hall.part("summary")["order"] == str(order)


def test_a_pinned_order_stays_on_the_stage(live):
    live.submit(101, 100)
    live.let_pass()
    hall = type(live)(live._clock)
    hall.at.query_params.update({"stage": "1", "pin": "1", "order": "101"})
    hall.open()
    live.submit(102, 100)
    hall.let_pass()
    assert hall.part("summary")["order"] == "101"


def test_the_sparkline_shows_when_orders_came(live):
    live.submit(101, 100)
    live.let_pass(1)
    (submitted,) = (t for t in live.part("totals")["tiles"] if t["key"] == "submitted")
    assert sum(submitted["bars"]) == 1


def test_the_card_leads_to_the_story_of_the_order(live):
    assert live.part("order_links")["links"] == []
    live.submit(101, 100)
    live.let_pass()
    shown = live.part("order_links")
    assert shown["order"] == "101"
    assert [look for look, _, _ in shown["links"]] == ["twins", "story"]


def test_an_order_sent_as_a_raw_body_is_chosen(live):
    live.field("submit.raw-text.Request body").set_value('{"id": 55, "amount": 100}').run()
    live.at.button(key="submit.send").click().run()
    live.let_pass()
    assert summary(live) == ("55", "100", "COMPLETED")


def links(live):
    return [words for _, _, words in live.part("order_links")["links"]]


def test_a_retry_offers_to_jump_there_and_time_goes_on_as_before(live, monkeypatch):
    _, connection = live.at.session_state["kept"]["memo:world.connection"]
    connection.backend.faults.arm(Fault(FaultKind.TARGET_THROWS, "eda-demo-update-order"))
    live.submit(101, 100)
    live.let_pass(5)
    assert links(live)[0] == "Jump to the next try"
    was_paused = connection.model.instant.time.paused
    monkeypatch.setattr(session, "chosen_order", lambda: 101)
    order_links.follow(order_links.JUMP, connection)
    live.let_pass(1)
    assert connection.model.instant.time.paused is was_paused
    assert summary(live) == ("101", "100", "COMPLETED")
    assert "Jump to the next try" not in links(live)


def test_the_card_begins_with_the_outcome_and_ends_with_the_ways_on(live):
    live.submit(101, 100)
    live.let_pass()
    parts = list(live.card())
    assert parts == ["world_bar", "summary", "state_graph", "narrative", "rule_grid", "order_links"]


def test_what_could_not_be_read_is_said_above_the_card(live, monkeypatch):
    live.submit(101, 100)
    found = live_view._chosen
    unread = {"unread": ("An odd record.",)}
    monkeypatch.setattr(live_view, "_chosen", lambda reading: replace(found(reading), **unread))
    live.let_pass()
    shown = [each for each in live.at.main if each.type in ("warning", "bidi_component")]
    card = next(at for at, each in enumerate(shown) if is_card(each))
    assert [at for at, each in enumerate(shown) if each.type == "warning"] == [card - 1]


def is_card(element):
    return element.type == "bidi_component" and element.proto.id.endswith("-live.order")
