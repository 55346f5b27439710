"""What became of one order as steps in the order of cause and effect, so that two can be compared.

The way of an order comes first: each event, the rules that took it, what went wrong on the way to
the target that goes on with the order, and between order and payment the states of its execution.
What went wrong beside that way, and what the customer was told, come last.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from eda_core.asl import ChoiceExplanation
from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.orders import DetailType, Source
from eda_core.ports import Notification
from eda_core.read_model.event_steps import EventDeliveries
from eda_core.read_model.execution_paths import PathOrigin, PathTaken
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.stays import stays_of
from eda_core.read_model.timeline import TimelineEntry

MOST_STATES: Final = 150
"""States of one path that are compared; a definition may go round thousands of times."""

MOST_STEPS: Final = 400


class StepKind(StrEnum):
    """What a step is about."""

    EVENT = "event"
    RULES = "rules"
    DELIVERY = "delivery"
    STATE = "state"
    CHOICE = "choice"
    FAILURE = "failure"
    NOTIFIED = "told"


Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class OrderStep:
    """One step. Two steps with one ``key`` are the same step of two orders.

    ``name`` is the detail-type, state, target or error it is about, ``at_ms`` when it was (epoch
    milliseconds; None where nobody tells). The rest is what a sentence about it needs:
    ``nth`` time an event of its kind came, the ``rules`` that took it, the ``choice`` made, the
    delivery ``trouble``; ``detail`` is a cause in words.
    """

    kind: StepKind
    key: Key
    name: str
    at_ms: int | None = None
    nth: int = 1
    rules: tuple[str, ...] = ()
    choice: ChoiceExplanation | None = None
    trouble: DeliveryRecord | None = None
    detail: str = ""


def steps_of(view: OrderView, notifications: Sequence[Notification] = ()) -> tuple[OrderStep, ...]:
    """Return the steps of an order, the first `MOST_STEPS`."""
    return tuple(islice(_steps(view, notifications), MOST_STEPS))


def _steps(view: OrderView, notifications: Sequence[Notification]) -> Iterator[OrderStep]:
    path_after = _path_place(view.timeline)
    counts: Counter[tuple[str, str]] = Counter()
    if path_after < 0:
        yield from _path_steps(view.path)
    for at, entry in enumerate(view.timeline):
        counts[entry.event.source, entry.event.detail_type] += 1
        yield _event(entry, counts[entry.event.source, entry.event.detail_type])
        yield from _handed_out(view, entry)
        if at == path_after:
            yield from _path_steps(view.path)
    for entry in view.timeline:
        yield from _deliveries(view, entry, main=False)
    if notifications:
        yield OrderStep(
            StepKind.NOTIFIED,
            (StepKind.NOTIFIED, len(notifications)),
            str(len(notifications)),
            notifications[-1].sent_ms,
        )


def _path_place(entries: Sequence[TimelineEntry]) -> int:
    """After which entry the execution belongs: the last OrderCreated; -1 for before them all."""
    kinds = [entry.event.detail_type for entry in entries]
    places = [at for at, kind in enumerate(kinds) if kind == DetailType.ORDER_CREATED]
    return places[-1] if places else -1


def _event(entry: TimelineEntry, nth: int) -> OrderStep:
    event = entry.event
    key = (StepKind.EVENT, event.source, event.detail_type, nth)
    return OrderStep(StepKind.EVENT, key, event.detail_type, entry.at_ms, nth=nth)


def _handed_out(view: OrderView, entry: TimelineEntry) -> Iterator[OrderStep]:
    rules = rules_that_took(view, entry)
    key = (StepKind.RULES, _STAGES.get(entry.event.detail_type, ""), frozenset(rules))
    yield OrderStep(StepKind.RULES, key, entry.event.detail_type, entry.at_ms, rules=rules)
    yield from _deliveries(view, entry, main=True)


_STAGES: Final = {
    DetailType.ORDER_CREATED.value: "order",
    DetailType.PAYMENT_SUCCEEDED.value: "payment",
    DetailType.PAYMENT_FAILED.value: "payment",
    DetailType.ORDER_COMPLETED.value: "outcome",
    DetailType.ORDER_CANCELLED.value: "outcome",
}
"""What an event is to an order, whichever way that goes."""


def rules_that_took(view: OrderView, entry: TimelineEntry) -> tuple[str, ...]:
    """Return the rules that took an event: as the delivery records say, else as the rules
    judge it.
    """
    known = view.deliveries.get(entry.event.id)
    if known is not None and known.matched:
        return tuple(known.matched)
    rows = (row for row in view.grid.rows if row.event.id == entry.event.id)
    return tuple(cell.rule for row in rows for cell in row.cells if cell.taken)


def _deliveries(view: OrderView, entry: TimelineEntry, *, main: bool) -> Iterator[OrderStep]:
    """Yield what went wrong with an event on its order's own way, or beside it."""
    known = view.deliveries.get(entry.event.id, EventDeliveries())
    onward = _onward(view, entry)
    targets = {rule.name: rule.target.name for rule in view.stack.rules}
    for trouble in known.troubles:
        if (trouble.target == onward) is main:
            yield _trouble(entry, trouble)
    for rule, since_ms in known.open_since.items():
        if (targets.get(rule) == onward) is main and not _reported(known, rule):
            key = (StepKind.DELIVERY, entry.event.detail_type, targets.get(rule, rule), "open")
            name = targets.get(rule, rule)
            yield OrderStep(
                StepKind.DELIVERY,
                key,
                name,
                since_ms,
                rules=(rule,),
                detail=entry.event.detail_type,
            )


def _reported(known: EventDeliveries, rule: str) -> bool:
    return any(trouble.rule == rule for trouble in known.troubles)


def _onward(view: OrderView, entry: TimelineEntry) -> str:
    """Return the target that goes on with an order when this event has come; empty where
    none does.
    """
    if entry.event.source == Source.PAYMENT_SERVICE:
        return view.stack.update_order
    created = entry.event.detail_type == DetailType.ORDER_CREATED
    return view.stack.state_machine if created else ""


def _trouble(entry: TimelineEntry, trouble: DeliveryRecord) -> OrderStep:
    kind = entry.event.detail_type
    key = (StepKind.DELIVERY, kind, trouble.target, trouble.step, trouble.attempt)
    return OrderStep(
        StepKind.DELIVERY, key, trouble.target, trouble.at_ms, trouble=trouble, detail=kind
    )


def _path_steps(path: PathTaken | None) -> Iterator[OrderStep]:
    """Yield the states of an execution, where more than a prediction tells of it."""
    if path is None or not path.started:
        return
    if not path.origin.is_reported and path.origin is not PathOrigin.CONFIRMED:
        return
    choices = deque(path.choices)
    times = _entered_at(path)
    for at, state in enumerate(path.states[:MOST_STATES]):
        at_ms = times[at] if at < len(times) else None
        if choices and choices[0].state_name == state:
            yield _choice(choices.popleft(), at_ms)
        else:
            yield OrderStep(StepKind.STATE, (StepKind.STATE, state), state, at_ms)
    if path.status.is_failure:
        error = path.error or path.status.value
        ended_ms = None if path.execution is None else path.execution.ended_ms
        yield OrderStep(
            StepKind.FAILURE, (StepKind.FAILURE, error), error, ended_ms, detail=path.cause
        )


def _entered_at(path: PathTaken) -> list[int]:
    if path.execution is None:
        return []
    return [stay.entered_ms for stay in stays_of(path.execution.history)]


def _choice(choice: ChoiceExplanation, at_ms: int | None) -> OrderStep:
    key = (StepKind.CHOICE, choice.state_name, choice.target or choice.error)
    return OrderStep(StepKind.CHOICE, key, choice.state_name, at_ms, choice=choice)
