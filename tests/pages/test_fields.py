"""Fields show what is stored: drawn again, drawn late, after a page switch and on a first visit."""

import pytest

from eda_core.domain.settings import Settings
from pages.components.frame import session
from pages.components.log import filter as log_filter

pytestmark = pytest.mark.unmeasured

FIELDS = [
    ("pages/live.py", "submit.amount", 77.0),
    ("pages/live.py", "burst.count", 7),
    ("pages/live.py", "burst.share", 55),
    ("pages/live.py", "submit.raw-text.Request body", "{}"),
    ("pages/live.py", "fault.times", 3),
    ("pages/live.py", "room.to", "anna"),
    ("pages/orders.py", "orders-text", "9"),
    ("pages/orders.py", "orders-from", "5"),
    ("pages/orders.py", "orders-to", "700"),
    ("pages/orders.py", "orders-since", "last day"),
    ("pages/orders.py", "again.detail", "{}"),
    ("pages/payment_service.py", "payment.panel", "Definition"),
    ("pages/rules.py", "rules.name", "mine"),
    ("pages/rules.py", "rules.target", "eda-demo-notification"),
    ("pages/rules.py", "rules.scope", "order"),
    ("pages/event_log.py", "filter-text", "9"),
    ("pages/event_log.py", "filter-pattern", "{}"),
    ("pages/event_log.py", "log.how", "JSON"),
    ("pages/what_if.py", "limit", 600.0),
    ("pages/connection.py", "connection.world", "aws"),
]
"""An input of each page and of each popover, and a value somebody chooses there."""

BEGINNINGS = {
    "burst.count": 50,
    "burst.share": 30,
    "fault.times": 1,
    "room.to": "",
    "orders-text": "",
    "rules.target": "eda-demo-payment-service",
    "filter-pattern": "",
    "payment.panel": "Why",
}
"""What inputs begin with."""


@pytest.fixture
def page(dashboard):
    """The dashboard after one order."""
    dashboard.open("pages/live.py")
    dashboard.submit(101, 900)
    dashboard.let_pass()
    return dashboard


def other(path):
    return "pages/rules.py" if path == "pages/live.py" else "pages/live.py"


def begins_with(field):
    """What a browser shows that draws the field only now: what it is sent to begin with."""
    default = field.proto.default
    if isinstance(default, str | int | float):
        return default
    values = list(default)
    if field.type == "slider":
        return int(values[0])
    return field.options[values[0]] if values else None


@pytest.mark.parametrize(("path", "key", "value"), FIELDS)
def test_what_was_chosen_is_there_after_a_rerun_and_a_page_switch(page, path, key, value):
    if path != "pages/live.py":
        page.at.switch_page(path).run()
    page.field(key).set_value(value).run()
    page.let_pass(1)
    assert page.field(key).value == value
    page.at.switch_page(other(path)).run()
    page.at.switch_page(path).run()
    assert page.field(key).value == value


@pytest.mark.parametrize(
    ("path", "key", "value"), [each for each in FIELDS if each[1] in BEGINNINGS]
)
def test_a_field_drawn_late_begins_with_what_is_stored(page, path, key, value):
    if path != "pages/live.py":
        page.at.switch_page(path).run()
    page.let_pass(1)
    field = page.field(key)
    assert field.value == BEGINNINGS[key]
    field.set_value(value).run()
    page.let_pass(1)
    if field.type in ("number_input", "text_input", "text_area", "slider"):
        assert begins_with(page.field(key)) == value


def test_a_cleared_filter_stays_cleared(page):
    page.at.switch_page("pages/event_log.py").run()
    page.field("filter-pattern").set_value('{"source": ["payment-service"]}').run()
    before = page.field("filter-pattern").key
    page.at.button(key="log.clear").click().run()
    assert page.field("filter-pattern").value == ""
    assert "filter-pattern" not in page.at.query_params
    assert page.field("filter-pattern").key != before  # what a browser says of the old one is void


@pytest.mark.parametrize("name", log_filter.INPUTS)
def test_a_filter_in_a_link_is_in_its_input(dashboard, name):
    dashboard.at.query_params[name] = "x"
    dashboard.open("pages/event_log.py")
    assert dashboard.field(name).value == "x"
    assert not dashboard.at.exception


def test_a_link_that_is_too_long_is_cut(dashboard):
    dashboard.at.query_params["filter-text"] = "x" * 9_000
    dashboard.at.query_params["filter-pattern"] = "x" * 9_000
    dashboard.open("pages/event_log.py")
    assert not dashboard.at.exception
    assert len(dashboard.field("filter-text").value) == 500


def test_another_world_proposes_its_own_number(page):
    page.field("submit.id").set_value(500).run()
    page.field("room.to").set_value("other").run()
    page.at.button(key="room.go").click().run()
    page.at.run()
    assert page.field("submit.id").value == 101
    assert page.at.query_params["room"] == "other"


def test_another_world_knows_of_no_order_and_no_answer(page):
    assert page.at.query_params["order"] == "101"
    page.field("room.to").set_value("other").run()
    page.at.button(key="room.go").click().run()
    page.at.run()
    assert "order" not in page.at.query_params
    assert not any("202 accepted" in caption.value for caption in page.at.caption)


def test_back_in_the_world_that_names_nothing_the_address_names_nothing(page):
    page.field("room.to").set_value("other").run()
    page.at.button(key="room.go").click().run()
    page.at.session_state["room-menu"] = True
    page.at.run()
    page.field("room.to").set_value(Settings().room).run()
    page.at.button(key="room.go").click().run()
    page.at.run()
    assert "room" not in page.at.query_params


def test_the_address_says_what_is_chosen_on_every_page(page):
    page.at.switch_page("pages/orders.py").run()
    assert page.at.query_params["order"] == "101"
    page.store(session.ORDER, "7")
    page.at.run()
    assert page.at.query_params["order"] == "7"
