"""The story of an order: what happened to it, line by line, each with where that is known from."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Final, NotRequired, TypedDict

from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.durations import elapsed_text
from eda_core.domain.events import execution_arn, original_id, started_again_ms
from eda_core.domain.orders import DetailType, Outcome
from eda_core.presentation.order.card import next_words
from eda_core.presentation.wording import Spans, amount_text, clock_time, counted, value_text
from eda_core.read_model.event_steps import RECOVERED
from eda_core.read_model.expected_next import OrderProgress
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.repeats import Repeat
from eda_core.read_model.subscriber_marks import BATCHED, BEHIND, HELD, RELEASED, BusNote
from eda_core.read_model.timeline import TimelineEntry


class StoryLine(TypedDict):
    """One line of a story; ``origin`` says which source it comes from."""

    time: str
    spans: Spans
    origin: str


class NarrativeData(TypedDict):
    """The component ``narrative``; ``copy`` is the story as text, which a button copies.

    ``opens`` says that the lines of events can be pressed, to see the event.
    """

    title: str
    lines: list[StoryLine]
    empty: str
    copy: NotRequired[str]
    opens: NotRequired[bool]


def order_story(view: OrderView | None, now_ms: int) -> NarrativeData:
    """Return what happened, line by line, and what should come next."""
    if view is None:
        return {"title": "", "lines": [], "empty": ""}
    lines = [line for _, line in timed_lines(view, now_ms)]
    return {"title": "Story", "lines": lines, "empty": "", "opens": True}


def timed_lines(view: OrderView, now_ms: int) -> list[tuple[int, StoryLine]]:
    """Return the lines of a story in order, each with its time in epoch milliseconds."""
    lines = [(entry.at_ms, _line(entry)) for entry in view.timeline]
    lines += _trouble_lines(view.troubles)
    lines += [(each.at_ms, _repeat_line(each)) for each in view.repeats(now_ms)]
    if view.bus_notes:
        lines += [
            (at_ms, _bus_line(at_ms, spans)) for at_ms, spans in bus_sentences(view.bus_notes)
        ]
    lines += _next_lines(view, now_ms)
    return sorted(lines, key=itemgetter(0))


def _bus_line(at_ms: int, spans: Spans) -> StoryLine:
    origin = "worked out from the delivery records"
    return {"time": clock_time(at_ms), "spans": spans, "origin": origin}


def _repeat_line(repeat: Repeat) -> StoryLine:
    """Return what came again, in words."""
    spans: Spans = [(repeat.detail_type, True), (f" {repeat.what}", False)]
    origin = "worked out from the log and the delivery records"
    return {"time": clock_time(repeat.at_ms), "spans": spans, "origin": origin}


def _next_lines(view: OrderView, now_ms: int) -> list[tuple[int, StoryLine]]:
    """Return how the order stands: now while it is under way, else since its last event."""
    expected = view.expected_next(now_ms)
    is_told = any(each.sentence == expected.sentence for each in view.repeats(now_ms))
    if expected.progress is OrderProgress.DONE or is_told:
        return []
    spans: Spans = [(f"{expected.progress.value}: ", True), (next_words(expected, now_ms), False)]
    words = view.stack.words
    known = "patterns" if view.is_inferred else "delivery records"
    if view.is_from_bus_log:
        known = f"{words.log}, and patterns where that has gaps" if view.is_inferred else words.log
    origin = f"worked out from the log and the {known}"
    has_ended = view.row.outcome in (Outcome.COMPLETED, Outcome.CANCELLED)
    at_ms = view.row.last_ms if has_ended and expected.last_seen is None else now_ms
    return [(at_ms, {"time": clock_time(at_ms), "spans": spans, "origin": origin})]


def _trouble_lines(steps: Sequence[DeliveryRecord]) -> list[tuple[int, StoryLine]]:
    """Return the steps of deliveries that did not go well; of a dead letter sent again,
    since when.
    """
    lines: list[tuple[int, StoryLine]] = []
    again: dict[tuple[str, str], int] = {}
    for step in sorted(steps, key=attrgetter("at_ms", "sequence")):
        delivery, line = (step.event_id, step.rule), _trouble_line(step)
        if step.step is DeliveryStep.DLQ_REDRIVE:
            again[delivery] = step.at_ms
        elif delivery in again:
            line["spans"].append((f", sent again at {_clock(again[delivery])}", False))
        lines.append((step.at_ms, line))
    return lines


def _clock(at_ms: int) -> str:
    return clock_time(at_ms)[:8]


def _trouble_line(step: DeliveryRecord) -> StoryLine:
    """Return a step of a delivery that did not go well, in words."""
    what = DELIVERY_WORDS.get(step.step, step.step.value)
    spans: Spans = [(f"{step.target} ", True), (what, False)]
    if step.step in RECOVERED:
        spans.append((f" on attempt {step.attempt}", False))
    if step.reason:
        spans.append((f": {value_text(step.reason)}", False))
    if step.retry_ms is not None:
        spans.append((f"; next try at {_clock(step.retry_ms)}", False))
    return {"time": clock_time(step.at_ms), "spans": spans, "origin": _origin(step)}


def _origin(step: DeliveryRecord) -> str:
    """Return how a step is known, with AWS's word for it."""
    if step.inferred:
        return f"delivery: {step.step}, inferred from what came of it"
    return f"delivery: {step.step}, as logged" if step.bus_log else f"delivery: {step.step}"


DELIVERY_WORDS: Final = {
    DeliveryStep.INVOCATION_SUCCESS: "took it",
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE: "could not take it",
    DeliveryStep.INVOCATION_ATTEMPT_THROTTLE: "was throttled and could not take it",
    DeliveryStep.INVOCATION_ATTEMPT_PERMANENT_FAILURE: "refused it",
    DeliveryStep.INVOCATION_FAILURE: "never took it, and it was dropped",
    DeliveryStep.INVOCATION_DLQ: "never took it: now a dead letter",
    DeliveryStep.FUNCTION_ERROR: "failed",
    DeliveryStep.FUNCTION_SUCCESS: "succeeded",
    DeliveryStep.FUNCTION_FAILURE: "failed for good, and the event was dropped",
    DeliveryStep.FUNCTION_DLQ: "failed for good: the event is a dead letter",
    DeliveryStep.DLQ_REDRIVE: "was sent the dead letter again",
}
"""What a target did, by the step its delivery came to."""


def _line(entry: TimelineEntry) -> StoryLine:
    event = entry.event
    who = "by hand: " if original_id(event) else f"{event.source} said "
    spans: Spans = [(who, False), (event.detail_type, True)]
    if event.detail_type == DetailType.ORDER_CREATED:
        spans.append((f", {amount_text(event.detail.get('amount'))}", False))
    spans += _again(entry)
    if entry.tied:
        spans.append((" (same instant as another)", False))
    return {"time": clock_time(entry.at_ms), "spans": spans, "origin": "catch-all log"}


def _again(entry: TimelineEntry) -> Spans:
    """Return what is said of an event that came by hand: when it was sent again, or
    its execution.
    """
    if original_id(entry.event):
        return [(f", sent again at {_clock(entry.at_ms)}", False)]
    started_ms = started_again_ms(execution_arn(entry.event) or "")
    if started_ms is None:
        return []
    return [(f", by the execution started again at {_clock(started_ms)}", False)]


def bus_sentences(notes: Sequence[BusNote]) -> list[tuple[int, Spans]]:
    """Return the sentences, each with its time in epoch milliseconds; what was done with several
    events at one time is one.
    """
    ordered = sorted(notes, key=_one)
    groups = (list(group) for _, group in groupby(ordered, key=_one))
    return [(group[0].at_ms, _WORDS[group[0].what](group)) for group in groups]


_one = attrgetter("at_ms", "what", "subscriber", "behind", "size")


def _names(notes: Sequence[BusNote]) -> str:
    names = [note.detail_type for note in notes]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _replayed(notes: Sequence[BusNote]) -> Spans:
    what = "an event of the past" if len(notes) == 1 else "events of the past"
    given = f" was given {_names(notes)} as {what} (REPLAY)"
    return [(notes[0].subscriber, True), (given, False)]


def _batched(notes: Sequence[BusNote]) -> Spans:
    others = notes[0].size - len(notes)
    more = f", with {counted(others, 'event', 'events')} of other orders" if others > 0 else ""
    called = f" was called with a batch of {notes[0].size}: {_names(notes)}{more}"
    return [(notes[0].target, True), (called, False)]


def _held(notes: Sequence[BusNote]) -> Spans:
    verb = "waits" if len(notes) == 1 else "wait"
    words = f" {verb} behind {notes[0].behind} of the same order, which fails at {notes[0].target}"
    return [(_names(notes), True), (words, False)]


def _released(notes: Sequence[BusNote]) -> Spans:
    verb, waited = "goes" if len(notes) == 1 else "go", elapsed_text(notes[0].span_ms)
    words = f" {verb} on to {notes[0].target}: {waited} held behind {notes[0].behind}"
    return [(_names(notes), True), (words, False)]


_WORDS: Final[dict[str, Callable[[Sequence[BusNote]], Spans]]] = {
    BEHIND: _replayed,
    BATCHED: _batched,
    HELD: _held,
    RELEASED: _released,
}
