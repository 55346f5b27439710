"""A model that takes a room's chunks as they are packed shows what one of records shows."""

import json
from dataclasses import replace

import pytest

from eda_core.domain.chunks import read_steps
from eda_core.domain.events import entry_again
from eda_core.domain.faults import Fault, FaultKind
from eda_core.ports import Cursor
from eda_core.read_model import MomentModel, ReadModel
from eda_core.read_model.messages import usual_rows
from eda_core.read_model.order_query import OrderQuery
from eda_core.rooms.store import RoomStore
from tests.durability.conftest import STACK, START_MS
from tests.news import all_news

ORDERS = 700
KINDS = (FaultKind.DROP, FaultKind.DUPLICATE, FaultKind.DELAY, FaultKind.REORDER)


class Unpacked:
    """News of which nothing is packed."""

    def __init__(self, news):
        self._news = news

    def after(self, cursor, most=50_000, **_):
        return self._news.after(cursor, most)


@pytest.fixture
def room(rooms):
    room = rooms.open()
    backend = room.backend()
    for kind in KINDS:
        backend.faults.arm(Fault(kind, share=0.05, next_n=None, delay_ms=500))
    for number in range(ORDERS):
        order = {"id": 101 + number % 650, "amount": (100, 900, 12.5)[number % 3]}
        backend.api.place(json.dumps(order))
        rooms.now_ms += 20
    rooms.now_ms += 600_000
    news = all_news(backend)
    for sent in (3, 300):
        backend.bus.put_events([entry_again(news.log[sent].event)])
    rooms.now_ms += 60_000
    all_news(backend)
    room.checkpoint()
    return room


def seen(reading, now_ms):
    found = reading.ask(lambda tables: tables.index.find(OrderQuery(size=ORDERS), now_ms))
    return (
        reading.totals(),
        reading.troubles(),
        found,
        reading.ask(lambda tables: tables.flow.counts()),
        [reading.order(verdict.row.order).deliveries for verdict in found.rows[:40]],
        [reading.ask(lambda t, o=s.row.order: t.messages_of(o)) for s in found.rows[:40]],
    )


def models(room):
    backend = room.backend()
    both = backend, replace(backend, news=Unpacked(backend.news))
    live = [ReadModel(each, STACK) for each in both]
    for model in live:
        model.refresh()
    return live


def test_packed_or_not_a_room_shows_the_same(room):
    assert len(room.backend().news.after(all_news(room.backend()).cursor, packed=True).packed) == 0
    packed, loose = models(room)
    assert packed.totals().orders > 600
    assert seen(packed, START_MS) == seen(loose, START_MS)
    for at_ms in (START_MS + 3_000, START_MS + 9_500, START_MS + 20_000):
        moments = [MomentModel(model, at_ms) for model in (packed, loose)]
        first, second = (seen(moment, at_ms) for moment in moments)
        assert first == second


def test_a_room_is_read_by_its_digits_and_quotation_marks(room):
    """The quick ways to read chunks are those that chunks of a room go."""
    news = room.backend().news.after(Cursor(), packed=True)
    columns = [read_steps(chunk.unpacked()) for chunk in news.packed.deliveries]
    assert {type(each.codes) for each in columns} == {bytes}
    text = news.packed.notifications[0].unpacked()
    assert len(usual_rows(text, news.packed.notifications[0].count)) > 0


def test_a_room_hands_its_chunks_over_packed(room):
    news = room.backend().news.after(replace(all_news(room.backend()).cursor, log=0), packed=True)
    assert sum(chunk.count for chunk in news.packed.log) == news.cursor.log


@pytest.mark.unmeasured
def test_a_look_at_what_is_read_already_asks_the_file_nothing(room, monkeypatch):
    (model, _) = models(room)
    monkeypatch.setattr(RoomStore, "chunks", None)
    model.refresh()
    assert model.totals().orders > 600
