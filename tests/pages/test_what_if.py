import json

import pytest

from eda_core.presentation.payment.definition_editor import demo_definition
from eda_core.read_model.run_comparison import ChangeKind, recorded_orders
from pages.components.frame import session
from pages.components.what_if import change as what_if_change
from pages.components.what_if import view as what_if_view

pytestmark = pytest.mark.unmeasured

ORDERS = "what-if.orders"


@pytest.fixture
def page(dashboard):
    """The What if? page after three orders."""
    dashboard.open()
    for number, amount in ((101, 100), (102, 600), (103, 900)):
        dashboard.submit(number, amount)
    dashboard.let_pass()
    dashboard.open("pages/what_if.py")
    return dashboard


def sentence(page):
    return "".join(words for words, _ in page.shown(ORDERS)["sentence"])


def shows(page, key):
    return any(c.proto.id.endswith(f"-{key}") for c in page.at.get("bidi_component"))


def test_the_empty_page_says_so(dashboard):
    page = dashboard.open("pages/what_if.py")
    assert any("No orders yet" in caption.value for caption in page.at.caption)
    assert not shows(page, ORDERS)
    assert not page.at.exception


def test_the_name_of_the_state_that_has_the_limit_is_text(page):
    _, connection = page.at.session_state["kept"]["memo:world.connection"]
    odd = demo_definition().replace("isFraud", ":material/bolt: **b**\u200b")
    connection.backend.editor.put_definition(odd)
    page.at.run()
    label = r"The limit in \::small[]material/bolt\: \*\*b\*\*\\u200b, instead of 500"
    assert page.field("limit").label == label


def test_a_proposed_limit_is_tried_at_once(page):
    assert page.field("limit").value == 750
    assert sentence(page) == "1 of 3 orders would have ended differently with amount > 750."


def test_another_limit_is_tried_at_once(page):
    page.field("limit").set_value(99.0).run()
    assert sentence(page).startswith("1 of 3 orders")
    assert page.shown(ORDERS)["rows"][0]["after"]["word"] == "CANCELLED"


def test_the_first_order_that_differs_is_shown_before_and_after(page):
    twins = page.shown("what-if.twins")
    assert [side["word"] for side in twins["sides"]] == ["CANCELLED", "COMPLETED"]
    assert "600 > 500 is true, 600 > 750 is false" in json.dumps(twins["sentence"])


def test_the_chosen_order_is_shown_where_it_differs(page):
    page.store(session.ORDER, "103")
    page.field("limit").set_value(950.0).run()
    assert page.shown(ORDERS)["chosen"] == "103"


def test_nobody_who_differs_is_nobody_to_compare(page):
    page.field("limit").set_value(500.0).run()
    assert sentence(page).startswith("All would have ended the same")
    assert not shows(page, "what-if.twins")


@pytest.mark.parametrize("kind", [ChangeKind.DEFINITION, ChangeKind.RULES])
def test_what_is_in_force_changes_nothing(page, kind):
    page.field("change").set_value(kind.value).run()
    assert sentence(page).startswith("All would have ended the same")


def test_a_text_that_cannot_be_used_says_why(page):
    page.field("change").set_value("Rules").run()
    page.write(what_if_change.DRAFTS[ChangeKind.RULES], "[{}]")
    page.at.run()
    assert "A rule is an object" in page.shown("what-if.rules")["problem"]
    assert not shows(page, ORDERS)


def test_a_draft_can_be_undone(page):
    page.field("change").set_value("Rules").run()
    page.write(what_if_change.DRAFTS[ChangeKind.RULES], "[]")
    page.at.run()
    assert sentence(page).startswith("3 of 3 orders")
    page.at.button(key="what-if.undo").click().run()
    assert sentence(page).startswith("All would have ended the same")


def test_many_orders_are_run_when_asked_for(page, monkeypatch):
    monkeypatch.setattr(what_if_view, "AT_ONCE", 2)
    page.field("limit").set_value(700.0).run()
    assert not shows(page, ORDERS)
    (cliff,) = page.at.get("plotly_chart")
    words = [each["text"] for each in json.loads(cliff.proto.spec)["layout"]["annotations"]]
    assert words == ["amount > 500", "what if amount > 700"]
    page.at.button(key="what-if.run").click().run()
    assert sentence(page).startswith("1 of 3 orders")
    assert not page.at.get("plotly_chart")


def test_an_experiment_leaves_the_world_alone(page):
    page.field("limit").set_value(99.0).run()
    page.open("pages/live.py")
    assert page.tiles()["submitted"] == "3"


@pytest.mark.parametrize("limit", ["many", "1e999", "-5", ""])
def test_an_address_with_a_limit_that_cannot_be_does_no_harm(dashboard, limit):
    dashboard.at.query_params["limit"] = limit
    dashboard.at.query_params["change"] = "nonsense"
    page = dashboard.open("pages/what_if.py")
    assert not page.at.exception


def test_orders_that_came_meanwhile_are_run_too(page):
    page.open("pages/live.py")
    page.submit(104, 700)
    page.open("pages/what_if.py")
    page.let_pass()
    assert sentence(page).startswith("2 of 4 orders")


def test_the_orders_are_read_once_until_new_ones_come(page, monkeypatch):
    read = []

    def reading(tables):
        read.append(tables.totals().orders)
        return recorded_orders(tables)

    monkeypatch.setattr(what_if_view, "recorded_orders", reading)
    page.field("limit").set_value(99.0).run()
    page.field("limit").set_value(98.0).run()
    assert read == []
    page.post((104, 600))
    page.let_pass()
    page.at.run()
    assert read == [4]
