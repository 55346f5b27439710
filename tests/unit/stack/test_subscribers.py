"""Subscribers as data: what is read is written again, and what the service refuses is refused.

The cases that cfn-lint is said to miss, or to see, are held against cfn-lint itself: where a newer
one says otherwise, this list is out of date.
"""

import copy
import json
from contextlib import suppress
from pathlib import Path

import pytest
from cfnlint.api import ManualArgs, lint
from hypothesis import given
from hypothesis import strategies as st

from eda_core.domain.errors import InvalidPattern, InvalidSubscriber
from eda_core.domain.settings import BusKind
from eda_core.patterns import EVERY_EVENT
from eda_core.stack import TargetKind, demo_stack, rules_from
from eda_core.stack.subscriber_checks import refusals, remarks
from eda_core.stack.subscribers import (
    UNIVERSAL_INPUTS,
    FilterScope,
    Invocation,
    subscriber_from,
)

CASES = json.loads(Path(__file__).with_name("refused.json").read_text(encoding="utf-8"))
NAMES = [case["fault"] for case in CASES]
CUSTOM = demo_stack(BusKind.CUSTOM)
ROLE = "arn:aws:iam::123456789012:role/deliver"


def properties(case):
    """The properties of a subscriber that is right but for the fault of the case."""
    if case.get("universal"):
        target = "arn:aws:events:::aws-sdk:sfn:startExecution"
        more = {"UniversalTargetParameters": {"Input": UNIVERSAL_INPUTS[TargetKind.STATE_MACHINE]}}
    else:
        target = "arn:aws:lambda:us-east-1:123456789012:function:update"
        more = case.get("invoke", {"LambdaParameters": {"InvocationType": "EVENT"}})
    bus = "arn:aws:events:us-east-1:123456789012:event-busv2/demo/abcdefghijklmnopqrstuvwxy"
    return {
        "Name": "update",
        "EventBusArn": bus,
        "BatchConfiguration": {"MaxBatchSize": 1, "MaxBatchWindowInSeconds": 0},
        "InvokeConfiguration": {"TargetArn": target, "RoleArn": ROLE, **more},
        **lengthened(case.get("change", {})),
    }


def lengthened(change):
    """The change with a pattern of so many bytes in place of ``LONG 2100``."""
    text = json.dumps(change)
    long = json.dumps(json.dumps({"source": ["a" * 2100]}))
    return json.loads(text.replace('"LONG 2100"', long))


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_what_the_service_refuses_is_refused_with_its_place_and_source(case):
    (found,) = refusals(properties(case))
    assert found.place == case["place"]
    assert case["says"] in found.reason
    assert found.source


@pytest.mark.parametrize("kind", [False, True], ids=["function", "universal"])
def test_without_a_fault_nothing_is_refused(kind):
    assert list(refusals(properties({"universal": kind}))) == []


def test_what_cfn_lint_misses_is_what_the_cases_say():
    resources = {
        f"Case{number}": {"Type": "AWS::EventsV2::Subscriber", "Properties": properties(case)}
        for number, case in enumerate(CASES)
    }
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    matches = lint(json.dumps(template), config=ManualArgs(regions=["us-east-1"]))
    seen = {str(match.path[1]) for match in matches if match.rule.id.startswith("E")}
    said = {f"Case{n}" for n, case in enumerate(CASES) if not case["missed_by_cfn_lint"]}
    assert {CASES[int(n[4:])]["fault"] for n in seen} == {CASES[int(n[4:])]["fault"] for n in said}


def test_a_subscriber_that_is_written_is_read_as_it_was():
    again = [subscriber.to_json() for subscriber in CUSTOM.subscribers]
    assert rules_from(json.loads(json.dumps(again))) == CUSTOM.rules


def test_the_demo_has_the_four_of_the_classic_bus_by_the_same_names_and_targets():
    classic = demo_stack()
    assert [r.name for r in CUSTOM.rules] == [r.name for r in classic.rules]
    assert [r.target for r in CUSTOM.rules] == [r.target for r in classic.rules]
    fifo = [each.name for each in CUSTOM.subscribers if each.is_fifo]
    assert fifo == ["order-service-filtering-payments"]


def test_the_demos_filters_match_what_its_rules_match():
    classic = demo_stack()
    for source, kind in (
        ("order-service", "OrderCreated"),
        ("payment-service", "PaymentFailed"),
        ("order-service", "OrderCancelled"),
        ("audit", "Seen"),
    ):
        event = {"source": source, "detail-type": kind, "detail": {"id": 1}}
        assert CUSTOM.rule_set.matching(event) == classic.rule_set.matching(event)


def test_a_subscriber_without_a_filter_takes_every_event():
    (catch_all, *_) = CUSTOM.subscribers
    assert catch_all.pattern is EVERY_EVENT
    assert catch_all.pattern_text == "{}"
    assert EVERY_EVENT.matches({"anything": 1})


def with_filters(*filters):
    entry = CUSTOM.subscribers[3].to_json()
    return {**entry, "FilterConfiguration": {"Filters": list(filters)}}


def test_a_subscriber_may_have_a_filter_for_each_scope():
    subscriber = subscriber_from(
        with_filters(
            {"Scope": "SYSTEM_METADATA", "Pattern": {"EventGroupId": ["101"]}},
            {"Scope": "DATA", "Pattern": {"source": ["order-service"]}},
        )
    )
    assert subscriber.filter_of(FilterScope.SYSTEM_METADATA).pattern.matches(
        {"EventGroupId": "101"}
    )
    assert subscriber.pattern.matches({"source": "order-service"})
    assert subscriber.filter_of(FilterScope.METADATA) is None


def test_a_pattern_that_does_not_compile_names_its_place():
    wrong = {"Scope": "DATA", "Pattern": {"detail": {"amount": [{"numeric": [">", "x"]}]}}}
    with pytest.raises(InvalidPattern) as fault:
        subscriber_from(with_filters(wrong))
    assert fault.value.path == "detail.amount[0].numeric"


def test_a_refused_subscriber_is_named_with_the_place_and_the_source():
    entry = CUSTOM.subscribers[2].to_json() | {"Type": "STANDARD"}
    with pytest.raises(InvalidSubscriber, match="UNORDERED, FIFO") as fault:
        subscriber_from(entry)
    assert fault.value.path == "order-service-filtering-payments.Type"
    assert "botocore" in fault.value.source


@pytest.mark.parametrize("target", [None, {}, {"Kind": "queue", "Name": "q"}, "x"])
def test_a_target_that_cannot_be_is_refused(target):
    entry = CUSTOM.subscribers[0].to_json() | {"InvokeConfiguration": {"Target": target}}
    with pytest.raises(InvalidSubscriber, match="needs a Target"):
        subscriber_from(entry)


def test_a_function_needs_the_parameters_of_one():
    target = {"Kind": "function", "Name": "eda-demo-update-order"}
    entry = CUSTOM.subscribers[2].to_json() | {"InvokeConfiguration": {"Target": target}}
    with pytest.raises(InvalidSubscriber, match="LambdaParameters"):
        subscriber_from(entry)


def test_a_state_machine_can_be_a_target_of_its_own():
    entry = CUSTOM.subscribers[1].to_json()
    invoke = entry["InvokeConfiguration"] | {"StepFunctionsParameters": {"InvocationType": "EVENT"}}
    assert subscriber_from(entry | {"InvokeConfiguration": invoke}).invocation is Invocation.EVENT


def test_what_is_taken_and_never_matches_is_remarked():
    numeric = {"Scope": "SYSTEM_METADATA", "Pattern": {"EventGroupId": [{"numeric": [">", 1000]}]}}
    (found,) = remarks(with_filters(numeric))
    assert "never matches" in found.reason
    (order,) = remarks(with_filters({"Scope": "DATA", "Pattern": {"a": [1]}}) | {"Type": "FIFO"})
    assert "queue keeps none" in order.reason
    assert list(remarks(CUSTOM.subscribers[2].to_json())) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
PLACES = [
    ("Name",),
    ("Type",),
    ("State",),
    ("DeadLetters",),
    ("PointInTimeConfiguration",),
    ("FilterConfiguration",),
    ("FilterConfiguration", "Filters"),
    ("FilterConfiguration", "Filters", 0),
    ("FilterConfiguration", "Filters", 0, "Scope"),
    ("FilterConfiguration", "Filters", 0, "Pattern"),
    ("BatchConfiguration",),
    ("BatchConfiguration", "MaxBatchSize"),
    ("RetryPolicy", "MaxEventAgeInSeconds"),
    ("Transformer",),
    ("Transformer", "Type"),
    ("InvokeConfiguration",),
    ("InvokeConfiguration", "Target"),
    ("InvokeConfiguration", "Target", "Kind"),
    ("InvokeConfiguration", "LambdaParameters"),
]


@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_anywhere_is_read_or_refused(place, value):
    entry = copy.deepcopy(CUSTOM.subscribers[3].to_json())
    *way, last = place
    there = entry
    for each in way:
        there = there[each]
    there[last] = value
    with suppress(InvalidSubscriber, InvalidPattern):
        subscriber = subscriber_from(entry)
        assert subscriber_from(subscriber.to_json()).to_json() == subscriber.to_json()
