import pytest

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.events import Event, LogRecord
from eda_core.read_model.delivery_book import DeliveryBook
from eda_core.read_model.event_steps import Trouble
from eda_core.read_model.event_table import EventTable
from eda_core.read_model.tables import LiveTables

TIME = "2026-01-31T12:00:00Z"


EVENT = LogRecord(1, 0, Event("e1", "OrderCreated", "order-service", "", TIME, "", (), {"id": 7}))


@pytest.fixture
def book():
    events = EventTable()
    book = DeliveryBook(events)
    book.note_logged("e1", events.take(EVENT), is_copy=False)
    return book


def fold(book, *steps, event="e1", rule="r1"):
    for step in steps:
        sequence = book.last_sequence + 1
        book.fold(DeliveryRecord(sequence, sequence, step, event, rule, "t1"))


def test_a_delivery_that_goes_well_is_no_trouble(book):
    fold(book, DeliveryStep.RULE_MATCH, DeliveryStep.INVOCATION_SUCCESS)
    assert not any(book.count(trouble) for trouble in Trouble)
    assert book.of_event(EVENT).troubles == ()


def test_a_rule_that_matched_is_open_until_its_target_answers(book):
    fold(book, DeliveryStep.RULE_MATCH)
    assert book.of_event(EVENT).open_since == {"r1": 1}
    fold(book, DeliveryStep.INVOCATION_SUCCESS)
    assert book.of_event(EVENT).open_since == {}
    assert book.of_event(EVENT).matched == ("r1",)


def test_nothing_is_known_of_an_event_no_record_speaks_of(book):
    assert book.of_event(EVENT).matched == ()


@pytest.mark.parametrize(
    ("last", "trouble"),
    [
        (DeliveryStep.FUNCTION_ERROR, Trouble.RETRYING),
        (DeliveryStep.FUNCTION_DLQ, Trouble.DEAD_LETTER),
        (DeliveryStep.INVOCATION_DLQ, Trouble.DEAD_LETTER),
        (DeliveryStep.INVOCATION_FAILURE, Trouble.DROPPED),
        (DeliveryStep.FUNCTION_SUCCESS, Trouble.RECOVERED),
    ],
)
def test_the_last_step_says_how_a_delivery_stands(book, last, trouble):
    fold(book, DeliveryStep.RULE_MATCH, DeliveryStep.FUNCTION_ERROR, last)
    assert book.count(trouble) == 1
    assert sum(book.count(each) for each in Trouble) == 1


def test_deliveries_of_one_event_stand_apart(book):
    fold(book, DeliveryStep.FUNCTION_ERROR, rule="r1")
    fold(book, DeliveryStep.INVOCATION_DLQ, rule="r2")
    assert (book.count(Trouble.RETRYING), book.count(Trouble.DEAD_LETTER)) == (1, 1)
    assert len(book.of_event(EVENT).troubles) == 2


def test_a_record_read_twice_counts_once(stack):
    tables = LiveTables(stack)
    tables.fold(EVENT)
    for _ in range(2):
        tables.fold_step(DeliveryRecord(1, 1, DeliveryStep.FUNCTION_ERROR, "e1", "r1", "t1"))
    assert tables.deliveries.count(Trouble.RETRYING) == 1
    assert len(tables.deliveries.of_event(EVENT).troubles) == 1


def test_steps_told_before_the_log_has_their_event_count_all_the_same():
    events = EventTable()
    book = DeliveryBook(events)
    fold(book, DeliveryStep.RULE_MATCH, DeliveryStep.FUNCTION_ERROR)
    book.note_logged("e1", events.take(EVENT), is_copy=False)
    assert book.of_event(EVENT).matched == ("r1",)
    assert not book.is_settled(1)


def test_trouble_after_all_went_well_is_trouble_of_the_same_event(book):
    fold(book, DeliveryStep.RULE_MATCH, DeliveryStep.INVOCATION_SUCCESS)
    assert book.is_settled(1)
    fold(book, DeliveryStep.FUNCTION_ERROR)
    assert (book.of_event(EVENT).matched, book.is_settled(1)) == (("r1",), False)


def test_deliveries_nobody_reported_are_inferred(book):
    book.fold(DeliveryRecord(1, 1, DeliveryStep.RULE_MATCH, "e1", "r1", "t1", inferred=True))
    assert book.of_event(EVENT).inferred


def test_deliveries_that_were_reported_are_not_inferred(book):
    fold(book, DeliveryStep.RULE_MATCH)
    assert not book.of_event(EVENT).inferred
