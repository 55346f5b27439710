"""Where two orders went apart, in one sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eda_core.asl import ChoiceExplanation, ComparisonExplanation, RuleExplanation
from eda_core.domain.deliveries import DeliveryStep
from eda_core.presentation.wording import Spans, order_name, value_text
from eda_core.read_model.divergence import OrderComparison, Pair
from eda_core.read_model.event_steps import RECOVERED
from eda_core.read_model.order_steps import OrderStep, StepKind
from eda_core.read_model.order_view import OrderView


@dataclass(frozen=True, slots=True)
class Twins:
    """Two orders and how they compare: the one asked about is on the left."""

    left: OrderView
    right: OrderView
    comparison: OrderComparison

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called within a sentence."""
        name = order_name(self.left.row.order), order_name(self.right.row.order)
        return name[0].replace("Order", "order", 1), name[1].replace("Order", "order", 1)


def divergence_spans(twins: Twins) -> Spans:
    """Return the sentence: ``Same until isFraud: 900 > 500 is true, 100 > 500 is false.``"""
    pair = twins.comparison.divergence
    if pair is None:
        return [("The same all the way:", True), (" both took the same steps.", False)]
    place, words = _divergence_words(twins, pair)
    lead = (
        f"Same until {place}:" if twins.comparison.first else f"Apart from the start, at {place}:"
    )
    return [(lead, True), (f" {words.removesuffix('.')}.", False)]


def _divergence_words(twins: Twins, pair: Pair) -> tuple[str, str]:
    """Return the place where they differ, and what each did there."""
    left, right = pair.left, pair.right
    if left is not None and right is not None:
        answers = left.kind is right.kind and (left.kind is StepKind.RULES or _answer(twins))
        tell = _BOTH.get(left.kind) if answers else None
        words = None if tell is None else tell(twins, left, right)
        if words is not None:
            return words
    return _one_has(twins, pair)


def _answer(twins: Twins) -> bool:
    """Return whether the two steps answer each other: none of them is one that the other lacks."""
    shown = twins.comparison.pairs[twins.comparison.first or 0]
    return shown.left is not None and shown.right is not None


def _one_has(twins: Twins, pair: Pair) -> tuple[str, str]:
    """Return a step that one has and the other has not."""
    shown = twins.comparison.pairs[twins.comparison.first or 0]
    sides = [at for at, step in enumerate((shown.left, shown.right)) if step is not None]
    steps = {at: step for at in sides if (step := (pair.left, pair.right)[at]) is not None}
    side = min(steps, key=lambda at: _TELLING.index(steps[at].kind))
    step, has, lacks = steps[side], twins.names[side], twins.names[1 - side]
    if step.kind in (StepKind.CHOICE, StepKind.STATE):
        return place_of(step), f"{has} came there, of {lacks} nothing tells that it did"
    return place_of(step), f"{_step_words(step)} for {has}{_reason(step)}, not for {lacks}"


_TELLING: Final = (
    StepKind.DELIVERY,
    StepKind.FAILURE,
    StepKind.EVENT,
    StepKind.CHOICE,
    StepKind.STATE,
    StepKind.RULES,
    StepKind.NOTIFIED,
)
"""Of two steps that do not answer each other, the one of the kind that comes first is told."""


def _step_words(step: OrderStep) -> str:
    if step.kind is StepKind.DELIVERY:
        return _delivery_words(step)
    if step.kind is StepKind.NOTIFIED:
        return f"{step.name} sent"
    return _STEP_WORDS.get(step.kind, "it happened")


_STEP_WORDS: Final = {
    StepKind.EVENT: "the log has it",
    StepKind.FAILURE: "it failed",
    StepKind.RULES: "it was taken",
}


def _delivery_words(step: OrderStep) -> str:
    if step.trouble is None:
        return "it is still open"
    attempt = step.trouble.attempt
    again = f" at attempt {attempt}" if attempt > 1 else ""
    return f"{_DELIVERED.get(step.trouble.step, 'it failed')}{again}"


_DELIVERED: Final = {
    DeliveryStep.INVOCATION_SUCCESS: "it went well after a failure",
    DeliveryStep.FUNCTION_SUCCESS: "it went well after a failure",
    DeliveryStep.INVOCATION_DLQ: "it became a dead letter",
    DeliveryStep.FUNCTION_DLQ: "it became a dead letter",
    DeliveryStep.INVOCATION_FAILURE: "it was dropped",
    DeliveryStep.FUNCTION_FAILURE: "it was dropped",
    DeliveryStep.DLQ_REDRIVE: "it was sent again by hand",
}


def _reason(step: OrderStep) -> str:
    if step.kind is StepKind.FAILURE:
        return f" with {step.name}"
    reason = "" if step.trouble is None or step.trouble.step in RECOVERED else step.trouble.reason
    return f" ({reason})" if reason else ""


def _nth(step: OrderStep) -> str:
    return "" if step.nth == 1 else f" for the {_ORDINALS.get(step.nth, f'{step.nth}th')} time"


_ORDINALS: Final = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def place_of(step: OrderStep) -> str:
    """Return a step as one calls it: the event, the state, the delivery."""
    places = {
        StepKind.RULES: f"who took {step.name}",
        StepKind.DELIVERY: f"the delivery of {step.detail} to {step.name}",
        StepKind.FAILURE: "the end of the execution",
        StepKind.NOTIFIED: "the notifications",
        StepKind.EVENT: f"{step.name}{_nth(step)}",
    }
    return places.get(step.kind, step.name)


def _choices(twins: Twins, left: OrderStep, right: OrderStep) -> tuple[str, str] | None:
    if left.choice is None or right.choice is None or left.name != right.name:
        return None
    one, other = left.choice, right.choice
    decisive = _decisive(one, other)
    then = "; another definition was in force" if _definitions_differ(twins) else ""
    if decisive is None:
        words = (_without_path(one.sentence), _without_path(other.sentence))
    else:
        words = (rule_words(*decisive), rule_words(*reversed(decisive)))
    apart = ", " if one.target and other.target else "; "
    return left.name, apart.join(each.removesuffix(".") for each in words) + then


def _definitions_differ(twins: Twins) -> bool:
    paths = [path for view in (twins.left, twins.right) if (path := view.path) is not None]
    definitions = [path.machine.definition for path in paths if path.machine is not None]
    return len(definitions) == 2 and definitions[0] != definitions[1]


def _decisive(
    one: ChoiceExplanation, other: ChoiceExplanation
) -> tuple[RuleExplanation, RuleExplanation] | None:
    """Return the rule, of those tried in both, that came out differently."""
    both = zip(one.rules, other.rules, strict=False)
    return next(((a, b) for a, b in both if a.result is not b.result), None)


def rule_words(rule: RuleExplanation, other: RuleExplanation | None = None) -> str:
    """Return what a rule came to, in numbers: ``900 > 500 is true``.

    The variable is named unless the other's is the same, so that it goes without saying.
    """
    if not rule.comparisons or not rule.is_single:
        return rule.sentence
    comparison = rule.comparisons[-1]
    asks_the_same = (
        other is not None
        and other.is_single
        and bool(other.comparisons)
        and other.comparisons[-1].variable == comparison.variable
    )
    return _numbers(comparison) if asks_the_same else _without_path(comparison.sentence)


def _numbers(comparison: ComparisonExplanation) -> str:
    return comparison.sentence.removeprefix(f"{comparison.variable}: ")


def _without_path(sentence: str) -> str:
    return sentence.replace("$.detail.", "", 1)


def _rules(twins: Twins, left: OrderStep, right: OrderStep) -> tuple[str, str] | None:
    first, second = twins.names
    only_left = [rule for rule in left.rules if rule not in right.rules]
    only_right = [rule for rule in right.rules if rule not in left.rules]
    parts = [
        f"{', '.join(rules)} took it for {has}, not for {lacks}"
        for rules, has, lacks in ((only_left, first, second), (only_right, second, first))
        if rules
    ]
    return place_of(left), "; ".join(parts)


def _each(twins: Twins, left: OrderStep, right: OrderStep) -> tuple[str, str]:
    """Return where one order took one step and the other another, and the words for both."""
    first, second = twins.names
    return f"{left.name} or {right.name}", f"{left.name} for {first}, {right.name} for {second}"


def _names_of_both(twins: Twins, left: OrderStep, right: OrderStep) -> tuple[str, str]:
    first, second = twins.names
    return place_of(left), f"{left.name} for {first}, {right.name} for {second}"


def _both_delivered(twins: Twins, left: OrderStep, right: OrderStep) -> tuple[str, str] | None:
    """Return one delivery that went wrong in two ways."""
    if place_of(left) != place_of(right):
        return None
    (first, second), steps = twins.names, (_step_words(left), _step_words(right))
    words = f"{steps[0]} for {first}{_reason(left)}, {steps[1]} for {second}{_reason(right)}"
    return place_of(left), words


_BOTH: Final[dict[StepKind, Callable[[Twins, OrderStep, OrderStep], tuple[str, str] | None]]] = {
    StepKind.CHOICE: _choices,
    StepKind.EVENT: _each,
    StepKind.STATE: _each,
    StepKind.RULES: _rules,
    StepKind.FAILURE: _names_of_both,
    StepKind.DELIVERY: _both_delivered,
    StepKind.NOTIFIED: _names_of_both,
}
"""What is said where both did something of the same kind."""


def numbers_of(choice: ChoiceExplanation) -> str:
    """Return a Choice in numbers: the rule that decided, ``900 > 500 is true``."""
    if not choice.rules:
        return choice.cause or ""
    rule = choice.rules[-1]
    if len(rule.comparisons) == 1:
        comparison = rule.comparisons[0]
        return _numbers(comparison) if comparison.result is not None else comparison.sentence
    return value_text(rule.sentence) if len(rule.sentence) > 200 else rule.sentence
