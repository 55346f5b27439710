"""An order as a trace: spans in the sense of OpenTelemetry, for whatever shows traces.

The root is the order; below it each event that was published, each delivery of it, and behind the
delivery to the state machine its execution with a span for each state. What came of a delivery
stands below it, so that the tree is the chain of cause and effect. Each span says in ``eda.known``
whether it was reported or worked out, and in ``eda.origin`` by what.

Times are those of the log in milliseconds; an event's own time has whole seconds and is an
attribute. Of a delivery nobody tells when it ended: its span lasts until what came of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

from eda_core.domain.deliveries import DeliveryRecord
from eda_core.domain.orders import DetailType, Source, label_of
from eda_core.ports import Notification
from eda_core.presentation.export.trace_span import (
    SpanKind,
    SpanMoment,
    SpanStatus,
    TraceSpan,
    Value,
)
from eda_core.presentation.order.card import order_summary
from eda_core.presentation.order.looks import look_of
from eda_core.presentation.order.narrative import DELIVERY_WORDS
from eda_core.presentation.order.twins_sentence import numbers_of
from eda_core.presentation.wording import amount_text
from eda_core.read_model.event_steps import RECOVERED, EventDeliveries
from eda_core.read_model.execution_paths import PathOrigin, PathTaken
from eda_core.read_model.order_steps import rules_that_took
from eda_core.read_model.order_view import OrderView
from eda_core.read_model.stays import stays_of
from eda_core.read_model.timeline import TimelineEntry
from eda_core.stack import Rule, TargetKind

BUS: Final = "event bus"
NOTIFICATION_SERVICE: Final = "notification-service"
"""Parts of the system that put no events on the bus."""

MOST_EVENTS: Final = 400
"""Events of one order that are exported."""

MOST_STAYS: Final = 150
"""Spans of states of one execution; a definition may go round thousands of times."""

FAILED_TONES: Final = frozenset(("cancelled", "stuck"))
"""Tones of outcomes that are an error of the root span: the business outcome, as on screen."""


@dataclass(frozen=True, slots=True)
class ExportedOrder:
    """An order to be exported, with the messages its customer was sent."""

    view: OrderView
    notifications: Sequence[Notification] = ()


def order_trace(order: ExportedOrder, world: str, now_ms: int) -> tuple[TraceSpan, ...]:
    """Return the spans of an order, the root first; the same order of a world has the same ids."""
    return tuple(_OrderTrace(order, world, now_ms).spans())


def _hex(text: str, digits: int) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]


class _OrderTrace:
    """Works out the spans of one order."""

    def __init__(self, order: ExportedOrder, world: str, now_ms: int) -> None:
        self._view, self._notifications = order.view, order.notifications
        self._timeline = order.view.timeline[:MOST_EVENTS]
        self._now_ms = now_ms
        self._label = label_of(order.view.row.order)
        self._trace = _hex(f"{world}\n{self._label}", 32)
        self._root = self._id("order")
        self._rules = {rule.name: rule for rule in order.view.stack.rules}

    def _id(self, *parts: object) -> str:
        return _hex("\n".join((self._trace, *map(str, parts))), 16)

    def spans(self) -> Iterator[TraceSpan]:
        below = tuple(self._below())
        start_ms = min((span.start_ms for span in below), default=self._view.row.first_ms)
        end_ms = max((span.end_ms for span in below), default=start_ms)
        yield self._root_span(start_ms, end_ms)
        yield from below

    def _below(self) -> Iterator[TraceSpan]:
        for entry in self._timeline:
            yield self._event(entry)
            for rule in rules_that_took(self._view, entry):
                if not self._is_log(rule):
                    yield self._delivery(entry, rule)
        yield from self._execution()
        yield from self._messages()

    def _is_log(self, name: str) -> bool:
        rule = self._rules.get(name)
        return rule is not None and rule.target.kind is TargetKind.LOG_GROUP

    def _root_span(self, start_ms: int, end_ms: int) -> TraceSpan:
        look = look_of(self._view, self._now_ms)
        why = "".join(words for words, _ in order_summary(self._view, self._now_ms)["why"])
        expected = self._view.expected_next(self._now_ms)
        is_bad = look.tone in FAILED_TONES
        good = SpanStatus.OK if look.tone == "completed" else SpanStatus.UNSET
        return TraceSpan(
            self._trace,
            self._root,
            "",
            Source.ORDER_SERVICE.value,
            f"order {self._label}",
            SpanKind.SERVER,
            start_ms,
            end_ms,
            (
                ("order.id", self._label),
                ("order.amount", amount_text(self._view.row.amount)),
                ("order.outcome", look.word),
                ("order.why", why),
                ("order.expected_next", f"{expected.progress.value}: {expected.sentence}"),
                *_provenance(known=True, origin="the catch-all log"),
            ),
            SpanStatus.ERROR if is_bad else good,
            f"{look.word}. {why}" if is_bad else "",
        )

    def _event(self, entry: TimelineEntry) -> TraceSpan:
        event = entry.event
        rows = [row for row in self._view.grid.rows if row.event.id == event.id]
        cells = [cell for row in rows for cell in row.cells]
        missed = (f"{cell.rule}: {cell.sentence}" for cell in cells if not cell.taken)
        return TraceSpan(
            self._trace,
            self._id("event", event.id),
            self._causes[event.id],
            event.source,
            f"publish {event.detail_type}",
            SpanKind.PRODUCER,
            entry.at_ms,
            entry.at_ms,
            (
                ("messaging.system", "aws_eventbridge"),
                ("messaging.operation.type", "send"),
                ("messaging.destination.name", self._view.stack.bus),
                ("messaging.message.id", event.id),
                ("eda.event.time", event.time),
                ("eda.event.same_instant", entry.tied),
                ("eda.rules.taken", rules_that_took(self._view, entry)),
                ("eda.rules.missed", tuple(missed)),
                *_provenance(known=True, origin="the catch-all log"),
            ),
        )

    @cached_property
    def _causes(self) -> dict[str, str]:
        """The span each event came of, by its id; the root where nothing tells."""
        causes, payment = {}, self._root
        for entry in self._timeline:
            event, cause = entry.event, self._root
            if event.source == Source.PAYMENT_SERVICE:
                cause = self._execution_id if self._has_execution else self._root
                rule = self._rule_to(entry, self._view.stack.update_order)
                payment = self._id("delivery", event.id, rule) if rule else self._root
            elif event.detail_type in _ENDINGS:
                cause = payment
            causes[event.id] = cause
        return causes

    def _rule_to(self, entry: TimelineEntry, target: str) -> str | None:
        """Return the rule that handed an event to this target."""
        taken = rules_that_took(self._view, entry)
        return next((n for n in taken if n in self._rules and self._to(n) == target), None)

    def _to(self, name: str) -> str:
        rule = self._rules.get(name)
        return name if rule is None else rule.target.name

    def _how_known(self, known: EventDeliveries, rule: str) -> tuple[bool, str]:
        """Return whether a delivery is reported, and by what it is known."""
        words = self._view.stack.words
        if not known.is_known(rule) or rule in known.unreported:
            return False, f"inferred from the {words.rules} in force then"
        return True, f"the {words.log}" if known.bus_log else "the delivery records"

    def _delivery(self, entry: TimelineEntry, name: str) -> TraceSpan:
        known = self._view.deliveries.get(entry.event.id, EventDeliveries())
        steps = [step for step in known.troubles if step.rule == name]
        ended = bool(steps) and steps[-1].step not in RECOVERED
        status = SpanStatus.ERROR if ended else SpanStatus.UNSET
        reported, origin = self._how_known(known, name)
        span_id = self._id("delivery", entry.event.id, name)
        return TraceSpan(
            self._trace,
            span_id,
            self._id("event", entry.event.id),
            service_of(self._rules.get(name), self._view),
            f"deliver {entry.event.detail_type} to {self._to(name)}",
            SpanKind.CONSUMER,
            entry.at_ms,
            max([entry.at_ms, *(s.at_ms for s in steps), *self._effects.get(span_id, ())]),
            (
                ("messaging.system", "aws_eventbridge"),
                ("messaging.operation.type", "process"),
                ("messaging.message.id", entry.event.id),
                ("eda.rule", name),
                ("eda.target", self._to(name)),
                ("eda.open", name in known.open_since),
                *_provenance(known=reported, origin=origin),
            ),
            status,
            _words_of(steps[-1]) if ended else "",
            tuple(map(_moment, steps)),
        )

    @cached_property
    def _effects(self) -> dict[str, list[int]]:
        """When something came of a delivery (epoch milliseconds), by the id of its span."""
        effects: dict[str, list[int]] = {}
        for entry in self._timeline:
            effects.setdefault(self._causes[entry.event.id], []).append(entry.at_ms)
        for message, parent in self._told:
            effects.setdefault(parent, []).append(message.sent_ms)
        if self._has_execution:
            effects.setdefault(self._execution_parent, []).append(self._execution_times[1])
        return effects

    @cached_property
    def _created(self) -> TimelineEntry | None:
        """The event that started the execution: the last OrderCreated."""
        kinds = reversed(self._timeline)
        return next((e for e in kinds if e.event.detail_type == DetailType.ORDER_CREATED), None)

    @cached_property
    def _has_execution(self) -> bool:
        path = self._view.path
        return path is not None and path.started and not path.is_unseen

    @cached_property
    def _execution_id(self) -> str:
        return self._id("execution", "" if self._created is None else self._created.event.id)

    @cached_property
    def _execution_parent(self) -> str:
        machine = self._view.stack.state_machine
        rule = None if self._created is None else self._rule_to(self._created, machine)
        if self._created is None or rule is None:
            return self._root
        return self._id("delivery", self._created.event.id, rule)

    @cached_property
    def _execution_times(self) -> tuple[int, int]:
        """When the execution began and ended; one that is worked out ended by its payment event."""
        path = self._view.path
        execution = None if path is None else path.execution
        start_ms = self._view.row.first_ms if execution is None else execution.started_ms
        source = Source.PAYMENT_SERVICE
        paid = [e.at_ms for e in self._timeline if e.event.source == source]
        if path is not None and path.origin.is_reported and execution is not None:
            return start_ms, execution.ended_ms or max([start_ms, *paid])
        return start_ms, max([start_ms, *paid])

    def _execution(self) -> Iterator[TraceSpan]:
        path = self._view.path
        if path is None or not self._has_execution:
            return
        start_ms, end_ms = self._execution_times
        known = path.origin.is_reported
        yield TraceSpan(
            self._trace,
            self._execution_id,
            self._execution_parent,
            Source.PAYMENT_SERVICE.value,
            f"execution of {self._view.stack.state_machine}",
            SpanKind.INTERNAL,
            start_ms,
            end_ms,
            (
                ("aws.step_functions.status", path.status.value),
                ("aws.step_functions.path", path.states),
                ("eda.choices", tuple(f"{c.state_name}: {numbers_of(c)}" for c in path.choices)),
                *_provenance(known=known, origin=path.origin.value),
            ),
            _EXECUTION_STATUS.get(path.status.value, SpanStatus.UNSET),
            ". ".join(filter(None, (path.error, path.cause))) if path.status.is_failure else "",
        )
        if known or path.origin is PathOrigin.CONFIRMED:
            yield from self._states(path, known)

    def _states(self, path: PathTaken, known: bool) -> Iterator[TraceSpan]:
        history = () if path.execution is None else path.execution.history
        end_ms = self._execution_times[1]
        choices = {choice.state_name: numbers_of(choice) for choice in path.choices}
        for number, stay in enumerate(stays_of(history)[:MOST_STAYS]):
            decided = choices.get(stay.state)
            yield TraceSpan(
                self._trace,
                self._id("state", self._execution_id, number),
                self._execution_id,
                Source.PAYMENT_SERVICE.value,
                f"state {stay.state}",
                SpanKind.INTERNAL,
                stay.entered_ms,
                max(stay.entered_ms, end_ms if stay.exited_ms is None else stay.exited_ms),
                (
                    *((("eda.choice", decided),) if decided else ()),
                    *_provenance(known=known, origin=path.origin.value),
                ),
            )

    @cached_property
    def _told(self) -> list[tuple[Notification, str]]:
        """Each message, with the span of the delivery it came of; the root where none is found."""
        deliveries: dict[str, list[str]] = {}
        for entry in self._timeline:
            rule = self._rule_to(entry, self._view.stack.notification)
            if rule is not None:
                span = self._id("delivery", entry.event.id, rule)
                deliveries.setdefault(entry.event.detail_type, []).append(span)
        return [(each, self._take_span(deliveries, each)) for each in self._notifications]

    def _take_span(self, deliveries: dict[str, list[str]], message: Notification) -> str:
        spans = deliveries.get(message.subject.rpartition(": ")[2], [])
        return (spans.pop(0) if len(spans) > 1 else spans[0]) if spans else self._root

    def _messages(self) -> Iterator[TraceSpan]:
        for number, (message, parent) in enumerate(self._told):
            yield TraceSpan(
                self._trace,
                self._id("message", number, message.subject),
                parent,
                NOTIFICATION_SERVICE,
                f"notify: {message.subject}",
                SpanKind.PRODUCER,
                message.sent_ms,
                message.sent_ms,
                (
                    ("messaging.system", "aws_sns"),
                    ("messaging.destination.name", self._view.stack.topic),
                    *_provenance(known=True, origin="notifications sent"),
                ),
            )


_ENDINGS: Final = (DetailType.ORDER_COMPLETED, DetailType.ORDER_CANCELLED)

_EXECUTION_STATUS: Final = {
    "SUCCEEDED": SpanStatus.OK,
    "FAILED": SpanStatus.ERROR,
    "TIMED_OUT": SpanStatus.ERROR,
}


def service_of(rule: Rule | None, view: OrderView) -> str:
    """Return whose part of the system a rule's target is; its own name where it is nobody's."""
    if rule is None:
        return BUS
    stack = view.stack
    owners = {
        stack.state_machine: Source.PAYMENT_SERVICE.value,
        stack.update_order: Source.ORDER_SERVICE.value,
        stack.create_order: Source.ORDER_SERVICE.value,
        stack.notification: NOTIFICATION_SERVICE,
    }
    return owners.get(rule.target.name, rule.target.name)


def _provenance(*, known: bool, origin: str) -> tuple[tuple[str, Value], ...]:
    return ("eda.known", known), ("eda.origin", origin)


def _words_of(step: DeliveryRecord) -> str:
    words = f"{step.target} {DELIVERY_WORDS.get(step.step, step.step.value)}"
    return f"{words}: {step.reason}" if step.reason else words


def _moment(step: DeliveryRecord) -> SpanMoment:
    words = ("eda.words", _words_of(step))
    return SpanMoment(step.at_ms, step.step.value, (words, ("eda.attempt", step.attempt)))
