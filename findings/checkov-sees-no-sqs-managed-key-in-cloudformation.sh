#!/usr/bin/env bash
# checkov's check of queues for encryption knows one of the two ways only, in CloudFormation.
#
# Guess: CKV_AWS_27, "Ensure all data stored in the SQS queue is encrypted", passes for a queue that
# says SqsManagedSseEnabled: true, which encrypts all its messages with a key that SQS manages.
# What happens: it fails, as for a queue that switches encryption off; it passes for a queue that names
# a KMS key, which costs by the call. The same property in Terraform, sqs_managed_sse_enabled, passes.
# Tool: checkov 3.3.30.
# Output seen: failed Managed, failed Plain, passed Kms for the template; passed for Terraform.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 240 "$folder/venv/bin/pip" -q install checkov==3.3.30
cat >"$folder/template.json" <<'JSON'
{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
  "Managed": {"Type": "AWS::SQS::Queue", "Properties": {"SqsManagedSseEnabled": true}},
  "Plain": {"Type": "AWS::SQS::Queue", "Properties": {"SqsManagedSseEnabled": false}},
  "Kms": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": "alias/aws/sqs"}}}}
JSON
cat >"$folder/main.tf" <<'TERRAFORM'
resource "aws_sqs_queue" "managed" {
  sqs_managed_sse_enabled = true
}
TERRAFORM
scan() {
  BC_SKIP_MAPPING=TRUE timeout 120 "$folder/venv/bin/checkov" --file "$folder/$2" --framework "$1" \
    --check CKV_AWS_27 --compact --output json --soft-fail 2>/dev/null >"$folder/$1.json"
}
scan cloudformation template.json
scan terraform main.tf
python3 - "$folder" <<'PYTHON'
import json
import sys
from pathlib import Path


def verdicts(framework):
    results = json.loads(Path(sys.argv[1], f"{framework}.json").read_text())["results"]
    return {
        each["resource"].split(".")[-1]: verdict
        for verdict in ("passed", "failed")
        for each in results[f"{verdict}_checks"]
    }


found = verdicts("cloudformation")
assert found == {"Managed": "failed", "Plain": "failed", "Kms": "passed"}, found
assert verdicts("terraform") == {"managed": "passed"}, verdicts("terraform")
PYTHON
echo "As found: CKV_AWS_27 fails a CloudFormation queue that SQS encrypts, and passes the same in Terraform."
