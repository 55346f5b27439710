#!/usr/bin/env bash
# The schema of an event that stands on another one by allOf: an id begins with ORD- in the one and ends with -EU in the
# other; a discount is a number or null in the one, a whole number or null in the other. Documentation and forms merge
# the two into one schema first.
#
# Guess: the merged schema takes what both take; the library promises to combine "safely", and says so where it cannot.
# What happens: json-schema-merge-allof makes one pattern of two lookaheads in one place, "(?=^ORD-)(?=-EU$)": no text
# begins and ends where it stands, so no id is valid, not even ORD-7-EU. Of the types it keeps those with the same name,
# and integer is not number to it: the discount can only be null (JSON Schema: an integer is a number). Two patterns
# that begin with ^, or types that are named alike, come out right; a single number beside integer is refused as
# incompatible.
# Tools: npm json-schema-merge-allof 0.8.1 and ajv 8.20.0, Node 20.
# Output seen, of the two schemas and of the merged one: ORD-7-EU true false, 5 true false, null true true; merged types
# "null".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  json-schema-merge-allof@0.8.1 ajv@8.20.0 >/dev/null
cat >show.js <<'JS'
const Ajv = require("ajv").default;
const merge = require("json-schema-merge-allof");
const ajv = new Ajv({ strict: false });
const show = (schemas, ...values) => {
  const merged = merge({ allOf: schemas });
  const valid = [{ allOf: schemas }, merged].map((schema) => ajv.compile(schema));
  const told = values.map((value) => `${value} ${valid.map((check) => check(value)).join(" ")}`);
  console.log(JSON.stringify(merged), told.join(", "));
};
show([{ pattern: "^ORD-" }, { pattern: "-EU$" }], "ORD-7-EU");
show([{ type: ["number", "null"] }, { type: ["integer", "null"] }], 5, null);
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
{"pattern":"(?=^ORD-)(?=-EU$)"} ORD-7-EU true false
{"type":"null"} 5 true false, null true true
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: json-schema-merge-allof makes a pattern that no text fits, and null of integer and number."
