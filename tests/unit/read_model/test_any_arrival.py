"""Late, doubled and shuffled records give the same picture."""

from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.events import MalformedRecord
from eda_core.domain.orders import Outcome, order_id_of
from eda_core.read_model.event_search import EventFilter, EventSearch, Vocabulary
from eda_core.read_model.order_book import OrderBook
from eda_core.read_model.tally import Tally
from eda_core.read_model.timeline import timeline
from tests.unit.read_model.conftest import simulated_log

LOG = [*simulated_log(), MalformedRecord(9001, 5, "nonsense", "Not JSON.")]
ORDERS = {order_id_of(record.event.detail) for record in LOG[:-1]} - {None}
WANTED = EventFilter(source="order-service")


@st.composite
def arrivals(draw):
    """The log in any order, with records read twice and events logged a second time later."""
    again = draw(st.lists(st.sampled_from(LOG), max_size=20))
    logged_twice = [
        record._replace(sequence=10_000 + number, ingested_ms=record.ingested_ms + 1 + number)
        for number, record in enumerate(draw(st.lists(st.sampled_from(LOG[:-1]), max_size=20)))
    ]
    return draw(st.permutations([*LOG, *again])), logged_twice


def folded(projection, records):
    for record in records:
        projection.fold(record)
    return projection


def picture(book):
    orders = {order: (book.row(order), timeline(book.records(order))) for order in ORDERS}
    return book.totals(), book.newest(50), orders, book.greatest_number


PICTURE = picture(folded(OrderBook(), LOG))
FOUND = folded(EventSearch(WANTED), LOG).found()


@given(arrivals(), st.randoms(use_true_random=False))
def test_order_book_gives_the_same_picture(records, random):
    shuffled, logged_twice = records
    both = [*shuffled, *logged_twice]
    random.shuffle(both)
    assert picture(folded(OrderBook(), both)) == PICTURE


@given(arrivals())
def test_search_finds_the_same(records):
    assert folded(EventSearch(WANTED), records[0]).found() == FOUND


@given(arrivals())
def test_vocabulary_is_the_same(records):
    vocabulary = folded(Vocabulary(), [*records[0], *records[1]])
    assert vocabulary.sources == ("order-service", "payment-service")


def test_picture_at_a_time_is_the_fold_up_to_it():
    book = OrderBook()
    for number, record in enumerate(LOG, start=1):
        book.fold(record)
        if number % 10 == 0:
            assert picture(book)[0] == folded(OrderBook(), LOG[:number]).totals()


@given(st.lists(st.sampled_from(LOG), min_size=1))
def test_tally_agrees_with_the_order_book(records):
    numbered = [record._replace(sequence=number) for number, record in enumerate(records, 1)]
    book, tally = folded(OrderBook(), numbered), folded(Tally(), numbered)
    outcomes = book.totals().by_outcome
    statuses = tally.last_statuses()
    assert tally.waiting() == outcomes[Outcome.WAITING]
    assert statuses["OrderCompleted"] == outcomes[Outcome.COMPLETED]
    assert statuses["OrderCancelled"] == outcomes[Outcome.CANCELLED]
    assert statuses.total() == book.totals().orders
