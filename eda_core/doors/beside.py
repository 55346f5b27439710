"""What stands beside Streamlit's own routes, and the two lines that say so."""

import asyncio
import gc
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from eda_core.domain.settings import Settings
from eda_core.doors.admission import Admission, RateLimit
from eda_core.doors.aws_json import AWS_JSON, AwsJson
from eda_core.doors.aws_query import FORM, AwsQuery
from eda_core.doors.endpoints import Endpoint, routes_of
from eda_core.doors.event_loop import SENDING, freeze_again
from eda_core.doors.exchange import HttpRequest, HttpResponse
from eda_core.doors.handlers import WorldOverHttp

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.worlds import Worlds


def routes_beside(
    worlds: "Callable[[], Worlds]", usual: Callable[[], Settings], prefix: str = ""
) -> Sequence[BaseRoute]:
    """Return the routes of the API: of the ``usual`` world, and of each room under ``/room/NAME``.

    Programs find it at paths, AWS's own clients by the actions they name.

    ``prefix`` is the path all of the server is under, such as ``/demo``; empty for none.
    """
    world, admission = WorldOverHttp(worlds, usual), Admission(RateLimit(time.monotonic))
    paths = {
        "/order": Endpoint(admission, {"POST": world.place}),
        "/order/{id}": Endpoint(admission, {"GET": world.items}),
        "/events": Endpoint(admission, {"POST": world.put_events}),
    }
    in_rooms = {f"/room/{{room}}{path}": each for path, each in paths.items()}
    return [
        *_for_aws_clients(world, admission, prefix),
        *routes_of({**paths, **in_rooms}, Endpoint(admission), prefix),
        *(Route(f"{prefix}/{{page}}/_stcore/{name}", _not_below_a_page) for name in _PINGED),
    ]


_PINGED: Final = ("health", "host-config")


async def _not_below_a_page(_request: Request) -> Response:
    """Tell the script of Streamlit, opened by a link to a page, that its server is not below that.

    It asks below the page's own path first, for a server may be under a path, and takes the next
    path whatever answer is no success (1.67). Streamlit's own 404 is an error in each browser's
    console; an answer of 300 says the same and is none.
    """
    return Response(status_code=HTTPStatus.MULTIPLE_CHOICES)


def _for_aws_clients(
    world: WorldOverHttp, admission: Admission, prefix: str
) -> Sequence[BaseRoute]:
    """Return where AWS's clients send all they have to ask; a GET there is for the page."""
    json, query = AwsJson(world), AwsQuery(world)

    def answer(request: HttpRequest) -> HttpResponse:
        is_form = request.headers.get("content-type", "").startswith(FORM)
        return (query if is_form else json).answer(request)

    endpoint = Endpoint(replace(admission, types=AWS_JSON), {"POST": answer})
    paths = ("/", "/room/{room}", "/room/{room}/")  # botocore keeps the path it is given
    return [Route(f"{prefix}{path}", endpoint, methods=["POST"]) for path in paths]


def greeting(
    address: Callable[[], str], invite: Callable[[], str] | None = None
) -> Callable[[Any], AbstractAsyncContextManager[Mapping[str, Any] | None]]:
    """Return a lifespan that says, once the server has its address, how to place an order there.

    With ``invite`` the audience is invited then; it answers the address to open on a phone.
    At its end all that is loaded is left as it is: the interpreter would look through it once more
    for garbage before it ends, which takes longer than ending the server does.
    """

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        send_at_once(urlsplit(address()).port)
        SENDING.begin()
        sys.stdout.write(greeting_text(address()))
        if invite is not None:
            sys.stdout.write(f"  The audience (docs/AUDIENCE.md):\n\n{invite()}\n\n")
        sys.stdout.flush()
        freezing = asyncio.create_task(freeze_again())
        yield
        freezing.cancel()
        gc.freeze()

    return lifespan


def send_at_once(port: int | None) -> None:
    """Have the server's connections send small packets at once.

    Streamlit 1.67 and uvicorn 0.54 make their sockets without naming TCP, and asyncio switches
    Nagle's algorithm off for sockets that name it only (``_set_nodelay``). The second packet of
    an answer then waits for the first to be acknowledged, 40 ms on Linux. A connection takes the
    option from the socket it came in at; that is found by its port among those of this process.
    """
    with suppress(OSError):  # a system that lists no open files keeps its delay
        for name in os.listdir("/dev/fd"):  # noqa: PTH208 - numbers, not paths
            with suppress(OSError), socket.socket(fileno=os.dup(int(name))) as found:
                is_tcp = found.family in _INTERNET and found.type == socket.SOCK_STREAM
                if is_tcp and found.getsockname()[1] == port:
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


_INTERNET: Final = (socket.AF_INET, socket.AF_INET6)


def greeting_text(address: str) -> str:
    """Return two lines to copy into a terminal, and one that says what they are for."""
    return (
        "  Orders by HTTP (docs/DOORS.md):\n\n"
        f"export API={address}\n"
        'curl -X POST $API/order -d \'{"id":101,"amount":100}\'\n\n'
    )
