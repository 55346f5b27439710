"""The audience of a server: one invitation at a time, on a listener of its own.

It listens in a thread of this process, so it ends with the dashboard; a socket is bound before
anything else, so an address that cannot be used is refused with a sentence.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

import uvicorn

from eda_core.audience.invitation import Invitation, new_token
from eda_core.audience.switch import Address, bound
from eda_core.audience.web import MOST_BYTES, application
from eda_core.domain.settings import Settings
from eda_core.doors.admission import Admission
from eda_core.doors.rate import RateLimit

if TYPE_CHECKING:  # it brings every backend along
    from eda_core.app.bootstrap import Connection
    from eda_core.app.worlds import Worlds

MOST_CONNECTIONS: Final = 1_000
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
            listening = bound(address)
            host, port = listening.getsockname()[:2]
            invitation = Invitation(settings, self._connection, token or new_token())
            self._invited = _started(invitation, Address(host, port), listening)
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


def _started(invitation: Invitation, address: Address, listening: socket.socket) -> Invited:
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
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=1,
    )
    server = _EndingLines(config)
    thread = Thread(None, server.run, "audience", kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    return Invited(invitation, address, server, thread)


class _EndingLines(uvicorn.Server):
    """Ends the lines of news first: a server waits for what it is still sending."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        app.state.end_lines()  # type: ignore[union-attr]
        await super().shutdown(sockets)
