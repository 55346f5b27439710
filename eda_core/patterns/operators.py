"""The operators of the event pattern language: one function each, one table.

Every function takes the operand as written and the operator's place in the pattern, and returns
what the operator compiles into. Refusals say ``InvalidPattern`` in AWS's words: recorded where
``docs/PATTERNS.md`` says so, those of AWS's published engine (event-ruler) elsewhere.
Source of the semantics: AWS, "Comparison operators for use in event patterns in Amazon
EventBridge", and the recordings.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns.addresses import address_of, network_of
from eda_core.patterns.matchers import (
    Absent,
    Bound,
    InNetwork,
    Like,
    Matcher,
    NumericRange,
    Prefix,
    Present,
    SameAddress,
    Suffix,
    anything_but,
    exactly,
    ignoring_case,
)
from eda_core.patterns.nodes import ArrayNode, Node, NumberNode, ObjectNode
from eda_core.patterns.values import Numeral
from eda_core.patterns.wildcard import compile_wildcard

Operator: TypeAlias = Callable[[Node, str], Matcher]

_ONE_KEY = "Only one key allowed in match expression"
_TOO_MANY = "Too many elements in numeric expression"
_ANYTHING_BUT_VALUE = "Value of anything-but must be an array or single string/number value."
_ANYTHING_BUT_LIST = "Inside anything but list, start|null|boolean is not supported."
_ANYTHING_BUT_MIXED = (
    "Inside anything but list, either all values are number or string, mixed type is not supported"
)
_ANYTHING_BUT_IGNORE_CASE = (
    "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported."
)


def matcher_from(entry: Node, place: str) -> Matcher:
    """Compile one entry of a pattern's array: a value, or an object naming an operator."""
    if isinstance(entry, ObjectNode):
        return _operation(entry, place)
    if isinstance(entry, ArrayNode):
        raise InvalidPattern("Match value must be String, number, true, false, or null", place)
    if isinstance(entry, NumberNode):
        return exactly(entry.number)
    address = address_of(entry) if isinstance(entry, str) else None
    return exactly(entry) if address is None else SameAddress(str(entry), address)


def _operation(entry: ObjectNode, place: str) -> Matcher:
    if not entry.members:
        raise InvalidPattern("Match expression name not found", place)
    name, operand = entry.members[0]
    if name not in MATCHERS:
        raise InvalidPattern(f"Unrecognized match type {name}", f"{place}.{name}")
    matcher = MATCHERS[name](operand, f"{place}.{name}")
    if len(entry.members) > 1:
        raise InvalidPattern(_TOO_MANY if name in ("numeric", "anything-but") else _ONE_KEY, place)
    return matcher


def _text(operand: Node, place: str, complaint: str) -> str:
    if not isinstance(operand, str):
        raise InvalidPattern(complaint, place)
    return operand


def _exactly(operand: Node, place: str) -> Matcher:
    """``exactly``: a string, compared as text even where it spells an IP address."""
    return exactly(_text(operand, place, "exact match pattern must be a string"))


def _prefix(operand: Node, place: str) -> Matcher:
    """``prefix``: a string, or an object that says ``equals-ignore-case``."""
    if isinstance(operand, ObjectNode):
        return ignoring_case(_case_blind(operand, place, "prefix"), "begins with")
    return Prefix(_text(operand, place, "prefix match pattern must be a string"))


def _suffix(operand: Node, place: str) -> Matcher:
    """``suffix``: a string, or an object that says ``equals-ignore-case``."""
    if isinstance(operand, ObjectNode):
        return ignoring_case(_case_blind(operand, place, "suffix"), "ends with")
    return Suffix(_text(operand, place, "suffix match pattern must be a string"))


def _case_blind(operand: ObjectNode, place: str, operator: str) -> str:
    """Return the string of ``{"equals-ignore-case": string}`` inside prefix or suffix."""
    if not operand.members:
        raise InvalidPattern(f"{operator.capitalize()} expression name not found", place)
    name, text = operand.members[0]
    if name != "equals-ignore-case":
        raise InvalidPattern(f"Unsupported {operator} pattern: {name}", f"{place}.{name}")
    found = _text(text, f"{place}.{name}", "equals-ignore-case match pattern must be a string")
    if len(operand.members) > 1:
        raise InvalidPattern(_ONE_KEY, place)
    return found


def _equals_ignore_case(operand: Node, place: str) -> Matcher:
    """``equals-ignore-case``: one string."""
    return ignoring_case(_text(operand, place, "equals-ignore-case match pattern must be a string"))


def _wildcard(operand: Node, place: str) -> Matcher:
    """``wildcard``: a string with ``*`` for any run of characters."""
    text = _text(operand, place, "wildcard match pattern must be a string")
    return Like(compile_wildcard(text, place))


def _exists(operand: Node, place: str) -> Matcher:
    """``exists``: true for any leaf, false for none."""
    if not isinstance(operand, bool):
        raise InvalidPattern("exists match pattern must be either true or false.", place)
    return Present() if operand else Absent()


def _cidr(operand: Node, place: str) -> Matcher:
    """``cidr``: an address, a slash and the number of mask bits."""
    # Recorded: the complaint about another type speaks of prefix.
    block = _text(operand, place, "prefix match pattern must be a string")
    return InNetwork(block, network_of(block, place))


def _numeric(operand: Node, place: str) -> Matcher:
    """``numeric``: an array of one comparison, or of a lower bound and then an upper one."""
    if not isinstance(operand, ArrayNode):
        raise InvalidPattern("Value of numeric must be an array.", place)
    sign, *rest = *operand.items, None
    if not operand.items or not isinstance(sign, str):
        shown = _spelling(sign) if operand.items else "]"
        raise InvalidPattern(f"Invalid member in numeric match: {shown}", place)
    if sign not in _FIRST_SIGNS:
        raise InvalidPattern(f"Unrecognized numeric range operator: {sign}", place)
    limit = _limit(rest[0], "equals" if sign == "=" else sign, place)
    beyond = operand.items[2:]
    if sign == "=":
        matcher: Matcher = exactly(limit)
    else:
        matcher = NumericRange((Bound(sign, limit),))
    if not beyond:
        return matcher
    if sign not in (">", ">="):
        raise InvalidPattern(_TOO_MANY, place)
    return NumericRange((Bound(sign, limit), _upper_bound(beyond, limit, place)))


_WORDS: Mapping[bool | None, str] = {None: "null", True: "true", False: "false"}
_FIRST_SIGNS = ("=", ">", ">=", "<", "<=")


def _upper_bound(beyond: tuple[Node, ...], bottom: float, place: str) -> Bound:
    sign = beyond[0]
    if not isinstance(sign, str):
        raise InvalidPattern(f"Bad value in numeric range: {_spelling(sign)}", place)
    if sign not in ("<", "<="):
        raise InvalidPattern(f"Bad numeric range operator: {sign}", place)
    top = _limit(beyond[1] if len(beyond) > 1 else None, sign, place)
    if len(beyond) > 2:
        raise InvalidPattern("Too many terms in numeric range expression", place)
    if not bottom < top:
        raise InvalidPattern("Bottom must be less than top", place)
    return Bound(sign, top)


def _limit(operand: Node, name: str, place: str) -> float:
    if not isinstance(operand, NumberNode):
        raise InvalidPattern(f"Value of {name} must be numeric", place)
    return _comparable(operand, place)


def _comparable(operand: NumberNode, place: str) -> float:
    if isinstance(operand.number, Numeral):
        raise InvalidPattern(f"Cannot compare number : {operand.text}", place)
    return operand.number


def _spelling(operand: Node) -> str:
    """Return an operand's first token as its author wrote it."""
    if isinstance(operand, ObjectNode | ArrayNode):
        return "{" if isinstance(operand, ObjectNode) else "["
    if isinstance(operand, NumberNode):
        return operand.text
    return operand if isinstance(operand, str) else _WORDS[operand]


def _anything_but(operand: Node, place: str) -> Matcher:
    """``anything-but``: a string, a number, a list of either, or an object naming an operator."""
    if isinstance(operand, ObjectNode):
        return _anything_but_operation(operand, place)
    if isinstance(operand, ArrayNode):
        return anything_but(_listed_values(operand, place))
    if isinstance(operand, str | NumberNode):
        return anything_but((_refused_value(operand, place),))
    raise InvalidPattern(_ANYTHING_BUT_VALUE, place)


def _refused_value(operand: Node, place: str) -> Matcher:
    if isinstance(operand, NumberNode):
        return exactly(_comparable(operand, place))
    if isinstance(operand, str):
        return exactly(operand)
    raise InvalidPattern(_ANYTHING_BUT_LIST, place)


def _listed_values(operand: ArrayNode, place: str) -> tuple[Matcher, ...]:
    values = tuple(_refused_value(each, place) for each in operand.items)
    if len({type(each) for each in operand.items}) != 1:
        raise InvalidPattern(_ANYTHING_BUT_MIXED, place)
    return values


def _anything_but_operation(operand: ObjectNode, place: str) -> Matcher:
    if not operand.members:
        raise InvalidPattern("Anything-But expression name not found", place)
    name, values = operand.members[0]
    if name not in _ANYTHING_BUT:
        raise InvalidPattern(f"Unsupported anything-but pattern: {name}", f"{place}.{name}")
    if not isinstance(values, ArrayNode | NumberNode | str):
        raise InvalidPattern(_ANYTHING_BUT_VALUE, f"{place}.{name}")
    several = values.items if isinstance(values, ArrayNode) else (values,)
    refused = tuple(_ANYTHING_BUT[name](each, f"{place}.{name}") for each in several)
    if len(operand.members) > 1:
        raise InvalidPattern(_TOO_MANY, place)
    return anything_but(refused)


def _no_affix(operand: Node, place: str) -> str:
    text = _text(operand, place, "prefix/suffix match pattern must be a string")
    if not text:
        raise InvalidPattern("Null prefix/suffix not allowed", place)
    return text


# What anything-but may be combined with; each takes one string.
_ANYTHING_BUT: Mapping[str, Operator] = {
    "prefix": lambda operand, place: Prefix(_no_affix(operand, place)),
    "suffix": lambda operand, place: Suffix(_no_affix(operand, place)),
    "equals-ignore-case": lambda operand, place: ignoring_case(
        _text(operand, place, _ANYTHING_BUT_IGNORE_CASE)
    ),
    "wildcard": _wildcard,
}

MATCHERS: Mapping[str, Operator] = {
    "exactly": _exactly,
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _equals_ignore_case,
    "wildcard": _wildcard,
    "anything-but": _anything_but,
    "numeric": _numeric,
    "exists": _exists,
    "cidr": _cidr,
}
