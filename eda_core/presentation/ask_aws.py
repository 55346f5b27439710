"""Our answer and AWS's side by side, field by field: of a pattern, and of the states of a trial."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypedDict

from eda_core.asl.payload import shorten
from eda_core.domain.refereeing import MatchAnswer, Referee, StateAnswer
from eda_core.presentation.payment.trial_states import StateOfTrial
from eda_core.presentation.wording import counted

MOST_ROWS: Final = 40
"""Fields of one answer that are shown, those that differ first."""

MAX_VALUE: Final = 300
"""Characters shown of a value."""


class AnswerRow(TypedDict):
    """One field in both answers, as text."""

    field: str
    ours: str
    aws: str
    same: bool


class AnswerGroup(TypedDict):
    """The fields of one question, under what was asked about; ``note`` is why nobody was asked."""

    title: str
    note: str
    rows: list[AnswerRow]


class BothAnswersData(TypedDict):
    """The component ``both_answers``: do the two agree, in a sentence, and the fields of each."""

    agree: bool
    sentence: str
    groups: list[AnswerGroup]


def ask_match(referee: Referee, pattern: str, event: str, ours: MatchAnswer) -> BothAnswersData:
    """Ask AWS whether the pattern takes the event, and compare that with our own answer.

    Raises `BackendError` where AWS cannot be asked.
    """
    theirs = referee.match(pattern, event)
    rows = [_row("the pattern", _match_words(ours), _match_words(theirs))]
    if ours.refusal or theirs.refusal:
        # The reasons of two refusals are words of two authors: they need not be the same.
        reasons = _row("reason", ours.refusal, theirs.refusal)
        rows.append({**reasons, "same": bool(ours.refusal and theirs.refusal)})
    return _both([{"title": "", "note": "", "rows": rows}], 1, "TestEventPattern")


def _match_words(answer: MatchAnswer) -> str:
    if answer.refusal:
        return "is refused, or the event is"
    return "takes the event" if answer.taken else "does not take the event"


def ask_states(referee: Referee, states: Sequence[StateOfTrial]) -> BothAnswersData:
    """Ask AWS about each state of a trial that it can be asked about.

    Raises `BackendError` where AWS cannot be asked.
    """
    groups: list[AnswerGroup] = []
    asked = 0
    for state in states:
        rows: list[AnswerRow] = []
        if state.question is not None:
            rows = compared(state.answer, referee.run_state(state.question))
            asked += 1
        groups.append({"title": state.name, "note": state.why_not, "rows": rows})
    return _both(groups, asked, "TestState")


def compared(ours: StateAnswer, theirs: StateAnswer) -> list[AnswerRow]:
    """Return the fields of two answers: where the outputs differ, each place that does."""
    if theirs.refusal:
        return [
            {**_row("status", ours.status, "refused"), "same": False},
            {**_row("reason", "", theirs.refusal), "same": False},
        ]
    rows = [_row("status", ours.status, theirs.status)]
    if ours.next_state or theirs.next_state:
        rows.append(_row("next state", ours.next_state or "none", theirs.next_state or "none"))
    if ours.output or theirs.output:
        rows += _outputs(ours.output, theirs.output)
    if ours.error or theirs.error:
        rows.append(_row("error", ours.error, theirs.error))
    if ours.cause or theirs.cause:
        rows.append(_row("cause", ours.cause, theirs.cause))
    return sorted(rows, key=lambda row: row["same"])[:MOST_ROWS]


def _outputs(ours: str, theirs: str) -> list[AnswerRow]:
    try:
        mine, yours = json.loads(ours), json.loads(theirs)
    except (ValueError, RecursionError):
        return [_row("output", ours, theirs)]
    different = [_row(f"output{place}", *texts) for place, *texts in _differences(mine, yours)]
    return different or [_row("output", _text(mine), _text(yours))]


def _differences(one: Any, other: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield each place at which two values differ: 1, 1.0 and true are three values."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in (*one, *(name for name in other if name not in one)):
            yield from _differences(
                one.get(name, _ABSENT), other.get(name, _ABSENT), f"{place}.{shorten(name)}"
            )
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (mine, yours) in enumerate(zip(one, other, strict=True)):
            yield from _differences(mine, yours, f"{place}[{index}]")
    elif _text(one) != _text(other):
        yield place, _text(one), _text(other)


_ABSENT: Final = object()


def _text(value: Any) -> str:
    if value is _ABSENT:
        return "is not there"
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _row(field: str, ours: str, theirs: str) -> AnswerRow:
    same = ours == theirs
    return {"field": field, "ours": _cut(ours), "aws": _cut(theirs), "same": same}


def _cut(text: str) -> str:
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"


def _both(groups: list[AnswerGroup], asked: int, operation: str) -> BothAnswersData:
    different = sum(not row["same"] for group in groups for row in group["rows"])
    calls = counted(asked, f"call of {operation}", f"calls of {operation}")
    if not asked:
        sentence = "There was nothing AWS can be asked about."
    elif different:
        verb = "differ" if different > 1 else "differs"
        sentence = f"{counted(different, 'field', 'fields')} {verb}, by {calls}."
    else:
        sentence = f"AWS answers the same, by {calls}."
    return {"agree": bool(asked) and not different, "sentence": sentence, "groups": groups}
