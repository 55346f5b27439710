import io
import sys

import pytest

from eda_core.app.large import MISSING
from eda_core.commands.cli import main
from eda_core.log_files.writing import line_from
from tests import clickhouse
from tests.unit.read_model.conftest import simulated_log


class Streams:
    def __init__(self, data=b""):
        self.stdin, self.stdout, self.stderr = io.BytesIO(data), io.StringIO(), io.StringIO()

    def run(self, *argv):
        status = main(["logs", *argv], self.stdin, self.stdout, self.stderr)
        return status, self.stdout.getvalue(), self.stderr.getvalue()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EDA_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def file(folder):
    path = folder / "log.jsonl"
    path.write_bytes(line_from(1_769_860_800_123, "odd") * 5 + b"nonsense\n")
    return str(path)


def test_logs_imports_a_file_and_says_what_came_of_it(file):
    status, told, progress = Streams().run("import", file, "my-log")
    assert status == 0
    assert told.startswith("5 records imported as my-log: our export, 0 events. 5 of them are")
    assert "row 6: Not JSON" in told
    assert "100 %," in progress


def test_a_folder_without_a_file_is_named(folder):
    (folder / "empty").mkdir()
    status, told, said = Streams().run("import", str(folder / "empty"), "my-log")
    assert (status, told, said) == (2, "", f"There is no file in {folder / 'empty'}.\n")


def test_logs_imports_from_standard_input():
    assert Streams(line_from(1_769_860_800_123, "m")).run("import", "-", "piped")[0] == 0


def test_logs_lists_what_was_imported(file):
    assert "No imported logs" in Streams().run("list")[2]
    Streams().run("import", file, "my-log")
    assert Streams().run("list")[1].startswith("my-log")


def test_logs_deletes_a_log(file):
    Streams().run("import", file, "my-log")
    assert Streams().run("delete", "my-log")[0] == 0
    assert Streams().run("list")[1] == ""


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("import", "/no/such/file", "a"), "/no/such/file"),
        (("import", "-", "../a"), "A log's name"),
        (("delete", "../a"), "A log's name"),
        (("import", "-", "a"), "no rows"),
        (("delete", "nothing"), "There is no imported log nothing"),
    ],
)
def test_logs_refuses_with_a_sentence(argv, words):
    status, _, told = Streams().run(*argv)
    assert status == 2
    assert words in told


def test_logs_needs_a_folder(monkeypatch):
    monkeypatch.setenv("EDA_DATA", ":memory:")
    assert "need a folder" in Streams().run("list")[2]


def test_a_log_is_asked_on_the_command_line(folder, log_bytes):
    pytest.importorskip("duckdb")
    for name, more in (("plain", ()), ("large", ("--large",))):
        assert Streams(log_bytes).run("import", "-", name, *more)[0] == 0
    asked = (
        ("totals",),
        ("orders", "--sort=-amount", "--from=100"),
        ("find", "--text=detail.amount>500", "--type=OrderCreated"),
        ("order", "102"),
    )
    for verb, *more in asked:
        plain, large = (Streams().run(verb, name, *more) for name in ("plain", "large"))
        assert plain == large
        assert plain[0] == 0
    assert "large" in Streams().run("list")[1]
    assert Streams().run("delete", "large")[0] == 0
    assert "no imported log large" in Streams().run("totals", "large")[2]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--show=failed",), "--show takes one of all, completed, cancelled"),
        (("--from=abc", "--to=NaN"), "--to takes a number, not 'NaN'."),
        (("--sort=-colour",), "--sort takes one of"),
        (("--page=two",), "--page takes a number from 1 on, not 'two'."),
        (("--page=0",), "--page takes a number from 1 on, not '0'."),
        (("--page=\uff12",), "--page takes a number from 1 on, not '\uff12'."),
    ],
)
def test_an_option_that_is_no_use_is_refused(file, options, words):
    Streams().run("import", file, "my-log")
    status, told, said = Streams().run("orders", "my-log", *options)
    assert (status, told) == (2, "")
    assert words in said


def test_what_is_missing_for_a_large_log_is_said(folder, log_bytes, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    for name in [name for name in sys.modules if name.startswith("eda_core.large_logs")]:
        monkeypatch.delitem(sys.modules, name)
    status, _, said = Streams(log_bytes).run("import", "-", "large", "--large")
    assert (status, said) == (2, f"{MISSING}\n")


@pytest.fixture(scope="module")
def log_bytes():
    return b"".join(line_from(record.ingested_ms, record.text) for record in simulated_log())


def test_a_log_is_sent_to_a_server_and_asked_there(folder, log_bytes, monkeypatch):
    pytest.importorskip("duckdb")
    Streams(log_bytes).run("import", "-", "here", "--large")
    assert Streams().run("send", "here")[2].startswith("Set EDA_LOG_ENGINE")
    with clickhouse.running(folder) as port:
        monkeypatch.setenv("EDA_LOG_ENGINE", f"clickhouse://default@127.0.0.1:{port}")
        assert Streams().run("send", "here")[:2] == (0, "The log here is there.\n")
        assert "no large log nowhere" in Streams().run("send", "nowhere")[2]
        there = Streams().run("totals", "here")
        monkeypatch.setenv("EDA_DATA", str(folder / "another machine"))
        assert Streams().run("totals", "here") == there
        assert "ClickHouse refuses" in Streams().run("totals", "nowhere")[2]
    assert "does not answer" in Streams().run("totals", "here")[2]
    monkeypatch.delenv("EDA_LOG_ENGINE")
    monkeypatch.setenv("EDA_DATA", str(folder / "data"))
    assert Streams().run("totals", "here") == there
