"""Why a pattern takes an event or does not: a verdict, a sentence, and a line for each field."""

from collections.abc import Iterable
from typing import Final, TypedDict

from eda_core.patterns import BranchExplanation, Explanation, FieldExplanation
from eda_core.presentation.wording import Spans

TAKEN: Final = "taken"
MISSED: Final = "missed"
OFF: Final = "off"
"""What a mark says: the event was taken, was not, or the rule was not in force."""

MOST_FIELDS: Final = 40
MOST_CHOICES: Final = 10
MAX_SENTENCE: Final = 600
"""What a page shows of a pattern at most; a hostile one has thousands of fields."""


class FieldVerdict(TypedDict):
    """What a pattern wants of a field, what came, and whether that meets it."""

    met: bool
    path: str
    wanted: str
    came: str


class ChoiceVerdict(TypedDict):
    """One choice of ``$or`` with its own fields."""

    label: str
    met: bool
    fields: list[FieldVerdict]


class PatternVerdict(TypedDict):
    """A mark and a sentence, and a line for each field; ``more`` says how much is left out."""

    mark: str
    sentence: Spans
    fields: list[FieldVerdict]
    choices: list[ChoiceVerdict]
    more: str


class PatternVerdictData(TypedDict, total=False):
    """The component ``pattern_verdict``: a `PatternVerdict` in a ``word``; or what is ``empty``."""

    mark: str
    word: str
    sentence: Spans
    fields: list[FieldVerdict]
    choices: list[ChoiceVerdict]
    more: str
    title: str
    subtitle: str
    empty: str


def verdict(explanation: Explanation) -> PatternVerdict:
    """Return the sentence and the lines of an explanation; those of each choice of `$or` by
    themselves.
    """
    choices, fields = explanation.branches[:MOST_CHOICES], explanation.fields[:MOST_FIELDS]
    return {
        "mark": TAKEN if explanation.matched else MISSED,
        "sentence": sentence_spans(explanation.sentence),
        "fields": _lines(fields),
        "choices": [
            _choice(number, choice, len(explanation.branches))
            for number, choice in enumerate(choices, start=1)
        ],
        "more": _more(explanation, len(fields), len(choices)),
    }


def sentence_spans(sentence: str) -> Spans:
    """Return a sentence whose names in backticks are strong."""
    cut = sentence if len(sentence) <= MAX_SENTENCE else f"{sentence[: MAX_SENTENCE - 1]}…"
    parts = cut.split("`")
    return [(part, bool(number % 2)) for number, part in enumerate(parts) if part]


def _choice(number: int, choice: BranchExplanation, count: int) -> ChoiceVerdict:
    return {
        "label": f"choice {number} of {count}",
        "met": choice.met,
        "fields": _lines(choice.fields[:MOST_FIELDS]),
    }


def _lines(fields: Iterable[FieldExplanation]) -> list[FieldVerdict]:
    return [
        {"met": each.met, "path": each.path, "wanted": each.wanted, "came": each.came}
        for each in fields
    ]


def _more(explanation: Explanation, fields: int, choices: int) -> str:
    """Return how much was left out, in words; empty if nothing was."""
    left_out = {
        "fields": len(explanation.fields) - fields,
        "choices of $or": len(explanation.branches) - choices,
    }
    words = [f"{count} more {what}" for what, count in left_out.items() if count]
    return f"… and {' and '.join(words)}" if words else ""
