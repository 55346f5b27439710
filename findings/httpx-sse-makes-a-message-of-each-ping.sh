#!/usr/bin/env bash
# A stream of server-sent events as many servers send them: retry: 3000 at the start, a comment, ": ping", every few
# seconds so that the connection stays open, and an order, {"number": 7}, now and then.
#
# Guess: one event. An empty line with no data before it dispatches nothing (HTML standard, interpretation of an event
# stream: if the data buffer is an empty string, set both buffers to empty and return), and the standard recommends
# the comment. httpx-sse leaves comments out, as a test of it with a fresh stream shows.
# What happens: retry alone is an event, with empty data. And once an event has had an id, each empty line is one, too,
# as the id is still set: every ping becomes a message with the last order's id and no data. A consumer that reads
# JSON, event.json(), raises at the first ping after the first order; one that counts by id sees the order again.
# Tools: PyPI httpx-sse 0.4.3 with httpx 0.28.1, Python 3.11.
# Output seen: of pings alone nothing; of retry, an order and two pings: message "" -, message {"number": 7} 7,
# message "" 7, message "" 7.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check httpx-sse==0.4.3 httpx==0.28.1 2>/dev/null
cat >show.py <<'PYTHON'
import httpx
from httpx_sse import EventSource

PING = b": ping\n\n"
ORDER = b'id: 7\ndata: {"number": 7}\n\n'


def show(stream):
    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=stream)
    events = EventSource(answer).iter_sse()
    print(*(f'{event.event} {event.data or chr(34) * 2} {event.id or "-"}' for event in events), sep=", ")


show(PING + PING)
show(b"retry: 3000\n\n" + PING + ORDER + PING + PING)
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$'\nmessage "" -, message {"number": 7} 7, message "" 7, message "" 7'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: httpx-sse makes a message of each ping that follows an event with an id."
