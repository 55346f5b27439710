"""Late, doubled and shuffled records give the same picture."""

from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.events import MalformedRecord
from eda_core.domain.orders import order_id_of
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.tables import LiveTables
from eda_core.read_model.timeline import timeline
from eda_core.stack import demo_stack
from tests.unit.read_model.conftest import as_read, simulated_log, tables_of

LOG = [*simulated_log(), MalformedRecord(9001, 5, "nonsense", "Not JSON.")]
ORDERS = {order_id_of(record.event.detail) for record in LOG[:-1]} - {None}
WANTED = EventFilter(source="order-service")


@st.composite
def arrivals(draw):
    """The log in any order, and events logged a second time later."""
    logged_twice = [
        record._replace(sequence=10_000 + number, ingested_ms=record.ingested_ms + 1 + number)
        for number, record in enumerate(draw(st.lists(st.sampled_from(LOG[:-1]), max_size=20)))
    ]
    return draw(st.permutations(LOG)), logged_twice


def picture(tables):
    orders = {order: (tables.row(order), timeline(tables.records_of(order))) for order in ORDERS}
    return tables.totals(), tuple(tables.newest(50)), orders, tables.greatest_number


def found(tables):
    """What is found, without the numbers the records have by the order they were read in."""
    result = tables.searches.search(WANTED, tables.log).found()
    return result.total, [record.event for record in result.records]


def vocabulary(tables):
    return set(tables.log.kinds())


TABLES = tables_of(LOG)
PICTURE, FOUND, VOCABULARY = picture(TABLES), found(TABLES), vocabulary(TABLES)


@given(arrivals(), st.randoms(use_true_random=False))
def test_tables_give_the_same_picture(records, random):
    shuffled, logged_twice = records
    both = [*shuffled, *logged_twice]
    random.shuffle(both)
    tables = tables_of(both)
    assert picture(tables) == PICTURE
    assert vocabulary(tables) == VOCABULARY


@given(st.permutations(LOG))
def test_search_finds_the_same(records):
    assert found(tables_of(records)) == FOUND


@given(st.permutations(LOG), st.integers(0, len(LOG)))
def test_a_search_goes_on_with_what_comes(records, known):
    tables = LiveTables(demo_stack())
    for number, record in enumerate(as_read(records)):
        if number == known:
            found(tables)
        tables.fold(record)
    assert found(tables) == FOUND


def test_picture_at_a_time_is_that_of_the_log_up_to_it():
    tables = LiveTables(demo_stack())
    for number, record in enumerate(as_read(LOG), start=1):
        tables.fold(record)
        if number % 10 == 0:
            assert tables.totals() == tables_of(LOG[:number]).totals()
