"""Requests to an ASGI application in this process: no port, no thread of a server."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

OWN = "127.0.0.1:8501"
STALLED = None
"""In place of a chunk of a body: no more comes, though the client stays."""

NEAR, FAR = ("127.0.0.1", 40000), ("192.168.1.20", 40000)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


def ask(app, method, path, body=b"", *, client=NEAR, host=OWN, **headers):
    """What the application answers. ``headers`` by name, with _ for -; None leaves one out."""
    given = {"host": host, "content-type": "application/json"}
    given |= {name.replace("_", "-"): text for name, text in headers.items()}
    parts = urlsplit(path)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(n.encode(), t.encode()) for n, t in given.items() if t is not None],
        "client": client,
        "server": ("127.0.0.1", 8501),
    }
    chunks = [body] if isinstance(body, bytes) else body
    return finished(_exchange(app, scope, list(chunks)))


def finished(coroutine):
    """What a coroutine returns. It runs in a thread of its own: once a browser test has run in
    this process, Playwright's event loop is running in this thread.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


async def _exchange(app, scope, chunks):
    sent = []

    async def receive():
        chunk = chunks.pop(0)
        if chunk is STALLED:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    headers = {name.decode().lower(): text.decode() for name, text in start["headers"]}
    return Answer(start["status"], headers, b"".join(each.get("body", b"") for each in rest))
