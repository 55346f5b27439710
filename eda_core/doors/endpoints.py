"""Paths of our own, with what each method of one does; whatever else is asked there is refused.

Streamlit serves its page for each path it does not know, so a path below one of ours must not fall
through to it.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from eda_core.domain.errors import EdaError
from eda_core.doors.admission import Admission
from eda_core.doors.exchange import (
    Handler,
    HttpRefusal,
    HttpRequest,
    HttpResponse,
    failure,
    refusal,
)

_LOG = logging.getLogger(__name__)

_OF_EVERY_ANSWER: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address: its handlers by method, none where there is nothing.

    An ASGI application, so that Starlette hands it every method.
    """

    admission: Admission
    handlers: Mapping[str, Handler] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            answer = await self._answer(Request(scope, receive))
        except ClientDisconnect:
            return  # nobody is left to be answered
        await answered(answer)(scope, receive, send)

    async def _answer(self, request: Request) -> HttpResponse:
        try:
            self.admission.count(request)
            handler = self._handler(request.method)
            body = await self.admission.body_of(request)
            with_body = HttpRequest(request.path_params, request.headers, body, str(request.url))
            return await run_in_threadpool(_handle, handler, with_body)
        except HttpRefusal as refused:
            return refused.answer

    def _handler(self, method: str) -> Handler:
        if not self.handlers:
            raise HttpRefusal(404, "There is nothing at this address.")
        if method not in self.handlers:
            known = ", ".join(self.handlers)
            raise HttpRefusal(405, f"This address takes {known} only.", {"Allow": known})
        return self.handlers[method]


def routes_of(
    endpoints: Mapping[str, Endpoint], nothing: Endpoint, prefix: str = ""
) -> Sequence[BaseRoute]:
    """Routes for these paths, and for all below their first parts, where there is ``nothing``."""
    firsts = dict.fromkeys(path.split("/")[1] for path in endpoints)
    below = [f"/{first}{rest}" for first in firsts for rest in ("", "/{rest:path}")]
    known = [Route(f"{prefix}{path}", each) for path, each in endpoints.items()]
    return [*known, *(Route(f"{prefix}{path}", nothing) for path in below)]


def _handle(handler: Handler, request: HttpRequest) -> HttpResponse:
    try:
        return handler(request)
    except EdaError as fault:
        return failure(fault)
    except HttpRefusal:
        raise
    except Exception:  # noqa: BLE001 - the edge to the web: a program gets JSON whatever happens
        _LOG.exception("A request failed")
        return refusal(500, "This request failed. The server's log says where.")


def answered(answer: HttpResponse) -> Response:
    """Return the answer as Starlette sends it."""
    headers = {**_OF_EVERY_ANSWER, **answer.headers}
    return Response(answer.to_bytes(), answer.status, headers, media_type="application/json")
