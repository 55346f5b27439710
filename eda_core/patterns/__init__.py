"""EventBridge event patterns: compile, match, explain.

``docs/PATTERNS.md`` is the normative description of the language.
"""

from eda_core.patterns.compile import compile_pattern
from eda_core.patterns.explanation import BranchExplanation, Explanation, FieldExplanation, explain
from eda_core.patterns.matching import EVERY_EVENT, EventPattern
from eda_core.patterns.rule_set import RuleSet, compile_rules

__all__ = [
    "EVERY_EVENT",
    "BranchExplanation",
    "EventPattern",
    "Explanation",
    "FieldExplanation",
    "RuleSet",
    "compile_pattern",
    "compile_rules",
    "explain",
]
