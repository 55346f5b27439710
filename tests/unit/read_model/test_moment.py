"""The picture at T is the fold of what was known by T, however one came there."""

import json
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.asl import ExecutionStatus
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import LogRecord, event_from_envelope
from eda_core.ports import SLICE, Backend, News, Notification
from eda_core.read_model import MomentModel, ReadModel
from eda_core.read_model.as_of import execution_at
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.reading import Reading
from eda_core.read_model.tables import LiveTables
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.examples import examples
from tests.news import all_news

START_MS = 1_769_860_800_000
KINDS = [
    ("order-service", "OrderCreated"),
    ("payment-service", "PaymentSucceeded"),
    ("payment-service", "PaymentFailed"),
    ("order-service", "OrderCompleted"),
    ("order-service", "OrderCancelled"),
]


@dataclass
class Source:
    """A source that tells what it is given, in that order."""

    records: list = field(default_factory=list)

    def by_arn(self, arn):
        return None

    def history(self, order):
        return [{"timestamp": r.event.time} for r in self.records if r.event.detail["id"] == order]


@dataclass
class Simulated:
    """A backend of lists, and the live model over it."""

    def __post_init__(self):
        self.log, self.deliveries, self.messages = Source(), Source(), Source()
        nothing = Source()
        self.backend = Backend(
            world="Told",
            api=nothing,
            bus=nothing,
            news=self,
            executions=nothing,
            orders=self.log,
        )
        self.live = ReadModel(self.backend, demo_stack())

    def after(self, cursor, most=SLICE, *, packed=False):
        numbers = {
            name: len(source.records)
            for name, source in (
                ("log", self.log),
                ("deliveries", self.deliveries),
                ("notifications", self.messages),
            )
        }
        return News(
            replace(cursor, **numbers),
            log=self.log.records[cursor.log :],
            deliveries=self.deliveries.records[cursor.deliveries :][:most],
            notifications=self.messages.records[cursor.notifications :],
        )

    def tell(self, at, kind, order):
        number = len(self.log.records) + 1
        source, detail_type = KINDS[kind]
        envelope = {
            "id": f"event-{number}",
            "detail-type": detail_type,
            "source": source,
            "time": f"2026-01-31T12:00:{at // 1000:02d}Z",
            "detail": {"id": order, "amount": 100 * kind},
        }
        at_ms = START_MS + at
        self.log.records.append(LogRecord(number, at_ms, event_from_envelope(envelope)))
        step = DeliveryStep.INVOCATION_DLQ if kind == 2 else DeliveryStep.RULE_MATCH
        self.deliveries.records.append(
            DeliveryRecord(number, at_ms, step, f"event-{number}", "rule")
        )
        self.messages.records.append(Notification(at_ms, "subject", json.dumps({"order": order})))
        self.live.refresh()

    def picture_of(self, until_ms):
        """What a fold of the records up to then says, made here in the plainest way."""
        tables = LiveTables(demo_stack())
        for record in self.log.records:
            if record.ingested_ms <= until_ms:
                tables.fold(record)
        for record in self.deliveries.records:
            if record.at_ms <= until_ms:
                tables.fold_step(record)
        for message in self.messages.records:
            if message.sent_ms <= until_ms:
                tables.fold_message(message)
        return seen(Reading(self.backend, tables))


def seen(reading):
    orders = [trail.row.order for trail in reading.newest_orders(10)]
    found = reading.find(EventFilter())
    return (
        reading.totals(),
        reading.troubles(),
        reading.newest_orders(10),
        (found.total, [record.event for record in found.records]),
        reading.vocabulary(),
        [reading.ask(lambda tables, o=order: tables.messages_of(o)) for order in orders],
        [reading.order(order).deliveries for order in orders],
        reading.ask(lambda tables: tables.flow.counts()),
    )


moments = st.integers(0, 9_000)
tellings = st.tuples(moments, st.integers(0, 4), st.integers(1, 4))
actions = st.lists(st.one_of(tellings, moments), max_size=25)


@settings(max_examples=examples(60), deadline=None)
@given(actions)
def test_a_moment_is_the_fold_of_what_was_known_by_then(actions):
    """Numbers scrub, triples tell something, late or not; in whatever order."""
    source = Simulated()
    model = MomentModel(source.live, START_MS)
    for action in actions:
        if isinstance(action, tuple):
            source.tell(*action)
        else:
            model.show(START_MS + action)
            assert seen(model) == source.picture_of(START_MS + action)


class Room:
    """A simulated world in which two orders have run."""

    def __init__(self, *amounts):
        self.now_ms = START_MS
        self.backend = simulated_backend(World(demo_stack(), START_MS, 7), lambda: self.now_ms)
        self.live = ReadModel(self.backend, demo_stack())
        for number, amount in enumerate(amounts, start=101):
            self.backend.api.place(json.dumps({"id": number, "amount": amount}))
            self.now_ms += 60_000
        self.live.refresh()

    def at(self, at_ms):
        model = MomentModel(self.live, at_ms)
        model.show(at_ms)
        return model

    def times(self):
        return [r.ingested_ms for r in all_news(self.backend).log]


def test_an_order_is_not_known_before_it_came():
    room = Room(100, 900)
    model = room.at(START_MS + 30_000)
    assert model.order(102) is None
    assert model.order(101).row.outcome == "COMPLETED"


def test_items_put_later_are_not_shown():
    room = Room(100)
    created, paid, _ = room.times()
    assert len(room.live.order(101).items) == 2
    assert len(room.at((created + paid) // 2).order(101).items) == 1


def test_a_moment_at_the_end_is_what_the_live_model_shows():
    room = Room(100, 900)
    assert seen(room.at(room.now_ms)) == seen(room.live)


def test_an_execution_is_cut_at_the_moment():
    room = Room(100)
    arn = room.live.order(101).path.arn
    execution = room.backend.executions.by_arn(arn)
    assert execution_at(execution, execution.started_ms - 1) is None
    assert execution_at(execution, execution.ended_ms) is execution
    history = execution.history
    cut = execution_at(execution, execution.started_ms)
    assert cut.history == tuple(e for e in history if e.timestamp_ms <= execution.started_ms)
    if execution.ended_ms > execution.started_ms:
        assert cut.status is ExecutionStatus.RUNNING


def test_a_moment_folds_nothing(monkeypatch):
    room = Room(100, 900)
    folded = []
    for name in ("fold", "fold_chunk", "fold_step", "fold_steps", "fold_message"):
        monkeypatch.setattr(LiveTables, name, lambda self, each: folded.append(each))
    model = room.at(START_MS + 119_000)
    model.show(START_MS + 30_000)
    assert model.totals().orders == 1
    assert folded == []


def test_what_comes_later_leaves_a_moment_as_it_was():
    room = Room(100, 900)
    model = room.at(START_MS + 65_000)
    before = seen(model)
    room.backend.api.place(json.dumps({"id": 102, "amount": 100}))
    room.now_ms += 60_000
    room.live.refresh()
    model.show(START_MS + 65_000)
    assert seen(model) == before


def test_the_log_is_stepped_through_event_by_event():
    room = Room(100)
    live, times = room.live, room.times()
    assert live.event_after(START_MS) == times[0]
    assert live.event_after(times[-1]) is None
    assert live.event_before(times[1]) == times[0]
    assert live.event_before(times[0]) is None


def test_a_rule_changed_later_is_not_changed_yet():
    room = Room(100)
    room.backend.editor.set_rule_enabled("notification-service", False)
    changed_ms = room.now_ms
    room.live.refresh()
    enabled = {rule.name: rule.enabled for rule in room.at(changed_ms - 1).stack.rules}
    assert enabled["notification-service"]
    enabled = {rule.name: rule.enabled for rule in room.at(changed_ms).stack.rules}
    assert not enabled["notification-service"]


def test_an_execution_that_fails_later_has_not_failed_yet():
    room = Room(100)
    entry = {"Source": "order-service", "DetailType": "OrderCreated", "Detail": '{"id": 7}'}
    room.backend.bus.put_events([entry | {"EventBusName": "eda-demo"}])
    before_ms = room.now_ms
    room.now_ms += 60_000
    room.live.refresh()
    assert room.live.troubles().executions == 1
    assert room.at(before_ms).troubles().executions == 0
    assert room.at(room.now_ms).troubles().executions == 1
