import json

import pytest

from eda_core.aws.deployed_stack import aws_backend
from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.reading.stack_reader import DEAD_LETTERS, EXECUTIONS, LOG
from eda_core.aws.target import StackTarget
from eda_core.domain.events import iso_seconds
from eda_core.domain.settings import BusKind
from eda_core.read_model import ReadModel
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.marks import INFERRED
from eda_core.stack import demo_stack
from tests.aws.scripted_clients import ScriptedClients
from tests.news import all_news
from tests.unit.aws.envelopes import envelope_text

START_MS = 1_769_860_800_000
FILTER = ("logs", "FilterLogEvents")
QUEUE = ("sqs", "GetQueueAttributes")


class Deployed:
    """A backend over scripted clients, polled by hand: no thread, no network, its own clock."""

    kind = BusKind.CLASSIC

    def __init__(self, monkeypatch, **target):
        self.now_ms = START_MS
        self.written = []
        self.clients = ScriptedClients(
            {FILTER: self.page, QUEUE: {"Attributes": {"ApproximateNumberOfMessages": "2"}}},
            **target,
        )
        monkeypatch.setattr("eda_core.aws.reading.stack_reader.Clients", self.made)
        self.backend = aws_backend(self.clients.target, self.clock, lambda: 0.5, kind=self.kind)
        self.poller = self.backend.feed.poller
        self.poller.stop()

    def made(self, target, meter):
        self.clients.meter = meter
        return self.clients

    def clock(self):
        return self.now_ms

    def page(self, startTime, **_):  # noqa: N803 - AWS's own name
        return {"events": [entry for entry in self.written if entry["timestamp"] >= startTime]}

    def write(self, number, source="order-service", kind="OrderCreated"):
        text = json.loads(envelope_text(source, kind, f"e{number}", {"id": number}))
        text["time"] = iso_seconds(self.now_ms // 1000)
        entry = {"eventId": str(number), "timestamp": self.now_ms, "message": json.dumps(text)}
        self.written.append(entry)

    def run(self, seconds, every=None):
        """Let time pass second by second; an event is written every so many seconds."""
        for second in range(seconds):
            if every and second % every == 0:
                self.write(len(self.written))
            self.poller.tick()
            self.now_ms += 1_000


@pytest.fixture
def deployed(monkeypatch):
    return Deployed(monkeypatch)


def test_nothing_is_asked_before_somebody_reads(deployed):
    assert deployed.clients.calls == []


def test_log_hands_over_what_was_polled(deployed):
    deployed.write(101)
    deployed.run(1)
    assert [record.event.id for record in all_news(deployed.backend).log] == ["e101"]


def test_log_hands_over_what_was_polled_before_it_raises_a_failure(deployed):
    deployed.write(101)
    deployed.run(1)
    deployed.clients.answers[FILTER] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    deployed.run(5)
    assert len(all_news(deployed.backend).log) == 1
    assert str(all_news(deployed.backend, log=1).failure) == "No."


def test_deliveries_are_inferred(deployed):
    deployed.write(101)
    deployed.run(1)
    assert all(step.inferred for step in all_news(deployed.backend).deliveries)


def test_notifications_are_not_told(deployed):
    assert all_news(deployed.backend).notifications == ()
    assert not deployed.backend.capabilities.notifications


def test_one_source_that_fails_leaves_the_others_alone(deployed):
    deployed.clients.answers[QUEUE] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    deployed.write(101)
    deployed.run(1)
    assert len(all_news(deployed.backend).log) == 1
    assert all_news(deployed.backend).failed == []


def test_a_failed_poll_of_executions_is_told_beside_the_log(deployed):
    listing = ("stepfunctions", "ListExecutions")
    deployed.clients.answers[listing] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    deployed.write(101)
    deployed.run(1)
    news = all_news(deployed.backend)
    assert (len(news.log), news.failed, str(news.failure)) == (1, [], "No.")


def test_feed_tells_the_failure_and_its_remedy(deployed):
    deployed.clients.answers[QUEUE] = AwsFailure("No.", remedy="Do.", kind=FailureKind.PERMISSION)
    deployed.run(1)
    state = deployed.backend.feed.state()
    assert (state.failure, state.remedy) == ("No.", "Do.")


def test_feed_tells_no_failure_while_all_goes_well(deployed):
    deployed.run(1)
    state = deployed.backend.feed.state()
    assert (state.failure, state.remedy, state.warning) == ("", "", "")


def test_feed_counts_dead_letters(deployed):
    deployed.run(1)
    assert deployed.backend.feed.state().dead_letters == 2


def test_feed_counts_calls(deployed):
    deployed.run(1)
    assert deployed.backend.feed.state().calls == len(deployed.clients.calls)


def test_feed_tells_when_the_log_was_polled(deployed):
    deployed.run(1)
    assert deployed.backend.feed.state().last_poll_ms == START_MS


def test_feed_of_nobody_has_no_next_poll(deployed):
    deployed.run(1)
    assert deployed.backend.feed.state().next_poll_ms is None


def test_lag_is_how_long_an_event_took(deployed):
    deployed.run(1)
    deployed.write(101)
    deployed.run(4)
    assert deployed.backend.feed.state().lag_ms == 2_000


def test_what_was_there_before_has_no_lag(deployed):
    deployed.write(101)
    deployed.now_ms += 3_600_000
    deployed.run(1)
    assert deployed.backend.feed.state().lag_ms is None


def test_an_emulator_costs_nothing(monkeypatch):
    deployed = Deployed(monkeypatch, endpoint_url="http://127.0.0.1:9")
    deployed.run(60)
    assert deployed.backend.feed.state().usd == 0
    assert not deployed.backend.capabilities.costs


def test_aws_costs(deployed):
    deployed.run(60)
    assert 0 < deployed.backend.feed.state().usd < 0.0001
    assert deployed.backend.capabilities.costs


@pytest.mark.parametrize(
    ("target", "world"),
    [
        (StackTarget(), "AWS"),
        (StackTarget(region="eu-central-1"), "AWS eu-central-1"),
        (
            StackTarget(region="eu-central-1", endpoint_url="http://127.0.0.1:4566"),
            "AWS emulator",
        ),
    ],
)
def test_world_is_named_by_where_it_is(target, world):
    assert aws_backend(target, lambda: 0).world == world


def test_busy_minute_costs_26_calls(deployed):
    deployed.run(120, every=2)
    before = deployed.clients.meter.snapshot().count
    deployed.run(60, every=2)
    assert deployed.clients.meter.snapshot().count - before == 60 // 3 + 60 // 15 + 60 // 30


def test_quiet_minute_costs_6_calls(deployed):
    deployed.run(600)
    before = deployed.clients.meter.snapshot().count
    deployed.run(60)
    assert deployed.clients.meter.snapshot().count - before == 60 // 15 + 1 + 1


def test_cadences_are_as_documented():
    assert (LOG.busy_ms, LOG.quiet_ms) == (3_000, 15_000)
    assert (EXECUTIONS.busy_ms, DEAD_LETTERS.busy_ms) == (15_000, 30_000)


def test_order_hastens_the_polling(deployed, monkeypatch):
    deployed.run(600)
    monkeypatch.setattr("eda_core.aws.order_api.AwsOrderApi.place", lambda *_: "taken")
    assert deployed.backend.api.place("{}") == "taken"
    before = len(deployed.clients.asked("FilterLogEvents"))
    deployed.run(7)
    assert len(deployed.clients.asked("FilterLogEvents")) - before >= 2


def test_event_put_by_hand_hastens_the_polling(deployed):
    deployed.run(600)
    deployed.clients.answers["events", "PutEvents"] = {"Entries": [{"EventId": "a"}]}
    deployed.backend.bus.put_events([{"Source": "me"}])
    before = len(deployed.clients.asked("FilterLogEvents"))
    deployed.run(7)
    assert len(deployed.clients.asked("FilterLogEvents")) - before >= 2


def test_log_is_looked_for_where_the_stack_says(deployed):
    deployed.run(1)
    assert deployed.clients.asked("FilterLogEvents")[0]["logGroupName"] == "eda-demo-all"


def test_first_read_starts_the_polling(monkeypatch):
    deployed = Deployed(monkeypatch)
    deployed.poller._is_stopped = False
    deployed.write(101)
    assert len(all_news(deployed.backend).log) == 1
    deployed.poller.stop()


def order_of(deployed):
    model = ReadModel(deployed.backend, demo_stack())
    model.refresh()
    return model.order(101)


def test_order_that_waits_is_overdue_somewhere_nobody_reports(deployed):
    deployed.write(101)
    deployed.run(30)
    found = order_of(deployed).expected_next(deployed.now_ms)
    assert found.progress is OrderProgress.OVERDUE
    assert "this world does not report" in found.sentence


def test_order_that_ended_has_no_trouble_with_what_nobody_reports(deployed):
    deployed.write(101)
    deployed.written[0]["eventId"] = "a"
    for kind in ("PaymentSucceeded", "OrderCompleted"):
        source = "payment-service" if kind.startswith("Pay") else "order-service"
        deployed.write(101, source, kind)
        written = json.loads(deployed.written[-1]["message"]) | {"id": kind}
        deployed.written[-1] |= {"eventId": kind, "message": json.dumps(written)}
    deployed.run(30)
    assert order_of(deployed).expected_next(deployed.now_ms).progress is OrderProgress.DONE


def test_not_every_execution_is_told(deployed):
    assert not deployed.backend.capabilities.executions


def test_a_live_tail_that_fails_is_told_apart_from_the_reading(deployed):
    feed = deployed.backend.feed
    feed._reading.live._failure = AwsFailure("No tail.", remedy="Allow it")
    deployed.run(61)
    state = feed.state()
    assert (state.failure, state.live_failure, state.live_remedy) == ("", "No tail.", "Allow it")


def test_switching_forgets_why_a_live_tail_closed(deployed):
    live = deployed.backend.feed._reading.live
    live._failure = AwsFailure("No tail.")
    deployed.backend.feed.set_live(False)
    assert deployed.backend.feed.state().live_failure == ""


def test_notifications_the_rules_tell_of_are_marks_of_their_order(deployed):
    model = ReadModel(deployed.backend, demo_stack())
    deployed.write(101)
    deployed.run(1)
    model.refresh()
    marks = model.ask(lambda tables: tables.marks)
    assert marks.kinds == (("order-service", "OrderCreated"), INFERRED)
    assert marks.columns(0, 1).orders == marks.columns(1, 2).orders
