import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.log_files import BadRow, LogRow, json_stream, lines_export, read_rows
from eda_core.log_files import rows as row_lines
from eda_core.log_files.json_stream import elements
from eda_core.log_files.rows import lines

MS = 1_769_860_800_123
ENVELOPE = {
    "version": "0",
    "id": "1",
    "detail-type": "OrderCreated",
    "source": "order-service",
    "time": "2026-01-31T12:00:00Z",
    "detail": {"id": 1, "amount": 2},
}
MESSAGE = json.dumps(ENVELOPE)


def rows(text, size=7):
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_rows(data[at : at + size] for at in range(0, len(data), size)))


FILTERED = {
    "events": [
        {
            "logStreamName": "s",
            "timestamp": MS - 123,
            "message": MESSAGE,
            "ingestionTime": MS,
            "eventId": "1",
        }
    ],
    "searchedLogStreams": [],
}
INSIGHTS = {
    "queryLanguage": "CWLI",
    "results": [
        [
            {"field": "@timestamp", "value": "2026-01-31 12:00:00.123"},
            {"field": "@message", "value": MESSAGE},
            {"field": "@ptr", "value": "Cm8="},
        ]
    ],
    "statistics": {"recordsMatched": 1.0},
    "status": "Complete",
}
FORMS = {
    "our lines": json.dumps({"ingestionTime": MS, "message": MESSAGE}),
    "filter-log-events": json.dumps(FILTERED, indent=4),
    "filter-log-events on one line": json.dumps(FILTERED),
    "get-query-results": json.dumps(INSIGHTS, indent=4),
    "console JSON": json.dumps([{"@timestamp": "2026-01-31 12:00:00.123", "@message": ENVELOPE}]),
    "ISO time with zone": json.dumps(
        [{"timestamp": "2026-01-31T13:00:00.123+01:00", "message": MESSAGE}]
    ),
    "milliseconds as text": json.dumps([{"@timestamp": str(MS), "@message": MESSAGE}]),
    "two documents": json.dumps({"events": []}) + "\n" + json.dumps(FILTERED),
}


@pytest.mark.parametrize("form", FORMS)
def test_reader_reads_the_form(form):
    (row,) = rows(FORMS[form])
    assert (row.ingested_ms, json.loads(row.message)) == (MS, ENVELOPE)


def test_reader_takes_a_bare_envelope_by_its_own_time():
    (row,) = rows(MESSAGE)
    assert (row.ingested_ms, json.loads(row.message)) == (MS - 123, ENVELOPE)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_reader_reads_an_insights_table(mark):
    text = io.StringIO()
    table = csv.writer(text)
    table.writerows([("@timestamp", "@message"), ("2026-01-31 12:00:00.123", MESSAGE)])
    assert rows(mark + text.getvalue()) == [LogRow(MS, MESSAGE)]


def test_reader_reads_a_message_of_many_lines_from_a_table():
    text = '@message,@timestamp\r\n"a\r\n""b""",1769860800123\r\n'
    assert rows(text) == [LogRow(MS, 'a\n"b"')]


def test_ingestion_time_counts_before_the_timestamp():
    assert rows(json.dumps(FILTERED))[0].ingested_ms == MS


BAD = {
    "not json": ("nonsense", "Not JSON"),
    "cut": ('{"ingestionTime": 1, "mess', "ends within"),
    "cut in its text": ('{"message": "m', "ends within"),
    "a control character": (
        '{"message": "a\x01"}',
        "a control character is not escaped at character 15.",
    ),
    "no object": ("12", "Not an object."),
    "a text": ('"text"', "A text without a time."),
    "no message": ('{"timestamp": 1}', "No message."),
    "no time": ('{"message": "m"}', "says when"),
    "an event without a time": ('{"detail-type": "T"}', "no `time`"),
    "no such date": ('{"timestamp": "yesterday", "message": "m"}', "must be a time"),
    "time that is no number": ('{"timestamp": true, "message": "m"}', "must be a time"),
    "time before 1970": ('{"timestamp": -1, "message": "m"}', "from 1970 to 9999"),
    "time after 9999": ('{"timestamp": 1e300, "message": "m"}', "from 1970 to 9999"),
    "nested without end": ("[" * 50_000, "ends within"),
    # Deeper than any Python reads: 3.14 goes as deep as its stack of some MiB takes it.
    "deep": ('{"message":' + "[" * 400_000 + "]" * 400_000 + "}", "Not JSON"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_says_why(case):
    text, reason = BAD[case]
    (row,) = rows(text, 4096)
    assert isinstance(row, BadRow)
    assert reason in row.reason


def test_a_line_cut_off_before_the_end_of_the_file_is_not_said_to_be_the_end():
    first, cut, last = rows(
        '{"timestamp": 1, "message": "m"}\n{"ti\n{"timestamp": 1, "message": "m"}'
    )
    assert isinstance(cut, BadRow)
    assert (cut.number, cut.reason) == (2, "The line ends within it.")
    assert isinstance(first, LogRow)
    assert isinstance(last, LogRow)


def test_what_is_nested_too_deep_is_said_in_no_words_of_pythons():
    text, _ = BAD["deep"]
    (row,) = rows(text, 4096)
    assert row.reason == "Not JSON: it is nested too deep."


def test_a_bad_element_does_no_harm_to_the_next():
    good = {"timestamp": MS, "message": "m"}
    text = f'{{"events": [{json.dumps(good)}, {{"timestamp": nonsense}}, 5, {json.dumps(good)}]}}'
    assert [type(row) for row in rows(text)] == [LogRow, BadRow, BadRow, LogRow]


def test_a_bad_row_names_its_line():
    assert rows('{"timestamp": 1, "message": "m"}\n\nnonsense\n')[1].number == 3


def test_a_document_that_ends_early_keeps_what_came_before():
    whole = json.dumps({"events": FILTERED["events"] * 2})
    first, last = rows(whole[:-40])
    assert isinstance(first, LogRow)
    assert "ends within" in last.reason


def test_a_line_that_is_too_long_is_skipped(monkeypatch):
    monkeypatch.setattr(row_lines, "LONGEST", 50)
    pieces = lines(["a\n" + "x" * 30, "x" * 30 + "\nb"])
    assert [fault[:6] for _, _, fault in pieces] == ["", "Longer", ""]


@pytest.fixture
def short(monkeypatch):
    """Values longer than 150 characters are entered, longer than 400 refused."""
    for name, size in {"WHOLE": 150, "LONGEST": 400, "PIECE": 10}.items():
        monkeypatch.setattr(json_stream, name, size)


def test_an_element_that_is_too_long_is_skipped(short):
    found = list(elements(["[1,", '"' + "x" * 460 + "]", '\\\\",', ' "y",2]']))
    assert [fault[:6] for _, fault in found] == ["", "Longer", "", ""]
    assert [value for value, fault in found if not fault] == [1, "y", 2]


@pytest.mark.parametrize("size", [1, 7, 40])
def test_a_long_page_is_entered_and_what_is_beside_it_left(short, size):
    page = {"tokens": ["t", {"events": [0]}], "events": [*range(30)], "after": {"x": [9] * 9}}
    text = json.dumps([page, page], indent=1)
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    assert [value for value, _ in elements(pieces)] == [*range(30)] * 2


def test_a_broken_element_ends_where_the_next_begins_alike():
    texts = ['[\n {"a": "1,\n  "b": 2},\n {"a": 2},\n {"a": 3}\n]']
    found = list(elements(texts))
    assert [bool(fault) for _, fault in found] == [True, False, False]


@given(st.lists(st.one_of(st.text(), st.integers(), st.lists(st.text()))), st.integers(1, 9))
def test_elements_are_those_of_the_array(values, size):
    text = json.dumps(values, indent=1)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("WHOLE", "PIECE"):
            patch.setattr(json_stream, name, 4)
        pieces = elements(text[at : at + size] for at in range(0, len(text), size))
        found = [value for value, _ in pieces]
    assert found in (values, [values])


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_stop_the_reader(data, size):
    assert all(isinstance(row, LogRow | BadRow) for row in rows(data, size))


@given(st.text(alphabet='[]{},:"\\ \n1a@message', max_size=200))
def test_no_text_stops_the_reader(text):
    assert all(isinstance(row, LogRow | BadRow) for row in rows(text))


def test_a_page_on_a_line_may_be_longer_than_a_line(monkeypatch):
    monkeypatch.setattr(row_lines, "LONGEST", 1000)
    pages = [json.dumps({"events": FILTERED["events"] * count}) for count in (0, 1, 9)]
    assert [type(row) for row in rows("\n".join(pages))] == [LogRow] * 10


def test_our_export_is_read_again(log):
    read = rows(lines_export(log).content, 1000)
    assert [(row.ingested_ms, row.message) for row in read] == [
        (r.ingested_ms, r.text) for r in log
    ]
