#!/usr/bin/env bash
# A template of CloudFormation with a queue that has a time of its own in production only: VisibilityTimeout is an
# Fn::If of 120 and {"Ref": "AWS::NoValue"}. A test looks at the template as it will be deployed.
#
# Guess: the property is gone where the condition is false. AWS::NoValue is there for this: returned by Fn::If it
# removes the property. cfn-resolver-lib has Fn::If and Ref among what it supports, and its README promises the exact
# values that will be used when the stack is deployed.
# What happens: it has no value for AWS::NoValue but its name: the timeout is the text "AWS::NoValue", in a list an item
# like the others; no error, and true for a test that asks whether the property is set. Where the condition is true all
# is right. moto, which makes stacks of templates in Python, makes the queue with the default of 30 seconds.
# Tools: npm cfn-resolver-lib 1.1.8 (Node 20), PyPI moto 5.2.5 and boto3 1.44.8 (Python 3.11).
# Output seen, of the stages prod and test: cfn-resolver-lib 120 AWS::NoValue, moto 120 30.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 300 venv/bin/pip install --quiet --disable-pip-version-check \
  'moto[cloudformation,sqs]==5.2.5' boto3==1.44.8 2>/dev/null
timeout 120 npm install --ignore-scripts --silent --no-audit --no-fund cfn-resolver-lib@1.1.8 >/dev/null 2>&1
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
cat >template.json <<'JSON'
{
  "Parameters": {"Stage": {"Type": "String"}},
  "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
  "Resources": {
    "Orders": {
      "Type": "AWS::SQS::Queue",
      "Properties": {
        "QueueName": {"Fn::Join": ["-", ["orders", {"Ref": "Stage"}]]},
        "VisibilityTimeout": {"Fn::If": ["Prod", 120, {"Ref": "AWS::NoValue"}]}
      }
    }
  }
}
JSON
cat >show.js <<'JS'
const Resolver = require("cfn-resolver-lib");
const { readFileSync } = require("node:fs");
const timeouts = ["prod", "test"].map((Stage) => {
  const template = JSON.parse(readFileSync("template.json", "utf8"));
  const resolved = new Resolver(template, { RefResolvers: { Stage } }).evaluateNodes();
  return resolved.Resources.Orders.Properties.VisibilityTimeout;
});
console.log("cfn-resolver-lib", ...timeouts);
JS
cat >show.py <<'PYTHON'
import boto3
from moto import mock_aws


def timeout(stage):
    template = open("template.json").read()
    parameters = [{"ParameterKey": "Stage", "ParameterValue": stage}]
    boto3.client("cloudformation").create_stack(StackName=stage, TemplateBody=template, Parameters=parameters)
    client = boto3.client("sqs")
    queue = client.get_queue_url(QueueName=f"orders-{stage}")["QueueUrl"]
    return client.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"]


with mock_aws():
    print("moto", timeout("prod"), timeout("test"))
PYTHON
seen=$(timeout 60 node show.js; timeout 60 venv/bin/python show.py 2>/dev/null)
wanted=$'cfn-resolver-lib 120 AWS::NoValue\nmoto 120 30'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: cfn-resolver-lib keeps a property that has no value."
