#!/usr/bin/env bash
# A service takes events whose schema version is in a range of npm, "<1.2": a version 1.2.0-rc.1 of the schema, which
# breaks the consumer, must stay out. Another takes "1.2.3+a", and an event has "1.2.3+b".
#
# Guess: NpmSpec of semantic_version decides as npm does. npm's semver says that a version with a prerelease satisfies a
# range only where a comparator with the same numbers has a prerelease, too; and build metadata has no part in the
# order of versions (SemVer 2.0.0, 10).
# What happens: semantic_version lets the candidate 1.2.0-rc.1 into "<1.2", "<1.2.0" and "<1.2.x", and keeps it out only
# where a lower bound stands beside, ">=1 <1.2"; and it takes no 1.2.3+b for 1.2.3+a. node-semver of Python, another
# port, decides as semver does in all six.
# Tools: PyPI semantic-version 2.10.0 and node-semver 0.9.1, Python 3.11, and npm semver 7.8.6, Node 20.
# Output seen, of 1.2.0-rc.1 in "<1.2", "<1.2.0", "<1.2.x" and ">=1 <1.2", 1.2.3+b in "1.2.3+a" and in "1.2.3":
# semantic_version yes yes yes no no yes, node-semver and semver no no no no yes yes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund semver@7.8.6 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check \
  semantic-version==2.10.0 node-semver==0.9.1 2>/dev/null
cat >cases.json <<'JSON'
[["<1.2", "1.2.0-rc.1"], ["<1.2.0", "1.2.0-rc.1"], ["<1.2.x", "1.2.0-rc.1"], [">=1 <1.2", "1.2.0-rc.1"],
 ["1.2.3+a", "1.2.3+b"], ["1.2.3", "1.2.3+b"]]
JSON
cat >show.js <<'JS'
const { satisfies } = require("semver");
const word = ([range, version]) => (satisfies(version, range) ? "yes" : "no");
console.log("semver", ...require("./cases.json").map(word));
JS
cat >show.py <<'PYTHON'
import json

from nodesemver import satisfies
from semantic_version import NpmSpec, Version

with open("cases.json") as text:
    cases = json.load(text)
word = {True: "yes", False: "no"}
print("semantic_version", *(word[Version(version) in NpmSpec(spec)] for spec, version in cases))
print("node-semver", *(word[bool(satisfies(version, spec, False))] for spec, version in cases))
PYTHON
seen=$(timeout 60 venv/bin/python show.py && timeout 60 node show.js)
wanted=$(cat <<'LINES'
semantic_version yes yes yes no no yes
node-semver no no no no yes yes
semver no no no no yes yes
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: semantic_version lets 1.2.0-rc.1 into <1.2."
