"""What a condition compares, with the values that meet, for whoever wants to see why it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from eda_core.asl.jsonata.library import Functions
from eda_core.asl.jsonata.program import Program
from eda_core.asl.payload import MISSING, Json
from eda_core.asl.scope import Scope

_COMPARISONS: Final = frozenset(("=", "!=", "<", "<=", ">", ">=", "in"))


@dataclass(frozen=True, slots=True)
class Operands:
    """One comparison of a condition: its two sides as written, and what they came to.

    ``operator`` is empty where a part of a condition is no comparison; ``came`` is then its value.
    """

    left: str
    operator: str
    right: str
    came: Json
    wanted: Json
    result: bool


def compared(program: Program, text: str, data: Json, scope: Scope) -> Iterator[Operands]:
    """Yield the comparisons of ``text`` in the order they are made, and no further.

    Those joined by ``and`` and ``or`` are taken apart, what is in parentheses is not. Raises
    ``EvaluationThrew``.
    """
    states = {"input": data, "context": scope.context()}

    def value_of(node: Any) -> Json:
        return Program(node).run(states, scope)

    def walk(node: Any, start: int, end: int) -> Iterator[Operands]:
        operator = str(node.value) if node.type == "binary" and not node.predicate else ""
        left = text[start : node.position - len(operator)].strip()
        right = text[node.position : end].strip()
        if operator in ("and", "or"):
            yield from walk(node.lhs, start, node.position - len(operator))
            if _is_true(value_of(node.lhs)) == (operator == "and"):
                yield from walk(node.rhs, node.position, end)
        elif operator in _COMPARISONS:
            came, wanted = value_of(node.lhs), value_of(node.rhs)
            yield Operands(left, operator, right, came, wanted, _is_true(value_of(node)))
        else:
            value = value_of(node)
            yield Operands(text[start:end].strip(), "", "", value, None, _is_true(value))

    return walk(program.tree, 0, len(text))


def _is_true(value: Json) -> bool:
    return value is not MISSING and bool(Functions.to_boolean(value))
