"""A bus log tells of deliveries what the simulator tells that played the story."""

import json
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.aws.reading.catch_all_log import InferredDeliveries, ledger_for
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import LogRecord
from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.subscriber_log import steps_told
from eda_core.read_model.event_steps import Trouble
from eda_core.read_model.order_view import order_view
from eda_core.read_model.own_execution import OwnExecution
from eda_core.read_model.tables import LiveTables
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.bus_logs import BusLogWriter, bus_log_of
from tests.examples import examples

START_MS = 1_769_860_800_000
STACK = demo_stack()
PAYMENT_RULE = "payment-service-filtering-orders"
PAYMENT = "eda-demo-payment-service"
MINUTE_MS = 60_000
AWS_STEPS = {step for step in DeliveryStep if not step.startswith(("FUNCTION", "DLQ_"))}


def played(stack=STACK, orders=((101, 100), (102, 900)), faults=()):
    """The log of a story, and the steps of it that AWS reports."""
    world = World(stack, START_MS, seed=7)
    for fault in faults:
        world.faults.arm(fault)
    for order, amount in orders:
        world.place(json.dumps({"id": order, "amount": amount}))
    world.run_to_end()
    return world.log, [step for step in world.deliveries.read_after(0) if step.step in AWS_STEPS]


def kept_nowhere():
    rules = tuple(replace(rule, dead_letters=False) for rule in STACK.rules)
    return replace(STACK, rules=rules)


STORIES = {
    "all is well": played(),
    "delivered twice": played(faults=[Fault(FaultKind.DUPLICATE, next_n=4)]),
    "taken at the fourth attempt": played(
        faults=[Fault(FaultKind.TARGET_THROWS, PAYMENT, next_n=3)]
    ),
    "given up and kept": played(
        faults=[Fault(FaultKind.TARGET_THROWS, PAYMENT, next_n=None, share=1.0, order=101)]
    ),
    "given up and dropped": played(
        kept_nowhere(),
        faults=[Fault(FaultKind.TARGET_THROWS, PAYMENT, next_n=None, share=1.0, order=101)],
    ),
    "a delivery that is lost": played(faults=[Fault(FaultKind.DROP, PAYMENT_RULE)]),
    "an event that is not logged": played(faults=[Fault(FaultKind.DROP, "cw-catch-all")]),
    "a function that raises": played(
        faults=[Fault(FaultKind.TARGET_THROWS, "eda-demo-update-order", next_n=2)]
    ),
}
SMALL = [name for name in STORIES if not name.startswith("given up")]


def tables_of(log, steps):
    tables = LiveTables(STACK)
    for record in log:
        tables.fold(record)
    for step in steps:
        tables.fold_step(step)
    return tables


def told(log, records):
    """The steps as a deployed stack tells them: ``records`` before, between and after the log."""
    ledger = ledger_for(STACK)
    inferred = InferredDeliveries(STACK, ledger)
    for each in [*records[: len(records) // 3], *log, *records[len(records) // 3 :]]:
        if isinstance(each, LogRecord):
            inferred.fold(each)
        else:
            for step in steps_told(each, 0):
                ledger.note_step(step, 0)
    ledger.release(MINUTE_MS)
    return ledger.read_after(0, 100_000)


def said(step):
    return step.at_ms, step.step, step.rule, step.target, step.attempt, step.reason


def of_event(tables, record):
    """What is known of one event; a delivery without an answer is open, or one not told of."""
    known = tables.deliveries.of_event(record)
    return (
        set(known.matched),
        {*known.open_since, *known.unreported},
        sorted(map(said, known.troubles)),
        sorted(map(said, known.again)),
        tables.deliveries.was_kept(record.event.id),
    )


def picture(tables, log):
    counts = tables.flow.counts()
    return (
        [of_event(tables, record) for record in log],
        {trouble: tables.deliveries.count(trouble) for trouble in Trouble},
        (dict(counts.edges), dict(counts.failed), dict(counts.dropped), counts.failing),
    )


@pytest.mark.parametrize("story", STORIES)
def test_the_bus_log_gives_the_same_delivery_book_as_the_simulator(story):
    log, steps = STORIES[story]
    tables = tables_of(log, told(log, bus_log_of(steps)))
    assert picture(tables, log) == picture(tables_of(log, steps), log)
    assert tables.flow.counts().inferred == 0
    assert not any(tables.deliveries.of_event(record).inferred for record in log)


def test_a_rule_that_the_log_does_not_tell_of_stays_inferred_and_is_asked_about():
    fault = Fault(FaultKind.RULE_DISABLED, PAYMENT_RULE)
    log, steps = played(orders=[(101, 100)], faults=[fault])
    tables = tables_of(log, told(log, bus_log_of(steps)))
    known = tables.deliveries.of_event(log[0])
    assert known.inferred_rules == (PAYMENT_RULE,)
    view = order_view(
        tables.row(101),
        tables.records_of(101),
        OwnExecution(),
        (),
        {log[0].event.id: known},
        tables.stacks,
    )
    expected = view.expected_next(log[0].ingested_ms + MINUTE_MS)
    assert expected.sentence.endswith(f"not of {PAYMENT_RULE}: is it enabled?")


def test_the_stories_write_every_documented_step():
    writer = BusLogWriter()
    for _, steps in STORIES.values():
        for step in steps:
            writer.write(step)
    for step in (
        DeliveryStep.NO_STANDARD_RULES_MATCHED,
        DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE,
        DeliveryStep.INVOCATION_ATTEMPT_THROTTLE,
    ):
        writer.write(DeliveryRecord(1, 1, step, "e", "r", "t"))
    writer.refuse("e", 1)
    assert {record["message_type"] for record in writer.records} == {
        "EVENT_INGEST_FAILURE",
        "EVENT_INGEST_SUCCESS",
        "EVENT_RECEIPT",
        "INVOCATION_ATTEMPT_PERMANENT_FAILURE",
        "INVOCATION_ATTEMPT_RETRYABLE_FAILURE",
        "INVOCATION_ATTEMPT_START",
        "INVOCATION_ATTEMPT_SUCCESS",
        "INVOCATION_ATTEMPT_THROTTLE",
        "INVOCATION_DLQ",
        "INVOCATION_FAILURE",
        "INVOCATION_START",
        "INVOCATION_SUCCESS",
        "INVOCATION_THROTTLE_START",
        "NO_STANDARD_RULES_MATCHED",
        "RULE_MATCH",
        "RULE_MATCH_START",
    }


class Arrived:
    """What arrived of a story: its log, and its bus log; said in short where a test fails."""

    def __init__(self, name, *parts):
        self.name = name
        self.parts = parts

    def __repr__(self):
        return f"Arrived({self.name!r}, {len(self.parts[2])} records)"


@st.composite
def arrivals(draw, *, lossy):
    """A story, its log in any order, and its bus log in any order, doubled, perhaps with gaps."""
    name = draw(st.sampled_from(SMALL))
    log, steps = STORIES[name]
    records = bus_log_of(steps)
    if lossy:
        keeps = Random(draw(st.integers(0, 2**32)))
        share = draw(st.floats(0, 1))
        records = [record for record in records if keeps.random() < share]
    again = draw(st.integers(0, 10))
    random = draw(st.randoms(use_true_random=False))
    doubled = random.choices(records, k=again) if records else []
    shuffled, records = list(log), [*records, *doubled]
    random.shuffle(shuffled)
    random.shuffle(records)
    numbered = [record._replace(sequence=n) for n, record in enumerate(shuffled, 1)]
    return Arrived(name, numbered, steps, records)


@settings(max_examples=examples(60))
@given(arrivals(lossy=False))
def test_late_doubled_and_shuffled_records_give_the_same_book(arrived):
    log, steps, records = arrived.parts
    assert picture(tables_of(log, told(log, records)), log) == picture(tables_of(log, steps), log)


@settings(max_examples=examples(100))
@given(arrivals(lossy=True))
def test_a_log_with_gaps_never_makes_a_known_mark_wrong(arrived):
    log, steps, records = arrived.parts
    tables, true = tables_of(log, told(log, records)), tables_of(log, steps)
    took = {(s.event_id, s.rule) for s in steps if s.step is DeliveryStep.INVOCATION_SUCCESS}
    for record in log:
        known, truth = tables.deliveries.of_event(record), true.deliveries.of_event(record)
        assert all(rule in truth.matched for rule in known.matched if known.is_known(rule))
        trouble = [said(step) for step in known.troubles if not step.inferred]
        assert not Counter(trouble) - Counter(map(said, truth.troubles))
        assert not Counter(map(said, known.again)) - Counter(map(said, truth.again))
        assert not known.open_since
        for step in known.troubles:
            if step.step is DeliveryStep.INVOCATION_SUCCESS:
                assert (record.event.id, step.rule) in took


def test_without_a_bus_log_all_is_inferred_as_before():
    log, _ = STORIES["all is well"]
    steps = told(log, [])
    assert all(step.inferred and not step.bus_log and not step.takes_back for step in steps)
    assert Counter(step.step for step in steps) == {
        DeliveryStep.RULE_MATCH: 16,
        DeliveryStep.INVOCATION_SUCCESS: 10,
    }
