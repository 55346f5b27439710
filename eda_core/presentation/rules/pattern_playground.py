"""The pattern playground: a pattern as it is typed, an event, and what comes of the two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NotRequired, TypedDict

from eda_core.domain.errors import EdaError, InvalidEvent, InvalidPattern
from eda_core.domain.events import AnyRecord, LogRecord
from eda_core.domain.refereeing import MatchAnswer
from eda_core.patterns import EventPattern, compile_pattern
from eda_core.presentation.live.submission import Answer
from eda_core.presentation.log.event_rows import EventFeedData, event_feed
from eda_core.presentation.rules.json_layout import Span, laid_out, span_of_path, span_of_position
from eda_core.presentation.rules.verdict import TAKEN, PatternVerdictData, verdict
from eda_core.presentation.wording import clock_time, count_text, counted
from eda_core.read_model.event_search import PatternQuery, Taken
from eda_core.read_model.rule_grid import explained

LONGEST_PATTERN: Final = 4096
"""Characters of a pattern (EventBridge API Reference, PutRule)."""

LONGEST_EVENT: Final = 100_000
"""Characters of an event to try; more is no reading matter."""

MOST_FIELDS: Final = 300
"""Fields, over all branches, of a pattern that is tried on the whole log; more would hold it up."""

LISTED: Final = 40
"""Events listed at most of those a pattern would take."""

EVENT_WIDTH: Final = 44

NEWEST: Final = "newest"
NEWEST_TAKEN: Final = "taken"
CHOSEN: Final = "chosen"
PASTED: Final = "pasted"
EVENT_CHOICES: Final = {
    NEWEST: "Newest",
    NEWEST_TAKEN: "Newest it takes",
    CHOSEN: "Chosen",
    PASTED: "Pasted",
}
"""Which event a pattern is tried on, in words."""

EXAMPLE: Final = """{
  "source": "order-service",
  "detail-type": "OrderCreated",
  "detail": {"id": 101, "amount": 100}
}"""
"""An event to begin with where the log has none."""

NOT_VALID: Final = "The verdict appears once the pattern is valid."
_NO_VERDICT: Final = "The verdict appears once the event is valid."
_POSITION: Final = re.compile(
    r"\n at \[Source: (?:(?!\n at \[Source: ).)*; line: (\d+), column: (\d+)\]\Z", re.DOTALL
)
_START: Final = re.compile(
    r"at \[Source: \(String\).*; line: (\d+), column: (\d+)\]\)\Z", re.DOTALL
)
"""Where what was not closed began, at the end of a reason; the text of the pattern is in it."""

_EVENT_POSITION: Final = re.compile(r" at line (\d+), column (\d+)(?=\.$)")
_NO_EVENT: Final = {
    NEWEST: "No events yet. Paste one, or submit an order on the Live page.",
    NEWEST_TAKEN: "The pattern takes no event of the log.",
    CHOSEN: "Choose an event: a mark of the grid, or a line of the list below.",
    PASTED: "Paste an event.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text cannot be used: the sentence, its place in words, and the part to mark."""

    sentence: str
    place: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReadPattern:
    """A pattern as it was typed: compiled, or what is wrong with it."""

    text: str
    pattern: EventPattern | None
    problem: Problem | None = None

    @property
    def query(self) -> PatternQuery | None:
        """The pattern as a question to the log; None where it cannot be asked."""
        if self.pattern is None or sum(map(len, self.pattern.branches)) > MOST_FIELDS:
            return None
        return PatternQuery(self.text, self.pattern)


@dataclass(frozen=True, slots=True)
class EventText:
    """The event a pattern is tried on, as text; ``hint`` says what to do where there is none.

    ``origin`` names it, so that the text of one event is told from that of another.
    """

    origin: str
    text: str = ""
    caption: str = ""
    hint: str = ""


@lru_cache(maxsize=32)
def read_pattern(text: str) -> ReadPattern:
    """Compile a pattern as it was typed; what AWS would refuse comes back as a problem."""
    if len(text) > LONGEST_PATTERN:
        found = f"A pattern has at most {LONGEST_PATTERN} characters; this one has {len(text)}."
        return ReadPattern(text, None, Problem(found))
    try:
        return ReadPattern(text, compile_pattern(text))
    except InvalidPattern as fault:
        return ReadPattern(text, None, _problem(fault, text))


def refusal_answer(fault: EdaError, pattern: str) -> Answer:
    """Return why a rule with this pattern was refused, with the place of a fault in the pattern."""
    if not isinstance(fault, InvalidPattern):
        return Answer(False, str(fault))
    problem = _problem(fault, pattern)
    return Answer(False, f"{problem.place}: {problem.sentence}".removeprefix(": "))


def _problem(fault: InvalidPattern, text: str) -> Problem:
    if fault.path:
        return Problem(_sentence(fault.reason), fault.path, span_of_path(text, fault.path))
    position = _POSITION.search(fault.reason)
    if position is None:
        return Problem(_sentence(fault.reason))
    line, column = int(position[1]), int(position[2])
    span = span_of_position(text, line, column)
    reason = _START.sub(r"at line \1, column \2)", fault.reason[: position.start()])
    return Problem(_sentence(reason), _place(line, column), span)


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def _place(line: int, column: int) -> str:
    return f"line {line}, column {column}"


def event_to_try(
    choice: str, newest: Sequence[AnyRecord], taken: Sequence[AnyRecord], chosen: AnyRecord | None
) -> EventText:
    """Return the event that was asked for, from the log; a hint where there is none."""
    candidates = {NEWEST: newest, NEWEST_TAKEN: taken, CHOSEN: () if chosen is None else (chosen,)}
    records = candidates.get(choice, ())
    record = next((each for each in records if isinstance(each, LogRecord)), None)
    if record is None:
        return EventText(choice, hint=_NO_EVENT.get(choice, ""))
    caption = f"{record.event.detail_type}, {clock_time(record.ingested_ms)}"
    return EventText(str(record.sequence), laid_out(record.text, EVENT_WIDTH), caption)


@lru_cache(maxsize=32)
def try_out(pattern: str, event: str) -> tuple[PatternVerdictData, Problem | None]:
    """Return the verdict on two texts, and what is wrong with the event's, if anything."""
    compiled = read_pattern(pattern).pattern
    if compiled is None:
        return {"empty": NOT_VALID}, None
    if len(event) > LONGEST_EVENT:
        sentence = f"An event to try has at most {LONGEST_EVENT} characters, not {len(event)}."
        return {"empty": _NO_VERDICT}, Problem(sentence)
    try:
        found = verdict(explained(compiled, event))
    except InvalidEvent as fault:
        return {"empty": _NO_VERDICT}, _event_problem(fault, event)
    word = "match" if found["mark"] == TAKEN else "no match"
    return {**found, "word": word, "title": "", "subtitle": "", "empty": ""}, None


def our_match(read: ReadPattern, event: EventText) -> MatchAnswer:
    """Return whether the pattern takes the event, or what is wrong with either."""
    data, problem = try_out(read.text, event.text)
    problem = read.problem or problem
    if problem is not None:
        return MatchAnswer(refusal=f"{problem.place}: {problem.sentence}".removeprefix(": "))
    return MatchAnswer(data["mark"] == TAKEN)


def _event_problem(fault: InvalidEvent, event: str) -> Problem:
    sentence = str(fault)
    position = _EVENT_POSITION.search(sentence)
    if position is None:
        return Problem(sentence)
    line, column = int(position[1]), int(position[2])
    without = _EVENT_POSITION.sub("", sentence)
    return Problem(without, _place(line, column), span_of_position(event, line, column))


class JsonEditorData(TypedDict):
    """A text and its fault; the browser keeps what is typed until ``revision`` changes.

    ``problem`` is a sentence, or empty, ``place`` says where in words, ``span`` which letters;
    ``caption`` shows where there is no problem, ``hint`` in an empty field. A ``draft``, which is
    its name, is kept by the browser over a reload, beside its ``base``.
    """

    label: str
    text: str
    revision: str | int
    problem: str
    place: str
    span: NotRequired[tuple[int, int] | None]
    caption: NotRequired[str]
    hint: NotRequired[str]
    readonly: NotRequired[bool]
    draft: NotRequired[str]
    base: NotRequired[str]


def editor(label: str, text: str, revision: str, problem: Problem | None) -> JsonEditorData:
    """Return what the JSON editor is given; it takes the text over when the revision changes."""
    shown = problem or Problem("")
    return {
        "label": label,
        "text": text,
        "revision": revision,
        "problem": shown.sentence,
        "place": shown.place,
        "span": shown.span,
    }


def taken_list(read: ReadPattern, taken: Taken | None, chosen_event: str) -> EventFeedData:
    """Return the events the pattern would have taken, newest first, and how many of how many."""
    if taken is None:
        return {
            "title": _no_count(read),
            "rows": [],
            "chosen_order": "",
            "chosen_event": "",
            "empty": "",
            "note": "",
        }
    found = taken.found
    newest = replace(found, records=found.records[:LISTED])
    return {
        **event_feed(newest, chosen_event=chosen_event, filtered=True),
        "title": f"Would have taken {count_text(found.total)} of {_looked_at(taken)}",
        "note": f"newest {len(newest.records)}" if len(newest.records) < found.total else "",
        "empty": "No recorded event fits this pattern." if taken.records else "No events yet.",
    }


def _no_count(read: ReadPattern) -> str:
    if read.pattern is None:
        return "The events it would take appear once the pattern is valid."
    return f"A pattern of more than {MOST_FIELDS} fields is not tried on the whole log."


def _looked_at(taken: Taken) -> str:
    if taken.looked_at < taken.records:
        return f"the newest {count_text(taken.looked_at)} events"
    return counted(taken.records, "event", "events")
