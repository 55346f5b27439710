import json

import pytest
from streamlit.testing.v1 import AppTest


def panel():
    """The panel over a world of three orders, which a session keeps."""
    import streamlit as st

    from pages.components.orders import cohorts_panel
    from tests.rooms import Room

    if "room" not in st.session_state:
        room = st.session_state["room"] = Room()
        for number, amount in st.session_state.get("orders", ((101, 100), (102, 600))):
            room.place(number, amount)
    room = st.session_state["room"]
    cohorts_panel.show(room.model, room.now_ms)


@pytest.fixture
def at():
    return AppTest.from_function(panel, default_timeout=30)


def figure(at):
    (chart,) = at.get("plotly_chart")
    return json.loads(chart.proto.spec)


def captions(at):
    return " ".join(caption.value for caption in at.caption)


def test_the_panel_begins_with_the_limit_as_a_cliff(at):
    at.run()
    assert "cliff at 500" in captions(at)
    assert figure(at)["layout"]["annotations"][0]["text"] == "amount > 500"
    assert not at.exception


@pytest.mark.parametrize("view", ["Time to outcome", "Over time"])
def test_another_picture_can_be_chosen(at, view):
    at.run()
    at.segmented_control(key="groups").set_value(view).run()
    assert not at.exception
    assert at.get("plotly_chart")


def test_a_picture_of_nothing_is_a_sentence(at):
    at.run()
    at.segmented_control(key="groups").set_value("Where they wait").run()
    assert "Every order has an outcome" in captions(at)
    assert not at.exception


def test_the_panel_of_no_orders_says_so(at):
    at.session_state["orders"] = ()
    at.run()
    assert "No orders yet" in captions(at)


def test_the_picture_stands_still_until_it_is_drawn_again(at):
    at.run()
    before = figure(at)
    at.session_state["room"].place(103, 900)
    at.run()
    assert figure(at) == before
    assert "3 records have come since" in captions(at)
    at.button(key="cohorts.again").click().run()
    assert figure(at) != before


def test_an_address_that_names_no_picture_shows_the_first(at):
    at.query_params["groups"] = "nonsense"
    at.run()
    assert "cliff at 500" in captions(at)
