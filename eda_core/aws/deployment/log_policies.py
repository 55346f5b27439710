"""Resource policies of CloudWatch Logs: what lets EventBridge write to a log group.

Source: EventBridge User Guide, "Using resource-based policies", CloudWatch Logs permissions;
CloudWatch Logs quotas, "Resource policies": 10 for each account and Region.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from eda_core.aws.clients import Clients

MOST_POLICIES: Final = 10
"""In one account and Region, whoever made them."""

WRITER: Final = "events.amazonaws.com"
DELIVERER: Final = "delivery.logs.amazonaws.com"
"""Writes what services log of their own doing."""

_WRITES: Final = frozenset(("logs:createlogstream", "logs:putlogevents"))


def log_policies(clients: Clients) -> list[Mapping[str, Any]]:
    """Return the policies of the account in this Region. Raises `AwsFailure`."""
    pages = clients.pages("logs", "DescribeResourcePolicies", most=5)
    return [policy for page in pages for policy in page.get("resourcePolicies", ())]


def lets_write(policy: Mapping[str, Any], group_arn: str, writer: str = WRITER) -> bool:
    """Return whether the policy lets a service write to the log group of this ARN (without
    ``:*``).
    """
    wanted = f"{group_arn}:log-stream:any"
    allowed = {
        action
        for statement in _statements(policy)
        if _speaks_of(statement, wanted, writer)
        for action in _WRITES
        if any(fnmatchcase(action, each.lower()) for each in _listed(statement.get("Action")))
    }
    return allowed == _WRITES


def _statements(policy: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    try:
        document = json.loads(policy.get("policyDocument", ""))
    except (ValueError, RecursionError):
        return
    found = document.get("Statement") if isinstance(document, dict) else None
    for statement in found if isinstance(found, list) else [found]:
        if isinstance(statement, dict) and statement.get("Effect") == "Allow":
            yield statement


def _speaks_of(statement: Mapping[str, Any], arn: str, writer: str) -> bool:
    principal = statement.get("Principal")
    services = principal.get("Service") if isinstance(principal, dict) else principal
    if writer not in _listed(services) and services != "*":
        return False
    return any(fnmatchcase(arn, pattern) for pattern in _listed(statement.get("Resource")))


def _listed(value: Any) -> Sequence[str]:
    given = value if isinstance(value, list) else [value]
    return [each for each in given if isinstance(each, str)]
