"""From the JSON of a Choice rule to a ``Rule``."""

from collections.abc import Callable
from typing import Final

from eda_core.asl.choice import AllOf, AnyOf, Comparison, Negation, Rule
from eda_core.asl.comparisons import OPERATORS, WITH_PATH, Operator
from eda_core.asl.definition.fields import Fields, suggestion
from eda_core.asl.payload import shorten, to_label
from eda_core.domain.errors import InvalidDefinition

_OUTSIDE: Final = frozenset(("Next", "Assign", "Comment"))
_PATH: Final = "Path"


def parse_rule(fields: Fields, *, outermost: bool = True) -> Rule:
    """Compile a rule. Raises ``InvalidDefinition`` naming the part at fault.

    Only the outermost rule has ``Next`` and ``Assign``. Nesting is bounded by the reader of the
    definition.
    """
    if not outermost and fields.has("Next"):
        raise fields.refuse("Next", "only the outermost rule says where to go on")
    inside = [name for name in fields.source if name not in _OUTSIDE and name != "Variable"]
    if len(inside) != 1:
        reason = "a rule has exactly one comparison, or And, Or, Not"
        shown = shorten(", ".join(inside) or "none", 200)
        raise InvalidDefinition(f"{reason}; here are: {shown}", fields.place)
    combine = _COMBINERS.get(inside[0])
    return combine(fields) if combine else _parse_comparison(fields, inside[0])


def _parse_all(fields: Fields) -> Rule:
    return AllOf(_parse_inner(fields, "And"))


def _parse_any(fields: Fields) -> Rule:
    return AnyOf(_parse_inner(fields, "Or"))


def _parse_not(fields: Fields) -> Rule:
    return Negation(parse_rule(fields.object("Not"), outermost=False))


def _parse_inner(fields: Fields, name: str) -> tuple[Rule, ...]:
    return tuple(parse_rule(inner, outermost=False) for inner in fields.objects(name))


_COMBINERS: Final[dict[str, Callable[[Fields], Rule]]] = {
    "And": _parse_all,
    "Or": _parse_any,
    "Not": _parse_not,
}


def _parse_comparison(fields: Fields, name: str) -> Rule:
    operator = _operator(fields, name)
    variable = fields.path("Variable")
    if name.endswith(_PATH):
        return Comparison(operator, variable, fields.path(name))
    wanted = fields.source[name]
    if not operator.takes(wanted):
        raise fields.refuse(name, f"must be {operator.wanted_kind}, not {to_label(wanted)}")
    return Comparison(operator, variable, wanted)


def _operator(fields: Fields, name: str) -> Operator:
    base = name.removesuffix(_PATH)
    if base != name and base in WITH_PATH:
        return OPERATORS[base]
    if name in OPERATORS:
        return OPERATORS[name]
    known = [*OPERATORS, *(f"{each}{_PATH}" for each in WITH_PATH), *_COMBINERS]
    raise fields.refuse(name, f"there is no such comparison{suggestion(name, known)}")
