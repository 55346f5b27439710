"""What worlds open is closed again: files, SQLite connections, threads, also after a refusal.

Counted is what the process really has open: its file descriptors, as Linux lists them, the
connections the garbage collector knows, and its threads.
"""

import gc
import io
import json
import sqlite3
import threading
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from eda_core.app.bootstrap import connect, rooms_of
from eda_core.app.worlds import Worlds
from eda_core.aws.reading.poller import LOOKING_MS
from eda_core.domain.errors import BackendError, EdaError
from eda_core.domain.settings import Delays, Settings, WorldKind
from eda_core.log_files.folder import logs_folder
from eda_core.log_files.importing import SourceFile, import_log
from eda_core.read_model import MomentModel, ReadModel
from tests.aws.failing_server import failing_server

DESCRIPTORS = Path("/proc/self/fd")
LINE = json.dumps({"ingestionTime": 1_769_860_800_000, "message": "no event, but a row"}) + "\n"

pytestmark = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="counts files as Linux lists them")


def files():
    """What the process has open, by descriptor: the names of files, the numbers of sockets."""
    found = {}
    for descriptor in DESCRIPTORS.iterdir():
        with suppress(FileNotFoundError):  # the descriptor that lists them is gone by now
            found[descriptor.name] = str(descriptor.readlink())
    return found


def connections():
    """How many SQLite connections are open once nobody holds what is no longer needed."""
    gc.collect()
    found = (thing for thing in gc.get_objects() if isinstance(thing, sqlite3.Connection))
    return sum(is_open(connection) for connection in found)


def is_open(connection):
    try:
        return connection.total_changes >= 0
    except sqlite3.ProgrammingError:  # "Cannot operate on a closed database."
        return False


@pytest.fixture(scope="module", autouse=True)
def what_was_there_before():
    """Leave out of each look what the process held already, which is most of it and stays."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_is_left_open():
    connected, opened, threads = connections(), files(), set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(10)
    assert connections() == connected
    assert files() == opened
    assert not {thread for thread in threading.enumerate() if thread not in threads}


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path, seed=7, delays=Delays.NONE)


@pytest.fixture
def worlds():
    with closing(Worlds()) as worlds:
        yield worlds


def log_of(settings, line=LINE, name="recorded"):
    """Import a log of three such lines, and answer the settings of the world it is."""
    data = line.encode() * 3
    import_log([SourceFile("log", len(data), [data])], logs_folder(settings.data), name)
    return replace(settings, world=WorldKind.FILE, file=name)


def place(connection, order_id=101):
    assert connection.backend.api.place(json.dumps({"id": order_id, "amount": 100})).accepted
    connection.model.refresh()


def in_folder(settings):
    """The files of the data folder that are open."""
    return sorted(name for name in files().values() if name.startswith(str(settings.data)))


def is_locked(path):
    return f"{path}.lock" in files().values()


def test_a_room_is_open_until_it_is_closed(settings):
    connection = connect(settings)
    place(connection)
    assert len(in_folder(settings)) >= 2  # the room and its lock, and what SQLite writes ahead
    connection.close()
    assert in_folder(settings) == []


def test_a_room_that_is_closed_twice_is_closed(settings):
    connection = connect(settings)
    connection.close()
    connection.close()


@pytest.mark.parametrize("data", [True, False], ids=["room", "memory"])
def test_a_world_and_its_past_are_closed(settings, data):
    connection = connect(settings if data else replace(settings, data=None))
    place(connection)
    moment = MomentModel(connection.model, connection.now_ms())
    for at_ms in range(connection.now_ms() - 5, connection.now_ms()):
        moment.show(at_ms)
    connection.close()


def test_switching_to_and_fro_opens_each_world_once(settings, worlds):
    places = [replace(settings, room="anna"), log_of(settings), replace(settings, room="ben")]
    for place_ in places:
        worlds.connection(place_)
    connected, opened = connections(), files()
    for place_ in places * 3:
        worlds.connection(place_).model.refresh()
    assert (connections(), files()) == (connected, opened)


def test_a_world_that_is_forgotten_leaves_nothing_open(settings, worlds):
    connected, opened = connections(), files()
    place(worlds.connection(settings))
    worlds.forget(settings)
    assert (connections(), files()) == (connected, opened)


def test_a_room_can_be_reset_once_it_is_forgotten(settings, worlds):
    for _ in range(3):
        place(worlds.connection(settings))
        worlds.forget(settings)
        rooms_of(settings).reset(settings.room)
    assert in_folder(settings) == []


def test_of_too_many_worlds_the_first_leaves_nothing_open(settings):
    with closing(Worlds(most=1)) as worlds:
        rooms = [replace(settings, room=name) for name in ("anna", "ben", "carl")]
        for room in rooms:
            place(worlds.connection(room))
        locked = [is_locked(rooms_of(room).path(room.room)) for room in rooms]
    assert locked == [False, False, True]


def test_worlds_that_are_closed_can_be_opened_by_others(settings, worlds):
    place(worlds.connection(settings))
    worlds.close()
    with closing(Worlds()) as others:
        assert others.connection(settings).room_state().orders == 1


def test_a_room_that_cannot_be_written_down_is_closed_with_the_others(settings, worlds):
    def refuse():
        raise BackendError("There is no room left.")

    bad = worlds.connection(settings)
    object.__setattr__(bad.room.world, "checkpoint", refuse)
    worlds.connection(replace(settings, room="ben"))
    worlds.close()
    assert in_folder(settings) == []


class Left(BaseException):
    """Who waited for a room left: Streamlit ends a run from inside a report of its progress."""


@pytest.mark.parametrize("kind", ["room", "log"])
def test_an_opening_that_is_broken_off_leaves_nothing_open(settings, kind):
    wanted = settings if kind == "room" else log_of(settings)
    if kind == "room":
        _filled(settings)
    for steps in range(_steps(wanted)):
        with pytest.raises(Left):
            connect(wanted, _leaving_after(steps))
        assert in_folder(settings) == []
    connect(wanted).close()


def _filled(settings):
    with closing(connect(settings)) as connection:
        for order_id in range(101, 111):
            place(connection, order_id)


def _steps(wanted):
    reports = []
    connect(wanted, lambda *report: reports.append(report)).close()
    return len(reports)


def _leaving_after(steps):
    left = iter(range(steps))

    def report(_what, _share):
        if next(left, None) is None:
            raise Left

    return report


def test_a_room_that_cannot_be_read_is_closed(settings, monkeypatch):
    def fail(_model, _progress=None):
        raise BackendError("The disk answered with an error.")

    monkeypatch.setattr(ReadModel, "refresh", fail)
    with pytest.raises(BackendError):
        connect(settings)
    assert in_folder(settings) == []


def open_elsewhere(path, settings):
    with closing(connect(settings)):
        connect(settings)


def damaged(path, settings):
    path.write_bytes(b"no database at all" * 100)
    connect(settings).close()
    raise BackendError("It is open, as a new room.")


def of_another_program(path, settings):
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE theirs (x)")
    connect(settings)


def a_folder(path, settings):
    path.mkdir()
    connect(settings)


def copied_to_itself(path, settings):
    connect(settings).close()
    rooms_of(settings).copy(settings.room, settings.room)


def exported_while_damaged(path, settings):
    connect(settings).close()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("INSERT INTO flight (kind, data) VALUES ('x', x'00')")
    rooms_of(settings).export(settings.room, io.StringIO())


def imported_from_nonsense(path, settings):
    rooms_of(settings).import_(['{"format":"eda-live room","version":1}', "nonsense"], "ben")


def reset_while_open(path, settings):
    with closing(connect(settings)):
        rooms_of(settings).reset(settings.room)


def imported_log_without_rows(path, settings):
    log_of(settings, "nonsense\n")


def log_that_is_not_there(path, settings):
    connect(replace(settings, world=WorldKind.FILE, file="missing"))


@pytest.mark.parametrize(
    "refused",
    [
        open_elsewhere,
        damaged,
        of_another_program,
        a_folder,
        copied_to_itself,
        exported_while_damaged,
        imported_from_nonsense,
        reset_while_open,
        imported_log_without_rows,
        log_that_is_not_there,
    ],
)
def test_what_is_refused_leaves_nothing_open(settings, refused):
    path = rooms_of(settings).path(settings.room)
    path.parent.mkdir()
    with pytest.raises(EdaError):
        refused(path, settings)
    assert in_folder(settings) == []


@pytest.mark.usefixtures("aws_environment")
def test_a_deployed_stack_is_left_alone_once_it_is_closed(settings):
    with failing_server("HTTP/1.1") as server:
        far = replace(settings, world=WorldKind.AWS, region="us-east-1", endpoint=server.url)
        before = set(threading.enumerate())
        connection = connect(far)
        with suppress(BackendError):
            connection.model.refresh()
        assert "aws-poller" in {thread.name for thread in threading.enumerate()}
        connection.close()
        begun = {thread for thread in threading.enumerate() if thread not in before}
        polling = [thread for thread in begun if thread.name.startswith("aws-")]
        for thread in polling:
            thread.join(LOOKING_MS / 2000)  # a call under way ends; by itself it asks on for longer
        assert not any(thread.is_alive() for thread in polling)
