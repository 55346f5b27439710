"""One log, the same answers: the table in memory and every engine."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eda_core.log_files import import_log, log_backend
from eda_core.log_files.folder import large_path
from eda_core.read_model import ReadModel
from eda_core.sets.counting import within
from eda_core.sets.members import FAILED, SUCCEEDED, SetChoice
from eda_core.sets.order_columns import order_columns
from eda_core.sets.ranking import compare
from tests import clickhouse
from tests.contract.large_logs import (
    FILTERS,
    MESSAGES,
    ODD_ORDERS,
    ORDERS,
    QUERIES,
    STACK,
    START_MS,
    answers,
    envelope,
    logs,
    source_of,
)
from tests.examples import examples
from tests.unit.sets.planted import failed_against_succeeded, is_cause, limit

pytest.importorskip("duckdb", reason="large logs need requirements-big.txt")

from eda_core.large_logs import detail_columns, order_rows, set_counts, taking_in
from eda_core.large_logs.asked_tables import AskedModel, AskedTables
from eda_core.large_logs.clickhouse import ClickHouseEngine, Server, send
from eda_core.large_logs.engines import DuckEngine, engine_for
from eda_core.large_logs.statements import Statement
from eda_core.large_logs.taking_in import import_large

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
NOW_MS = START_MS + 40_000
EVERY = {"queries": QUERIES, "filters": FILTERS, "orders": (*ORDERS, *ODD_ORDERS)}


def on_duckdb(path, _server):
    return engine_for(path, "")


def on_clickhouse(path, server):
    send(server, path)
    return ClickHouseEngine(server, path.stem)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with clickhouse.running(tmp_path_factory.mktemp("clickhouse")) as port:
        yield Server("127.0.0.1", port)


@pytest.fixture(autouse=True, scope="module")
def small_parts():
    """Gather and write the orders of these small logs in several parts, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_rows, "PART_ROWS", 13)
        yield


@pytest.fixture(params=[on_duckdb, on_clickhouse], ids=["duckdb", "clickhouse"])
def engine_on(request):
    served = request.getfixturevalue("server") if request.param is on_clickhouse else None
    return lambda path: request.param(path, served)


def differences(rows, folder, engine_on, now_ms, **asked):
    """The names of the answers that differ from those of the table in memory, and where."""
    import_log(source_of(rows), folder, "plain")
    backend = log_backend(folder, "plain")
    model = ReadModel(backend, STACK)
    model.refresh()
    import_large(source_of(rows), folder, "large", STACK)
    engine = engine_on(large_path(folder, "large"))
    large = AskedModel(backend, engine, STACK)
    one, other = answers(model, now_ms, **asked), answers(large, now_ms, **asked)
    engine.close()
    names = [name for name in one if one[name] != other[name]]
    return {name: _parting(repr(one[name]), repr(other[name])) for name in names}


def _parting(one, other):
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(0, at - 40) : at + 200], other[max(0, at - 40) : at + 200]


def test_all_questions_have_the_same_answers(tmp_path, engine_on):
    assert differences(MESSAGES, tmp_path, engine_on, NOW_MS, **EVERY) == {}


@settings(max_examples=examples(10), suppress_health_check=SLOW)
@given(logs(), st.data())
def test_late_doubled_and_malformed_records_give_the_same_answers(engine_on, rows, data):
    some = {name: st.lists(st.sampled_from(of), max_size=3) for name, of in EVERY.items()}
    drawn = {name: data.draw(each) for name, each in some.items()}
    now_ms = START_MS + data.draw(st.integers(0, 200_000))
    with TemporaryDirectory() as folder:
        assert differences(rows, Path(folder), engine_on, now_ms, **drawn) == {}


@pytest.mark.parametrize("most_numbers", [50_000, 40], ids=["each number", "spans of numbers"])
def test_sets_of_orders_with_many_fields_have_the_same_answers(
    tmp_path, engine_on, monkeypatch, most_numbers
):
    monkeypatch.setattr(order_rows, "PART_ROWS", 500)
    for module in (detail_columns, set_counts):
        monkeypatch.setattr(module, "MOST_NUMBERS", most_numbers)
    planted = limit(5, 240)
    rows = [(record.ingested_ms, record.text) for record in planted.records]
    import_large(source_of(rows), tmp_path, "large", STACK)
    engine = engine_on(large_path(tmp_path, "large"))
    chosen = SetChoice(FAILED), SetChoice(SUCCEEDED)
    counts = AskedTables(engine, STACK).set_counts(chosen, None, NOW_MS)
    found, tables = compare(counts), planted.tables()
    facts = [each.answer.fact for each in found.differences]
    held = [counts.holds_for(order, facts) for order in range(1, 20)]
    shown = [(len(at.others), len(at.exceptions)) for at in _shown_for(counts, facts)]
    engine.close()
    assert shown == [(each.answer.a, each.answer.b) for each in found.differences]
    in_memory = failed_against_succeeded(tables)
    columns = within(order_columns(tables, NOW_MS), chosen)
    assert held == [columns.holds_for(order, facts) for order in range(1, 20)]
    assert found.sizes == in_memory.sizes
    assert is_cause("limit", found.differences[0].answer.fact, planted)
    if most_numbers > 40:
        assert said_of(found) == said_of(in_memory)


def _shown_for(counts, facts):
    return [counts.among(fact, "", "") for fact in facts]


def test_details_with_many_fields_are_taken_in_within_little_memory(tmp_path, monkeypatch):
    """Three functions over JSON for each field held more than this for some thousand orders."""
    monkeypatch.setattr(taking_in, "MEMORY", "150MB")
    fields = [f"field{number}" for number in range(45)]
    details = [{"id": n, "amount": 1, **dict.fromkeys(fields, n)} for n in range(2500)]
    created = [envelope(n, ("order-service", "OrderCreated", of)) for n, of in enumerate(details)]
    texts = [json.dumps({**said, "id": f"event-{n}"}) for n, said in enumerate(created)]
    rows = [(START_MS + n, text) for n, text in enumerate(texts)]
    import_large(source_of(rows), tmp_path, "wide", STACK)
    wanted = Statement("SELECT max(f45_number), count(*) FROM orders", {})
    assert DuckEngine(large_path(tmp_path, "wide")).ask(wanted) == [(2499, 2500)]


def said_of(comparison):
    asked = comparison.asked, comparison.unasked, comparison.alike, comparison.repeated
    return asked, [(d.answer.fact, d.answer.a, d.accounts) for d in comparison.differences]
