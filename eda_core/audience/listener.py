"""The audience of a server: one invitation at a time, on a listener of its own.

It listens in a thread of this process, so it ends with the dashboard; a socket is bound before
anything else, so an address that cannot be used is refused with a sentence.
"""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from eda_core.audience.invitation import Invitation, new_token
from eda_core.audience.switch import Address, bind
from eda_core.audience.web import MOST_BYTES, application
from eda_core.domain.settings import Settings
from eda_core.doors.admission import Admission, RateLimit

if TYPE_CHECKING:  # it brings every backend along
    from eda_core.app.bootstrap import Connection
    from eda_core.app.worlds import Worlds

MOST_CONNECTIONS: Final = 700
MOST_EACH: Final = 150
"""Connections at once, and of one address that is not this computer's: a router may have a room
of phones behind it."""

SILENT_S: Final = 10.0
"""A connection that has not asked anything by then is ended."""

_FILES: Final = 2_048
"""Open files this process should be allowed to have; some systems begin with 256."""

END_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with where it is, as ``url``."""

    invitation: Invitation
    address: Address
    server: uvicorn.Server
    thread: Thread

    @property
    def url(self) -> str:
        """The address to open on a phone."""
        return f"http://{self.address}/{self.invitation.token}"


class Audience:
    """Who was invited by this server, if anybody. ``worlds`` are what all its sessions share."""

    def __init__(self, worlds: "Callable[[], Worlds]") -> None:
        self._worlds = worlds
        self._lock = Lock()
        self._invited: Invited | None = None

    def invited(self) -> Invited | None:
        """Return the invitation there is."""
        return self._invited

    def invite(self, settings: Settings, address: Address, token: str = "") -> Invited:
        """Invite to the world of these settings; an earlier invitation ends.

        Raises `InvalidSettings` where the address cannot be listened at.
        """
        with self._lock:
            self._end()
            listening = bind(address)
            _allow_files()
            host, port = listening.getsockname()[:2]
            invitation = Invitation(settings, self._connection, token or new_token())
            self._invited = _start(invitation, Address(host, port), listening)
            return self._invited

    def end(self) -> None:
        """End the invitation, and wait a moment for what is under way."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        invited, self._invited = self._invited, None
        if invited is not None:
            invited.server.should_exit = True
            invited.thread.join(END_S)

    def _connection(self, settings: Settings) -> "Connection":
        return self._worlds().connection(settings)


def _allow_files() -> None:
    """Let this process have as many open files as a room of phones takes, if the system does."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
        if now != resource.RLIM_INFINITY and now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _start(invitation: Invitation, address: Address, listening: socket.socket) -> Invited:
    admission = Admission(RateLimit(time.monotonic), most_bytes=MOST_BYTES, takes_forms=False)
    app = application(invitation, admission, address.host)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        ws="none",
        lifespan="on",
        proxy_headers=False,  # nobody stands between a phone and this listener
        server_header=False,
        http=PhoneConnection,
        timeout_graceful_shutdown=1,
    )
    server = _EndingLines(config)
    thread = Thread(None, server.run, "audience", kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    return Invited(invitation, address, server, thread)


class PhoneConnection(H11Protocol):
    """A connection, unless there are too many; one that asks nothing is ended.

    The dashboard has its connections in the same process, and a process may have so many.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or end it."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        of_it = sum(_host(other) == host for other in self.connections)
        is_near = IPv4Address(host).is_loopback if host else False
        if len(self.connections) > MOST_CONNECTIONS or (of_it > MOST_EACH and not is_near):
            transport.abort()
        else:
            self.loop.call_later(SILENT_S, self._end_if_silent)

    def _end_if_silent(self) -> None:
        if self.cycle is None:  # uvicorn's type says it never is
            self.transport.abort()  # type: ignore[unreachable]


def _host(connection: Any) -> str:
    return connection.client[0] if connection.client else ""


class _EndingLines(uvicorn.Server):
    """Ends the lines of news first: a server waits for what it is still sending."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        app.state.end_lines()  # type: ignore[union-attr]
        await super().shutdown(sockets)
