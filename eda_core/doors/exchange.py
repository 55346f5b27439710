"""One request and its answer, without a web server: what a handler is given and returns."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from eda_core.domain.errors import BackendError, EdaError, InvalidRequest


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request that was admitted: the parts of its path by name, its headers and its body.

    The names of ``headers`` are found in any case; ``address`` is what was asked for, whole.
    """

    path: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    address: str = ""

    @property
    def query(self) -> Mapping[str, str]:
        """What the address says after ``?``, by name; of one that is there twice the last."""
        return dict(parse_qsl(urlsplit(self.address).query))

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced, as API Gateway does."""
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A status and a body, JSON or text, with headers beyond those that every answer has."""

    status: int
    body: Mapping[str, Any] | str
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the body; JSON is spelled as Create Order on AWS spells it."""
        text = self.body if isinstance(self.body, str) else json.dumps(dict(self.body))
        return text.encode()


class HttpRefusal(Exception):
    """A request that is not served: the status, and the sentence that says why."""

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.answer = refusal(status, sentence, headers)


Handler = Callable[[HttpRequest], HttpResponse]
"""Answers a request; may wait for a world. Raises `HttpRefusal` or `EdaError`."""


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return the answer to what is not served: ``{"error": "One sentence."}``."""
    return HttpResponse(status, {"error": sentence}, headers or {})


def failure(fault: EdaError) -> HttpResponse:
    """Return the answer where a world could not do what was asked, with what to do if that is
    known.

    503 where the world is at fault, 409 where it is for reading only, else 400.
    """
    if isinstance(fault, BackendError):
        remedy = {"remedy": fault.remedy} if fault.remedy else {}
        return HttpResponse(503, {"error": str(fault), **remedy})
    is_read_only = isinstance(fault, InvalidRequest) and fault.code == "ReadOnly"
    return refusal(409 if is_read_only else 400, str(fault))
