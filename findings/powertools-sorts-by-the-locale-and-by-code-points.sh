#!/usr/bin/env bash
# A query in JMESPath for the codes of an order in their order, sort(codes), and one for its items by their code,
# sort_by(items, &code)[].code, by Powertools for AWS Lambda, the package for TypeScript. The codes are b, a and C.
#
# Guess: C, a, b, twice. The JMESPath specification says of sort that texts are sorted by their code points, and that
# the locale is not taken into account.
# What happens: sort goes by the locale: a, b, C. sort_by of the same package goes by the code points, and so do max and
# min: the last item of sort is not the greatest by max. Lists of a service in TypeScript and of one in Python, where
# Powertools stands on another library, differ, and so does what is made of them, such as a key of the joined codes.
# Codes of one case, as in most tests, are in one order.
# Tools: npm @aws-lambda-powertools/jmespath 2.36.0 (Node 20), PyPI jmespath 1.1.0 (Python 3.11).
# Output seen: of sort, sort_by, max and join: powertools ["a","b","C"] ["C","a","b"] "b" "a,b,C", Python
# ["C","a","b"] ["C","a","b"] "b" "C,a,b".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jmespath==1.1.0 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  @aws-lambda-powertools/jmespath@2.36.0 >/dev/null 2>&1
cat >cases.json <<'JSON'
{
  "order": {"codes": ["b", "a", "C"], "items": [{"code": "b"}, {"code": "a"}, {"code": "C"}]},
  "queries": ["sort(codes)", "sort_by(items, &code)[].code", "max(codes)", "join(',', sort(codes))"]
}
JSON
cat >show.js <<'JS'
const { search } = require("@aws-lambda-powertools/jmespath");
const { order, queries } = require("./cases.json");
console.log("powertools", ...queries.map((query) => JSON.stringify(search(query, structuredClone(order)))));
JS
cat >show.py <<'PYTHON'
import json

import jmespath

cases = json.load(open("cases.json"))
results = [jmespath.search(query, cases["order"]) for query in cases["queries"]]
print("Python", *(json.dumps(result, separators=(",", ":")) for result in results))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
powertools ["a","b","C"] ["C","a","b"] "b" "a,b,C"
Python ["C","a","b"] ["C","a","b"] "b" "C,a,b"
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: sort of Powertools for TypeScript goes by the locale, and its sort_by by the code points."
