"""What can be wrong with a room file: a sentence each, and nothing is ever deleted."""

import os
import resource
import sqlite3
from contextlib import closing, contextmanager

import pytest

from eda_core.domain.errors import BackendError, BackendUnavailable, InvalidSettings
from eda_core.rooms.file import RoomLimits
from tests.durability.conftest import place
from tests.news import all_news


def kinds(room):
    return [record.event.detail_type for record in room.world.log_after(0)]


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def scribble(path):
    """Random bytes over the second quarter of the file."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)
        file.write(os.urandom(size // 4))


def overwrite(path):
    path.write_text("this is no database\n" * 100)


def shorten(path):
    os.truncate(path, 60)


def changed_by(statement):
    """What changes a room's file by SQL."""

    def damage(path):
        with closing(sqlite3.connect(path)) as file, file:
            file.execute(statement)

    return damage


bad_chunk = changed_by("UPDATE chunks SET data = substr(data, 1, 20) WHERE kind = 'log'")
COMMAND = "INSERT INTO commands SELECT 1, "
DAMAGES = {
    "cut": cut,
    "scribbled upon": scribble,
    "overwritten": overwrite,
    "too short": shorten,
    "bad chunk": bad_chunk,
    "bad state": changed_by("UPDATE meta SET value = '{\"now_ms\": 1}' WHERE name = 'state'"),
    "bad beginning": changed_by("UPDATE meta SET value = '[1]' WHERE name = 'room'"),
    "other tables": changed_by(
        "CREATE TRIGGER more AFTER INSERT ON items BEGIN DELETE FROM items; END"
    ),
    "endless journal": changed_by(f"{COMMAND}0, 1000000000000, 0, 0, 'place', x'00'"),
    "journal of another": changed_by(f"{COMMAND}2000000000000, 7, 0, 0, 'place', x'00'"),
    "bad rule": changed_by("UPDATE meta SET value = replace(value, 'exists', 'guess')"),
    "unknown command": changed_by(f"{COMMAND}2000000000000, {40 * 8}, 0, 0, 'guess', x'00'"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_set_aside_with_a_sentence(rooms, damage):
    damage(rooms.filled())
    room = rooms.open()
    assert f"The file {rooms.path()} is damaged: " in room.notice
    assert "It is kept as a.room.damaged-1: this room begins anew." in room.notice


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_kept_byte_by_byte(rooms, damage):
    path = rooms.filled()
    damage(path)
    before = path.read_bytes()
    rooms.open()
    kept = path.with_name("a.room.damaged-1").read_bytes()
    assert kept[100:] == before[100:]  # SQLite counts its openings in the header


def test_a_second_damaged_file_gets_a_name_of_its_own(rooms):
    for _ in range(2):
        overwrite(rooms.filled())
        rooms.open().close()
    assert sorted(path.name for path in rooms.folder.glob("*.damaged-?")) == [
        "a.room.damaged-1",
        "a.room.damaged-2",
    ]


def test_a_room_begun_anew_takes_orders(rooms):
    overwrite(rooms.filled())
    assert place(rooms.open(), 101).accepted


def test_damage_found_while_reading_is_a_sentence(rooms):
    room = rooms.open()
    place(room, 101)
    room.advance(None)
    room.checkpoint()
    bad_chunk(rooms.path())
    with pytest.raises(BackendError, match=r"is damaged: the records from 1 on, .*sets it aside"):
        room.world.log_after(0)


def test_a_file_of_another_program_is_refused_and_left_alone(rooms):
    rooms.folder.mkdir()
    with closing(sqlite3.connect(rooms.path())) as file:
        file.execute("CREATE TABLE theirs (x)")
    before = rooms.path().read_bytes()
    with pytest.raises(InvalidSettings, match="no room but a database of another program"):
        rooms.open()
    assert rooms.path().read_bytes() == before


def test_a_room_of_a_newer_version_is_refused_and_left_alone(rooms):
    path = rooms.filled()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 2")
    with pytest.raises(InvalidSettings, match=r"made by a newer version .* \(format 2;"):
        rooms.open()
    assert path.exists()


def test_a_room_is_opened_once(rooms):
    rooms.open()
    with pytest.raises(BackendUnavailable, match=r"a.room is already open here: close it there"):
        rooms.open()


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("4711", " in process 4711:"),
        ("", ", here or in another process:"),
        ("me", ", here or in another process:"),
    ],
)
def test_whoever_has_a_room_open_is_named_as_far_as_the_lock_says(rooms, said, where):
    rooms.open()
    rooms.path().with_name(f"{rooms.path().name}.lock").write_text(said)
    with pytest.raises(BackendUnavailable, match=f"already open{where}"):
        rooms.open()


def test_a_closed_room_can_be_opened_again(rooms):
    rooms.open().close()
    assert rooms.open().notice == ""


def test_a_room_that_could_not_be_opened_is_not_held(rooms):
    path = rooms.filled()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 2")
    with pytest.raises(InvalidSettings):
        rooms.open()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 1")
    assert rooms.open().state().orders == 40


def test_an_empty_file_is_a_new_room(rooms):
    rooms.folder.mkdir()
    rooms.path().touch()
    assert place(rooms.open(), 101).accepted


def test_a_folder_that_is_a_file_is_a_sentence(rooms):
    rooms.folder.write_text("no folder")
    with pytest.raises(BackendUnavailable, match="cannot be used: File exists"):
        rooms.open()


def test_a_room_that_is_a_folder_is_a_sentence(rooms):
    rooms.path().mkdir(parents=True)
    with pytest.raises(BackendUnavailable, match="cannot be"):
        rooms.open()


@contextmanager
def no_file_longer_than(size):
    """A disk that is full: no file of this process may grow beyond this (RLIMIT_FSIZE)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_order_is_refused_while_the_disk_takes_nothing(rooms):
    room = rooms.open()
    assert place(room, 101).accepted
    with no_file_longer_than(4_096):
        answer = place(room, 102)
    assert answer.status == 507
    assert "the disk answered with an error" in answer.body["error"]
    assert place(room, 103).accepted


def test_a_full_disk_loses_nothing_that_was_answered(rooms):
    room = rooms.open()
    place(room, 101)
    with no_file_longer_than(4_096):
        place(room, 102)
        with pytest.raises(BackendError, match="stands still"):
            room.checkpoint()
        with pytest.raises(BackendError, match="stands still"):
            room.close()
    again = rooms.open()
    again.advance(None)
    assert kinds(again) == ["OrderCreated", "PaymentSucceeded", "OrderCompleted"]


def test_deliveries_go_on_in_memory_while_the_disk_takes_nothing(rooms):
    room = rooms.open(limits=RoomLimits(checkpoint_every=10))
    for order_id in range(1, 6):
        place(room, order_id)
    with no_file_longer_than(4_096):
        room.advance(None)
        assert "the disk answered with an error" in room.state().warning
    assert len(kinds(room)) == 15
    room.checkpoint()
    assert room.state().warning == ""


def test_a_disk_without_space_is_a_sentence(rooms):
    """`PRAGMA max_page_count` gives SQLite's own answer for a disk without space."""
    room = rooms.open()
    room.store._run("PRAGMA max_page_count = 1")
    answer = [place(room, n, "x" * 100_000) for n in range(3)][-1]
    assert answer.status == 507
    assert "there is no room left for" in answer.body["error"]


def test_a_file_that_may_not_be_written_is_a_sentence(rooms):
    """`PRAGMA query_only` gives SQLite's own answer for a database that may only be read."""
    room = rooms.open()
    room.store._run("PRAGMA query_only = ON")
    answer = place(room, 101)
    room.store._run("PRAGMA query_only = OFF")
    assert answer.status == 507
    assert "may not be written: give it and its folder write access" in answer.body["error"]


def test_a_closed_room_says_so(rooms):
    room = rooms.open()
    backend = room.backend()
    room.close()
    with pytest.raises(BackendUnavailable, match="is closed: open it again"):
        all_news(backend)
    with pytest.raises(BackendUnavailable, match="is closed"):
        room.checkpoint()


def test_a_room_that_cannot_be_read_stands_still_until_it_is_opened_again(rooms):
    room = rooms.open()
    place(room, 101)
    place(room, 50)
    room.advance(room.world.scheduler.now_ms + 100)
    room.checkpoint()
    room.world.table._items.clear()
    run, room.store._run = room.store._run, None
    room.store._run = lambda *_: run("SELECT * FROM nothing")
    room.advance(None)
    assert "stands still" in room.state().warning
    room.store._run = run
    assert place(room, 102).status == 507
    room.close()
    again = rooms.open()
    again.advance(None)
    assert kinds(again).count("OrderCompleted") == 2


def test_closing_twice_is_no_fault(rooms):
    room = rooms.open()
    room.close()
    room.close()


def test_opening_says_how_far_it_is(rooms):
    room = rooms.open()
    for order_id in range(5):
        place(room, order_id)
    with no_file_longer_than(100), pytest.raises(BackendError):
        room.close()
    said = []
    rooms.open(progress=lambda what, share: said.append((what, share)))
    assert {what for what, _ in said} == {"checking the file", "going on from the journal"}
    assert all(0 <= share <= 1 for _, share in said)
