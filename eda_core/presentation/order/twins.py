"""Two orders side by side from t = 0: equal steps grey, the first difference marked and said."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, TypedDict

from eda_core.domain.durations import duration_text
from eda_core.domain.orders import DetailType, Outcome, label_of
from eda_core.ports import Notification
from eda_core.presentation.order.looks import look_of
from eda_core.presentation.order.twins_sentence import (
    Twins,
    divergence_spans,
    numbers_of,
    place_of,
)
from eda_core.presentation.wording import Spans, amount_text, path_text, value_text
from eda_core.read_model.divergence import MISSING, Pair, compared, payload_differences
from eda_core.read_model.event_steps import RECOVERED
from eda_core.read_model.execution_paths import PathTaken
from eda_core.read_model.order_steps import OrderStep, StepKind, steps_of
from eda_core.read_model.order_view import OrderView
from eda_core.stack.bus_words import counted_rules


class TwinSide(TypedDict):
    """One of the two orders, and its outcome."""

    order: str
    amount: str
    tone: str
    glyph: str
    word: str


class TwinCell(TypedDict):
    """A step in words, the strong ones first; all empty where an order has no such step."""

    lead: str
    text: str
    title: str


class TwinRow(TypedDict):
    """A step of both orders with their times; ``first`` marks the first difference."""

    left: TwinCell
    right: TwinCell
    times: list[str]
    same: bool
    first: bool


class Difference(TypedDict):
    """What differs in one respect, or that nothing does."""

    name: str
    lines: list[str]
    none: bool


class TwinsData(TypedDict, total=False):
    """The component ``twins``; where there are words in ``empty`` only those show."""

    sentence: Spans
    sides: list[TwinSide]
    rows: list[TwinRow]
    differences: list[Difference]
    empty: str


Messages = Sequence[Notification]

SLOWER_MS: Final = 500
"""A hop that takes this much longer than the other's is worth a line."""

MOST_LINES: Final = 8
"""Differences of one sort that are told; the rest is counted."""


def twins_of(
    left: OrderView, right: OrderView, notifications: tuple[Messages, Messages] = ((), ())
) -> Twins:
    """Return two orders compared; ``notifications`` are those about each."""
    return Twins(
        left, right, compared(steps_of(left, notifications[0]), steps_of(right, notifications[1]))
    )


def twins_card(twins: Twins, now_ms: int) -> TwinsData:
    """Return what the comparison shows: the sentence, both orders, their steps, and the
    differences.
    """
    starts = tuple(_start_ms(twins, side) for side in (0, 1))
    return {
        "sentence": divergence_spans(twins) + _times_span(twins),
        "sides": [_side(view, now_ms) for view in (twins.left, twins.right)],
        "rows": [
            _row(pair, starts, at == twins.comparison.first, _rules_there(twins))
            for at, pair in enumerate(twins.comparison.pairs)
        ],
        "differences": list(differences(twins)),
        "empty": "",
    }


def _times_span(twins: Twins) -> Spans:
    """Return how much slower one of two orders with the same steps was; nothing where none was."""
    slower = "" if twins.comparison.divergence else next(_timing_lines(twins), "")
    return [(f" Only the times differ: {slower}.", False)] if slower else []


def _start_ms(twins: Twins, side: int) -> int:
    """Return when an order began: the first thing anybody noted of it."""
    steps = ((pair.left, pair.right)[side] for pair in twins.comparison.pairs)
    return min((step.at_ms for step in steps if step and step.at_ms is not None), default=0)


def _rules_there(twins: Twins) -> str:
    most = max(twins.left, twins.right, key=lambda view: len(view.grid.rules))
    return rules_of(most)


def rules_of(view: OrderView) -> str:
    """Return how many rules, or subscribers, its events met."""
    return counted_rules(view.stack.words, len(view.grid.rules))


def _side(view: OrderView, now_ms: int) -> TwinSide:
    look = look_of(view, now_ms)
    return {
        "order": label_of(view.row.order),
        "amount": amount_text(view.row.amount),
        "tone": look.tone,
        "glyph": look.glyph,
        "word": look.word,
    }


def _row(pair: Pair, starts: Sequence[int], first: bool, rules: str) -> TwinRow:
    return {
        "left": _cell(pair.left, rules),
        "right": _cell(pair.right, rules),
        "times": [_offset(pair.left, starts[0]), _offset(pair.right, starts[1])],
        "same": pair.same,
        "first": first,
    }


def _offset(step: OrderStep | None, start_ms: int) -> str:
    if step is None or step.at_ms is None:
        return ""
    return duration_text(max(0, step.at_ms - start_ms))


def _cell(step: OrderStep | None, rules: str) -> TwinCell:
    if step is None:
        return {"lead": "", "text": "", "title": ""}
    lead, text = step_text(step, rules)
    return {"lead": lead, "text": text, "title": _title(step) or f"{lead}{text}"}


def step_text(step: OrderStep, rules: str) -> tuple[str, str]:
    """Return a step in few words: the strong ones and the rest. ``rules`` is how many there are,
    in words.
    """
    if step.kind is StepKind.CHOICE and step.choice is not None:
        return step.name, f": {numbers_of(step.choice)}"
    if step.kind is StepKind.RULES:
        return "", f"{len(step.rules)} of {rules} took it"
    if step.kind is StepKind.DELIVERY:
        return step.name, f" {_delivery_text(step)}"
    if step.kind is StepKind.NOTIFIED:
        return "", f"{step.name} notification{'s' if step.name != '1' else ''}"
    again = f" (time {step.nth})" if step.nth > 1 else ""
    words = {StepKind.STATE: "state ", StepKind.FAILURE: "failed with "}
    return "", f"{words.get(step.kind, '')}{step.name}{again}"


def _delivery_text(step: OrderStep) -> str:
    if step.trouble is None:
        return "has not answered"
    if step.trouble.step in RECOVERED:
        return f"took it on attempt {step.trouble.attempt}"
    return f"did not take it, attempt {step.trouble.attempt}"


def _title(step: OrderStep) -> str:
    if step.kind is StepKind.RULES:
        return ", ".join(step.rules)
    if step.trouble is not None:
        return f"{step.detail} at {step.name}: {step.trouble.step} {step.trouble.reason}".strip()
    return step.detail


def differences(twins: Twins) -> Iterator[Difference]:
    """Payload, path, timing and deliveries, each apart; a sort with no difference says so."""
    sorts = {
        "Payload": (_payload_lines, "the same but for the id"),
        "Path": (_path_lines, "the same states"),
        "Timing": (_timing_lines, f"no hop differs by more than {SLOWER_MS / 1000:.1f} s"),
        "Deliveries": (_delivery_lines, _no_difference(twins)),
    }
    for name, (lines_of, none) in sorts.items():
        lines = list(lines_of(twins))
        if len(lines) > MOST_LINES:
            lines = [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more"]
        yield {"name": name, "lines": lines or [none], "none": not lines}


def _no_difference(twins: Twins) -> str:
    rules = twins.left.stack.words.rules
    is_logged = twins.left.is_from_bus_log and twins.right.is_from_bus_log
    if (twins.left.is_inferred or twins.right.is_inferred) and not is_logged:
        return f"the same {rules}, inferred; trouble is not reported here"
    return f"the same {rules}, and no trouble"


def _payload_lines(twins: Twins) -> Iterator[str]:
    for field in payload_differences(twins.left, twins.right):
        yield f"{field.path}: {_value(field.left)} | {_value(field.right)}"


def _value(value: Any) -> str:
    return "none" if value is MISSING else value_text(value)


def _path_lines(twins: Twins) -> Iterator[str]:
    paths = [view.path for view in (twins.left, twins.right)]
    machines = [path.machine for path in paths if path is not None and path.machine is not None]
    if len(machines) == 2 and machines[0].definition != machines[1].definition:
        yield "another definition of the state machine was in force"
    states = [_states(twins, side) for side in (0, 1)]
    if states[0] != states[1]:
        yield f"{_route(states[0])} | {_route(states[1])}"
    statuses = [_status(path) for path in paths]
    if statuses[0] != statuses[1]:
        yield f"execution {statuses[0]} | {statuses[1]}"


def _status(path: PathTaken | None) -> str:
    if path is None or not path.started:
        return "none"
    return "not seen" if path.is_unseen else path.status


def _states(twins: Twins, side: int) -> list[str]:
    steps = ((pair.left, pair.right)[side] for pair in twins.comparison.pairs)
    kinds = (StepKind.STATE, StepKind.CHOICE)
    return [step.name for step in steps if step is not None and step.kind in kinds]


def _route(states: Sequence[str]) -> str:
    return path_text(states) or "no state known"


def _timing_lines(twins: Twins) -> Iterator[str]:
    """Hops from one event to the next that both have, where one took clearly longer."""
    left, right = _hops(twins, 0), _hops(twins, 1)
    for hop in left:
        if hop in right and abs(left[hop] - right[hop]) > SLOWER_MS:
            yield f"to {hop}: {duration_text(left[hop])} | {duration_text(right[hop])}"
    ends = [view.row.duration_ms for view in (twins.left, twins.right)]
    if None not in ends and abs((ends[0] or 0) - (ends[1] or 0)) > SLOWER_MS:
        yield f"to the outcome: {duration_text(ends[0] or 0)} | {duration_text(ends[1] or 0)}"


_STAGES: Final[dict[str, str]] = {
    DetailType.PAYMENT_SUCCEEDED: "the payment",
    DetailType.PAYMENT_FAILED: "the payment",
    DetailType.ORDER_COMPLETED: "the outcome",
    DetailType.ORDER_CANCELLED: "the outcome",
}
"""What an event is to both orders."""


def _hops(twins: Twins, side: int) -> dict[str, int]:
    """Return how long each event took to come after the one before it (milliseconds)."""
    entries = (twins.left, twins.right)[side].timeline
    hops: dict[str, int] = {}
    for before, after in pairwise(entries):
        hop = _STAGES.get(after.event.detail_type, after.event.detail_type)
        hops.setdefault(hop, max(0, after.at_ms - before.at_ms))
    return hops


def _delivery_lines(twins: Twins) -> Iterator[str]:
    yield from _count_lines(twins)
    for side, name in enumerate(twins.names):
        for step in _delivery_steps(twins, side):
            yield f"{name}: {place_of(step)}: {_delivery_text(step)}"


def _count_lines(twins: Twins) -> Iterator[str]:
    """Events that came another number of times, and rules that took another number of them."""
    left, right = (_taken(view) for view in (twins.left, twins.right))
    for rule in dict.fromkeys((*left, *right)):
        if left[rule] != right[rule]:
            yield f"events that {rule} took: {left[rule]} | {right[rule]}"


def _taken(view: OrderView) -> Counter[str]:
    grid = (cell.rule for row in view.grid.rows for cell in row.cells if cell.taken)
    matched = [rule for known in view.deliveries.values() for rule in known.matched]
    return Counter(matched or grid)


def _delivery_steps(twins: Twins, side: int) -> Iterable[OrderStep]:
    for pair in twins.comparison.pairs:
        step = (pair.left, pair.right)[side]
        if step is not None and step.kind is StepKind.DELIVERY and not pair.same:
            yield step


def hint(chosen: OrderView | None) -> str:
    """Return what to do where there are no two orders to compare."""
    if chosen is None:
        return "Choose an order of the table to compare it with another."
    if chosen.row.outcome is Outcome.WAITING:
        return "No other order has ended yet. Choose one to compare with."
    return "No order has another outcome yet. Choose one to compare with."
