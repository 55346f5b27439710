"""The demo system as data, and the functions of its services."""

from eda_core.stack.description import (
    MOST_RULES,
    Stack,
    check_place,
    demo_stack,
    fault_places,
    machine_from,
    rules_from,
)
from eda_core.stack.rule import Rule, Target, TargetKind
from eda_core.stack.subscribers import Subscriber

__all__ = [
    "MOST_RULES",
    "Rule",
    "Stack",
    "Subscriber",
    "Target",
    "TargetKind",
    "check_place",
    "demo_stack",
    "fault_places",
    "machine_from",
    "rules_from",
]
