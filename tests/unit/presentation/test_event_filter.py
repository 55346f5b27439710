import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.events import LogRecord, MalformedRecord, event_from_envelope
from eda_core.presentation.log.event_filter import (
    INPUTS,
    MOST_EXPORTED,
    NOT_AN_EVENT,
    TakenFor,
    bad_rows_title,
    export_name,
    export_sentence,
    found_note,
    imported_sentence,
    moment_from,
    pattern_label,
    presets,
    search_example,
    size_text,
    wanted_from,
)
from eda_core.presentation.order.envelope_fields import MAX_VALUE, envelope_fields
from eda_core.read_model.event_search import EventFilter, SearchResult, Taken
from eda_core.stack import demo_stack
from tests.definitions import stack_with_rule

STACK = demo_stack()
DAY = 1_769_817_600_000
LAST = DAY + 12 * 3_600_000


def wanted(**inputs):
    return wanted_from({f"filter-{name}": value for name, value in inputs.items()}, LAST)


def test_nothing_typed_asks_for_everything():
    assert wanted_from({}, LAST).is_everything
    assert wanted(source="all", type="all", text="  ").is_everything


def test_each_input_becomes_a_part_of_the_filter():
    found = wanted(order="101", source="s", type="T", text="x detail.amount>5").filter
    assert (found.order, found.source, found.detail_type, found.text) == (101, "s", "T", "x")
    assert found.terms[0].path == ("detail", "amount")


def test_a_text_is_looked_for_as_it_was_typed():
    assert wanted(text="a  b").filter.text == "a  b"


def test_what_is_no_event_can_be_asked_for():
    assert wanted(source=NOT_AN_EVENT).filter == EventFilter(malformed=True)


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("10:02", DAY + 36_120_000),
        ("10:02:03", DAY + 36_123_000),
        ("10:02:03.12", DAY + 36_123_120),
        ("2026-01-31T12:00:00Z", 1_769_860_800_000),
        ("2026-01-31 12:00", 1_769_860_800_000),
        ("2026-01-31T13:00:00+01:00", 1_769_860_800_000),
        ("24:00", None),
        ("10:60", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_is_read(text, at_ms):
    assert moment_from(text, LAST) == at_ms


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"order": "A7"}, "An order is a number"),
        ({"from": "soon"}, "A time looks like"),
        ({"before": "soon"}, "A time looks like"),
        ({"pattern": "{"}, "The pattern"),
        ({"pattern": '{"source": 5}'}, "The pattern, source: "),
        ({"pattern": "x" * 5000}, "at most 4096"),
    ],
)
def test_what_cannot_be_read_says_so_and_lets_everything_through(inputs, words):
    found = wanted(**inputs)
    assert words in found.problems[0]
    assert found.is_everything


@given(st.fixed_dictionaries({}, optional={name: st.text(max_size=40) for name in INPUTS}))
def test_any_address_makes_a_filter(inputs):
    hash(wanted_from(inputs, LAST).filter)


@pytest.mark.parametrize("name", presets(STACK))
def test_a_preset_can_be_read(name):
    assert wanted_from(presets(STACK)[name], LAST).problems == ()


@pytest.mark.parametrize(
    ("comparison", "name", "text"),
    [
        ("NumericGreaterThan", "Over the limit", "detail.amount>400"),
        ("NumericGreaterThanEquals", "Over the limit", "detail.amount>=400"),
        ("NumericLessThan", "Under the limit", "detail.amount<400"),
        ("NumericLessThanEquals", "Under the limit", "detail.amount<=400"),
    ],
)
def test_a_preset_is_for_the_limit_in_force(comparison, name, text):
    stack = stack_with_rule({comparison: 400})
    assert presets(stack)[name]["filter-text"] == text
    assert search_example(stack) == f"text, or a field: {text} source:order"


def test_without_a_limit_there_is_no_preset_for_it():
    stack = stack_with_rule({"StringEquals": "a lot"})
    assert list(presets(stack)) == ["Cancelled", "Payments", "Not an event"]


def taken(shown, total, looked_at, records):
    return Taken(SearchResult([None] * shown, total), looked_at, records)


@pytest.mark.parametrize(
    ("found", "typed", "note"),
    [
        (taken(5, 5, 5, 5), {}, "5 in the log · UTC"),
        (taken(200, 300, 300, 300), {}, "newest 200 of 300 in the log · UTC"),
        (taken(2, 2, 10, 10), {"text": "x"}, "2 that fit, of 10 · UTC"),
        (taken(2, 2, 5, 10), {"text": "x"}, "2 that fit, searched 5 of 10 so far"),
    ],
)
def test_the_note_says_how_much_was_found(found, typed, note):
    assert found_note(found, wanted(**typed)) == note


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (taken(0, 0, 5, 5), "Nothing fits"),
        (taken(2, 2, 5, 5), "The 2 that fit"),
        (taken(0, 0, 5, 9), "What fits, at most"),
        (taken(2, MOST_EXPORTED + 1, 9, 9), "The newest 100"),
    ],
)
def test_the_export_says_what_it_holds(found, words):
    assert export_sentence(found).startswith(words)


def test_a_file_is_named_for_its_world_and_time():
    name = export_name("Imported log ../a", 1_769_860_800_000, "csv")
    assert name == "imported-log-a-20260131T120000.csv"
    assert export_name("…", None, "csv") == "log.csv"


def test_an_import_says_what_came_of_it():
    export = TakenFor(("S3 export",), 12, 3021, [(2, "control messages")])
    assert imported_sentence("a", export, 3021, 0, 0) == (
        "3\u202f021 records imported as a: "
        "S3 export, 12 files, 3\u202f021 events, 2 control messages left out."
    )
    several = TakenFor(("CSV", "bare events"), 1, 1)
    assert str(several) == "CSV and bare events, 1 event"
    assert "2 of them are no events" in imported_sentence("a", several, 9, 2, 0)
    assert "1 row is no log event" in imported_sentence("a", several, 9, 0, 1)


def test_a_list_of_bad_rows_says_how_many_there_are():
    assert bad_rows_title(1, 1) == "1 bad row"
    assert bad_rows_title(500, 100) == "The first 100 of 500 bad rows"


def test_sizes_are_readable():
    assert [size_text(n) for n in (12, 12_345, 12_345_678)] == ["12 B", "12.3 kB", "12.3 MB"]


ENVELOPE = {
    "version": "0",
    "id": "1",
    "detail-type": "PaymentFailed",
    "source": "payment-service",
    "account": "123456789012",
    "time": "2026-01-31T12:00:00Z",
    "region": "us-east-1",
    "resources": [
        "arn:aws:states:us-east-1:1:stateMachine:eda-demo-payment-service",
        "arn:aws:states:us-east-1:1:execution:eda-demo-payment-service:x",
        "arn:other",
    ],
    "detail": {"id": 7, "amount": 900, "vip": True},
    "trace": "t",
}


def fields(**changed):
    record = LogRecord(5, 1_769_860_800_430, event_from_envelope(ENVELOPE | changed))
    groups = envelope_fields(record, STACK)["groups"]
    return {field["name"]: field for group in groups for field in group["fields"]}


def test_every_field_of_the_envelope_is_explained():
    explained = fields()
    names = {*ENVELOPE, *ENVELOPE["detail"], "record", "ingestionTime"} - {"resources", "detail"}
    assert names <= set(explained)
    assert all(field["meaning"] and field["origin"] for field in explained.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "time",
            "whole seconds: within one, it cannot tell what came first. The log received it 0.43 s",
        ),
        ("resources[0]", "The state machine that published it: eda-demo-payment-service"),
        ("resources[1]", "The execution that published it"),
        ("resources[2]", "What the event is about."),
        ("detail-type", "the payment was declined"),
        ("trace", "No field of an envelope we know"),
        ("vip", "nothing in this stack goes by it"),
        ("amount", "decides by it"),
    ],
)
def test_a_field_is_explained(name, words):
    assert words in fields()[name]["meaning"]


def test_a_log_that_is_behind_says_so():
    assert "behind" in fields(time="2026-01-31T12:00:05Z")["time"]["meaning"]


def test_an_order_that_is_none_says_so():
    assert "joins no order" in fields(detail={"id": None})["id"]["meaning"]


def test_a_long_value_is_cut_and_counted():
    value = fields(detail={"id": "x" * 10_000})["id"]["value"]
    assert len(value) < MAX_VALUE + 40
    assert "10000 characters" in value


def test_a_large_detail_is_cut_and_counted():
    explained = fields(detail={f"f{n}": n for n in range(100)})
    assert explained["…"]["value"] == "40 more fields"


def test_a_malformed_record_shows_its_text():
    (group,) = envelope_fields(MalformedRecord(1, 5, "<b>", "why"), STACK)["groups"]
    assert group["fields"][-1]["value"] == "<b>"
    assert "why" in group["fields"][-1]["meaning"]


def test_without_a_record_one_is_asked_for():
    assert envelope_fields(None, STACK)["empty"].startswith("Choose an event")


@pytest.mark.parametrize(
    ("text", "label"),
    [("", "Pattern"), ('{"source": ["a"]}', "Pattern ✓"), ('{"a":[1]', "Pattern: not readable")],
)
def test_the_button_says_whether_the_pattern_can_be_read(text, label):
    assert pattern_label(text) == label


def test_a_broken_pattern_gets_a_whole_sentence():
    (problem,) = wanted_from({"filter-pattern": '{"a":[1]'}, 0).problems
    assert problem.count("(") == problem.count(")")
    assert problem.endswith(".")
