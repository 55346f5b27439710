import json

import pytest

from pages.components.orders import session as orders_session

pytestmark = pytest.mark.unmeasured


@pytest.fixture
def orders(dashboard):
    """The Orders page after a good order, one over the limit and one without an amount."""
    dashboard.open()
    for order_id, amount in ((101, 100), (102, 900)):
        dashboard.submit(order_id, amount)
    dashboard.let_pass()
    dashboard.open("pages/orders.py")
    dashboard.let_pass(1)
    return dashboard


def rows(page):
    return {row["order"]: row for row in page.shown("orders.table")["rows"]}


def held(page, key):
    return page.at.session_state["kept"][f"param:{key}"].value


def words(spans):
    return "".join(text for text, _ in spans)


def test_the_empty_page_says_so(dashboard):
    page = dashboard.open("pages/orders.py")
    assert page.shown("orders.table")["empty"].startswith("No orders yet")
    assert page.shown("orders.summary")["empty"]
    assert not page.at.exception


def test_every_order_is_a_row(orders):
    assert {order: row["outcome"] for order, row in rows(orders).items()} == {
        "101": "✓ COMPLETED",
        "102": "✕ CANCELLED",
    }


def test_chips_count_the_orders(orders):
    counts = {chip["key"]: chip["count"] for chip in orders.shown("orders.chips")["chips"]}
    assert (counts["all"], counts["completed"], counts["cancelled"]) == ("2", "1", "1")


def test_what_was_special_is_said_of_the_chosen_order(dashboard):
    dashboard.open()
    dashboard.post(*((order, 900 if order % 3 == 0 else 100) for order in range(101, 120)))
    dashboard.submit(120, 900)  # which is chosen
    dashboard.let_pass()
    dashboard.open("pages/orders.py")
    special = dashboard.shown("orders.special")
    assert special["title"] == "What sets the failed apart"
    assert [(line["mark"], line["sentence"]) for line in special["lines"]] == [
        ("true of this order", "The amount is over 100: 7 of 7 failed, none of 13 succeeded")
    ]
    another = type(dashboard)(dashboard._clock).open()
    another.submit(121, 900)
    another.let_pass()
    dashboard.at.run()
    assert dashboard.shown("orders.special") == special
    next(each for each in dashboard.at.button if each.label == "Compare again").click().run()
    assert "8 of 8 failed" in dashboard.shown("orders.special")["lines"][0]["sentence"]


def test_text_filters_the_orders(orders):
    orders.field("orders-text").set_value("900").run()
    assert list(rows(orders)) == ["102"]


def test_amounts_filter_the_orders(orders):
    orders.field("orders-to").set_value("500").run()
    assert list(rows(orders)) == ["101"]


def test_a_limit_that_is_no_number_is_said_and_left_out(orders):
    orders.field("orders-from").set_value("ten").run()
    assert set(rows(orders)) == {"101", "102"}
    assert any("Not a number" in caption.value for caption in orders.at.caption)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("show", "cancelled", ["102"]),
        ("show", "nonsense", ["102", "101"]),
        ("sort", "order", ["101", "102"]),
        ("sort", "-amount", ["102", "101"]),
        ("sort", "nonsense", ["102", "101"]),
        ("page", "-7", ["102", "101"]),
        ("page", "9999999999999999999", ["102", "101"]),
    ],
)
def test_the_address_says_what_is_shown(dashboard, name, value, wanted):
    dashboard.open()
    for order_id, amount in ((101, 100), (102, 900)):
        dashboard.submit(order_id, amount)
        dashboard.let_pass(2)
    dashboard.at.switch_page("pages/orders.py")
    dashboard.at.query_params[name] = value
    dashboard.at.run()
    assert list(rows(dashboard)) == wanted
    assert not dashboard.at.exception


def test_the_story_is_of_the_order_submitted_last(orders):
    assert orders.shown("orders.summary")["order"] == "102"
    lines = [words(line["spans"]) for line in orders.shown("orders.story")["lines"]]
    assert "payment-service said PaymentFailed" in lines
    assert "customer was told Order 102: OrderCancelled" in lines


def test_the_story_can_be_copied(orders):
    assert orders.shown("orders.story")["copy"].startswith("Order 102 · 900 · CANCELLED")


def test_the_sources_are_shown(orders):
    codes = [code.value for code in orders.at.code]
    assert json.loads(codes[0])[-1]["status"] == "OrderCancelled"
    assert "Order 102: OrderCancelled" in codes[1]


def test_twins_are_named_by_the_address(dashboard):
    dashboard.open()
    for order_id, amount in ((101, 100), (102, 900)):
        dashboard.submit(order_id, amount)
    dashboard.let_pass()
    dashboard.at.switch_page("pages/orders.py")
    for name, value in (("order", "102"), ("twin", "101"), ("look", "twins")):
        dashboard.at.query_params[name] = value
    dashboard.at.run()
    sentence = words(dashboard.shown("orders.twins")["sentence"])
    assert sentence == "Same until isFraud: 900 > 500 is true, 100 > 500 is false."


def test_the_twin_is_the_nearest_that_ended_otherwise(orders):
    orders.store(orders_session.LOOK, "twins")
    orders.at.run()
    sides = orders.shown("orders.twins")["sides"]
    assert [side["order"] for side in sides] == ["102", "101"]
    assert orders.shown("orders.table")["twin"] == "101"


def test_the_twins_can_be_swapped(orders):
    orders.store(orders_session.LOOK, "twins")
    orders.at.run()
    next(button for button in orders.at.button if button.label == "Swap").click().run()
    sides = orders.shown("orders.twins")["sides"]
    assert [side["order"] for side in sides] == ["101", "102"]


def test_a_link_comes_before_what_was_looked_at_last(orders):
    orders.at.switch_page("pages/live.py").run()
    orders.at.switch_page("pages/orders.py")
    orders.at.query_params["look"] = "twins"
    orders.at.run()
    assert orders.shown("orders.twins")["sides"][0]["order"] == "102"


def test_without_another_order_there_is_a_hint(dashboard):
    dashboard.open()
    dashboard.submit(101, 100)
    dashboard.let_pass()
    dashboard.at.switch_page("pages/orders.py")
    dashboard.store(orders_session.LOOK, "twins")
    dashboard.at.run()
    assert "Choose one to compare with" in dashboard.shown("orders.twins")["empty"]


@pytest.mark.parametrize("label", ["nearest", "7", '"A7"', "nonsense", "[1]"])
def test_any_twin_in_an_address_is_bearable(orders, label):
    orders.store(orders_session.LOOK, "twins")
    orders.store(orders_session.TWIN, label)
    orders.at.run()
    assert not orders.at.exception
    assert not orders.at.error


def test_groups_are_of_the_orders_that_are_looked_for(orders):
    orders.store(orders_session.LOOK, "groups")
    orders.at.run()
    orders.field("orders-from").set_value("500").run()
    orders.at.run()
    (chart,) = orders.at.get("plotly_chart")
    assert [trace["x"] for trace in json.loads(chart.proto.spec)["data"]] == [[900]]
    captions = " ".join(caption.value for caption in orders.at.caption)
    assert "Of the 1 order that fits" in captions


def test_groups_are_drawn_beside_the_table(orders):
    orders.store(orders_session.LOOK, "groups")
    orders.at.run()
    assert orders.at.get("plotly_chart")
    assert not orders.at.exception
