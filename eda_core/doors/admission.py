"""Which requests to our own routes are taken up: nothing of a foreign page, nothing too
large, and so many of one client.

A web page elsewhere can have its visitor's browser send a request here. It cannot read the answer,
and what it sends names its page in ``Origin`` (Fetch standard, "Origin header") or says
``Sec-Fetch-Site: cross-site``, so both are looked at. What it can send without asking first
(a "simple request") has the type of a form; that type is what `curl -d` sends, too. So a form's
type is taken from this machine alone, and only where no page sent it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from eda_core.doors.exchange import HttpRefusal

A_SECOND: Final = 10
"""Requests a second in the long run; the stage of the deployed API takes as many."""

AT_ONCE: Final = 20
"""Requests a client that was quiet may make at once."""

MOST_CLIENTS: Final = 1_000
"""Clients remembered; of more, the one seen longest ago is forgotten."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_s: float


class RateLimit:
    """Whether a client may make another request. ``clock`` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Count a request of this client; return whether it is within the limit."""
        with self._lock:
            bucket = self._fill(client, self._clock())
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True

    def _fill(self, client: str, now_s: float) -> _Bucket:
        bucket = self._buckets.setdefault(client, _Bucket(AT_ONCE, now_s))
        self._buckets.move_to_end(client)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(AT_ONCE, bucket.tokens + (now_s - bucket.filled_s) * A_SECOND)
        bucket.filled_s = now_s
        return bucket


MOST_BYTES: Final = 2 * 1024 * 1024
"""Of a body. More than any order or PutEvents request may have, so that these are refused by the
world, in its words."""

MOST_DROPPED_BYTES: Final = 16 * 1024 * 1024

BODY_SECONDS: Final = 1.0
"""A body must be here by then: a request that stays half sent would keep the server from ending."""

JSON: Final = frozenset(("application/json",))
_OF_CURL: Final = frozenset(("", "application/x-www-form-urlencoded"))


@dataclass(frozen=True, slots=True)
class Admission:
    """Lets requests in, or says why not. ``types`` are the content types a body may have.

    ``most_bytes`` is how large one may be, if not `MOST_BYTES`; ``takes_forms`` says whether the
    type of a form is taken from this machine.
    """

    rate: RateLimit
    types: Collection[str] = JSON
    most_bytes: int | None = None
    takes_forms: bool = True

    def count(self, request: Request) -> None:
        """Count a request, whatever becomes of it; raises `HttpRefusal` for one too many."""
        if not _is_loopback(request) and not self.rate.allows(_client(request)):
            raise HttpRefusal(429, "Too many requests: send fewer a second.", {"Retry-After": "1"})

    async def body_of(self, request: Request) -> bytes:
        """Return the body of a request that may be served; raises `HttpRefusal` for one that may
        not.
        """
        check_origin(request)
        if request.method != "POST":
            return b""
        self._check_type(request)
        return await _whole_body(request, self.most_bytes or MOST_BYTES)

    def _check_type(self, request: Request) -> None:
        given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_of_curl = given in _OF_CURL and "origin" not in request.headers and self.takes_forms
        is_of_curl = is_of_curl and _is_loopback(request)
        if given not in self.types and not is_of_curl:
            raise HttpRefusal(415, "Send JSON, with the header Content-Type: application/json.")


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _is_loopback(request: Request) -> bool:
    try:
        address = ip_address(_client(request))
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def check_origin(request: Request) -> None:
    """Raise `HttpRefusal` for what a page of another site sent.

    The server's own pages have the host they were asked for.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    host = request.headers.get("host", "").lower()
    is_own = origin is None or _host_of(origin) == host
    if not is_own or site not in ("none", "same-origin"):
        raise HttpRefusal(403, "Requests from pages of another site are not served.")


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


async def _whole_body(request: Request, most: int) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, most)
    except TimeoutError:
        sentence = "The whole body must be here within a second."
        raise HttpRefusal(408, sentence, {"Connection": "close"}) from None


async def _read(request: Request, most: int) -> bytes:
    """Return the body. Of one that is too large the rest is read and dropped, up to a bound: a
    client that is still sending when the connection closes would not see the answer.
    """
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        body += chunk[: most + 1 - len(body)]
        if size > MOST_DROPPED_BYTES:
            break
    if size > most:
        raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> HttpRefusal:
    sentence = f"The body must not be larger than {most // 1024} KiB."
    return HttpRefusal(413, sentence, {"Connection": "close"})
