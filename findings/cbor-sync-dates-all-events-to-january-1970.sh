#!/usr/bin/env bash
# The time of an event in CBOR, as tag 1 over a number, that a device or a service in Python has written.
#
# Guess: tag 1 counts seconds since 1970; RFC 8949 says so in 3.4.2, and cbor-sync knows the tag: it makes a
# Date of it.
# What happens: cbor-sync, for Node, hands the number to Date of JavaScript as it is, as milliseconds: each event of
# 2026 is of the 21st of January 1970, and those of a minute are 60 ms apart. No error. A date of its own it writes as a
# text with tag 0, so that its tests of there and back pass. cbor, cbor-x and Python's cbor2 read the seconds.
# Tools: npm cbor-sync 1.0.4, cbor 10.0.12 and cbor-x 1.6.9, Node 20; PyPI's cbor2 6.3.0, Python 3.11.
# Output seen: of 1767614400 by cbor2, cbor-sync 1970-01-21T11:00:14.400Z, cbor and cbor-x 2026-01-05T12:00:00.000Z.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  cbor-sync@1.0.4 cbor@10.0.12 cbor-x@1.6.9 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check cbor2==6.3.0 2>/dev/null
cat >write.py <<'PYTHON'
from datetime import UTC, datetime

import cbor2

print(cbor2.dumps(datetime(2026, 1, 5, 12, tzinfo=UTC), datetime_as_timestamp=True).hex())
PYTHON
cat >read.mjs <<'JS'
import { readFileSync } from "node:fs";
import cbor from "cbor";
import sync from "cbor-sync";
import { decode } from "cbor-x";
const bytes = Buffer.from(readFileSync(0, "utf8").trim(), "hex");
console.log(bytes.toString("hex"));
console.log("cbor-sync", sync.decode(bytes).toISOString());
console.log("cbor", cbor.decodeFirstSync(bytes).toISOString());
console.log("cbor-x", decode(bytes).toISOString());
console.log("itself", sync.decode(sync.encode(new Date(1767614400000))).toISOString());
JS
seen=$(timeout 60 venv/bin/python write.py | timeout 60 node read.mjs)
wanted=$(cat <<'LINES'
c11a695ba7c0
cbor-sync 1970-01-21T11:00:14.400Z
cbor 2026-01-05T12:00:00.000Z
cbor-x 2026-01-05T12:00:00.000Z
itself 2026-01-05T12:00:00.000Z
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: cbor-sync reads the seconds of a time in CBOR as milliseconds."
