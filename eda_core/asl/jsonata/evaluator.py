"""Evaluates a parsed expression through the library, step by counted step.

The library's evaluator is taken as it is but for what would let an expression run away: every step
counts, nesting ends at the depth AWS has been reported to end at, and no value outgrows the bound.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

from eda_core.asl.jsonata import json_values as values
from eda_core.asl.jsonata.arithmetic import arithmetic
from eda_core.asl.jsonata.evaluation_errors import (
    OUT_OF_DEPTH,
    OUT_OF_MEMORY,
    OUT_OF_STEPS,
    Exhausted,
)
from eda_core.asl.jsonata.guards import FixedSignature
from eda_core.asl.jsonata.iterating import merge_sort
from eda_core.asl.jsonata.json_values import NULL, with_nulls
from eda_core.asl.jsonata.library import Functions, JException, Jsonata, Utils
from eda_core.asl.jsonata.regex import Pattern, record_of
from eda_core.asl.jsonata.serializing import string
from eda_core.asl.scope import Scope

MAX_DEPTH: Final = 100
"""Deepest nesting of an evaluation: reports measured it on AWS, call by call."""

CALLBACK_DEPTH: Final = 4
"""What a function that calls others adds, so that Python's own stack is never the bound."""

LONGEST_RANGE: Final = values.MAX_VALUE_BYTES // 8

_OF_A_TRANSFORMER: Final = FixedSignature("<(oa):o>", "undefined")
_PARTIAL_STEPS: Final = 100
_LAMBDA_STEPS: Final = 4
_REMEMBERED: Final = 64
_COPIED_A_STEP: Final = 20_000


class Evaluator(Jsonata):  # type: ignore[misc]  # the library has no types
    """One evaluation of one expression; ``scope`` is what it can see and draw from."""

    def __init__(self, scope: Scope, root: Any) -> None:
        # not the library's own, which parses
        self.scope = scope
        self.allowance = scope.allowance()
        self.depth = 0
        self.environment = root
        self.parser = Jsonata.get_parser()
        self.regex_engine = None
        self._nested: dict[int, tuple[Any, int]] = {}
        Jsonata.CURRENT.jsonata = self  # where the library looks for it, thread by thread

    def spend(self, steps: int) -> None:
        """Count ``steps``. Raises ``Exhausted`` when none are left."""
        self.allowance.steps -= steps
        if self.allowance.steps < 0:
            raise Exhausted(OUT_OF_STEPS)

    def admit(self, value: Any) -> Any:
        """Return ``value`` if it is within the bounds, else raise ``Exhausted``."""
        if isinstance(value, (list, dict, str)):
            values.measure(value, self.spend)
        return value

    def eval(self, expr: Any, data: Any, environment: Any) -> Any:
        """Evaluate one node of an expression."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Exhausted(OUT_OF_DEPTH)
        self.spend(1)
        try:
            result = _EVALUATE[expr.type](self, expr, data, environment)
            for item in expr.predicate or ():
                result = self.evaluate_filter(item.expr, result, environment)
            if expr.group is not None and expr.type != "path":
                result = self.evaluate_group_expression(expr.group, result, environment)
        finally:
            self.depth -= 1
        if isinstance(result, str):
            self.spend(len(result) // values.BYTES_A_STEP)
        elif isinstance(result, list):
            self.spend(self._items(result) // values.NODES_A_STEP)
            return _single(expr, result)
        return result

    def _items(self, array: list[Any]) -> int:
        """Return how many items are in ``array`` and the arrays inside; a large one is remembered.

        What tests or flattens an array walks all of them.
        """
        known = self._nested.get(id(array))
        if known is not None and known[0] is array and len(array) <= known[1]:
            return known[1]
        count = values.nested_items(array, values.NODES_A_STEP * (self.allowance.steps + 2))
        if count > _REMEMBERED:
            self._nested[id(array)] = (array, count)
        return count

    def apply_inner(self, proc: Any, args: Any, data: Any, _environment: Any) -> Any:
        """Call ``proc``: a function of an expression, a function of ours, or a pattern."""
        self.spend(1)
        if Functions.is_lambda(proc):
            return self.apply_procedure(proc, self.validate_arguments(proc, args, data))
        if isinstance(proc, Jsonata.JFunction):
            return proc.call(data, proc.validate([with_nulls(each) for each in args], data))
        if isinstance(proc, Jsonata.JLambda):
            return proc.call(data, args[:0])
        if isinstance(proc, Pattern):
            return _first_match(proc, *args[:2])
        raise JException("T1006", 0)

    def is_function_like(self, value: Any) -> bool:
        """Say whether ``value`` can be called."""
        return isinstance(value, Pattern) or bool(super().is_function_like(value))

    def evaluate_step(self, expr: Any, data: Any, environment: Any, last_step: bool) -> Any:
        """Evaluate one step of a path on each of ``data``."""
        source = data if Utils.is_sequence(data) else with_nulls(data)
        return with_nulls(super().evaluate_step(expr, source, environment, last_step))

    def evaluate_tuple_step(self, expr: Any, data: Any, bindings: Any, environment: Any) -> Any:
        """Evaluate one step of a path that carries variables along."""
        source = data if Utils.is_sequence(data) else with_nulls(data)
        return super().evaluate_tuple_step(expr, source, bindings, environment)

    def evaluate_filter(self, predicate: Any, data: Any, environment: Any) -> Any:
        """Return what of ``data`` is at an index, or of what the predicate holds."""
        if data is None and predicate.type != "number":
            self.eval(predicate, None, environment)  # it may fail, though there is nothing
        if predicate.type != "number":
            return super().evaluate_filter(predicate, with_nulls(data), environment)
        items = [] if data is None else with_nulls(data) if isinstance(data, list) else [data]
        index = math.floor(predicate.value)
        index += len(items) if index < 0 else 0
        found = items[index : index + 1] if index >= 0 else []
        if found and isinstance(found[0], list):
            return found[0]
        kept = Utils.create_sequence_from_iter(found)
        kept.tuple_stream = bool(getattr(data, "tuple_stream", False))
        return kept

    def evaluate_sort_expression(self, expr: Any, data: Any, environment: Any) -> Any:
        """Return ``data`` in the order of ``^(...)``."""
        tuples = bool(getattr(data, "tuple_stream", False))
        order = Jsonata.ComparatorWrapper(self, expr, environment, tuples)
        if len(data) <= 1:
            return data
        found = Utils.JList(
            merge_sort(with_nulls(data), lambda left, right: bool(order.compare(left, right) == 1))
        )
        found.tuple_stream = tuples
        return found

    def evaluate_unary(self, expr: Any, data: Any, environment: Any) -> Any:
        """Evaluate ``-x``, ``[...]`` or ``{...}``; what is built is held against the bounds."""
        if str(expr.value) != "[":
            return self.admit(super().evaluate_unary(expr, data, environment))
        built = Utils.JList()
        for item in expr.expressions:
            value = self.eval(item, data, environment)
            nests = str(item.value) == "[" or not isinstance(value, list)
            built.extend(() if value is None else [value] if nests else value)
        built.cons = bool(expr.consarray)
        return self.admit(built)

    def evaluate_wildcard(self, _expr: Any, data: Any) -> Any:
        """Return the members of an object or array, arrays among them flattened."""
        wrapped = isinstance(data, Utils.JList) and data.outer_wrapper and len(data) > 0
        source = data[0] if wrapped else data
        found = Utils.create_sequence()
        if not isinstance(source, (list, dict)):
            return found
        members = list(source.values() if isinstance(source, dict) else source)
        for member in members:
            found.extend(self.flatten(member, None) if isinstance(member, list) else [member])
        found.sequence = not any(isinstance(member, list) for member in members)
        return found

    def evaluate_range_expression(self, lhs: Any, rhs: Any) -> Any:
        """Return the whole numbers from ``lhs`` to ``rhs``, if they are not too many."""
        ends = (lhs, rhs)
        whole = all(isinstance(end, int) and not isinstance(end, bool) for end in ends)
        if whole and rhs - lhs >= LONGEST_RANGE:
            raise Exhausted(OUT_OF_MEMORY)
        return super().evaluate_range_expression(lhs, rhs)

    def evaluate_numeric_expression(self, lhs: Any, rhs: Any, op: str | None) -> Any:
        """Return ``lhs op rhs`` as JavaScript has it, which knows infinity."""
        if lhs is not None and not Utils.is_numeric(lhs):
            raise JException("T2001", -1, op, lhs)
        if rhs is not None and not Utils.is_numeric(rhs):
            raise JException("T2002", -1, op, rhs)
        return None if lhs is None or rhs is None else arithmetic(str(op), float(lhs), float(rhs))

    def evaluate_equality_expression(self, lhs: Any, rhs: Any, op: str | None) -> Any:
        """Say whether two values are equal, or unequal, having counted what is compared."""
        self._admit_both(lhs, rhs)
        if lhs is None or rhs is None:
            return False
        return values.equal(lhs, rhs) == (op == "=")

    def evaluate_includes_expression(self, lhs: Any, rhs: Any) -> Any:
        """Say whether ``lhs`` is among ``rhs``: an array or object itself, not its like."""
        if lhs is None or rhs is None:
            return False
        items = with_nulls(rhs) if isinstance(rhs, list) else [rhs]
        self.spend(len(items) // 4)
        return any(values.identical(item, lhs) for item in items)

    def _admit_both(self, lhs: Any, rhs: Any) -> None:
        for value in (lhs, rhs):
            if isinstance(value, (list, dict)):
                self.admit(value)

    def evaluate_string_concat(self, lhs: Any, rhs: Any) -> str:
        """Return two values as one text."""
        self._admit_both(lhs, rhs)
        return str(self.admit((string(lhs) or "") + (string(rhs) or "")))

    def evaluate_group_expression(self, expr: Any, data: Any, environment: Any) -> Any:
        """Return the object of ``{...}``; the library would add to an empty array of the data."""
        many = len(data) if isinstance(data, list) else 1
        self.spend(many * many // _COPIED_A_STEP)
        items = with_nulls(data) if many else Utils.create_sequence(None)
        return self.admit(super().evaluate_group_expression(expr, items, environment))

    def evaluate_transform_expression(self, expr: Any, _data: Any, environment: Any) -> Any:
        """Return the function of ``|...|...|``."""
        transformer = Jsonata.JFunction(_Transformer(self, expr, environment), None)
        transformer.signature = _OF_A_TRANSFORMER
        return transformer

    def evaluate_apply_expression(self, expr: Any, data: Any, environment: Any) -> Any:
        """Return ``lhs ~> rhs``: a call, or two functions as one. Raises T2006 for no function."""
        left = self.eval(expr.lhs, data, environment)
        if expr.rhs.type == "function":
            return self.evaluate_function(expr.rhs, data, environment, left)
        right = self.eval(expr.rhs, data, environment)
        if not self.is_function_like(right):
            raise JException("T2006", expr.position, right)
        if not self.is_function_like(left):
            return self.apply(right, [left], None, environment)
        both = self.eval(Jsonata.chain_ast(), None, environment)
        return self.apply(both, [left, right], None, environment)

    def evaluate_condition(self, expr: Any, data: Any, environment: Any) -> Any:
        """Return what a condition chooses."""
        if values.boolean(self.eval(expr.condition, data, environment)):
            return self.eval(expr.then, data, environment)
        return None if expr._else is None else self.eval(expr._else, data, environment)

    def evaluate_boolean_expression(self, lhs: Any, evalrhs: Any, op: str | None) -> bool:
        """Return ``lhs and rhs``, or ``lhs or rhs``; the right side is asked only where needed."""
        left = bool(values.boolean(lhs))
        return left if left == (op == "or") else bool(values.boolean(evalrhs()))

    def evaluate_lambda(self, expr: Any, data: Any, environment: Any) -> Any:
        """Return the function of ``function(...) {...}``, a large record in the library."""
        self.spend(_LAMBDA_STEPS)
        return super().evaluate_lambda(expr, data, environment)

    def partial_apply_native_function(self, native: Any, args: Any) -> Any:
        """Return a function with some arguments given; the library parses one for it."""
        self.spend(_PARTIAL_STEPS)
        return super().partial_apply_native_function(native, args)


class _Transformer(Jsonata.Transformer):  # type: ignore[misc]  # the library has no types
    """The function of ``|...|...|``: it copies what it is given, and so pays for it."""

    def call(self, data: Any, args: Any) -> Any:
        self._jsonata.admit(args[0])
        return self._jsonata.admit(super().call(data, args))


def _single(expr: Any, array: list[Any]) -> Any:
    """Return the value of a sequence of one, nothing for an empty one, any other array itself."""
    if not Utils.is_sequence(array) or array.tuple_stream:  # type: ignore[attr-defined]  # a JList
        return array
    if expr.keep_array:
        array.keep_singleton = True  # type: ignore[attr-defined]  # a JList
    if not array:
        return None
    keeps = len(array) > 1 or array.keep_singleton  # type: ignore[attr-defined]  # a JList
    if keeps:
        return array
    return NULL if array[0] is None else array[0]


def _first_match(pattern: Pattern, text: Any = None, start: Any = 0, *_: Any) -> Any:
    """Return the first match in ``text`` from ``start`` on, nothing in what is no text.

    A function that hands on an item with its index so has the pattern look from that index on, as
    in the reference.
    """
    if not isinstance(text, str):
        return None
    return _next_match(pattern.finditer(text, start if isinstance(start, int) else 0))


def _next_match(found: Iterator[Any]) -> Any:
    """Return the next match as an expression sees it, with the way to the one after it."""
    match = next(found, None)
    if match is None:
        return None
    return {**record_of(match), "next": Jsonata.JLambda(lambda: _next_match(found))}


def _no_value(*_: Any) -> None:
    """What a node of no kind comes to: nothing."""


def _function(evaluator: Evaluator, expr: Any, data: Any, environment: Any) -> Any:
    return evaluator.evaluate_function(expr, data, environment, Utils.NONE)


def _parent(_: Evaluator, expr: Any, _data: Any, environment: Any) -> Any:
    return environment.lookup(expr.slot.label)


_EVALUATE: Final[dict[str | None, Callable[[Evaluator, Any, Any, Any], Any]]] = {
    None: _no_value,
    "operator": _no_value,
    "path": Evaluator.evaluate_path,
    "binary": Evaluator.evaluate_binary,
    "unary": Evaluator.evaluate_unary,
    "name": Evaluator.evaluate_name,
    "string": lambda evaluator, expr, *_: evaluator.evaluate_literal(expr),
    "number": lambda evaluator, expr, *_: evaluator.evaluate_literal(expr),
    "value": lambda evaluator, expr, *_: evaluator.evaluate_literal(expr),
    "wildcard": lambda evaluator, expr, data, _: evaluator.evaluate_wildcard(expr, data),
    "descendant": lambda evaluator, expr, data, _: evaluator.evaluate_descendants(expr, data),
    "parent": _parent,
    "condition": Evaluator.evaluate_condition,
    "block": Evaluator.evaluate_block,
    "bind": Evaluator.evaluate_bind_expression,
    "regex": lambda evaluator, expr, *_: evaluator.evaluate_regex(expr),
    "function": _function,
    "variable": Evaluator.evaluate_variable,
    "lambda": Evaluator.evaluate_lambda,
    "partial": Evaluator.evaluate_partial_application,
    "apply": Evaluator.evaluate_apply_expression,
    "transform": Evaluator.evaluate_transform_expression,
}
"""What evaluates a node of each kind."""
