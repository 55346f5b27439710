#!/usr/bin/env bash
# A filter in JSONPath for orders with one of two states: $.orders[?match(@.status, 'paid|failed')].id. There are also
# orders that are "paidback", "unpaid" and "unfailed".
#
# Guess: paid and failed alone. match asks for the whole of the text, search for a part (RFC 9535, 2.4.6 and 2.4.7), and
# jsonpath-rfc9535 says that it passes the whole suite of tests for this RFC.
# What happens: it puts the pattern between ^ and $ as it is, so the one binds to the first word and the other to the
# last: whatever begins with "paid" matches, and whatever ends with "failed". In the other order it is the other ones.
# One word, or brackets around the words, are right. json-p3, of the same RFC, has the two in all cases.
# Tools: npm jsonpath-rfc9535 1.3.0 and json-p3 2.3.1, Node 20.
# Output seen: of paid|failed, failed|paid and (paid|failed): jsonpath-rfc9535 paid,failed,paidback,unfailed
# paid,failed,unpaid paid,failed, json-p3 paid,failed paid,failed paid,failed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  jsonpath-rfc9535@1.3.0 json-p3@2.3.1 >/dev/null 2>&1
cat >show.mjs <<'JS'
import { query as p3 } from "json-p3";
import { query } from "jsonpath-rfc9535";
const states = ["paid", "failed", "paidback", "unpaid", "unfailed"];
const paths = ["paid|failed", "failed|paid", "(paid|failed)"].map((pattern) => `$[?match(@, '${pattern}')]`);
console.log("jsonpath-rfc9535", ...paths.map((path) => query(states, path).join()));
console.log("json-p3", ...paths.map((path) => p3(path, states).values().join()));
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
jsonpath-rfc9535 paid,failed,paidback,unfailed paid,failed,unpaid paid,failed
json-p3 paid,failed paid,failed paid,failed
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: jsonpath-rfc9535 1.3.0 matches a part of the text where the pattern has two words."
