"""What has come of an order, what should come next, how late it is, and what happened if not.

It sees the log and the delivery records and nothing else: a fault that somebody armed must show by
its effect. Times are the world's, in epoch milliseconds.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from eda_core.asl import ExecutionStatus
from eda_core.domain.deliveries import DeliveryRecord, DeliveryStep
from eda_core.domain.durations import duration_text, elapsed_text
from eda_core.domain.orders import DetailType, Outcome, Source
from eda_core.read_model.event_steps import RECOVERED, EventDeliveries
from eda_core.read_model.repeats import ENDINGS, OrderFacts, repeats
from eda_core.read_model.timeline import TimelineEntry
from eda_core.stack import Stack
from eda_core.stack.bus_words import BusWords


class OrderProgress(StrEnum):
    """How an order goes on."""

    DONE = "done"
    WAITING = "waiting"
    LATE = "late"
    OVERDUE = "overdue"
    STUCK = "stuck"
    RETRYING = "retrying"
    DEAD_LETTER = "dead-lettered"
    DUPLICATE = "duplicate"
    IGNORED = "duplicate ignored"
    OUT_OF_ORDER = "out of order"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown order"


OVERDUE_TIMES: Final = 5
"""An order is overdue when nothing has come for as many times what is late: it was lost."""


class Stage(StrEnum):
    """How far an event came of which nothing more is seen."""

    BUS = "bus"
    WAY = "way"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class LastSeen:
    """Where an event was seen last, and when: on its way to ``target``.

    On the bus no ``rule`` has it yet, or one that takes nothing; on the way one took it; and its
    target has it or refused it.
    """

    stage: Stage
    rule: str
    target: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """One order's progress, and the sentence that says it.

    ``retry_ms`` is when the next attempt is due, ``last_seen`` where it was, if it does not go on.
    """

    progress: OrderProgress
    sentence: str
    retry_ms: int | None = None
    last_seen: LastSeen | None = None

    @property
    def is_kept(self) -> bool:
        """Whether a custom bus keeps its event for a paused subscriber: no time makes it late."""
        return self.progress is OrderProgress.WAITING and self.last_seen is not None


@dataclass(frozen=True, slots=True)
class _Hop:
    """Where an event of an order is to go, what should come of it, and what to say if not."""

    target: str
    brings: str
    lacks: str


def expected_next(facts: OrderFacts) -> Expectation:
    """Return what comes next for an order."""
    if facts.row.outcome is Outcome.UNKNOWN:
        return Expectation(OrderProgress.UNKNOWN, "no OrderCreated of this order has come")
    if facts.row.outcome is not Outcome.WAITING:
        return _after_the_end(facts)
    last = _last_on_the_way(facts)
    if last is None:
        return Expectation(OrderProgress.INCOMPLETE, "the log lacks the event this order waits for")
    return _on_the_way(facts, last, _hop_after(facts, last))


def may_have_started(
    entries: Sequence[TimelineEntry], deliveries: Mapping[str, EventDeliveries], stack: Stack
) -> bool:
    """Return whether the state machine took the order, or nobody in this world would report it."""
    may_be = any(each.inferred or each.unreported for each in deliveries.values())
    return may_be or has_started(entries, deliveries, stack)


def has_started(
    entries: Sequence[TimelineEntry], deliveries: Mapping[str, EventDeliveries], stack: Stack
) -> bool:
    """Return whether it is reported that the state machine took the order."""
    created = (e.event.id for e in entries if e.event.detail_type == DetailType.ORDER_CREATED)
    known = (deliveries.get(event_id, EventDeliveries()) for event_id in created)
    return any(_has_taken(each, stack, stack.state_machine) for each in known)


def _has_taken(deliveries: EventDeliveries, stack: Stack, target: str) -> bool:
    rules = {rule.name for rule in stack.rules if rule.target.name == target}
    waited_for = {*deliveries.open_since, *deliveries.unreported}
    trouble = _last_trouble(deliveries, target)
    return trouble is None and bool(rules & {*deliveries.matched} - waited_for)


def _last_on_the_way(facts: OrderFacts) -> TimelineEntry | None:
    going = [entry for entry in facts.timeline if entry.event.detail_type not in ENDINGS]
    return going[-1] if going else None


def _hop_after(facts: OrderFacts, last: TimelineEntry) -> _Hop:
    if last.event.source == Source.PAYMENT_SERVICE:
        ends = ("OrderCompleted or OrderCancelled", "neither OrderCompleted nor OrderCancelled")
        return _Hop(facts.stack.update_order, *ends)
    return _Hop(facts.stack.state_machine, "a payment event", "no payment event")


def _on_the_way(facts: OrderFacts, last: TimelineEntry, hop: _Hop) -> Expectation:
    deliveries = facts.deliveries.get(last.event.id, EventDeliveries())
    trouble = _last_trouble(deliveries, hop.target)
    if trouble is not None:
        return _troubled(last, trouble)
    rules = [rule.name for rule in facts.stack.rules if rule.target.name == hop.target]
    if deliveries.matched and not any(rule in deliveries.matched for rule in rules):
        return _not_taken(facts.stack, last, hop, rules)
    if facts.path is not None and facts.path.status.is_failure:
        error = facts.path.error or facts.path.status
        what = f"the execution failed with {error}; no payment event will come"
        seen = LastSeen(Stage.TARGET, _first(rules, deliveries.matched), hop.target, last.at_ms)
        return Expectation(OrderProgress.STUCK, what, last_seen=seen)
    words, seen = _whereabouts(facts, rules, last, hop.target)
    if _has_ended(facts, hop):
        words = f"the execution {ExecutionStatus.SUCCEEDED}, so the log lacks its event"
    return _in_time_or_late(facts, last, hop, (words, seen))


def _has_ended(facts: OrderFacts, hop: _Hop) -> bool:
    """Return whether AWS says that the execution waited for has ended well."""
    path = facts.path
    if path is None or hop.target != facts.stack.state_machine:
        return False
    return path.origin.is_reported and path.status is ExecutionStatus.SUCCEEDED


def _not_taken(stack: Stack, last: TimelineEntry, hop: _Hop, rules: Sequence[str]) -> Expectation:
    """Return what comes of an event that no rule took there; a custom bus may keep it."""
    kind = last.event.detail_type
    seen = LastSeen(Stage.BUS, rules[0] if rules else "", hop.target, last.at_ms)
    paused = [each.name for each in stack.subscribers if each.name in rules and not each.enabled]
    if paused:
        what = f"{paused[0]} is paused; the bus keeps {kind} for it until it goes on"
        return Expectation(OrderProgress.WAITING, what, last_seen=seen)
    what = f"no {stack.words.rule} took {kind} to {hop.target}; nothing more will come"
    return Expectation(OrderProgress.STUCK, what, last_seen=seen)


def _first(rules: Sequence[str], among: Collection[str]) -> str:
    """Return the first of these rules that is among those; nothing where none is."""
    return next((rule for rule in rules if rule in among), "")


def _whereabouts(
    facts: OrderFacts, rules: Sequence[str], last: TimelineEntry, target: str
) -> tuple[str, LastSeen]:
    kind, deliveries = (
        last.event.detail_type,
        facts.deliveries.get(last.event.id, EventDeliveries()),
    )
    if rule := _first(rules, deliveries.unreported):
        is_known = deliveries.is_known(rule)
        stage = Stage.WAY if is_known else Stage.BUS
        words = _silence(deliveries, rule, facts.stack.words, f"whether {target} has {kind}")
        return words, LastSeen(stage, rule, target, last.at_ms)
    if rule := _first(rules, deliveries.open_since):
        words = f"the delivery of {kind} to {target} is lost or slow"
        return words, LastSeen(Stage.WAY, rule, target, deliveries.open_since[rule])
    seen = LastSeen(Stage.TARGET, _first(rules, deliveries.matched), target, last.at_ms)
    return f"{target} has {kind} and has not answered", seen


def _silence(deliveries: EventDeliveries, rule: str, words: BusWords, what: str) -> str:
    """Return which source is silent about a delivery: the bus log, or the world."""
    if deliveries.is_known(rule):
        return f"the {words.log} does not say yet {what}"
    if deliveries.bus_log:
        others = f"the {words.log} tells of other {words.rules}"
        return f"{others}, and not of {rule}: is it {words.on}?"
    return f"this world does not report {what}"


def _last_trouble(deliveries: EventDeliveries, target: str) -> DeliveryRecord | None:
    steps = [step for step in deliveries.troubles if step.target == target]
    return steps[-1] if steps and steps[-1].step not in RECOVERED else None


_TRIED_AGAIN: Final = (
    DeliveryStep.INVOCATION_ATTEMPT_RETRYABLE_FAILURE,
    DeliveryStep.INVOCATION_ATTEMPT_THROTTLE,
)
"""Steps after which EventBridge tries again; a bus log does not say when."""


def _troubled(last: TimelineEntry, step: DeliveryRecord) -> Expectation:
    if step.step is DeliveryStep.DLQ_REDRIVE:
        what = f"{last.event.detail_type} was sent to {step.target} again"
        return Expectation(OrderProgress.WAITING, what)
    seen = LastSeen(Stage.TARGET, step.rule, step.target, step.at_ms)
    if step.retry_ms is not None or (step.bus_log and step.step in _TRIED_AGAIN):
        what = f"{step.target} failed on {last.event.detail_type} ({step.reason})"
        return Expectation(OrderProgress.RETRYING, what, step.retry_ms, seen)
    what = f"{last.event.detail_type} never got through to {step.target} ({step.reason})"
    what = f"{what}; nothing more will come"
    return Expectation(OrderProgress.DEAD_LETTER, what, last_seen=seen)


def _in_time_or_late(
    facts: OrderFacts, last: TimelineEntry, hop: _Hop, whereabouts: tuple[str, LastSeen]
) -> Expectation:
    where, seen = whereabouts
    since_ms = max(last.at_ms, seen.at_ms)  # a bus may have kept it until its subscriber went on
    waited_ms = max(0, facts.now_ms - since_ms)
    if waited_ms < facts.stack.late_ms:
        come = f"{last.event.detail_type} came; {hop.brings} should come next"
        return Expectation(OrderProgress.WAITING, come)
    is_overdue = waited_ms >= OVERDUE_TIMES * facts.stack.late_ms
    progress = OrderProgress.OVERDUE if is_overdue else OrderProgress.LATE
    what = f"{hop.lacks} for {elapsed_text(waited_ms)}; {where}"
    return Expectation(progress, what, last_seen=seen)


def _after_the_end(facts: OrderFacts) -> Expectation:
    odd = _duplicate(facts) or _missing(facts) or _out_of_order(facts) or _side_trouble(facts)
    found = odd or _slow(facts) or _repeated(facts)
    return found or Expectation(OrderProgress.DONE, "nothing: the order has ended")


def _duplicate(facts: OrderFacts) -> Expectation | None:
    counts = Counter(entry.event.detail_type for entry in facts.timeline)
    created = counts.pop(DetailType.ORDER_CREATED.value, 1)
    more = [f"{kind} came {count} times" for kind, count in counts.items() if count > created]
    return Expectation(OrderProgress.DUPLICATE, " and ".join(more)) if more else None


def _missing(facts: OrderFacts) -> Expectation | None:
    sources = {entry.event.source for entry in facts.timeline}
    kinds = {entry.event.detail_type for entry in facts.timeline}
    if DetailType.ORDER_CREATED not in kinds:
        return _not_logged(facts, "OrderCreated")
    if Source.PAYMENT_SERVICE not in sources:
        return _not_logged(facts, "payment event")
    return None


def _not_logged(facts: OrderFacts, what: str) -> Expectation:
    """Return what an order is like that ended, though the log never received this of it."""
    log = facts.stack.log_group
    rule = next((rule.name for rule in facts.stack.rules if rule.target.name == log), "")
    sentence = f"it ended, but no {what} is in the log"
    seen = LastSeen(Stage.WAY, rule, log, facts.row.first_ms)
    return Expectation(OrderProgress.INCOMPLETE, sentence, last_seen=seen)


def _out_of_order(facts: OrderFacts) -> Expectation | None:
    for before, after in zip(facts.timeline, facts.timeline[1:], strict=False):
        if after.at_ms < before.at_ms:
            what = f"{after.event.detail_type} was logged before {before.event.detail_type}"
            return Expectation(OrderProgress.OUT_OF_ORDER, what)
    return None


def _side_trouble(facts: OrderFacts) -> Expectation | None:
    """Return what went wrong beside the order's own way, such as telling the customer."""
    for entry in facts.timeline:
        deliveries = facts.deliveries.get(entry.event.id, EventDeliveries())
        if deliveries.troubles and (trouble := deliveries.troubles[-1]).step not in RECOVERED:
            return _troubled(entry, trouble)
        for rule, since_ms in deliveries.open_since.items():
            if facts.now_ms - since_ms > facts.stack.late_ms:
                what = f"the delivery of {entry.event.detail_type} by {rule} is lost or slow"
                seen = LastSeen(Stage.WAY, rule, _target_of(rule, facts.stack), since_ms)
                return Expectation(OrderProgress.LATE, what, last_seen=seen)
    return None


def _target_of(rule: str, stack: Stack) -> str:
    return next((each.target.name for each in stack.rules if each.name == rule), "")


def _slow(facts: OrderFacts) -> Expectation | None:
    """Return which event came late; an order that is created again waited for nothing."""
    for before, after in zip(facts.timeline, facts.timeline[1:], strict=False):
        waited_ms = after.at_ms - before.at_ms
        is_again = after.event.detail_type == DetailType.ORDER_CREATED
        if waited_ms > facts.stack.late_ms and not is_again:
            what = f"{after.event.detail_type} came {duration_text(waited_ms)} after"
            return Expectation(OrderProgress.LATE, f"{what} {before.event.detail_type}")
    return None


def _repeated(facts: OrderFacts) -> Expectation | None:
    """Return what came again and brought no other event."""
    found = repeats(facts)
    if not found:
        return None
    ignored = [repeat.sentence for repeat in found if repeat.ignored]
    if ignored:
        return Expectation(OrderProgress.IGNORED, ignored[-1])
    return Expectation(OrderProgress.DUPLICATE, found[-1].sentence)
