"""IP addresses: exact values that name one, and the ``cidr`` operator.

Addresses are compared as addresses: ``010.0.0.1`` is ``10.0.0.1`` and every spelling of an IPv6
address is the same one (AWS event-ruler; ``cidr`` in "Comparison operators in event patterns").
"""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address

from eda_core.domain.errors import InvalidPattern

_IPV4 = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_IPV6 = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_MASK_BITS = re.compile(r"[+-]?[0-9]{1,9}")
_LONGEST_IPV4 = 15
_LONGEST_IPV6 = 64
_MAPPED_IPV4 = bytes(10) + b"\xff\xff"


@dataclass(frozen=True, slots=True)
class Network:
    """The addresses from ``low`` to ``high``, both included, of 4 or of 16 bytes."""

    low: bytes
    high: bytes

    def holds(self, address: bytes) -> bool:
        """Say whether ``address`` is of this family and in this block."""
        return len(address) == len(self.low) and self.low <= address <= self.high


def address_of(text: str) -> bytes | None:
    """Return the 4 or 16 bytes of the address ``text`` spells, or None where it spells none."""
    if "." in text:
        return _ipv4(text) if _IPV4.fullmatch(text) else None
    return _ipv6(text) if _is_ipv6_like(text) else None


def network_of(block: str, place: str) -> Network:
    """Read a CIDR block such as ``10.0.0.0/24``, whose host bits may be set.

    Raises ``InvalidPattern`` for ``place``, the block's place in the pattern.
    """
    halves = block.rstrip("/").split("/")
    if len(halves) != 2:
        raise InvalidPattern("Malformed CIDR, one '/' required", place)
    bits = _mask_bits(halves[1], place)
    address = _address_in_block(halves[0], place)
    family, width = ("IPv4", 32) if len(address) == 4 else ("IPv6", 128)
    if bits >= width:
        raise InvalidPattern(f"{family} mask bits must be < {width}", place)
    hosts = (1 << (width - bits)) - 1
    number = int.from_bytes(address)
    return Network(
        (number & ~hosts).to_bytes(len(address)), (number | hosts).to_bytes(len(address))
    )


def _mask_bits(text: str, place: str) -> int:
    if not _MASK_BITS.fullmatch(text):
        raise InvalidPattern("Malformed CIDR, mask bits must be an integer", place)
    bits = int(text)
    if bits < 0:
        raise InvalidPattern("Malformed CIDR, mask bits must not be negative", place)
    return bits


def _address_in_block(text: str, place: str) -> bytes:
    address = address_of(text)
    if address is not None:
        return address
    looks_like_one = _IPV4.fullmatch(text) or _is_ipv6_like(text)
    kind = "Invalid" if looks_like_one else "Nonstandard"
    raise InvalidPattern(f"{kind} IP address: {text}", place)


def _is_ipv6_like(text: str) -> bool:
    return len(text) <= _LONGEST_IPV6 and _IPV6.fullmatch(text) is not None


def _ipv4(text: str) -> bytes | None:
    if len(text) > _LONGEST_IPV4:
        return None
    parts = [int(part) for part in text.split(".")]
    return bytes(parts) if max(parts) <= 255 else None


def _ipv6(text: str) -> bytes | None:
    groups = [group.lstrip("0") or "0" if group else "" for group in text.split(":")]
    try:
        packed = IPv6Address(":".join(groups)).packed
    except ValueError:
        return None
    # An address such as ::ffff:a00:1 is the IPv4 address it carries.
    return packed[12:] if packed.startswith(_MAPPED_IPV4) else packed
