"""A server on 127.0.0.1 that answers every request as it is told: AWS on a bad day."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.sax.saxutils import escape

QUERY_PROTOCOL = ("cloudformation", "sts", "sns")
REST_XML = ("s3",)


class FailingServer:
    """What it answers is set by the test; what it was asked is kept in ``requests``."""

    def __init__(self):
        self.status, self.content, self.headers = 200, b"{}", {}
        self.requests = []
        self.url = ""

    def answer(self, status, body, headers=()):
        self.status, self.content, self.headers = status, json.dumps(body).encode(), dict(headers)

    def refuse(self, service, code, text, status):
        """Answer as the service does: JSON with the code, or XML."""
        self.status = status
        if service in (*QUERY_PROTOCOL, *REST_XML):
            error = f"<Code>{escape(code)}</Code><Message>{escape(text)}</Message>"
            error = f"<Error>{error}</Error>"
            is_query = service in QUERY_PROTOCOL
            said = f"<ErrorResponse>{error}</ErrorResponse>" if is_query else error
            self.content = said.encode()
            self.headers = {"Content-Type": "text/xml"}
        else:
            self.content = json.dumps({"__type": code, "message": text}).encode()
            self.headers = {"x-amzn-errortype": code}


def _handler(server, protocol):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.requests.append((self.path, dict(self.headers), body))
            self.send_response(server.status)
            for name, text in server.headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(server.content)))
            self.end_headers()
            self.wfile.write(server.content)

        do_GET = do_POST  # noqa: N815 - the name is the library's

        def log_message(self, *_):
            """Say nothing: the test asks `requests`."""

    return Handler


@contextmanager
def failing_server(protocol="HTTP/1.0"):
    """A server for one test; with HTTP/1.1 it keeps connections until the other side closes."""
    server = FailingServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server, protocol))
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
