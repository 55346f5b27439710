"""What the services of the demo say when they publish to a custom bus: a group, and a repeat id."""

from collections.abc import Mapping
from typing import Any

from eda_core.domain.orders import Source

MAX_ID = 128
"""Characters of either (service model eventbridgev2)."""


def event_group(detail: Mapping[str, Any]) -> str:
    """Return the event group: the order, so that a subscriber may keep the order's own order."""
    return str(detail.get("id", ""))[:MAX_ID]


def deduplication_id(detail_type: str, detail: Mapping[str, Any]) -> str:
    """Return the id by which the bus knows a repeat: an order has each status once."""
    return f"{detail.get('id', '')}:{detail_type}"[:MAX_ID]


def payment_entry(request: Mapping[str, Any]) -> tuple[str, str, dict[str, Any], tuple[str, ...]]:
    """Return source, detail-type, detail and resources of what the payment service publishes.

    ``request`` is what its state machine calls the function ``eda-demo-publish-payment`` with:
    ``id``, ``status``, and ``execution``, the ARN of the execution. The ARNs of state machine and
    execution join the resources, as the integration of Step Functions adds them, which cannot
    publish to a custom bus.
    """
    execution = str(request["execution"])
    machine = execution.rpartition(":")[0].replace(":execution:", ":stateMachine:")
    detail = {"id": request["id"]}
    return Source.PAYMENT_SERVICE.value, request["status"], detail, (machine, execution)
