import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eda_core.commands.cli import main
from tests.examples import examples

PAYMENT = '{"source": ["order-service"], "detail-type": ["OrderCreated"]}'
CREATED = '{"source": "order-service", "detail-type": "OrderCreated"}'
PAID = '{"source": "payment-service", "detail-type": "PaymentSucceeded"}'


class Narrow(io.StringIO):
    """A terminal that knows ASCII only."""

    encoding = "ascii"


def match(*argv, stdin=b"", stdout=None):
    stdout, stderr = stdout or io.StringIO(), io.StringIO()
    status = main(["match", *argv], io.BytesIO(stdin), stdout, stderr)
    return status, stdout.getvalue(), stderr.getvalue()


def pair(pattern, event, **options):
    return match("--pattern", pattern, "--event", event, **options)


def answers(*cases):
    lines = "\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases)
    status, stdout, stderr = match("--cases", "-", stdin=lines.encode())
    return status, [json.loads(line) for line in stdout.splitlines()], stderr


def test_a_match_is_explained_field_by_field():
    status, stdout, _ = pair(PAYMENT, CREATED)
    assert status == 0
    assert stdout.splitlines() == [
        'met     source  wanted: one of "order-service"  came: "order-service"',
        'met     detail-type  wanted: one of "OrderCreated"  came: "OrderCreated"',
        "match: The event matches: `source` is order-service, `detail-type` is OrderCreated.",
    ]


def test_no_match_says_which_field_missed():
    status, stdout, _ = pair('{"source": ["order-service"]}', PAID)
    assert status == 1
    assert stdout.splitlines() == [
        'missed  source  wanted: one of "order-service"  came: "payment-service"',
        "no match: `source` is payment-service; the pattern wants order-service.",
    ]


def test_choices_are_indented():
    status, stdout, _ = pair('{"$or": [{"a": [1]}, {"b": [2]}]}', '{"b": 2}')
    assert status == 0
    assert stdout.splitlines()[:4] == [
        "missed  choice 1 of 2 of $or",
        "  missed  a  wanted: one of 1  came: nothing",
        "met     choice 2 of 2 of $or",
        "  met     b  wanted: one of 2  came: 2",
    ]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ('{"a": [{"prefix": 1}]}', "a[0].prefix: prefix match pattern must be a string"),
        ('{"not": closed}', "line: 1, column: 15]"),
        ("[]", "Filter is not an object"),
        ('"text"', "Filter is not an object"),
        ('{"a":' * 200 + "[1]" + "}" * 200, "deep"),
    ],
)
def test_a_refused_pattern_is_one_sentence_with_its_place(pattern, sentence):
    status, stdout, stderr = pair(pattern, "{}")
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)
    assert stderr.startswith("The pattern is refused: ")
    assert sentence in stderr


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ('{"a": oops}', "The event is not JSON"),
        ("[]", "The event must be a JSON object."),
        ("[" * 2000, "deeper than 500 levels"),
    ],
)
def test_a_refused_event_is_one_sentence(event, sentence):
    status, stdout, stderr = pair(PAYMENT, event)
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)
    assert sentence in stderr


def test_arguments_may_name_files(tmp_path):
    (tmp_path / "pattern.json").write_text(PAYMENT)
    (tmp_path / "event.json").write_text(CREATED)
    assert pair(str(tmp_path / "pattern.json"), str(tmp_path / "event.json"))[0] == 0


def test_an_argument_after_white_space_is_json():
    assert pair(f"\n  {PAYMENT}", CREATED)[0] == 0


def test_one_of_them_may_come_from_standard_input():
    assert pair(PAYMENT, "-", stdin=CREATED.encode())[0] == 0
    assert pair("-", PAID, stdin=PAYMENT.encode())[0] == 1


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--pattern", PAYMENT],
        ["--event", PAID],
        ["--pattern", "-", "--event", "-"],
        ["--cases", "-", "--pattern", PAYMENT],
        ["--pattern", "missing/file", "--event", "{}"],
        ["--pattern", ".", "--event", "{}"],
        ["--cases", "missing/file"],
        ["--unknown"],
    ],
)
def test_what_cannot_be_used_is_one_sentence(argv):
    status, stdout, stderr = match(*argv)
    assert (status, stdout, len(stderr.splitlines())) == (2, "", 1)


def test_a_file_that_is_no_text_is_one_sentence(tmp_path):
    (tmp_path / "pattern").write_bytes(b'{"a": "\xff"}')
    status, _, stderr = pair(str(tmp_path / "pattern"), "{}")
    assert (status, stderr) == (2, f"Cannot use {tmp_path / 'pattern'}: byte 7 is not UTF-8.\n")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_a_file_without_an_end_is_one_sentence():
    status, _, stderr = pair("/dev/zero", "{}")
    assert (status, "bytes" in stderr) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence():
    with Path("/dev/full").open("w", buffering=1) as full:
        stderr = io.StringIO()
        argv = ["match", "--pattern", PAYMENT, "--event", PAID]
        assert main(argv, io.BytesIO(), full, stderr) == 2
        assert stderr.getvalue() == "Cannot write the answer: No space left on device.\n"
        full.buffer.raw.close()


def test_what_would_move_the_cursor_is_escaped():
    _, stdout, _ = pair('{"a\\u001b[2J\\n": ["x"]}', '{"a\\u001b[2J\\n": "\\u202e"}')
    assert "\x1b" not in stdout
    assert "\u202e" not in stdout
    assert len(stdout.splitlines()) == 2


def test_a_narrow_terminal_gets_escapes():
    stdout = Narrow()
    assert pair('{"a": ["é"]}', '{"a": "é"}', stdout=stdout)[0] == 0
    assert "\\xe9" in stdout.getvalue()


def test_cases_get_a_line_each():
    status, found, _ = answers(
        {"name": "takes", "pattern": {"a": [1]}, "event": {"a": 1}},
        {"name": "misses", "pattern": {"a": [1]}, "event": {"a": 2}},
        {"name": "refused", "pattern": {"a": []}, "event": {}},
    )
    assert status == 0
    assert [(each["name"], each["result"]) for each in found] == [
        ("takes", True),
        ("misses", False),
        ("refused", "InvalidEventPattern"),
    ]
    assert found[1]["reason"] == "`a` is 2; the pattern wants 1."
    assert found[2]["reason"] == "Empty arrays are not allowed"


def test_the_text_of_a_case_wins():
    case = {
        "pattern": {"a": [1]},
        "pattern_text": '{"a": [2]}',
        "event": {},
        "event_text": '{"a": 2}',
    }
    assert answers(case)[1][0]["result"] is True


def test_an_event_that_is_none_is_an_answer():
    status, (found,), _ = answers({"name": 7, "pattern": {"a": [1]}, "event_text": "oops"})
    assert (status, found["name"], found["result"]) == (0, 7, "InvalidEvent")


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "5",
        '{"pattern": {"a": [1]}}',
        '{"event": {}}',
        '{"pattern_text": 5, "event": {}}',
        "[" * 100_000,
        "1" * 5000,
    ],
)
def test_a_line_that_is_no_case_is_named_and_the_others_are_answered(line):
    good = {"name": "good", "pattern": {"a": [1]}, "event": {"a": 1}}
    status, found, stderr = answers(good, line, good)
    assert (status, [each["name"] for each in found]) == (2, ["good", "good"])
    assert stderr.startswith("Line 2 is no case: ")
    assert len(stderr.splitlines()) == 1


def test_nothing_where_cases_are_meant_is_refused():
    assert answers() == (2, [], "There is no case in standard input.\n")


def test_a_case_without_a_name_gets_its_line():
    assert answers({"pattern": {"a": [1]}, "event": {}})[1][0]["name"] == "line 1"


def test_a_deep_event_is_answered():
    event = '{"a":' * 400 + "1" + "}" * 400
    case = '{"name": "deep", "pattern": {"a": [1]}, "event": ' + event + "}"
    assert answers(case)[1][0]["result"] in (False, "InvalidEvent")


@settings(max_examples=examples(60), deadline=None)
@given(st.text(), st.text())
def test_any_text_is_an_answer_or_a_sentence(pattern, event):
    status, stdout, stderr = pair(f"{{{pattern}", f"{{{event}")
    assert status in (0, 1, 2)
    assert len((stdout + stderr).splitlines()) >= 1
