"""What sets the orders that ended as one did apart from those that ended otherwise, and which of
that is true of the one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eda_core.domain.orders import OrderId
from eda_core.sets.counting import CountPair
from eda_core.sets.members import BY_FATE, FAILED, SUCCEEDED, SetChoice
from eda_core.sets.questions import Aspect, ChosenBy, Fact, Is, SetQuestion
from eda_core.sets.ranking import SetComparison, compare

_FATE = SetQuestion(Aspect.FATE, subject=ChosenBy.OUTCOME)


@dataclass(frozen=True, slots=True)
class GroupOfOrder:
    """The set an order is in and the other one, what sets them apart, and of each difference
    whether it ``holds`` for the order.
    """

    choices: tuple[SetChoice, SetChoice]
    comparison: SetComparison
    holds: Sequence[bool]


def group_of_order(order: OrderId, count: CountPair) -> GroupOfOrder | None:
    """Return what sets the failed, or the succeeded, apart; None for an order that is neither."""
    for names in ((FAILED, SUCCEEDED), (SUCCEEDED, FAILED)):
        choices = SetChoice(names[0]), SetChoice(names[1])
        counts = count(choices)
        if any(counts.holds_for(order, [Fact(_FATE, Is(fate)) for fate in BY_FATE[names[0]]])):
            comparison = compare(counts)
            facts = [each.answer.fact for each in comparison.differences]
            return GroupOfOrder(choices, comparison, counts.holds_for(order, facts))
    return None
