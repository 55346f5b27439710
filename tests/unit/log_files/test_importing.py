import json
import random
import tracemalloc

import pytest

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.errors import BackendUnavailable, InvalidLogFile, InvalidRequest
from eda_core.log_files import (
    SourceFile,
    delete_log,
    import_log,
    importing,
    lines_export,
    log_backend,
    log_name_from,
    logs_in,
    proposed_name,
)
from eda_core.log_files.imported_log import FileLog
from eda_core.log_files.writing import line_from
from eda_core.simulator.world import World
from eda_core.stack import demo_stack
from tests.bus_logs import bus_log_of
from tests.news import all_news

MS = 1_769_860_800_123


def chunks(data, size=65_536):
    return (data[at : at + size] for at in range(0, len(data), size))


def taken_in(folder, data, name="log", **options):
    return import_log([SourceFile("log", len(data), chunks(data))], folder, name, **options)


def taken_in_together(folder, *files):
    sources = [SourceFile(f"{n}", len(data), chunks(data)) for n, data in enumerate(files)]
    return import_log(sources, folder, "log")


def test_an_import_has_the_records_of_the_log(tmp_path, log):
    imported = taken_in(tmp_path, lines_export(log).content)
    read = all_news(log_backend(tmp_path, "log")).log
    assert imported.records == len(log)
    assert [(r.ingested_ms, r.event) for r in read] == [(r.ingested_ms, r.event) for r in log]


def test_rows_are_put_in_the_order_they_were_logged(tmp_path, log):
    shuffled = random.Random(7).sample(log, len(log))
    taken_in(tmp_path, lines_export(shuffled).content)
    read = all_news(log_backend(tmp_path, "log")).log
    assert [r.ingested_ms for r in read] == sorted(r.ingested_ms for r in log)
    assert {r.event.id for r in read} == {r.event.id for r in log}


def test_malformed_messages_are_kept_and_counted(tmp_path):
    data = line_from(MS, "nonsense") + line_from(MS + 2, "{}")
    assert taken_in(tmp_path, data).malformed == 2
    reasons = [r.reason for r in all_news(log_backend(tmp_path, "log")).log]
    assert reasons[0].startswith("Not JSON")


def test_bad_rows_are_counted_and_the_first_are_listed(tmp_path):
    data = line_from(MS, "m") + b"nonsense\n" * 150
    imported = taken_in(tmp_path, data)
    assert (imported.records, imported.bad_rows, len(imported.listed)) == (1, 150, 100)
    assert (imported.listed[0].number, imported.listed[0].text) == (2, "nonsense")


def test_an_import_reports_its_progress(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "EVERY", 10)
    said = []
    data = line_from(MS, "m") * 100
    import_log([SourceFile("log", len(data), chunks(data, 100))], tmp_path, "log", said.append)
    shares = [progress.share for progress in said]
    assert len(said) > 5
    assert shares == sorted(shares)
    assert (shares[-1], said[-1].records) == (1.0, 100)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"nonsense", b"a,b\n1,2\n"])
def test_a_file_without_a_log_event_is_refused_and_not_kept(tmp_path, data):
    with pytest.raises(InvalidLogFile):
        taken_in(tmp_path, data)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "MOST_BYTES", 100)
    with pytest.raises(InvalidLogFile, match="more than"):
        import_log([SourceFile("log", 0, [b"x" * 60, b"x" * 60])], tmp_path, "log")
    with pytest.raises(InvalidLogFile, match="more than"):
        import_log([SourceFile("log", 101, [])], tmp_path, "log")


def test_a_name_that_is_taken_is_refused(tmp_path):
    taken_in(tmp_path, line_from(MS, "m"))
    with pytest.raises(InvalidLogFile, match="already"):
        taken_in(tmp_path, line_from(MS, "m"))


@pytest.mark.parametrize("name", ["", "../x", "a/b", "A", ".", "x" * 41, "a\n", "ä"])
def test_a_name_that_is_no_name_is_refused(tmp_path, name):
    with pytest.raises(InvalidLogFile, match="A log's name"):
        taken_in(tmp_path, line_from(MS, "m"), name)


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("Query results (1).csv", "query-results-1"),
        ("../..", "log"),
        ("a.b.json", "a"),
        ("", "log"),
    ],
)
def test_a_file_proposes_a_name(file_name, name):
    assert proposed_name(file_name) == log_name_from(name) == name


@pytest.mark.parametrize(
    ("taken", "name"),
    [((), "orders"), (("orders",), "orders-2"), (("orders", "orders-2", "orders-4"), "orders-3")],
)
def test_a_name_that_is_taken_is_not_proposed(taken, name):
    assert proposed_name("orders.json", taken) == name


def test_a_long_name_that_is_taken_gives_way_to_one_that_can_be():
    taken = ["x" * 40, *(f"{'x' * 36}-{number}" for number in range(2, 10))]
    assert log_name_from(proposed_name("x" * 100, taken)) == f"{'x' * 36}-10"


def test_a_name_is_proposed_however_long_the_file_is_called():
    assert log_name_from(proposed_name("x-" * 100))


def test_imported_logs_are_listed_and_deleted(tmp_path):
    taken_in(tmp_path, line_from(MS, "m"), "b")
    taken_in(tmp_path, line_from(MS, "m"), "a")
    assert [file.name for file in logs_in(tmp_path)] == ["a", "b"]
    delete_log(tmp_path, "a")
    assert [file.name for file in logs_in(tmp_path)] == ["b"]


def test_a_folder_that_is_not_there_has_no_logs(tmp_path):
    assert logs_in(tmp_path / "none") == ()


def test_a_folder_that_takes_no_file_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BackendUnavailable, match="cannot be written"):
        taken_in(tmp_path / "file", line_from(MS, "m"))


def test_a_log_that_is_not_there_says_so(tmp_path):
    with pytest.raises(InvalidLogFile, match="no imported log"):
        log_backend(tmp_path, "gone")


def test_a_log_that_is_taken_away_says_so(tmp_path):
    taken_in(tmp_path, line_from(MS, "m"))
    backend = log_backend(tmp_path, "log")
    delete_log(tmp_path, "log")
    with pytest.raises(BackendUnavailable, match="gone"):
        all_news(backend)


def test_a_bus_log_beside_the_log_tells_deliveries(tmp_path, log):
    world = World(demo_stack(), MS, seed=3)
    world.place('{"id": 101, "amount": 100}')
    world.run_to_end()
    steps = world.deliveries.read_after(0)
    bus_log = "\n".join(map(json.dumps, bus_log_of(steps))).encode()
    imported = taken_in_together(tmp_path, lines_export(world.log).content, bus_log)
    assert (imported.events, imported.steps) == (3, 40)
    assert imported.left_out == ((9, "steps of a bus log"),)
    told = all_news(log_backend(tmp_path, "log")).deliveries
    assert [(s.at_ms, s.step, s.rule, s.event_id) for s in sorted(told, key=by_event)] == [
        (s.at_ms, s.step, s.rule, s.event_id) for s in sorted(steps, key=by_event)
    ]
    assert all(step.bus_log and not step.inferred for step in told)


def by_event(step):
    return step.event_id, step.rule, step.step


def test_deleting_a_log_deletes_what_came_with_it(tmp_path, log):
    steps = [DeliveryRecord(1, MS, DeliveryStep.RULE_MATCH, log[0].event.id, "r", "t")]
    bus_log = "\n".join(map(json.dumps, bus_log_of(steps))).encode()
    taken_in_together(tmp_path, lines_export(log).content, bus_log)
    delete_log(tmp_path, "log")
    assert list(tmp_path.iterdir()) == []


def test_an_imported_log_is_read_slice_by_slice(tmp_path, log, monkeypatch):
    monkeypatch.setattr("eda_core.log_files.imported_log.SLICE", 7)
    taken_in(tmp_path, lines_export(log).content)
    source, sequences = FileLog(tmp_path / "log.jsonl"), []
    while records := source.records_after(sequences[-1] if sequences else 0):
        sequences += [record.sequence for record in records]
    assert sequences == list(range(1, len(log) + 1))
    assert source.records_after(5)[0].sequence == 6


def test_a_line_that_was_changed_by_hand_is_a_grey_mark(tmp_path):
    (tmp_path / "log.jsonl").write_bytes(b"nonsense\n" + line_from(MS + 5, "m"))
    first, _ = all_news(log_backend(tmp_path, "log")).log
    assert first.reason == "Not a line of an imported log."


def test_an_imported_log_takes_no_orders(tmp_path):
    taken_in(tmp_path, line_from(MS, "m"))
    backend = log_backend(tmp_path, "log")
    for act in (lambda: backend.api.place("{}"), lambda: backend.bus.put_events([])):
        with pytest.raises(InvalidRequest, match="read-only") as refusal:
            act()
        assert refusal.value.code == "ReadOnly"


def test_an_imported_log_knows_nothing_but_the_log(tmp_path):
    taken_in(tmp_path, line_from(MS, "m"))
    backend = log_backend(tmp_path, "log")
    assert all_news(backend).deliveries == all_news(backend).notifications == ()
    assert backend.executions.by_arn("arn") is None
    assert all_news(backend).failed == backend.orders.history(1) == ()
    assert not backend.capabilities.deliveries


@pytest.mark.unmeasured
def test_memory_does_not_grow_with_the_file(tmp_path):
    text = json.dumps({"timestamp": MS, "message": "x" * 1000})

    def document(count):
        yield b'{"events": ['
        for number in range(count):
            yield b"," * (number > 0) + text.encode()
        yield b"]}"

    def peak(count):
        tracemalloc.start()
        try:
            import_log([SourceFile("log", 0, document(count))], tmp_path, f"log-{count}")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    assert peak(8000) - peak(2000) < 6000 * 100
