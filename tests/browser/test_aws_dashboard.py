"""The dashboard on a deployed stack: our own deployment on MiniStack, orders from the browser."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from eda_core.aws.deployment.operations import StackOperations
from eda_core.domain.deployment import ProgressKind, WantedStack
from eda_core.domain.settings import Settings, WorldKind
from tests.aws import emulators, stacks
from tests.browser.test_dashboard import outcome, submit

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
    taken = graph.get_by_role("button", name=", taken")
    taken.first.wait_for()
    return taken.evaluate_all(
        """nodes => nodes
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .map((node) => node.querySelector(".label").textContent)"""
    )


def test_orders_from_the_browser_end_with_their_paths(deployed, visit):
    page = visit(address(deployed))
    page.get_by_text(f"stack {NAME} · nothing here costs").wait_for()
    submit(page, 101, 100)
    outcome(page, 101, "✓ COMPLETED")
    assert path_on_screen(page) == PATHS[101]
    submit(page, 102, 900)
    outcome(page, 102, "✕ CANCELLED")
    assert path_on_screen(page) == PATHS[102]
    assert page.outside == []


def test_a_stack_that_is_not_there_comes_with_its_command(ministack, visit):
    page = visit(address(ministack, stack="eda-nowhere"))
    command = page.get_by_text("python -m eda_core deploy --name eda-nowhere")
    command.first.wait_for()
    expect(page.get_by_text("What was read before stays on screen")).to_have_count(1)


def test_a_failure_takes_one_line_and_all_of_it_by_the_focus(ministack, visit):
    page = visit(address(ministack, stack="eda-nowhere"))
    command = page.get_by_text("python -m eda_core deploy --name eda-nowhere")
    command.first.wait_for()
    notice = page.locator(".notice")
    one_line = notice.bounding_box()["height"]
    page.get_by_role("button", name="Copy", exact=True).focus()
    expect(command.first).to_have_css("white-space", "normal")
    assert one_line < 40 < notice.bounding_box()["height"]


def test_what_aws_does_not_report_is_marked(deployed, visit):
    page = visit(address(deployed))
    submit(page, 201, 100)
    outcome(page, 201, "✓ COMPLETED")
    page.get_by_role("link", name="Rules", exact=True).click()
    page.get_by_text("taken, inferred from the patterns").wait_for()
    page.get_by_role("link", name="Orders", exact=True).click()
    unread = page.get_by_role("option", name="201").get_by_text("not read", exact=True)
    unread.wait_for()
    assert unread.get_attribute("title").startswith("not read yet")
