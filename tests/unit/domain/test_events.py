import json

import pytest

from eda_core.domain.errors import InvalidEvent
from eda_core.domain.events import (
    LogRecord,
    MalformedRecord,
    epoch_ms,
    event_from_envelope,
    iso_milliseconds,
    iso_seconds,
    record_from_text,
)

ENVELOPE = {
    "version": "0",
    "id": "1f0e",
    "detail-type": "OrderCreated",
    "source": "order-service",
    "account": "123456789012",
    "time": "2026-01-31T12:00:00Z",
    "region": "us-east-1",
    "resources": ["arn:one"],
    "detail": {"id": 101, "amount": 100},
}


def test_event_gives_back_its_envelope():
    assert event_from_envelope(ENVELOPE).to_envelope() == ENVELOPE


def test_event_text_is_compact_json_in_the_order_of_aws():
    text = event_from_envelope(ENVELOPE).to_text()
    assert text == json.dumps(ENVELOPE, separators=(",", ":"))


def test_event_keeps_unknown_fields():
    envelope = ENVELOPE | {"replay-name": "again"}
    assert event_from_envelope(envelope).to_envelope() == envelope


def test_event_may_lack_account_region_and_resources():
    envelope = {k: v for k, v in ENVELOPE.items() if k not in ("account", "region", "resources")}
    assert event_from_envelope(envelope).account == ""


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": None}, "`id`"),
        ({"source": 5}, "`source`"),
        ({"detail-type": ["x"]}, "`detail-type`"),
        ({"detail": "text"}, "`detail`"),
        ({"detail": None}, "`detail`"),
        ({"time": "noon"}, "`time`"),
        ({"time": "2026-01-31T12:00:00"}, "zone"),
        ({"time": True}, "`time`"),
    ],
)
def test_a_fault_names_the_field(change, named):
    with pytest.raises(InvalidEvent, match=named):
        event_from_envelope(ENVELOPE | change)


def test_an_envelope_must_be_an_object():
    with pytest.raises(InvalidEvent, match="not a list"):
        event_from_envelope([ENVELOPE])


def test_a_good_message_makes_a_record():
    record = record_from_text(3, 500, json.dumps(ENVELOPE))
    assert isinstance(record, LogRecord)
    assert record.arrival == (500, 3)


@pytest.mark.parametrize("text", ["", "nonsense", "{}", "[]", "[" * 100_000, '{"id": 1}'])
def test_a_bad_message_is_kept_with_its_reason(text):
    record = record_from_text(3, 500, text)
    assert isinstance(record, MalformedRecord)
    assert record.text == text
    assert record.reason


def test_times_are_written_as_aws_writes_them():
    assert iso_seconds(1_769_860_800) == "2026-01-31T12:00:00Z"
    assert iso_milliseconds(1_769_860_800_007) == "2026-01-31T12:00:00.007Z"


def test_epoch_reads_what_iso_writes():
    assert epoch_ms(iso_seconds(1_769_860_800)) == 1_769_860_800_000
