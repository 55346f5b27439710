"""Pages on a stack that costs money, played by a simulated world."""

import json
from dataclasses import replace

import pytest

from eda_core.app import bootstrap
from eda_core.aws.failures.refusal import AwsFailure
from eda_core.domain.events import is_sent_again
from eda_core.domain.feed import FeedState
from eda_core.domain.refereeing import MatchAnswer
from eda_core.ports import Capabilities, LoggedExecution
from eda_core.simulator.world import World
from pages.components.kit.param import Stored
from pages.components.live import event_panel
from pages.components.rules import session as rules_session
from tests.news import all_news
from tests.stack_double import StackDouble

ACCOUNT = "123456789012"


class Feed:
    failure = remedy = warning = live_failure = ""
    live = False
    dead_letters = None

    def state(self):
        return FeedState(
            failure=self.failure,
            remedy=self.remedy,
            warning=self.warning,
            live=self.live,
            dead_letters=self.dead_letters,
            live_failure=self.live_failure,
        )

    def set_live(self, live):
        self.live = live

    def close(self):
        """There is nothing to close."""


class Queue:
    """A dead-letter queue with two letters, until they are sent again."""

    letters = 2

    def redrive(self, event_id="", rule=""):
        sent, self.letters = self.letters, 0
        return sent


class Referee:
    """An AWS that takes every event and is throttled about states."""

    asked = 0

    def match(self, pattern, event):
        self.asked += 1
        return MatchAnswer(taken=True)

    def run_state(self, question):
        raise AwsFailure("AWS asks to slow down.", remedy="Wait a few seconds.")


class Api:
    """The order API of the simulated world, until it is told to fail."""

    def __init__(self, api):
        self._api, self.fails, self.bodies = api, False, []

    def place(self, body):
        if self.fails:
            raise AwsFailure("Nothing answers.", remedy="aws sts get-caller-identity")
        self.bodies.append(body)
        return self._api.place(body)


@pytest.fixture
def backend(monkeypatch, clock):
    world = bootstrap.simulated_world(bootstrap.demo_stack(), clock(), seed=7)
    simulated = bootstrap.simulated_backend(world, clock)
    costly = Capabilities(notifications=False, deliveries=False, executions=False, costs=True)
    deployed = replace(
        simulated,
        api=Api(simulated.api),
        feed=Feed(),
        capabilities=costly,
        time=None,
        faults=None,
        editor=None,
        dead_letters=Queue(),
        referee=Referee(),
    )
    monkeypatch.setattr(bootstrap, "_deployed", lambda settings: deployed)
    monkeypatch.setattr(
        "eda_core.aws.deployment.operations.StackOperations", type("Double", (StackDouble,), {})
    )
    monkeypatch.setenv("EDA_WORLD", "aws")
    return deployed


@pytest.fixture
def live(backend, dashboard):
    return dashboard.open()


def yes(page):
    page.at.button(key="submission.yes").click().run()


def test_the_first_order_of_a_session_is_asked_about(live, backend):
    live.at.button(key="submit").click().run()
    assert "real AWS account" in live.at.warning[0].value
    assert backend.api.bodies == []


def test_a_yes_submits_what_was_held_and_asks_no_more(live, backend):
    live.at.button(key="submit").click().run()
    yes(live)
    live.at.button(key="submit").click().run()
    assert len(backend.api.bodies) == 2
    assert not live.at.warning


def test_a_no_submits_nothing_and_asks_again(live, backend):
    live.at.button(key="submit").click().run()
    live.at.button(key="submission.no").click().run()
    assert not live.at.warning
    live.at.button(key="submit").click().run()
    assert (len(live.at.warning), backend.api.bodies) == (1, [])


@pytest.mark.parametrize("key", ["scenario-1-completed", "scenario-burst-active"])
def test_scenarios_are_asked_about_too(live, backend, key):
    live.at.button(key=key).click().run()
    assert len(live.at.warning) == 1
    yes(live)
    assert backend.api.bodies


def test_sending_again_is_asked_about_where_it_is_pressed(live, backend, clock):
    backend.api.place('{"id": 101, "amount": 100}')
    clock.ms += 60_000
    live.at.session_state["kept"]["param:order"] = Stored("101")
    live.open("pages/orders.py")
    live.at.button(key="again.execution").click().run()
    assert "real AWS account" in live.at.warning[0].value
    assert len(backend.control.newest()) == 1
    live.at.button(key="again.yes").click().run()
    assert len(backend.control.newest()) == 2
    assert not live.at.warning


def test_what_is_masked_in_an_event_is_sent_again_as_it_was(live, backend, clock):
    detail = {"id": 101, "amount": 100, "by": ACCOUNT}
    entry = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": json.dumps(detail)}
    backend.bus.put_events([entry])
    clock.ms += 60_000
    live.at.session_state["kept"]["param:log.event"] = Stored("1")
    live.open("pages/event_log.py")
    assert ACCOUNT not in live.field("again.detail").value
    live.at.button(key="again.send").click().run()
    live.at.button(key="again.yes").click().run()
    clock.ms += 60_000
    (second,) = (r.event for r in all_news(backend).log if is_sent_again(r.event.resources))
    assert second.detail == detail


def test_dead_letters_are_sent_again_after_a_question(backend, dashboard):
    page = dashboard.open("pages/connection.py")
    assert not [each for each in page.at.button if each.key == "connection.redrive"]
    backend.feed.dead_letters = 2
    page.at.run()
    page.at.button(key="connection.redrive").click().run()
    assert "real AWS account" in page.at.warning[0].value
    assert backend.dead_letters.letters == 2
    page.at.button(key="connection.redrive.yes").click().run()
    assert "2 dead letters were sent again." in [
        each.value.replace("\\", "") for each in page.at.caption
    ]


def test_a_refusal_of_aws_is_a_sentence_with_its_remedy(live, backend):
    backend.api.fails = True
    live.at.button(key="submit").click().run()
    yes(live)
    assert not live.at.exception
    assert [error.value.replace("\\", "") for error in live.at.error] == ["Nothing answers."]
    assert live.at.code[0].value == "aws sts get-caller-identity"


def test_a_failing_feed_is_said_in_the_banner(live, backend):
    backend.feed.failure, backend.feed.remedy = "There is no log group.", "deploy"
    live.at.run()
    (notice,) = live.shown("account-banner")["notices"]
    assert notice["said"].startswith("There is no log group. What was read before stays")
    assert notice["remedy"] == "deploy"


def test_the_live_tail_is_a_switch_with_its_price(backend, dashboard):
    page = dashboard.open("pages/connection.py")
    switch = page.field("connection.live")
    assert "0.01 a minute" in switch.label
    switch.set_value(True).run()
    assert backend.feed.live


def test_account_ids_are_masked_until_shown(live, backend, dashboard):
    event = {"Source": "x", "DetailType": "Noted", "Detail": f'{{"who": "{ACCOUNT}"}}'}
    backend.bus.put_events([event | {"EventBusName": "eda-demo"}])
    live.let_pass()
    live.at.switch_page("pages/event_log.py").run()
    assert ACCOUNT not in str(live.shown("log.feed"))
    live.at.switch_page("pages/connection.py").run()
    live.field("privacy.switch").set_value(True).run()
    live.at.switch_page("pages/event_log.py").run()
    assert ACCOUNT in str(live.shown("log.feed"))


def test_the_sheet_of_an_event_masks_account_ids(live, backend):
    backend.api.place('{"id": 101, "amount": 900}')
    live.let_pass()
    live.store(event_panel.OPEN, "2")
    live.at.run()
    sheet = live.part("event_sheet")
    assert sheet["title"] == "PaymentFailed of order 101"
    assert ACCOUNT not in str(sheet)


def test_credentials_about_to_end_are_said_in_the_banner(live, backend):
    backend.feed.warning = "The AWS session ends in 8 min and was not renewed: sign in again."
    live.at.run()
    (notice,) = live.shown("account-banner")["notices"]
    assert (notice["key"], notice["said"]) == ("warning", backend.feed.warning)


def test_a_live_tail_that_is_refused_is_said_in_the_banner(live, backend):
    backend.feed.live_failure = "These credentials may not call logs:StartLiveTail."
    live.at.run()
    (notice,) = live.shown("account-banner")["notices"]
    assert notice["said"].endswith("The live tail is closed; the log is read as before.")


def test_marks_on_the_rules_page_are_inferred_where_nobody_reports_them(backend, dashboard):
    page = dashboard.open("pages/rules.py")
    backend.bus.put_events([{"Source": "x", "DetailType": "Noted", "Detail": "{}"}])
    page.let_pass()
    assert page.shown("rules.grid")["corner"] == "1 of 4 taken, inferred from the patterns"


class Logged:
    """The log of executions, which tells of one that no event names."""

    def __init__(self):
        world = World(bootstrap.demo_stack(), 0, seed=1)
        world.place(json.dumps({"id": 101, "amount": 900}))
        world.run_to_end()
        (self._execution,) = world.payments.newest("")

    def newest(self, most):
        return [LoggedExecution(self._execution)][:most]

    def of_order(self, order):
        """None: no event names it."""


def test_executions_are_listed_where_a_log_tells_of_them(backend, dashboard, monkeypatch):
    told = replace(backend, logged=Logged())
    monkeypatch.setattr(bootstrap, "_deployed", lambda settings: told)
    page = dashboard.open("pages/payment_service.py")
    page.field("payment.panel").set_value("Executions").run()
    (table,) = page.at.table
    assert table.value["Path"].tolist()[0].startswith("isFraud")
    assert any("1 without a known order" in caption.value for caption in page.at.caption)


def test_where_no_log_tells_of_executions_there_is_no_list_of_them(live):
    page = live.open("pages/payment_service.py")
    assert "Executions" not in page.field("payment.panel").options


def test_an_execution_nobody_has_read_is_marked_on_the_orders_page(backend, dashboard):
    page = dashboard.open("pages/orders.py")
    entry = {"Source": "order-service", "DetailType": "OrderCompleted", "Detail": '{"id": 7}'}
    backend.bus.put_events([entry])
    page.let_pass()
    (row,) = page.shown("orders.table")["rows"]
    assert row["execution"] == "not read"


def test_aws_is_asked_about_a_pattern_by_a_press_only(live, backend):
    live.open("pages/rules.py")
    live.store(rules_session.EVENT_CHOICE, "pasted")
    live.at.run()
    assert backend.referee.asked == 0
    live.at.button(key="rules.ask.press").click().run()
    data = live.shown("rules.ask.answers")
    assert backend.referee.asked == 1
    assert data["sentence"] == "AWS answers the same, by 1 call of TestEventPattern."
    live.write(rules_session.PATTERN, '{"source": ["nobody"]}')
    live.at.run()
    with pytest.raises(ValueError, match="not enough values"):
        live.shown("rules.ask.answers")
    live.at.button(key="rules.ask.press").click().run()
    assert not live.shown("rules.ask.answers")["agree"]


def test_why_aws_cannot_be_asked_is_said_with_what_helps(live):
    live.open("pages/payment_service.py")
    live.field("payment.panel").set_value("Run").run()
    live.at.button(key="payment.ask.press").click().run()
    assert live.at.error[0].value == "AWS asks to slow down\\."
    assert "Wait a few seconds\\." in [each.value for each in live.at.caption]
