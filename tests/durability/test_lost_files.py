"""A room whose file another program deletes or replaces while it is open: nothing is lost."""

import json
import shutil
from contextlib import closing
from dataclasses import replace

import pytest

from eda_core.app.bootstrap import connect, rooms_of
from eda_core.app.worlds import Worlds
from eda_core.domain.errors import BackendError, BackendUnavailable
from eda_core.domain.settings import Delays, Settings
from eda_core.simulator.commands import Pacing, SetPace
from tests.durability.conftest import place
from tests.news import all_news


@pytest.fixture
def settings(tmp_path):
    return Settings(room="anna", data=tmp_path, seed=7, delays=Delays.NONE)


@pytest.fixture
def worlds():
    with closing(Worlds()) as worlds:
        yield worlds


def order(connection, number):
    return connection.backend.api.place(json.dumps({"id": number, "amount": 100}))


def orders(connection):
    """The numbers of the orders of a world, in the order of its log."""
    kinds = [record.event for record in all_news(connection.backend).log]
    return [event.detail["id"] for event in kinds if event.detail_type == "OrderCreated"]


def opened(settings):
    """The world of these settings, opened and closed by itself."""
    return closing(connect(settings))


def test_an_order_is_refused_once_the_file_is_gone(rooms):
    room = rooms.open()
    rooms.path().unlink()
    answer = place(room, 101)
    assert (answer.status, room.world.scheduler.executed) == (507, 0)
    assert f"{rooms.path()} was deleted or replaced by another program" in answer.body["error"]


def test_any_other_command_is_refused_once_another_file_is_there(rooms):
    room = rooms.open()
    shutil.copy(rooms.filled("b"), rooms.path("c"))
    rooms.path("c").replace(rooms.path())
    with pytest.raises(BackendUnavailable, match="deleted or replaced by another program"):
        room.handle(SetPace(Pacing(paused=True)))


def test_a_room_that_lost_its_file_says_so_on_closing(rooms):
    room = rooms.open()
    place(room, 101)
    rooms.path().unlink()
    with pytest.raises(BackendUnavailable, match="deleted or replaced"):
        room.close()
    rooms.open()  # nobody holds it


def test_a_deleted_file_is_written_again_with_all_that_was_in_it(worlds, settings):
    first = worlds.connection(settings)
    order(first, 101)
    rooms_of(settings).path("anna").unlink()
    again = worlds.connection(settings)
    order(again, 102)
    assert "The file of the room anna was deleted by another program." in again.notice
    worlds.close()
    with opened(settings) as connection:
        assert orders(connection) == [101, 102]


def test_a_deleted_folder_is_made_again(worlds, settings):
    order(worlds.connection(settings), 101)
    shutil.rmtree(settings.data)
    again = worlds.connection(settings)
    assert (orders(again), rooms_of(settings).path("anna").is_file()) == ([101], True)


def test_beside_a_file_that_took_its_place_a_room_is_kept_by_another_name(worlds, settings):
    with opened(replace(settings, room="ben")) as ben:
        order(ben, 7)
    order(worlds.connection(settings), 101)
    path = rooms_of(settings).path("anna")
    rooms_of(settings).path("ben").replace(path)
    again = worlds.connection(settings)
    assert "replaced by another program" in again.notice
    assert "What was here is the room anna-2." in again.notice
    assert orders(again) == [7]
    assert orders(worlds.connection(replace(settings, room="anna-2"))) == [101]


def test_a_room_that_cannot_be_kept_stays_open_until_it_can(worlds, settings):
    first = worlds.connection(settings)
    order(first, 101)
    folder = rooms_of(settings).path("anna").parent
    shutil.rmtree(folder)
    folder.write_text("in the way")
    with pytest.raises(BackendError, match="cannot be used"):
        worlds.connection(settings)
    folder.unlink()
    assert orders(worlds.connection(settings)) == [101]


def test_a_server_that_ends_writes_a_deleted_room_again(worlds, settings):
    order(worlds.connection(settings), 101)
    rooms_of(settings).path("anna").unlink()
    worlds.close()
    with opened(settings) as connection:
        assert orders(connection) == [101]


def test_a_room_that_is_reset_after_its_file_was_deleted_begins_anew(worlds, settings):
    order(worlds.connection(settings), 101)
    rooms_of(settings).path("anna").unlink()
    worlds.forget(settings, lambda: rooms_of(settings).reset("anna"))
    assert orders(worlds.connection(settings)) == []
