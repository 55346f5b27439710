"""What protects everything the server answers, Streamlit's pages and files too.

Streamlit looks at the host name of its websocket alone, so a foreign name that was pointed at this
machine (DNS rebinding) would be served the pages, and our own routes. And it sends no header that
says what a browser may do with a page.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from eda_core.doors.exchange import refusal

INLINE_SCRIPT: Final = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
"""The one script that stands in Streamlit's page itself; it sets `window.prerenderReady`."""

_POLICY: Final = (
    ("default-src", "'self'"),
    ("script-src", f"'self' '{INLINE_SCRIPT}' blob:"),
    ("style-src", "'self' 'unsafe-inline'"),
    ("img-src", "'self' data: blob:"),
    ("font-src", "'self' data:"),
    ("worker-src", "'self' blob:"),
    ("object-src", "'none'"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("frame-ancestors", "'self'"),
)
"""As tight as Streamlit allows: it writes styles into its pages as it goes, and what a component
brings as a script it gives the browser as a blob (Content Security Policy Level 3). Nobody but the
presenter's view, which has what the audience sees in small, may frame a page."""

POLICY: Final = "; ".join(map(" ".join, _POLICY))


def _headers(policy: str) -> tuple[tuple[bytes, bytes], ...]:
    return (
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", policy.encode()),
    )


HEADERS: Final = _headers(POLICY)
"""On every answer. None of them is one that Streamlit sends."""


def protecting(
    hosts: Sequence[str], policy: str = POLICY, early: Sequence[str] = ()
) -> list[Middleware]:
    """Return what goes before the server: only these hosts are served, and every answer has
    `HEADERS`.

    ``hosts`` are in the form of Streamlit's ``server.allowedHosts``: names, ``*.name`` for the
    names below one, ``*`` for any; as there, an empty list takes any. ``policy`` is the content
    security policy, ``early`` are addresses of scripts a browser is to load with each page.
    """
    links = [f"<{each}>; rel=modulepreload" for each in early]
    added = Middleware(_AddedHeaders, headers=_headers(policy), links=links)
    return [added, Middleware(_HostList, hosts=tuple(hosts))]


def early_scripts(streamlit: str, prefix: str = "") -> list[str]:
    """Return where the script is that shows our style sheet, below ``prefix``.

    ``streamlit`` is the file of Streamlit's package. A browser loads that script when a page first
    asks for it (1.67), and until then the navigation would stand elsewhere.
    """
    scripts = Path(streamlit).parent / "static" / "static" / "js"
    return [f"{prefix}/static/js/{each.name}" for each in scripts.glob("Html.*.js")]


class _AddedHeaders:
    """Adds headers to every answer, and to a page links to what it needs at once (RFC 8288)."""

    def __init__(
        self, app: ASGIApp, headers: Sequence[tuple[bytes, bytes]], links: Sequence[str] = ()
    ) -> None:
        self._app = app
        self._headers = headers
        self._links = tuple((b"link", each.encode()) for each in links)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # each part of each refresh goes out by a websocket
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = [*message.get("headers", ())]
                is_page = any(name == b"content-type" and b"html" in kind for name, kind in sent)
                message["headers"] = [*sent, *self._headers, *(self._links if is_page else ())]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _HostList:
    """Refuses requests, and websockets, to a host that is not on the list."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = [host.strip().lower().rstrip(".") for host in hosts]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._serves(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        refused = refusal(400, "This host name is not served.")
        await Response(refused.to_bytes(), refused.status, media_type="application/json")(
            scope, receive, send
        )

    def _serves(self, headers: Any) -> bool:
        given = headers.getlist("host")
        name = _name_of(given[0]) if len(given) == 1 else ""
        return not self._hosts or any(name and _fits(name, host) for host in self._hosts)


def _name_of(host: str) -> str:
    """Return the name in a Host header without its port; empty where it is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where that is no number
    except ValueError:
        return ""
    return (parts.hostname or "").rstrip(".") if parts.netloc == host and "@" not in host else ""


def _fits(name: str, host: str) -> bool:
    return host in ("*", name) or (host.startswith("*.") and name.endswith(host[1:]))
