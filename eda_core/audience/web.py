"""What an audience's address serves: one page, what is sent, and what is news. Nothing else.

The token is part of each path, so an address with another token is one where nothing is.
"""

import asyncio
import base64
import gzip
import hashlib
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from eda_core.audience.crowd import GUESSES, Amount
from eda_core.audience.invitation import Invitation
from eda_core.domain.errors import EdaError, InvalidOrder
from eda_core.domain.orders import Outcome, parse_order
from eda_core.doors.admission import Admission, check_origin
from eda_core.doors.endpoints import Endpoint, answered
from eda_core.doors.exchange import HttpRefusal, HttpRequest, HttpResponse
from eda_core.doors.protection import protecting

_LOG = logging.getLogger(__name__)

LOOK_S: Final = 0.2
"""Between two looks at what is new."""

BEAT_S: Final = 15.0
"""A line that is quiet says so, so that one nobody listens to any more ends."""

MOST_LINES: Final = 3
"""Of one phone: as many pages it may have open."""

MOST_BYTES: Final = 1024
SEAT: Final = "seat"
_DAY_S: Final = 86_400
_PAGE: Final = Path(__file__).with_name("phone.html")

_NO_SEAT: Final = "This phone has no seat. Open the page again, with cookies allowed."
_FULL: Final = "All seats are taken. Try again when somebody has left."
_SEND_THIS: Final = (
    'Send {"amount": 100, "guess": "completed"}, or a vote: {"vote": 1, "guess": ...}.'
)
_CLOSED: Final = "This vote has closed."
_TOO_SOON: Final = "One order a second: try again in a moment."
_NOT_PLACED: Final = "The order could not be placed. The presenter's screen says why."


@cache
def page() -> bytes:
    """Return the page, as it is served to every phone."""
    return _PAGE.read_bytes()


@cache
def policy() -> str:
    """Return the content security policy of the page: its own style and script, news of this
    server.
    """
    text = page().decode()
    digests = {
        tag: base64.b64encode(hashlib.sha256(_inside(text, tag).encode()).digest()).decode()
        for tag in ("style", "script")
    }
    own = "; ".join(f"{tag}-src 'sha256-{digest}'" for tag, digest in digests.items())
    nothing = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; {own}; connect-src 'self'; img-src data:; {nothing}"


def _inside(text: str, tag: str) -> str:
    (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    return str(inside)


@cache
def _packed_page() -> bytes:
    return gzip.compress(page(), mtime=0)


def _page_for(request: Request) -> Response:
    """Return the page, packed for whoever takes that: a third of it."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(page(), headers=headers)
    return HTMLResponse(_packed_page(), headers={**headers, "Content-Encoding": "gzip"})


class PhoneLine:
    """What goes to one page that listens: only the newest text waits."""

    def __init__(self) -> None:
        self._text: str | None = ""
        self._ready = asyncio.Event()

    def put(self, text: str | None) -> None:
        """Send this next; None ends the line."""
        self._text = text
        self._ready.set()

    async def parts(self) -> AsyncIterator[str]:
        """Server-sent events (HTML standard, section 9.2), a comment where there is no news."""
        yield ": in\n\n"
        while True:
            text: str | None = ""
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await self._ready.wait()
                self._ready.clear()
                text = self._text
            if text is None:
                return
            yield f"data: {text}\n\n" if text else ": quiet\n\n"


class PhoneLines:
    """The pages that listen, by seat; everything here is done in the listener's event loop."""

    def __init__(self, invitation: Invitation) -> None:
        self._invitation = invitation
        self._lines: dict[str, set[PhoneLine]] = {}

    def open(self, seat: str) -> "PhoneNews":
        """Return a line for a seat; raises `HttpRefusal` where there is no seat, or no
        more lines.
        """
        crowd = self._invitation.crowd
        if not crowd.has(seat):
            raise HttpRefusal(403, _NO_SEAT)
        if not crowd.enter(seat, MOST_LINES):
            raise HttpRefusal(429, "This phone has the page open too often.", {"Retry-After": "5"})
        line = PhoneLine()
        self._lines.setdefault(seat, set()).add(line)
        self._invitation.show_again(seat)
        return PhoneNews(line, lambda: self._close(seat, line))

    def _close(self, seat: str, line: PhoneLine) -> None:
        self._lines[seat].discard(line)
        if not self._lines[seat]:
            del self._lines[seat]
        self._invitation.crowd.leave(seat)

    async def keep_up(self) -> None:
        """Send what is news, for as long as the listener is there."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                news = await run_in_threadpool(self._invitation.news)
            except EdaError:
                continue  # the world cannot be opened: the presenter's page says why
            except Exception:  # noqa: BLE001 - one look that fails is not the end of all news
                _LOG.exception("What is new could not be worked out")
                continue
            for seat, text in news.items():
                for line in self._lines.get(seat, ()):
                    line.put(text)

    def end(self) -> None:
        """End all lines."""
        for lines in self._lines.values():
            for line in lines:
                line.put(None)


class PhoneNews(StreamingResponse):
    """A line as it is sent; ``close`` is called when nobody listens, also where nobody ever did."""

    def __init__(self, line: PhoneLine, close: Callable[[], None]) -> None:
        headers = {"Cache-Control": "no-store"}
        super().__init__(line.parts(), headers=headers, media_type="text/event-stream")
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._close()


class Getting:
    """An address that takes GET alone: an ASGI application, so that it is handed every method."""

    def __init__(self, admission: Admission, serve: Callable[[Request], Response]) -> None:
        self._admission = admission
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            self._admission.count(request)
            _check_method(request)
            response = self._serve(request)
        except HttpRefusal as refused:
            response = answered(refused.answer)
        await response(scope, receive, send)


def _check_method(request: Request) -> None:
    if request.method != "GET":
        raise HttpRefusal(405, "This address takes GET only.", {"Allow": "GET"})


class PhoneDoor:
    """What is done at the three addresses of an invitation."""

    def __init__(self, invitation: Invitation) -> None:
        self._invitation = invitation
        self.lines = PhoneLines(invitation)

    def page(self, request: Request) -> Response:
        """Return the page; a phone that has no seat is given one."""
        seat = self._invitation.crowd.seat(_cookie(request.headers))
        if seat is None:
            raise HttpRefusal(503, _FULL, {"Retry-After": "10"})
        response = _page_for(request)
        path = f"/{self._invitation.token}"
        response.set_cookie(SEAT, seat, _DAY_S, path=path, httponly=True, samesite="lax")
        return response

    def news(self, request: Request) -> Response:
        """Return the news of a phone, for as long as it listens; not for pages of another site."""
        check_origin(request)
        return self.lines.open(_cookie(request.headers))

    def take(self, request: HttpRequest) -> HttpResponse:
        """Take an order or a vote; what a world has to hide stays on the presenter's page."""
        seat = _cookie(request.headers)
        if not self._invitation.crowd.has(seat):
            raise HttpRefusal(403, _NO_SEAT)
        sent = _sent(request.text)
        guess = _guess(sent)
        if "vote" in sent:
            return self._vote(seat, sent["vote"], guess)
        try:
            return self._order(seat, _amount(sent), guess)
        except InvalidOrder:
            raise
        except EdaError:
            raise HttpRefusal(503, _NOT_PLACED) from None

    def _vote(self, seat: str, number: Any, guess: Outcome) -> HttpResponse:
        if type(number) is not int or not self._invitation.vote(seat, number, guess):
            raise HttpRefusal(409, _CLOSED)
        return HttpResponse(202, {"vote": number})

    def _order(self, seat: str, amount: Amount, guess: Outcome) -> HttpResponse:
        if not self._invitation.crowd.may_send(seat):
            raise HttpRefusal(429, _TOO_SOON, {"Retry-After": "1"})
        response = self._invitation.place(seat, amount, guess)
        if not response.accepted:
            raise HttpRefusal(response.status, str(response.body.get("error", _NOT_PLACED)))
        return HttpResponse(202, {"order": response.body["order"]["id"]})


def application(invitation: Invitation, admission: Admission, host: str) -> Starlette:
    """Return what listens for an invitation, under this host name alone."""
    door, token = PhoneDoor(invitation), invitation.token

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.end_lines = door.lines.end
        keeping_up = asyncio.create_task(door.lines.keep_up())
        yield
        keeping_up.cancel()

    return Starlette(
        routes=[
            Route(f"/{token}", Getting(admission, door.page)),
            Route(f"/{token}/news", Getting(admission, door.news)),
            Route(f"/{token}/send", Endpoint(admission, {"POST": door.take})),
            Route("/{rest:path}", Endpoint(admission)),
        ],
        middleware=protecting((host,), policy()),
        lifespan=lifespan,
    )


def _cookie(headers: Mapping[str, str]) -> str:
    """Return the name of the seat a request comes with; empty for none."""
    return cookie_parser(headers.get("cookie", "")).get(SEAT, "")


def _sent(text: str) -> dict[str, Any]:
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise HttpRefusal(400, _SEND_THIS)
    return sent


def _guess(sent: Mapping[str, Any]) -> Outcome:
    words = {guess.lower(): guess for guess in GUESSES}
    given = sent.get("guess")
    if not isinstance(given, str) or given not in words:
        raise HttpRefusal(400, "Guess first: `guess` must be completed or cancelled.")
    return words[given]


def _amount(sent: Mapping[str, Any]) -> Amount:
    """Return the amount, checked as the order API checks it; raises `InvalidOrder` with
    its reason.
    """
    amount = {"amount": sent["amount"]} if "amount" in sent else {}
    return parse_order(json.dumps({"id": 0, **amount})).amount
