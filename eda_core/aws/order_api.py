"""`POST /order` of a deployed stack: the entry the demo really has, so the whole chain is used.

An order that was sent is never sent again on its own, but for one that nobody took up: the stage
turned it away before it ran (429), or the API was not there any more (403, 404, or a host name that
does not resolve) and the stack says another address now. A second order would be a second charge.
Source of the statuses: API Gateway Developer Guide, "Gateway response types" and "Throttle requests
to your HTTP APIs".
"""

import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.aws.target import StackTarget, own_command
from eda_core.ports import ApiResponse

SECONDS: Final = 10
MAX_ANSWER_BYTES: Final = 1_000_000
PAUSES: Final = (0.5, 1.0)
"""Seconds before each further try of an order that was turned away with 429."""

_PERHAPS: Final = "The order may be stored all the same: look for it before you send it again."

_UNRESOLVED: Final = "gaierror"
"""The code of a host name that does not resolve: nothing was sent anywhere."""

_NOT_THERE: Final = frozenset(("403", "404", _UNRESOLVED))
"""What the address of a deleted API answers; an order that met it was taken by nobody."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back: the status and the body as JSON, empty if it was none.

    ``by`` says who answered, where that is no API Gateway: the server's own words, and the kind of
    what it sent.
    """

    status: int
    body: Mapping[str, Any]
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Refusal:
    kind: FailureKind
    sentence: str
    remedy: str
    retry_after_ms: int | None = None


_REFUSALS: Final[Mapping[int, _Refusal]] = {
    403: _Refusal(
        FailureKind.PERMISSION,
        "The order API refuses this request (403).",
        'Allow "execute-api:Invoke"; docs/AWS.md has the whole policy of the dashboard.',
    ),
    404: _Refusal(
        FailureKind.NOT_DEPLOYED,
        "There is no POST /order at the address of the order API (404).",
        "Deploy the stack again; what it holds stays: python -m eda_core deploy",
    ),
    429: _Refusal(
        FailureKind.THROTTLED,
        "The order API asks to slow down (429): its stage takes 10 requests a second.",
        "Send the order again in a moment; this one was not taken.",
        retry_after_ms=2_000,
    ),
    500: _Refusal(FailureKind.SERVICE, "The function behind the order API failed (500).", _PERHAPS),
    502: _Refusal(FailureKind.SERVICE, "The function behind the order API failed (502).", _PERHAPS),
    503: _Refusal(FailureKind.SERVICE, "The order API is not available now (503).", _PERHAPS),
    504: _Refusal(FailureKind.SERVICE, "The order API took too long (504).", _PERHAPS),
}


class _NoRedirects(HTTPRedirectHandler):
    """An order goes where the stack says, and nowhere else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        """Follow nothing; urllib then raises the answer as an error."""


class AwsOrderApi:
    """Orders placed by POST. ``sleep`` takes seconds."""

    def __init__(
        self, clients: Clients, discovery: Discovery, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clients = clients
        self._discovery = discovery
        self._sleep = sleep
        # An emulator is on this computer; a proxy is for the way out.
        proxies = (ProxyHandler({}),) if clients.target.is_local else ()
        self._opener = build_opener(_NoRedirects(), *proxies)

    def place(self, body: str) -> ApiResponse:
        """See `eda_core.ports.OrderApi`; raises `AwsFailure` where the API did not take it up."""
        url, data = self._url(), body.encode("utf-8", "replace")
        try:
            return self._place(url, data)
        except AwsFailure as failure:
            moved = self._look_again(url) if failure.code in _NOT_THERE else ""
            if not moved:
                raise
        return self._place(moved, data)

    def _place(self, url: str, data: bytes) -> ApiResponse:
        answer = self._send(url, data)
        if answer.status in (202, 400) and not _is_foreign(answer):
            return ApiResponse(answer.status, answer.body)
        raise _failure(answer, self._clients.target)

    def _look_again(self, url: str) -> str:
        """Return the address the stack has now, where it is another: a stack made anew has a new
        API.
        """
        self._discovery.forget()
        try:
            now = self._url()
        except AwsFailure:
            return ""
        return "" if now == url else now

    def _url(self) -> str:
        api = self._discovery.resources().api
        if urlsplit(api).scheme in ("http", "https"):
            return f"{api.rstrip('/')}/order"
        raise AwsFailure(
            "The address of the order API is not known: the stack has no output ApiEndpoint.",
            remedy="Put the order on the bus as an event, or deploy the stack: "
            + own_command("deploy", self._clients.target),
            kind=FailureKind.NOT_DEPLOYED,
        )

    def _send(self, url: str, data: bytes) -> HttpAnswer:
        answer = self._post(url, data, {})
        if answer.status == 403:
            # The API asks for a signature (AWS_IAM); what it refused did not run.
            answer = self._post(url, data, self._clients.signature(url, data))
        for pause in PAUSES:
            if answer.status != 429:
                break
            self._sleep(pause)
            answer = self._post(url, data, {})
        return answer

    def _post(self, url: str, data: bytes, signature: Mapping[str, str]) -> HttpAnswer:
        headers = {"Content-Type": "application/json", **signature}
        request = self._request(url, data, headers)
        self._clients.meter.count("api", "POST /order")
        try:
            return _exchange(self._opener, request)
        except (URLError, HTTPException, OSError, ValueError) as fault:
            raise _unreachable(fault) from None

    def _request(self, url: str, data: bytes, headers: dict[str, str]) -> Request:
        endpoint = self._clients.target.endpoint_url
        parts, local = urlsplit(url), urlsplit(endpoint)
        if endpoint and parts.netloc != local.netloc:
            # The host names of APIs lead to AWS, or nowhere; emulators know an API by this header.
            headers = {**headers, "Host": f"{parts.netloc.split('.')[0]}.execute-api.localhost"}
            url = urlunsplit((local.scheme, local.netloc, parts.path, parts.query, ""))
        return Request(url, data, headers, method="POST")  # noqa: S310 - http(s), seen in `_url`


def _exchange(opener: OpenerDirector, request: Request) -> HttpAnswer:
    try:
        with opener.open(request, timeout=SECONDS) as response:
            body = _body(response.read(MAX_ANSWER_BYTES))
            return HttpAnswer(response.status, body, _answered_by(response.headers))
    except HTTPError as refusal:
        with refusal:
            body = _body(refusal.read(MAX_ANSWER_BYTES))
            return HttpAnswer(refusal.code, body, _answered_by(refusal.headers))


_GATEWAY: Final = ("apigw-requestid", "x-amz-apigw-id")
"""Headers that API Gateway gives to what it answers: of an HTTP API, and of a REST API."""

MOST_SHOWN: Final = 60


def _answered_by(headers: Any) -> str:
    """Return who answered, by the headers; nothing for API Gateway."""
    if any(name in headers for name in _GATEWAY):
        return ""
    server, kind = (str(headers.get(name) or "") for name in ("Server", "Content-Type"))
    named = _printable(server) or "a server without a name"
    return f"{named}, with {_printable(kind.partition(';')[0])}" if kind else named


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:MOST_SHOWN]


def _body(content: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _failure(answer: HttpAnswer, target: StackTarget) -> AwsFailure:
    said = str(answer.body.get("message") or answer.body.get("Message") or "")
    refusal = _refusal(answer, target)
    words = f' It says: "{_printable(said)}".' if said else ""
    return AwsFailure(
        f"{refusal.sentence}{words}",
        remedy=refusal.remedy,
        retry_after_ms=refusal.retry_after_ms,
        code=str(answer.status),
        kind=refusal.kind,
        said=said,
    )


def _refusal(answer: HttpAnswer, target: StackTarget) -> _Refusal:
    """Return what an answer means, and who gave it where that is not the demo's API."""
    known = _REFUSALS.get(answer.status)
    if answer.body.get("message") == _NO_SUCH_METHOD:
        return _not_ours(answer.status, "a REST API that has no POST /order", target)
    if known is not None and not _is_foreign(answer):
        return known
    if answer.by:
        return _not_ours(answer.status, answer.by, target)
    sentence = f"The order API answered with status {answer.status}."
    return _Refusal(FailureKind.REFUSED, sentence, _PERHAPS)


_NO_SUCH_METHOD: Final = "Missing Authentication Token"
"""What a REST API of API Gateway says with 403 to a path or a method it does not have (API Gateway
Developer Guide, "Gateway response types", MISSING_AUTHENTICATION_TOKEN); ours is an HTTP API."""


def _is_foreign(answer: HttpAnswer) -> bool:
    """Return whether something else than the demo's API answered.

    A page for people is no answer of a function: an emulator's, a proxy's or another server's.
    """
    is_refused_otherwise = answer.status == 400 and "error" not in answer.body
    is_page = answer.by.endswith("text/html")
    return bool(answer.by) and (is_page or is_refused_otherwise or answer.status in (403, 404))


def _not_ours(status: int, by: str, target: StackTarget) -> _Refusal:
    begins = "What answers at the address of the order API is not the demo's API"
    sentence = f"{begins} ({status}): {by}."
    return _Refusal(FailureKind.NOT_DEPLOYED, sentence, _other_address(target))


def _other_address(target: StackTarget) -> str:
    """Return what to do where something else answers."""
    if target.is_local:
        return (
            "This emulator has no API Gateway, or not the stack's API: put the order on the bus as "
            "an event instead, or look at the stack: " + own_command("status", target)
        )
    return "Is it the right stack and Region? See its ApiEndpoint: " + own_command("status", target)


def _unreachable(fault: Exception) -> AwsFailure:
    reason = fault.reason if isinstance(fault, URLError) else fault
    if isinstance(reason, socket.gaierror):
        return AwsFailure(
            "The host name of the order API does not resolve, so the order was not sent.",
            remedy="Check the network, then: python -m eda_core preflight",
            code=_UNRESOLVED,
            kind=FailureKind.UNREACHABLE,
            said=str(reason),
        )
    return AwsFailure(
        "The order API cannot be reached, or did not answer in time.",
        remedy=f"Check the network. {_PERHAPS}",
        code=type(fault).__name__,
        kind=FailureKind.UNREACHABLE,
        said=str(fault),
    )
