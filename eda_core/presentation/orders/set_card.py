"""The card of two sets of orders: the answer, its sentences with their pictures, and the guard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.presentation.order.looks import FATE_LOOKS
from eda_core.presentation.orders.cohorts import since_sentence
from eda_core.presentation.orders.set_words import (
    account_words,
    choice_name,
    counts_text,
    fact_sentence,
    headline,
    in_sentence,
    luck_words,
    near_words,
    number_text,
    question_words,
    same_words,
    share_text,
)
from eda_core.presentation.wording import clock_time, count_text, counted
from eda_core.read_model.order_status import Fate
from eda_core.sets.members import BY_FATE, FAILED, SUCCEEDED, SetChoice
from eda_core.sets.questions import Aspect, NumberCounts, Within
from eda_core.sets.ranking import ONCE_IN, SetComparison, SetDifference

BINS: Final = 20
MOST_NAMED: Final = 6
"""Questions without a difference that are named; the rest is counted."""


class SetOption(TypedDict):
    """A set that can be chosen: how an address names it, and its words."""

    key: str
    label: str


class SetHead(TypedDict):
    """One of the two sets; ``tone`` is that of the outcome it is chosen by."""

    key: str
    name: str
    short: str
    note: str
    size: str
    tone: str
    glyph: str


class SetNumbers(TypedDict):
    """The counts of a sentence in one set."""

    set: str
    tone: str
    glyph: str
    count: str
    share: str
    note: str


class SetTick(TypedDict):
    """A place on an axis, 0 to 1, and what stands there."""

    at: float
    label: str


class SetFigure(TypedDict):
    """Both sets on one axis: heights (0 to 1) of bars, cuts (0 to 1), or two shares."""

    bars: list[list[float]]
    cuts: list[float]
    cut: str
    ticks: list[SetTick]
    shares: list[float]
    words: str


class SetSentence(TypedDict):
    """One difference. ``key`` is the fact, by which it is chosen."""

    key: str
    place: int
    sentence: str
    numbers: list[SetNumbers]
    figure: SetFigure
    luck: str
    luckWords: str
    same: str


class SetPiece(TypedDict):
    """The orders one sentence accounts for."""

    place: int
    label: str
    share: float


class SetsCardData(TypedDict):
    """The component ``set_card``; ``chosen`` is the key of the sentence that filters the table."""

    heads: list[SetHead]
    options: list[SetOption]
    answer: str
    accounted: str
    pieces: list[SetPiece]
    sentences: list[SetSentence]
    more: str
    rest: str
    near: list[str]
    alike: str
    repeated: str
    unasked: str
    guard: str
    chosen: str
    newer: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sets that are compared; the second is of another ``world`` where that has a name."""

    first: SetChoice
    second: SetChoice
    world: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """What the sets are called beside their numbers."""
        first, second = choice_name(self.first), choice_name(self.second)
        return (f"{first} here", f"{second} there") if self.world else (first, second)

    @property
    def short(self) -> tuple[str, str]:
        """What they are called in a picture: of two worlds it is which one that counts."""
        first, second = self.names
        return ("here", "there") if self.world else (first.lower(), second.lower())


def sets_card(
    comparison: SetComparison,
    sides: Sides,
    options: Sequence[SetChoice],
    chosen: str,
    newer: int,
) -> SetsCardData:
    """Return the card. ``newer`` records have come since the sets were compared."""
    answer, accounted = headline(comparison, sides.first)
    count = comparison.asked - len(comparison.differences) - comparison.more
    found = bool(comparison.differences)
    return {
        "heads": _heads(comparison, sides),
        "options": [{"key": each.text, "label": choice_name(each)} for each in options],
        "answer": answer,
        "accounted": accounted,
        "pieces": _pieces(comparison),
        "sentences": [
            _sentence(place, each, sides) for place, each in enumerate(comparison.differences, 1)
        ],
        "more": f"{count_text(comparison.more)} more separate less well." * bool(comparison.more),
        "rest": ("Nothing else sets them apart." if found else "What was asked") * (count > 0),
        "near": [near_words(each) for each in comparison.near],
        "alike": _alike(comparison, found),
        "repeated": _repeated(comparison),
        "unasked": _unasked(comparison),
        "guard": _guard(comparison),
        "chosen": chosen,
        "newer": since_sentence(newer),
    }


def _look(choice: SetChoice) -> tuple[str, str]:
    """Return the tone and the glyph of a set."""
    fates = {FAILED: Fate.CANCELLED, SUCCEEDED: Fate.COMPLETED}
    fate = fates.get(choice.name) or (BY_FATE.get(choice.name, (None,)))[0]
    return ("none", "") if fate is None else (FATE_LOOKS[fate].tone, FATE_LOOKS[fate].glyph)


_NOTES: Final = {FAILED: "cancelled, stuck or overdue", SUCCEEDED: "completed"}


def _heads(comparison: SetComparison, sides: Sides) -> list[SetHead]:
    return [
        {
            "key": choice.text,
            "name": name,
            "short": name.lower(),
            "note": _NOTES.get(choice.name, ""),
            "size": count_text(size),
            "tone": _look(choice)[0],
            "glyph": _look(choice)[1],
        }
        for choice, name, size in zip(
            (sides.first, sides.second), sides.names, comparison.sizes, strict=True
        )
    ]


def _pieces(comparison: SetComparison) -> list[SetPiece]:
    size = max(1, comparison.sizes[0])
    return [
        {
            "place": place,
            "label": f"{place}: {count_text(each.accounts)}",
            "share": round(each.accounts / size, 4),
        }
        for place, each in enumerate(comparison.differences, 1)
        if each.accounts
    ]


def _sentence(place: int, difference: SetDifference, sides: Sides) -> SetSentence:
    answer = difference.answer
    luck, words = luck_words(difference.ln_luck)
    rest = account_words(difference)
    return {
        "key": answer.fact.key,
        "place": place,
        "sentence": fact_sentence(answer.fact),
        "numbers": _numbers(difference, sides),
        "figure": _figure(difference, sides),
        "luck": luck,
        "luckWords": f"{words}; {rest}" if rest else words,
        "same": same_words(difference),
    }


def _numbers(difference: SetDifference, sides: Sides) -> list[SetNumbers]:
    answer = difference.answer
    counted = ((answer.a, answer.in_a), (answer.b, answer.in_b))
    return [
        {
            "set": name,
            "tone": _look(choice)[0],
            "glyph": _look(choice)[1],
            "count": counts_text(part, whole),
            "share": share_text(part, whole),
            "note": "",
        }
        for name, choice, (part, whole) in zip(
            sides.short, (sides.first, sides.second), counted, strict=True
        )
    ]


def _figure(difference: SetDifference, sides: Sides) -> SetFigure:
    counts, answer = difference.answer.counts, difference.answer
    if isinstance(counts, NumberCounts):
        return _bars(counts, difference)
    shares = [answer.a / max(1, answer.in_a), answer.b / max(1, answer.in_b)]
    words = [f"{count_text(part) if part else 'none'}" for part in (answer.a, answer.b)]
    whose = (
        ("those here", "those there")
        if sides.world
        else (in_sentence(sides.names[0]), "the others")
    )
    return {
        "bars": [],
        "cuts": [],
        "cut": "",
        "ticks": [],
        "shares": [round(share, 4) for share in shares],
        "words": f"share of {whose[0]}: {words[0]}; of {whose[1]}: {words[1]}",
    }


def _bars(counts: NumberCounts, difference: SetDifference) -> SetFigure:
    test = difference.answer.fact.test
    ends = [test.low, test.high] if isinstance(test, Within) else [getattr(test, "bound", 0.0)]
    low, high = _axis(counts, ends)
    width = (high - low) or 1.0
    places = ((counts.values - low) / width * BINS).clip(0, BINS - 1e-9).astype(int)
    bars = []
    for column in (counts.a, counts.b):
        sums = [float(column[places == place].sum()) for place in range(BINS)]
        most = max(sums) or 1.0
        bars.append([round(each / most, 3) for each in sums])
    text = _AXIS.get(counts.question.ask, number_text)
    tick = _AXIS.get(counts.question.ask, _rounded)
    return {
        "bars": bars,
        "cuts": [round(min(max((end - low) / width, 0), 1), 4) for end in ends],
        "cut": f"cut at {text(ends[0])}"
        if len(ends) == 1
        else f"{text(ends[0])} to {text(ends[1])}",
        "ticks": [{"at": at, "label": tick(low + at * width)} for at in (0.0, 0.5, 1.0)],
        "shares": [],
        "words": "",
    }


def _axis(counts: NumberCounts, ends: Sequence[float]) -> tuple[float, float]:
    """Return from where to where the axis goes: nearly all orders, and the cut."""
    total = (counts.a + counts.b).cumsum()
    first = int((total > 0.005 * total[-1]).argmax())
    last = int((total >= 0.995 * total[-1]).argmax())
    low = min(float(counts.values[first]), *ends)
    high = max(float(counts.values[last]), *ends)
    is_from_zero = 0 < low < (high - low) / 4
    return (0.0 if is_from_zero else low), high


def _clock(at_ms: float) -> str:
    return clock_time(round(at_ms))[:8]


def _rounded(number: float) -> str:
    return number_text(float(f"{number:.3g}"))


def _lasting(ms: float) -> str:
    return duration_text(round(ms))


_AXIS: Final[Mapping[Aspect, Callable[[float], str]]] = {
    Aspect.ARRIVED: _clock,
    Aspect.GAP: _lasting,
    Aspect.HANDED: _lasting,
    Aspect.SPACING: _lasting,
}


_ASKED: Final = (
    ("question shows", "questions show"),
    ("more question shows", "more questions show"),
)


def _alike(comparison: SetComparison, found: bool) -> str:
    named = sorted({question_words(each) for each in comparison.alike})
    if not named:
        return ""
    rest = len(named) - MOST_NAMED
    more = f" and {count_text(rest)} more" if rest > 0 else ""
    asked = counted(len(comparison.alike), *_ASKED[found])
    return f"{asked} no difference: {', '.join(named[:MOST_NAMED])}{more}."


def _repeated(comparison: SetComparison) -> str:
    named = [question_words(each) for each in comparison.repeated]
    if not named:
        return ""
    return (
        f"Not counted: {counted(len(named), 'that only repeats', 'that only repeat')} how the sets "
        f"were chosen, as {named[0]}."
    )


def _unasked(comparison: SetComparison) -> str:
    named = ", ".join(question_words(each) for each in comparison.unasked[:MOST_NAMED])
    return f"Not asked, for there are too many different answers: {named}." if named else ""


def _guard(comparison: SetComparison) -> str:
    asked = count_text(comparison.asked)
    by_luck = count_text(max(1, round(comparison.asked / 20)))
    answers = "answer" if by_luck == "1" else "answers"
    return (
        f"Who asks {asked} questions gets {by_luck} {answers} by luck alone, if 1 in 20 is enough. "
        f"So a sentence counts only when luck would bring it less than once in {ONCE_IN} such "
        f"comparisons, all {asked} questions and every cut that was tried counted."
    )
