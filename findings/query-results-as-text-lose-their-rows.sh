#!/usr/bin/env bash
# Guess: `aws logs get-query-results --output text` has a line for each row of the result, or at least
# something between two rows, as `--output text` has for log events (a line EVENTS for each).
# Found (AWS CLI 1.46.3): every *cell* is a line of its own, "RESULTS <tab> field <tab> value", and nothing
# says where a row ends. Logs Insights leaves a field out of a row that does not have it, so two different
# results print the same bytes: here "level" belongs to the first row of one and to the second of the other.
#
#   Complete
#   RESULTS  @message  one
#   RESULTS  level     INFO
#   RESULTS  @message  two
#
# Who reads such text back can only guess that a row ends where a field comes again; as JSON the rows are there.
set -euo pipefail

folder=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "awscli==1.46.3"

cat > "$folder/server.py" <<'PYTHON'
"""Answers GetQueryResults on loopback with one of two results, by the id that is asked for."""
import http.server
import json
import sys

def row(**cells):
    return [{"field": name.replace("at_", "@"), "value": value} for name, value in cells.items()]

RESULTS = {
    "first": [row(at_message="one", level="INFO"), row(at_message="two")],
    "second": [row(at_message="one"), row(level="INFO", at_message="two")],
}

class Answers(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"status": "Complete", "results": RESULTS[asked["queryId"]]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
with open(sys.argv[1], "w") as file:
    file.write(str(server.server_port))
server.serve_forever()
PYTHON

timeout 120 python3 "$folder/server.py" "$folder/port" &
server=$!
for _ in $(seq 100); do
  [ -s "$folder/port" ] && break
  sleep 0.1
done

ask() { # the id of a query, the output
  env -i PATH="$PATH" HOME="$folder" AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_EC2_METADATA_DISABLED=true \
    timeout 60 "$folder/venv/bin/aws" logs get-query-results --query-id "$1" --output "$2" \
    --region us-east-1 --endpoint-url "http://127.0.0.1:$(cat "$folder/port")"
}

for which in first second; do
  ask "$which" text > "$folder/$which.text"
  ask "$which" json > "$folder/$which.json"
done

if cmp -s "$folder/first.json" "$folder/second.json"; then
  echo "changed: the two results are the same as JSON"
  exit 1
fi
printf 'Complete\nRESULTS\t@message\tone\nRESULTS\tlevel\tINFO\nRESULTS\t@message\ttwo\n' > "$folder/expected"
cmp "$folder/first.text" "$folder/expected"
cmp "$folder/first.text" "$folder/second.text"
echo "as found: two results that differ as JSON are the same bytes with --output text (awscli 1.46.3)"
