"""Rooms are copied, exported and imported whole."""

import io
import json

import pytest

from eda_core.domain.errors import BackendError, InvalidSettings
from eda_core.rooms import export as room_export
from eda_core.rooms.export import export_room, import_room
from eda_core.rooms.file import copy_room
from tests.durability.conftest import place


def busy(rooms, name="a"):
    """An open room in which some orders ended and some are under way."""
    room = rooms.open(name)
    for order_id in range(1, 61):
        place(room, order_id, 600 if order_id % 3 == 0 else 100)
        room.advance(room.world.scheduler.now_ms + 10)
    room.checkpoint()
    place(room, 100, "\ud800")
    place(room, 101)
    return room


def future(room):
    """All that will ever happen in a room."""
    room.advance(None)
    log = [(record.ingested_ms, record.text) for record in room.world.log_after(0)]
    return log, list(room.world.deliveries_after(0)), room.world.table.history(101)


def exported(path):
    out = io.StringIO()
    count = export_room(path, out)
    lines = out.getvalue().splitlines(keepends=True)
    assert len(lines) == count
    return lines


def test_a_copy_of_an_open_room_has_the_same_future(rooms):
    room = busy(rooms)
    copy_room(rooms.path(), rooms.path("copy"))
    assert future(rooms.open("copy")) == future(room)


def test_an_imported_room_has_the_same_future(rooms):
    room = busy(rooms)
    lines = exported(rooms.path())
    assert import_room(lines, rooms.path("copy")) == len(lines)
    assert future(rooms.open("copy")) == future(room)


def test_an_imported_room_exports_the_same_lines(rooms):
    busy(rooms).close()
    lines = exported(rooms.path())
    import_room(lines, rooms.path("copy"))
    assert exported(rooms.path("copy")) == lines


def test_an_export_says_what_it_is(rooms):
    first = json.loads(exported(rooms.filled())[0])
    assert (first["format"], first["version"]) == ("eda-live room", 1)
    assert first["columns"]["items"] == ["id", "timestamp", "item"]


@pytest.mark.parametrize("act", [copy_room, lambda source, _: exported(source)])
def test_a_room_that_is_not_there_is_a_sentence(rooms, act):
    with pytest.raises(InvalidSettings, match="There is no room"):
        act(rooms.path(), rooms.path("copy"))


@pytest.mark.parametrize("act", [copy_room, lambda source, _: exported(source)])
def test_a_room_with_nothing_in_it_is_a_sentence(rooms, act):
    rooms.folder.mkdir()
    rooms.path().touch()
    with pytest.raises(InvalidSettings, match="is empty"):
        act(rooms.path(), rooms.path("copy"))


@pytest.mark.parametrize("act", [copy_room, lambda source, _: exported(source)])
def test_a_file_that_is_no_room_is_a_sentence(rooms, act):
    rooms.folder.mkdir()
    rooms.path().write_text("no database")
    with pytest.raises(BackendError, match="it is no database"):
        act(rooms.path(), rooms.path("copy"))


def test_a_copy_replaces_nothing(rooms):
    path = rooms.filled()
    rooms.path("copy").write_text("mine")
    with pytest.raises(InvalidSettings, match=r"copy.room exists: choose another name"):
        copy_room(path, rooms.path("copy"))
    assert rooms.path("copy").read_text() == "mine"


def test_an_import_replaces_nothing_that_came_in_the_meantime(rooms):
    lines = exported(rooms.filled())

    def slowly():
        yield from lines
        rooms.path("copy").write_text("mine")

    with pytest.raises(InvalidSettings, match="exists"):
        import_room(slowly(), rooms.path("copy"))
    assert rooms.path("copy").read_text() == "mine"


def line_of(table, row):
    return json.dumps({"table": table, "row": row})


BAD_LINES = [
    ("[1]", "Line 2: `table` must be one of meta, "),
    ("{", "Line 2 is not JSON"),
    ("[" * 100_000, "Line 2 is not JSON"),
    (line_of("secrets", []), "Line 2: `table` must be one of"),
    (line_of(["meta"], []), "Line 2: `table` must be one of"),
    (line_of("items", [1]), "Line 2: `row` must be a list of id, timestamp, item"),
    (line_of("items", {"id": 1}), "Line 2: `row` must be a list"),
    (line_of("items", [True, "T", {}]), "Line 2: `id` must be a whole number"),
    (line_of("items", [1, 2, {}]), "Line 2: `timestamp` must be text"),
    (line_of("commands", [1, 2, 3.5, 0, 0, "a", "b"]), "Line 2: `executed` must be a whole number"),
    (line_of("commands", [1, 2, 2**63, 0, 0, "a", "b"]), "Line 2: `executed` must be a whole"),
    (line_of("definitions", [1, "é"]), "Line 2: `text` must be ASCII text"),
    (line_of("executions", [1, 1, None, {}]), "ends before it says what the room began with"),
    (line_of("chunks", ["log", 1, 1, [1]]), "The log from number 1 on cannot be used"),
    (line_of("chunks", ["guess", 1, 1, [1]]), "The guess from number 1 on cannot be used"),
]


@pytest.mark.parametrize(("line", "sentence"), BAD_LINES)
def test_a_line_that_cannot_be_used_is_named(rooms, line, sentence):
    first = exported(rooms.filled())[0]
    with pytest.raises(InvalidSettings) as refused:
        import_room([first, line], rooms.path("copy"))
    assert sentence in str(refused.value)
    assert not list(rooms.folder.glob("copy*"))


def test_a_row_that_comes_twice_is_named(rooms):
    lines = exported(rooms.filled())
    with pytest.raises(InvalidSettings, match=f"Line {len(lines) + 1}: this row cannot be added"):
        import_room([*lines, lines[1]], rooms.path("copy"))


@pytest.mark.parametrize("lines", [[], ["{}"], ["[1]"], ['{"format": "other"}']])
def test_what_is_no_export_is_a_sentence(rooms, lines):
    rooms.folder.mkdir()
    with pytest.raises(InvalidSettings, match="Line 1 must say"):
        import_room(lines, rooms.path())


def test_an_export_of_another_version_is_a_sentence(rooms):
    rooms.folder.mkdir()
    with pytest.raises(InvalidSettings, match="Line 1: version 2 of the format is not known"):
        import_room(['{"format": "eda-live room", "version": 2}'], rooms.path())


def test_a_line_that_is_too_long_is_named(rooms, monkeypatch):
    lines = exported(rooms.filled())
    monkeypatch.setattr(room_export, "MAX_LINE", 500)
    with pytest.raises(InvalidSettings, match=r"Line \d+ has more than 500 characters"):
        import_room([*lines], rooms.path("copy"))


def test_a_state_that_makes_no_sense_is_set_aside_when_it_is_opened(rooms):
    lines = exported(rooms.filled())
    changed = [line.replace('"now_ms"', '"then_ms"') for line in lines]
    import_room(changed, rooms.path("copy"))
    assert "its state makes no sense" in rooms.open("copy").notice
