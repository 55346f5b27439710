"""The resource of a Task: what it names, and what no Task can name.

Forms and integration patterns are those of the AWS pages *Task workflow state*, *Integrating
services with Step Functions* and *Learning to use AWS service SDK integrations*. A resource of any
other service is taken as it is: the states language only asks for a URI.
"""

import re
from typing import Final

from eda_core.asl.definition.fields import Fields
from eda_core.asl.definition.misspelling import nearest
from eda_core.asl.payload import shorten
from eda_core.asl.tasks import WAIT_FOR_TOKEN

_PATTERNS: Final = ("", ".sync", ".sync:2", WAIT_FOR_TOKEN)
_PLACEHOLDER: Final = re.compile(r"\$\{[^{}]+\}")
_ARN: Final = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")
_INTEGRATION: Final = re.compile(r"arn:[^:]+:states:::(.*)")
_SERVICE: Final = re.compile(r"(?:aws-sdk:)?([\w-]+):([A-Za-z]\w*)(\..*)?")
_FUNCTION: Final = re.compile(r"arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+(?::[^:]+)?")
_ACTIONS: Final = {
    "apigateway": ("invoke",),
    "dynamodb": ("getItem", "putItem", "updateItem", "deleteItem"),
    "events": ("putEvents",),
    "http": ("invoke",),
    "lambda": ("invoke",),
    "sns": ("publish",),
    "sqs": ("sendMessage",),
}
"""The optimized integrations of services that have few (AWS: *Integrating optimized services*)."""


def read_resource(fields: Fields) -> str:
    """Return the resource of a Task or a reader of items; raises ``InvalidDefinition``.

    ``${Name}`` stands for what a deployment puts there (AWS SAM: *DefinitionSubstitutions*).
    """
    resource = fields.text("Resource")
    fault = None if _PLACEHOLDER.search(resource) else _fault_of(resource)
    if fault is not None:
        raise fields.refuse("Resource", fault)
    return resource


def _fault_of(resource: str) -> str | None:
    integration = _INTEGRATION.fullmatch(resource)
    if integration is not None:
        return _fault_of_integration(integration[1])
    if not resource.startswith("arn:"):
        return f'must be an ARN, not "{shorten(resource)}"'
    if not _ARN.fullmatch(resource):
        return f'"{shorten(resource)}" is no whole ARN'
    is_function = resource.split(":")[2] == "lambda"
    if is_function and not _FUNCTION.fullmatch(resource):
        return f'"{shorten(resource)}" is no ARN of a Lambda function'
    return None


def _fault_of_integration(action: str) -> str | None:
    found = _SERVICE.fullmatch(action)
    if found is None:
        return f'"{shorten(action)}" is no service and action, such as lambda:invoke'
    service, name, pattern = found[1], found[2], found[3] or ""
    if pattern not in _PATTERNS:
        known = ", ".join(_PATTERNS[1:])
        return f'there is no integration pattern "{shorten(pattern)}"; there are {known}'
    if action.startswith("aws-sdk:"):
        return _SDK_SYNC if pattern.startswith(".sync") else None
    known_actions = _ACTIONS.get(service, (name,))
    if name in known_actions:
        return None
    near = nearest(name, known_actions)
    hint = f"; did you mean {service}:{near}?" if near else ""
    others = f"other actions go through aws-sdk:{service}:{shorten(name)}"
    return f"there is no integration {service}:{shorten(name)}{hint or f'; {others}'}"


_SDK_SYNC: Final = "an AWS SDK integration cannot wait for a job (.sync)"
