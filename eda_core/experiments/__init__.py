"""Experiments: recorded orders once more, in a simulated world of their own.

Nothing here touches the world that is shown: a fresh simulator runs, and its log is folded.
"""

from eda_core.experiments.replay import (
    change_of,
    stack_with_definition,
    stack_with_rules,
    view_of,
    what_if,
)

__all__ = [
    "change_of",
    "stack_with_definition",
    "stack_with_rules",
    "view_of",
    "what_if",
]
