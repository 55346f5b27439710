#!/usr/bin/env bash
# Filter patterns of CloudWatch Logs (filter-log-events) in two emulators: one of JSON members, and "?A ?B",
# which AWS documents as any of the two words.
#
# Guess: an emulator that takes a filterPattern filters by it, or says that it cannot.
# What happens: { $.level = "ERROR" } lets everything through in both, so a test that looks for the one error
# finds it, whatever else the pattern says, even a level that no event has. "?ERROR ?WARN" is everything in
# moto and nothing in MiniStack; the two events that AWS's guide promises come from neither.
# Tools: MiniStack 1.5.33 and moto 5.2.5, each with boto3, Python 3.11.
# Output seen, of three events: words 1, members 3 (of no such level 3), any of two words: moto 3, MiniStack 0.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; sleep 1; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv moto && python3 -m venv mini
timeout 240 moto/bin/pip install --quiet --disable-pip-version-check moto==5.2.5 boto3==1.44.8 2>/dev/null
timeout 240 mini/bin/pip install --quiet --disable-pip-version-check ministack==1.5.33 boto3==1.43.106 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
PATH="$folder/mini/bin:$PATH" BIND_HOST=127.0.0.1 GATEWAY_PORT=$port SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  mini/bin/ministack >log 2>&1 &
server=$!
cat >show.py <<'PYTHON'
import contextlib
import sys
import time

import boto3

MESSAGES = ['{"level": "ERROR"}', '{"level": "WARN"}', '{"level": "INFO"}']
PATTERNS = ["ERROR", '{ $.level = "ERROR" }', '{ $.level = "NONE" }', "?ERROR ?WARN"]


def counts(client):
    for _ in range(100):
        try:
            client.create_log_group(logGroupName="orders")
            break
        except Exception:
            time.sleep(0.2)
    client.create_log_stream(logGroupName="orders", logStreamName="one")
    now = int(time.time() * 1000)
    rows = [{"timestamp": now + place, "message": text} for place, text in enumerate(MESSAGES)]
    client.put_log_events(logGroupName="orders", logStreamName="one", logEvents=rows)
    for pattern in PATTERNS:
        found = client.filter_log_events(logGroupName="orders", filterPattern=pattern)
        yield len(found["events"])


def around(address):
    if address:
        return contextlib.nullcontext()
    from moto import mock_aws

    return mock_aws()


address = sys.argv[1] if len(sys.argv) > 1 else None
with around(address):
    print(*counts(boto3.client("logs", endpoint_url=address)))
PYTHON
seen="moto $(timeout 60 moto/bin/python show.py), MiniStack $(timeout 60 mini/bin/python show.py "http://127.0.0.1:$port")"
wanted="moto 1 3 3 3, MiniStack 1 3 3 0"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: patterns of JSON members let every log event through in moto and MiniStack."
