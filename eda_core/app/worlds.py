"""The worlds a server has open: each connected to once, for all browser sessions.

A world stays open while the server runs, so that switching keeps both going; of more than
`MOST_WORLDS` the one asked for longest ago is closed.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import Final

from eda_core.app.bootstrap import Connection, connect
from eda_core.domain.errors import BackendError
from eda_core.domain.settings import Settings

MOST_WORLDS: Final = 100

Progress = Callable[[str, float], None]
"""Hears what is being done, and the share of it that is done, 0 to 1."""

Connect = Callable[[Settings, Progress | None], Connection]


def _nothing() -> None:
    """Do nothing."""


class Worlds:
    """Connections by their settings. Whoever asks first opens a world; others wait for it."""

    def __init__(self, connecting: Connect = connect, most: int = MOST_WORLDS) -> None:
        self._connect = connecting
        self._most = most
        self._lock = Lock()
        self._opening: dict[Settings, Lock] = {}
        self._open: OrderedDict[Settings, Connection] = OrderedDict()

    def connection(self, settings: Settings, progress: Progress | None = None) -> Connection:
        """Return the world of these settings; raises what `connect` does where it cannot
        be opened.
        """
        if (known := self._known(settings)) is not None:
            return known
        with self._turn(settings):
            return self._known(settings) or self._open_world(settings, progress)

    def holds(self, connection: Connection) -> bool:
        """Return whether this world is open still."""
        return self._known(connection.settings) is connection

    def forget(self, settings: Settings, then: Callable[[], None] = _nothing) -> None:
        """Close a world and do what comes ``then``; whoever looks at it connects anew, not before
        that: a room that is being closed is open still.
        """
        with self._turn(settings):
            with self._lock:
                connection = self._open.pop(settings, None)
            if connection is not None:
                connection.close()
            then()

    def close(self) -> None:
        """Close all worlds that are open, for the end of a server; others may be opened after."""
        with self._lock:
            left, self._open = self._open, OrderedDict()
        for connection in left.values():
            _close(connection)

    def _turn(self, settings: Settings) -> Lock:
        """Return what whoever opens or closes this world holds meanwhile."""
        with self._lock:
            return self._opening.setdefault(settings, Lock())

    def _known(self, settings: Settings) -> Connection | None:
        """Return the world of these settings, if it is open and still what has its name."""
        with self._lock:
            known = self._open.get(settings)
            if known is None or not known.is_current():
                return None
            self._open.move_to_end(settings)
            return known

    def _open_world(self, settings: Settings, progress: Progress | None) -> Connection:
        left = self._leave(settings)
        connection = self._connect(settings, progress)
        if left:
            connection = replace(connection, notice=f"{left} {connection.notice}".strip())
        with self._lock:
            self._open[settings] = connection
            is_full = len(self._open) > self._most
            oldest = self._open.popitem(last=False)[1] if is_full else None
        if oldest is not None:
            _close(oldest)
        return connection

    def _leave(self, settings: Settings) -> str:
        """Close the world of these settings that another has the name of by now, if there is one;
        return what became of it. One that cannot be kept stays open.
        """
        with self._lock:
            before = self._open.get(settings)
        if before is None:
            return ""
        left = "" if before.leave is None else before.leave()
        with self._lock:
            self._open.pop(settings, None)
        if before.leave is None:
            _close(before)
        return left


def _close(connection: Connection) -> None:
    """Close a world nobody asked to close: a room that could not be written has its journal."""
    with suppress(BackendError):
        connection.close()
