#!/usr/bin/env bash
# A flag of Unleash for customers who signed up since the first of January, DATE_AFTER on the property signedUp, decided
# in a service in Node and in one in Python. The property is a date of ISO 8601, 2026-02-15, as a column of dates gives.
#
# Guess: both decide alike; shares of users, versions, numbers and texts do come out the same in both.
# What happens: Node gives the flag to the customer and Python does not. Python's engine takes a date with a time, its
# seconds and a zone alone and holds anything else for a condition that is not met, without a warning. If the
# condition is inverted, for those who were customers before, it is the other way round: Python gives a flag to all.
# Tools: npm unleash-client 6.12.1, Node 20; PyPI's UnleashClient 6.9.1 with yggdrasil-engine 2.0.0, Python 3.11.
# Output seen: signed up 2026-02-15, since true in Node, false in Python, before false in Node, true in Python; with
# T08:00:00Z since true and before false in both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund unleash-client@6.12.1 >/dev/null 2>&1
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check UnleashClient==6.9.1 yggdrasil-engine==2.0.0 \
  APScheduler==3.11.3 fcache==0.6.0 importlib-metadata==10.2.0 launchdarkly-eventsource==1.7.4 mmh3==5.3.1 \
  python-dateutil==2.9.0.post0 requests==2.34.2 semver==3.1.2 2>/dev/null
cat >flags.json <<'JSON'
{"version": 2, "features": [
  {"name": "since", "type": "release", "enabled": true, "strategies": [{"name": "default", "parameters": {},
    "constraints": [{"contextName": "signedUp", "operator": "DATE_AFTER", "value": "2026-01-01T00:00:00.000Z",
      "values": [], "inverted": false}]}]},
  {"name": "before", "type": "release", "enabled": true, "strategies": [{"name": "default", "parameters": {},
    "constraints": [{"contextName": "signedUp", "operator": "DATE_AFTER", "value": "2026-01-01T00:00:00.000Z",
      "values": [], "inverted": true}]}]}]}
JSON
cat >show.cjs <<'JS'
const { InMemStorageProvider, Unleash } = require("unleash-client");
const unleash = new Unleash({
  appName: "shop",
  url: "http://127.0.0.1:1/api/",
  refreshInterval: 0,
  disableMetrics: true,
  storageProvider: new InMemStorageProvider(),
  bootstrap: { data: require("./flags.json").features },
});
unleash.on("error", () => {});
unleash.on("ready", () => {
  for (const signedUp of ["2026-02-15", "2026-02-15T08:00:00Z"]) {
    const decided = ["since", "before"].map((flag) => unleash.isEnabled(flag, { properties: { signedUp } }));
    console.log("node", signedUp, ...decided);
  }
  process.exit(0);
});
JS
cat >show.py <<'PYTHON'
import json
from pathlib import Path

from UnleashClient import UnleashClient
from UnleashClient.cache import FileCache

cache = FileCache("shop", directory="cache")
cache.bootstrap_from_dict(json.loads(Path("flags.json").read_text()))
client = UnleashClient(
    "http://127.0.0.1:1/api/", "shop", cache=cache, disable_metrics=True, disable_registration=True
)
client.initialize_client(fetch_toggles=False)
for signed_up in ("2026-02-15", "2026-02-15T08:00:00Z"):
    decided = [client.is_enabled(flag, {"properties": {"signedUp": signed_up}}) for flag in ("since", "before")]
    print("python", signed_up, *(str(on).lower() for on in decided))
PYTHON
seen=$(timeout 60 node show.cjs 2>/dev/null && timeout 60 venv/bin/python show.py 2>/dev/null)
wanted=$(cat <<'LINES'
node 2026-02-15 true false
node 2026-02-15T08:00:00Z true false
python 2026-02-15 false true
python 2026-02-15T08:00:00Z true false
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: Unleash's Python SDK decides otherwise than its Node SDK by a date without a time."
