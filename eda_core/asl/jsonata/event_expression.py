"""JSONata outside a state machine: an expression over ``$events``, as the custom bus evaluates it.

``$events`` is one object with ``Data``, ``Metadata`` and ``SystemMetadata`` in a transformer, and
an array of them in the parameters of a call (EventBridge User Guide, eb-custom-bus-transform).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from eda_core.asl.payload import MISSING, Json
from eda_core.asl.scope import Allowance

if TYPE_CHECKING:  # the library is only imported where an expression is parsed
    from eda_core.asl.jsonata.program import Program


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
