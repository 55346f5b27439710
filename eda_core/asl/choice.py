"""Choice rules, and how they read (AWS: *Choice workflow state*).

A rule is a comparison of the value at a path, or ``And``, ``Or``, ``Not`` of rules; in JSONata it
is one ``Condition``. A path that leads nowhere fails the execution, except under ``IsPresent``
(public reports, in their words).
"""

from dataclasses import dataclass
from typing import TypeAlias

from eda_core.asl.comparisons import Operator
from eda_core.asl.failure import EvaluationFailed
from eda_core.asl.jsonata.expression import Expression
from eda_core.asl.paths.jsonpath import Path
from eda_core.asl.payload import MISSING, Json, to_label
from eda_core.asl.scope import Scope


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of the value at ``variable`` with a value, or with the value at a path."""

    operator: Operator
    variable: Path
    wanted: Json | Path

    def holds(self, data: Json, scope: Scope) -> bool:
        """Say whether the comparison is true. Raises ``EvaluationFailed`` for a missing value."""
        value = self.variable.read(data, scope)
        if value is MISSING and not self.operator.sees_missing:
            raise missing_value(self.variable)
        wanted = self.wanted
        if isinstance(wanted, Path):
            wanted = read_wanted(wanted, data, scope)
        return self.operator.compare(value, wanted)

    def __str__(self) -> str:
        phrase = self.operator.phrase(self.wanted)
        if self.operator.is_claim:
            return f"{self.variable.text} {phrase}"
        shown = self.wanted.text if isinstance(self.wanted, Path) else to_label(self.wanted)
        return f"{self.variable.text} {phrase} {shown}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """``And``: true where every rule is; later rules are not looked at once one is false."""

    rules: "tuple[Rule, ...]"

    def holds(self, data: Json, scope: Scope) -> bool:
        """Say whether all rules hold."""
        return all(rule.holds(data, scope) for rule in self.rules)

    def __str__(self) -> str:
        return " and ".join(map(_inner, self.rules))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``Or``: true where any rule is; later rules are not looked at once one is true."""

    rules: "tuple[Rule, ...]"

    def holds(self, data: Json, scope: Scope) -> bool:
        """Say whether any rule holds."""
        return any(rule.holds(data, scope) for rule in self.rules)

    def __str__(self) -> str:
        return " or ".join(map(_inner, self.rules))


@dataclass(frozen=True, slots=True)
class Negation:
    """``Not``: true where the rule is false."""

    rule: "Rule"

    def holds(self, data: Json, scope: Scope) -> bool:
        """Say whether the rule does not hold."""
        return not self.rule.holds(data, scope)

    def __str__(self) -> str:
        return f"not {_inner(self.rule)}"


@dataclass(frozen=True, slots=True)
class Condition:
    """``Condition`` of a JSONata Choice: an expression, or simply true or false (recorded)."""

    wanted: Expression | bool

    def holds(self, data: Json, scope: Scope) -> bool:
        """Say whether the condition is true. Raises ``EvaluationFailed`` if it is no boolean."""
        if isinstance(self.wanted, bool):
            return self.wanted
        return bool(self.wanted.evaluate_kind("boolean", {"input": data}, scope))

    def __str__(self) -> str:
        return to_label(self.wanted) if isinstance(self.wanted, bool) else str(self.wanted)


Rule: TypeAlias = Comparison | AllOf | AnyOf | Negation | Condition


def _inner(rule: Rule) -> str:
    return f"({rule})" if isinstance(rule, (AllOf, AnyOf)) else str(rule)


def missing_value(path: Path) -> EvaluationFailed:
    """Return the failure of a rule whose path leads nowhere, in the words reported of AWS."""
    reason = "The choice state's condition path references an invalid value."
    return EvaluationFailed(f"Invalid path '{path.text}': {reason}")


def read_wanted(path: Path, data: Json, scope: Scope) -> Json:
    """Return the value a ``...Path`` comparison compares with."""
    wanted = path.read(data, scope)
    if wanted is MISSING:
        raise missing_value(path)
    return wanted
