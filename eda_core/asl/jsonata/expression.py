"""One ``{% ... %}`` of a definition, and what it comes to when a state runs; or over ``$events``.

What AWS says of a failed evaluation is recorded for nothing and for a value of the wrong kind, and
as reports have it where the expression itself fails.

Outside a state machine, the custom bus evaluates expressions over ``$events``: one object with
``Data``, ``Metadata`` and ``SystemMetadata`` in a transformer, and an array of them in the
parameters of a call (EventBridge User Guide, eb-custom-bus-transform).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeGuard

from eda_core.asl.failure import QUERY_EVALUATION_ERROR, EvaluationFailed
from eda_core.asl.payload import MISSING, Json, is_number, shorten, to_text
from eda_core.asl.scope import Allowance, Scope
from eda_core.domain.errors import InvalidDefinition

if TYPE_CHECKING:
    from eda_core.asl.jsonata.program import Operands, Program

_OPEN: Final = "{%"
_CLOSE: Final = "%}"


def is_expression(value: Json) -> TypeGuard[str]:
    """Say whether ``value`` is text to be evaluated; spaces outside make it plain (recorded)."""
    long = isinstance(value, str) and len(value) >= len(_OPEN + _CLOSE)
    return long and value.startswith(_OPEN) and value.endswith(_CLOSE)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression; ``field`` is its place in the state, such as ``Output/total``."""

    text: str
    field: str
    program: "Program"

    def evaluate(self, states: Mapping[str, Json], scope: Scope) -> Json:
        """Return its value; ``states`` is ``$states`` without the context object.

        Raises ``EvaluationFailed`` with ``States.QueryEvaluationError``.
        """
        from eda_core.asl.jsonata.program import EvaluationThrew

        try:
            value = self.program.run({**states, "context": scope.context()}, scope)
        except EvaluationThrew as fault:
            raise self.failed(str(fault)) from fault
        if value is MISSING:
            raise self.failed("returned nothing (undefined).")
        return value

    def evaluate_kind(self, kind: str, states: Mapping[str, Json], scope: Scope) -> Json:
        """Return its value, which has to be of ``kind``. Raises as ``evaluate`` does."""
        value = self.evaluate(states, scope)
        if kind_of(value) != kind:
            raise self.failed(
                f"returned an unexpected result type. Expected '{kind}', "
                f"but was '{kind_of(value)}' for value: {shorten(to_text(value), 1000)}"
            )
        return value

    def whole(self, data: Json, scope: Scope) -> int:
        """Return its value on the input ``data``, which has to be a whole number of 0 or more."""
        value = self.evaluate_kind("number", {"input": data}, scope)
        if not isinstance(value, int) or value < 0:
            raise self.failed(f"returned {value}, which is not a whole number of 0 or more.")
        return value

    def compared(self, data: Json, scope: Scope) -> "Iterator[Operands]":
        """Yield what a condition compares on the input ``data``, in order and no further.

        Asked of a condition that has been evaluated, so it raises nothing.
        """
        from eda_core.asl.jsonata.program import compared

        return compared(self.program, self.text, data, scope)

    def failed(self, what: str) -> EvaluationFailed:
        """Return the failure of this expression, which did ``what``."""
        reason = f"The JSONata expression '{self.text}' specified for the field '{self.field}'"
        return EvaluationFailed(f"{reason} {what}", QUERY_EVALUATION_ERROR, self.field)

    def __str__(self) -> str:
        return self.text


def kind_of(value: Json) -> str:
    """Return what kind of JSON ``value`` is, in JSON's own words."""
    if value is None:
        return "null"
    if isinstance(value, (dict, list)):
        return "object" if isinstance(value, dict) else "array"
    if is_number(value):
        return "number"
    return "string" if isinstance(value, str) else "boolean"


def parse_expression(text: str, field: str, place: str, offered: str | None = None) -> Expression:
    """Compile ``{% ... %}``; ``offered`` is what ``$states`` has there beside the input.

    Raises ``InvalidDefinition`` naming ``place``.
    """
    from eda_core.asl.jsonata.program import ExpressionRefused, parse_program
    from eda_core.asl.jsonata.references import ReferenceRefused

    source = text[len(_OPEN) : -len(_CLOSE)].strip()
    try:
        return Expression(source, field, parse_program(source, offered))
    except ExpressionRefused as refusal:
        reason = f"'{shorten(source)}' is not an expression: {refusal}"
        raise InvalidDefinition(shorten(reason, 400), place) from refusal
    except ReferenceRefused as refusal:
        raise InvalidDefinition(shorten(f"'{shorten(source)}': {refusal}", 400), place) from refusal


class ExpressionFailed(ValueError):
    """An expression over events that does not parse, fails, or comes to nothing."""


@dataclass(frozen=True, slots=True)
class EventScope:
    """What such an expression can see: the events; time, chance and ids come from outside."""

    variables: Mapping[str, Json]
    at_ms: int
    draw: Callable[[], float]
    new_uuid: Callable[[], str]
    left: Allowance = field(default_factory=Allowance)

    def context(self) -> Json:
        """Return nothing: there is no execution."""
        return {}

    def context_part(self, _: str) -> Json:
        """Return nothing."""
        return MISSING

    def allowance(self) -> Allowance:
        """Return what the evaluation may still spend."""
        return self.left

    def now_ms(self) -> int:
        """Return the time on the bus, in epoch milliseconds."""
        return self.at_ms


def event_value(text: str, scope: EventScope) -> Json:
    """Return what ``{% ... %}`` comes to; raises `ExpressionFailed`.

    Nothing and null are failures (documented: they fail the transformation).
    """
    from eda_core.asl.jsonata.program import EvaluationThrew

    try:
        value = _program(text).run({}, scope)
    except EvaluationThrew as fault:
        raise ExpressionFailed(f"The expression {fault}") from fault
    if value is MISSING or value is None:
        raise ExpressionFailed("The expression comes to nothing.")
    return value


def check_event_expression(text: str) -> None:
    """Raise `ExpressionFailed` for a text between ``{%`` and ``%}`` that does not parse."""
    _program(text)


@lru_cache(maxsize=64)
def _program(text: str) -> "Program":
    from eda_core.asl.jsonata.program import ExpressionRefused, parse_program
    from eda_core.asl.jsonata.references import ReferenceRefused

    try:
        return parse_program(text.removeprefix("{%").removesuffix("%}").strip(), None)
    except (ExpressionRefused, ReferenceRefused) as fault:
        raise ExpressionFailed(f"The expression cannot be used: {fault}") from fault
