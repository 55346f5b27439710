"""What is planted is found first, and nothing where nothing is; all 200 are in tests/benchmarks."""

import pytest

from tests.unit.sets.planted import (
    CAUSES,
    STRAIGHT,
    Planted,
    differences_from_itself_shuffled,
    failed_against_succeeded,
    is_cause,
    tables_of,
)

SEEDS = range(4)


@pytest.mark.parametrize("name", CAUSES)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.unmeasured
def test_the_planted_cause_is_the_first_sentence(name, seed):
    log = CAUSES[name](seed)
    first = failed_against_succeeded(log.tables()).differences[0]
    assert is_cause(name, first.answer.fact, log), first.answer.fact.key


@pytest.mark.parametrize("name", STRAIGHT)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.unmeasured
def test_endings_dealt_out_anew_answer_nothing(name, seed):
    log = CAUSES[name](seed).shuffled()
    assert failed_against_succeeded(log.tables()).differences == ()


def test_the_order_records_come_in_does_not_matter():
    log = CAUSES["limit"](11)
    records = sorted(log.records, key=lambda record: record.ingested_ms)
    log.random.shuffle(records)
    assert _told(log.tables()) == _told(tables_of(records))


@pytest.mark.parametrize("name", STRAIGHT)
@pytest.mark.unmeasured
def test_the_same_log_in_another_order_shows_no_difference(name):
    assert differences_from_itself_shuffled(CAUSES[name](12)) == ()


def _told(tables):
    comparison = failed_against_succeeded(tables)
    found = [(each.answer.fact, each.answer.a, each.accounts) for each in comparison.differences]
    return found, [each.fact for each in comparison.near], comparison.asked


def test_no_orders_and_no_failed_ones_answer_nothing():
    assert failed_against_succeeded(Planted(1).tables()).differences == ()
    alone = Planted(1).orders(20, lambda *_: False)
    alone.records = [r for r in alone.records if "Failed" not in r.event.detail_type]
    assert failed_against_succeeded(alone.tables()).differences == ()


def test_orders_whose_creation_the_log_lacks_are_compared_too():
    log = CAUSES["limit"](3)
    log.records = [r for r in log.records[1:] if r.event.detail_type != "OrderCreated"]
    assert failed_against_succeeded(log.tables()).sizes[0]
    log = CAUSES["limit"](3)
    log.records = log.records[1:]
    assert is_cause("limit", failed_against_succeeded(log.tables()).differences[0].answer.fact, log)
