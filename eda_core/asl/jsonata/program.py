"""An expression as parsed: checked once, evaluated often."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eda_core.asl.jsonata.builtins import FRAME
from eda_core.asl.jsonata.evaluation_errors import LIBRARY_FAULTS, describe, evaluation_reason
from eda_core.asl.jsonata.evaluator import Evaluator
from eda_core.asl.jsonata.json_values import to_internal, to_json
from eda_core.asl.jsonata.library import JException, Jsonata, Parser
from eda_core.asl.jsonata.parsing import parse_tree
from eda_core.asl.jsonata.references import check_references
from eda_core.asl.jsonata.regex import PatternRefused
from eda_core.asl.payload import Json
from eda_core.asl.scope import Scope
from eda_core.domain.errors import EdaError

MAX_EXPRESSION: Final = 32_768
"""Longest expression in characters. A bound of our own."""

MAX_PARAMETERS: Final = 10
"""Most parameters in the signature of a function. A bound of our own."""

_CHILDREN: Final = (
    "procedure", "body", "expression", "lhs", "rhs", "condition", "then", "_else", "pattern",
    "update", "delete", "expr", "group", "steps", "arguments", "predicate", "stages", "terms",
    "expressions", "lhs_object",
)  # fmt: skip
_HALF: Final = re.compile("[\ud800-\udfff]")
_PARAMETER: Final = re.compile(r"(?:\[[a-z]+\]|f)[?+]?")


class ExpressionRefused(EdaError):
    """An expression does not parse, or asks for what is not offered."""


class EvaluationThrew(EdaError):
    """An evaluation failed; the message says what the expression did, as AWS does."""


@dataclass(frozen=True, slots=True)
class Program:
    """A parsed expression."""

    tree: Any

    def run(self, states: Mapping[str, Json], scope: Scope) -> Json:
        """Return what the expression comes to, ``MISSING`` for nothing.

        Raises ``EvaluationThrew``. ``states`` is ``$states``, the variables are those of ``scope``.
        """
        evaluator = Evaluator(scope, FRAME)
        frame = evaluator.create_frame(FRAME)
        for name, value in scope.variables.items():
            frame.bind(name, to_internal(value))
        frame.bind("states", states)
        try:
            value = evaluator.admit(evaluator.eval(self.tree, None, frame))
            if evaluator.is_function_like(value):
                raise EvaluationThrew("returned an unsupported result type.")
            return to_json(value)
        except (JException, *LIBRARY_FAULTS) as fault:
            raise EvaluationThrew(evaluation_reason(fault)) from fault
        finally:
            del Jsonata.CURRENT.jsonata


def parse_program(text: str, offered: str | None = None) -> Program:
    """Parse ``text``; ``offered`` is what ``$states`` has there beside the input and the context.

    Raises ``ExpressionRefused`` or ``ReferenceRefused`` with a sentence.
    """
    if len(text) > MAX_EXPRESSION:
        raise ExpressionRefused(f"it is longer than {MAX_EXPRESSION} characters")
    try:
        tree = parse_tree(text)
    except RecursionError as error:
        raise ExpressionRefused("it nests too deep") from error
    except PatternRefused as error:
        raise ExpressionRefused(str(error)) from error
    except JException as error:
        place = f" at character {error.location}" if isinstance(error.location, int) else ""
        raise ExpressionRefused(f"{describe(error)}{place}") from error
    except LIBRARY_FAULTS as error:
        raise ExpressionRefused("it is not JSONata") from error
    _check(tree)
    check_references(tree, offered)
    return Program(tree)


def _check(tree: Any) -> None:
    """Refuse what the parser takes and a state machine does not, and complete what it reads."""
    for node in _nodes(tree):
        if node.type == "string":
            node.value = _joined(node.value)
        if node.type == "lambda" and node.signature is not None:
            _check_signature(node.signature)


def _joined(text: str) -> str:
    """Return a text in which the two halves of one character, each escaped, are that character."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _check_signature(signature: Any) -> None:
    """Refuse a signature of other than plain types: the library makes a pattern of it."""
    patterns = [parameter.regex for parameter in signature._params]
    if not all(_PARAMETER.fullmatch(pattern) for pattern in patterns):
        raise ExpressionRefused("the signature of a function is of plain types")
    if sum(pattern.endswith("+") for pattern in patterns) > 1 or len(patterns) > MAX_PARAMETERS:
        raise ExpressionRefused("the signature of a function is too long")


def _nodes(tree: Any) -> Iterator[Any]:
    """Yield every node of the parsed expression, each once."""
    waiting, seen = [tree], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, (list, tuple)):
            waiting.extend(node)
        elif isinstance(node, Parser.Symbol) and id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting.extend(getattr(node, name) for name in _CHILDREN)
