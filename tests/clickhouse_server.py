"""ClickHouse's own engine behind the part of its HTTP interface that is used, on loopback.

Run by the Python of ``.venv-clickhouse``, which has chdb: writes its port to the file it is given,
and answers until its standard input ends. Parameters go to the engine as they come: it reads
them as the server does.
"""

import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from chdb import session


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine = None

    def do_POST(self):
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self._body()
        try:
            status, said = 200, self._answer(asked, body)
        except Exception as fault:  # noqa: BLE001 - whatever the engine says goes to who asked
            status, said = 400, str(fault).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, asked, body):
        if "database" in asked:
            self.engine.query(f"USE {asked['database']}")
        if "query" in asked:
            return self._insert(asked["query"], body)
        values = {k.removeprefix("param_"): v for k, v in asked.items() if k.startswith("param_")}
        settings = ", ".join(
            f"{k} = {v}" for k, v in asked.items() if k.startswith("output_format")
        )
        sql = body.decode()
        if settings and sql.lstrip().startswith("SELECT"):
            sql += f" SETTINGS {settings}"
        return self.engine.query(sql, asked.get("default_format", "CSV"), params=values).bytes()

    def _insert(self, query, body):
        into = query.removesuffix(" FORMAT Parquet")
        with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
            file.write(body)
            file.flush()
            self.engine.query(f"{into} SELECT * FROM file('{file.name}', Parquet)")
        return b""

    def log_message(self, *_):
        pass


def main():
    with tempfile.TemporaryDirectory() as folder:
        Answers.engine = session.Session(folder)
        server = HTTPServer(("127.0.0.1", 0), Answers)
        Path(sys.argv[1]).write_text(str(server.server_port))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        server.shutdown()
        Answers.engine.close()


if __name__ == "__main__":
    main()
