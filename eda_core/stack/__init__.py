"""The demo system as data, and the functions of its services."""

from eda_core.stack.description import (
    MOST_RULES,
    Rule,
    Stack,
    Target,
    TargetKind,
    demo_stack,
    machine_from,
    rules_from,
)
from eda_core.stack.fault_places import check_place, fault_places

__all__ = [
    "MOST_RULES",
    "Rule",
    "Stack",
    "Target",
    "TargetKind",
    "check_place",
    "demo_stack",
    "fault_places",
    "machine_from",
    "rules_from",
]
