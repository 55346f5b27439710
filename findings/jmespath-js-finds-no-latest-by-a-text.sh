#!/usr/bin/env bash
# A query in JMESPath for the latest event, max_by(events, &at).id, where "at" is a time of ISO 8601, and one for the
# first, min_by.
#
# Guess: the id of the latest. The expression of max_by and min_by may give numbers or texts (JMESPath specification,
# expression->number or expression->string), as that of sort_by may, and times of one form are in order as texts.
# What happens: three libraries for JavaScript give null, without an error: one of them says of itself that it complies
# with the whole specification. sort_by works with the same key, and max_by with numbers, such as milliseconds, is
# right. So a query that was tried out with the AWS CLI, which stands on jmespath for Python, finds no event.
# Tools: npm jmespath 0.16.0, @metrichor/jmespath 0.3.1 and @jmespath-community/jmespath 1.3.0 (Node 20), PyPI jmespath
# 1.1.0 (Python 3.11).
# Output seen: of max_by, min_by, sort_by(...)[-1] and max_by of a number: JavaScript null null 2 2 in all three, Python
# 2 1 2 2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jmespath==1.1.0 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  jmespath@0.16.0 @metrichor/jmespath@0.3.1 @jmespath-community/jmespath@1.3.0 >/dev/null 2>&1
cat >cases.json <<'JSON'
{
  "log": {
    "events": [
      {"id": 1, "at": "2026-11-28T10:00:00Z", "ms": 1795860000000},
      {"id": 2, "at": "2026-11-28T11:00:00Z", "ms": 1795863600000}
    ]
  },
  "queries": [
    "max_by(events, &at).id",
    "min_by(events, &at).id",
    "sort_by(events, &at)[-1].id",
    "max_by(events, &ms).id"
  ]
}
JSON
cat >show.js <<'JS'
const { log, queries } = require("./cases.json");
for (const name of ["jmespath", "@metrichor/jmespath", "@jmespath-community/jmespath"]) {
  const { search } = require(name);
  console.log(name, ...queries.map((query) => JSON.stringify(search(log, query))));
}
JS
cat >show.py <<'PYTHON'
import json

import jmespath

cases = json.load(open("cases.json"))
print("Python", *(json.dumps(jmespath.search(query, cases["log"])) for query in cases["queries"]))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
jmespath null null 2 2
@metrichor/jmespath null null 2 2
@jmespath-community/jmespath null null 2 2
Python 2 1 2 2
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: max_by and min_by of three libraries of JMESPath for JavaScript find nothing by a text."
