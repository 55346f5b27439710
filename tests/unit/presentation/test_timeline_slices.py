"""Slices of the timeline: what a browser lacks, and no more."""

import json
import re
from array import array
from base64 import b64decode

import pytest

from eda_core.domain.events import MalformedRecord
from eda_core.presentation.live import timeline_slices
from eda_core.presentation.live.timeline_slices import (
    OVERLAP,
    chosen_words,
    kinds_data,
    marks_now,
    slice_data,
    summary,
    waiting,
)
from eda_core.read_model import ReadModel
from eda_core.read_model.marks import INFERRED, NOTIFIED
from eda_core.read_model.tables import LiveTables
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.world import World
from eda_core.stack import demo_stack

START_MS = 1_769_860_800_000


@pytest.fixture
def tables(monkeypatch):
    """A hundred marks, and slices of thirty."""
    monkeypatch.setattr(timeline_slices, "SLICE", 30)
    tables = LiveTables(demo_stack())
    for number in range(1, 101):
        tables.fold(MalformedRecord(number, number, "text", "reason"))
    return tables


def spans(now):
    return [(columns.first, columns.first + columns.count) for columns in now.slices]


def test_at_first_the_newest_come(tables):
    assert spans(marks_now(tables, 0, None, None)) == [(70, 100)]


def test_then_what_is_new_comes_with_a_few_before(tables):
    assert spans(marks_now(tables, 95, None, None)) == [(95 - OVERLAP, 100)]


def test_what_a_browser_lacks_before_is_sent(tables):
    assert spans(marks_now(tables, 100, (70, 100), None)) == [(84, 100), (40, 70)]


def test_the_more_a_browser_has_the_more_older_marks_come_at_once(tables, monkeypatch):
    assert spans(marks_now(tables, 100, (55, 100), None))[1] == (10, 55)
    monkeypatch.setattr(timeline_slices, "LARGEST_SLICE", 40)
    assert spans(marks_now(tables, 100, (55, 100), None))[1] == (15, 55)


def test_what_a_browser_missed_is_sent_from_there(tables):
    assert spans(marks_now(tables, 100, (0, 40), None))[0] == (40 - OVERLAP, 54)


def test_a_browser_that_has_nothing_begins_with_the_newest(tables):
    assert spans(marks_now(tables, 100, (0, 0), None)) == [(70, 100)]


@pytest.mark.parametrize("held", [(10**9, 10**9), (50, 10**9), (90, 10)])
def test_what_a_browser_cannot_have_harms_nothing(tables, held):
    for first, last in spans(marks_now(tables, 100, held, None)):
        assert 0 <= first <= last <= 100


def test_a_slice_holds_its_columns_one_after_the_other(tables):
    data = slice_data(tables.marks.columns(0, 2))
    packed = b64decode(data["columns"])
    assert list(array("d", packed[:16])) == [1.0, 2.0]
    assert len(packed) == 2 * 21


def test_each_kind_says_how_it_looks():
    kinds = [("payment-service", "PaymentFailed"), ("notification-service", "Notification")]
    looks = [(tone, shape) for _, _, tone, shape in kinds_data(kinds)]
    assert looks == [("cancelled", "square"), ("none", "tick")]


def test_an_order_that_waits_has_a_bar():
    now_ms = START_MS
    backend = simulated_backend(World(demo_stack(), START_MS, 7), lambda: now_ms)
    model = ReadModel(backend, demo_stack())
    backend.api.place(json.dumps({"id": 101, "amount": 900}))
    now_ms = START_MS + 150
    model.refresh()
    if not model.totals().orders:
        pytest.skip("this seed logs the order later")
    found = model.ask(lambda tables: waiting(tables, now_ms))
    assert found.count == 1
    assert found.bars[0][0] == 101
    assert found.bars[0][2] == "waiting"
    assert re.fullmatch(r"#101 waits, 0\.\d\d s", found.bars[0][3])


def test_nobody_waits_in_an_empty_world():
    assert waiting(LiveTables(demo_stack()), START_MS).count == 0


def test_words_for_the_chosen_order_and_for_all():
    assert chosen_words(102, 900) == "#102 · 900"
    assert chosen_words(None, None) == ""
    assert "nothing has happened" in summary(0, None, 0, "service")
    assert summary(3, START_MS, 1, "service").startswith("Timeline by service: 3 marks")


def test_an_inferred_notification_looks_otherwise_than_one_that_was_sent():
    looks = [shape for _, _, _, shape in kinds_data([NOTIFIED, INFERRED])]
    assert looks == ["tick", "ring-tick"]


def test_what_was_logged_again_looks_like_no_event():
    kinds = [("order-service", "OrderCreated"), ("order-service", "OrderCreated, logged again")]
    assert [row[2:] for row in kinds_data(kinds)] == [["none", "hollow"], ["none", "again"]]
