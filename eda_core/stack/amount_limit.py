"""The limit in a payment definition: the amount at which its first Choice by amount turns.

Reads what the demo's definition has, a numeric comparison of ``amount`` with a number, in
JSONPath or in JSONata; another definition may have no such limit.
"""

import copy
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from eda_core.domain.errors import InvalidDefinition
from eda_core.domain.numbers import plain_number
from eda_core.domain.orders import MAX_NUMBER
from eda_core.stack.demo_orders import LIMIT
from eda_core.stack.description import Stack, machine_from

_COMPARISONS: Final = {
    "NumericGreaterThan": ">",
    "NumericGreaterThanEquals": "≥",
    "NumericLessThan": "<",
    "NumericLessThanEquals": "≤",
}
_SIGNS: Final = {">": ">", ">=": "≥", "<": "<", "<=": "≤"}
_EXPRESSION: Final = re.compile(
    r"(?P<head>\bamount\s*(?P<sign>>=|<=|>|<)\s*)(?P<value>-?\d+(?:\.\d+)?)(?P<tail>\s*(?:%}|$))"
)


@dataclass(frozen=True, slots=True)
class AmountLimit:
    """A comparison of the amount: in which state, with which sign, with which number."""

    state: str
    sign: str
    value: float

    @property
    def words(self) -> str:
        """``amount > 500``."""
        return f"amount {self.sign} {plain_number(self.value)}"


Rule = dict[str, Any]


def limit_of(definition: Mapping[str, Any]) -> AmountLimit | None:
    """Return the first limit of a definition, or None if it has none."""
    return next((limit for limit, _ in _limits(definition)), None)


def limit_in(stack: Stack) -> AmountLimit | None:
    """Return the limit in the definition in force; None where it has none, or none an order can
    meet.
    """
    limit = limit_of(stack.machine.definition)
    return limit if limit is not None and abs(limit.value) <= MAX_NUMBER / 4 else None


def largest_within(limit: AmountLimit | None) -> int:
    """Return the largest whole amount that is not over the limit; the demo's where there is
    none.
    """
    if limit is None:
        return LIMIT
    largest = math.ceil(limit.value) - 1 if limit.sign == "≥" else math.floor(limit.value)
    return largest if largest >= 1 else LIMIT


def with_limit(definition: Mapping[str, Any], value: float) -> dict[str, Any] | None:
    """Return the definition with another number as its first limit; None if it has no limit."""
    changed = copy.deepcopy(dict(definition))
    found = next(_limits(changed), None)
    if found is None:
        return None
    found[1](value)
    return changed


def stack_with_limit(stack: Stack, limit: float) -> Stack:
    """Return the stack with another amount as the limit of its definition.

    Raises `InvalidDefinition` if the definition compares no amount with a number.
    """
    definition = with_limit(stack.machine.definition, limit)
    if definition is None:
        raise InvalidDefinition("No Choice of this definition compares the amount with a number.")
    return replace(stack, machine=machine_from(json.dumps(definition)))


def _limits(
    definition: Mapping[str, Any],
) -> Iterator[tuple[AmountLimit, Callable[[float], None]]]:
    """Yield each limit, and what puts another number in its place."""
    states = definition.get("States")
    for name, state in states.items() if isinstance(states, dict) else ():
        rules = state.get("Choices") if isinstance(state, dict) else None
        for rule in rules if isinstance(rules, list) else ():
            if isinstance(rule, dict):
                yield from _in_comparison(name, rule)
                yield from _in_expression(name, rule)


def _in_comparison(state: str, rule: Rule) -> Iterator[tuple[AmountLimit, Callable[[float], None]]]:
    if not str(rule.get("Variable", "")).endswith(".amount"):
        return
    for word, sign in _COMPARISONS.items():
        value = rule.get(word)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield AmountLimit(state, sign, value), partial(_put, rule, word)


def _in_expression(state: str, rule: Rule) -> Iterator[tuple[AmountLimit, Callable[[float], None]]]:
    found = _EXPRESSION.search(str(rule.get("Condition", "")))
    if found is not None:
        limit = AmountLimit(state, _SIGNS[found["sign"]], float(found["value"]))
        yield limit, partial(_put_in_expression, rule, found)


def _put(rule: Rule, word: str, value: float) -> None:
    rule[word] = value


def _put_in_expression(rule: Rule, found: re.Match[str], value: float) -> None:
    text = found.string
    rule["Condition"] = f"{text[: found.start('value')]}{value!r}{text[found.end('value') :]}"
