import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eda_core.commands.cli import main

SCENARIO = "eda_core/scenarios/files/7-a-paused-subscriber.json"
TWO_ORDERS = b'{"id":101,"amount":100}\n{"id":102,"amount":900}\n'


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*argv, stdin=b"", stderr=None):
    stdout, stderr = io.StringIO(), stderr or io.StringIO()
    status = main([*argv], io.BytesIO(stdin), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def report(*argv, stdin=b""):
    status, stdout, _ = run("simulate", *argv, stdin=stdin)
    assert status == 0
    return json.loads(stdout)


def test_the_two_orders_of_the_demo():
    found = report("--orders", "-", stdin=TWO_ORDERS)
    del found["seconds"], found["orders_per_second"]
    assert found == {
        "orders": 2,
        "refused": 0,
        "events": 6,
        "outcomes": {"OrderCancelled": 1, "OrderCompleted": 1},
        "unfinished": 0,
        "notifications": 6,
    }


def test_orders_may_come_from_a_file(tmp_path):
    (tmp_path / "orders.jsonl").write_bytes(TWO_ORDERS)
    assert report("--orders", str(tmp_path / "orders.jsonl"))["orders"] == 2


def test_orders_are_made_up_with_the_share_asked_for():
    assert report("--count", "40", "--over-limit", "0.25")["outcomes"] == {
        "OrderCancelled": 10,
        "OrderCompleted": 30,
    }


def test_no_orders_are_no_error():
    assert report("--count", "0")["orders"] == 0


def test_a_malformed_line_is_refused_and_named():
    lines = b'{"id":101,"amount":100}\n\nnonsense\n{"id":102,"amount":"600"}\n\xff\xfe\n'
    status, stdout, stderr = run("simulate", "--orders", "-", stdin=lines)
    assert (status, json.loads(stdout)["refused"]) == (0, 3)
    assert [line.split(":")[0] for line in stderr.splitlines()] == [
        "Line 3 refused",
        "Line 4 refused",
        "Line 5 refused",
    ]


@pytest.mark.parametrize("lines", [b"", b"nonsense\n"])
def test_where_no_order_was_placed_the_status_says_so(lines):
    status, stdout, stderr = run("simulate", "--orders", "-", stdin=lines)
    assert (status, json.loads(stdout)["orders"]) == (1, 0)
    assert stderr.endswith("No order of - was placed.\n")


def test_a_room_without_a_name_is_refused_and_not_left_out():
    status, stdout, stderr = run("simulate", "--count", "1", "--room", "")
    assert (status, stdout) == (2, "")
    assert "room must be 1 to 40 small letters" in stderr


def test_a_line_that_never_ends_is_refused_alone():
    lines = b'{"id": 1, "amount": 1, "x": "' + b"y" * 1_000_000 + b'"}\n' + TWO_ORDERS
    found = report("--orders", "-", stdin=lines)
    assert (found["orders"], found["refused"]) == (2, 1)


def test_the_log_holds_an_envelope_a_line(tmp_path):
    report("--orders", "-", "--log", str(tmp_path / "log.jsonl"), stdin=TWO_ORDERS)
    envelopes = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert len(envelopes) == 6
    assert list(envelopes[0]) == [
        "version",
        "id",
        "detail-type",
        "source",
        "account",
        "time",
        "region",
        "resources",
        "detail",
    ]


def test_payment_events_name_their_execution(tmp_path):
    report("--orders", "-", "--log", str(tmp_path / "log.jsonl"), stdin=TWO_ORDERS)
    envelopes = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    payments = [e for e in envelopes if e["source"] == "payment-service"]
    assert all(any(":execution:" in arn for arn in e["resources"]) for e in payments)
    assert {e["detail-type"] for e in payments} == {"PaymentSucceeded", "PaymentFailed"}


def test_faults_may_be_armed_from_a_file(tmp_path):
    fault = '{"kind": "drop", "where": "payment-service-filtering-orders", "next_n": 3}\n'
    (tmp_path / "faults").write_text(fault)
    found = report("--count", "10", "--faults", str(tmp_path / "faults"))
    assert (found["orders"], found["unfinished"]) == (10, 3)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("nonsense", "A fault is JSON"),
        ("[]", "needs a `kind`"),
        ('{"kind": "explode"}', "needs a `kind`"),
        ('{"kind": "drop", "wher": "x"}', "has no `wher`"),
        ('{"kind": "drop", "next_n": "two"}', "`next_n`"),
        ('{"kind": "drop", "share": true}', "`share`"),
        ('{"kind": "drop", "share": 2}', "A share lies above 0"),
        ('{"kind": "drop", "where": "payment"}', "it can at: cw-catch-all"),
    ],
)
def test_a_fault_that_cannot_be_is_one_sentence(tmp_path, fault, words):
    (tmp_path / "faults").write_text(f"\n{fault}\n")
    status, _, stderr = run("simulate", "--count", "1", "--faults", str(tmp_path / "faults"))
    assert (status, len(stderr.splitlines())) == (2, 1)
    assert stderr.startswith("Fault in line 2: ")
    assert words in stderr


def test_orders_and_faults_may_begin_with_a_byte_order_mark(tmp_path):
    (tmp_path / "orders").write_text('{"id": 1, "amount": 5}\n', encoding="utf-8-sig")
    fault = '{"kind": "drop", "where": "payment-service-filtering-orders"}\n'
    (tmp_path / "faults").write_text(fault, encoding="utf-8-sig")
    orders, faults = str(tmp_path / "orders"), str(tmp_path / "faults")
    assert report("--orders", orders, "--faults", faults)["unfinished"] == 1


def test_one_seed_writes_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        report("--count", "200", "--seed", "5", "--log", str(tmp_path / name))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_another_seed_writes_others(tmp_path):
    for seed in ("5", "6"):
        report("--count", "20", "--seed", seed, "--log", str(tmp_path / seed))
    assert (tmp_path / "5").read_bytes() != (tmp_path / "6").read_bytes()


@pytest.mark.parametrize("option", ["--orders", "--log"])
@pytest.mark.parametrize("name", ["missing/file", "."])
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path, option, name):
    status, stdout, stderr = run("simulate", option, str(tmp_path / name))
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)
    assert stderr.startswith("Cannot ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence():
    status, _, stderr = run("simulate", "--count", "1000", "--log", "/dev/full")
    assert (status, stderr) == (2, "Cannot write /dev/full: No space left on device.\n")


@pytest.mark.parametrize(
    "argv",
    [
        ["simulate", "--count", "-1"],
        ["simulate", "--count", "x"],
        ["simulate", "--over-limit", "1.5"],
        ["simulate", "--over-limit", "nan"],
        ["simulate", "--seed", "x"],
        ["simulate", "--orders", "-", "--count", "5"],
        ["simulate", "--unknown"],
        ["dance"],
        [],
    ],
)
def test_a_bad_argument_is_one_sentence(argv):
    status, stdout, stderr = run(*argv)
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)
    assert "--help" in stderr


@pytest.mark.unmeasured
def test_progress_shows_on_a_terminal():
    terminal = Terminal()
    run("simulate", "--count", "5000", stderr=terminal)
    assert "5000 orders placed" in terminal.getvalue()


def test_hops_may_take_no_time(tmp_path):
    report("--count", "2", "--delays", "none", "--log", str(tmp_path / "log.jsonl"))
    events = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert {event["time"] for event in events} == {"2026-01-01T00:00:00Z"}
    assert len(events) == 6


@pytest.mark.parametrize("command", ["simulate", "template", "preflight", "deploy"])
def test_a_kind_of_bus_there_is_not_is_refused_with_those_there_are(command):
    status, _, stderr = run(command, "--bus", "custoom")
    assert status == 2
    assert "'custoom' (choose from" in stderr
    assert "BusKind" not in stderr


@pytest.mark.parametrize("argv", [("migrate",), ("template",), ("match", "--help")])
def test_who_reads_no_further_is_told_nothing(argv):
    """As ``head``: lines that are flushed, a text that is not, and what argparse prints (which
    passes over a write that fails).
    """
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "eda_core", *argv]
    ended = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, check=False)
    os.close(writes)
    assert ended.stderr == b""
    assert ended.returncode == 141 or "--help" in argv


def test_a_definition_that_is_refused_is_called_so():
    status, _, stderr = run(
        "execute", "--definition", '{"StartAt": "x", "States": {}}', "--input", "{}"
    )
    assert status == 2
    assert stderr.startswith("The definition is refused: States: there is no state")


def test_a_file_without_rules_is_named(tmp_path):
    (tmp_path / "rules.json").write_text("[]", "utf-8")
    status, stdout, stderr = run("migrate", "--rules", str(tmp_path / "rules.json"))
    assert (status, stdout) == (2, "")
    assert stderr == f"There are no rules in {tmp_path / 'rules.json'}.\n"


@pytest.mark.parametrize("command", ["match", "execute", "explain", "rooms", "logs", "scenario"])
def test_a_command_without_arguments_says_where_its_help_is(command):
    status, _, stderr = run(command)
    assert status == 2
    assert stderr.endswith(f"Try: python -m eda_core {command} --help\n")


@pytest.mark.parametrize(
    "argv",
    [
        ("match", "--pattern", "", "--event", "{}"),
        ("scenario", "run", ""),
        ("logs", "import", "", "mine"),
        ("simulate", "--count", "1", "--log", ""),
        ("template", "--out", ""),
        ("migrate", "--rules", ""),
        ("simulate", "--count", "1", "--store", ""),
        ("scenario", "run", "--definition", "", SCENARIO),
        ("match", "--cases", ""),
        ("execute", "--cases", ""),
        ("explain", "1", "--log", ""),
        ("export", "1", "--as", "otlp", "--recording", ""),
        ("compare", "failed@", "succeeded"),
        ("compare", "failed@room:", "succeeded"),
    ],
)
def test_an_empty_text_is_not_taken_for_the_folder_one_is_in(argv, tmp_path, monkeypatch):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    run("simulate", "--count", "9", "--room", "default")
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert "names no file." in err


@pytest.mark.parametrize("given", ["--input", "--definition"])
def test_a_number_of_very_many_digits_is_refused_in_our_words(given):
    texts = {"--definition": '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'}
    texts |= {"--input": "{}", given: f'{{"a": {"9" * 5000}}}'}
    status, _, err = run("execute", *(word for pair in texts.items() for word in pair))
    assert status == 2
    assert "a number has too many digits" in err


@pytest.mark.parametrize("limit", ["nan", "inf", "x"])
def test_a_limit_is_a_number_an_amount_can_have(limit):
    status, _, err = run("scenario", "run", "--limit", limit, "-")
    assert status == 2
    assert err.startswith(f"Argument --limit: '{limit}' is no number")


def test_a_file_that_is_read_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    orders, log, room = tmp_path / "orders.jsonl", tmp_path / "log.jsonl", tmp_path / "my.room"
    orders.write_bytes(TWO_ORDERS)
    run("simulate", "--count", "3", "--log", str(log), "--store", str(room))
    run("simulate", "--count", "3", "--room", "mine")
    mine = tmp_path / "rooms" / "mine.room"
    kept = {path: path.read_bytes() for path in (orders, log, room, mine)}
    new, linked = str(tmp_path / "new"), tmp_path / "linked"
    linked.hardlink_to(orders)
    for argv in (
        ("simulate", "--orders", str(orders), "--log", f"{tmp_path}/./orders.jsonl"),
        ("simulate", "--faults", str(orders), "--log", str(orders)),
        ("simulate", "--orders", str(orders), "--log", str(linked)),
        ("simulate", "--store", str(room), "--log", str(room)),
        ("simulate", "--store", new, "--log", new),
        ("simulate", "--room", "mine", "--log", str(mine)),
        ("rooms", "export", "mine", "--out", str(mine)),
        ("export", "1", "--as", "otlp", "--log", str(log), "--out", str(log)),
    ):
        status, _, stderr = run(*argv)
        assert (status, "it is read, too." in stderr) == (2, True), argv
    assert kept == {path: path.read_bytes() for path in kept}


def test_what_cannot_be_read_empties_no_log(tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text("kept", "utf-8")
    faults = tmp_path / "faults"
    faults.write_text("nonsense", "utf-8")
    for given in (
        ("--orders", str(tmp_path / "none")),
        ("--faults", str(faults)),
        ("--store", str(faults)),
        ("--store", ""),
    ):
        assert run("simulate", *given, "--log", str(log))[0] == 2, given
        assert log.read_text("utf-8") == "kept", given


@pytest.mark.parametrize("command", ["simulate --log", "export 1 --as otlp --out"])
def test_a_name_that_is_too_long_is_a_sentence(command, tmp_path, monkeypatch):
    monkeypatch.setenv("EDA_DATA", str(tmp_path))
    run("simulate", "--count", "3", "--room", "default")
    status, _, stderr = run(*command.split(), str(tmp_path / ("x" * 300)))
    assert (status, stderr.endswith(": File name too long.\n")) == (2, True), stderr


def test_a_link_that_leads_nowhere_is_a_sentence(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    status, _, stderr = run("simulate", "--count", "1", "--log", str(loop))
    assert (status, stderr) == (2, f"Cannot write {loop}: Too many levels of symbolic links.\n")


@pytest.mark.parametrize("form", ["otlp", "grafana", "perfetto", "mermaid", "cloudevents"])
def test_an_order_with_half_of_a_surrogate_pair_as_id_is_exported(form, tmp_path):
    event = {"source": "order-service", "detail-type": "OrderCreated", "version": "0", "id": "a"}
    event |= {"time": "2026-01-01T00:00:00Z", "detail": {"id": "\ud800", "amount": 5}}
    log, out = tmp_path / "log.jsonl", tmp_path / "out"
    log.write_text(json.dumps(event), "utf-8")
    order = ("export", '"\\ud800"', "--as", form, "--log", str(log))
    assert run(*order, "--out", str(out))[0] == 0
    assert "ud800" in out.read_text("utf-8")
