import io

import pytest

from eda_core.commands.cli import main
from eda_core.log_files.writing import line_from


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
    ],
)
def test_logs_refuses_with_a_sentence(argv, words):
    status, _, told = Streams().run(*argv)
    assert status == 2
    assert words in told


def test_logs_needs_a_folder(monkeypatch):
    monkeypatch.setenv("EDA_DATA", ":memory:")
    assert "need a folder" in Streams().run("list")[2]
