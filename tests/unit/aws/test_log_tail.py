import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.aws.failures.sentences import AwsFailure, FailureKind
from eda_core.aws.reading.log_tail import MAX_PAGES, OVERLAP_MS, QUIET_MS, LogTail
from eda_core.domain.events import LogRecord, MalformedRecord
from tests.aws.scripted_log import GROUP, ScriptedLog, Written

START_MS = 1_769_860_800_000
EVENT = {"id": "e", "detail-type": "T", "source": "s", "time": "2026-01-31T12:00:00Z", "detail": {}}


def text(event_id="e"):
    return json.dumps(EVENT | {"id": event_id})


def at(number, seconds=0.0, late=0.0, content=None):
    timestamp_ms = START_MS + round(seconds * 1000)
    readable_ms = timestamp_ms + round(late * 1000)
    return Written(number, timestamp_ms, readable_ms, content or text(f"e{number}"))


def tail_of(log, groups=(GROUP,)):
    return LogTail(log.read_page, groups, START_MS - OVERLAP_MS)


def poll(tail, log, seconds):
    log.now_ms = START_MS + round(seconds * 1000)
    return tail.poll(log.now_ms)


def ids(records):
    return [record.event.id for record in records]


def test_tail_reads_what_is_there():
    log = ScriptedLog([at(1), at(2)])
    assert ids(poll(tail_of(log), log, 1)) == ["e1", "e2"]


def test_tail_numbers_records_from_1():
    log = ScriptedLog([at(1), at(2)])
    assert [record.sequence for record in poll(tail_of(log), log, 1)] == [1, 2]


def test_tail_goes_on_numbering_with_the_next_poll():
    log = ScriptedLog([at(1), at(2, seconds=2)])
    tail = tail_of(log)
    poll(tail, log, 1)
    assert [record.sequence for record in poll(tail, log, 3)] == [2]


def test_tail_keeps_the_time_of_ingestion():
    log = ScriptedLog([at(1, late=2)])
    (record,) = poll(tail_of(log), log, 3)
    assert record.ingested_ms == START_MS + 2000


def test_tail_reads_nothing_twice():
    log = ScriptedLog([at(1)])
    tail = tail_of(log)
    poll(tail, log, 1)
    assert poll(tail, log, 4) == []


def test_tail_reads_what_came_late():
    log = ScriptedLog([at(1, seconds=50), at(2, seconds=10, late=45)])
    tail = tail_of(log)
    assert ids(poll(tail, log, 51)) == ["e1"]
    assert ids(poll(tail, log, 56)) == ["e2"]


def test_tail_keeps_two_log_events_of_one_event():
    log = ScriptedLog([at(1, content=text("same")), at(2, content=text("same"))])
    assert ids(poll(tail_of(log), log, 1)) == ["same", "same"]


def test_tail_keeps_two_log_events_of_one_id_in_two_streams():
    log = ScriptedLog([at(1), at(1, seconds=1)])
    entries = [entry | {"logStreamName": name} for name, entry in _entries(log, "ab")]
    log.read_page = lambda **_: {"events": entries}
    assert len(LogTail(log.read_page, (GROUP,), START_MS).poll(START_MS)) == 2


def _entries(log, names):
    log.now_ms = START_MS + 60_000
    events = log.read_page(logGroupName=GROUP, startTime=0)["events"]
    return zip(names, events, strict=True)


def test_tail_asks_from_a_minute_before_the_newest():
    log = ScriptedLog([at(1, seconds=100)])
    tail = tail_of(log)
    poll(tail, log, 101)
    poll(tail, log, 104)
    assert log.calls[-1]["startTime"] == START_MS + 100_000 - OVERLAP_MS


def test_tail_of_a_quiet_log_asks_for_a_quarter_of_an_hour():
    log = ScriptedLog([at(1)])
    tail = tail_of(log)
    for hour in (1, 2):
        poll(tail, log, hour * 3600)
    assert log.calls[-1]["startTime"] == START_MS + 3_600_000 - QUIET_MS


def test_tail_that_slept_reads_what_came_meanwhile():
    log = ScriptedLog([at(1), at(2, seconds=3600)])
    tail = tail_of(log)
    poll(tail, log, 1)
    assert ids(poll(tail, log, 7 * 3600)) == ["e2"]


def test_tail_is_not_led_back_by_a_clock_set_back():
    log = ScriptedLog([at(1, seconds=600)])
    tail = tail_of(log)
    poll(tail, log, 601)
    tail.poll(START_MS - 3_600_000)
    assert poll(tail, log, 602) == []


def test_tail_follows_tokens():
    log = ScriptedLog([at(n) for n in range(9)], page_sizes=(2,))
    assert len(poll(tail_of(log), log, 1)) == 9


def test_tail_goes_on_after_empty_pages():
    log = ScriptedLog([at(1), at(2)], page_sizes=(0, 0, 1))
    assert len(poll(tail_of(log), log, 1)) == 2


def test_tail_reads_a_few_pages_and_is_behind():
    log = ScriptedLog([at(n) for n in range(MAX_PAGES + 1)], page_sizes=(1,))
    tail = tail_of(log)
    assert len(poll(tail, log, 1)) == MAX_PAGES
    assert tail.is_behind


def test_tail_that_was_behind_catches_up_with_the_next_poll():
    log = ScriptedLog([at(n) for n in range(MAX_PAGES + 1)], page_sizes=(1,))
    tail = tail_of(log)
    poll(tail, log, 1)
    assert len(poll(tail, log, 2)) == 1
    assert not tail.is_behind


def test_tail_finds_what_came_behind_a_scan_that_took_long():
    first = [at(n, seconds=n) for n in range(6)]
    log = ScriptedLog([*first, at(6, seconds=99), at(7, seconds=2, late=45)], page_sizes=(1,))
    tail = tail_of(log)
    records = [
        record for seconds in (46, 100, 103, 104, 105) for record in poll(tail, log, seconds)
    ]
    assert "e7" in ids(records)


def test_tail_never_pages_with_a_limit():
    log = ScriptedLog([at(1)])
    poll(tail_of(log), log, 1)
    assert "limit" not in log.calls[0]


def test_tail_stops_at_a_token_that_leads_to_itself():
    tail = LogTail(lambda **_: {"events": [], "nextToken": "same"}, (GROUP,), START_MS)
    tail.poll(START_MS)
    assert not tail.is_behind


def test_tail_finds_the_group_by_its_second_name():
    log = ScriptedLog([at(1)], group="/aws/events/eda-demo-all")
    tail = tail_of(log, (GROUP, "/aws/events/eda-demo-all"))
    assert len(poll(tail, log, 1)) == 1
    assert tail.group == "/aws/events/eda-demo-all"


def test_tail_says_when_there_is_no_group():
    log = ScriptedLog(group="another")
    with pytest.raises(AwsFailure) as failure:
        poll(tail_of(log, (GROUP, "b")), log, 1)
    assert failure.value.kind == FailureKind.NOT_DEPLOYED


def test_tail_looks_for_the_group_again_when_it_is_gone():
    log = ScriptedLog([at(1)])
    tail = tail_of(log, (GROUP, "b"))
    poll(tail, log, 1)
    log.group = "b"
    with pytest.raises(AwsFailure):
        poll(tail, log, 4)
    assert poll(tail, log, 7) == []
    assert tail.group == "b"


def failure(kind):
    return AwsFailure("No.", kind=kind)


def test_tail_raises_what_is_no_missing_group_at_once():
    log = ScriptedLog()
    log.failures = [failure(FailureKind.PERMISSION)]
    with pytest.raises(AwsFailure):
        poll(tail_of(log, (GROUP, "b")), log, 1)
    assert len(log.calls) == 1


def test_tail_answers_what_came_before_a_failure():
    log = ScriptedLog([at(1), at(2)], page_sizes=(1,))
    log.failures = [None, failure(FailureKind.THROTTLED)]
    assert ids(poll(tail_of(log), log, 1)) == ["e1"]


def test_tail_goes_on_with_its_token_after_a_failure():
    log = ScriptedLog([at(1), at(2)], page_sizes=(1,))
    log.failures = [None, failure(FailureKind.THROTTLED)]
    tail = tail_of(log)
    poll(tail, log, 1)
    assert ids(poll(tail, log, 2)) == ["e2"]
    assert "nextToken" in log.calls[-1]


def test_tail_begins_the_scan_again_when_its_token_is_refused():
    log = ScriptedLog([at(1), at(2)], page_sizes=(1,))
    log.failures = [None, failure(FailureKind.REFUSED)]
    tail = tail_of(log)
    poll(tail, log, 1)
    assert ids(poll(tail, log, 2)) == ["e2"]
    assert "nextToken" not in log.calls[2]


def test_tail_keeps_what_is_no_event():
    log = ScriptedLog([at(1, content="not JSON")])
    (record,) = poll(tail_of(log), log, 1)
    assert isinstance(record, MalformedRecord)


@pytest.mark.parametrize("events", [None, 5, ["text"], [{}], [{"message": None, "timestamp": "x"}]])
def test_tail_takes_whatever_is_answered(events):
    tail = LogTail(lambda **_: {"events": events}, (GROUP,), START_MS)
    assert all(isinstance(record, MalformedRecord) for record in tail.poll(START_MS))


def test_tail_takes_times_as_fractions():
    entry = {"eventId": "0", "timestamp": 1769860800123.0, "message": text()}
    tail = LogTail(lambda **_: {"events": [entry]}, (GROUP,), START_MS)
    (record,) = tail.poll(START_MS)
    assert record.ingested_ms == 1769860800123


def test_tail_forgets_what_no_scan_can_meet_again():
    log = ScriptedLog([at(n, seconds=n) for n in range(0, 600, 10)])
    tail = tail_of(log)
    for seconds in range(0, 603, 3):
        poll(tail, log, seconds)
    assert len(tail._seen) <= 2 * OVERLAP_MS / 10_000 + 1


@pytest.mark.unmeasured
def test_tail_of_ten_thousand_events_loses_none():
    log = ScriptedLog([at(n, seconds=n / 100) for n in range(10_000)], page_sizes=(997, 0, 3))
    tail, records = tail_of(log), []
    for seconds in range(0, 200, 3):
        records += poll(tail, log, seconds)
    assert sorted(ids(records)) == sorted(f"e{n}" for n in range(10_000))


LATENESS = st.floats(0, OVERLAP_MS / 1000 - 1)
WRITTEN = st.lists(st.tuples(st.floats(0, 300), LATENESS), max_size=40)
PAUSES = st.lists(st.floats(0.1, 90), min_size=1, max_size=60)
PAGES = st.lists(st.integers(0, 7), min_size=1, max_size=5).filter(any)


@given(WRITTEN, PAUSES, PAGES)
def test_tail_loses_nothing_and_reads_nothing_twice(written, pauses, page_sizes):
    entries = [at(n, seconds, late) for n, (seconds, late) in enumerate(written)]
    log = ScriptedLog(entries, page_sizes)
    tail, records, now = tail_of(log), [], 0.0
    for pause in pauses:
        now += pause
        records += poll(tail, log, now)
    for _ in range(400):  # until everything is readable and read
        now += 3
        records += poll(tail, log, now)
        if now > 400 and not tail.is_behind and len(records) == len(entries):
            break
    assert sorted(ids(records)) == sorted(f"e{n}" for n in range(len(entries)))
    assert [record.sequence for record in records] == list(range(1, len(entries) + 1))
    assert all(isinstance(record, LogRecord) for record in records)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
NAME = st.text(max_size=5)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["eventId", "logStreamName", "timestamp", "ingestionTime", "message"])
PAGE = st.fixed_dictionaries(
    {"events": st.lists(st.dictionaries(NAMES, JSON), max_size=3), "nextToken": JSON}
)


@given(st.lists(PAGE, max_size=2))
def test_tail_takes_any_page(pages):
    tail = LogTail(lambda **_: pages.pop(0) if pages else {}, (GROUP,), START_MS)
    records = tail.poll(START_MS)
    assert [record.sequence for record in records] == list(range(1, len(records) + 1))
