"""A pattern as it is typed, the event it is tried on, and what it would have taken."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidRequest
from eda_core.domain.events import MalformedRecord
from eda_core.presentation.rules.json_layout import (
    laid_out,
    on_one_line,
    span_of_path,
    span_of_position,
)
from eda_core.presentation.rules.pattern_playground import (
    CHOSEN,
    LONGEST_PATTERN,
    NEWEST,
    NEWEST_TAKEN,
    editor,
    event_to_try,
    read_pattern,
    refusal_answer,
    taken_list,
    try_out,
)
from eda_core.read_model.event_search import EventFilter, PatternQuery

BIG = '{"detail": {"amount": [{"numeric": [">", 500]}]}}'
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=5), below),
    max_leaves=15,
)


def taken(room, pattern):
    read = read_pattern(pattern)
    return taken_list(read, room.model.taken_by(read.query), "")


def marked(text):
    span = read_pattern(text).problem.span
    return text[slice(*span)]


def test_a_good_pattern_has_no_problem():
    assert read_pattern(BIG).problem is None


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ('{"a": ["x", {"prefix": 5}]}', "a[1].prefix", '"prefix"'),
        ('{"a": {"b": [1]}, "b": []}', "b", '"b"'),
        ('{"a": [[1]]}', "a[0]", "["),
        ('{"a": [{"anything-but": ["x", null]}]}', "a[0].anything-but", '"anything-but"'),
        ('{"\\u0061": []}', "a", '"\\u0061"'),
        ('{"a": closed}', "line 1, column 13", "closed"),
        ('{\n "a": [1] "b": 2}', "line 2, column 11", '"'),
        ("[]", "line 1, column 2", "]"),
    ],
)
def test_a_fault_is_marked_at_its_place(text, place, part):
    assert (read_pattern(text).problem.place, marked(text)) == (place, part)


def test_a_problem_leaves_out_the_quoted_source():
    sentence = read_pattern('{"a": closed}').problem.sentence
    assert "[Source" not in sentence
    assert sentence.startswith("Unrecognized token 'closed'")


def test_the_place_is_that_of_the_pattern_and_not_of_what_it_quotes():
    text = '{"line: 7, column: 8]": closed}'
    assert read_pattern(text).problem.place == "line 1, column 31"


def test_a_long_pattern_is_refused_with_a_sentence():
    problem = read_pattern(" " * (LONGEST_PATTERN + 1)).problem
    assert problem.sentence == "A pattern has at most 4096 characters; this one has 4097."


def test_a_pattern_of_many_branches_is_not_tried_on_the_log():
    choices = [{f"c{number}": [1]} for number in range(20)]
    read = read_pattern(json.dumps({"$or": choices, "x": {"$or": choices}}))
    assert read.pattern is not None
    assert read.query is None
    assert "not tried on the whole log" in taken_list(read, None, "")["title"]


def test_a_refused_rule_is_told_with_its_place():
    fault = read_pattern('{"a": []}').problem
    assert fault.place == "a"
    assert refusal_answer(InvalidRequest("ValidationException", "No."), BIG).text == "No."


@pytest.mark.parametrize(
    ("choice", "sequence"), [(NEWEST, "6"), (NEWEST_TAKEN, "4"), (CHOSEN, "1")]
)
def test_an_event_is_taken_from_the_log(room, choice, sequence):
    room.place(101, 100)
    room.place(102, 900)
    created = '{"detail-type": ["OrderCreated"]}'
    fitting = room.model.taken_by(read_pattern(created).query).found.records
    newest = room.model.find(EventFilter()).records
    assert event_to_try(choice, newest, fitting, room.model.record(1)).origin == sequence


@pytest.mark.parametrize("choice", [NEWEST, NEWEST_TAKEN, CHOSEN])
def test_without_an_event_there_is_a_hint(choice):
    event = event_to_try(choice, (), (), None)
    assert event.hint
    assert event.text == ""


def test_what_is_no_event_is_not_tried():
    malformed = MalformedRecord(1, 0, "nonsense", "Not JSON.")
    assert event_to_try(NEWEST, (malformed,), (), None).hint


def test_a_verdict_says_match_or_no_match():
    assert try_out(BIG, '{"detail": {"amount": 900}}')[0]["word"] == "match"
    assert try_out(BIG, '{"detail": {"amount": 100}}')[0]["word"] == "no match"


def test_a_pattern_of_very_many_branches_gets_a_verdict_without_the_reason():
    choices = [{f"c{number}": [1]} for number in range(20)]
    pattern = json.dumps({"$or": choices, "x": {"$or": choices}})
    verdict, _ = try_out(pattern, '{"c3": 1, "x": {"c4": 1}}')
    assert (verdict["word"], verdict["fields"]) == ("match", [])
    assert "400 branches" in verdict["sentence"][0][0]


def test_an_event_that_is_none_is_marked_at_its_place():
    verdict, problem = try_out(BIG, '{"a": 1,\n"b" 2}')
    assert verdict["empty"]
    assert (problem.place, problem.span) == ("line 2, column 5", (13, 14))


def test_an_event_without_an_object_has_a_problem_without_a_place():
    assert try_out(BIG, "[]")[1].place == ""


def test_an_editor_is_given_the_place_of_the_problem():
    data = editor("Pattern", "[]", "1", read_pattern("[]").problem)
    assert (data["place"], data["span"]) == ("line 1, column 2", (1, 2))


def test_what_a_pattern_would_have_taken_is_counted(room):
    room.place(101, 100)
    room.place(102, 900)
    found = taken(room, BIG)
    assert found["title"] == "Would have taken 2 of 6 events"
    assert [row["detail_type"] for row in found["rows"]] == ["OrderCancelled", "OrderCreated"]


def test_a_pattern_goes_on_taking_what_comes_later(room):
    taken(room, BIG)
    room.place(102, 900)
    assert taken(room, BIG)["title"] == "Would have taken 2 of 3 events"


def test_a_first_look_stops_at_the_newest(room, monkeypatch):
    monkeypatch.setattr("eda_core.read_model.reading.MOST_TRIED", 2)
    room.place(102, 900)
    assert taken(room, BIG)["title"] == "Would have taken 1 of the newest 2 events"


def test_a_pattern_is_tried_on_the_log_once(room, monkeypatch):
    room.place(102, 900)
    taken(room, BIG)
    monkeypatch.setattr(PatternQuery, "takes", lambda *_: pytest.fail("looked again"))
    assert taken(room, BIG)["title"].startswith("Would have taken 2")


@pytest.mark.parametrize("pattern", ["", "5", "null", '"x"', "{", "[" * 4000, "\ud800", "\x00"])
def test_any_text_is_a_pattern_or_a_problem(pattern):
    read = read_pattern(pattern)
    assert read.problem is not None
    assert read.problem.sentence


@given(st.text(alphabet='{}[]",:\\ ab1\n\u20ac\U0001f600'))
def test_a_marked_part_lies_in_the_text(text):
    problem = read_pattern(text).problem
    start, end = (problem and problem.span) or (0, 0)
    assert 0 <= start <= end <= len(text)


@given(JSON, st.integers(1, 60))
def test_laying_out_changes_white_space_only(value, width):
    text = json.dumps(value)
    assert json.loads(laid_out(text, width)) == value
    assert json.loads(on_one_line(laid_out(text, width))) == value


@given(st.text())
def test_any_text_can_be_laid_out_and_searched(text):
    assert laid_out(text, 40) is not None
    assert span_of_path(text, "a[0]") is None or "a" in text
    assert span_of_position(text, 3, 5)[1] <= len(text)


def test_names_that_are_repeated_stay():
    assert on_one_line('{"a":[1],"a":[3e2]}') == '{"a": [1], "a": [3e2]}'


def test_what_fits_stays_on_a_line():
    assert laid_out('{"a":["x"],"b":{"c":[1]}}', 20) == '{\n  "a": ["x"],\n  "b": {"c": [1]}\n}'
