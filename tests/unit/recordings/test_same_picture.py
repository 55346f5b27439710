"""A recording shows what its world showed, and nothing says whose account that was."""

import gzip
import json

import pytest

from eda_core.domain.masking import masked
from eda_core.domain.orders import order_id_of
from eda_core.domain.settings import BusKind
from eda_core.presentation.recording.playable import Span, played
from eda_core.read_model import MomentModel, ReadModel
from eda_core.recordings import recorded_backend, recording_of
from tests.rooms import Room
from tests.unit.recordings.conftest import ACTS, START_MS, as_bytes, opened


def model_of(recording):
    model = ReadModel(recorded_backend(recording), recording.head.stack())
    model.refresh()
    return model


def orders_of(model):
    records = [model.record(n) for n in range(1, model.last_sequence + 1)]
    return sorted({order_id_of(r.event.detail) for r in records} - {None})


def picture(reading, orders):
    """What the screens show of each order and of all: outcome, path, story, grid, deliveries."""
    views = {order: reading.order(order) for order in orders}
    shown = {
        order: (
            view.row,
            [(each.event.id, each.at_ms, each.again_ms) for each in view.timeline],
            view.path and (view.path.origin, view.path.states),
            view.path and view.path.execution and len(view.path.execution.history),
            [[cell.taken for cell in row.cells] for row in view.grid.rows],
            [dict(item) for item in view.items],
            {key: known.troubles for key, known in view.deliveries.items()},
            view.expected_next(START_MS + 3_000_000),
        )
        for order, view in views.items()
        if view
    }
    return reading.totals(), reading.troubles(), shown, reading.ask(lambda t: t.flow.counts())


@pytest.mark.unmeasured
def test_the_page_saved_of_a_recording_plays_what_its_world_would(model, recorded):
    now_ms = model.instant.time.now_ms
    saved, again = (
        played(each, Span.MINUTE, now_ms) for each in (model, model_of(opened(recorded)))
    )
    assert saved["orders"]
    assert again["orders"] == saved["orders"]
    assert again["moments"] == saved["moments"]
    text = json.dumps([saved, again])
    assert not [private for private in PRIVATE if private in text]


PRIVATE = ("eve@example.com", "123456789012", "210987654321")


def test_a_recording_folds_to_the_same_picture_as_its_world(model, recorded):
    again = model_of(opened(recorded))
    orders = orders_of(model)
    assert len(orders) > 40
    assert picture(again, orders) == picture(model, orders)
    assert [change.what for change in again.changes()] == [c.what for c in model.changes()]


def test_a_moment_of_a_recording_is_that_of_its_world(model, recorded):
    again, orders = model_of(opened(recorded)), orders_of(model)
    for at_ms in (START_MS + 5_000, START_MS + 20_000):
        now, then = MomentModel(again, at_ms), MomentModel(model, at_ms)
        assert picture(now, orders)[:3] == picture(then, orders)[:3]


def test_no_account_and_no_address_is_in_a_recording(recorded):
    text = gzip.decompress(recorded).decode("ascii")
    decoded = "\n".join(
        json.dumps(json.loads(line), ensure_ascii=False) for line in text.splitlines()
    )
    for private in ("eve@example.com", "123456789012", ":210987654321:", '"210987654321"'):
        assert private not in decoded
    assert "210987654321" in decoded  # the amount of an order is a number, and stays
    assert masked(decoded.replace("210987654321", "")) == decoded.replace("210987654321", "")


def test_the_same_recording_is_the_same_bytes(recorded):
    assert as_bytes(opened(recorded)) == recorded


def test_acts_and_notes_come_back_as_they_were_but_masked(recorded):
    first, second = opened(recorded).head.acts
    assert first == ACTS[0]
    assert second.show == {"show": "failed", "orders-text": "••••••••••••"}
    assert (second.notes, second.page, second.name) == (ACTS[1].notes, "orders", "The limit <b>")


def test_a_recording_of_a_custom_bus_has_its_subscribers_and_what_was_replayed():
    room = Room(bus=BusKind.CUSTOM)
    room.place(101, 900)
    room.backend.subscribers.replay("notification-service", "again", None)
    room.place(102, 100)
    times = room.now_ms, room.now_ms
    again = model_of(opened(as_bytes(recording_of(room.model, "Replayed", (), times))))
    assert again.stack.kind is BusKind.CUSTOM
    assert [rule.name for rule in again.stack.rules][-1] == "again"
    assert picture(again, [101, 102]) == picture(room.model, [101, 102])
    replayed = [known.replayed for known in again.order(101).deliveries.values()]
    assert replayed == [("again",)] * 3


def test_it_has_how_its_subscribers_delivered_and_what_their_functions_took():
    room = Room(bus=BusKind.CUSTOM)
    control, batches = room.backend.subscribers, {"MaxBatchSize": 3, "MaxBatchWindowInSeconds": 9}
    control.set_unpacking(True)
    room.place(101, 900)
    control.update("notification-service", {"BatchConfiguration": batches})
    room.place(102, 100)
    recording = recording_of(room.model, "In batches", (), (room.now_ms, room.now_ms))
    again = model_of(opened(as_bytes(recording)))
    assert again.stack.unpacks
    assert again.stack.subscribers[-1].batching == (3, 9)
    assert picture(again, [101, 102]) == picture(room.model, [101, 102])
    control.set_unpacking(False)
    room.model.refresh()
    begun = recording_of(room.model, "Later", (), (room.now_ms, room.now_ms))
    assert not model_of(opened(as_bytes(begun))).stack.unpacks
