#!/usr/bin/env bash
# A stream of server-sent events whose connection ends in the middle of an event, as when a server is replaced.
#
# Guess: the client drops what has not been closed by an empty line, asks again from the last id it has, and gets
# the event whole (HTML standard, 9.2.6: at the end of the file, pending data must be discarded).
# What happens: sseclient-py closes the event itself, and hands it over like any other: "paid 50" of "paid 5000",
# with its id, by which a client that asks again is given the next one. httpx-sse drops the half, from the same bytes.
# Tools: sseclient-py 1.9.0 with urllib3 2.5.0, httpx-sse 0.4.3 with httpx 0.28.1, Python 3.11.
# Output seen: sseclient [('7', 'paid 100'), ('8', 'paid 50')], httpx-sse [('7', 'paid 100')].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check \
  sseclient-py==1.9.0 urllib3==2.5.0 httpx-sse==0.4.3 httpx==0.28.1 2>/dev/null
cat >show.py <<'PYTHON'
import http.server
import threading

import httpx
import sseclient
import urllib3
from httpx_sse import connect_sse

CUT = b"id: 7\ndata: paid 100\n\nid: 8\ndata: paid 50"  # and not "00\n\n"


class Stream(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(CUT)

    def log_message(self, *_): ...


server = http.server.HTTPServer(("127.0.0.1", 0), Stream)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"

answer = urllib3.PoolManager().request("GET", address, preload_content=False)
by_sseclient = [(event.id, event.data) for event in sseclient.SSEClient(answer).events()]
with httpx.Client(trust_env=False) as client, connect_sse(client, "GET", address) as source:
    by_httpx_sse = [(event.id, event.data) for event in source.iter_sse()]
print(f"sseclient {by_sseclient}, httpx-sse {by_httpx_sse}")
server.shutdown()
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted="sseclient [('7', 'paid 100'), ('8', 'paid 50')], httpx-sse [('7', 'paid 100')]"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: sseclient-py hands over half an event where its connection ends; httpx-sse drops it."
