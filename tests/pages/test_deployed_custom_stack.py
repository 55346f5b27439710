"""Pages on a deployed stack with a custom bus, whose subscribers log to a scripted AWS."""

import pytest

from eda_core.app import bootstrap
from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.settings import BusKind
from eda_core.presentation.wording import NO_VALUE
from pages.components.rules.session import CHOSEN_RULE
from tests.stack_double import StackDouble
from tests.unit.aws.test_bus_steps import PAYMENT_RULE, TAKEN
from tests.unit.aws.test_custom_bus_reading import Subscribed

RULES_PAGE = "pages/rules.py"
FAILED = DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE


@pytest.fixture
def deployed(monkeypatch, clock):
    stack = Subscribed(monkeypatch)
    monkeypatch.setattr(bootstrap, "_deployed", lambda settings: stack.backend)
    double = type("Double", (StackDouble,), {})
    monkeypatch.setattr("eda_core.aws.deployment.operations.StackOperations", double)
    monkeypatch.setenv("EDA_WORLD", "aws")
    monkeypatch.setenv("EDA_BUS", "custom")
    return stack


def arrive(deployed, clock):
    """Let what was written be read."""
    deployed.run(10)
    clock.ms = deployed.now_ms


@pytest.fixture
def logged(deployed, clock):
    """An order whose first event was delivered, as the subscribers logged."""
    deployed.write(101)
    deployed.log(*TAKEN)
    arrive(deployed, clock)
    return deployed


def rows(page):
    return {row["key"]: row for row in page.shown("subscribers.list")["rows"]}


def captions(page):
    return "\n".join(each.value for each in page.at.caption)


def test_the_map_and_the_card_speak_of_subscribers(logged, dashboard):
    page = dashboard.open()
    assert "EventBridge Custom Event Bus" in str(page.part("flow_map"))
    assert " rule" not in str(page.part("flow_map"))


def test_its_subscribers_are_listed_without_a_place(logged, dashboard):
    page = dashboard.open(RULES_PAGE)
    shown = rows(page)
    assert {row["state"] for row in shown.values()} == {"unknown"}
    assert {row["backlog"] for row in shown.values()} == {NO_VALUE}
    assert shown["order-service-filtering-payments"]["order"] == "FIFO by order"
    assert "no call of AWS tells" in captions(page)


def test_what_subscribers_log_is_the_place_that_is_known(logged, dashboard):
    shown = rows(dashboard.open(RULES_PAGE))
    assert shown[PAYMENT_RULE]["place"] == "has 12:00:00, by its log"
    assert shown["order-service-filtering-payments"]["place"] == "not known"


def test_what_failed_is_not_taken_for_delivered(deployed, clock, dashboard):
    deployed.write(101)
    deployed.log((DeliveryStep.RULE_MATCH, PAYMENT_RULE), (FAILED, PAYMENT_RULE))
    arrive(deployed, clock)
    assert rows(dashboard.open(RULES_PAGE))[PAYMENT_RULE]["place"] == "not known"


def test_the_chosen_one_has_its_filter_and_nothing_to_press(logged, dashboard):
    page = dashboard.open(RULES_PAGE)
    page.store(CHOSEN_RULE, PAYMENT_RULE)
    page.at.run()
    chosen = page.shown("subscribers.chosen")
    assert (chosen["name"], chosen["state"]) == (PAYMENT_RULE, "unknown")
    assert "not known" in chosen["about"]
    assert not page.at.error
    assert not [each for each in page.at.button if str(each.key).startswith("subscribers.")]


def test_the_grid_tells_known_from_inferred(logged, dashboard):
    grid = dashboard.open(RULES_PAGE).shown("rules.grid")
    assert grid["title"].startswith("Events against subscribers")
    assert grid["corner"].startswith("3 of 4 taken, known from ")


def test_the_page_is_called_subscribers_and_the_table_of_what_can_be_done_too(logged, dashboard):
    page = dashboard.open("pages/connection.py")
    told = [str(table.value.iloc[:, 0].tolist()) for table in page.at.table]
    assert any("Subscribers and definition can be changed" in each for each in told)


def test_a_link_names_the_kind_of_bus(deployed, dashboard, monkeypatch):
    monkeypatch.delenv("EDA_BUS")
    dashboard.at.query_params["bus"] = "custom"
    page = dashboard.open(RULES_PAGE)
    assert len(rows(page)) == 4


def test_another_kind_in_the_environment_is_one_sentence(deployed, dashboard, monkeypatch):
    monkeypatch.setenv("EDA_BUS", "third")
    page = dashboard.open()
    assert "EDA_BUS must be classic or custom" in "".join(
        each.value.replace("\\", "") for each in (*page.at.error, *page.at.markdown)
    )


def test_the_connection_page_begins_with_the_kind_in_use(deployed, dashboard):
    page = dashboard.open("pages/connection.py")
    assert page.field("connection.bus").value == BusKind.CUSTOM
