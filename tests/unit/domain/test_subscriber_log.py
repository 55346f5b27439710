"""Records of a subscriber's log, one by one; whatever a record is, nothing is raised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.bus_log import LONGEST_REASON
from eda_core.domain.deliveries import DeliveryStep
from eda_core.domain.subscriber_log import steps_told

ARN = (
    "arn:aws:events:eu-central-1:123456789012:subscriber/eda-demo-cw-catch-all/abcdefghijklmnopqrst"
)
SYSTEM = {"aws:EventId": "e1", "aws:IngestionTime": "2026-01-31T12:00:00.100Z"}
INGESTED_MS = 1_769_860_800_100
WRITTEN_MS = 5


def record(kind="EVENT_DELIVERY_ATTEMPT", **details):
    given = {"event_system_metadata": SYSTEM, "attempt_count": 2, **details}
    return {"message_type": kind, "resource_arn": ARN, "details": given}


def steps(*args, **details):
    return [step.step.value for step in steps_told(record(*args, **details), WRITTEN_MS)]


@pytest.mark.parametrize(
    ("kind", "details", "told"),
    [
        ("SUBSCRIBER_MATCHED", {}, ["RULE_MATCH"]),
        ("EVENT_DELIVERY_ATTEMPT", {"outcome": "SUCCESS"}, ["INVOCATION_SUCCESS"]),
        (
            "EVENT_DELIVERY_ATTEMPT",
            {"outcome": "FAILURE"},
            ["INVOCATION_ATTEMPT_RETRYABLE_FAILURE"],
        ),
        (
            "EVENT_DELIVERY_ATTEMPT",
            {"outcome": "FAILURE", "terminal_kind": "EVENTS_DROPPED"},
            ["INVOCATION_ATTEMPT_RETRYABLE_FAILURE", "INVOCATION_FAILURE"],
        ),
        (
            "EVENT_TRANSFORMATION_FAILURE",
            {"terminal_kind": "ON_FAILURE_DESTINATION_DELIVERED"},
            ["INVOCATION_ATTEMPT_RETRYABLE_FAILURE", "INVOCATION_DLQ"],
        ),
        ("ON_FAILURE_DESTINATION_DELIVERY_ATTEMPT", {"outcome": "SUCCESS"}, ["INVOCATION_DLQ"]),
        (
            "ON_FAILURE_DESTINATION_DELIVERY_ATTEMPT",
            {"outcome": "FAILURE", "terminal_kind": "EVENTS_DROPPED"},
            ["INVOCATION_FAILURE"],
        ),
        ("ON_FAILURE_DESTINATION_DELIVERY_ATTEMPT", {"outcome": "FAILURE"}, []),
        ("SOMETHING_NEW", {}, []),
    ],
)
def test_each_type_of_record_tells_its_steps(kind, details, told):
    assert steps(kind, **details) == told


def test_a_step_has_subscriber_event_attempt_and_reason():
    failed = record(outcome="FAILURE", ingestion_to_complete_latency_ms=40)
    failed["error"] = {"error_code": "THROTTLING", "error_message": "Rate exceeded"}
    (step,) = steps_told(failed, WRITTEN_MS)
    assert (step.event_id, step.rule, step.attempt) == ("e1", "eda-demo-cw-catch-all", 2)
    assert (step.at_ms, step.reason) == (INGESTED_MS + 40, "THROTTLING: Rate exceeded")
    assert (step.of_subscriber, step.plainly) == (True, True)


@pytest.mark.parametrize("ingested", ["2026-01-31T12:00:00.100Z", str(INGESTED_MS), INGESTED_MS])
def test_the_time_on_the_bus_is_read_in_each_form(ingested):
    system = {"aws:EventId": "e1", "aws:IngestionTime": ingested}
    (step,) = steps_told(record(outcome="SUCCESS", event_system_metadata=system), WRITTEN_MS)
    assert step.at_ms == INGESTED_MS


def test_without_a_time_it_is_when_the_log_had_it():
    (step,) = steps_told(record(outcome="SUCCESS", event_system_metadata={"aws:EventId": "e1"}), 5)
    assert step.at_ms == WRITTEN_MS


def test_a_live_event_and_a_replayed_one_are_two_deliveries():
    told = [
        steps_told(record(outcome="SUCCESS", delivery_type=kind), 0)[0]
        for kind in ("LIVE", "REPLAY")
    ]
    assert len({step.invocation for step in told}) == 2


def test_a_long_reason_is_cut():
    failed = record(outcome="FAILURE", error={"error_message": "x" * 9_999})
    assert len(steps_told(failed, 0)[0].reason) == LONGEST_REASON


def test_records_of_a_classic_bus_are_read_as_well():
    matched = {
        "message_type": "RULE_MATCH",
        "event_id": "e1",
        "details": {"rule_arn": "arn:aws:events:eu-central-1:1:rule/eda-demo/cw-catch-all"},
    }
    (step,) = steps_told(matched, 0)
    assert (step.step, step.rule) == (DeliveryStep.RULE_MATCH, "cw-catch-all")
    assert not step.of_subscriber


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["message_type", "messageType", "resource_arn", "details", "error", "attempt_count",
             "outcome", "terminal_kind", "event_system_metadata", "aws:EventId",
             "aws:IngestionTime", "ingestion_to_complete_latency_ms", "delivery_type", "target_arn"]
        ),
        inner | st.sampled_from([ARN, "EVENT_DELIVERY_ATTEMPT", "FAILURE", SYSTEM]),
    ),
    max_leaves=20,
)  # fmt: skip


@given(ANYTHING)
def test_whatever_a_record_is_it_raises_nothing(value):
    steps_told(value, 0)
    steps_told({**record(), "details": value, "error": value}, 0)
    steps_told(record(event_system_metadata=value, attempt_count=value, target_arn=value), 0)
