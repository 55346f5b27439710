#!/usr/bin/env bash
# A rule in JsonLogic that gives orders without a tier the tier "none": {"var": ["tier", "none"]}, and one that makes a
# text of it, {"cat": ["tier ", {"var": "tier"}]}. An order says "tier": null.
#
# Guess: json-logic-engine decides alike whichever way it runs a rule. Its README has build for rules that run often, as
# the fast way, and nothing about another result.
# What happens: run gives null for the first, as json-logic-js does, and build gives "none"; of the second, run makes
# "tier " and build "tier null". So a rule that asks for the tier "none" is met only once it has been built, and tests
# that use run do not see it. The engine for asynchronous rules has the same two results. Without the key the two agree
# on the default, and differ in the text.
# Tools: npm json-logic-engine 5.0.7 and json-logic-js 2.0.5, Node 20.
# Output seen: of null, run null "tier ", build "none" "tier null", json-logic-js null "tier "; of no key "none"
# in all three, and the same texts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund \
  json-logic-engine@5.0.7 json-logic-js@2.0.5 >/dev/null 2>&1
cat >show.js <<'JS'
const { LogicEngine } = require("json-logic-engine");
const reference = require("json-logic-js");
const rules = [{ var: ["tier", "none"] }, { cat: ["tier ", { var: "tier" }] }];
const engine = new LogicEngine();
const show = (name, run) => {
  const results = [{ tier: null }, {}].map((order) => rules.map((rule) => JSON.stringify(run(rule, order))));
  console.log(name, ...results.flat());
};
show("run", (rule, order) => engine.run(rule, order));
show("build", (rule, order) => engine.build(rule)(order));
show("json-logic-js", (rule, order) => reference.apply(rule, order));
JS
seen=$(timeout 60 node show.js)
wanted=$(cat <<'LINES'
run null "tier " "none" "tier "
build "none" "tier null" "none" "tier null"
json-logic-js null "tier " "none" "tier "
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a rule of json-logic-engine takes null for missing once it was built, and not when it is run."
