"""What stands beside Streamlit's own routes, and the two lines that say so."""

import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute

from eda_core.domain.settings import Settings
from eda_core.doors.admission import Admission
from eda_core.doors.endpoints import Endpoint, routes_of
from eda_core.doors.handlers import WorldOverHttp
from eda_core.doors.rate import RateLimit

if TYPE_CHECKING:  # they bring every backend along, and the server starts without
    from eda_core.app.worlds import Worlds


def routes_beside(
    worlds: "Callable[[], Worlds]", usual: Callable[[], Settings], prefix: str = ""
) -> Sequence[BaseRoute]:
    """The routes of the API: of the ``usual`` world, and of each room under ``/room/NAME``.

    ``prefix`` is the path all of the server is under, such as ``/demo``; empty for none.
    """
    world, admission = WorldOverHttp(worlds, usual), Admission(RateLimit(time.monotonic))
    paths = {
        "/order": Endpoint(admission, {"POST": world.place}),
        "/order/{id}": Endpoint(admission, {"GET": world.items}),
        "/events": Endpoint(admission, {"POST": world.put_events}),
    }
    in_rooms = {f"/room/{{room}}{path}": each for path, each in paths.items()}
    return routes_of({**paths, **in_rooms}, Endpoint(admission), prefix)


def greeting(
    address: Callable[[], str],
) -> Callable[[Any], AbstractAsyncContextManager[Mapping[str, Any] | None]]:
    """A lifespan that says, once the server has its address, how to place an order there."""

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        sys.stdout.write(greeting_text(address()))
        sys.stdout.flush()
        yield

    return lifespan


def greeting_text(address: str) -> str:
    """Two lines to copy into a terminal, and one that says what they are for."""
    return (
        "  Orders by HTTP (docs/DOORS.md):\n\n"
        f"export API={address}\n"
        'curl -X POST $API/order -d \'{"id":101,"amount":100}\'\n\n'
    )
