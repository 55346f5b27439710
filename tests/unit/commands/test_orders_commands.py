"""``explain`` and ``export`` on a room, on an imported log and on any log file."""

import io
import json
import re
import sqlite3
from contextlib import closing

import pytest

from eda_core.app.bootstrap import connect
from eda_core.commands import sources
from eda_core.commands.cli import main
from eda_core.domain.settings import Settings
from eda_core.presentation.export.exporting import ExportForm
from eda_core.recordings import keep_recording, recording_of, recordings_folder


@pytest.fixture(autouse=True)
def made(monkeypatch, tmp_path):
    """A room of twenty orders, and its log in a file."""
    monkeypatch.setenv("EDA_DATA", str(tmp_path / "data"))
    log = tmp_path / "anna.jsonl"
    assert run("simulate", "--count", "20", "--room", "anna", "--log", str(log))[0] == 0
    return log


def run(*argv, stdin=b""):
    stdout, stderr = io.StringIO(), io.StringIO()
    status = main([*argv], io.BytesIO(stdin), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def answered(*argv, stdin=b""):
    status, stdout, _ = run(*argv, stdin=stdin)
    assert status == 0
    return stdout


def test_explain_says_what_became_of_an_order_and_why():
    text = answered("explain", "7", "--room", "anna")
    assert text.startswith("Order 7 · 786 · CANCELLED\n")
    assert "Why: in isFraud, amount 786 > 500 is true, so the payment failed." in text
    assert "Expected next: nothing: the order has ended\n" in text
    assert "Rules: 8 of 12 took it\n" in text


@pytest.mark.parametrize("asked", [("explain", "7"), ("export", "7", "--as", "otlp"), ("compare",)])
def test_a_damaged_room_is_told_in_place_of_an_empty_one(asked, tmp_path):
    path = tmp_path / "data" / "rooms" / "anna.room"
    with closing(sqlite3.connect(path)) as room, room:
        room.execute("UPDATE chunks SET data = substr(data, 1, 9)")
        room.execute("UPDATE flight SET data = substr(data, 1, 9)")
    status, stdout, stderr = run(*asked, "--room", "anna")
    assert (status, stdout) == (2, "")
    assert stderr.startswith(f"The file {path} is damaged: ")
    assert path.exists()


def test_explain_compares_with_the_order_named():
    words = json.loads(answered("explain", "7", "--twin", "3", "--room", "anna", "--json"))
    assert words["twin"]["order"] == "3"
    assert words["twin"]["sentence"].startswith("Same until isFraud: 786 > 500 is true")


def test_explain_reads_a_log_by_its_name_its_file_and_from_standard_input(made):
    assert run("logs", "import", str(made), "kept")[0] == 0
    by_name = answered("explain", "7", "--log", "kept")
    assert by_name.startswith("Order 7 · 786 · CANCELLED\n")
    assert answered("explain", "7", "--log", str(made)) == by_name
    assert answered("explain", "7", "--log", "-", stdin=made.read_bytes()) == by_name


@pytest.fixture
def recorded(tmp_path):
    """The recording of the same room, kept and in a file."""
    data = tmp_path / "data"
    connection = connect(Settings(room="anna", data=data))
    times = connection.now_ms(), connection.now_ms()
    recording = recording_of(connection.model, "Kept", (), times)
    connection.close()
    return keep_recording(recordings_folder(data), "kept", recording)


def test_a_recording_is_read_by_its_name_its_file_and_from_standard_input(recorded):
    for command in (("explain", "7"), ("compare",), ("export", "7", "--as", "mermaid")):
        by_name = run(*command, "--recording", "kept")
        assert by_name[1:] == run(*command, "--room", "anna")[1:]
        assert run(*command, "--recording", str(recorded)) == by_name
        assert run(*command, "--recording", "-", stdin=recorded.read_bytes()) == by_name
    assert run("compare", "all@recording:kept", "all@room:anna")[0] == 0


def test_a_room_is_only_read(tmp_path):
    room = tmp_path / "data" / "rooms" / "anna.room"
    before = room.read_bytes()
    answered("explain", "7", "--room", "anna")
    assert room.read_bytes() == before


def test_the_room_of_the_environment_is_read_where_none_is_named(monkeypatch):
    monkeypatch.setenv("EDA_ROOM", "anna")
    assert answered("explain", "7").startswith("Order 7 ")


@pytest.mark.parametrize("command", [("explain",), ("export", "--as", "otlp")])
def test_an_order_that_is_not_there_is_said(command):
    status, stdout, stderr = run(*command, "999", "--room", "anna")
    assert (status, stdout) == (1, "")
    assert stderr == "Order 999 is not in the log yet.\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--room", "nobody"), "There is no room 'nobody'"),
        (("--log", "nothing"), "There is no imported log nothing"),
        (("--recording", "nothing"), "There is no recording nothing"),
        (("--log", "gone.jsonl"), "There is no file gone.jsonl, and an imported log"),
        (("--recording", "gone/away"), "There is no file gone/away, and a recording"),
        (("--recording", __file__), f"{__file__}: The file is no recording"),
        (("--log", __file__), f"{__file__}: None of the"),
        (("--room", "anna", "--log", "x"), "not allowed with"),
    ],
)
def test_a_source_that_is_not_there_is_refused(options, words):
    status, stdout, stderr = run("explain", "7", *options)
    assert (status, stdout) == (2, "")
    assert words in stderr


def test_what_is_no_id_or_no_form_is_refused_in_plain_words():
    assert "text in quotes such as '\"A7\"'" in run("explain", "A7", "--room", "anna")[2]
    refusal = run("export", "7", "--as", "pdf", "--room", "anna")[2]
    assert "choose from" in refusal
    assert "ExportForm" not in refusal


def test_export_writes_what_it_is_asked_for(tmp_path):
    out = tmp_path / "orders.json"
    answered("export", "7", "3", "--as", "perfetto", "--room", "anna", "--out", str(out))
    assert {event["pid"] for event in json.loads(out.read_text())["traceEvents"]} == {1, 2}
    assert answered("export", "7", "--as", "mermaid", "--room", "anna").count("OrderCancelled") == 2


def test_export_writes_those_orders_that_are_there():
    status, stdout, stderr = run("export", "7", "999", "--as", "cloudevents", "--room", "anna")
    assert status == 1
    assert {each["subject"] for each in json.loads(stdout)} == {"7"}
    assert stderr == "Order 999 is not in the log yet.\n"


def test_ids_of_a_trace_stay_the_same_from_one_export_to_the_next():
    export = ("export", "7", "--as", "otlp", "--room", "anna")
    assert answered(*export) == answered(*export)


def test_a_deployed_stack_is_the_one_the_options_name(monkeypatch):
    class Stopped(Exception):
        pass

    def connecting(settings, **_):
        raise Stopped(settings.world, settings.stack, settings.region)

    monkeypatch.setattr(sources, "connect", connecting)
    with pytest.raises(Stopped) as stopped:
        run("explain", "7", "--aws", "--name", "shop", "--region", "eu-central-1")
    assert stopped.value.args == ("aws", "shop", "eu-central-1")


def test_a_room_on_the_custom_bus_is_read_in_its_words(monkeypatch):
    monkeypatch.setenv("EDA_BUS", "custom")
    made = run("simulate", "--bus", "custom", "--count", "5", "--room", "anna")
    assert made[0] == 0
    assert "subscribers: 8 of 12" in answered("explain", "2", "--room", "anna").lower()
    told = [answered("explain", "2", "--room", "anna", "--twin", "3")]
    told += [answered("export", "2", "--as", form, "--room", "anna") for form in ExportForm]
    spoken = re.compile(r"(?<!eda\.)\brules?\b", re.IGNORECASE)  # eda.rule names an attribute
    assert [spoken.findall(text) for text in told] == [[]] * len(told)
