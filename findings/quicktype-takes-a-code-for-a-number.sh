#!/usr/bin/env bash
# quicktype makes a Python class for an event from samples. In all of them the postcode, a text, begins with a
# digit above 0.
#
# Guess: what is a text in every sample is a text in the class; to the type, "10115" is no different from "abc".
# What happens: a text that looks like a whole number is made an int, and written as a text again, so samples
# and tests come through unchanged. The postcode "01067" of a later event is read without an error and goes out
# as "1067". One sample with a leading zero among the others, and the field is a text after all.
# Tool: npm quicktype 26.0.0, Node 20; the class needs python-dateutil only if there are times.
# Output seen: "1067" from samples 10115 and 80331, "01067" from samples 10115 and 04109.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 240 npm install --silent --no-audit --no-fund quicktype@26.0.0 >/dev/null
cat >forward.py <<'PYTHON'
import importlib
import sys

event = importlib.import_module(sys.argv[1]).Event
print(event.from_dict({"postcode": "01067"}).to_dict()["postcode"])
PYTHON
after() { # a name, then the postcodes of the samples
  printf '{"postcode": "%s"}\n' "$2" >"$1-1.json"
  printf '{"postcode": "%s"}\n' "$3" >"$1-2.json"
  mkdir "$1" && mv "$1"-*.json "$1/"
  timeout 90 node_modules/.bin/quicktype --lang python --top-level Event --src "$1"/*.json --out "$1.py"
  rm -r "$1"
  timeout 30 python3 forward.py "$1"
}
seen="$(after whole 10115 80331) $(after leading 10115 04109)"
[ "$seen" = "1067 01067" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a class by quicktype 26.0.0 forwards the postcode 01067 as 1067, by the samples it was made from."
