#!/usr/bin/env bash
# A rule whose conditions an editor collects: any of the list must be met, {"any": []}, and the last one has just been
# deleted.
#
# Guess: the rule is not met, as none of its conditions is; all of nothing is true, any of nothing is false. So it is in
# JavaScript ([].some) and in Python, and FEEL has any([]) = false in the table of DMN's list functions; or the rule is
# refused, as JSON Schema and MongoDB refuse an empty anyOf and $or.
# What happens: json-rules-engine takes an empty any for met, as an empty all, and the event of the rule is sent each
# time. Within an all, an empty any takes nothing away, and not turns it into never. With a condition in the list it is
# as expected, so only a rule from which something was taken away does this.
# Tools: npm json-rules-engine 7.3.1, feelin 8.2.0 and json-logic-js 2.0.5, Node 20.
# Output seen, of an empty any, an empty all, not of an empty any, and any with a condition that is not met:
# json-rules-engine true true false false; any([]) and all([]) of feelin false true, some of an empty list in JsonLogic
# false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  json-rules-engine@7.3.1 feelin@8.2.0 json-logic-js@2.0.5 >/dev/null 2>&1
cat >show.js <<'JS'
const { Engine } = require("json-rules-engine");
const { evaluate } = require("feelin");
const { apply } = require("json-logic-js");
async function met(conditions) {
  const engine = new Engine([{ conditions, event: { type: "alarm" } }]);
  return (await engine.run({ total: 5 })).events.length > 0;
}
(async () => {
  const never = { fact: "total", operator: "greaterThan", value: 100 };
  const rules = [{ any: [] }, { all: [] }, { not: { any: [] } }, { any: [never] }];
  console.log("json-rules-engine", ...(await Promise.all(rules.map(met))));
  console.log("feelin", ...["any([])", "all([])"].map((rule) => evaluate(rule, {}).value));
  console.log("json-logic-js", apply({ some: [[], true] }, {}));
})();
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
json-rules-engine true true false false
feelin false true
json-logic-js false
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: json-rules-engine takes a rule with an empty list of any for met."
