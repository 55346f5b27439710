"""Which marks go through a part of the flow map, and what stands behind a mark."""

from base64 import b64decode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import LogRecord, MalformedRecord, event_from_envelope
from eda_core.ports import Notification
from eda_core.presentation.live import timeline_focus
from eda_core.presentation.live.flow_focus import focus_on
from eda_core.presentation.live.timeline_focus import event_id_of, focus_key, through, through_data
from eda_core.read_model.flow import FlowCounts
from eda_core.read_model.flow_elements import Element, rule_element
from eda_core.read_model.tables import LiveTables
from eda_core.stack import demo_stack, rules_from

STACK = demo_stack()
KINDS = [
    ("order-service", "OrderCreated"),
    ("payment-service", "PaymentFailed"),
    ("order-service", "OrderCancelled"),
]
NOTHING = ("", 0)


def record(sequence, kind, amount=900):
    source, detail_type = kind
    envelope = {
        "id": f"event-{sequence}",
        "detail-type": detail_type,
        "source": source,
        "time": "2026-01-31T12:00:00Z",
        "detail": {"id": 101, "amount": amount},
    }
    return LogRecord(sequence, 1000 * sequence, event_from_envelope(envelope))


def tables_of(*kinds):
    tables = LiveTables(STACK)
    for sequence, kind in enumerate(kinds, start=1):
        tables.fold(record(sequence, kind))
    return tables


@pytest.fixture
def tables():
    """The three events of an order, and a line that is none."""
    tables = tables_of(*KINDS)
    tables.fold(MalformedRecord(4, 4000, "text", "reason"))
    return tables


def focus(element, stack=STACK):
    return focus_on(element, stack, FlowCounts())


def flags(tables, element, stack=STACK):
    (judged,) = through(tables, focus(element, stack), NOTHING, None).slices
    return list(judged[1])


@pytest.mark.parametrize(
    ("element", "taken"),
    [
        (rule_element("payment-service-filtering-orders"), [1, 0, 0, 0]),
        (Element.UPDATE_ORDER, [0, 1, 0, 0]),
        (Element.NOTIFICATION, [1, 1, 1, 0]),
        (Element.LOG, [1, 1, 1, 1]),
        (Element.API, [1, 0, 0, 0]),
        (Element.DEAD_LETTERS, [0, 0, 0, 0]),
    ],
)
def test_a_mark_goes_through_where_its_event_does(tables, element, taken):
    assert flags(tables, element) == taken


def test_a_message_goes_through_what_sends_it(tables):
    tables.fold_message(Notification(5000, "subject", "text"))
    assert flags(tables, Element.TOPIC)[-1] == 1
    assert flags(tables, Element.LOG)[-1] == 0


def test_a_rule_that_looks_into_the_detail_is_asked_of_each_event():
    pattern = {"detail": {"amount": [{"numeric": [">", 500]}]}}
    entry = {"Name": "large", "EventPattern": pattern}
    (rule,) = rules_from([STACK.rules[0].to_json() | entry])
    tables = tables_of(KINDS[0])
    tables.fold(record(2, KINDS[0], amount=100))
    assert flags(tables, rule_element("large"), replace(STACK, rules=(rule,))) == [1, 0]


def test_a_dead_letter_is_an_event_that_was_kept(tables):
    before = focus_key(tables, focus(Element.DEAD_LETTERS))
    step = DeliveryStep.INVOCATION_DLQ
    tables.fold_step(DeliveryRecord(1, 5000, step, "event-2", "a-rule", STACK.notification))
    assert flags(tables, Element.DEAD_LETTERS) == [0, 1, 0, 0]
    assert focus_key(tables, focus(Element.DEAD_LETTERS)) != before


def test_what_was_judged_is_not_judged_again(tables, monkeypatch):
    monkeypatch.setattr("eda_core.presentation.live.timeline_slices.OVERLAP", 0)
    told = through(tables, focus(Element.LOG), NOTHING, None)
    tables.fold(record(5, KINDS[0]))
    again = through(tables, focus(Element.LOG), (told.key, told.reached), None)
    assert again.slices == [(4, b"\x01")]


def test_another_part_is_judged_from_the_beginning(tables):
    told = through(tables, focus(Element.LOG), NOTHING, None)
    again = through(tables, focus(Element.API), (told.key, told.reached), (2, 4))
    assert [first for first, _ in again.slices] == [0]


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=40), st.integers(1, 9))
def test_slices_together_say_of_each_mark_what_it_is(kinds, size):
    tables, chosen = tables_of(*kinds), focus(rule_element("order-service-filtering-payments"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline_focus, "SLICE", size)
        patch.setattr("eda_core.presentation.live.timeline_slices.OVERLAP", 0)
        said, sent, held = {}, NOTHING, None
        for _ in kinds:
            told = through(tables, chosen, sent, held)
            for first, judged in told.slices:
                said |= dict(enumerate(judged, start=first))
            sent, held = (told.key, told.reached), (min(said), max(said) + 1)
    assert [said[at] for at in range(len(kinds))] == [int(kind == KINDS[1]) for kind in kinds]


def test_judged_marks_are_sent_as_text(tables):
    data = through_data(through(tables, focus(Element.UPDATE_ORDER), NOTHING, None))
    ((first, judged),) = data["slices"]
    assert (first, b64decode(judged)) == (0, b"\x00\x01\x00\x00")


def test_a_mark_names_its_event(tables):
    assert event_id_of(tables, 1) == "event-2"


@pytest.mark.parametrize("mark", [3, 4, -1, 10**9])
def test_where_there_is_no_event_there_is_no_name(tables, mark):
    assert event_id_of(tables, mark) == ""
