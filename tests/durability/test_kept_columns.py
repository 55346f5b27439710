"""Columns kept beside a room: used only where they are those of its records, and never missed."""

import sqlite3
from dataclasses import replace

import pytest

from eda_core.app.bootstrap import connect
from eda_core.domain.settings import Delays, Settings
from eda_core.read_model import ReadModel, kept_tables
from eda_core.rooms.file import copy_room, delete_room
from eda_core.rooms.file_errors import DamagedRoom
from eda_core.rooms.kept_columns import KEY_FILE
from tests.durability.conftest import STACK, place

ORDERS = 60


def columns_of(path):
    return path.with_name(f"{path.name}.columns")


def opened(rooms, name="a", **how):
    """A room with the model of it as a dashboard has it, and whether that began with columns."""
    room = rooms.open(name, set_damaged_aside=False, **how)
    model = ReadModel(room.backend(), STACK)
    model.restore()
    model.refresh()
    return room, model


def seen(model):
    order = model.order(7)
    return model.totals(), model.troubles(), order, model.ask(lambda tables: tables.flow.counts())


@pytest.fixture
def path(rooms):
    """A room that was left with its columns kept."""
    path = rooms.filled(orders=ORDERS)
    room, model = opened(rooms)
    assert not model.is_restored
    assert model.keep()
    room.close()
    return path


def folded(room):
    """What a model shows that folds all the records of a room."""
    model = ReadModel(room.backend(), STACK)
    model.refresh()
    return seen(model)


def assert_folded(rooms):
    """The room opens as ever, and shows what its records say."""
    room, model = opened(rooms)
    assert not model.is_restored
    assert seen(model) == folded(room)
    assert model.totals().orders == ORDERS
    room.close()


def test_a_room_is_opened_from_its_columns(rooms, path):
    room, model = opened(rooms)
    assert model.is_restored
    assert model.totals().orders == ORDERS
    assert seen(model) == folded(room)
    assert not model.keep()


def test_what_came_since_is_folded(rooms, path):
    room = rooms.open()
    for order_id in range(ORDERS + 1, ORDERS + 30):
        place(room, order_id, 900)
    room.advance(None)
    room.close()
    room, model = opened(rooms)
    assert model.is_restored
    assert model.totals().orders == ORDERS + 29
    assert seen(model) == folded(room)
    assert model.keep()


def test_what_is_under_way_when_they_are_kept_comes_later(rooms, path):
    room, model = opened(rooms)
    backend = room.backend()
    for order_id in range(500, 520):
        backend.api.place(f'{{"id": {order_id}, "amount": 5}}')
        rooms.now_ms += 15
    model.refresh()
    assert model.totals().by_outcome["WAITING"] > 0
    assert model.keep()
    room.close()
    rooms.now_ms += 60_000
    room, model = opened(rooms)
    assert model.is_restored
    assert model.totals().by_outcome["WAITING"] == 0
    assert seen(model) == folded(room)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9, 0.99, 0.999])
def test_damaged_columns_are_not_used(rooms, path, share):
    data = bytearray(columns_of(path).read_bytes())
    data[int(share * len(data))] ^= 0x10
    columns_of(path).write_bytes(data)
    assert_folded(rooms)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_columns_that_were_cut_off_are_not_used(rooms, path, share):
    data = columns_of(path).read_bytes()
    columns_of(path).write_bytes(data[: int(share * len(data))])
    assert_folded(rooms)


def test_columns_of_another_installation_are_not_used(rooms, path):
    path.with_name(KEY_FILE).write_bytes(b"x" * 32)
    assert_folded(rooms)


@pytest.mark.parametrize("key", [b"", b"short"])
def test_without_a_key_columns_are_kept_anew(rooms, path, key):
    path.with_name(KEY_FILE).write_bytes(key)
    room, model = opened(rooms)
    assert not model.is_restored
    assert model.keep()
    room.close()
    assert opened(rooms)[1].is_restored


def test_columns_of_another_room_are_not_used(rooms, path):
    other = rooms.filled("b", orders=ORDERS + 1)
    room, model = opened(rooms, "b")
    model.keep()
    room.close()
    columns_of(other).replace(columns_of(path))
    assert_folded(rooms)


def test_columns_of_another_build_are_not_used(rooms, path, monkeypatch):
    monkeypatch.setattr(kept_tables, "build", lambda: "another")
    assert_folded(rooms)


def test_columns_of_another_stack_are_not_used(rooms, path):
    room = rooms.open()
    assert not ReadModel(room.backend(), replace(STACK, late_ms=30_000)).restore()


def test_columns_of_records_that_were_changed_are_not_used(rooms, path):
    with sqlite3.connect(path) as room:
        room.execute("UPDATE chunks SET count = count - 1 WHERE kind = 'deliveries'")
    room.close()
    room, model = opened(rooms)
    assert not model.is_restored


def test_damage_to_records_that_columns_are_of_is_found(rooms, path):
    with sqlite3.connect(path) as room:
        room.execute("UPDATE chunks SET data = substr(data, 1, 90) WHERE kind = 'log'")
    room.close()
    with pytest.raises(DamagedRoom):
        opened(rooms)


@pytest.mark.parametrize("byte", [0x00, 0xFF])
def test_a_page_of_records_that_makes_no_sense_is_found(rooms, path, byte):
    """Where columns fit, the table of the records is not checked by SQLite's own means."""
    with sqlite3.connect(path) as room:
        room.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE tbl_name = 'chunks'"
        pages = [page for (page,) in room.execute(query)]
        ((size,),) = room.execute("PRAGMA page_size")
    room.close()
    whole = path.read_bytes()
    for page in pages:
        damaged = bytearray(whole)
        damaged[(page - 1) * size : page * size - size // 2] = bytes([byte]) * (size // 2)
        path.write_bytes(damaged)
        with pytest.raises(DamagedRoom):
            opened(rooms)


def test_a_room_that_can_keep_no_columns_is_used_all_the_same(rooms, path):
    columns_of(path).unlink()
    columns_of(path).mkdir()
    room, model = opened(rooms)
    assert not model.keep()
    room.close()
    assert_folded(rooms)


def test_columns_go_with_their_room_and_not_with_its_copy(rooms, path):
    copy_room(path, rooms.path("b"))
    assert not columns_of(rooms.path("b")).exists()
    delete_room(path)
    assert not columns_of(path).exists()


def test_a_dashboard_keeps_the_columns_of_a_room_it_leaves(tmp_path):
    settings = Settings(data=tmp_path, room="anna", delays=Delays.NONE)
    for number in (1, 2, 3):
        connection = connect(settings)
        assert connection.model.is_restored is (number > 1)
        assert connection.model.totals().orders == number - 1
        connection.backend.api.place(f'{{"id": {number}, "amount": 5}}')
        connection.model.refresh()
        connection.close()
