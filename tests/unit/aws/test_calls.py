from threading import Thread

import pytest

from eda_core.aws.calls import PRICES, CallMeter, CallSnapshot
from eda_core.domain.deployment import CallTotal


def test_meter_begins_with_nothing():
    assert CallMeter().snapshot() == CallSnapshot()


def test_meter_counts_by_operation():
    meter = CallMeter()
    for operation in ("FilterLogEvents", "FilterLogEvents", "StartLiveTail"):
        meter.count("logs", operation)
    assert [(call.operation, call.count) for call in meter.snapshot().calls] == [
        ("FilterLogEvents", 2),
        ("StartLiveTail", 1),
    ]


def test_meter_counts_retries_as_requests():
    meter = CallMeter()
    meter.count("logs", "FilterLogEvents", 3)
    assert meter.snapshot().count == 3


def test_meter_knows_what_a_million_events_cost():
    meter = CallMeter()
    meter.count("events", "PutEvents", 1_000_000)
    assert meter.snapshot().usd == pytest.approx(1.0)


def test_meter_counts_what_has_no_price_as_free():
    meter = CallMeter()
    meter.count("logs", "FilterLogEvents", 1_000_000)
    assert meter.snapshot().usd == 0


def test_meter_of_an_emulator_costs_nothing():
    meter = CallMeter({})
    meter.count("events", "PutEvents", 1_000_000)
    assert meter.snapshot().usd == 0


def test_snapshot_does_not_change_afterwards():
    meter = CallMeter()
    snapshot = meter.snapshot()
    meter.count("logs", "FilterLogEvents")
    assert snapshot.count == 0


def test_meter_counts_from_several_threads():
    meter = CallMeter()
    threads = [
        Thread(target=lambda: [meter.count("a", "b") for _ in range(1_000)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert meter.snapshot().calls == (CallTotal("a", "b", 4_000, 0.0),)


@pytest.mark.parametrize("price", PRICES.values(), ids=str)
def test_price_names_its_source_and_date(price):
    assert price.source
    assert price.date.startswith("202")
