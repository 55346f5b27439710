"""The switch on the command line, and where an audience may be invited; loads nothing heavy."""

import argparse
import errno
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address
from typing import Final, NamedTuple

from eda_core.domain.errors import InvalidSettings
from eda_core.domain.orders import COSTS
from eda_core.domain.settings import Settings, WorldKind

LOOPBACK: Final = "127.0.0.1"
USUAL_PORT: Final = 8600

_FAR: Final = ("192.168.0.1", "10.0.0.1", "172.16.0.1", "169.254.0.1", "192.0.2.1")
"""Addresses the system is asked the way to, so that it says its own; nothing is sent there."""


class Address(NamedTuple):
    """An address of this computer, and a port; 0 takes any that is free."""

    host: str
    port: int = USUAL_PORT

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_near(self) -> bool:
        """Whether only this computer can reach it."""
        with suppress(AddressValueError):
            return IPv4Address(self.host).is_loopback
        return False


def own_addresses() -> Sequence[str]:
    """Return the addresses of this computer that others may reach, then the one only it
    can reach.
    """
    found = dict.fromkeys(_ways_out())
    far = [each for each in found if not IPv4Address(each).is_loopback and each != "0.0.0.0"]  # noqa: S104 - left out, not bound
    return (*far, LOOPBACK)


def _ways_out() -> Iterator[str]:
    for address in _FAR:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))  # a datagram's: it picks an address and sends nothing
            yield str(probe.getsockname()[0])


def consequences(address: Address, world: str) -> str:
    """Return what it means to listen there, before it is done."""
    if address.is_near:
        return f"Only this computer can reach {address}: good for trying it out."
    return (
        f"Everybody on the network of {address.host} who has the code can then place orders in "
        f"{world}, one a second each, over plain HTTP. They see one small page, and nothing of "
        "this dashboard."
    )


def confirm_address(
    arguments: Sequence[str], usual: Callable[[], Settings], ask: Callable[[str], str] = input
) -> Address | None:
    """Return where the command line invites an audience to; None where it does not.

    An address others can reach is asked about, and so is a world that costs; without a terminal
    ``--yes`` must be there. Ends the process with a sentence where the answer is no, or where
    nothing can listen there.
    """
    parser = argparse.ArgumentParser(prog="dashboard.py")
    parser.add_argument(
        "--audience",
        nargs="?",
        const=LOOPBACK,
        metavar="ADDRESS[:PORT]",
        help=f"invite phones, at an address of this computer ({LOOPBACK} to try it out)",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask whether it may be reached")
    parsed = parser.parse_args(arguments)
    if parsed.audience is None:
        return None
    try:
        address = address_from(parsed.audience)
        _check(address, usual(), yes=parsed.yes, ask=ask)
    except InvalidSettings as fault:
        sys.exit(str(fault))
    return address


def _check(address: Address, settings: Settings, *, yes: bool, ask: Callable[[str], str]) -> None:
    bind(address).close()
    if settings.is_read_only:
        raise InvalidSettings("This world is for reading: it takes no orders of an audience.")
    costs = COSTS if settings.world is WorldKind.AWS else ""
    question = f"{consequences(address, _world(settings))} {costs}".strip()
    if (costs or not address.is_near) and not yes and not _confirm(question, ask):
        raise InvalidSettings("Nobody was invited. Say yes, or give --yes, to open that address.")


def _world(settings: Settings) -> str:
    is_room = settings.world is WorldKind.SIMULATOR
    return f"room {settings.room_title}" if is_room else f"stack {settings.stack}"


def address_from(text: str) -> Address:
    """Return an address as it is written: ``192.168.0.20`` or ``192.168.0.20:8600``.

    Raises `InvalidSettings` for what is none.
    """
    host, _, port = text.partition(":")
    is_one = port.isdecimal() and port.isascii() and len(port) < 6 and int(port) < 65536
    if port and not is_one:
        raise InvalidSettings(f"{port[:20]!r} is no port; a number such as {USUAL_PORT} is.")
    return Address(host, int(port or USUAL_PORT))


def bind(address: Address) -> socket.socket:
    """Return a socket at this address; raises `InvalidSettings` with the reason where there is
    none.

    Its connections send at once: asyncio sees to that only for sockets that name TCP.
    """
    host, port = address
    try:
        is_one = not IPv4Address(host).is_unspecified
    except AddressValueError:
        is_one = False
    if not is_one:
        raise InvalidSettings(f"{host[:60]!r} is no address of one network, as 192.168.0.20 is.")
    try:
        listening = socket.create_server((host, port))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as fault:
        reason = _REASONS.get(fault.errno, "Nothing can listen at {host}, port {port}.")
        raise InvalidSettings(reason.format(host=host, port=port)) from None
    return listening


_REASONS: Final[Mapping[int | None, str]] = {
    errno.EADDRINUSE: "Port {port} is in use at {host}. Choose another port.",
    errno.EADDRNOTAVAIL: "{host} is no address of this computer. Choose one of its own.",
    errno.EACCES: "Port {port} needs more rights. Choose one above 1023.",
}


def _confirm(question: str, ask: Callable[[str], str]) -> bool:
    if ask is input and not sys.stdin.isatty():
        return False
    try:
        return ask(f"{question}\nOpen it? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
