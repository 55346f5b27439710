"""How many requests a store is asked for by the questions of a page, however many parts it has."""

import pytest

pytest.importorskip("duckdb", reason="large logs need requirements-big.txt")

import duckdb

from eda_core.large_logs import order_rows, record_columns, stored_tables
from eda_core.large_logs.asked_tables import AskedModel
from eda_core.large_logs.engines import TABLES, DuckEngine, stored_engine
from eda_core.large_logs.statements import Statement
from eda_core.large_logs.stored_tables import ROOT, StoredTables
from eda_core.large_logs.taking_in import import_large, put_away
from eda_core.log_files.folder import large_path
from eda_core.log_files.imported_log import large_backend
from eda_core.presentation.orders.listing import found_orders
from eda_core.read_model.event_search import EventFilter
from eda_core.read_model.log_search import search_log
from eda_core.read_model.order_query import OrderQuery
from tests.contract.large_logs import STACK, START_MS, source_of
from tests.unit.large_logs.counting_store import CountingStore
from tests.unit.sets.planted import limit

FILES = 8
"""Of orders: the index of each is asked for once."""

NOW_MS = START_MS + 86_400_000


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A log whose records are in some 30 row groups, and whose orders are in eight files."""
    folder = tmp_path_factory.mktemp("logs")
    rows = [(record.ingested_ms, record.text) for record in limit(5, 1000).records]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_columns, "ROW_GROUP", len(rows) // 30)
        patch.setattr(order_rows, "SPAN_ROWS", len(rows) // (FILES - 1))
        import_large(source_of(rows), folder, "large", STACK)
    store = CountingStore({})
    put_away(large_path(folder, "large"), store, lambda _: None)
    return store


@pytest.fixture
def asked(stored, monkeypatch):
    """The model of the log, read in small blocks, as a log of gigabytes is in larger ones."""
    monkeypatch.setattr(stored_tables, "BLOCK", 8 * 1024)
    stored.asked.clear()
    engine = stored_engine(stored)
    yield AskedModel(large_backend("large"), engine, STACK)
    engine.close()


def test_a_first_page_takes_an_index_of_each_file_and_little_more(asked, stored):
    found, _ = asked.ask(lambda tables: found_orders(tables, OrderQuery(), NOW_MS))
    assert found.fitting == 1000
    files = {name for name, _, _ in stored.asked if name.startswith("orders")}
    assert len(stored.asked) <= len(files) + 5


def test_totals_and_the_kinds_of_events_take_no_request(asked, stored):
    stored.asked.clear()
    assert asked.totals().orders == 1000
    assert asked.vocabulary()
    assert asked.ask(lambda tables: tables.index.fates())
    assert asked.ask(lambda tables: tables.log.count(EventFilter(source="order-service"), 1, 3000))
    assert stored.asked == []


def test_the_newest_events_are_read_from_the_end(asked, stored):
    stored.asked.clear()
    found = asked.ask(lambda tables: search_log(tables, EventFilter()))
    assert len(found.found.records) == 200
    assert len(stored.asked) <= 4


def test_a_column_of_a_hundred_row_groups_is_read_by_a_few_requests(tmp_path):
    """As the Parquet of a large log has it: some kilobytes of each row group, and much between."""
    path = tmp_path / "orders.parquet"
    rows = (
        "SELECT i AS number, hash(i)::VARCHAR AS words, hash(i) % 7 AS fate FROM range(204800) t(i)"
    )
    duckdb.sql(f"COPY ({rows}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    store = CountingStore({f"{name}.parquet": path.read_bytes() for name in TABLES})
    engine = DuckEngine(ROOT, StoredTables(store))
    store.asked.clear()
    found = engine.ask(Statement("SELECT fate, count(*) FROM orders GROUP BY fate", {}))
    engine.close()
    assert sum(count for _, count in found) == 204_800
    assert len(store.asked) <= 10


def test_what_was_asked_once_takes_no_request_again(asked, stored):
    asked.ask(lambda tables: found_orders(tables, OrderQuery(text="7"), NOW_MS))
    stored.asked.clear()
    asked.ask(lambda tables: found_orders(tables, OrderQuery(text="7", size=9), NOW_MS))
    assert stored.asked == []
