#!/usr/bin/env bash
# Choice rules of Step Functions that ask whether something is *not* so: IsPresent false, IsNumeric false.
#
# Guess: {"Variable": "$.discount", "IsPresent": false} is met when there is no discount; the Developer Guide
# has both values for all the tests that begin with Is.
# What happens: aws-local-stepfunctions makes no test of a rule whose expected value is false, and goes on to
# the Default. No error, so a state machine with such a guard takes the other way in its tests than on AWS.
# Not around the rule with true works, and so does BooleanEquals false.
# Tool: npm aws-local-stepfunctions 3.0.0, Node 20.
# Output seen: IsPresent false "other" (the Default), IsNumeric false "other", Not IsPresent "met", BooleanEquals "met".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 120 npm install --silent --no-audit --no-fund aws-local-stepfunctions@3.0.0 >/dev/null
cat >show.js <<'JS'
const { StateMachine } = require("aws-local-stepfunctions");
const way = (rule, input) =>
  new StateMachine({
    StartAt: "Ask",
    States: {
      Ask: { Type: "Choice", Choices: [{ ...rule, Next: "Met" }], Default: "Other" },
      Met: { Type: "Pass", Result: "met", End: true },
      Other: { Type: "Pass", Result: "other", End: true },
    },
  }).run(input).result;
const rules = [
  [{ Variable: "$.discount", IsPresent: false }, { id: 1 }],
  [{ Variable: "$.id", IsNumeric: false }, { id: "1" }],
  [{ Not: { Variable: "$.discount", IsPresent: true } }, { id: 1 }],
  [{ Variable: "$.paid", BooleanEquals: false }, { paid: false }],
];
Promise.all(rules.map((each) => way(...each))).then((ways) => console.log(ways.join(" ")));
JS
seen=$(timeout 60 node show.js)
wanted="other other met met"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: aws-local-stepfunctions 3.0.0 never meets a rule with IsPresent, IsNumeric and the like false."
