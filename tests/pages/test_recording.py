"""A recording is made by doing, walked act by act, and stands in for a live world."""

import pytest
import streamlit as st

from eda_core.recordings import recordings_folder, recordings_in
from pages.components.recording import walk
from tests.pages.test_page_file import saved

pytestmark = pytest.mark.unmeasured


@pytest.fixture
def live(dashboard, monkeypatch, tmp_path):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    dashboard.at.session_state["recording-menu"] = True
    return dashboard.open("pages/live.py")


def press(dashboard, key):
    dashboard.at.button(key=key).click().run()


def recorded(live):
    """A recording of two orders in two acts, which stands ready."""
    press(live, "recording.start")
    live.submit(101, 100)
    live.let_pass()
    press(live, "recording.mark")
    live.submit(102, 900)
    live.let_pass()
    live.field("recording.act-name").set_value("Over the limit").run()
    live.field("recording.note").set_value("It ends well, technically.").run()
    press(live, "recording.mark")
    live.field("recording.name").set_value("two").run()
    press(live, "recording.stop")
    return live


def bar(dashboard):
    return dashboard.shown("acts-bar")


def wish(dashboard, do):
    """What a key of the bar has the page do, in a run of its own."""
    dashboard.at.session_state["kept"]["memo:recording.wanted"] = (None, do)
    dashboard.at.run()


def test_a_recording_is_made_by_doing_and_stands_ready(live, tmp_path):
    tiles = recorded(live).tiles()
    assert [each.name for each in recordings_in(recordings_folder(tmp_path))] == ["two"]
    assert bar(live)["ready"] == "two"
    at = live.at
    at.query_params["world"], at.query_params["file"] = "recording", "two"
    at.session_state["kept"]["param:page"] = ("elsewhere", 7)
    at.run()
    assert (bar(live)["recording"], bar(live)["acts"]) == ("Two", 2)
    assert live.tiles() == tiles
    assert not [button.key for button in at.button if button.key == "submit"]


def test_a_recording_of_a_custom_bus_tells_where_its_subscribers_were(
    dashboard, monkeypatch, tmp_path
):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    dashboard.at.session_state["recording-menu"] = True
    dashboard.at.query_params["bus"] = "custom"
    live = recorded(dashboard.open("pages/live.py"))
    live.at.query_params["world"], live.at.query_params["file"] = "recording", "two"
    live.at.session_state["kept"]["param:page"] = ("elsewhere", 7)
    live.at.run()
    live.at.switch_page("pages/rules.py").run()
    shown = live.shown("subscribers.list")
    assert {(row["state"], row["backlog"]) for row in shown["rows"]} == {("running", "0")}
    assert any("how many repeats" in each.value for each in live.at.caption)


def test_an_act_shows_its_picture_plays_its_part_and_rests(live, clock):
    at = recorded(live).at
    at.query_params["world"], at.query_params["file"] = "recording", "two"
    at.session_state["kept"]["param:page"] = ("elsewhere", 7)
    at.run()
    wish(live, 1)
    assert (bar(live)["act"], bar(live)["next"]) == (1, "Over the limit")
    assert at.query_params["order"] == "101"
    assert live.tiles()["submitted"] == "0"
    for _ in range(4):
        live.let_pass(2)
    assert live.tiles()["submitted"] == "1"
    wish(live, 2)
    live.let_pass(90)
    assert (bar(live)["name"], live.tiles()["submitted"]) == ("Over the limit", "2")
    assert at.query_params["order"] == "102"
    assert walk.HOLD_MS < 10_000
    live.field("recording.span").set_value("This act").run()
    press(live, "recording.make")
    assert [label for label in saved(live) if label.startswith("Save the page, ")]


def go(dashboard, monkeypatch, *, there):
    """What `R` does."""
    with monkeypatch.context() as patch:
        patch.setattr(st, "session_state", dashboard.at.session_state)
        walk.show_recording(there)
    dashboard.at.run()


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_way_back_leads_to_the_room_that_was_left_also_once_loaded_anew(
    dashboard, monkeypatch, tmp_path, way
):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    dashboard.at.session_state["recording-menu"] = True
    dashboard.at.query_params["room"] = "anna"
    live = recorded(dashboard.open("pages/live.py"))
    tiles = live.tiles()
    go(live, monkeypatch, there=True)
    assert bar(live)["recording"] == "Two"
    live.at.session_state["kept"].pop("memo:recording.live")  # a page that is loaded anew
    if way == "button":
        press(live, "log-card.back")
    else:
        go(live, monkeypatch, there=False)
    assert live.at.query_params["room"] == "anna"
    assert "world" not in live.at.query_params
    assert live.tiles() == tiles


def test_a_link_for_a_wall_shows_act_after_act_over_and_over(live, clock):
    at = recorded(live).at
    for name, text in {"world": "recording", "file": "two", "auto": "loop"}.items():
        at.query_params[name] = text
    at.session_state["kept"]["param:page"] = ("elsewhere", 7)
    shown = []
    for _ in range(40):
        live.let_pass(2)
        shown.append(bar(live)["act"])
    in_order = [act for act, before in zip(shown, [0, *shown], strict=False) if act != before]
    assert in_order[:5] == [1, 2, 1, 2, 1]
