"""A stranger's file is refused with the place of its fault; nothing in it is run or kept."""

import gzip
import io
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidRecording
from eda_core.read_model import ReadModel
from eda_core.recordings import archive, read_recording, recorded_backend, recordings_in, take_in
from eda_core.recordings.shelf import keep_recording, open_recording
from tests.unit.recordings.conftest import opened


def lines_of(data):
    return gzip.decompress(data).decode("ascii").splitlines()


def packed(lines):
    return gzip.compress("\n".join(lines).encode())


def changed_head(recorded, **parts):
    head, *rest = lines_of(recorded)
    return packed([json.dumps(json.loads(head) | parts), *rest])


def act(**parts):
    known = {"name": "A", "fromMs": 1, "untilMs": 2, "plannedS": 0, "page": "live"}
    return known | {"show": {}, "notes": []} | parts


FAULTY_HEADS = [
    ({"version": 2}, "Version 2"),
    ({"format": "zip"}, "no recording"),
    ({"acts": [act(page="connection")]}, "acts[0].page"),
    ({"acts": [act(show={"endpoint": "http://169.254.169.254"})]}, "acts[0].show"),
    ({"acts": [act(show={"order": 7})]}, "acts[0].show.order"),
    ({"acts": [act(notes=[{"kind": "run", "text": "rm"}])]}, "acts[0].notes[0].kind"),
    ({"acts": [act()] * 201}, "acts"),
    ({"untilMs": 10**40}, "untilMs"),
    ({"code": "import os"}, "code"),
    ({"stack": {"rules": [], "definition": "{", "idempotent": False, "lateMs": 1}}, "stack"),
]


@pytest.mark.parametrize(("parts", "place"), FAULTY_HEADS)
def test_a_head_that_is_not_to_the_schema_is_refused_with_its_place(recorded, parts, place):
    with pytest.raises(InvalidRecording) as refusal:
        opened(changed_head(recorded, **parts))
    assert place in str(refusal.value)


RULE = {"Name": "r", "EventPattern": "{}", "Target": {"Kind": "queue", "Name": "q"}}
SENTENCES = [
    ({"title": ""}, "title: It is empty."),
    ({"title": 5}, "title: It must be a text, not 5."),
    ({"title": "x" * 81}, f'title: It is longer than 80 characters: "{"x" * 59}….'),
    ({"lastsS": None}, "lastsS: It must be a whole number, not null."),
    ({"untilMs": -1}, "untilMs: It must be 0 or more, not -1."),
    ({"untilMs": 10**40}, "untilMs: It must be at most 99999999999999."),
    ({"reported": ["deliveries"] * 2}, "reported: It has one twice."),
    ({"acts": [act()] * 201}, "acts: It has 201; 200 are allowed."),
    ({"acts": [act(show={"room": "x"})]}, 'acts[0].show: An act cannot set "room" of an address.'),
    ({"acts": [act(notes=None)]}, "acts[0].notes: It must be a list, not null."),
    (
        {"acts": [act(notes=[{"kind": "run", "text": "rm"}])]},
        'acts[0].notes[0].kind: It must be one of "say", "ask", "do", "watch for", "if it fails", '
        'not "run".',
    ),
    ({"acts": [act(notes=[{"text": "rm"}])]}, 'acts[0].notes[0]: It has no "kind".'),
    (
        {"stack": {"rules": [RULE], "definition": "{}", "idempotent": False, "lateMs": 1}},
        'stack.rules[0].Target.Kind: It must be one of "log-group", "state-machine", "function", '
        'not "queue".',
    ),
]


@pytest.mark.parametrize(("parts", "sentence"), SENTENCES)
def test_what_is_wrong_with_a_head_is_a_sentence_with_its_whole_place(recorded, parts, sentence):
    with pytest.raises(InvalidRecording) as refusal:
        opened(changed_head(recorded, **parts))
    assert str(refusal.value) == f"Line 1, {sentence}"


def test_a_head_with_many_names_that_are_not_known_is_named_by_the_first(recorded):
    with pytest.raises(InvalidRecording) as refusal:
        opened(changed_head(recorded, **{f"code-{at}": 1 for at in range(1000)}))
    assert 'It has "code-0", "code-1", ' in str(refusal.value)
    assert len(str(refusal.value)) < 400


FAULTY_LINES = [
    '{"log":1}',
    "[]",
    '["exec","os"]',
    '["log",-1,"x"]',
    '["log",1e400,"x"]',
    '["log",1,2]',
    '["step",1,"NO_STEP","e","r","t",1,"",null,false]',
    '["change",1,"x",[{"Name":1}],"{}",false]',
    '["items",true,[]]',
    '["items",101,["x"]]',
    '["execution",{}]',
    "[" * 5000,
]


STEP = ["step", 1, "RULE_MATCH", "e", "r", "t", 1, "", None, True]


def test_steps_known_from_a_bus_log_and_taken_back_are_read_as_they_were(recorded):
    head, *_ = lines_of(recorded)
    known = [*STEP[:-1], False, True, 0]
    recording = opened(packed([head, *map(json.dumps, (STEP, [*STEP, False, 1], known))]))
    told = [(each.inferred, each.bus_log, each.takes_back) for each in recording.deliveries]
    assert told == [(True, False, 0), (True, False, 1), (False, True, 0)]
    ReadModel(recorded_backend(recording), recording.head.stack()).refresh()


@pytest.mark.parametrize(
    "later", [[*STEP, False, 2], [*STEP, False, 3], [*STEP, True, 1], [*STEP, False, -1]]
)
def test_only_an_earlier_step_that_says_the_same_can_be_taken_back(recorded, later):
    head, *_ = lines_of(recorded)
    with pytest.raises(InvalidRecording, match="Line 3: A step can only take back one before it"):
        opened(packed([head, json.dumps(STEP), json.dumps(later)]))


@pytest.mark.parametrize("line", FAULTY_LINES)
def test_a_faulty_line_is_refused_with_its_number(recorded, line):
    head, *_ = lines_of(recorded)
    with pytest.raises(InvalidRecording, match="Line 2"):
        opened(packed([head, line]))


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_refused(data):
    for file in (data, zlib.compress(data), gzip.compress(data)):
        with pytest.raises(InvalidRecording):
            read_recording(io.BytesIO(file))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)
KINDS = st.sampled_from(["log", "step", "message", "change", "failed", "execution", "items"])


@given(st.lists(st.tuples(KINDS, st.lists(JSON, max_size=11)), max_size=4))
def test_lines_of_any_values_are_refused_or_shown(recorded, lines):
    head = lines_of(recorded)[0]
    data = packed([head, *(json.dumps([kind, *values]) for kind, values in lines)])
    try:
        recording = opened(data)
    except InvalidRecording:
        return
    ReadModel(recorded_backend(recording), recording.head.stack()).refresh()


def test_a_file_that_unpacks_to_more_than_is_allowed_is_refused(recorded, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 10_000)
    with pytest.raises(InvalidRecording, match="larger"):
        opened(recorded)


def test_what_is_taken_in_is_kept_only_if_it_is_whole(recorded, tmp_path):
    with pytest.raises(InvalidRecording):
        take_in(tmp_path, "broken", [recorded[:500]])
    with pytest.raises(InvalidRecording, match="name"):
        take_in(tmp_path, "../up", [recorded])
    assert recordings_in(tmp_path) == ()
    taken = take_in(tmp_path, "demo", [recorded[:500], recorded[500:]])
    assert [each.name for each in recordings_in(tmp_path)] == ["demo"]
    with pytest.raises(InvalidRecording, match="already"):
        keep_recording(tmp_path, "demo", taken)


@pytest.mark.parametrize("text", [b'{"version":"0","detail-type":"A"}', b"", b"PK"])
def test_a_file_that_is_not_packed_as_recordings_are_is_said_to_be_none(tmp_path, text):
    with pytest.raises(InvalidRecording, match="no recording"):
        take_in(tmp_path, "log", [text])


def test_a_recording_that_was_unpacked_is_taken_in_and_packed_again(recorded, tmp_path):
    text = gzip.decompress(recorded)
    take_in(tmp_path, "demo", [text[:5000], text[5000:]])
    assert (tmp_path / f"demo{archive.SUFFIX}").read_bytes() == recorded


def test_of_one_that_was_unpacked_the_line_at_fault_is_named(recorded, tmp_path):
    with pytest.raises(InvalidRecording, match=r"Line \d+ is not JSON"):
        take_in(tmp_path, "demo", [gzip.decompress(recorded)[:-9]])
    assert recordings_in(tmp_path) == ()


def test_where_a_log_is_taken_in_is_said(tmp_path):
    with pytest.raises(InvalidRecording, match="A log is taken in on the Event log"):
        take_in(tmp_path, "log", [b'{"version":"0","detail-type":"A"}'])
    with pytest.raises(InvalidRecording, match="or it is damaged"):
        take_in(tmp_path, "log", [gzip.compress(b"{}" * 9000)[:-12]])


def test_a_recording_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidRecording, match="no recording other"):
        open_recording(tmp_path, "other")
