import pytest

from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.reading.live_tail import MINUTE, MINUTE_MS
from eda_core.aws.reading.stack_reader import LOG, reading_of
from tests.aws.scripted_clients import ARN, ScriptedClients
from tests.unit.aws.envelopes import envelope_text

START_MS = 1_769_860_800_000
GROUP_ARN = "arn:aws:logs:eu-central-1:123456789012:log-group:eda-demo-all"


def entry(number, at_ms=START_MS, **more):
    text = envelope_text("order-service", "OrderCreated", f"e{number}", {"id": number})
    return {"logStreamName": f"s{number}", "timestamp": at_ms, "message": text, **more}


def update(*entries):
    return {"sessionUpdate": {"sessionResults": list(entries)}}


class Live:
    """A reading whose live tail follows scripted sessions; it is polled by hand."""

    def __init__(self, monkeypatch):
        self.now_ms = START_MS
        self.pages, self.sessions, self.asked = [], [], []
        self.clients = ScriptedClients({("logs", "FilterLogEvents"): self.page})
        self.clients.stream = self.stream
        monkeypatch.setattr("eda_core.aws.reading.stack_reader.Clients", self.made)
        self.reading = reading_of(self.clients.target, lambda: self.now_ms, lambda: 0.5, LOG)
        self.reading.live._start = lambda job: job()
        self.source = self.reading.sources.live
        self.looking = True

    @property
    def is_running(self):
        return self.looking

    def wake(self, source):
        source.wake()

    def made(self, target, meter):
        self.clients.meter = meter
        return self.clients

    def page(self, **_):
        return {"events": list(self.pages)}

    def stream(self, service, operation, **parameters):
        self.asked.append(parameters)
        for item in self.sessions.pop(0):
            if isinstance(item, AwsFailure):
                raise item
            yield item() or {} if callable(item) else item
        self.looking = bool(self.sessions)

    def poll_pages(self):
        self.reading.sources.log.poll(self.now_ms, 0.5)

    def follow(self, *sessions):
        self.sessions = list(sessions)
        self.reading.live.switch(True, self, self.source)
        self.source.poll(self.now_ms, 0.5)

    def close(self):
        self.reading.live.switch(False, self, self.source)

    def ids(self):
        return [record.event.id for record in self.reading.book.after(0, 0)[0]]

    def minutes(self):
        counts = {call.operation: call.count for call in self.clients.meter.snapshot().calls}
        return counts.get(MINUTE, 0)


@pytest.fixture
def live(monkeypatch):
    live = Live(monkeypatch)
    live.poll_pages()
    return live


def test_live_tail_is_off_unless_switched_on(live):
    assert not live.reading.live.is_open
    assert live.asked == []


def test_live_tail_follows_the_group_by_its_arn(live):
    live.follow([update()])
    assert live.asked == [{"logGroupIdentifiers": [GROUP_ARN]}]


def test_live_tail_shows_events(live):
    live.follow([{"sessionStart": {}}, update(entry(1)), update(entry(2))])
    assert live.ids() == ["e1", "e2"]


def test_live_tail_needs_a_group_that_was_read(monkeypatch):
    live = Live(monkeypatch)
    live.follow([update()])
    with pytest.raises(AwsFailure, match="not known yet"):
        live.source.check()


def test_event_of_the_live_tail_is_not_read_again(live):
    live.follow([update(entry(1))])
    live.pages = [entry(1, eventId="1")]
    live.poll_pages()
    assert live.ids() == ["e1"]


def test_event_that_was_read_is_not_shown_live_again(live):
    live.pages = [entry(1, eventId="1")]
    live.poll_pages()
    live.follow([update(entry(1))])
    assert live.ids() == ["e1"]


def test_event_the_live_tail_left_out_is_read(live):
    live.follow([update(entry(1))])
    live.pages = [entry(1, eventId="1"), entry(2, eventId="2")]
    live.poll_pages()
    assert live.ids() == ["e1", "e2"]


def test_two_copies_stay_two_whichever_way_they_come(live):
    live.follow([update(entry(1), entry(1))])
    live.pages = [entry(1, eventId="1"), entry(1, eventId="2")]
    live.poll_pages()
    assert live.ids() == ["e1", "e1"]


def test_second_copy_that_only_pages_bring_is_read(live):
    live.follow([update(entry(1))])
    live.pages = [entry(1, eventId="1"), entry(1, eventId="2")]
    live.poll_pages()
    assert live.ids() == ["e1", "e1"]


def test_live_tail_is_charged_by_the_minute_begun(live):
    def later():
        live.now_ms += MINUTE_MS

    live.follow([update(), update(), later, update()])
    assert live.minutes() == 2


def test_live_tail_costs_a_cent_a_minute(live):
    live.follow([update()])
    assert live.reading.clients.meter.snapshot().usd == pytest.approx(0.01)


def test_live_tail_closes_when_nobody_looks(live):
    def leave():
        live.looking = False

    live.follow([update(), leave, update(entry(1))])
    assert live.ids() == []
    assert not live.reading.live.is_open


def test_live_tail_closes_when_it_is_switched_off(live):
    live.follow([update(), live.close, update(entry(1))])
    assert live.ids() == []


@pytest.mark.parametrize("code", ["SessionTimeoutException", "ReadTimeoutError"])
def test_session_that_ended_is_followed_by_another(live, code):
    live.follow([update(entry(1)), AwsFailure("Over.", code=code)], [update(entry(2))])
    assert live.ids() == ["e1", "e2"]


def test_live_tail_that_fails_says_so(live):
    live.follow([AwsFailure("No.", kind=FailureKind.PERMISSION)])
    with pytest.raises(AwsFailure, match=r"No\."):
        live.source.check()


def test_live_tail_that_fails_is_closed(live):
    live.follow([AwsFailure("No.", kind=FailureKind.PERMISSION)])
    assert not live.reading.live.is_open


def test_live_tail_that_failed_leaves_the_polling_alone(live):
    live.follow([AwsFailure("No.", kind=FailureKind.PERMISSION)])
    live.pages = [entry(1, eventId="1")]
    live.poll_pages()
    assert live.ids() == ["e1"]


def test_failure_is_forgotten_when_it_is_switched_on_again(live):
    live.follow([AwsFailure("No.", kind=FailureKind.PERMISSION)])
    live.looking = True
    live.follow([update(entry(1))])
    assert live.source.state.failure is None


def test_second_switch_opens_no_second_tail(live):
    live.reading.live._start = lambda job: None
    live.reading.live.switch(True, live, live.source)
    live.reading.live.switch(True, live, live.source)
    assert live.reading.live.is_open


def test_group_arn_is_of_the_account_of_the_state_machine(live):
    assert ARN.split(":")[3:5] == live.reading.book.group_arn().split(":")[3:5]
