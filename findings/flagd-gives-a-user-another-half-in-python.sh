#!/usr/bin/env bash
# A feature flag of OpenFeature's flagd that half of the users have, "fractional": [["on", 50], ["off", 50]], decided
# in a service in Node and in one in Python, each with its flagd core in its latest version.
#
# Guess: who has the flag in one service has it in the other. flagd's documentation calls the assignment sticky, made
# of the flag's key and the user's alone; both cores use the same hash and the same share of it.
# What happens: the core for Node hashes the text, the one for Python what CBOR makes of the text, with a byte for its
# kind and length in front. Each is sticky and gives the flag to half of the users, but not to the same half: of 1000
# users about 500 are told otherwise by the other service, as two coins would. Flags that name users, domains or
# versions agree.
# Tools: npm @openfeature/flagd-core 4.0.1 with @openfeature/core 1.12.0, Node 20; PyPI's openfeature-flagd-core 2.0.0
# with openfeature-sdk 0.10.0, Python 3.11.
# Output seen: user-2 on in Node and off in Python; of 1000 users 505 on in Node, 491 in Python, 506 alike.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  @openfeature/flagd-core@4.0.1 @openfeature/core@1.12.0 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check \
  openfeature-flagd-core==2.0.0 openfeature-flagd-api==1.0.0 openfeature-sdk==0.10.0 cbor2==5.9.0 mmh3==5.3.1 \
  panzi-json-logic==1.0.1 semver==3.1.2 2>/dev/null
cat >flags.json <<'JSON'
{"flags": {"checkout": {"state": "ENABLED", "variants": {"on": "on", "off": "off"}, "defaultVariant": "off",
  "targeting": {"fractional": [["on", 50], ["off", 50]]}}}}
JSON
cat >show.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { FlagdCore } = require("@openfeature/flagd-core");
const core = new FlagdCore();
core.setConfigurations(readFileSync("flags.json", "utf8"));
for (let user = 1; user <= 1000; user += 1) {
  console.log(core.resolveStringEvaluation("checkout", "none", { targetingKey: `user-${user}` }, console).value);
}
JS
cat >show.py <<'PYTHON'
import sys
from pathlib import Path

from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext

core = FlagdCore()
core.set_flags(Path("flags.json").read_text())
node = sys.stdin.read().split()
users = [EvaluationContext(f"user-{user}") for user in range(1, 1001)]
python = [core.resolve_string_value("checkout", "none", user).value for user in users]
alike = sum(one == other for one, other in zip(node, python, strict=True))
first = next(user for user in range(1000) if node[user] != python[user])
print(f"user-{first + 1} {node[first]} {python[first]}, on {node.count('on')} {python.count('on')}, alike {alike}")
PYTHON
seen=$(timeout 60 node show.cjs | timeout 60 venv/bin/python show.py)
wanted="user-2 on off, on 505 491, alike 506"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: flagd's cores for Node and for Python give a half of the users each, and not the same half."
