"""One boto3 Session and its clients, made when first needed; every call is metered and explained.

Clients are safe to use from several threads once they are made; a Session is not (boto3 guide,
"Session", "Multithreading"), so both are made under a lock.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from threading import RLock
from typing import Any, Final

import boto3
from boto3.exceptions import Boto3Error
from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.eventstream import EventStream, ParserError
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from botocore.response import URLLib3ProtocolError, URLLib3ReadTimeoutError

from eda_core.aws.calls import CallMeter
from eda_core.aws.failures.credential_guard import CodeNeeded, ask_nothing, expires_ms
from eda_core.aws.failures.refusal import FailureKind
from eda_core.aws.failures.sentences import explain
from eda_core.aws.target import StackTarget

CONNECT_SECONDS: Final = 3
READ_SECONDS: Final = 10
STREAM_SECONDS: Final = 30
"""How long a stream may be silent; a live tail says something every second."""

ATTEMPTS: Final = 3
"""Tries of one call, the first included; in standard mode they take under 2 s when throttled."""

_CONFIG: Final = Config(
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    max_pool_connections=10,
    user_agent_extra="eda-live",
)
_STREAMING: Final = _CONFIG.merge(Config(read_timeout=STREAM_SECONDS))

# What boto3 raises besides its own two: a bad endpoint is a ValueError, credentials that renew
# themselves and are still expired a RuntimeError, a token file that cannot be read an OSError;
# a stream breaks off with the errors of the library below, and what is no answer of AWS at all
# is refused by the parser; where it takes text for CBOR, it asks for more memory than there is.
_RAISED: Final = (
    BotoCoreError,
    ClientError,
    Boto3Error,
    CodeNeeded,
    ValueError,
    RuntimeError,
    OSError,
    MemoryError,
    ParserError,
    ResponseParserError,
    URLLib3ProtocolError,
    URLLib3ReadTimeoutError,
)
_STALE: Final = frozenset((FailureKind.CREDENTIALS, FailureKind.EXPIRED, FailureKind.SETTINGS))


class Clients:
    """Calls to AWS for one target. Making it calls nobody and reads no file."""

    def __init__(self, target: StackTarget, meter: CallMeter) -> None:
        self.target = target
        self.meter = meter
        self._lock = RLock()
        self._session: boto3.Session | None = None
        self._clients: dict[str, Any] = {}

    def call(self, service: str, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """Ask once, as ``call("logs", "FilterLogEvents", logGroupName=...)``, and meter it.

        ``service`` is boto3's name, ``operation`` the API's own. Raises `AwsFailure` only.
        """
        try:
            response = self._method(service, operation)(**parameters)
        except _RAISED as fault:
            self._count(service, operation, getattr(fault, "response", None))
            failure = explain(fault, service, operation, self.target)
        else:
            self._count(service, operation, response)
            return response if isinstance(response, dict) else {}
        if failure.kind in _STALE:
            self.forget()
        # Raised here, where nothing is its context: failures are kept, and the frames of the
        # fault hold the connection, which urllib3 closes only when nothing holds it any more.
        raise failure

    def pages(
        self,
        service: str,
        operation: str,
        *,
        token: str = "nextToken",  # noqa: S107 - the name of a parameter
        answered: str = "",
        most: int = 20,
        **parameters: Any,
    ) -> Iterator[Mapping[str, Any]]:
        """Ask page by page, ``most`` pages at most, for as long as an answer carries a token.

        ``answered`` is what an answer calls the token, where that is not what a request calls it.
        """
        for _ in range(most):
            page = self.call(service, operation, **parameters)
            yield page
            following = page.get(answered or token)
            if not following or following == parameters.get(token):
                return
            parameters[token] = following

    def stream(self, service: str, operation: str, **parameters: Any) -> Generator[Any, None, None]:
        """Ask once and yield the events of the answer's stream as they come; close it when done.

        Raises `AwsFailure` only, at the call or while it is followed. For a local endpoint the host
        stays as it is (see `_make_client`).
        """
        try:
            with self._lock:
                client = self._make_client(service, _STREAMING)
            with closing(client):
                response = getattr(client, xform_name(operation))(**parameters)
                self._count(service, operation, response)
                with closing(_stream_of(response)) as events:
                    yield from events
        except _RAISED as fault:
            raise explain(fault, service, operation, self.target) from None

    def body(self, service: str, operation: str, **parameters: Any) -> bytes:
        """Ask as `call` does and return the whole body of the answer.

        One that breaks off is asked for again, `ATTEMPTS` times in all.
        """
        attempt = 0
        while True:
            attempt += 1
            answer = self.call(service, operation, **parameters)
            try:
                with closing(answer["Body"]) as body:
                    content: bytes = body.read()
            except _RAISED as fault:
                failure = explain(fault, service, operation, self.target)
            else:
                return content
            if attempt == ATTEMPTS:
                raise failure

    def forget(self) -> None:
        """Close all connections and drop the session, so that the next call sees a new sign-in.

        A call that is under way in another thread ends as it would have.
        """
        with self._lock:
            dropped, self._clients = self._clients, {}
            self._session = None
        for client in dropped.values():
            client.close()

    @property
    def region(self) -> str:
        """The Region asked, as boto3 finds it; empty if it finds none. Raises `AwsFailure`."""
        if self.target.region:
            return self.target.region
        try:
            return self._make_session().region_name or ""
        except _RAISED as fault:
            raise explain(fault, "sts", "GetCallerIdentity", self.target) from None

    def expires_ms(self) -> int | None:
        """Return when the credentials end (epoch milliseconds); None if they do not, or before a
        call.
        """
        with self._lock:
            if not self._clients or self._session is None:
                return None
            return expires_ms(self._session.get_credentials())

    def signature(self, url: str, body: bytes) -> Mapping[str, str]:
        """Return the headers that sign a POST to an API of this account (Signature Version 4).

        Raises `AwsFailure` where there are no credentials to sign with.
        """
        try:
            credentials = self._make_session().get_credentials()
            headers = {"Content-Type": "application/json"}
            request = AWSRequest(method="POST", url=url, data=body, headers=headers)
            SigV4Auth(credentials, "execute-api", self.region).add_auth(request)
        except _RAISED as fault:
            raise explain(fault, "execute-api", "Invoke", self.target) from None
        return {str(name): str(value) for name, value in request.headers.items()}

    def _method(self, service: str, operation: str) -> Any:
        return getattr(self._client(service), xform_name(operation))

    def _client(self, service: str) -> Any:
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._make_client(service, _CONFIG)
            return self._clients[service]

    def _make_client(self, service: str, config: Config) -> Any:
        """Make a client. AWS has other hosts for some operations (``sync-states.…`` for TestState,
        ``stream-logs.…``, one for each bucket), which emulators have not: there the host stays as
        it is.
        """
        is_local = self.target.is_local
        style = {"addressing_style": "path" if is_local else "auto"}
        config = config.merge(Config(inject_host_prefix=not is_local, s3=style))
        endpoint_url = self.target.endpoint_url or None
        return self._make_session().client(service, endpoint_url=endpoint_url, config=config)

    def _make_session(self) -> boto3.Session:
        with self._lock:
            if self._session is None:
                target = self.target
                self._session = boto3.Session(
                    profile_name=target.profile or None, region_name=target.region or None
                )
                ask_nothing(self._session)
            return self._session

    def _count(self, service: str, operation: str, response: Any) -> None:
        metadata = response.get("ResponseMetadata") if isinstance(response, dict) else None
        retries = metadata.get("RetryAttempts", 0) if isinstance(metadata, dict) else 0
        self.meter.count(service, operation, 1 + retries)


def _stream_of(response: Mapping[str, Any]) -> Any:
    """Return the one event stream of an answer; raises `ValueError` for an answer without."""
    for value in response.values():
        if isinstance(value, EventStream):
            return value
    raise ValueError("the answer has no stream")
