"""An expression as parsed: checked once, evaluated often, and taken apart to see why it holds.

The parser of the library is held to JSONata 2.0.6, the version AWS documents (*Transforming data
with JSONata in Step Functions*); ``??`` and ``?:`` came with 2.1.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from eda_core.asl.jsonata.builtins import FRAME
from eda_core.asl.jsonata.evaluation_errors import LIBRARY_FAULTS, describe, evaluation_reason
from eda_core.asl.jsonata.evaluator import Evaluator
from eda_core.asl.jsonata.json_values import to_internal, to_json
from eda_core.asl.jsonata.library import Functions, JException, Jsonata, Parser
from eda_core.asl.jsonata.references import check_references
from eda_core.asl.jsonata.regex import PatternRefused, compile_pattern
from eda_core.asl.payload import MISSING, Json
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


_NEWER: Final = ("??", "?:")
_OF_THREAD: Final = threading.local()


class _Newer(Parser.Infix):  # type: ignore[misc]  # the library has no types
    """An operator that 2.0.6 has not: it reads the second character as one that stands alone."""

    def led(self, _left: Any) -> NoReturn:
        raise JException("S0211", self.position, self.value[-1])


class _Parser(Parser):  # type: ignore[misc]  # the library has no types
    def __init__(self) -> None:
        super().__init__()
        for operator in _NEWER:
            symbol = _Newer(self, operator)
            symbol.id = symbol.value = operator
            symbol.lbp = symbol.bp
            self.symbol_table[operator] = symbol


def parse_tree(text: str) -> Any:
    """Return the tree of ``text``. Raises what the library does, and ``PatternRefused``.

    What the library gets wrong is mended: a comment at the end, and the codes of a strange operator
    or escape and of a comment that does not end.
    """
    if not hasattr(_OF_THREAD, "parser"):
        _OF_THREAD.parser = _Parser()  # it takes long to make, and keeps what it is reading
    parser = _OF_THREAD.parser
    try:
        return parser.parse(
            f"{text}\n", compile_pattern
        )  # it looks one character on after a comment
    except JException as error:
        if error.error == "S0301" and error.current is not None:
            error.error = "S0103"
        if isinstance(error.location, int):
            error.location = min(error.location, len(text))
        raise
    except KeyError as error:
        raise JException("S0204", parser.lexer.position, error.args[0]) from error
    except IndexError as error:
        raise JException("S0106", text.rfind("/*")) from error
