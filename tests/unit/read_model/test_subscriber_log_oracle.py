"""The logs of subscribers tell of deliveries what the simulator tells that played the story."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.domain.faults import Fault, FaultKind
from eda_core.domain.settings import BusKind
from eda_core.stack import demo_stack
from tests.examples import examples
from tests.subscriber_logs import respelt, subscriber_logs_of
from tests.unit.read_model.test_bus_log_oracle import PAYMENT, picture, played, tables_of, told

STACK = demo_stack(BusKind.CUSTOM)
NO_QUEUE = replace(STACK, rules=tuple(replace(each, dead_letters=False) for each in STACK.rules))
BROKEN = Fault(FaultKind.TARGET_THROWS, PAYMENT, next_n=None, share=1.0, order=101)
STORIES = {
    "all is well": played(STACK),
    "taken at the fourth attempt": played(
        STACK, faults=[Fault(FaultKind.TARGET_THROWS, PAYMENT, next_n=3)]
    ),
    "given up and kept": played(STACK, faults=[BROKEN]),
    "given up and dropped": played(NO_QUEUE, faults=[BROKEN]),
    "a function that is waited for raises": played(
        STACK, faults=[Fault(FaultKind.TARGET_THROWS, "eda-demo-update-order", next_n=2)]
    ),
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("prefix", ["", "eda-demo-", "of-another-name-"])
def test_they_give_the_same_delivery_book_as_the_simulator(story, prefix):
    log, steps = STORIES[story]
    tables = tables_of(log, told(log, subscriber_logs_of(steps, prefix)))
    assert picture(tables, log) == picture(tables_of(log, steps), log)
    assert tables.flow.counts().inferred == 0
    assert not any(tables.deliveries.of_event(record).inferred for record in log)


@pytest.mark.parametrize("story", STORIES)
def test_the_other_spelling_tells_the_same_but_for_the_time(story):
    log, steps = STORIES[story]
    records = list(map(respelt, subscriber_logs_of(steps)))
    read = told(log, records)
    gone = {step.takes_back for step in read} | {step.sequence for step in read if step.takes_back}
    said = [(s.event_id, s.step, s.rule, s.attempt) for s in read if s.sequence not in gone]
    ours = [(s.event_id, s.step, s.rule, s.attempt) for s in steps]
    assert sorted(said) == sorted(ours)


SMALL = [name for name in STORIES if not name.startswith("given up")]
"""Whether a target fails now goes by what was told of it last, which a shuffle decides."""


@settings(max_examples=examples(60))
@given(st.sampled_from(SMALL), st.randoms(use_true_random=False), st.integers(0, 10))
def test_late_doubled_and_shuffled_records_give_the_same_book(story, random, again):
    log, steps = STORIES[story]
    records = subscriber_logs_of(steps)
    records += random.choices(records, k=again)
    random.shuffle(records)
    assert picture(tables_of(log, told(log, records)), log) == picture(tables_of(log, steps), log)
