from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.events import LogRecord, MalformedRecord, event_from_envelope
from eda_core.patterns import compile_pattern
from eda_core.read_model.event_search import EventFilter, PatternQuery, fitting
from eda_core.read_model.field_terms import terms_from
from eda_core.read_model.log_search import search_log
from eda_core.read_model.tables import LiveTables

ENVELOPE = {
    "id": "1",
    "detail-type": "OrderCreated",
    "source": "order-service",
    "time": "2026-01-31T12:00:00Z",
    "region": "us-east-1",
    "resources": ["arn:machine", "arn:run"],
    "detail": {"id": 7, "amount": 900, "vip": True, "to": {"city": "Bern"}, "none": None},
}
RECORD = LogRecord(1, 1000, event_from_envelope(ENVELOPE))
MALFORMED = MalformedRecord(2, 1000, "non sense", "Not JSON.")


def takes(text, record=RECORD):
    terms, rest = terms_from(text)
    return EventFilter(terms=terms, text=rest).takes(record)


@pytest.mark.parametrize(
    "text",
    [
        "source:order",
        "source:ORDER",
        "source=order-service",
        "detail.amount:900",
        "detail.amount=900.0",
        "detail.amount>500",
        "detail.amount>=900",
        "detail.amount<901",
        "detail.to.city:bern",
        'detail.to.city:"Bern"',
        "detail.vip:true",
        "resources:run",
        "detail.amount>500 source:order",
        "Bern detail.amount>500",
        "",
        "order-service",
    ],
)
def test_a_term_takes_what_fits(text):
    assert takes(text)


@pytest.mark.parametrize(
    "text",
    [
        "source=order",
        "source:payment",
        "detail.amount:90",
        "detail.amount>900",
        "detail.amount<nothing",
        "detail.to.city>5",
        "detail.gone:1",
        "detail.vip:1",
        "detail.none:x",
        "detail.id.deeper:7",
        "detail.amount>500 nothing",
    ],
)
def test_a_term_leaves_what_does_not(text):
    assert not takes(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("STATEMACHINE:EDA", "STATEMACHINE:EDA"),
        ("detail:5", "detail:5"),
        ("detail.amount:", "detail.amount:"),
        ('source:"cut', 'source:"cut'),
        ("a  b", "a  b"),
        ("a source:x  b", "a b"),
    ],
)
def test_what_is_no_term_is_text(text, rest):
    assert terms_from(text)[1] == rest


@given(st.text(alphabet='detail.source:=<> "\\x', max_size=80))
def test_anything_can_be_typed(text):
    assert takes(text) in (True, False)


def test_a_term_finds_no_malformed_record():
    assert takes("non", MALFORMED)
    assert not takes("source:non", MALFORMED)


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (EventFilter(from_ms=1000), True),
        (EventFilter(from_ms=1001), False),
        (EventFilter(before_ms=1001), True),
        (EventFilter(before_ms=1000), False),
    ],
)
def test_a_time_range_begins_with_its_first_and_ends_before_its_last(wanted, fits):
    assert (wanted.takes(RECORD), wanted.takes(MALFORMED)) == (fits, fits)


def test_malformed_records_alone_can_be_looked_for():
    wanted = EventFilter(malformed=True)
    assert (wanted.takes(RECORD), wanted.takes(MALFORMED)) == (False, True)


def test_a_pattern_can_be_one_part_of_a_filter():
    text = '{"detail":{"amount":[{"numeric":[">",500]}]}}'
    over = PatternQuery(text, compile_pattern(text))
    assert EventFilter(pattern=over).takes(RECORD)
    assert not EventFilter(pattern=over, source="payment-service").takes(RECORD)
    assert not EventFilter(pattern=over).takes(MALFORMED)


@pytest.fixture
def tables(log, stack):
    tables = LiveTables(stack)
    for record in log:
        tables.fold(record)
    return tables


WANTED = EventFilter(source="order-service")


def test_a_long_log_is_searched_in_steps(tables, log):
    looked_at = [search_log(tables, WANTED, 10).looked_at for _ in range(6)]
    assert looked_at == [min(len(log), 10 * step) for step in range(1, 7)]


def test_all_steps_find_what_one_finds(tables, log):
    for _ in range(len(log)):
        found = search_log(tables, WANTED, 1).found
    assert found.total == sum(WANTED.takes(record) for record in log)
    assert all(a.arrival > b.arrival for a, b in pairwise(found.records))


def test_what_comes_between_two_steps_is_found(tables, log):
    search_log(tables, WANTED, 10)
    newest = LogRecord(900, 9_000_000_000_000, log[0].event)
    tables.fold(newest)
    again = search_log(tables, WANTED, 10)
    assert again.found.records[0] is newest
    assert again.looked_at == 21


def test_a_search_in_steps_is_finished_by_who_wants_all(tables, log):
    search_log(tables, WANTED, 10)
    found = tables.searches.search(WANTED, tables.log).found()
    assert found.total == sum(WANTED.takes(record) for record in log)


def test_what_fits_is_exported_oldest_first(log):
    kept = fitting(log, WANTED, 5)
    assert [record.sequence for record in kept] == [
        record.sequence for record in log if WANTED.takes(record)
    ][-5:]
