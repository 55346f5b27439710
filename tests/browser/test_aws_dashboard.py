"""The dashboard on a deployed stack: our own deployment on MiniStack, orders from the browser."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import ProgressKind, WantedStack
from eda_core.domain.settings import Settings, WorldKind
from tests.aws import emulators, stacks
from tests.browser import waits
from tests.browser.test_dashboard import outcome, submit
from tests.browser.test_orders import row

pytestmark = pytest.mark.browser

NAME = "eda-screen"
PATHS = {
    101: ["isFraud", "Payment Succeeded", "Notify EventBus"],
    102: ["isFraud", "Payment Failed", "Notify EventBus"],
}


def address(url, page="", **more):
    place = {"world": "aws", "endpoint": url, "stack": NAME, "region": "us-east-1"}
    return f"{page}?{urlencode(place | more)}"


@pytest.fixture(scope="module")
def deployed(ministack):
    """The address of a MiniStack that has the stack, made by our own deployment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, text in emulators.CREDENTIALS.items():
            patch.setenv(name, text)
        settings = Settings(WorldKind.AWS, stack=NAME, region="us-east-1", endpoint=ministack)
        steps = list(StackOperations(settings).deploy(WantedStack()))
    assert steps[-1].kind is ProgressKind.DONE, steps[-1].text
    stacks.install_log_shim(ministack, NAME)
    return ministack


def path_on_screen(page):
    """The states of the graph that were entered, from the first to the last."""
    graph = page.get_by_role("group", name="States and the path taken")
    taken = graph.get_by_role("img", name=", taken")
    taken.first.wait_for()
    return taken.evaluate_all(
        """nodes => nodes
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .map((node) => node.querySelector(".label").textContent)"""
    )


def open_deployed(visit, endpoint):
    visit(address(endpoint)).get_by_text(f"stack {NAME} · nothing here costs").wait_for()


@pytest.fixture
def page(deployed, shared):
    """The Live page on the stack that is deployed."""
    page = shared(open_deployed, deployed)
    waits.go_to(page, "Live")
    return page


def test_orders_from_the_browser_end_with_their_paths(page):
    submit(page, 101, 100)
    outcome(page, 101, "✓ COMPLETED")
    assert path_on_screen(page) == PATHS[101]
    submit(page, 102, 900)
    outcome(page, 102, "✕ CANCELLED")
    assert path_on_screen(page) == PATHS[102]
    assert page.outside == []


def test_what_aws_does_not_report_is_marked(page):
    submit(page, 201, 100)
    outcome(page, 201, "✓ COMPLETED")
    waits.go_to(page, "Rules")
    page.get_by_text("taken, inferred from the patterns").wait_for()
    waits.go_to(page, "Orders")
    unread = row(page, 201).get_by_text("not read", exact=True)
    unread.wait_for()
    assert unread.get_attribute("title").startswith("not read yet")


COMMAND = "python -m eda_core deploy --name eda-nowhere"


def open_nowhere(visit, endpoint):
    visit(address(endpoint, stack="eda-nowhere")).get_by_text(COMMAND).first.wait_for()


@pytest.fixture
def nowhere(ministack, shared):
    """The Live page on a stack that is not there."""
    return shared(open_nowhere, ministack)


def test_a_stack_that_is_not_there_comes_with_its_command(nowhere):
    nowhere.get_by_text(COMMAND).first.wait_for()
    expect(nowhere.get_by_text("What was read before stays on screen")).to_have_count(1)


def test_a_failure_takes_one_line_and_all_of_it_by_the_focus(nowhere):
    notice = nowhere.locator(".notice")
    one_line = notice.bounding_box()["height"]
    nowhere.get_by_role("button", name="Copy", exact=True).focus()
    expect(nowhere.get_by_text(COMMAND).first).to_have_css("white-space", "normal")
    assert one_line < 40 < notice.bounding_box()["height"]
