from threading import Event, Thread

import pytest

from eda_core.app.bootstrap import Connection
from eda_core.app.worlds import Worlds
from eda_core.domain.errors import BackendError
from eda_core.domain.settings import Settings


class Opener:
    """Connects to nothing, and notes what was opened and closed."""

    def __init__(self):
        self.opened, self.closed = [], []

    def __call__(self, settings, progress):
        self.opened.append(settings.room)
        close = lambda: self.closed.append(settings.room)  # noqa: E731 - a note, no function
        return Connection(settings, None, None, int, close=close)


@pytest.fixture
def opener():
    return Opener()


def test_a_world_is_connected_to_once(opener):
    worlds = Worlds(opener)
    assert worlds.connection(Settings()) is worlds.connection(Settings())
    assert opener.opened == ["default"]


def test_two_rooms_are_two_worlds(opener):
    worlds = Worlds(opener)
    assert worlds.connection(Settings(room="a")) is not worlds.connection(Settings(room="b"))


def test_a_world_that_is_forgotten_is_closed_and_opened_anew(opener):
    worlds = Worlds(opener)
    first = worlds.connection(Settings())
    worlds.forget(Settings())
    assert opener.closed == ["default"]
    assert worlds.connection(Settings()) is not first


class Exclusive:
    """A world that is open once at a time, as a room is, and takes a moment to be closed."""

    def __init__(self, *, is_current=True):
        self.closing, self.go_on, self.is_open = Event(), Event(), False
        self._is_current = is_current

    def __call__(self, settings, progress):
        if self.is_open:
            raise BackendError("It is already open here.")
        self.is_open = True
        return Connection(settings, None, None, int, close=self._close, is_current=self._current)

    def _close(self):
        self.closing.set()
        assert self.go_on.wait(10)
        self.is_open = False

    def _current(self):
        return self._is_current


def asked_while(closing, world, worlds):
    """What somebody got who asked for a world while it was closed by another one."""
    got = []

    def ask():
        try:
            got.append(worlds.connection(Settings()))
        except BackendError as fault:
            got.append(fault)

    closer, asker = Thread(target=closing), Thread(target=ask)
    closer.start()
    assert world.closing.wait(10)
    asker.start()
    asker.join(0.2)  # time to ask at the wrong moment
    world.go_on.set()
    closer.join()
    asker.join()
    return got[0]


def test_who_asks_for_a_world_that_is_being_closed_waits_for_it():
    world = Exclusive()
    worlds = Worlds(world)
    first = worlds.connection(Settings())
    got = asked_while(lambda: worlds.forget(Settings()), world, worlds)
    assert isinstance(got, Connection)
    assert got is not first


def test_who_asks_for_a_world_that_another_has_the_name_of_waits_too():
    world = Exclusive(is_current=False)
    worlds = Worlds(world)
    worlds.connection(Settings())
    got = asked_while(lambda: worlds.connection(Settings()), world, worlds)
    assert isinstance(got, Connection)


def test_nobody_opens_a_world_before_what_is_done_with_it_closed(opener):
    worlds = Worlds(opener)
    worlds.connection(Settings())
    asker = Thread(target=lambda: worlds.connection(Settings()))

    def delete():
        asker.start()
        asker.join(0.2)
        opener.closed.append("deleted")
        assert opener.opened == ["default"]

    worlds.forget(Settings(), delete)
    asker.join()
    assert (opener.opened, opener.closed) == (["default"] * 2, ["default", "deleted"])


def test_a_world_is_held_until_it_is_forgotten(opener):
    worlds = Worlds(opener)
    connection = worlds.connection(Settings())
    assert worlds.holds(connection)
    worlds.forget(Settings())
    assert not worlds.holds(connection)
    worlds.connection(Settings())
    assert not worlds.holds(connection)


def test_a_world_somebody_looks_at_is_not_the_one_used_longest_ago(opener):
    worlds = Worlds(opener, most=2)
    first = worlds.connection(Settings(room="a"))
    worlds.connection(Settings(room="b"))
    assert worlds.holds(first)
    worlds.connection(Settings(room="c"))
    assert opener.closed == ["b"]


def test_of_too_many_the_one_used_longest_ago_is_closed(opener):
    worlds = Worlds(opener, most=2)
    for room in ("a", "b", "a", "c"):
        worlds.connection(Settings(room=room))
    assert opener.closed == ["b"]


def test_a_world_that_cannot_be_opened_can_be_tried_again(opener):
    def failing(settings, progress):
        if not opener.opened:
            opener.opened.append("tried")
            raise BackendError("The disk is full.")
        return opener(settings, progress)

    worlds = Worlds(failing)
    with pytest.raises(BackendError, match="full"):
        worlds.connection(Settings())
    assert worlds.connection(Settings()).settings == Settings()


def test_many_who_ask_at_once_get_one_world(opener):
    worlds, got = Worlds(opener), []
    askers = [Thread(target=lambda: got.append(worlds.connection(Settings()))) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len({id(connection) for connection in got}) == len(opener.opened) == 1
