"""A value chosen from a list, whose text changes while it is on screen."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    """A list of orders, each with what has become of it."""
    import streamlit as st

    from pages.components.kit import fields
    from pages.components.kit.param import Param

    texts = st.session_state.setdefault("texts", {"101": "101 waiting", "102": "102 waiting"})
    order = Param("order", "")
    said = st.session_state.setdefault("said", [])
    show = getattr(fields, st.session_state.setdefault("kind", "choice"))

    def text(label):
        return texts.get(label, label)

    show(order, "Order", tuple(texts), then=lambda: said.append(order.get()), format_func=text)
    st.button("else")
    st.text(order.get())


@pytest.fixture(params=["choice", "segments", "pills"])
def app(request):
    app = AppTest.from_function(page)
    app.session_state["kind"] = request.param
    field(app.run()).set_value("102").run()
    assert (app.text[0].value, app.session_state["said"]) == ("102", ["102"])
    return app


def field(app):
    return app.selectbox[0] if app.session_state["kind"] == "choice" else app.button_group[0]


def rename(app):
    app.session_state["texts"] = {"101": "101 completed", "102": "102 completed"}


def test_the_value_chosen_is_the_input_of_before_while_its_text_stays(app):
    before = field(app).key
    field(app.run()).set_value("101").run()
    assert (field(app).key, app.text[0].value) == (before, "101")


def test_the_value_chosen_stays_when_its_text_changes(app):
    before = field(app).key
    rename(app)
    app.run()
    is_list = app.session_state["kind"] == "choice"
    assert (field(app).key == before) == is_list, "words beside each other would be said as before"
    assert not is_list or field(app).proto.raw_value == "102 completed", "a browser is told it"
    app.button[-1].click().run()
    assert (app.text[0].value, app.session_state["said"]) == ("102", ["102"])


def told(app):
    """Whether a browser is told what the list shows, over what it shows itself."""
    return field(app).proto.set_value


def test_what_a_browser_says_by_a_text_of_before_is_still_chosen():
    """It may lie open while a text changes: the choice came by the one of before, and was lost."""
    app = AppTest.from_function(page)
    field(app.run()).set_value("102").run()
    rename(app)
    select = field(app.run())
    select.options.append("101 waiting")
    select.set_value("101 waiting").run()
    assert (app.text[0].value, app.session_state["said"]) == ("101", ["102", "101"])
    assert (told(app), field(app).proto.raw_value) == (True, "101 completed")
    assert not told(app.run())


def test_a_text_of_before_of_what_is_chosen_already_chooses_nothing():
    app = AppTest.from_function(page)
    field(app.run()).set_value("102").run()
    rename(app)
    select = field(app.run())
    select.options.append("102 waiting")
    select.set_value("102 waiting").run()
    assert (app.text[0].value, app.session_state["said"]) == ("102", ["102"])
    assert (told(app), field(app).proto.raw_value) == (True, "102 completed")


def test_the_text_of_none_chooses_nothing():
    app = AppTest.from_function(page)
    select = field(app.run())
    select.options.append("103 waiting")
    select.set_value("103 waiting").run()
    assert (app.text[0].value, app.session_state["said"]) == ("101", [])
    assert not app.exception


def test_two_values_of_one_text_are_shown():
    app = AppTest.from_function(page)
    app.session_state["texts"] = {"101": "an order", "102": "an order"}
    app.run()
    assert not app.exception
    assert app.text[0].value == "101"


def test_a_list_shows_what_cannot_be_seen_in_its_texts():
    app = AppTest.from_function(page)
    app.session_state["texts"] = {"101\u200b": "101\u200b", "102": "102"}
    (select,) = app.run().selectbox
    assert select.options == ["101\\u200b", "102"]
    select.set_value("101\u200b").run()
    assert app.text[0].value == "101\u200b"
