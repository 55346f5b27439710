"""The words of a CloudFormation template: intrinsic functions, ARNs, policy statements.

Source: AWS CloudFormation User Guide, "Intrinsic function reference"; IAM User Guide, "JSON policy
element reference".
"""

from collections.abc import Mapping
from typing import Any, Final

Value = Any
"""A JSON value of a template, intrinsic functions included."""

Resources = dict[str, Mapping[str, Value]]
"""Resources of a template by their logical ids."""

PREFIX: Final = "NamePrefix"
"""The parameter that every name begins with."""

POLICY_VERSION: Final = "2012-10-17"


def ref(name: str) -> Value:
    """Return a parameter, or what a resource calls itself."""
    return {"Ref": name}


def get_att(resource: str, attribute: str) -> Value:
    """Return one attribute of a resource."""
    return {"Fn::GetAtt": [resource, attribute]}


def sub(text: str) -> Value:
    """Text with ``${Name}`` filled in."""
    return {"Fn::Sub": text}


def arn_text(service: str, rest: str) -> str:
    """Return the ARN of something in the account and region of the stack, to be filled in
    by `sub`.
    """
    return f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{rest}"


def resource(kind: str, properties: Mapping[str, Value], **attributes: Value) -> dict[str, Value]:
    """Return one resource; ``attributes`` are such as ``DependsOn``."""
    return {"Type": kind, **attributes, "Properties": properties}


def deleted_with_stack(kind: str, properties: Mapping[str, Value]) -> dict[str, Value]:
    """Return a resource that holds data of the demo, which goes when the stack goes."""
    return resource(kind, properties, DeletionPolicy="Delete", UpdateReplacePolicy="Delete")


def log_group(name: Value) -> dict[str, Value]:
    """Return a log group that forgets as the stack is told."""
    properties = {"LogGroupName": name, "RetentionInDays": ref("LogRetentionDays")}
    return deleted_with_stack("AWS::Logs::LogGroup", properties)


def allow(actions: Value, on: Value, **more: Value) -> dict[str, Value]:
    """Return one policy statement; ``more`` are such as ``Condition`` and ``Principal``."""
    return {"Effect": "Allow", "Action": actions, "Resource": on, **more}


def encrypted_only(action: str, on: Value) -> dict[str, Value]:
    """Return the statement that refuses everybody a request without TLS."""
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    refused = {"Effect": "Deny", "Action": action, "Resource": on, "Principal": "*"}
    return {**refused, "Condition": condition}


def policy(*statements: Mapping[str, Value]) -> dict[str, Value]:
    """Return a policy document."""
    return {"Version": POLICY_VERSION, "Statement": list(statements)}
