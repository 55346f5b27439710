"""Marks: columns of numbers that say what the records said."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.deliveries import REPLAYED, DeliveryRecord, DeliveryStep
from eda_core.domain.events import LogRecord, MalformedRecord, event_from_envelope
from eda_core.ports import Notification
from eda_core.read_model.event_table import CHOREOGRAPHY
from eda_core.read_model.marks import (
    INFERRED,
    MALFORMED,
    NAMED,
    NO_AMOUNT,
    NO_ORDER,
    NOTIFIED,
    ODD_AMOUNT,
)
from eda_core.read_model.tables import LiveTables
from eda_core.stack import demo_stack

MACHINE = "eda-demo-payment-service"


def record(sequence, at_ms, detail_type="OrderCreated", detail=None, source="order-service"):
    envelope = {
        "id": f"event-{sequence}",
        "detail-type": detail_type,
        "source": source,
        "time": "2026-01-31T12:00:00Z",
        "detail": {"id": 101} if detail is None else detail,
    }
    return LogRecord(sequence, at_ms, event_from_envelope(envelope))


def tables_of(*records):
    tables = LiveTables(demo_stack())
    for each in records:
        tables.fold(each)
    return tables


def marks_of(*records):
    return tables_of(*records).marks


def column(marks, name, code, first=0):
    return list(array(code, getattr(marks.columns(first, len(marks)), name)))


def payment(sequence, at_ms):
    return record(sequence, at_ms, "PaymentSucceeded", source="payment-service")


def handed_over(event_id, at_ms):
    step = DeliveryStep.INVOCATION_SUCCESS
    return DeliveryRecord(1, at_ms, step, event_id, "rule", MACHINE)


def inferred(step, target="eda-demo-notification"):
    return DeliveryRecord(1, 2000, step, "event-1", "rule", target, inferred=True)


def test_an_inferred_notification_is_a_mark_of_its_order():
    tables = tables_of(record(1, 1000))
    tables.fold_step(inferred(DeliveryStep.RULE_MATCH))
    marks = tables.marks
    assert marks.kinds[1] == INFERRED
    assert (column(marks, "times", "d")[1], column(marks, "orders", "I")[1]) == (2000.0, 101)


@pytest.mark.parametrize(
    "told",
    [
        inferred(DeliveryStep.INVOCATION_SUCCESS),
        inferred(DeliveryStep.RULE_MATCH, MACHINE),
        inferred(DeliveryStep.RULE_MATCH)._replace(inferred=False),
    ],
)
def test_nothing_else_that_is_inferred_is_a_mark(told):
    tables = tables_of(record(1, 1000))
    tables.fold_step(told)
    assert len(tables.marks) == 1


def test_a_mark_stands_at_the_time_of_the_log():
    assert column(marks_of(record(1, 1000), record(2, 999)), "times", "d") == [1000.0, 999.0]


def test_a_number_is_its_own_code():
    marks = marks_of(record(1, 0), record(2, 0, detail={"id": 7}))
    assert column(marks, "orders", "I") == [101, 7]


def test_a_name_gets_a_code_and_comes_along():
    marks = marks_of(record(1, 0), record(2, 0, detail={"id": "A-1"}))
    assert column(marks, "orders", "I") == [101, NAMED]
    assert marks.columns(1, 2).names == {NAMED: '"A-1"'}
    assert marks.columns(0, 1).names == {}


def test_an_event_of_no_order_says_so():
    assert column(marks_of(record(1, 0, detail={})), "orders", "I") == [NO_ORDER]


def test_what_is_no_event_is_a_mark_too():
    marks = marks_of(MalformedRecord(1, 5, "text", "reason"))
    assert marks.kinds == (MALFORMED,)


def test_a_message_is_a_mark():
    tables = tables_of()
    tables.fold_message(Notification(9, "subject", '{"order": 101}'))
    marks = tables.marks
    assert (marks.kinds, column(marks, "orders", "I")) == ((NOTIFIED,), [101])


def test_amounts_are_hundredths_where_they_can_be():
    amounts = [{"amount": value} for value in (499.99, 0.001, "9", True, -1, None)]
    marks = marks_of(*(record(n, 0, detail=detail) for n, detail in enumerate(amounts, 1)))
    odd = [ODD_AMOUNT] * 4
    assert column(marks, "amounts", "I") == [49999, *odd, NO_AMOUNT]


def test_an_execution_spans_from_its_start_to_its_payment():
    tables = tables_of(record(1, 1000))
    tables.fold_step(handed_over("event-1", 1100))
    tables.fold(payment(2, 1250))
    assert column(tables.marks, "spans", "I") == [0, 150]


def test_a_start_that_is_told_late_counts_all_the_same():
    tables = tables_of(record(1, 1000), payment(2, 1250))
    tables.fold_step(handed_over("event-1", 1100))
    assert column(tables.marks, "spans", "I") == [0, 150]


def test_more_kinds_than_there_are_codes_are_one():
    marks = marks_of(*(record(n, 0, f"Type{n}") for n in range(1, 301)))
    assert len(marks.kinds) == 255 - len(CHOREOGRAPHY)
    assert column(marks, "kinds", "B")[-1] == 255


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(st.lists(st.tuples(json_values, json_values, st.text(max_size=5)), max_size=8))
def test_whatever_events_say_every_one_is_a_mark(details):
    marks = marks_of(
        *(
            record(n, n, kind, {"id": order, "amount": amount})
            for n, (order, amount, kind) in enumerate(details, 1)
        )
    )
    columns = marks.columns(0, len(marks))
    assert columns.count == len(details)
    assert len(columns.times) == 8 * len(details)
    assert len(columns.spans) == 4 * len(details)


def test_a_copy_is_a_mark_of_its_own_kind():
    created = record(1, 1000)
    marks = marks_of(created, payment(2, 1100), LogRecord(3, 1200, created.event))
    kinds = [marks.kinds[code] for code in column(marks, "kinds", "B")]
    assert [kind for _, kind in kinds] == [
        "OrderCreated",
        "PaymentSucceeded",
        "OrderCreated, logged again",
    ]


def replay_step(event_id, at_ms, sequence=1):
    step = DeliveryStep.RULE_MATCH
    return DeliveryRecord(sequence, at_ms, step, event_id, "again", "x", reason=REPLAYED)


def test_a_replayed_event_has_a_mark_of_its_own_that_leads_to_the_event():
    tables = tables_of(record(1, 1000), payment(2, 2000))
    tables.fold_step(replay_step("event-1", 9000))
    marks = tables.marks
    assert len(marks) == 3
    assert list(marks.sequences(0, 3)) == [1, 2, 1]
    assert column(marks, "times", "d")[-1] == 9000
    code = column(marks, "kinds", "B")[-1]
    assert marks.kinds[code] == ("order-service", "OrderCreated, replayed")
    assert column(marks, "orders", "I")[-1] == 101
