"""On a custom bus no page speaks of rules: `BUS_WORDS` has another word for them."""

import json
import re
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict

from eda_core.domain.settings import BusKind
from eda_core.lessons.lesson import lessons
from pages.components.lessons import session as lessons_session
from pages.components.live import event_panel
from pages.components.rules import session as rules_session
from tests.pages.test_deployed_custom_stack import arrive, deployed, logged  # noqa: F401
from tests.pages.test_presenter_view import Presenter, follow

PAGES = ("live", "orders", "payment_service", "rules", "event_log", "what_if", "connection")
SCRIPTS = Path(__file__).parents[2] / "pages" / "components"
RULE = re.compile(r"\brules?\b", re.IGNORECASE)

ALLOWED = {
    r"rule/[-a-z0-9]+": "the key of a part of the map, which nobody reads",
    r"rule( paused)?": "the kind of a part of the map, for its style sheet",
    r"isFraud: 1 rule, the first that is true decides": "Choice Rule is a word of Step Functions",
    r"Classic: rules": "the other kind of bus, in the menu that chooses one",
    r"Fault: rule disabled": "an experiment on both kinds of bus, called as faults are in a file",
}
"""Texts that have the word, and what it stands for there."""

TEXTLESS = frozenset(("id", "elementId", "componentName", "bytes"))
"""Members of an element that nobody reads; the bytes of a component are read as their JSON."""

LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|//[^\n]*|/\*.*?\*/', re.DOTALL)
"""A text in a script, or a comment, which may have a quotation mark of its own."""


def texts_of(at):
    """Every text that a page was given to show, whatever shows it."""
    for node in nodes_of(at._tree):
        if (proto := getattr(node, "proto", None)) is not None:
            yield from strings_in(MessageToDict(proto))
            yield from strings_in(json.loads(getattr(proto, "bytes", b"") or b"null"))


def nodes_of(node):
    for child in getattr(node, "children", {}).values():
        yield child
        yield from nodes_of(child)


def strings_in(value):
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in TEXTLESS:
                yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)
    elif isinstance(value, str) and not value.startswith("<style>"):
        yield value


def is_allowed(text):
    return any(re.fullmatch(known, text) for known in ALLOWED)


def speaking_of_rules(at):
    return sorted({text for text in texts_of(at) if RULE.search(text) and not is_allowed(text)})


@pytest.fixture
def room(dashboard):
    """A room on the custom bus: two orders that ended, one whose subscriber is paused."""
    dashboard.at.query_params.update(bus="custom", order="101")
    dashboard.open().submit(101, 900)
    dashboard.let_pass()
    dashboard.submit(102, 100)
    dashboard.let_pass()
    page = dashboard.open("pages/rules.py")
    page.store(rules_session.CHOSEN_RULE, "payment-service-filtering-orders")
    page.store(rules_session.CHOSEN_CELL, (2, "order-service-filtering-payments"))
    page.at.run()
    page.at.button(key="subscribers.pause").click().run()
    page.open("pages/live.py").submit(103, 100)
    dashboard.let_pass(600)
    return dashboard


@pytest.mark.parametrize("page", [*PAGES, "side_by_side"])
def test_no_page_of_a_room_speaks_of_rules(room, page):
    room.open(f"pages/{page}.py")
    assert not room.at.exception
    assert not room.at.error
    assert len({*texts_of(room.at)}) > 20
    assert speaking_of_rules(room.at) == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_a_deployed_stack_speaks_of_rules(logged, dashboard, clock, page):  # noqa: F811
    logged.write(102, kind="OrderCreated")
    arrive(logged, clock)
    clock.ms += 600_000
    dashboard.at.query_params.update(order="101")
    dashboard.open(f"pages/{page}.py")
    assert not dashboard.at.exception
    assert not dashboard.at.error
    assert speaking_of_rules(dashboard.at) == []


def test_an_event_sheet_speaks_of_no_rules(room):
    room.open("pages/live.py")
    room.store(event_panel.OPEN, "2")
    room.at.run()
    assert room.part("event_sheet")["asked"]
    assert speaking_of_rules(room.at) == []


def test_an_order_that_waits_for_a_paused_subscriber_speaks_of_no_rules(room):
    room.at.query_params["order"] = "103"
    room.open("pages/orders.py")
    assert speaking_of_rules(room.at) == []


@pytest.mark.parametrize("lesson", [each.name for each in lessons() if each.bus is BusKind.CUSTOM])
def test_no_lesson_for_it_speaks_of_rules(room, lesson):
    room.store(lessons_session.LESSON, lesson)
    room.open("pages/live.py")
    assert speaking_of_rules(room.at) == []


def test_a_presenters_view_names_the_pages_of_the_window_it_drives(dashboard, clock):
    dashboard.at.query_params["bus"] = "custom"
    follow(dashboard.open())
    view = Presenter(clock).view
    assert ["rules", "Subscribers"] in view["pages"]
    assert view["world"] == "Simulator · room default · custom bus"


def test_no_script_says_a_word_that_is_one_kinds_own():
    """What a script says by itself is said on both kinds of bus."""
    said = {
        (path.name, re.sub(r"\$\{.*?\}", "", text))
        for path in SCRIPTS.rglob("*.js")
        for texts in LITERAL.findall(path.read_text(encoding="utf-8"))
        for text in texts
    }
    assert len(said) > 500
    assert {each for each in said if RULE.search(each[1]) and " " in each[1]} == set()


def test_the_word_is_found_where_it_stands(dashboard):
    """Or the tests above would pass on pages whose texts they cannot read."""
    dashboard.open("pages/rules.py")
    assert {"Rules", "Events against rules"} <= {*speaking_of_rules(dashboard.at)}
