#!/usr/bin/env bash
# A message of STOMP 1.2 with JSON in a header: {"note":"two\nlines"}, in which JSON has written the line end of the
# note as a backslash and an n. It is sent by @stomp/stompjs, passed on by the broker and received by @stomp/stompjs.
#
# Guess: what was sent is received. STOMP writes a backslash in a header as two, a line end as \n and a colon as \c
# (STOMP 1.2, Value Encoding); the client does so for what it sends, and knows the way back.
# What happens: it sends \\n, as it should, and reads it as a backslash and a line end: it looks for \n everywhere
# first and for \\ last, so the second half of a backslash counts as the beginning of something else. JSON.parse
# fails. A header with a colon, with a line end of its own, or with a backslash before anything but n, r and c comes
# back whole, so a test with these is green. stomp.py reads the same frame as it was meant.
# Tools: npm @stomp/stompjs 7.5.0 (Node 20), PyPI stomp.py 9.0.0 (Python 3.11); the broker is a socket in the script,
# which returns the headers of SEND, byte for byte, in a MESSAGE.
# Output seen: on the wire \\n; stompjs plain true, code true, lines true, json false; stomp.py true for all four.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check stomp.py==9.0.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund @stomp/stompjs@7.5.0 >/dev/null
cat >show.mjs <<'JS'
import { writeFileSync } from "node:fs";
import { Client } from "@stomp/stompjs";
const SENT = {
  plain: "at 10:00",
  code: "EU\\17",
  lines: "two\nlines",
  json: JSON.stringify({ note: "two\nlines" }),
};
class Broker {
  readyState = 1;
  answer(frame) { setTimeout(() => this.onmessage({ data: frame })); }
  send(data) {
    const [head] = data.toString().split("\n\n");
    const [command, ...headers] = head.split("\n");
    if (command === "CONNECT") this.answer("CONNECTED\nversion:1.2\n\n\0");
    if (command !== "SEND") return;
    const own = headers.filter((line) => Object.keys(SENT).includes(line.split(":")[0]));
    const lines = ["MESSAGE", "subscription:orders", "message-id:1", "destination:/orders", ...own];
    const frame = `${lines.join("\n")}\n\n\0`;
    writeFileSync("frame", frame);
    this.answer(frame);
  }
  close() { setTimeout(() => this.onclose({})); }
}
const client = new Client({
  webSocketFactory: () => new Broker(),
  heartbeatIncoming: 0,
  heartbeatOutgoing: 0,
  reconnectDelay: 0,
});
client.onConnect = () => {
  const received = ({ headers }) => {
    console.log("stompjs", ...Object.entries(SENT).map(([name, value]) => `${name} ${headers[name] === value}`));
    writeFileSync("sent.json", JSON.stringify(SENT));
    client.deactivate();
  };
  client.subscribe("/orders", received, { id: "orders" });
  client.publish({ destination: "/orders", headers: SENT, body: "" });
};
client.activate();
JS
cat >show.py <<'PYTHON'
import json

from stomp.utils import parse_frame

headers = parse_frame(open("frame", "rb").read()).headers
sent = json.load(open("sent.json"))
print("stomp.py", *(f"{name} {headers[name] == value}".lower() for name, value in sent.items()))
PYTHON
seen=$(timeout 60 node show.mjs; grep -a '^json:' frame; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
stompjs plain true code true lines true json false
json:{"note"\c"two\\nlines"}
stomp.py plain true code true lines true json true
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: @stomp/stompjs reads an escaped backslash before an n in a header as a line end."
