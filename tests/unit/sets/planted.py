"""Logs of orders in which one thing, known beforehand, decides which of them fail.

Straight envelopes, without a simulator, so that nothing but the seed and the cause is in them: the
last three events of an order as the demo has them, with fields that have nothing to do with it.
Causes that only a simulated world can tell of (a rule off, a fault) come from one.
"""

import json
import random

from eda_core.domain.events import Event, LogRecord, iso_seconds
from eda_core.domain.faults import Fault, FaultKind
from eda_core.read_model import ReadModel
from eda_core.read_model.tables import LiveTables
from eda_core.sets.counting import ColumnCounts, counts_in
from eda_core.sets.members import ALL, FAILED, SUCCEEDED, SetChoice, both_of, subjects_of
from eda_core.sets.order_columns import order_columns
from eda_core.sets.questions import NO, Aspect, Is, Over, SetQuestion
from eda_core.sets.ranking import compare
from eda_core.sets.two_logs import between
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000
NOW_MS = START_MS + 4 * 86_400_000
CHANNELS = ("web", "app", "phone", "kiosk")
COUNTRIES = ("AT", "CH", "DE", "FR", "IT")
NOISE = 0.03
"""The share of orders that end otherwise than the cause says, so that none is an oracle."""


class Planted:
    """One order a step: its details, when it comes, and how long its payment takes."""

    def __init__(self, seed):
        self.random = random.Random(f"planted {seed}")
        self.records = []
        self.limit = self.random.choice((250, 400, 500, 620))
        self.channel = self.random.choice(CHANNELS)
        self.hour = self.random.randrange(24)

    def orders(self, count, fails, slow=None):
        """Events of so many orders over three days; ``fails`` and ``slow`` are asked of each."""
        for number in range(1, count + 1):
            at_ms = START_MS + int(self.random.random() * 3 * 86_400_000)
            detail = {
                "id": number,
                "amount": round(self.random.uniform(1, 1000), 2),
                "channel": self.random.choice(CHANNELS),
                "customer": {"country": self.random.choice(COUNTRIES)},
                "items": [0] * self.random.randrange(1, 6),
            }
            pays_ms = int(self.random.lognormvariate(5.7, 0.35))
            failed = fails(detail, at_ms) is not (self.random.random() < NOISE)
            if slow is not None and slow(failed):
                pays_ms = int(pays_ms * 6)
            self.add(detail, at_ms, pays_ms, failed)
        return self

    def add(self, detail, at_ms, pays_ms, failed):
        paid, ended = (
            ("PaymentFailed", "OrderCancelled")
            if failed
            else ("PaymentSucceeded", "OrderCompleted")
        )
        ends_ms = pays_ms + self.random.randrange(40, 90)
        order, payment = "order-service", "payment-service"
        self.event(at_ms, order, "OrderCreated", detail)
        self.event(at_ms + pays_ms, payment, paid, {"id": detail["id"]})
        self.event(at_ms + ends_ms, order, ended, {"id": detail["id"], "amount": detail["amount"]})

    def event(self, at_ms, source, detail_type, detail):
        at = iso_seconds(at_ms // 1000)
        event_id = f"{len(self.records):032x}"
        event = Event(event_id, detail_type, source, "123456789012", at, "eu-west-1", (), detail)
        self.records.append(LogRecord(0, at_ms, event))

    def shuffled(self):
        """The same with the endings dealt out anew: nothing decides which fail."""
        kept = [r for r in self.records if r.event.detail_type == "OrderCreated"]
        fates = [
            r.event.detail_type == "PaymentFailed"
            for r in self.records
            if r.event.source == "payment-service"
        ]
        gaps = [
            b.ingested_ms - a.ingested_ms
            for a, b in zip(self.records[::3], self.records[1::3], strict=True)
        ]
        self.random.shuffle(fates)
        self.records = []
        for record, failed, gap in zip(kept, fates, gaps, strict=True):
            self.add(record.event.detail, record.ingested_ms, gap, failed)
        return self

    def tables(self):
        """Its records in the order they came, as tables."""
        return tables_of(sorted(self.records, key=lambda record: record.ingested_ms))


def tables_of(records):
    tables = LiveTables(demo_stack())
    for number, record in enumerate(records, 1):
        tables.fold(record._replace(sequence=number))
    return tables


def limit(seed, count=400):
    log = Planted(seed)
    return log.orders(count, lambda detail, _: detail["amount"] > log.limit)


def source_field(seed, count=400):
    log = Planted(seed)
    return log.orders(count, lambda detail, _: detail["channel"] == log.channel)


def hour(seed, count=600):
    log = Planted(seed)
    return log.orders(count, lambda _, at_ms: at_ms // 3_600_000 % 24 == log.hour)


def slow_target(seed, count=400):
    """Orders whose payment takes long are given up more often than not."""
    log = Planted(seed)
    return log.orders(
        count,
        lambda *_: log.random.random() < 0.25,
        lambda failed: failed and log.random.random() < 0.9,
    )


class Simulated:
    """A simulated world of orders under the limit, in which something is broken for a while."""

    def __init__(self, seed, count=160):
        self.random = random.Random(f"simulated {seed}")
        self.now_ms = START_MS
        self.world = World(demo_stack(), START_MS, seed)
        self.backend = simulated_backend(self.world, lambda: self.now_ms)
        self.count = count
        self.first = self.random.randrange(30, 60)
        self.last = self.first + self.random.randrange(20, 50)

    def run(self, breaks, mends):
        for number in range(1, self.count + 1):
            if number == self.first:
                breaks(self.backend)
            if number == self.last:
                mends(self.backend)
            amount = self.random.randrange(1, 500)
            self.backend.api.place(json.dumps({"id": number, "amount": amount}))
            self.now_ms += self.random.randrange(200, 9_000)
        self.now_ms += 2 * 86_400_000
        return self

    def tables(self):
        model = ReadModel(self.backend, demo_stack())
        model.refresh()
        return model.tables


def rule_off(seed):
    rule = "order-service-filtering-payments"
    return Simulated(seed).run(
        lambda backend: backend.editor.set_rule_enabled(rule, enabled=False),
        lambda backend: backend.editor.set_rule_enabled(rule, enabled=True),
    )


def fault(seed):
    run = Simulated(seed)
    kind, where, run.asks = run.random.choice(FAULTS)
    broken = Fault(kind, where, next_n=None, share=0.7)
    return run.run(lambda b: b.faults.arm(broken), lambda b: None)


FAULTS = (
    (
        FaultKind.TARGET_THROWS,
        demo_stack().update_order,
        (Aspect.TROUBLE, "dead letter|eda-demo-update-order"),
    ),
    (FaultKind.TASK_FAILS, "Notify EventBus", (Aspect.FAILURE, "")),
    (
        FaultKind.DROP,
        "payment-service-filtering-orders",
        (Aspect.TROUBLE, "unanswered|eda-demo-payment-service"),
    ),
)
"""Faults that leave orders without an outcome, and the question whose answer tells of them."""

CAUSES = {
    "limit": limit,
    "source field": source_field,
    "hour of day": hour,
    "slow target": slow_target,
    "rule off": rule_off,
    "fault": fault,
}

STRAIGHT = ("limit", "source field", "hour of day", "slow target")
"""Causes of logs whose endings can be dealt out anew."""


def is_cause(name, fact, log):
    """Whether a sentence names the cause that was planted, with its number where it has one."""
    question, test = fact.question, fact.test
    return {
        "limit": lambda: (
            (question.ask, question.name) == (Aspect.NUMBER, "amount")
            and isinstance(test, Over)
            and not test.negated
            and abs(test.bound - log.limit) < 25
        ),
        "source field": lambda: (question.name, test) == ("channel", Is(log.channel)),
        "hour of day": lambda: (question.ask, test) == (Aspect.HOUR, Is(f"{log.hour:02d}")),
        "slow target": lambda: (
            question == SetQuestion(Aspect.GAP, "OrderCreated|payment")
            and isinstance(test, Over)
            and not test.negated
        ),
        "rule off": lambda: question.ask is Aspect.RULE and test == Is(NO),
        "fault": lambda: (question.ask, question.name) == log.asks,
    }[name]()


def failed_against_succeeded(tables):
    """What sets the failed orders of a log apart from those that succeeded."""
    if hasattr(tables, "flush"):
        tables.flush()
    columns = order_columns(tables, NOW_MS)
    first, second = SetChoice(FAILED), SetChoice(SUCCEEDED)
    in_a, in_b = both_of(first, second, columns)
    return compare(ColumnCounts(columns, in_a, in_b, subjects_of(first)))


def differences_from_itself_shuffled(log):
    """What sets a log apart from the same records in another order."""
    records = list(log.records)
    log.random.shuffle(records)
    counting = [counts_in(each, NOW_MS) for each in (log.tables(), tables_of(records))]
    return compare(between(*counting, (SetChoice(ALL), SetChoice(ALL)))).differences
