import io
import os
import shutil
from pathlib import Path

import pytest

from eda_core.domain.errors import BackendError, BackendUnavailable, InvalidSettings
from eda_core.domain.settings import BusKind
from eda_core.rooms.catalog import DAY_MS, KEPT_MS, RoomFile, RoomFolder
from eda_core.rooms.opening import open_room
from eda_core.simulator.commands import PlaceOrder
from eda_core.stack import demo_stack
from tests.news import all_news

NOW_MS = 1_769_860_800_000
LONG_AGO = NOW_MS - KEPT_MS - DAY_MS


@pytest.fixture
def folder(tmp_path):
    return RoomFolder(tmp_path)


def made(folder, name, used_ms=NOW_MS):
    """A room with one order, last used then."""
    path = folder.make_way(name, NOW_MS)
    room = open_room(path, demo_stack(), lambda: NOW_MS, seed=7)
    room.handle(PlaceOrder('{"id": 101, "amount": 100}'))
    room.close()
    last_used(path, used_ms)
    return path


def last_used(path, used_ms, beside=("", ".lock")):
    """Have the file of a room, and what is beside it, say that it was used then."""
    for ending in beside:
        os.utime(f"{path}{ending}", ns=(used_ms * 1_000_000, used_ms * 1_000_000))


def names(folder):
    return [room.name for room in folder.rooms()]


def test_an_empty_folder_has_no_rooms(folder):
    assert folder.rooms() == []


def test_rooms_are_listed_by_name_and_other_files_are_not(folder):
    made(folder, "ben")
    made(folder, "anna").with_name("Notes.room").write_text("no room")
    assert names(folder) == ["anna", "ben"]


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "x" * 41, "-a"])
def test_a_name_that_could_leave_the_folder_is_refused(folder, name):
    with pytest.raises(InvalidSettings, match="small letters"):
        folder.path(name)


def test_a_room_unused_for_a_month_makes_way(folder):
    made(folder, "old", NOW_MS - KEPT_MS - DAY_MS)
    made(folder, "young", NOW_MS - DAY_MS)
    folder.make_way("new", NOW_MS)
    assert names(folder) == ["young"]


@pytest.fixture
def busy(folder):
    """A room in which an order was placed just now, whose own file was last written long ago."""
    path = made(folder, "busy")
    room = open_room(path, demo_stack(), lambda: NOW_MS, seed=7)
    room.handle(PlaceOrder('{"id": 102, "amount": 100}'))
    last_used(path, LONG_AGO)
    last_used(path, NOW_MS, ["-wal"])
    yield path
    room.close()


def test_a_room_is_used_while_only_its_journal_is_written(folder, busy):
    (room,) = folder.rooms()
    assert room.used_ms == NOW_MS
    assert room.size == busy.stat().st_size + Path(f"{busy}-wal").stat().st_size


def test_one_that_was_not_closed_keeps_what_its_journal_has(busy, tmp_path):
    """As after a loss of power: nobody has it open, and its file is a month old."""
    left = RoomFolder(tmp_path / "left")
    shutil.copytree(busy.parent, left.make_way("busy", NOW_MS).parent, dirs_exist_ok=True)
    left.make_way("new", NOW_MS)
    assert names(left) == ["busy"]


def test_a_room_that_is_open_stays_however_long_nothing_came(folder, busy):
    last_used(busy, LONG_AGO, ["-wal"])
    folder.make_way("new", NOW_MS)
    assert names(folder) == ["busy"]


def test_a_room_that_was_opened_was_used_though_nothing_changed(folder):
    path = made(folder, "old", LONG_AGO)
    open_room(path, demo_stack(), lambda: NOW_MS, seed=7).close()
    (room,) = folder.rooms()
    assert room.used_ms > NOW_MS


def test_neither_the_default_room_nor_the_one_wanted_makes_way(folder):
    for name in ("default", "old"):
        made(folder, name, NOW_MS - KEPT_MS - DAY_MS)
    folder.make_way("old", NOW_MS)
    assert names(folder) == ["default", "old"]


@pytest.mark.parametrize(
    ("days", "text"), [(1, ""), (22, ""), (25, "in 5 days"), (40, "in 0 days")]
)
def test_a_room_says_before_that_it_will_be_removed(days, text):
    warning = RoomFile("anna", 1, NOW_MS - days * DAY_MS).warning(NOW_MS)
    assert text in warning
    assert bool(text) == bool(warning)


def test_the_default_room_is_never_removed():
    assert RoomFile("default", 1, 0).warning(NOW_MS) == ""


def test_a_full_folder_takes_no_new_room(folder, monkeypatch):
    made(folder, "anna")
    monkeypatch.setattr("eda_core.rooms.catalog.MOST_ROOMS", 1)
    assert folder.make_way("anna", NOW_MS).exists()
    with pytest.raises(BackendError, match="is full: 1 rooms"):
        folder.make_way("ben", NOW_MS)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "rooms").write_text("a file in the way")
    with pytest.raises(BackendError, match="EDA_DATA"):
        RoomFolder(tmp_path).make_way("anna", NOW_MS)


def test_reset_forgets_a_room_and_leaves_its_lock_only(folder):
    path = made(folder, "anna")
    folder.reset("anna")
    assert [left.name for left in path.parent.iterdir()] == ["anna.room.lock"]
    assert folder.rooms() == []


def test_a_room_that_is_open_cannot_be_reset(folder):
    room = open_room(made(folder, "anna"), demo_stack(), lambda: NOW_MS, seed=7)
    with pytest.raises(BackendUnavailable, match="already open"):
        folder.reset("anna")
    room.close()


@pytest.mark.parametrize("action", ["reset", "export", "copy"])
def test_a_room_that_is_not_there_is_named(folder, action):
    given = {"reset": (), "export": (io.StringIO(),), "copy": ("ben",)}[action]
    with pytest.raises(InvalidSettings, match="no room 'anna'"):
        getattr(folder, action)("anna", *given)


def test_a_copy_has_the_same_log(folder):
    made(folder, "anna")
    folder.copy("anna", "ben")
    logs = []
    for name in ("anna", "ben"):
        room = open_room(folder.path(name), demo_stack(), lambda: NOW_MS + 60_000, seed=7)
        logs.append([record.text for record in all_news(room.backend()).log])
        room.close()
    assert len(logs[0]) == 3
    assert logs[0] == logs[1]


def test_a_name_that_is_taken_is_refused(folder):
    made(folder, "anna")
    for action in (lambda: folder.copy("anna", "anna"), lambda: folder.import_([], "anna")):
        with pytest.raises(InvalidSettings, match="already"):
            action()


def test_an_export_can_be_imported_into_an_empty_folder(folder, tmp_path):
    made(folder, "anna")
    out = io.StringIO()
    lines = folder.export("anna", out)
    elsewhere = RoomFolder(tmp_path / "elsewhere")
    assert elsewhere.import_(out.getvalue().splitlines(), "anna") == lines
    again = io.StringIO()
    elsewhere.export("anna", again)
    assert again.getvalue() == out.getvalue()


def test_a_free_name_is_like_the_one_that_is_taken(tmp_path):
    rooms = RoomFolder(tmp_path)
    assert rooms.free_name("anna") == "anna"
    (tmp_path / "rooms").mkdir()
    for name in ("anna", "anna-2", "a" * 40):
        (tmp_path / "rooms" / f"{name}.room").touch()
    assert rooms.free_name("anna") == "anna-3"
    assert rooms.free_name("a" * 40) == f"{'a' * 36}-2"


@pytest.fixture
def on_custom(tmp_path):
    return RoomFolder(tmp_path, BusKind.CUSTOM)


def made_on_custom(folder, name, used_ms=NOW_MS):
    path = folder.make_way(name, NOW_MS)
    open_room(path, demo_stack(BusKind.CUSTOM), lambda: NOW_MS, seed=7).close()
    last_used(path, used_ms)


def test_a_name_is_one_of_its_kind_of_bus(folder, on_custom):
    made(folder, "anna")
    made_on_custom(on_custom, "anna")
    assert (names(folder), names(on_custom)) == (["anna"], ["anna"])
    assert [room.bus for room in folder.all_rooms()] == ["classic", "custom"]


def test_a_room_of_the_other_kind_is_named_where_one_is_looked_for(folder, on_custom):
    made_on_custom(on_custom, "ben")
    with pytest.raises(InvalidSettings, match="There is one on the custom bus: EDA_BUS=custom"):
        folder.existing("ben")


def test_an_unused_room_of_either_kind_makes_way(folder, on_custom):
    made_on_custom(on_custom, "old", NOW_MS - KEPT_MS - DAY_MS)
    folder.make_way("new", NOW_MS)
    assert names(on_custom) == []


def test_an_export_is_imported_where_its_kind_of_bus_is(folder, on_custom):
    made_on_custom(on_custom, "ben")
    lines = io.StringIO()
    on_custom.export("ben", lines)
    with pytest.raises(InvalidSettings, match="a room of the custom bus"):
        folder.import_(lines.getvalue().splitlines(keepends=True), "carl")
    assert names(folder) == []
    on_custom.import_(lines.getvalue().splitlines(keepends=True), "carl")
    assert names(on_custom) == ["ben", "carl"]
