"""Other properties for a subscriber, as UpdateSubscriber takes them."""

from dataclasses import replace

import pytest

from eda_core.domain.errors import InvalidSubscriber
from eda_core.domain.settings import BusKind
from eda_core.stack import demo_stack
from eda_core.stack.subscriber_updates import differences, is_another, updated
from eda_core.stack.subscribers import Ordering, PointInTime, Transformer

CATCH_ALL, PAYMENT, UPDATE, MAIL = demo_stack(BusKind.CUSTOM).subscribers


def test_what_is_left_out_stays():
    changed = updated(MAIL, {"BatchConfiguration": {"MaxBatchSize": 5}})
    assert changed == replace(MAIL, batch_size=5, batch_window_s=0)
    assert not is_another(MAIL, changed)


def test_a_block_takes_the_place_of_the_whole_block():
    patient = updated(MAIL, {"RetryPolicy": {"MaxRetryAttempts": 9, "MaxEventAgeInSeconds": 600}})
    assert (patient.most_retries, patient.most_age_s) == (9, 600)
    again = updated(patient, {"RetryPolicy": {"MaxRetryAttempts": 9}})
    assert (again.most_retries, again.most_age_s) == (9, 300)


def test_an_empty_filter_configuration_takes_the_filters_away():
    assert updated(MAIL, {"FilterConfiguration": {}}).filters == ()


def test_another_type_is_another_subscriber_which_begins_at_the_newest():
    old = replace(MAIL, start=PointInTime())
    changed = updated(old, {"Type": "FIFO"})
    assert (changed.ordering, changed.start) == (Ordering.FIFO, None)
    assert is_another(old, changed)


def test_the_way_of_calling_changes_and_the_target_stays():
    changed = updated(MAIL, {"InvokeConfiguration": {"LambdaParameters": {
        "InvocationType": "REQUEST_RESPONSE"}}})  # fmt: skip
    assert changed.target == MAIL.target
    assert changed.invocation == "REQUEST_RESPONSE"


@pytest.mark.parametrize(
    ("subscriber", "given", "place", "words"),
    [
        (MAIL, {"Name": "other"}, "notification-service.Name", "What may change is Type"),
        (MAIL, {"StartingPosition": "LATEST"}, "notification-service.StartingPosition", "may"),
        (
            MAIL,
            {"InvokeConfiguration": {"Target": {"Kind": "function", "Name": "x"}}},
            "notification-service.InvokeConfiguration.Target",
            "fixed since it was made",
        ),
        (MAIL, {"InvokeConfiguration": 1}, "notification-service.InvokeConfiguration", "object"),
        (
            MAIL,
            {"BatchConfiguration": {"MaxBatchSize": 101}},
            "notification-service.BatchConfiguration.MaxBatchSize",
            "from 1 to 100",
        ),
        (
            PAYMENT,
            {"BatchConfiguration": {"MaxBatchSize": 2, "MaxBatchWindowInSeconds": 0}},
            "payment-service-filtering-orders.BatchConfiguration.MaxBatchSize",
            "from 1 to 1",
        ),
        (
            CATCH_ALL,
            {"Transformer": {"Type": "RAW"}},
            "cw-catch-all.Transformer",
            "takes no Transformer",
        ),
        (
            MAIL,
            {
                "Transformer": {
                    "Type": "JSONATA",
                    "JsonataConfiguration": {"Expression": "{% $events.( %}"},
                }
            },
            "notification-service.Transformer.JsonataConfiguration.Expression",
            "cannot be used",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(subscriber, given, place, words):
    with pytest.raises(InvalidSubscriber, match=words) as refused:
        updated(subscriber, given)
    assert refused.value.path == place


def test_the_differences_are_what_makes_one_of_the_other():
    changed = replace(
        UPDATE,
        filters=(),
        batch_size=7,
        batch_window_s=3,
        most_retries=1,
        transformer=Transformer.WITH_METADATA,
    )
    given = differences(UPDATE, changed)
    assert list(given) == [
        "FilterConfiguration",
        "BatchConfiguration",
        "RetryPolicy",
        "Transformer",
    ]
    assert given["FilterConfiguration"] == {}
    assert updated(UPDATE, given).batching == (7, 3)
    assert differences(UPDATE, UPDATE) == {}
