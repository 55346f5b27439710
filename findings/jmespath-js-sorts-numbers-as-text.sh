#!/usr/bin/env bash
# sort() of JMESPath, over the amounts of three orders: sort([10, 9, 1]), as --query of the AWS CLI has it, and as a
# service in Node.js writes it.
#
# Guess: 1, 9, 10. sort takes an array of numbers or one of strings (JMESPath specification, sort), and there would be
# no sense in two types if both went by their text; sort_by and max of the same library go by the number.
# What happens: both libraries for JavaScript, jmespath and the one of the JMESPath community, hand the array to
# JavaScript's own sort, which goes by text: 1, 10, 9. The last item, [-1], is not the greatest. Numbers with one digit,
# as a test has them, are in order, and so are all with jmespath for Python, which is below the AWS CLI.
# Tools: npm jmespath 0.16.0 and @jmespath-community/jmespath 1.3.0 (Node 20), PyPI jmespath 1.1.0 (Python 3.11).
# Output seen, of sort, sort_by and max: JavaScript [1,10,9] [1,9,10] 10 in both, Python [1,9,10] [1,9,10] 10.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check jmespath==1.1.0 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  jmespath@0.16.0 @jmespath-community/jmespath@1.3.0 >/dev/null
cat >queries.json <<'JSON'
["sort(orders[].amount)", "sort_by(orders, &amount)[].amount", "max(orders[].amount)"]
JSON
echo '{"orders": [{"amount": 10}, {"amount": 9}, {"amount": 1}]}' >event.json
cat >show.js <<'JS'
const event = require("./event.json");
for (const name of ["jmespath", "@jmespath-community/jmespath"]) {
  const { search } = require(name);
  console.log(name, ...require("./queries.json").map((query) => JSON.stringify(search(event, query))));
}
JS
cat >show.py <<'PYTHON'
import json

import jmespath

event = json.load(open("event.json"))
found = (jmespath.search(query, event) for query in json.load(open("queries.json")))
print("Python", *(json.dumps(value, separators=(",", ":")) for value in found))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
jmespath [1,10,9] [1,9,10] 10
@jmespath-community/jmespath [1,10,9] [1,9,10] 10
Python [1,9,10] [1,9,10] 10
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: sort of JMESPath in JavaScript puts 10 before 9."
