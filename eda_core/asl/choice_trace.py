"""Why a Choice went where it went: every comparison, with the values that met.

The rules explained are the compiled rules the interpreter runs, asked in the same order and no
further, so an explanation cannot disagree with a run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from eda_core.asl.choice import AllOf, AnyOf, Comparison, Condition, Rule
from eda_core.asl.failure import RUNTIME, EvaluationFailed
from eda_core.asl.jsonata.expression import Expression
from eda_core.asl.model import ChoiceState, StateMachine
from eda_core.asl.paths.jsonpath import Path
from eda_core.asl.payload import MISSING, Json, to_label
from eda_core.asl.running.dataflow import read_required
from eda_core.asl.running.state_types import NO_CHOICE_MATCHED
from eda_core.asl.scope import Allowance
from eda_core.domain.near_misses import difference, first_alike

HOLDS: Final = "is true"

_EQUALITIES: Final = frozenset({"=", "!="})
"""What of a JSONata condition compares letter by letter."""


@dataclass(frozen=True, slots=True)
class ComparisonExplanation:
    """One comparison as it came out.

    ``came`` is the value found, ``MISSING`` where the variable leads nowhere; ``wanted`` what it
    was compared with. ``result`` is None where the comparison failed, and ``error`` then says why.
    ``note`` says where a type did not fit, or two texts differ in what is hard to see. The
    ``symbol`` of a part of a JSONata condition that compares nothing is ``is true``.
    """

    variable: str
    operator: str
    symbol: str
    came: Json
    wanted: Json
    result: bool | None
    error: str | None
    note: str

    @property
    def sentence(self) -> str:
        """What was compared: ``$.detail.amount: 900 > 500 is true``."""
        if self.result is None:
            return f"{self.error}"
        word = "true" if self.result else "false"
        if self.symbol == HOLDS:
            return f"{self.variable} is {word}"
        came = "nothing" if self.came is MISSING else to_label(self.came)
        if self.symbol.startswith("is "):
            return f'"{self.variable} {self.symbol}" is {word} of {came}'
        return f"{self.variable}: {came} {self.symbol} {to_label(self.wanted)} is {word}{self.note}"


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """One rule as it came out: the comparisons looked at, and whether it held.

    ``text`` is the whole rule, ``target`` where it points. ``result`` is None where it failed.
    """

    text: str
    target: str
    comparisons: tuple[ComparisonExplanation, ...]
    result: bool | None
    is_single: bool

    @property
    def sentence(self) -> str:
        """What the rule came to; for a rule of one comparison, that with its values."""
        if self.is_single or self.result is None:
            return self.comparisons[-1].sentence
        return f"{self.text} is {'true' if self.result else 'false'}"


@dataclass(frozen=True, slots=True)
class ChoiceExplanation:
    """Why a Choice state went to ``target``, or failed with ``cause``.

    ``rules`` are those tried, in order. ``by_default`` says that none of them held. ``target`` is
    None where the state failed, with ``error``.
    """

    state_name: str
    rules: tuple[RuleExplanation, ...]
    target: str | None
    by_default: bool
    cause: str | None
    error: str = RUNTIME

    @property
    def sentence(self) -> str:
        """The whole in one line: ``$.detail.amount: 900 > 500 is true, so Payment Failed``."""
        if self.target is None:
            return f"{self.cause} So the execution fails with {self.error}"
        if not self.by_default:
            return f"{self.rules[-1].sentence}, so {self.target}"
        many = f"none of {len(self.rules)} rules is true"
        reason = self.rules[0].sentence if len(self.rules) == 1 else many
        return f"{reason}, so {self.target} (default)"


@dataclass(frozen=True, slots=True)
class GivenScope:
    """A scope of given variables and a given context object, without chance."""

    variables: Mapping[str, Json] = field(default_factory=dict)
    given_context: Mapping[str, Json] = field(default_factory=dict)

    def context(self) -> Json:
        """Return the given context object."""
        return self.given_context

    def context_part(self, name: str) -> Json:
        """Return a part of the given context object."""
        return self.given_context.get(name, MISSING)

    def allowance(self) -> Allowance:
        """Return as much as an execution has."""
        return Allowance()

    def now_ms(self) -> int:
        """Return no time in particular."""
        return 0

    def draw(self) -> float:
        """Fail: rules draw nothing."""
        raise EvaluationFailed("There is no source of random numbers here.")

    def new_uuid(self) -> str:
        """Fail: rules draw nothing."""
        raise EvaluationFailed("There is no source of UUIDs here.")


def explain_choice(
    machine: StateMachine,
    state_name: str,
    state_input: Json,
    variables: Mapping[str, Json] | None = None,
    context: Mapping[str, Json] | None = None,
) -> ChoiceExplanation:
    """Explain what the Choice state ``state_name`` does with ``state_input``.

    ``variables`` and ``context`` are what rules on ``$name`` and ``$$`` see. Raises ``LookupError``
    where the machine has no such Choice state.
    """
    state = machine.every_state.get(state_name)
    if not isinstance(state, ChoiceState):
        raise _no_choice(state_name)
    scope = GivenScope(variables or {}, context or {})
    path = state.flow.input_path
    try:
        selected = state_input if path is None else read_required(path, state_input, scope)
    except EvaluationFailed as failure:
        return ChoiceExplanation(state_name, (), None, False, failure.reason)
    return _explain(state, selected, scope)


def _no_choice(state_name: str) -> LookupError:
    return LookupError(f'there is no Choice state "{state_name}"')


def _explain(state: ChoiceState, data: Json, scope: GivenScope) -> ChoiceExplanation:
    tried: list[RuleExplanation] = []
    for choice in state.choices:
        comparisons: list[ComparisonExplanation] = []
        try:
            result = _trace(choice.rule, data, scope, comparisons)
        except EvaluationFailed as failure:
            tried.append(_rule(choice.rule, choice.next_name, comparisons, None))
            reason, error = failure.reason, failure.error
            return ChoiceExplanation(state.name, tuple(tried), None, False, reason, error)
        tried.append(_rule(choice.rule, choice.next_name, comparisons, result))
        if result:
            return ChoiceExplanation(state.name, tuple(tried), choice.next_name, False, None)
    cause = None if state.default else NO_CHOICE_MATCHED
    return ChoiceExplanation(state.name, tuple(tried), state.default, True, cause)


def _rule(
    rule: Rule, target: str, comparisons: list[ComparisonExplanation], result: bool | None
) -> RuleExplanation:
    single = isinstance(rule, Comparison) or (isinstance(rule, Condition) and len(comparisons) == 1)
    return RuleExplanation(str(rule), target, tuple(comparisons), result, single)


def _trace(rule: Rule, data: Json, scope: GivenScope, seen: list[ComparisonExplanation]) -> bool:
    """Say whether ``rule`` holds, noting each comparison looked at."""
    if isinstance(rule, Comparison):
        return _compare(rule, data, scope, seen)
    if isinstance(rule, Condition):
        return _evaluate(rule, data, scope, seen)
    if isinstance(rule, AllOf):
        return all(_trace(inner, data, scope, seen) for inner in rule.rules)
    if isinstance(rule, AnyOf):
        return any(_trace(inner, data, scope, seen) for inner in rule.rules)
    return not _trace(rule.rule, data, scope, seen)


def _compare(
    rule: Comparison, data: Json, scope: GivenScope, seen: list[ComparisonExplanation]
) -> bool:
    try:
        result = rule.holds(data, scope)
    except EvaluationFailed as failure:
        seen.append(_comparison(rule, data, scope, None, failure.reason))
        raise
    seen.append(_comparison(rule, data, scope, result, None))
    return result


def _evaluate(
    rule: Condition, data: Json, scope: GivenScope, seen: list[ComparisonExplanation]
) -> bool:
    try:
        result = rule.holds(data, scope)
    except EvaluationFailed as failure:
        seen.append(_condition(str(rule), None, failure.reason))
        raise
    if isinstance(rule.wanted, bool):
        seen.append(_condition(str(rule), result, None))
    else:
        seen.extend(_operands(rule.wanted, data, scope))
    return result


def _condition(text: str, result: bool | None, error: str | None) -> ComparisonExplanation:
    return ComparisonExplanation(text, "Condition", HOLDS, result, True, result, error, "")


def _operands(
    expression: Expression, data: Json, scope: GivenScope
) -> Iterator[ComparisonExplanation]:
    for part in expression.compared(data, scope):
        symbol = part.operator or HOLDS
        note = _near_miss(part.came, part.wanted) if symbol in _EQUALITIES else ""
        yield ComparisonExplanation(
            part.left, "Condition", symbol, part.came, part.wanted, part.result, None, note
        )


def _comparison(
    rule: Comparison, data: Json, scope: GivenScope, result: bool | None, error: str | None
) -> ComparisonExplanation:
    came = rule.variable.read(data, scope)
    wanted = rule.wanted.read(data, scope) if isinstance(rule.wanted, Path) else rule.wanted
    operator = rule.operator
    return ComparisonExplanation(
        rule.variable.text,
        operator.name,
        operator.phrase(wanted),
        came,
        wanted,
        result,
        error,
        _note(rule, came, wanted, data),
    )


def _note(rule: Comparison, came: Json, wanted: Json, data: Json) -> str:
    if came is MISSING:
        return _nearly_there(rule.variable, data)
    if rule.operator.is_claim or rule.operator.takes(came):
        is_equality = rule.operator.name.startswith("StringEquals")
        return _near_miss(came, wanted) if is_equality else ""
    return f" (it is not {rule.operator.wanted_kind})"


def _nearly_there(path: Path, data: Json) -> str:
    """Name the field that is there, where a path misses it by what is hard to see."""
    keys = path.keys if path.reads_data else None
    for key in keys or ():
        if not isinstance(data, dict) or not isinstance(key, str):
            return ""
        if key not in data:
            near = first_alike(key, data)
            return f", though there is {to_label(near)}" if near else ""
        data = data[key]
    return ""


def _near_miss(came: Json, wanted: Json) -> str:
    """Say how two texts differ, where that is hard to see."""
    if not isinstance(came, str) or not isinstance(wanted, str):
        return ""
    words = difference(came, wanted)
    return f" (they {words})" if words else ""
