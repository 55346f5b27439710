import pytest

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.read_model.delivery_book import DeliveryBook, Trouble


@pytest.fixture
def book():
    return DeliveryBook()


def fold(book, *steps, event="e1", rule="r1"):
    for step in steps:
        sequence = book.last_sequence + 1
        book.fold(DeliveryRecord(sequence, sequence, step, event, rule, "t1"))


def test_a_delivery_that_goes_well_is_no_trouble(book):
    fold(book, DeliveryStep.RULE_MATCH, DeliveryStep.INVOCATION_SUCCESS)
    assert not any(book.count(trouble) for trouble in Trouble)
    assert book.of_event("e1").troubles == ()


def test_a_rule_that_matched_is_open_until_its_target_answers(book):
    fold(book, DeliveryStep.RULE_MATCH)
    assert book.of_event("e1").open_since == {"r1": 1}
    fold(book, DeliveryStep.INVOCATION_SUCCESS)
    assert book.of_event("e1").open_since == {}
    assert book.of_event("e1").matched == ("r1",)


def test_nothing_is_known_of_an_event_no_record_speaks_of(book):
    assert book.of_event("e1").matched == ()


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
    assert len(book.of_event("e1").troubles) == 2


def test_a_record_read_twice_counts_once(book):
    record = DeliveryRecord(1, 1, DeliveryStep.FUNCTION_ERROR, "e1", "r1", "t1")
    book.fold(record)
    book.fold(record)
    assert book.count(Trouble.RETRYING) == len(book.of_event("e1").troubles) == 1


def test_deliveries_nobody_reported_are_inferred(book):
    book.fold(DeliveryRecord(1, 1, DeliveryStep.RULE_MATCH, "e1", "r1", "t1", inferred=True))
    assert book.of_event("e1").inferred


def test_deliveries_that_were_reported_are_not_inferred(book):
    fold(book, DeliveryStep.RULE_MATCH)
    assert not book.of_event("e1").inferred
