"""What was special about an order: what sets its group apart, and which of that is true of it."""

from typing import Final, TypedDict

from eda_core.presentation.orders.set_words import (
    account_words,
    choice_name,
    counts_text,
    fact_sentence,
    headline,
    in_sentence,
    luck_words,
)
from eda_core.sets.counting import GroupOfOrder
from eda_core.sets.ranking import SetDifference

NO_GROUP: Final = "It has neither failed nor succeeded, so there is no set it belongs to."


class SpecialLine(TypedDict):
    """A sentence with its numbers, and whether it ``holds`` for the order, in words in ``mark``."""

    holds: bool
    mark: str
    sentence: str
    notes: str


class SpecialData(TypedDict):
    """The component ``special``; ``answer`` says how many sentences there are, or that none is."""

    title: str
    answer: str
    lines: list[SpecialLine]


def special_of(group: GroupOfOrder) -> SpecialData:
    """Return what sets the orders that ended as this one did apart from the others."""
    lines = zip(group.comparison.differences, group.holds, strict=True)
    return {
        "title": f"What sets {in_sentence(choice_name(group.choices[0]))} apart",
        "answer": " ".join(headline(group.comparison, group.choices[0])),
        "lines": [_line(difference, group, holds=holds) for difference, holds in lines],
    }


def _line(difference: SetDifference, group: GroupOfOrder, *, holds: bool) -> SpecialLine:
    answer = difference.answer
    counted = ((answer.a, answer.in_a), (answer.b, answer.in_b))
    numbers = ", ".join(
        f"{counts_text(part, whole)} {choice_name(choice).lower()}"
        for choice, (part, whole) in zip(group.choices, counted, strict=True)
    )
    notes = (luck_words(difference.ln_luck)[1], account_words(difference))
    return {
        "holds": holds,
        "mark": "true of this order" if holds else "not so of this order",
        "sentence": f"{fact_sentence(answer.fact)}: {numbers}",
        "notes": "; ".join(filter(None, notes)),
    }
