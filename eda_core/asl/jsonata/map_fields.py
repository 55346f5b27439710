"""What a JSONata Map runs over."""

from collections.abc import Callable

from eda_core.asl.definition.fields import Fields
from eda_core.asl.failure import QUERY_EVALUATION_ERROR, EvaluationFailed
from eda_core.asl.jsonata.expression import Expression
from eda_core.asl.jsonata.outputs import expression_at, template_at
from eda_core.asl.payload import Json, shorten, to_label, to_text
from eda_core.asl.scope import Read, Scope


def parse_items(fields: Fields) -> Read:
    """Return what reads the items from the input of the state.

    ``Items`` is an array or an expression; without it the input itself has to be an array. What is
    none fails in AWS's words (recorded).
    """
    expression = expression_at(fields, "Items")
    if expression is not None:
        return _of_expression(expression)
    if not fields.has("Items"):
        return _of_input
    if not isinstance(fields.source["Items"], list):
        shown = to_label(fields.source["Items"])
        raise fields.refuse("Items", f"must be an array or {{% an expression %}}, not {shown}")
    template = template_at(fields, "Items")
    build: Callable[..., Json] = template.build if template else _of_input
    return lambda data, scope: build({"input": data}, scope)


def _of_expression(expression: Expression) -> Read:
    return lambda data, scope: expression.evaluate_kind("array", {"input": data}, scope)


def _of_input(data: Json, _: Scope) -> Json:
    if not isinstance(data, list):
        shown = shorten(to_text(data), 1000)
        reason = f"Map state input must be an array but was: {shown}"
        raise EvaluationFailed(reason, QUERY_EVALUATION_ERROR)
    return data
