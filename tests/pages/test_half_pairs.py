"""An id may hold half of a surrogate pair, which no message to a browser takes: pages show it."""

from pathlib import Path

import pytest

HALF = '"\\ud800"'
"""The label of such an order, as the screen writes it and a link may name it."""

ENTRY = {
    "Source": "order-service",
    "DetailType": "OrderCreated",
    "EventBusName": "eda-demo",
    "Detail": '{"id": "\\ud800", "amount": 5}',
}
PAGES = sorted(path.name for path in (Path(__file__).parents[2] / "pages").glob("[a-z]*.py"))


def put(page):
    _, connection = page.at.session_state["kept"]["memo:world.connection"]
    connection.backend.bus.put_events([ENTRY])


@pytest.mark.parametrize("name", PAGES)
def test_an_order_with_half_a_pair_as_id_is_shown(dashboard, name):
    dashboard.at.query_params["order"] = HALF
    dashboard.open()
    put(dashboard)
    dashboard.let_pass()
    page = dashboard.open(f"pages/{name}")
    page.let_pass(1)
    assert not page.at.exception
    assert not [each.value for each in page.at.error if "failed" in each.value]
    assert page.at.button(key="time.step-order").label == 'Step to order "\\\\ud800"'


@pytest.mark.parametrize("look", ["Sequence", "Twins", "Groups", "Sets"])
def test_each_look_shows_it(dashboard, look):
    dashboard.at.query_params["order"] = HALF
    dashboard.open()
    put(dashboard)
    dashboard.let_pass()
    page = dashboard.open("pages/orders.py")
    page.field("orders.look").set_value(look).run()
    assert not page.at.exception
    assert not [each.value for each in page.at.error if "failed" in each.value]
