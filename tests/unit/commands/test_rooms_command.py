import io
import json
import sqlite3
from contextlib import closing

import pytest

from eda_core.commands.cli import main


@pytest.fixture(autouse=True)
def _data(monkeypatch, tmp_path):
    monkeypatch.setenv("EDA_DATA", str(tmp_path / "data"))


def run(*argv, stdin=b""):
    stdout, stderr = io.StringIO(), io.StringIO()
    status = main([*argv], io.BytesIO(stdin), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def simulate(*argv):
    status, stdout, stderr = run("simulate", *argv)
    assert (status, stderr) == (0, "")
    return json.loads(stdout)


def test_what_is_no_option_of_a_verb_is_refused_with_the_help_of_that_verb():
    refused = "Unrecognized arguments: --json. Try: python -m eda_core rooms list --help\n"
    assert run("rooms", "list", "--json") == (2, "", refused)


def test_no_rooms_are_no_error():
    assert run("rooms", "list") == (0, "No rooms yet.\n", "")


def test_a_run_in_a_room_goes_on_where_the_last_one_ended():
    assert simulate("--count", "5", "--room", "anna")["events"] == 15
    report = simulate("--count", "5", "--room", "anna")
    assert (report["orders"], report["events"]) == (5, 30)
    assert run("rooms", "list")[1].startswith("anna ")


def test_a_room_gives_the_same_log_as_a_world_in_memory(tmp_path):
    simulate("--count", "50", "--log", str(tmp_path / "memory.jsonl"))
    kept = ("--store", str(tmp_path / "one.room"), "--log", str(tmp_path / "kept.jsonl"))
    simulate("--count", "50", *kept)
    assert (tmp_path / "memory.jsonl").read_bytes() == (tmp_path / "kept.jsonl").read_bytes()


def test_a_room_travels_by_export_and_import(tmp_path):
    simulate("--count", "5", "--room", "anna")
    out = str(tmp_path / "anna.jsonl")
    assert run("rooms", "export", "anna", "--out", out)[0] == 0
    status, stdout, _ = run("rooms", "import", "ben", "--from", out)
    assert (status, "into the room ben" in stdout) == (0, True)
    assert run("rooms", "copy", "ben", "carl")[0] == 0
    assert simulate("--count", "0", "--room", "carl")["events"] == 15


def test_what_is_no_exported_room_is_refused():
    status, _, stderr = run("rooms", "import", "ben", "--from", "-", stdin=b'{"id": 1}\n')
    assert status == 2
    assert stderr
    assert run("rooms", "list")[1] == "No rooms yet.\n"


def test_reset_asks_for_the_name():
    simulate("--count", "1", "--room", "anna")
    status, _, stderr = run("rooms", "reset", "anna", stdin=b"yes\n")
    assert (status, stderr.endswith("Nothing was changed.\n")) == (1, True)
    assert run("rooms", "reset", "anna", stdin=b"anna\n")[0] == 0
    assert run("rooms", "list")[1] == "No rooms yet.\n"


def test_reset_asks_nothing_of_a_room_that_is_not_there():
    status, _, stderr = run("rooms", "reset", "nobody", stdin=b"nobody\n")
    assert status == 2
    assert stderr.startswith("There is no room 'nobody'")


def test_a_hyphen_is_no_file_to_write(tmp_path, monkeypatch):
    simulate("--count", "1", "--room", "anna")
    monkeypatch.chdir(tmp_path)
    status, _, stderr = run("rooms", "export", "anna", "--out", "-")
    assert (status, stderr.startswith("Name a file to write")) == (2, True)
    assert [*tmp_path.glob("-")] == []


def test_reset_need_not_ask():
    simulate("--count", "1", "--room", "anna")
    assert run("rooms", "reset", "anna", "--yes") == (0, "The room anna is forgotten.\n", "")


def test_rooms_in_memory_cannot_be_managed(monkeypatch):
    monkeypatch.setenv("EDA_DATA", ":memory:")
    status, _, stderr = run("rooms", "list")
    assert (status, "EDA_DATA" in stderr) == (2, True)


def test_a_damaged_room_is_set_aside_and_the_run_goes_on(tmp_path):
    (tmp_path / "x.room").write_bytes(b"no database at all")
    status, stdout, stderr = run("simulate", "--count", "1", "--store", str(tmp_path / "x.room"))
    assert (status, json.loads(stdout)["events"]) == (0, 3)
    assert "is kept as" in stderr
    kept = [path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("x.room.")]
    assert b"no database at all" in kept


def test_a_file_named_by_mistake_is_refused_and_stays(tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("no room")
    status, stdout, stderr = run("simulate", "--count", "1", "--store", str(notes))
    assert (status, stdout) == (2, "")
    assert stderr == f"The file {notes} is no room, and stays as it is: name another.\n"
    assert notes.read_text() == "no room"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_or_the_database_of_another_program_is_refused_and_nothing_is_left(tmp_path):
    folder, other = tmp_path / "folder", tmp_path / "other.db"
    folder.mkdir()
    with closing(sqlite3.connect(other)) as database:
        database.execute("create table theirs (any)")
    for path, words in ((folder, "is a folder"), (other, "a database of another program")):
        status, _, stderr = run("simulate", "--count", "1", "--store", str(path))
        assert (status, words in stderr) == (2, True)
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "other.db"}


def test_a_room_is_checked_as_a_dashboard_would_open_it():
    simulate("--count", "600", "--room", "anna")
    for options, source in (([], "records"), ([], "columns"), (["--fresh"], "records")):
        status, stdout, stderr = run("rooms", "check", "anna", *options)
        checked = json.loads(stdout)
        assert (status, stderr) == (0, "")
        assert (checked["orders"], checked["events"], checked["from"]) == (600, 1800, source)
        assert min(checked["seconds"], checked["cpu_seconds"], checked["peak_mib"]) > 0


def test_a_room_there_is_not_cannot_be_checked():
    status, stdout, stderr = run("rooms", "check", "nobody")
    assert (status, stdout) == (2, "")
    assert "There is no room" in stderr


def test_a_damaged_room_is_told_and_left_as_it_is(tmp_path):
    simulate("--count", "600", "--room", "anna")
    (path,) = (tmp_path / "data" / "rooms").glob("anna.room")
    with sqlite3.connect(path) as room:
        room.execute("UPDATE chunks SET data = substr(data, 1, 90) WHERE kind = 'log'")
    room.close()
    status, stdout, stderr = run("rooms", "check", "anna")
    assert (status, stdout) == (1, "")
    assert "is damaged" in stderr
    assert path.exists()
