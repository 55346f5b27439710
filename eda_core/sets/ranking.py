"""What sets two sets of orders apart, best first, once their orders were counted.

Every question is asked of both sets, and its best answer counts only when luck would bring one as
good less than once in `ONCE_IN` comparisons, all questions counted (Bonferroni's bound again: it
holds however the questions hang together). What is left are sentences, the one that luck brings
least easily first. What a set was chosen by is left out: it would only repeat the choice.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from eda_core.sets.best_answer import BestAnswer, best_answer
from eda_core.sets.luck import ln_chance
from eda_core.sets.questions import CAUSES_FIRST, Counted, Fact, Overlap, SetQuestion

ONCE_IN: Final = 100
MOST_FACTS: Final = 12
"""Sentences at most; what separates less well than these is only counted."""

NEAR: Final = math.log(1 / 20)
"""What luck brings to one question less often than this is worth a word, but is no sentence."""

MOST_NEAR: Final = 4


@dataclass(frozen=True, slots=True)
class SetDifference:
    """A sentence: an answer, and the orders of the first set it accounts for.

    ``accounts`` counts those that no sentence before accounts for; 0 also where it separates none
    of what these left. ``same`` are facts that are true of just the same orders. ``ln_luck`` is the
    logarithm of how often luck brings such a sentence, in one comparison with all its questions.
    """

    answer: BestAnswer
    ln_luck: float
    accounts: int = 0
    same: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class SetComparison:
    """What sets the first of two sets apart from the second.

    ``sizes`` are how many orders each has; ``more`` counts differences beyond those named; ``near``
    are answers that may well be luck; ``alike`` the questions whose answers show no difference;
    ``repeated`` those left out, for they say again what the sets were chosen by; ``unasked`` those
    with too many different answers; ``asked`` how many were asked.
    """

    sizes: tuple[int, int]
    differences: tuple[SetDifference, ...]
    more: int
    near: tuple[BestAnswer, ...]
    alike: tuple[SetQuestion, ...]
    repeated: tuple[SetQuestion, ...]
    unasked: tuple[SetQuestion, ...]
    asked: int

    @property
    def accounted(self) -> int:
        """How many orders of the first set the sentences account for together."""
        return sum(difference.accounts for difference in self.differences)


def compare(counted: Counted) -> SetComparison:
    """Return what sets the two sets apart; it depends on the counts alone, not on any order."""
    found = [each for each in map(best_answer, counted.answers()) if each is not None]
    kept = sorted((e for e in found if not _repeats(e, counted)), key=_place)
    bar = math.log(1 / ONCE_IN) - math.log(max(1, len(kept)))
    passing = [each for each in kept if each.ln_luck < bar]
    near = [each for each in kept if bar <= each.ln_luck < NEAR]
    alike = kept[len(passing) + len(near) :]
    return SetComparison(
        sizes=counted.sizes,
        differences=_differences(passing[:MOST_FACTS], math.log(max(1, len(kept))), counted),
        more=len(passing[MOST_FACTS:]),
        near=tuple(near[:MOST_NEAR]),
        alike=tuple(each.fact.question for each in [*near[MOST_NEAR:], *alike]),
        repeated=tuple(sorted(e.fact.question for e in found if _repeats(e, counted, bar))),
        unasked=tuple(counted.unasked),
        asked=len(kept),
    )


def _repeats(answer: BestAnswer, counted: Counted, bar: float = math.inf) -> bool:
    return answer.fact.question.subject in counted.subjects and answer.ln_luck < bar


def _place(answer: BestAnswer) -> tuple[float, int, SetQuestion]:
    question = answer.fact.question
    return answer.ln_luck, CAUSES_FIRST[question.ask], question


def _differences(
    answers: Sequence[BestAnswer], ln_questions: float, counted: Counted
) -> tuple[SetDifference, ...]:
    """Return the sentences with what each accounts for; one for each set of facts that are the
    same.
    """
    facts = [each.fact for each in answers]
    overlaps = counted.together(facts) if facts else ()
    groups = _groups(len(facts), overlaps)
    leads = [min(group, key=lambda at: CAUSES_FIRST[facts[at].question.ask]) for group in groups]
    accounts = _accounts(leads, answers, overlaps)
    return tuple(
        SetDifference(
            answers[lead],
            min(0.0, answers[lead].ln_luck + ln_questions),
            accounted,
            tuple(facts[at] for at in group if at != lead),
        )
        for lead, group, accounted in zip(leads, groups, accounts, strict=True)
    )


def _groups(count: int, overlaps: Iterable[Overlap]) -> list[list[int]]:
    """Return the places of the facts, those together that are true of just the same orders."""
    columns = [tuple(overlap.facts >> place & 1 for overlap in overlaps) for place in range(count)]
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, column in enumerate(columns):
        groups.setdefault(column, []).append(place)
    return list(groups.values())


def _accounts(
    leads: Sequence[int], answers: Sequence[BestAnswer], overlaps: Sequence[Overlap]
) -> list[int]:
    """Return how many orders of the first set each fact accounts for, after those before it.

    It does where it still separates what these have left, and most of the second set lack it.
    """
    left, found = list(overlaps), []
    for place in leads:
        bit = 1 << place
        with_it = [each for each in left if each.facts & bit]
        a, b = sum(each.a for each in with_it), sum(each.b for each in with_it)
        in_a, in_b = sum(each.a for each in left), sum(each.b for each in left)
        is_usual = 2 * answers[place].b > answers[place].in_b
        chance = float(ln_chance(a, in_a, a + b, in_a + in_b)) if a and not is_usual else 0.0
        accounts = a if chance < math.log(1 / ONCE_IN) else 0
        found.append(accounts)
        if accounts:
            left = [each for each in left if not each.facts & bit]
    return found
