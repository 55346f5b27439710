"""What is packed comes out the same."""

import json
import zlib
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.asl import TaskFailed, TaskResult
from eda_core.domain import chunks
from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.events import LogRecord
from eda_core.ports import Notification, StackChange
from eda_core.rooms import packing
from eda_core.rooms.packing import (
    answer_fields,
    answer_from,
    changes_from,
    event_from,
    expanded,
    log_from,
    notifications_from,
    pack_changes,
    pack_log,
    pack_notifications,
    pack_steps,
    steps_from,
)
from eda_core.simulator.delivery_log import DeliveryJournal, Note
from eda_core.simulator.recent import written
from eda_core.stack import demo_stack

RULES = demo_stack().rules
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=5)
TIMES = st.integers(0, 2**45)
STEPS = st.tuples(
    TIMES,
    st.sampled_from(list(DeliveryStep)),
    TEXTS,
    st.none() | st.sampled_from(RULES),
    st.integers(1, 186),
    TEXTS,
    st.none() | TIMES,
)
EVENTS = st.tuples(
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=2),
    st.dictionaries(TEXTS, st.none() | st.floats(allow_nan=False) | TEXTS, max_size=3),
).map(event_from)


@pytest.fixture(autouse=True, scope="module")
def short_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "MAX_STEPS", 3)
        patch.setattr(chunks, "MAX_CHUNK_CHARACTERS", 200)
        yield


def unpacked(chunks, read):
    found = []
    for count, data in chunks:
        records = read(len(found) + 1, expanded(data))
        assert len(records) == count
        found += records
    return found


@given(st.lists(STEPS, max_size=8))
def test_steps_come_out_as_the_journal_reads_them(steps):
    journal = DeliveryJournal()
    for at_ms, name, event_id, *rest in steps:
        journal.note(at_ms, event_id, Note(name, *rest))
    assert unpacked(pack_steps(journal), steps_from) == journal.read_after(0)


@given(st.lists(st.tuples(TIMES, EVENTS), max_size=6))
def test_log_records_come_out_the_same(given_events):
    records = [LogRecord(n, at, event) for n, (at, event) in enumerate(given_events, start=1)]
    assert unpacked(pack_log(records), log_from) == records


@given(st.lists(st.builds(Notification, TIMES, TEXTS, TEXTS), max_size=6))
def test_notifications_come_out_the_same(notifications):
    assert unpacked(pack_notifications(notifications), notifications_from) == notifications


KINDS = TEXTS | st.sampled_from(["OrderCreated", f"{10**18}", *("K" * n for n in range(70, 101))])
IDS = (
    st.integers(-(10**19), 10**19) | st.none() | st.booleans() | st.floats(allow_nan=False) | TEXTS
)


@given(st.lists(st.tuples(TIMES, KINDS, KINDS, IDS), max_size=6))
def test_messages_come_out_as_the_notification_service_writes_them(given_messages):
    sent = [
        (sent_ms, event_from(["id", kind, source, "2026-01-31T12:00:00Z", [], {"id": order}]))
        for sent_ms, kind, source, order in given_messages
    ]
    assert unpacked(pack_notifications(sent), notifications_from) == list(map(written, sent))


def test_changes_come_out_the_same():
    rules = tuple(rule.to_json() for rule in RULES)
    changes = [StackChange(n, "what", rules, "{}", n == 2) for n in range(3)]
    assert unpacked(pack_changes(changes), changes_from) == changes


@pytest.mark.parametrize("answer", [None, 0.5, [1], {"a": 1}, TaskResult({"b": 2}, 70)])
def test_an_answer_comes_out_the_same(answer):
    assert answer_from(answer_fields(answer)) == answer


def test_a_failure_comes_out_the_same():
    failed = answer_from(answer_fields(TaskFailed("Error", "cause", 5)))
    assert (failed.error, failed.cause, failed.duration_ms) == ("Error", "cause", 5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(TEXTS, values, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_a_value_is_written_as_json_writes_it(value):
    """Only the exponent of a number may be spelt in another way."""
    text = packing.to_json(value)
    assert text.isascii()
    assert repr(json.loads(text)) == repr(json.loads(json.dumps(value)))


def test_a_chunk_has_the_form_of_zlib():
    """Rooms of builds that used zlib itself are read, and their builds read ours."""
    text = packing.to_json([["a", {"b": 1.5}]] * 1_000)
    assert zlib.decompress(packing.compressed(text)).decode() == text
    assert expanded(zlib.compress(text.encode(), 1)) == json.loads(text)


def test_a_bit_that_turned_is_told_or_changes_nothing():
    """Some bits mean nothing: how hard one tried to make it small, or codes that are not used."""
    text = packing.to_json([["a", {"b": 1.5}]] * 100).encode()
    data = packing.compressed(text.decode())
    for place, bit in product(range(len(data)), (1, 128)):
        turned = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        with suppress(ValueError):
            assert chunks.unpacked(turned) == text


@pytest.mark.parametrize("data", [b"", b"no chunk", packing.compressed("[1]")[:-2]])
def test_a_damaged_chunk_is_told(data):
    with pytest.raises(ValueError, match=r"."):
        expanded(data)


def test_a_chunk_that_grows_beyond_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(chunks, "MAX_UNPACKED", 1_000)
    with pytest.raises(ValueError, match="too long"):
        expanded(packing.compressed("[" + "1," * 10_000 + "1]"))
