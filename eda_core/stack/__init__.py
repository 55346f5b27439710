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

__all__ = [
    "MOST_RULES",
    "Rule",
    "Stack",
    "Target",
    "TargetKind",
    "demo_stack",
    "machine_from",
    "rules_from",
]
